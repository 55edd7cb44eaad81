// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/byte_level.h"

#include "tests/core/text/text_test.h"

#include <QByteArray>

#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

// tokenizer.json made from what byte-level tokenizers were published as: vocab.json with merges.txt, or tiktoken ranks.

namespace vernier::test {

inline constexpr const char *kLlama3Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr const char *kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

inline nlohmann::json byteLevelFile(nlohmann::json vocabulary, nlohmann::json merges, nlohmann::json preTokenizer)
{
    return {{"added_tokens", nlohmann::json::array()},
            {"normalizer", nullptr},
            {"pre_tokenizer", std::move(preTokenizer)},
            {"post_processor", nullptr},
            {"decoder", {{"type", "ByteLevel"}}},
            {"model", {{"type", "BPE"}, {"vocab", std::move(vocabulary)}, {"merges", std::move(merges)}}}};
}

inline nlohmann::json gpt2PreTokenizer()
{
    return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
}

inline nlohmann::json patternPreTokenizer(const char *pattern)
{
    return {{"type", "Sequence"},
            {"pretokenizers",
             {{{"type", "Split"}, {"pattern", {{"Regex", pattern}}}, {"behavior", "Isolated"}, {"invert", false}},
              {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}}}}};
}

inline nlohmann::json fromVocabularyAndMerges(const std::filesystem::path &folder)
{
    nlohmann::json merges = nlohmann::json::array();
    std::istringstream lines(readBytes(folder / "merges.txt"));
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && !line.starts_with("#version"))
            merges.push_back(line);
    }
    return byteLevelFile(nlohmann::json::parse(readBytes(folder / "vocab.json")), std::move(merges),
                         gpt2PreTokenizer());
}

/// Lines of base64 and rank. The merge that makes a token is found by merging its bytes with the lower ranks only:
/// two parts are left.
inline nlohmann::json fromTiktoken(const std::filesystem::path &path, const char *pattern)
{
    std::vector<std::string> tokens;
    std::unordered_map<std::string, std::size_t> rankOf;
    std::istringstream lines(readBytes(path));
    std::string base64;
    for (std::size_t rank = 0; lines >> base64 >> rank;) {
        tokens.resize(rank + 1);
        tokens[rank] = QByteArray::fromBase64(QByteArray::fromStdString(base64)).toStdString();
        rankOf.emplace(tokens[rank], rank);
    }
    nlohmann::json vocabulary = nlohmann::json::object();
    nlohmann::json merges = nlohmann::json::array();
    for (std::size_t rank = 0; rank < tokens.size(); ++rank) {
        vocabulary[bytesAsCharacters(tokens[rank])] = rank;
        std::vector<std::string> parts;
        for (const char byte : tokens[rank])
            parts.emplace_back(1, byte);
        while (parts.size() > 2) {
            std::size_t best = rank;
            std::size_t at = 0;
            for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
                const auto found = rankOf.find(parts[i] + parts[i + 1]);
                if (found != rankOf.end() && found->second < best) {
                    best = found->second;
                    at = i;
                }
            }
            if (best == rank)
                break;
            parts[at] += parts[at + 1];
            parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at) + 1);
        }
        if (parts.size() == 2)
            merges.push_back({bytesAsCharacters(parts[0]), bytesAsCharacters(parts[1])});
    }
    return byteLevelFile(std::move(vocabulary), std::move(merges), patternPreTokenizer(pattern));
}

} // namespace vernier::test
