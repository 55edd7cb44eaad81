// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <vector>

class QAction;
class QMenu;
class QWidget;

// What can be done to the selected layers, as actions with single keys: F fallback, 8 W8A8, D dynamic, 6 W8A16, 4 W4A16,
// Del back to the configuration. Every one is one undo step. All views that show layers share them.

namespace vernier {

struct Recipe;
struct Workbench;

class LayerActions : public QObject
{
    Q_OBJECT
public:
    explicit LayerActions(Workbench &workbench, QObject *parent = nullptr);

    /// The keys work while `view` or a child has the focus.
    void addTo(QWidget *view);
    void addTo(QMenu *menu);
    [[nodiscard]] const std::vector<QAction *> &all() const { return m_actions; }

    /// type  as mix_cfg spells it.  byKey  by a key without a modifier.
    void fallback(bool byKey = false);
    void setType(const QString &type, bool byKey = false);
    /// The selected layers that fallback() would change.
    [[nodiscard]] std::vector<std::string> quantizedNames() const;
    void setDefault(bool byKey = false);
    void retranslate();

signals:
    /// An assignment that the recipe cannot express, in words.
    void refused(const QString &message);
    /// What was done to several layers, and how to undo it; why nothing was; or nothing to say: an earlier message is over.
    void done(const QString &message);

private:
    /// Single keys are easily hit by mistake: asks before one of them changes many layers.
    [[nodiscard]] bool mayChange(const QString &step, bool byKey) const;
    /// already  what is said where the recipe stays the same.
    void edit(const QString &step, const QString &message, const QString &already, const Recipe &recipe, bool byKey);
    [[nodiscard]] std::vector<std::string> names() const;
    void updateEnabled();

    Workbench &m_workbench;
    std::vector<QAction *> m_actions;
};

} // namespace vernier
