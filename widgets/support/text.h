// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <filesystem>
#include <string>
#include <string_view>

// Between core's UTF-8 and Qt's strings. How numbers look is decided in core/base/number_text.h.

namespace vernier {

[[nodiscard]] inline QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

[[nodiscard]] inline QString pathText(const std::filesystem::path &path)
{
    return toText(path.native());
}

[[nodiscard]] inline std::string toUtf8(const QString &text)
{
    return text.toStdString();
}

[[nodiscard]] inline std::filesystem::path toPath(const QString &text)
{
    return text.toStdString();
}

} // namespace vernier
