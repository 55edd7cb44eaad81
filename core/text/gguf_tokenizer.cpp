// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/gguf_tokenizer.h"

#include "core/io/gguf_file.h"
#include "core/io/posix_file.h"
#include "core/text/added_tokens.h"
#include "core/text/bpe_model.h"
#include "core/text/json_tokenizer.h"
#include "core/text/unicode.h"
#include "core/text/word_patterns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace vernier {

namespace {

/// Kinds of tokens, as in the file.
enum class TokenKind { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

/// How tokenizer.ggml.pre names a way to cut words.
struct NamedPattern
{
    std::string_view name;
    const char *pattern; ///< as byteLevelSteps
    bool wholeWords = false;
    bool beginsText = false; ///< unless the file says otherwise
    bool composes = false;   ///< texts are brought into NFC
};

constexpr std::array<NamedPattern, 6> kNamedPatterns{{{"gpt-2", ""},
                                                      {"qwen2", kQwenPattern, false, false, true},
                                                      {"llama-bpe", kLlama3Pattern, true, true},
                                                      {"llama3", kLlama3Pattern, true, true},
                                                      {"llama-v3", kLlama3Pattern, true, true},
                                                      {"smaug-bpe", kLlama3Pattern, true, true}}};

class GgufVocabulary
{
public:
    explicit GgufVocabulary(const GgufFile &file)
        : m_file(file)
        , m_where(file.path().string())
    {}

    Result<std::shared_ptr<const Tokenizer>> open()
    {
        const std::string_view model = m_file.text("tokenizer.ggml.model").value_or("");
        if (model.empty())
            return Error{ErrorCode::NotFound, "the GGUF file has no tokenizer: put tokenizer.json or tokenizer.model beside it, or use token ids instead of text", m_where};
        VERNIER_TRY(readTokens());
        if (model == "llama")
            return openScored();
        if (model == "gpt2")
            return openMerged();
        return refused("the tokenizer in the GGUF file is of the kind \"" + printable(model) + "\"");
    }

private:
    [[nodiscard]] Error refused(const std::string &what) const
    {
        return {ErrorCode::Unsupported, what + ", which is not read: put tokenizer.json or tokenizer.model beside it", m_where};
    }

    [[nodiscard]] Error damaged(const char *what) const
    {
        return {ErrorCode::CorruptFile, "the tokenizer in the GGUF file " + std::string(what) + ": convert the model again", m_where};
    }

    [[nodiscard]] TokenKind kindOf(std::size_t id) const { return id < m_kinds.size() ? static_cast<TokenKind>(static_cast<int>(m_kinds[id])) : TokenKind::Normal; }

    Result<void> readTokens()
    {
        const auto tokens = m_file.texts("tokenizer.ggml.tokens");
        if (!tokens || tokens->empty() || tokens->size() > static_cast<std::size_t>(kMaxTokenId))
            return damaged("has no list of tokens");
        m_tokens.assign(tokens->begin(), tokens->end());
        if (!std::all_of(m_tokens.begin(), m_tokens.end(), isValidUtf8))
            return damaged("has tokens that are no UTF-8");
        if (std::any_of(m_tokens.begin(), m_tokens.end(), [](const std::string &token) { return token.size() > kLongestToken; }))
            return damaged("has a token that is longer than any text");
        m_kinds = m_file.numbers("tokenizer.ggml.token_type").value_or(std::vector<double>());
        if (!m_kinds.empty() && m_kinds.size() != m_tokens.size())
            return damaged("has not as many kinds as tokens");
        if (!std::all_of(m_kinds.begin(), m_kinds.end(), [](double kind) { return kind >= 0 && kind <= 255; }))
            return damaged("has kinds of tokens that nobody knows");
        return {};
    }

    [[nodiscard]] std::optional<std::string> named(const char *key) const
    {
        const auto id = m_file.integer(key);
        return id && *id >= 0 && *id < static_cast<std::int64_t>(m_tokens.size()) ? std::optional(m_tokens[static_cast<std::size_t>(*id)]) : std::nullopt;
    }

    [[nodiscard]] TokenizerConfig config(bool beginsText) const
    {
        TokenizerConfig config;
        config.where = m_where;
        config.isGiven = true;
        config.beginOfText = named("tokenizer.ggml.bos_token_id");
        config.endOfText = named("tokenizer.ggml.eos_token_id");
        config.addBeginOfText = m_file.boolean("tokenizer.ggml.add_bos_token").value_or(beginsText) && config.beginOfText;
        config.addEndOfText = m_file.boolean("tokenizer.ggml.add_eos_token").value_or(false) && config.endOfText;
        return config;
    }

    /// Control tokens and those that somebody added are found in texts as they stand.
    [[nodiscard]] nlohmann::json addedTokens() const
    {
        nlohmann::json added = nlohmann::json::array();
        for (std::size_t id = 0; id < m_tokens.size(); ++id) {
            const bool isControl = kindOf(id) == TokenKind::Control;
            if (!m_tokens[id].empty() && (isControl || kindOf(id) == TokenKind::UserDefined))
                added.push_back({{"id", id}, {"content", m_tokens[id]}, {"special", isControl}, {"normalized", false}});
        }
        return added;
    }

