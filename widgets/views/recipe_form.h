// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe.h"

#include <QVariant>
#include <QWidget>

#include <functional>
#include <vector>

class QGridLayout;
class QLabel;

// A form of recipe parameters: name, editor, and below it the refusal that names the parameter. It changes nothing by
// itself: every edit is a signal with the recipe it would make.

namespace vernier {

class RecipeForm : public QWidget
{
    Q_OBJECT
public:
    explicit RecipeForm(QWidget *parent = nullptr);

    /// Shows the recipe; parameters without effect are disabled, but for one that is refused.
    void load(const Recipe &recipe);
    /// The sentence stands below the parameter's field; an empty key takes all sentences away. False: no such field.
    bool showProblem(const QString &key, const QString &sentence);
    [[nodiscard]] bool hasField(const QString &key) const;
    void focusField(const QString &key);
    void retranslate();

signals:
    /// The user wants `recipe`; `text` names the undo step.
    void edited(const QString &text, const vernier::Recipe &recipe, const QString &mergeKey);

protected:
    struct Choice
    {
        QVariant value;
        std::function<QString()> text;
    };
    using Text = std::function<QString()>;
    template <typename T>
    using Getter = std::function<T(const Recipe &)>;
    template <typename T>
    using Setter = std::function<void(Recipe &, T)>;

    /// One of a few values; a value that is not among them is added as it stands.
    void addChoice(const QString &key, std::vector<Choice> choices, Getter<QVariant> value, Setter<QVariant> setValue);
    /// True or False, in Python's spelling, each with what it means.
    void addFlag(const QString &key, Text whenTrue, Text whenFalse, Getter<bool> value, Setter<bool> setValue);
    /// A whole number from `minimum` on; `minimum` itself is shown as `special` (none: as a number).
    void addInteger(const QString &key, double minimum, double maximum, Text special, const QString &prefix, Getter<double> value,
                    Setter<double> setValue);
    /// `minimum` itself is shown as `special` (none: as a number).
    void addReal(const QString &key, double minimum, double maximum, double step, Text special, Getter<double> value, Setter<double> setValue);
    /// Names of layers, separated by commas.
    void addNames(const QString &key, Text placeholder, Getter<std::vector<std::string>> value, Setter<std::vector<std::string>> setValue);
    /// What stands around the number of addInteger, such as how many samples there are; not around its special value.
    void setAround(const QString &key, const QString &prefix, const QString &suffix);
    /// What the value comes to, below the field; empty: nothing.
    void setNote(const QString &key, const QString &text);
    void setMaximum(const QString &key, double maximum);

    void changeEvent(QEvent *event) override;

private:
    struct Field
    {
        QString key;
        QLabel *name = nullptr;
        QWidget *editor = nullptr;
        QLabel *problem = nullptr;
        QLabel *note = nullptr;
        std::function<void(const Recipe &)> load;
        std::function<void()> retranslate;
        bool applies = true;
    };
    void addField(Field field);
    static void enable(const Field &field, bool enabled);
    [[nodiscard]] const Field *find(const QString &key) const;
    /// `change` done to the recipe that is shown.
    void edit(const QString &key, const QString &shown, const std::function<void(Recipe &)> &change);
    void applyColors();

    Recipe m_recipe;
    QGridLayout *m_grid;
    std::vector<Field> m_fields;
};

} // namespace vernier
