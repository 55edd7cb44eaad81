// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>
#include <QString>

#include <vector>

class QAction;
class QLabel;
class QLineEdit;
class QTreeWidget;

// Ctrl+K: every action and every layer, found by a few letters.

namespace vernier {

struct Workbench;

class CommandPalette : public QFrame
{
    Q_OBJECT
public:
    explicit CommandPalette(Workbench &workbench, QWidget *parent = nullptr);

    /// Opens over the upper middle of `window` with the actions of its menus and widgets and the model's layers.
    void open(QWidget *window);

    /// What is listed now, best first.
    [[nodiscard]] QStringList shownTexts() const;

signals:
    void layerChosen(int layer);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Entry
    {
        QString text;             ///< "File > Open project…", or a layer's name
        QString shortcut;
        QPointer<QAction> action; ///< null: a layer
        int layer = -1;
    };
    void collect(QWidget *window);
    void filter();
    void choose();
    void retranslate();

    Workbench &m_workbench;
    QLineEdit *m_search;
    QTreeWidget *m_list;
    QLabel *m_none;
    std::vector<Entry> m_entries;
};

/// An action as the palette lists it.
struct NamedAction
{
    QString text; ///< without mnemonics, with the menus that lead to it
    QAction *action = nullptr;
};

/// Every action of `window` that can be triggered: through its menu bar, and of the widgets inside it. Each once, the menu
/// bar's first; actions without a text, separators and submenus are left out.
[[nodiscard]] std::vector<NamedAction> collectActions(QWidget *window);

} // namespace vernier
