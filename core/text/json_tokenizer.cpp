// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_tokenizer.h"

#include "core/io/json_file.h"
#include "core/io/posix_file.h"
#include "core/text/json_fields.h"
#include "core/text/normalizer.h"
#include "core/text/post_processor.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/text_pattern.h"
#include "core/text/token_decoder.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_map>

namespace vernier {

namespace {

/// The largest tokenizer.json we know has 33 MB.
constexpr std::size_t kMaxTokenizerBytes = std::size_t{128} << 20;
/// Words up to this length are remembered while one text is encoded.
constexpr std::size_t kMaxRememberedWord = 48;

class JsonTokenizer final : public Tokenizer
{
public:
    explicit JsonTokenizer(std::shared_ptr<const TokenModel> model)
        : m_model(std::move(model))
        , m_size(vocabulary().size())
    {}

    Result<void> read(const nlohmann::json &file, const std::string &where, const TokenizerConfig &config);

    Result<std::vector<int>> encode(std::string_view text, bool addSpecialTokens) const override;
    std::string decode(std::span<const int> ids) const override;
    std::string tokenText(int id) const override;
    int vocabularySize() const override { return m_size; }
    std::optional<int> beginOfText() const override { return m_beginOfText; }
    std::optional<int> endOfText() const override { return m_endOfText; }

private:
    [[nodiscard]] const TokenVocabulary &vocabulary() const { return m_model->vocabulary(); }
    Result<void> readSteps(const nlohmann::json &file, const std::string &where);
    Result<void> readAddedTokens(const nlohmann::json &file, const std::string &where, const TokenizerConfig &config);
    Result<void> addToken(AddedToken token, const std::string &where);
    Result<void> makeFinders();
    Result<void> readFrame(const nlohmann::json &file, const std::string &where, const TokenizerConfig &config);
    [[nodiscard]] std::optional<int> find(std::string_view token) const;
    [[nodiscard]] std::optional<int> findFirst(std::initializer_list<std::string_view> tokens) const;
    /// Empty if no token has this id.
    [[nodiscard]] std::string_view contentOf(int id) const;
    Result<std::vector<TextPiece>> wordsOf(std::string text) const;

