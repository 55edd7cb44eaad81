// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// Tables of text, one row a line: RFC 4180, as spreadsheets and pandas write it.

namespace vernier {

struct CsvRow
{
    std::vector<std::string> cells;
    std::size_t line = 0; ///< of the file, where the row begins; from 1
};

/// Cells are separated by commas; a cell in quotes may hold commas, line breaks and doubled quotes. Blank lines are left out,
/// a byte order mark too. Rows may have different numbers of cells.
/// where   for messages
/// Errors: CorruptFile (a quote without its end, with its line; text that is not UTF-8).
[[nodiscard]] Result<std::vector<CsvRow>> parseCsv(std::string_view text, const std::string &where);

/// A whole file. Errors: those of readTextFile and parseCsv.
[[nodiscard]] Result<std::vector<CsvRow>> readCsv(const std::filesystem::path &path);

} // namespace vernier
