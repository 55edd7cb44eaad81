// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/io/io_test.h"

#include <QString>
#include <QTemporaryDir>

#include <filesystem>
#include <string>
#include <string_view>

// What the tests of core/text share beside those of core/io: a folder to fill, and texts as QCOMPARE shows them.

namespace vernier::test {

class TextFolder
{
public:
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }

    std::filesystem::path write(std::string_view name, std::string_view content) const
    {
        const std::filesystem::path file = pathIn(m_folder, name);
        writeBytes(file, content);
        return file;
    }

private:
    QTemporaryDir m_folder;
};

inline QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace vernier::test
