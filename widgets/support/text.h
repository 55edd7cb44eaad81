// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/number_text.h"

#include <QString>

#include <cstdint>
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

/// "8 918 272", which no line break divides.
[[nodiscard]] inline QString groupedText(std::int64_t value)
{
    return toText(grouped(value)).replace(QLatin1Char(' '), QChar::Nbsp);
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
