// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

// Tables and trees as tab-separated text, for spreadsheets.

class QAction;
class QAbstractItemModel;
class QAbstractItemView;

namespace vernier {

/// A model whose cells show what a spreadsheet cannot read ("1.2 ± 0.1") gives the plain text under this role, for
/// headers and cells alike; a tab in it makes two columns of one.
inline constexpr int kTableTextRole = 0x0100 + 0x0800; // Qt::UserRole and far above what models count up from it

/// Head line and the selected rows (all when none is selected) with the columns that are shown, as they are shown.
[[nodiscard]] QString tableText(const QAbstractItemView &view);

/// Head line and these rows of a model without a view, with all columns.
[[nodiscard]] QString tableText(const QAbstractItemModel &model, const std::vector<int> &rows);

/// Ctrl+C in the view copies tableText(view). The action is the view's; its text is the caller's to translate.
QAction *addTableCopy(QAbstractItemView *view);

} // namespace vernier
