// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text_table.h"

#include "core/base/check.h"
#include "core/base/strings.h"

#include <algorithm>

namespace vernier::cli {

namespace {

/// Columns a UTF-8 text takes, one for each code point: enough for the signs that tables use.
std::size_t displayWidth(const std::string &text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

} // namespace

TextTable::TextTable(std::vector<Column> columns)
    : m_columns(std::move(columns))
{}

void TextTable::addRow(std::vector<std::string> cells)
{
    VERNIER_CHECK(cells.size() == m_columns.size());
    constexpr std::size_t kLongestCell = 100;
    for (std::string &cell : cells)
        cell = shortenedText(withoutControls(cell), kLongestCell);
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text() const
{
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < m_columns.size(); ++c) {
        std::size_t width = displayWidth(m_columns[c].title);
        for (const std::vector<std::string> &row : m_rows)
            width = std::max(width, displayWidth(row[c]));
        widths.push_back(width);
    }
    std::string out;
    const auto addLine = [&](const auto &cellOf) {
        std::string line;
        for (std::size_t c = 0; c < m_columns.size(); ++c) {
            const std::string &cell = cellOf(c);
            const std::string padding(widths[c] - displayWidth(cell), ' ');
            line += (c == 0 ? "" : "  ") + (m_columns[c].align == Align::Left ? cell + padding : padding + cell);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    };
    addLine([&](std::size_t c) -> const std::string & { return m_columns[c].title; });
    for (const std::vector<std::string> &row : m_rows)
        addLine([&](std::size_t c) -> const std::string & { return row[c]; });
    return out;
}

} // namespace vernier::cli
