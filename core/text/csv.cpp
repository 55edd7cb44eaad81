// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/csv.h"

#include "core/io/json_file.h"
#include "core/text/unicode.h"

namespace vernier {

namespace {

class CsvReader
{
public:
    CsvReader(std::string_view text, const std::string &where)
        : m_text(text)
        , m_where(where)
    {}

    Result<std::vector<CsvRow>> read()
    {
        std::vector<CsvRow> rows;
        while (m_at < m_text.size()) {
            CsvRow row;
            row.line = m_line;
            do {
                VERNIER_ASSIGN(std::string cell, readCell());
                row.cells.push_back(std::move(cell));
            } while (take(','));
            take('\r');
            if (take('\n'))
                ++m_line;
            if (row.cells.size() > 1 || !row.cells.front().empty())
                rows.push_back(std::move(row));
        }
        return rows;
    }

private:
    bool take(char wanted)
    {
        if (m_at >= m_text.size() || m_text[m_at] != wanted)
            return false;
        ++m_at;
        return true;
    }

    [[nodiscard]] bool atLineEnd() const
    {
        return m_text[m_at] == '\n' || (m_text[m_at] == '\r' && (m_at + 1 == m_text.size() || m_text[m_at + 1] == '\n'));
    }

    Result<std::string> readCell()
    {
        std::string cell;
        if (take('"'))
            VERNIER_TRY(readQuoted(cell));
        while (m_at < m_text.size() && m_text[m_at] != ',' && !atLineEnd()) // what follows a closing quote belongs to the cell, too
            cell += m_text[m_at++];
        return cell;
    }

    Result<void> readQuoted(std::string &cell)
    {
        const std::size_t firstLine = m_line;
        for (; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '"') {
                if (m_at + 1 == m_text.size() || m_text[m_at + 1] != '"') {
                    ++m_at;
                    return {};
                }
                ++m_at; // doubled: one of them is meant
            }
            m_line += m_text[m_at] == '\n' ? 1 : 0;
            cell += m_text[m_at];
        }
        return Error{ErrorCode::CorruptFile, "a quote begins here and does not end: mend the table", m_where + ", line " + std::to_string(firstLine)};
    }

    std::string_view m_text;
    const std::string &m_where;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
};

} // namespace

Result<std::vector<CsvRow>> parseCsv(std::string_view text, const std::string &where)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    VERNIER_ASSIGN(std::vector<CsvRow> rows, CsvReader(text, where).read());
    for (const CsvRow &row : rows) {
        for (const std::string &cell : row.cells) {
            if (!isValidUtf8(cell))
                return Error{ErrorCode::CorruptFile, "a cell is not UTF-8: save the table as UTF-8", where + ", line " + std::to_string(row.line)};
        }
    }
    return rows;
}

Result<std::vector<CsvRow>> readCsv(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const std::string text, readTextFile(path));
    return parseCsv(text, path.string());
}

} // namespace vernier
