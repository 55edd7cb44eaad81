// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/recipe_form.h"

#include "core/recipe/recipe_check.h"
#include "widgets/support/edit_guard.h"
#include "widgets/support/parameter_text.h"
#include "widgets/support/text.h"
#include "widgets/support/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>

namespace vernier {

namespace {

constexpr int kRowSpacing = 3;
constexpr int kColumnSpacing = 8;

/// Numbers without trailing zeros, "0.5" and not "0.500".
class PlainSpinBox final : public QDoubleSpinBox
{
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    [[nodiscard]] QString textFromValue(double value) const override
    {
        QLocale plain = locale();
        plain.setNumberOptions(QLocale::OmitGroupSeparator);
        return plain.toString(value, 'g', QLocale::FloatingPointShortest);
    }
};

} // namespace

RecipeForm::RecipeForm(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(kColumnSpacing);
    m_grid->setVerticalSpacing(kRowSpacing);
    m_grid->setColumnStretch(1, 1);
    // Names of all forms of a page stand in one column.
    m_grid->setColumnMinimumWidth(0, fontMetrics().horizontalAdvance(QStringLiteral("disable_last_linear")));
}

void RecipeForm::addField(Field field)
{
    field.name = new QLabel(parameterName(field.key), this);
    field.name->setBuddy(field.editor);
    field.editor->setObjectName(field.key);
    field.editor->setFocusPolicy(Qt::StrongFocus);
    guardEdits(*field.editor);
    const auto below = [this, &field](const char *what) {
        auto *label = new QLabel(this);
        label->setObjectName(field.key + QLatin1String(what));
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->hide();
        return label;
    };
    field.problem = below(".problem");
    field.note = below(".note");
    const int row = static_cast<int>(m_fields.size()) * 3;
    m_grid->addWidget(field.name, row, 0);
    m_grid->addWidget(field.editor, row, 1);
    m_grid->addWidget(field.problem, row + 1, 0, 1, 2);
    m_grid->addWidget(field.note, row + 2, 0, 1, 2);
    m_fields.push_back(std::move(field));
}

void RecipeForm::addChoice(const QString &key, std::vector<Choice> choices, Getter<QVariant> value, Setter<QVariant> setValue)
{
    auto *box = new QComboBox(this);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    for (const Choice &choice : choices)
        box->addItem(QString(), choice.value);
    const int known = box->count();
    Field field;
    field.key = key;
    field.editor = box;
    field.load = [box, known, value = std::move(value)](const Recipe &recipe) {
        const QSignalBlocker blocker(box);
        const QVariant now = value(recipe);
        while (box->count() > known)
            box->removeItem(known);
        if (box->findData(now) < 0)
            box->addItem(now.toString(), now); // from a file; the refusal below says what is wrong with it
        box->setCurrentIndex(box->findData(now));
    };
    field.retranslate = [box, choices = std::move(choices)] {
        for (std::size_t i = 0; i < choices.size(); ++i) {
            const QString text = choices[i].text();
            box->setItemText(static_cast<int>(i), text);
            box->setItemData(static_cast<int>(i), text, Qt::ToolTipRole);
        }
    };
    connect(box, &QComboBox::currentIndexChanged, this, [this, box, key, setValue = std::move(setValue)](int index) {
        if (index >= 0)
            edit(key, box->currentData().toString(), [&](Recipe &recipe) { setValue(recipe, box->currentData()); });
    });
    addField(std::move(field));
}

void RecipeForm::addFlag(const QString &key, Text whenTrue, Text whenFalse, Getter<bool> value, Setter<bool> setValue)
{
    std::vector<Choice> choices;
    for (const bool flag : {true, false}) {
        const QString spelled = flag ? QStringLiteral("True") : QStringLiteral("False");
        choices.push_back({spelled, [spelled, text = flag ? whenTrue : whenFalse] { return tr("%1: %2").arg(spelled, text()); }});
    }
    addChoice(
        key, std::move(choices),
        [value = std::move(value)](const Recipe &recipe) { return value(recipe) ? QStringLiteral("True") : QStringLiteral("False"); },
        [setValue = std::move(setValue)](Recipe &recipe, const QVariant &chosen) { setValue(recipe, chosen.toString() == QLatin1String("True")); });
}

void RecipeForm::addInteger(const QString &key, double minimum, double maximum, Text special, const QString &prefix, Getter<double> value,
                            Setter<double> setValue)
{
    auto *box = new PlainSpinBox(this);
    box->setDecimals(0);
    box->setRange(minimum, maximum);
    box->setPrefix(prefix);
    box->setKeyboardTracking(false); // each number typed, not each digit
    box->setAlignment(Qt::AlignRight);
    Field field;
    field.key = key;
    field.editor = box;
    field.load = [box, value = std::move(value)](const Recipe &recipe) {
        const QSignalBlocker blocker(box);
        const double now = value(recipe);
        if (now > box->maximum())
            box->setMaximum(now);
        box->setValue(now);
    };
    field.retranslate = [box, special = std::move(special)] {
        if (special)
            box->setSpecialValueText(special());
    };
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, box, key, setValue = std::move(setValue)](double now) {
        edit(key, box->text(), [&](Recipe &recipe) { setValue(recipe, now); });
    });
    addField(std::move(field));
}