    /// SentencePiece: what merges first has the largest score; equal ones have the same rank.
    Result<std::shared_ptr<const Tokenizer>> openScored()
    {
        const std::vector<double> scores = m_file.numbers("tokenizer.ggml.scores").value_or(std::vector<double>());
        if (scores.size() != m_tokens.size() || !std::all_of(scores.begin(), scores.end(), [](double score) { return std::isfinite(score); }))
            return damaged("has not as many scores as tokens");
        std::vector<std::size_t> order(scores.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        RankedTokens ranked{.tokens = m_tokens, .ranks = std::vector<int>(scores.size(), -1), .byteFallback = true, .unknownToken = named("tokenizer.ggml.unknown_token_id")};
        for (std::size_t i = 0, rank = 0; i < order.size(); ++i) {
            if (i > 0 && scores[order[i]] < scores[order[i - 1]])
                rank = i;
            if (kindOf(order[i]) == TokenKind::Normal)
                ranked.ranks[order[i]] = static_cast<int>(rank);
        }
        const nlohmann::json blank{{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "\u2581"}};
        nlohmann::json normalizers = nlohmann::json::array();
        const bool hasPrefix = m_file.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
        if (hasPrefix)
            normalizers.push_back({{"type", "Prepend"}, {"prepend", "\u2581"}});
        normalizers.push_back(blank);
        nlohmann::json decoders =
            nlohmann::json::array({{{"type", "Replace"}, {"pattern", {{"String", "\u2581"}}}, {"content", " "}}, {{"type", "ByteFallback"}}, {{"type", "Fuse"}}});
        if (hasPrefix)
            decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
        const nlohmann::json steps{{"normalizer", {{"type", "Sequence"}, {"normalizers", normalizers}}},
                                   {"decoder", {{"type", "Sequence"}, {"decoders", decoders}}},
                                   {"added_tokens", addedTokens()}};
        return makeTokenizer(BpeModel::fromRanks(std::move(ranked), m_where), steps, m_where, config(true));
    }

    Result<std::shared_ptr<const Tokenizer>> openMerged()
    {
        const std::string_view pre = m_file.text("tokenizer.ggml.pre").value_or("");
        const auto pattern = std::find_if(kNamedPatterns.begin(), kNamedPatterns.end(), [&](const NamedPattern &each) { return each.name == pre; });
        if (pattern == kNamedPatterns.end())
            return refused("the tokenizer in the GGUF file cuts words as \"" + printable(pre) + "\"");
        const auto merges = m_file.texts("tokenizer.ggml.merges");
        if (!merges)
            return damaged("has no list of merges");
        nlohmann::json vocabulary = nlohmann::json::object();
        for (std::size_t id = 0; id < m_tokens.size(); ++id) {
            if (!vocabulary.emplace(m_tokens[id], id).second)
                return damaged("has a token twice");
        }
        const nlohmann::json description{{"type", "BPE"}, {"vocab", std::move(vocabulary)}, {"merges", *merges}, {"ignore_merges", pattern->wholeWords}};
        VERNIER_ASSIGN(std::shared_ptr<const TokenModel> model, BpeModel::fromJson(description, m_where));
        nlohmann::json steps = byteLevelSteps(pattern->pattern);
        if (pattern->composes)
            steps["normalizer"] = {{"type", "NFC"}};
        steps["added_tokens"] = addedTokens();
        return makeTokenizer(std::move(model), steps, m_where, config(pattern->beginsText));
    }

    const GgufFile &m_file;
    std::string m_where;
    std::vector<std::string> m_tokens;
    std::vector<double> m_kinds;
};

} // namespace

Result<GgufChat> readGgufChat(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const std::shared_ptr<const MappedFile> mapping, MappedFile::open(path));
    VERNIER_ASSIGN(const std::shared_ptr<const GgufFile> file, GgufFile::open(mapping));
    const std::vector<std::string_view> tokens = file->texts("tokenizer.ggml.tokens").value_or(std::vector<std::string_view>());
    const auto tokenAt = [&](const char *key) {
        const auto id = static_cast<std::uint64_t>(file->integer(key).value_or(-1));
        return id < tokens.size() ? std::string(tokens[id]) : std::string();
    };
    return GgufChat{std::string(file->text("tokenizer.chat_template").value_or("")), tokenAt("tokenizer.ggml.bos_token_id"), tokenAt("tokenizer.ggml.eos_token_id")};
}

Result<std::shared_ptr<const Tokenizer>> openGgufTokenizer(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const std::shared_ptr<const MappedFile> mapping, MappedFile::open(path));
    VERNIER_ASSIGN(const std::shared_ptr<const GgufFile> file, GgufFile::open(mapping));
    return GgufVocabulary(*file).open();
}

} // namespace vernier
