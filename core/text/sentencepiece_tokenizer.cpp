// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_tokenizer.h"

#include "core/io/json_file.h"
#include "core/text/post_processor.h"
#include "core/text/sentencepiece_check.h"
#include "core/text/tiktoken_tokenizer.h"
#include "core/text/token_decoder.h"
#include "core/text/unicode.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <exception>
#include <unordered_map>

namespace vernier {

namespace {

/// The largest tokenizer.model we know has 5 MB.
constexpr std::size_t kMaxModelBytes = std::size_t{64} << 20;

/// Runs one call of the library; what it reports, and what it throws (its tries do, and bad_alloc), becomes an Error.
template <typename Call>
Result<void> guarded(const std::string &where, Call call)
{
    std::string reason;
    try {
        const sentencepiece::util::Status status = call();
        if (status.ok())
            return {};
        reason = status.ToString();
    } catch (const std::exception &exception) {
        reason = exception.what();
    }
    return Error{ErrorCode::CorruptFile, "the SentencePiece library refused: " + reason, where};
}

class SentencePieceTokenizer final : public Tokenizer
{
public:
    Result<void> read(std::string_view bytes, const std::string &where, const TokenizerConfig &config);

    Result<std::vector<int>> encode(std::string_view text, bool addSpecialTokens) const override;
    std::string decode(std::span<const int> ids) const override;
    std::string tokenText(int id) const override;
    int vocabularySize() const override { return m_size; }
    std::optional<int> beginOfText() const override { return m_beginOfText; }
    std::optional<int> endOfText() const override { return m_endOfText; }

private:
    void addChatGlmTokens();
    Result<void> addToken(const AddedToken &token, const std::string &where);
    void keep(AddedToken token);
    [[nodiscard]] std::optional<int> find(const std::string &token) const;