void RecipeForm::addReal(const QString &key, double minimum, double maximum, double step, Text special, Getter<double> value, Setter<double> setValue)
{
    constexpr int kDecimals = 4;
    auto *box = new PlainSpinBox(this);
    box->setDecimals(kDecimals);
    box->setRange(minimum, maximum);
    box->setSingleStep(step);
    box->setKeyboardTracking(false);
    box->setAlignment(Qt::AlignRight);
    Field field;
    field.key = key;
    field.editor = box;
    field.load = [box, minimum, maximum, value = std::move(value)](const Recipe &recipe) {
        const QSignalBlocker blocker(box);
        const double now = value(recipe);
        box->setRange(std::min(minimum, now), std::max(maximum, now)); // what a file says is shown, even if it is refused
        box->setValue(now);
    };
    field.retranslate = [box, special = std::move(special)] {
        if (special)
            box->setSpecialValueText(special());
    };
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, box, key, setValue = std::move(setValue)](double now) {
        edit(key, box->text(), [&](Recipe &recipe) { setValue(recipe, now); });
    });
    addField(std::move(field));
}

void RecipeForm::addNames(const QString &key, Text placeholder, Getter<std::vector<std::string>> value, Setter<std::vector<std::string>> setValue)
{
    auto *line = new QLineEdit(this);
    Field field;
    field.key = key;
    field.editor = line;
    field.load = [line, value = std::move(value)](const Recipe &recipe) {
        QStringList names;
        for (const std::string &name : value(recipe))
            names << toText(name);
        line->setText(names.join(QLatin1String(", ")));
        line->setModified(false);
    };
    field.retranslate = [line, placeholder = std::move(placeholder)] { line->setPlaceholderText(placeholder()); };
    connect(line, &QLineEdit::editingFinished, this, [this, line, key, setValue = std::move(setValue)] {
        if (!line->isModified()) // left, not edited
            return;
        line->setModified(false);
        std::vector<std::string> names;
        for (const QString &name : line->text().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            if (!name.trimmed().isEmpty())
                names.push_back(toUtf8(name.trimmed()));
        }
        edit(key, line->text(), [&](Recipe &recipe) { setValue(recipe, std::move(names)); });
    });
    addField(std::move(field));
}

void RecipeForm::setAround(const QString &key, const QString &prefix, const QString &suffix)
{
    if (const Field *field = find(key)) {
        auto *box = static_cast<QDoubleSpinBox *>(field->editor);
        const QSignalBlocker blocker(box);
        box->setPrefix(prefix);
        box->setSuffix(suffix);
    }
}

void RecipeForm::setNote(const QString &key, const QString &text)
{
    if (const Field *field = find(key)) {
        field->note->setText(text);
        field->note->setVisible(!text.isEmpty());
    }
}

void RecipeForm::setMaximum(const QString &key, double maximum)
{
    if (const Field *field = find(key)) {
        auto *box = static_cast<QDoubleSpinBox *>(field->editor);
        const QSignalBlocker blocker(box);
        box->setMaximum(std::max(maximum, box->value())); // never changes the recipe by itself
    }
}

void RecipeForm::load(const Recipe &recipe)
{
    m_recipe = recipe;
    for (Field &field : m_fields) {
        field.load(recipe);
        field.applies = parameterApplies(recipe, toUtf8(field.key));
        enable(field, field.applies);
    }
}

void RecipeForm::enable(const Field &field, bool enabled)
{
    field.editor->setEnabled(enabled);
    field.name->setEnabled(enabled);
}

void RecipeForm::edit(const QString &key, const QString &shown, const std::function<void(Recipe &)> &change)
{
    Recipe recipe = m_recipe;
    change(recipe);
    emit edited(tr("Set %1 to %2").arg(key, shown), recipe, key);
}

bool RecipeForm::showProblem(const QString &key, const QString &sentence)
{
    bool shown = false;
    for (const Field &field : m_fields) {
        const bool here = !key.isEmpty() && field.key == key;
        shown = shown || here;
        enable(field, field.applies || here); // what is refused can be mended
        field.problem->setText(here ? sentence : QString());
        field.problem->setVisible(here);
        field.editor->setAccessibleDescription(here ? sentence : parameterTip(field.key));
    }
    return shown;
}

const RecipeForm::Field *RecipeForm::find(const QString &key) const
{
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&key](const Field &field) { return field.key == key; });
    return found == m_fields.end() ? nullptr : &*found;
}

bool RecipeForm::hasField(const QString &key) const
{
    return find(key) != nullptr;
}

void RecipeForm::focusField(const QString &key)
{
    if (const Field *field = find(key))
        field->editor->setFocus(Qt::OtherFocusReason);
}

void RecipeForm::retranslate()
{
    for (const Field &field : m_fields) {
        if (field.retranslate)
            field.retranslate();
        const QString tip = parameterTip(field.key);
        // Rich text, so that the tooltip wraps.
        const QString rich = QStringLiteral("<qt><b>%1</b><br>%2</qt>").arg(parameterName(field.key), tip.toHtmlEscaped());
        field.name->setToolTip(rich);
        field.editor->setToolTip(rich);
        field.editor->setAccessibleName(parameterName(field.key));
        field.editor->setAccessibleDescription(tip);
    }
    applyColors();
}

void RecipeForm::applyColors()
{
    for (const Field &field : m_fields) {
        QPalette colors = palette();
        colors.setColor(QPalette::WindowText, themeColors(palette()).error);
        field.problem->setPalette(colors);
        colors.setColor(QPalette::WindowText, themeColors(palette()).mutedText);
        field.note->setPalette(colors);
    }
}

void RecipeForm::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
    else if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vernier
