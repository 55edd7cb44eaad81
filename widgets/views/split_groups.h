// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstddef>
#include <vector>

class QComboBox;
class QPushButton;

// Groups of layers that serving engines fuse into one (q/k/v, gate/up) and the present recipe gives different types: which
// they are, and steps that mend one of them or all.

namespace vernier {

struct Recipe;
struct Workbench;

class SplitGroups final : public QWidget
{
    Q_OBJECT
public:
    explicit SplitGroups(Workbench &workbench, QWidget *parent = nullptr);

    [[nodiscard]] int count() const { return static_cast<int>(m_groups.size()); }
    /// Where the keyboard goes when no group is split any more.
    void setNextFocus(QWidget *next) { m_next = next; }

signals:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    using Group = std::vector<std::size_t>; ///< positions in the plan

    void refresh();
    void retranslate();
    void showChoice();
    [[nodiscard]] std::vector<Group> chosen() const;
    [[nodiscard]] QString membersText(const Group &group, bool full) const;
    void leaveInFloat();
    void adoptCommonType();

    Workbench &m_workbench;
    std::vector<Group> m_groups;
    QComboBox *m_group;
    QPushButton *m_float;
    QPushButton *m_common;
    QWidget *m_next = nullptr;
};

} // namespace vernier
