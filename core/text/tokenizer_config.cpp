// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_config.h"

#include "core/io/json_file.h"
#include "core/io/posix_file.h"
#include "core/text/json_fields.h"

#include <algorithm>
#include <charconv>

namespace vernier {

namespace {

/// The object in folder/name; null if there is no such file.
Result<nlohmann::json> readObject(const std::filesystem::path &path)
{
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return nlohmann::json();
    VERNIER_ASSIGN(nlohmann::json object, readJsonFile(path));
    if (!object.is_object())
        return Error{ErrorCode::CorruptFile, "the file must hold a JSON object", path.string()};
    return object;
}

/// A token given as a string or as an object with `content`.
Result<std::optional<std::string>> tokenField(const nlohmann::json &object, const char *key, const std::string &where)
{
    const nlohmann::json *value = findField(object, key);
    if (value && value->is_object())
        return optionalStringField(*value, "content", where + ": " + key);
    return optionalStringField(object, key, where);
}

/// `added_tokens_decoder`: ids as strings -> entries.
Result<void> readAddedTokensDecoder(const nlohmann::json &object, const std::string &where,
                                    std::vector<AddedToken> &tokens)
{
    const nlohmann::json *list = findField(object, "added_tokens_decoder");
    if (!list)
        return {};
    if (!list->is_object())
        return badField("added_tokens_decoder", "an object", where);
    for (const auto &[key, entry] : list->items()) {
        int id = -1;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
        if (error != std::errc() || end != key.data() + key.size() || id < 0 || id > kMaxTokenId)
            return badField("added_tokens_decoder", "an object whose keys are token ids, not " + printable(key), where);
        VERNIER_ASSIGN(AddedToken token, readAddedToken(entry, id, where + ": added_tokens_decoder." + key));
        tokens.push_back(std::move(token));
    }
    return {};
}

/// added_tokens.json: contents -> ids, of older checkpoints.
Result<void> readAddedTokensFile(const std::filesystem::path &path, std::vector<AddedToken> &tokens)
{
    VERNIER_ASSIGN(const nlohmann::json object, readObject(path));
    if (!object.is_object())
        return {};
    for (const auto &[content, value] : object.items()) {
        const auto id = integerIn(value, 0, kMaxTokenId);
        if (!id)
            return badField(printable(content), "a token id", path.string());
        const nlohmann::json entry{{"content", content}, {"normalized", false}};
        VERNIER_ASSIGN(AddedToken token, readAddedToken(entry, static_cast<int>(*id), path.string()));
        tokens.push_back(std::move(token));
    }
    return {};
}

Result<void> decide(const std::optional<bool> &wanted, std::optional<int> token, const char *names, bool atFront,
                    const std::string &where, std::vector<int> &side)
{
    if (!wanted)
        return {};
    if (!*wanted) {
        if (token)
            std::erase(side, *token);
        return {};
    }
    if (!token) {
        return Error{ErrorCode::CorruptFile,
                     "add_" + std::string(names) + " is true, but `" + names + "` names no token of the vocabulary",
                     where};
    }
    if (std::find(side.begin(), side.end(), *token) == side.end())
        side.insert(atFront ? side.begin() : side.end(), *token);
    return {};
}

} // namespace

Result<TokenizerConfig> readTokenizerConfig(const std::filesystem::path &folder)
{
    TokenizerConfig config;
    config.where = (folder / "tokenizer_config.json").string();
    VERNIER_ASSIGN(const nlohmann::json main, readObject(folder / "tokenizer_config.json"));
    VERNIER_ASSIGN(const nlohmann::json map, readObject(folder / "special_tokens_map.json"));
    config.isGiven = !main.is_null() || !map.is_null();
    VERNIER_ASSIGN(const auto tokenizerClass, optionalStringField(main, "tokenizer_class", config.where));
    config.tokenizerClass = tokenizerClass.value_or("");
    VERNIER_ASSIGN(config.addBeginOfText, optionalBoolField(main, "add_bos_token", config.where));
    VERNIER_ASSIGN(config.addEndOfText, optionalBoolField(main, "add_eos_token", config.where));
    for (const auto &[object, name] : {std::pair(&main, "tokenizer_config.json"), {&map, "special_tokens_map.json"}}) {
        const std::string where = (folder / name).string();
        VERNIER_ASSIGN(const auto begin, tokenField(*object, "bos_token", where));
        VERNIER_ASSIGN(const auto end, tokenField(*object, "eos_token", where));
        if (!config.beginOfText)
            config.beginOfText = begin;
        if (!config.endOfText)
            config.endOfText = end;
    }
    VERNIER_TRY(readAddedTokensDecoder(main, config.where, config.addedTokens));
    VERNIER_TRY(readAddedTokensFile(folder / "added_tokens.json", config.addedTokens));
    return config;
}

Result<void> applyConfig(const TokenizerConfig &config, std::optional<int> beginOfText, std::optional<int> endOfText,
                         TokenFrame &frame)
{
    VERNIER_TRY(decide(config.addBeginOfText, beginOfText, "bos_token", true, config.where, frame.before));
    return decide(config.addEndOfText, endOfText, "eos_token", false, config.where, frame.after);
}

} // namespace vernier