    sentencepiece::SentencePieceProcessor m_processor;
    std::string m_where;
    std::shared_ptr<const TokenDecoder> m_decoder;
    std::vector<AddedToken> m_added;
    std::unordered_map<int, std::size_t> m_addedById;
    std::unordered_map<std::string, int> m_addedByContent;
    AddedTokenFinder m_finder;
    TokenFrame m_frame;
    int m_pieces = 0; ///< of the model, without added tokens
    int m_size = 0;
    std::optional<int> m_beginOfText;
    std::optional<int> m_endOfText;
};

Result<void> SentencePieceTokenizer::read(std::string_view bytes, const std::string &where,
                                          const TokenizerConfig &config)
{
    m_where = where;
    VERNIER_TRY(checkSentencePieceModel(bytes, where));
    VERNIER_TRY(guarded(where, [&] { return m_processor.LoadFromSerializedProto(bytes); }));
    m_pieces = m_size = m_processor.GetPieceSize();

    // Whether the model puts a blank before a text is in its options; the simplest way to know is to look.
    std::vector<std::string> pieces;
    VERNIER_TRY(guarded(where, [&] { return m_processor.Encode("a", &pieces); }));
    m_decoder = makeSentencePieceDecoder(!pieces.empty() && pieces.front().starts_with("\u2581"));

    if (config.tokenizerClass == "ChatGLMTokenizer")
        addChatGlmTokens();
    for (const AddedToken &token : config.addedTokens)
        VERNIER_TRY(addToken(token, config.where));
    m_finder = AddedTokenFinder(config.addedTokens);

    const auto validId = [this](int id) { return id >= 0 && id < m_pieces ? std::optional(id) : std::nullopt; };
    m_beginOfText = config.beginOfText ? find(*config.beginOfText) : validId(m_processor.bos_id());
    m_endOfText = config.endOfText ? find(*config.endOfText) : validId(m_processor.eos_id());
    if (m_frame.before.empty() && m_beginOfText && !config.addBeginOfText)
        m_frame.before = {*m_beginOfText};
    return applyConfig(config, m_beginOfText, m_endOfText, m_frame);
}

/// ChatGLM 2 and 3: five tokens behind the model's own, and every text begins with [gMASK] sop. They are not looked for
/// in texts ("people" contains eop).
void SentencePieceTokenizer::addChatGlmTokens()
{
    for (const char *content : {"[MASK]", "[gMASK]", "[sMASK]", "sop", "eop"}) {
        AddedToken token;
        token.content = content;
        token.id = m_size++;
        token.special = true;
        keep(std::move(token));
    }
    m_frame.before = {m_pieces + 1, m_pieces + 3};
}

Result<void> SentencePieceTokenizer::addToken(const AddedToken &token, const std::string &where)
{
    const std::optional<int> known = find(token.content);
    if ((known && *known != token.id) || (!known && m_addedById.contains(token.id))) { // that it renames a reserved piece is all right
        return Error{ErrorCode::CorruptFile,
                     "the added token " + token.content + " with the id " + std::to_string(token.id)
                         + " contradicts the vocabulary in " + m_where,
                     where};
    }
    if (m_addedById.contains(token.id))
        return {};
    m_size = std::max(m_size, token.id + 1);
    keep(token);
    return {};
}

void SentencePieceTokenizer::keep(AddedToken token)
{
    m_addedById.emplace(token.id, m_added.size());
    m_addedByContent.emplace(token.content, token.id);
    m_added.push_back(std::move(token));
}

std::optional<int> SentencePieceTokenizer::find(const std::string &token) const
{
    if (const auto added = m_addedByContent.find(token); added != m_addedByContent.end())
        return added->second;
    const int id = m_processor.PieceToId(token);
    if (id < 0 || id >= m_pieces || m_processor.IdToPiece(id) != token)
        return {};
    return id;
}

Result<std::vector<int>> SentencePieceTokenizer::encode(std::string_view text, bool addSpecialTokens) const
{
    std::vector<TextPiece> pieces;
    pieces.push_back({isValidUtf8(text) ? std::string(text) : toValidUtf8(text), -1, true});
    m_finder.cut(pieces);
    std::vector<int> ids;
    if (addSpecialTokens)
        ids = m_frame.before;
    for (const TextPiece &piece : pieces) {
        if (piece.id >= 0) {
            ids.push_back(piece.id);
            continue;
        }
        std::vector<int> part;
        VERNIER_TRY(guarded(m_where, [&] { return m_processor.Encode(piece.text, &part); }));
        ids.insert(ids.end(), part.begin(), part.end());
    }
    if (addSpecialTokens)
        ids.insert(ids.end(), m_frame.after.begin(), m_frame.after.end());
    return ids;
}

std::string SentencePieceTokenizer::decode(std::span<const int> ids) const
{
    std::vector<std::string> tokens;
    tokens.reserve(ids.size());
    for (const int id : ids) {
        const auto added = m_addedById.find(id);
        if (added != m_addedById.end()) {
            if (!m_added[added->second].special)
                tokens.push_back(m_added[added->second].content);
        } else if (id < 0 || id >= m_pieces) {
            tokens.emplace_back("\uFFFD");
        } else if (!m_processor.IsControl(id) && !m_processor.IsUnknown(id)) {
            tokens.push_back(m_processor.IdToPiece(id));
        }
    }
    m_decoder->decode(tokens);
    std::string text;
    for (const std::string &token : tokens)
        text += token;
    return text;
}

std::string SentencePieceTokenizer::tokenText(int id) const
{
    if (const auto added = m_addedById.find(id); added != m_addedById.end())
        return m_added[added->second].content;
    if (id < 0 || id >= m_pieces)
        return "\uFFFD";
    if (m_processor.IsControl(id) || m_processor.IsUnknown(id))
        return m_processor.IdToPiece(id);
    return showBytes(m_decoder->bytesOf(m_processor.IdToPiece(id)));
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> openSentencePieceTokenizer(const std::filesystem::path &path,
                                                                    const TokenizerConfig &config)
{
    VERNIER_ASSIGN(const std::string bytes, readTextFile(path, kMaxModelBytes));
    if (looksLikeTiktoken(bytes))
        return openTiktokenTokenizer(path, config);
    auto tokenizer = std::make_shared<SentencePieceTokenizer>();
    VERNIER_TRY(tokenizer->read(bytes, path.string(), config));
    return std::shared_ptr<const Tokenizer>(std::move(tokenizer));
}

} // namespace vernier
