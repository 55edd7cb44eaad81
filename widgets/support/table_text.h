// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndexList>
#include <QString>

#include <vector>

class QAbstractItemModel;

// Tables as text that spreadsheets take.

namespace vernier {

/// Tab-separated values with a head line. A cell is the number behind it at full precision if `numberRole` holds a
/// floating-point one, nothing if that role says "not measured" (an invalid value), else the text that is shown. A tab or
/// line break within a text becomes a space.
[[nodiscard]] QString toTsv(const QAbstractItemModel &model, const std::vector<int> &rows, const std::vector<int> &columns, int numberRole);

} // namespace vernier