    std::shared_ptr<const TokenModel> m_model;
    std::shared_ptr<const Normalizer> m_normalizer;     ///< may be nullptr
    std::shared_ptr<const PreTokenizer> m_preTokenizer; ///< may be nullptr
    std::shared_ptr<const TokenDecoder> m_decoder;      ///< may be nullptr
    std::vector<AddedToken> m_added;
    std::unordered_map<int, std::size_t> m_addedById;
    std::unordered_map<std::string, int> m_addedByContent;
    AddedTokenFinder m_rawFinder;        ///< looks into the text as it came
    AddedTokenFinder m_normalizedFinder; ///< looks into the normalized text
    TokenFrame m_frame;
    int m_size = 0;
    std::optional<int> m_beginOfText;
    std::optional<int> m_endOfText;
};

Result<void> JsonTokenizer::read(const nlohmann::json &file, const std::string &where, const TokenizerConfig &config)
{
    VERNIER_TRY(readSteps(file, where));
    VERNIER_TRY(readAddedTokens(file, where, config));
    return readFrame(file, where, config);
}

Result<void> JsonTokenizer::readSteps(const nlohmann::json &file, const std::string &where)
{
    if (const nlohmann::json *description = findField(file, "normalizer")) {
        VERNIER_ASSIGN(m_normalizer, makeNormalizer(*description, where + ": normalizer"));
    }
    if (const nlohmann::json *description = findField(file, "pre_tokenizer")) {
        VERNIER_ASSIGN(m_preTokenizer, makePreTokenizer(*description, where + ": pre_tokenizer"));
    }
    if (const nlohmann::json *description = findField(file, "decoder")) {
        VERNIER_ASSIGN(m_decoder, makeTokenDecoder(*description, where + ": decoder"));
    }
    return {};
}

Result<void> JsonTokenizer::readAddedTokens(const nlohmann::json &file, const std::string &where,
                                            const TokenizerConfig &config)
{
    if (const nlohmann::json *list = findField(file, "added_tokens")) {
        if (!list->is_array())
            return badField("added_tokens", "a list", where);
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string place = where + ": added_tokens[" + std::to_string(i) + "]";
            VERNIER_ASSIGN(AddedToken token, readAddedToken((*list)[i], -1, place));
            VERNIER_TRY(addToken(std::move(token), place));
        }
    }
    // The configuration only adds what the file itself does not know; where they disagree, the file is right.
    for (const AddedToken &token : config.addedTokens) {
        if (!find(token.content) && contentOf(token.id).empty())
            VERNIER_TRY(addToken(token, config.where));
    }
    return makeFinders();
}

Result<void> JsonTokenizer::addToken(AddedToken token, const std::string &where)
{
    const std::optional<int> known = find(token.content);
    if (known && *known != token.id) {
        return Error{ErrorCode::CorruptFile,
                     "the token " + printable(token.content) + " has two ids, " + std::to_string(*known) + " and "
                         + std::to_string(token.id),
                     where};
    }
    const std::string_view other = contentOf(token.id);
    if (!other.empty() && other != token.content) {
        return Error{ErrorCode::CorruptFile,
                     "the id " + std::to_string(token.id) + " belongs to two tokens, " + printable(other) + " and "
                         + printable(token.content),
                     where};
    }
    if (m_addedById.contains(token.id))
        return {};
    m_size = std::max(m_size, token.id + 1);
    m_addedById.emplace(token.id, m_added.size());
    m_addedByContent.emplace(token.content, token.id);
    m_added.push_back(std::move(token));
    return {};
}

Result<void> JsonTokenizer::makeFinders()
{
    std::vector<AddedToken> raw;
    std::vector<AddedToken> normalized;
    for (const AddedToken &token : m_added) {
        (token.normalized ? normalized : raw).push_back(token);
        if (token.normalized && m_normalizer) {
            VERNIER_ASSIGN(normalized.back().content, m_normalizer->normalize(token.content));
        }
    }
    m_rawFinder = AddedTokenFinder(std::move(raw));
    m_normalizedFinder = AddedTokenFinder(std::move(normalized));
    return {};
}

Result<void> JsonTokenizer::readFrame(const nlohmann::json &file, const std::string &where,
                                      const TokenizerConfig &config)
{
    if (const nlohmann::json *description = findField(file, "post_processor")) {
        VERNIER_ASSIGN(m_frame, readTokenFrame(*description, m_size, where + ": post_processor"));
    }
    if (config.beginOfText)
        m_beginOfText = find(*config.beginOfText);
    else if (!config.isGiven)
        m_beginOfText = findFirst({"<s>", "<|begin_of_text|>", "<bos>"});
    if (config.endOfText)
        m_endOfText = find(*config.endOfText);
    else if (!config.isGiven)
        m_endOfText = findFirst({"</s>", "<|end_of_text|>", "<eos>", "<|endoftext|>"});
    return applyConfig(config, m_beginOfText, m_endOfText, m_frame);
}

std::optional<int> JsonTokenizer::find(std::string_view token) const
{
    const auto added = m_addedByContent.find(std::string(token));
    return added != m_addedByContent.end() ? added->second : vocabulary().find(token);
}

std::optional<int> JsonTokenizer::findFirst(std::initializer_list<std::string_view> tokens) const
{
    for (const std::string_view token : tokens) {
        if (const std::optional<int> id = find(token))
            return id;
    }
    return {};
}

std::string_view JsonTokenizer::contentOf(int id) const
{
    if (const auto added = m_addedById.find(id); added != m_addedById.end())
        return m_added[added->second].content;
    const std::string *token = vocabulary().token(id);
    return token ? *token : std::string_view();
}

Result<std::vector<TextPiece>> JsonTokenizer::wordsOf(std::string text) const
{
    std::vector<TextPiece> pieces;
    pieces.push_back({std::move(text), -1, true});
    m_rawFinder.cut(pieces);
    if (m_normalizer) {
        for (TextPiece &piece : pieces) {
            if (piece.id < 0) {
                VERNIER_ASSIGN(piece.text, m_normalizer->normalize(std::move(piece.text)));
            }
        }
    }
    m_normalizedFinder.cut(pieces);
    if (m_preTokenizer)
        VERNIER_TRY(m_preTokenizer->cut(pieces));
    return pieces;
}

Result<std::vector<int>> JsonTokenizer::encode(std::string_view text, bool addSpecialTokens) const
{
    VERNIER_ASSIGN(const std::vector<TextPiece> words,
                   wordsOf(isValidUtf8(text) ? std::string(text) : toValidUtf8(text)));
    std::vector<int> ids;
    ids.reserve(words.size() * 2);
    if (addSpecialTokens)
        ids = m_frame.before;
    /// Where the ids of a word that came before stand in `ids`.
    std::unordered_map<std::string_view, TextSpan> seen;
    for (const TextPiece &word : words) {
        if (word.id >= 0) {
            ids.push_back(word.id);
            continue;
        }
        const bool remember = word.text.size() <= kMaxRememberedWord;
        if (const auto known = remember ? seen.find(word.text) : seen.end(); known != seen.end()) {
            for (std::size_t i = known->second.begin; i < known->second.end; ++i)
                ids.push_back(ids[i]);
            continue;
        }
        const std::size_t begin = ids.size();
        VERNIER_TRY(m_model->encode(word.text, ids));
        if (remember)
            seen.emplace(word.text, TextSpan{begin, ids.size()});
    }
    if (addSpecialTokens)
        ids.insert(ids.end(), m_frame.after.begin(), m_frame.after.end());
    return ids;
}

std::string JsonTokenizer::decode(std::span<const int> ids) const
{
    std::vector<std::string> tokens;
    tokens.reserve(ids.size());
    for (const int id : ids) {
        const auto added = m_addedById.find(id);
        if (added != m_addedById.end() && m_added[added->second].special)
            continue;
        const std::string_view content = contentOf(id);
        tokens.emplace_back(content.empty() ? "\uFFFD" : content);
    }
    if (m_decoder)
        m_decoder->decode(tokens);
    std::string text;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (i > 0 && !m_decoder)
            text += ' ';
        text += tokens[i];
    }
    return text;
}

