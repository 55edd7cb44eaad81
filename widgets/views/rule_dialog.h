// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"
#include "core/recipe/recipe.h"

#include <QDialog>

#include <optional>
#include <vector>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;

// Asks for one rule: a name or a pattern, and what its layers become.

namespace vernier {

class RuleDialog final : public QDialog
{
    Q_OBJECT
public:
    /// What the rule is in the recipe; `index` none: a new one.
    struct Target
    {
        bool inMix = true; ///< mix_cfg, else disable_names
        std::optional<std::size_t> index;
    };

    RuleDialog(const Recipe &recipe, std::vector<LayerInfo> layers, const Target &target, QWidget *parent = nullptr);

    /// The recipe with the rule; none while what is entered is not possible.
    [[nodiscard]] const std::optional<Recipe> &recipe() const { return m_made; }
    [[nodiscard]] QString pattern() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void check();
    void showMessage(const QString &text, bool isError);

    Recipe m_recipe;
    std::vector<LayerInfo> m_layers;
    Target m_target;
    std::optional<Recipe> m_made;
    QLabel *m_kindName;
    QComboBox *m_kind;
    QLabel *m_patternName;
    QLineEdit *m_pattern;
    QLabel *m_typeName;
    QComboBox *m_type;
    QLabel *m_message;
    QDialogButtonBox *m_buttons;
};

} // namespace vernier
