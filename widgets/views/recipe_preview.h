// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

// What the recipe becomes outside: quant.py, the v1 YAML and recipe.json, a moment after every edit.

namespace vernier {

class CodeView;
struct Workbench;

class RecipePreview final : public QWidget
{
    Q_OBJECT
public:
    enum Kinds { QuantScript, Yaml, RecipeJson };

    explicit RecipePreview(Workbench &workbench, QWidget *parent = nullptr);

    void setKind(Kinds kind);
    /// What is shown; empty while it cannot be made.
    [[nodiscard]] QString code() const;
    void copy();
    void saveAs();

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void retranslate();
    void later();
    void refresh();
    [[nodiscard]] QString fileName() const;

    Workbench &m_workbench;
    QTimer m_soon;
    QComboBox *m_kind;
    QToolButton *m_copy;
    QToolButton *m_save;
    QLabel *m_message;
    CodeView *m_code;
};

} // namespace vernier
