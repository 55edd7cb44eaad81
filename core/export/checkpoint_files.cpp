// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/checkpoint_files.h"

#include "core/base/strings.h"
#include "core/io/atomic_file.h"
#include "core/io/json_file.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace vernier {

namespace {

constexpr std::string_view kConfig = "config.json";
constexpr std::array<std::string_view, 14> kCompanions{
    kConfig,            "generation_config.json", "tokenizer*",   "special_tokens_map.json", "added_tokens.json",
    "vocab.json",       "vocab.txt",              "merges.txt",   "chat_template*",          "*.jinja",
    "*.tiktoken",       "spiece.model",           "configuration_*.py", "modeling_*.py"};

bool isCompanion(std::string_view name)
{
    return std::any_of(kCompanions.begin(), kCompanions.end(), [&](std::string_view pattern) { return globMatch(pattern, name); });
}

} // namespace

std::vector<std::string> companionsNotCopied(const Checkpoint &checkpoint)
{
    std::error_code error;
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator entry(checkpoint.folder(), error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        const std::string name = entry->path().filename().string();
        if (isCompanion(name) && !entry->is_regular_file(ignored))
            names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<std::vector<std::string>> companionFiles(const Checkpoint &checkpoint)
{
    std::error_code error;
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator entry(checkpoint.folder(), error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored; // of links to nothing
        std::string name = entry->path().filename().string();
        if (isCompanion(name) && entry->is_regular_file(ignored))
            names.push_back(std::move(name));
    }
    if (error)
        return Error{ErrorCode::Io, "cannot be listed: " + error.message(), checkpoint.folder().string()};
    if (!checkpoint.generatedConfig().empty() && std::find(names.begin(), names.end(), kConfig) == names.end())
        names.emplace_back(kConfig);
    std::sort(names.begin(), names.end());
    return names;
}

Result<void> copyCompanionFiles(const Checkpoint &checkpoint, const std::filesystem::path &folder, std::filesystem::perms permissions)
{
    constexpr std::size_t kLargestFile = std::size_t{256} << 20;
    VERNIER_ASSIGN(const std::vector<std::string> names, companionFiles(checkpoint));
    for (const std::string &name : names) {
        std::string contents = name == kConfig ? checkpoint.generatedConfig() : std::string();
        if (contents.empty()) {
            VERNIER_ASSIGN(contents, readTextFile(checkpoint.folder() / name, kLargestFile));
        }
        VERNIER_TRY(writeFileAtomically(folder / name, contents, permissions));
    }
    return {};
}

} // namespace vernier
