// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include <cstdlib>
#include <filesystem>

// Where the reference material lies that is not part of the project, and what a test does when it is missing.

namespace vernier::test {

/// `VERNIER_SHARED`, else `shared` beside the project; empty if there is none.
inline std::filesystem::path sharedDirectory()
{
    const char *chosen = std::getenv("VERNIER_SHARED");
    const std::filesystem::path path = chosen ? chosen : VERNIER_SOURCE_DIR "/../shared";
    return std::filesystem::is_directory(path) ? path : std::filesystem::path{};
}

inline bool inContinuousIntegration()
{
    const char *ci = std::getenv("CI");
    return ci && std::string_view(ci) == "true";
}

} // namespace vernier::test

/// In a test function: goes on with `variable` set to shared/<relative>, skips where it is missing (fails in CI).
#define VERNIER_SHARED_OR_SKIP(variable, relative)                                                                     \
    const std::filesystem::path variable = vernier::test::sharedDirectory() / (relative);                              \
    if (vernier::test::sharedDirectory().empty() || !std::filesystem::exists(variable)) {                                  \
        if (vernier::test::inContinuousIntegration())                                                                  \
            QFAIL("the reference material (../shared or VERNIER_SHARED) is missing: " #relative);                      \
        QSKIP("no reference material (../shared or VERNIER_SHARED): " #relative);                                      \
    }
