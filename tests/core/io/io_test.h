// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Files that the tests of core/io build, and what they ask of a refusal.

namespace vernier::test {

inline std::filesystem::path pathIn(const QTemporaryDir &folder, std::string_view name)
{
    return std::filesystem::path(folder.path().toStdString()) / name;
}

inline void writeBytes(const std::filesystem::path &path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string readBytes(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::string> namesIn(const std::filesystem::path &folder)
{
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

/// A .safetensors file of this header and as many data bytes, which count 0, 1, 2, …
inline std::string safetensorsBytes(std::string_view header, std::size_t dataBytes)
{
    const std::uint64_t length = header.size();
    std::string bytes(sizeof length, '\0');
    std::memcpy(bytes.data(), &length, sizeof length);
    bytes += header;
    for (std::size_t i = 0; i < dataBytes; ++i)
        bytes += static_cast<char>(i);
    return bytes;
}

inline std::string textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// Empty when `result` is an error of this code whose text has all words; else what is wrong with it.
template <typename T>
QString wrongRefusal(const Result<T> &result, ErrorCode code, const std::vector<std::string> &words)
{
    if (result)
        return "it was accepted";
    const std::string text = toString(result.error());
    if (result.error().code != code)
        return QString::fromStdString("the code is \"" + std::string(toString(result.error().code)) + "\": " + text);
    for (const std::string &word : words) {
        if (text.find(word) == std::string::npos)
            return QString::fromStdString("\"" + word + "\" is not in: " + text);
    }
    return {};
}

/// "" or the error, to be compared with "".
template <typename T>
QString failure(const Result<T> &result)
{
    return result ? QString() : QString::fromStdString(toString(result.error()));
}

} // namespace vernier::test

/// In a test function: goes on only when `result` is a value, and shows the error otherwise.
#define VERNIER_SUCCEEDS(result) QCOMPARE(vernier::test::failure(result), QString())
/// … only when `result` is the error `code` with all words in its text.
#define VERNIER_REFUSES(result, code, ...) QCOMPARE(vernier::test::wrongRefusal(result, code, __VA_ARGS__), QString())
