// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/rule_dialog.h"

#include "core/recipe/recipe_edit.h"
#include "core/recipe/rule_report.h"
#include "widgets/models/rules_model.h"
#include "widgets/support/core_messages.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace vernier {

namespace {

constexpr int kMinimumWidth = 420;
enum Kinds { Mix, Fallback };

} // namespace

RuleDialog::RuleDialog(const Recipe &recipe, std::vector<LayerInfo> layers, const Target &target, QWidget *parent)
    : QDialog(parent)
    , m_recipe(recipe)
    , m_layers(std::move(layers))
    , m_target(target)
    , m_kindName(new QLabel(this))
    , m_kind(new QComboBox(this))
    , m_patternName(new QLabel(this))
    , m_pattern(new QLineEdit(this))
    , m_typeName(new QLabel(this))
    , m_type(new QComboBox(this))
    , m_message(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    m_kind->addItems({QString(), QString()});
    for (const std::string_view type : mixTypes())
        m_type->addItem(toText(type).toUpper(), toText(type));
    QStringList names;
    for (const LayerInfo &layer : m_layers)
        names << toText(layer.name);
    auto *completer = new QCompleter(names, this);
    completer->setFilterMode(Qt::MatchContains);
    m_pattern->setCompleter(completer);
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(m_message->fontMetrics().lineSpacing() * 3); // so that the dialog does not jump
    m_message->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setMinimumWidth(kMinimumWidth);

    auto *grid = new QGridLayout(this);
    grid->addWidget(m_kindName, 0, 0);
    grid->addWidget(m_kind, 0, 1);
    grid->addWidget(m_patternName, 1, 0);
    grid->addWidget(m_pattern, 1, 1);
    grid->addWidget(m_typeName, 2, 0);
    grid->addWidget(m_type, 2, 1);
    grid->addWidget(m_message, 3, 1);
    grid->addWidget(m_buttons, 4, 0, 1, 2);
    grid->setColumnStretch(1, 1);
    m_kindName->setBuddy(m_kind);
    m_patternName->setBuddy(m_pattern);
    m_typeName->setBuddy(m_type);

    m_kind->setCurrentIndex(target.inMix ? Mix : Fallback);
    m_kind->setEnabled(!target.index);
    if (target.index && target.inMix) {
        m_pattern->setText(toText(recipe.mixCfg[*target.index].first));
        m_type->setCurrentIndex(m_type->findData(toText(recipe.mixCfg[*target.index].second)));
    } else if (target.index) {
        m_pattern->setText(toText(recipe.quantConfig.disableNames[*target.index]));
    }
    connect(m_kind, &QComboBox::currentIndexChanged, this, &RuleDialog::check);
    connect(m_type, &QComboBox::currentIndexChanged, this, &RuleDialog::check);
    connect(m_pattern, &QLineEdit::textChanged, this, &RuleDialog::check);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    retranslate();
    m_pattern->setFocus();
}

QString RuleDialog::pattern() const
{
    return m_pattern->text().trimmed();
}

void RuleDialog::showMessage(const QString &text, bool isError)
{
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, isError ? themeColors(palette()).error : themeColors(palette()).mutedText);
    m_message->setPalette(colors);
    m_message->setText(text);
}

void RuleDialog::check()
{
    const bool inMix = m_kind->currentIndex() == Mix;
    m_type->setEnabled(inMix);
    m_typeName->setEnabled(inMix);
    m_pattern->setPlaceholderText(inMix ? QStringLiteral("*.mlp.down_proj") : QStringLiteral("model.layers.0.mlp.down_proj"));
    const std::string text = toUtf8(pattern());
    const Result<Recipe> made = inMix ? withMixRule(m_recipe, m_target.index, text, toUtf8(m_type->currentData().toString()))
                                      : withDisableName(m_recipe, m_target.index, text);
    m_made = made ? std::optional(*made) : std::nullopt;
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(made.hasValue());
    if (!made) {
        showMessage(pattern().isEmpty() ? tr("Patterns are * for any characters, ? for one, [seq] for one of these. They match whole names.")
                                        : coreText(made.error().message),
                    !pattern().isEmpty());
        return;
    }
    // What the rule would do in this recipe, in the words of the list.
    RulesModel model;
    model.setRules(ruleReport(*made, m_layers, nullptr));
    const std::size_t last = inMix ? made->mixCfg.size() : made->quantConfig.disableNames.size();
    const QModelIndex index = model.indexOf(inMix ? RulesModel::MixCfg : RulesModel::DisableNames, m_target.index.value_or(last - 1));
    const RuleReport *report = model.rule(index);
    showMessage(model.explanation(index), report && report->state == RuleReport::State::Unmatched);
}

void RuleDialog::retranslate()
{
    setWindowTitle(m_target.index ? tr("Edit rule") : tr("Add rule"));
    m_kindName->setText(tr("&Kind"));
    m_kind->setItemText(Mix, tr("Type by name or pattern (mix_cfg)"));
    m_kind->setItemText(Fallback, tr("Leave one layer in float (disable_names)"));
    m_patternName->setText(tr("&Name or pattern"));
    m_typeName->setText(tr("&Type"));
    m_kind->setAccessibleName(tr("Kind of rule"));
    m_pattern->setAccessibleName(tr("Layer name or pattern"));
    m_type->setAccessibleName(tr("Type of the layers"));
    check();
}

void RuleDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        check();
}

} // namespace vernier
