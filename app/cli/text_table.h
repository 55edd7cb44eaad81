// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

// A table for the terminal: names on the left, numbers flush right.

namespace vernier::cli {

class TextTable
{
public:
    enum class Align { Left, Right };
    struct Column
    {
        std::string title;
        Align align = Align::Right;
    };

    explicit TextTable(std::vector<Column> columns);

    /// As many cells as columns; control characters are escaped, and names of more than 100 bytes shortened.
    void addRow(std::vector<std::string> cells);
    [[nodiscard]] std::string text() const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace vernier::cli