std::string JsonTokenizer::tokenText(int id) const
{
    const std::string_view content = contentOf(id);
    if (content.empty())
        return "\uFFFD";
    if (!m_decoder || m_addedById.contains(id))
        return std::string(content);
    return showBytes(m_decoder->bytesOf(std::string(content)));
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> openJsonTokenizer(const std::filesystem::path &path,
                                                           const TokenizerConfig &config)
{
    VERNIER_ASSIGN(const nlohmann::json file, readJsonFile(path, kMaxTokenizerBytes));
    const std::string where = path.string();
    if (!file.is_object())
        return Error{ErrorCode::CorruptFile, "the file must hold a JSON object", where};
    const nlohmann::json *model = findField(file, "model");
    if (!model || !model->is_object())
        return badField("model", "an object", where);
    VERNIER_ASSIGN(std::shared_ptr<const TokenModel> made, makeTokenModel(*model, where + ": model"));
    return makeTokenizer(std::move(made), file, where, config);
}

Result<std::shared_ptr<const Tokenizer>> makeTokenizer(std::shared_ptr<const TokenModel> model, const nlohmann::json &steps, const std::string &where,
                                                       const TokenizerConfig &config)
{
    auto tokenizer = std::make_shared<JsonTokenizer>(std::move(model));
    VERNIER_TRY(tokenizer->read(steps, where, config));
    return std::shared_ptr<const Tokenizer>(std::move(tokenizer));
}

} // namespace vernier
