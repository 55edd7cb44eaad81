// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tiktoken_tokenizer.h"

#include "core/io/json_file.h"
#include "core/io/posix_file.h"
#include "core/text/bpe_model.h"
#include "core/text/byte_level.h"
#include "core/text/json_tokenizer.h"
#include "core/text/word_patterns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace vernier {

namespace {

/// The largest such file we know has 4 MB.
constexpr std::size_t kMaxRanksBytes = std::size_t{32} << 20;
constexpr const char *kBegin = "<|begin_of_text|>";

Error badLine(const std::string &where, std::size_t line, const std::string &what)
{
    return {ErrorCode::CorruptFile, "line " + std::to_string(line) + " " + what + ": the file is damaged, download it again", where};
}

/// The bytes that base64 stands for; nothing if it is malformed.
std::optional<std::string> fromBase64(std::string_view text)
{
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    if (text.size() % 4 != 0 || text.empty())
        return std::nullopt;
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char digit : text.substr(0, text.size() - padding)) {
        const std::size_t value = kDigits.find(digit);
        if (value == kDigits.npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xffu);
        }
    }
    return bytes;
}

/// The tokens in the characters that stand for bytes, by rank.
Result<std::vector<std::string>> readRanks(std::string_view text, const std::string &where)
{
    std::vector<std::string> tokens;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const std::size_t end = text.find('\n');
        std::string_view content = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (content.ends_with('\r'))
            content.remove_suffix(1);
        if (content.empty())
            continue;
        const std::size_t blank = content.find(' ');
        const std::string_view digits = content.substr(blank == content.npos ? content.size() : blank + 1);
        const std::optional<std::string> bytes = fromBase64(content.substr(0, blank));
        int rank = -1;
        const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rank);
        if (!bytes || bytes->empty() || bytes->size() > kLongestToken || error != std::errc() || stop != digits.data() + digits.size())
            return badLine(where, line, "is not a token in base64, a blank and a number");
        if (rank < 0 || static_cast<std::size_t>(rank) != tokens.size())
            return badLine(where, line, "has the rank " + std::to_string(rank) + " where " + std::to_string(tokens.size()) + " is due");
        tokens.push_back(bytesAsCharacters(*bytes));
    }
    return tokens;
}

nlohmann::json specialToken(std::size_t id, const std::string &content)
{
    return {{"id", id}, {"content", content}, {"special", true}, {"normalized", false}};
}

/// What tokenizer.json would say besides the model.
nlohmann::json qwenFile(std::size_t ranks)
{
    constexpr int kExtras = 205;
    nlohmann::json special = nlohmann::json::array();
    for (const char *content : {"<|endoftext|>", "<|im_start|>", "<|im_end|>"})
        special.push_back(specialToken(ranks + special.size(), content));
    for (int extra = 0; extra < kExtras; ++extra)
        special.push_back(specialToken(ranks + special.size(), "<|extra_" + std::to_string(extra) + "|>"));
    nlohmann::json file = byteLevelSteps(kQwenPattern);
    file["normalizer"] = {{"type", "NFC"}};
    file["added_tokens"] = std::move(special);
    return file;
}

nlohmann::json llama3File(std::size_t ranks)
{
    constexpr std::size_t kSpecials = 256;
    nlohmann::json special = nlohmann::json::array();
    const auto add = [&](const std::string &content) { special.push_back(specialToken(ranks + special.size(), content)); };
    int reserved = 0;
    const auto reserve = [&] { add("<|reserved_special_token_" + std::to_string(reserved++) + "|>"); };
    add(kBegin);
    add("<|end_of_text|>");
    while (reserved < 4)
        reserve();
    add("<|start_header_id|>");
    add("<|end_header_id|>");
    reserve();
    add("<|eot_id|>");
    while (special.size() < kSpecials)
        reserve();
    nlohmann::json file = byteLevelSteps(kLlama3Pattern);
    file["added_tokens"] = std::move(special);
    file["post_processor"] = {{"type", "TemplateProcessing"},
                              {"single", nlohmann::json::array({{{"SpecialToken", {{"id", kBegin}}}}, {{"Sequence", {{"id", "A"}}}}})},
                              {"special_tokens", {{kBegin, {{"id", kBegin}, {"ids", nlohmann::json::array({ranks})}}}}}};
    return file;
}

struct RankFamily
{
    std::size_t ranks;
    const char *beginOfText; ///< where tokenizer_config.json names none; empty: none
    const char *endOfText;
    nlohmann::json (*file)(std::size_t ranks);
};

constexpr std::array<RankFamily, 2> kRankFamilies{{{151643, "", "<|endoftext|>", qwenFile}, {128000, kBegin, "<|end_of_text|>", llama3File}}};

TokenizerConfig withDefaults(TokenizerConfig config, const RankFamily &family)
{
    config.isGiven = true;
    if (!config.beginOfText && *family.beginOfText != '\0')
        config.beginOfText = family.beginOfText;
    if (!config.endOfText)
        config.endOfText = family.endOfText;
    return config;
}

} // namespace

bool looksLikeTiktoken(std::string_view bytes)
{
    const std::size_t blank = bytes.find(' ');
    const std::size_t lineEnd = bytes.find('\n');
    if (blank == bytes.npos || lineEnd == bytes.npos || lineEnd > 400 || blank + 1 >= lineEnd)
        return false;
    const std::string_view number = bytes.substr(blank + 1, lineEnd - blank - 1);
    return std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<std::shared_ptr<const Tokenizer>> openTiktokenTokenizer(const std::filesystem::path &path, const TokenizerConfig &config)
{
    const std::string where = path.string();
    VERNIER_ASSIGN(const std::string text, readTextFile(path, kMaxRanksBytes));
    VERNIER_ASSIGN(std::vector<std::string> tokens, readRanks(text, where));
    const std::size_t count = tokens.size();
    const auto family = std::find_if(kRankFamilies.begin(), kRankFamilies.end(), [count](const RankFamily &f) { return f.ranks == count; });
    if (family == kRankFamilies.end())
        return Error{ErrorCode::Unsupported,
                     "these are " + std::to_string(count) + " tiktoken ranks, neither Qwen's 151643 nor Llama 3's 128000: put the model's tokenizer.json beside them", where};
    for (int byte = 0; byte < 256; ++byte) {
        if (std::find(tokens.begin(), tokens.end(), bytesAsCharacters(std::string(1, static_cast<char>(byte)))) == tokens.end())
            return Error{ErrorCode::CorruptFile, "the byte " + std::to_string(byte) + " is in no token: the file is damaged, download it again", where};
    }
    RankedTokens ranked{.tokens = std::move(tokens), .ranks = std::vector<int>(count), .wholeWords = true};
    std::iota(ranked.ranks.begin(), ranked.ranks.end(), 0);
    return makeTokenizer(BpeModel::fromRanks(std::move(ranked), where), family->file(count), where, withDefaults(config, *family));
}

} // namespace vernier
