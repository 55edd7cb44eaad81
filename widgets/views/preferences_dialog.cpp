// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/preferences_dialog.h"

#include "core/base/parallel.h"
#include "widgets/support/products_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QVBoxLayout>

namespace vernier {

namespace {

constexpr int kMostThreads = 256;
constexpr int kMostMegabytes = 1024 * 1024;

void choose(QComboBox *box, const QVariant &data)
{
    box->setCurrentIndex(std::max(0, box->findData(data)));
}

} // namespace

PreferencesDialog::PreferencesDialog(const Preferences &preferences, QWidget *parent)
    : QDialog(parent)
    , m_before(preferences)
    , m_now(preferences)
    , m_languageLabel(new QLabel(this))
    , m_themeLabel(new QLabel(this))
    , m_threadsLabel(new QLabel(this))
    , m_language(new QComboBox(this))
    , m_theme(new QComboBox(this))
    , m_threads(new QSpinBox(this))
    , m_threadsHint(new QLabel(this))
    , m_autoEvaluate(new QCheckBox(this))
    , m_statesLabel(new QLabel(this))
    , m_states(new QSpinBox(this))
    , m_statesHint(new QLabel(this))
    , m_productsLabel(new QLabel(this))
    , m_products(new QComboBox(this))
    , m_productsHint(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    m_language->setObjectName(QStringLiteral("language"));
    m_theme->setObjectName(QStringLiteral("theme"));
    // A language is called by its own name in every language.
    for (const char *code : {"", "en", "zh_CN"})
        m_language->addItem(QString(), QString::fromLatin1(code));
    m_language->setItemText(1, QStringLiteral("English"));
    m_language->setItemText(2, QStringLiteral("简体中文"));
    for (const ThemeChoice theme : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark})
        m_theme->addItem(QString(), static_cast<int>(theme));
    m_products->setObjectName(QStringLiteral("products"));
    for (const FloatProducts products : kAllFloatProducts)
        m_products->addItem(QString(), static_cast<int>(products));
    m_threads->setRange(0, kMostThreads);
    m_threads->setObjectName(QStringLiteral("threads"));
    m_states->setObjectName(QStringLiteral("states"));
    m_states->setRange(0, kMostMegabytes);
    m_states->setSingleStep(256);
    m_states->setSuffix(QStringLiteral(" MB"));
    createLayout();
    retranslate();
    fill(preferences);
    connect(m_language, &QComboBox::currentIndexChanged, this, &PreferencesDialog::edited);
    connect(m_theme, &QComboBox::currentIndexChanged, this, &PreferencesDialog::edited);
    connect(m_threads, &QSpinBox::valueChanged, this, &PreferencesDialog::edited);
    connect(m_states, &QSpinBox::valueChanged, this, &PreferencesDialog::edited);
    connect(m_products, &QComboBox::currentIndexChanged, this, &PreferencesDialog::edited);
    connect(m_autoEvaluate, &QCheckBox::toggled, this, &PreferencesDialog::edited);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &PreferencesDialog::reject);
}

void PreferencesDialog::createLayout()
{
    for (QLabel *hint : {m_threadsHint, m_statesHint, m_productsHint}) {
        hint->setWordWrap(true);
        hint->setForegroundRole(QPalette::PlaceholderText);
    }
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(m_languageLabel, m_language);
    form->addRow(m_themeLabel, m_theme);
    form->addRow(m_threadsLabel, m_threads);
    form->addRow(nullptr, m_threadsHint);
    form->addRow(m_statesLabel, m_states);
    form->addRow(nullptr, m_statesHint);
    form->addRow(m_productsLabel, m_products);
    form->addRow(nullptr, m_productsHint);
    form->addRow(nullptr, m_autoEvaluate);
    m_statesLabel->setBuddy(m_states);
    m_productsLabel->setBuddy(m_products);
    m_languageLabel->setBuddy(m_language);
    m_themeLabel->setBuddy(m_theme);
    m_threadsLabel->setBuddy(m_threads);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(m_buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
}

void PreferencesDialog::fill(const Preferences &preferences)
{
    const QScopedValueRollback filling(m_filling, true);
    choose(m_language, preferences.language);
    choose(m_theme, static_cast<int>(preferences.theme));
    m_threads->setValue(preferences.threads);
    m_states->setValue(preferences.stateMegabytes);
    choose(m_products, static_cast<int>(preferences.products));
    m_autoEvaluate->setChecked(preferences.autoEvaluate);
}

void PreferencesDialog::edited()
{
    if (m_filling)
        return;
    Preferences now;
    now.language = m_language->currentData().toString();
    now.theme = static_cast<ThemeChoice>(m_theme->currentData().toInt());
    now.threads = m_threads->value();
    now.stateMegabytes = m_states->value();
    now.products = static_cast<FloatProducts>(m_products->currentData().toInt());
    now.autoEvaluate = m_autoEvaluate->isChecked();
    if (now == m_now)
        return;
    m_now = now;
    emit changed(m_now);
}

void PreferencesDialog::reject()
{
    if (!(m_now == m_before)) {
        m_now = m_before;
        fill(m_before);
        emit changed(m_now);
    }
    QDialog::reject();
}

void PreferencesDialog::retranslate()
{
    const QScopedValueRollback filling(m_filling, true);
    setWindowTitle(tr("Preferences"));
    m_languageLabel->setText(tr("&Language:"));
    m_language->setItemText(0, tr("As the system"));
    m_themeLabel->setText(tr("&Colours:"));
    m_theme->setItemText(0, tr("As the system"));
    m_theme->setItemText(1, tr("Light"));
    m_theme->setItemText(2, tr("Dark"));
    m_threadsLabel->setText(tr("&Threads:"));
    m_threads->setSpecialValueText(tr("All processors (%1)").arg(defaultThreadCount()));
    m_threadsHint->setText(tr("For jobs that start from now on. Fewer leave the computer to other work; results do not depend on it."));
    m_statesLabel->setText(tr("&Memory for evaluations:"));
    m_statesHint->setText(tr("Hidden states kept between evaluations: with more of them a change in a late block is evaluated sooner. For models opened from now on."));
    m_states->setAccessibleName(tr("Memory for evaluations"));
    m_productsLabel->setText(tr("&Float layers:"));
    m_products->setAccessibleName(tr("Float layers"));
    for (int i = 0; i < m_products->count(); ++i)
        m_products->setItemText(i, productsName(static_cast<FloatProducts>(m_products->itemData(i).toInt())));
    m_productsHint->setText(tr("How they multiply where weights are bfloat16 and the processor has such products; else in float32. Previews are quicker on matrix units and "
                               "coarser. Changing it opens the model again."));
    m_autoEvaluate->setText(tr("&Evaluate a changed recipe by itself"));
    m_autoEvaluate->setToolTip(tr("A moment after the last edit; off: only on request."));
    m_language->setAccessibleName(tr("Language"));
    m_theme->setAccessibleName(tr("Colours"));
    m_threads->setAccessibleName(tr("Threads"));
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("OK"));
    m_buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
}

void PreferencesDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
