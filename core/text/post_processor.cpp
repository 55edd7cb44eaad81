// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/post_processor.h"

#include "core/io/posix_file.h"
#include "core/text/json_fields.h"

namespace vernier {

namespace {

/// The ids of one special token of a template: `special_tokens[name].ids`.
Result<std::vector<int>> idsOfSpecial(const nlohmann::json &description, const std::string &name, int vocabularySize,
                                      const std::string &where)
{
    const std::string place = where + ".special_tokens[" + printable(name) + "]";
    const nlohmann::json *specials = findField(description, "special_tokens");
    const nlohmann::json *special = specials ? findField(*specials, name) : nullptr;
    const nlohmann::json *list = special ? findField(*special, "ids") : nullptr;
    if (!list || !list->is_array())
        return badField("ids", "a list of token ids", place);
    std::vector<int> ids;
    for (const nlohmann::json &value : *list) {
        const auto id = integerIn(value, 0, vocabularySize - 1);
        if (!id)
            return badField("ids", "token ids below " + std::to_string(vocabularySize), place);
        ids.push_back(static_cast<int>(*id));
    }
    return ids;
}

Result<TokenFrame> readTemplate(const nlohmann::json &description, int vocabularySize, const std::string &where)
{
    const nlohmann::json *parts = findField(description, "single");
    if (!parts || !parts->is_array())
        return badField("single", "a list", where);
    TokenFrame frame;
    bool textSeen = false;
    for (const nlohmann::json &part : *parts) {
        if (findField(part, "Sequence")) {
            if (textSeen)
                return Error{ErrorCode::Unsupported, "`single` contains the text twice, which is not supported", where};
            textSeen = true;
            continue;
        }
        const nlohmann::json *special = findField(part, "SpecialToken");
        if (!special)
            return badField("single", "a list of Sequence and SpecialToken", where);
        VERNIER_ASSIGN(const std::string name, stringField(*special, "id", where + ".single"));
        VERNIER_ASSIGN(const std::vector<int> ids, idsOfSpecial(description, name, vocabularySize, where));
        std::vector<int> &side = textSeen ? frame.after : frame.before;
        side.insert(side.end(), ids.begin(), ids.end());
    }
    if (!textSeen)
        return badField("single", "a list with a Sequence, or no text would be left", where);
    return frame;
}

/// `["<s>", 0]`
Result<int> pairId(const nlohmann::json &description, const char *key, int vocabularySize, const std::string &where)
{
    const nlohmann::json *pair = findField(description, key);
    if (pair && pair->is_array() && pair->size() == 2) {
        if (const auto id = integerIn((*pair)[1], 0, vocabularySize - 1))
            return static_cast<int>(*id);
    }
    return badField(key, "a pair of token and id below " + std::to_string(vocabularySize), where);
}

Result<TokenFrame> readSequence(const nlohmann::json &description, int vocabularySize, const std::string &where)
{
    const nlohmann::json *list = findField(description, "processors");
    if (!list || !list->is_array())
        return badField("processors", "a list", where);
    TokenFrame frame;
    for (std::size_t i = 0; i < list->size(); ++i) {
        VERNIER_ASSIGN(TokenFrame outer,
                       readTokenFrame((*list)[i], vocabularySize, where + "[" + std::to_string(i) + "]"));
        frame.before.insert(frame.before.begin(), outer.before.begin(), outer.before.end());
        frame.after.insert(frame.after.end(), outer.after.begin(), outer.after.end());
    }
    return frame;
}

} // namespace

Result<TokenFrame> readTokenFrame(const nlohmann::json &description, int vocabularySize, const std::string &where)
{
    VERNIER_ASSIGN(const std::string type, stringField(description, "type", where));
    if (type == "TemplateProcessing")
        return readTemplate(description, vocabularySize, where);
    if (type == "Sequence")
        return readSequence(description, vocabularySize, where);
    if (type == "ByteLevel")
        return TokenFrame{};
    if (type == "BertProcessing" || type == "RobertaProcessing") {
        VERNIER_ASSIGN(const int first, pairId(description, "cls", vocabularySize, where));
        VERNIER_ASSIGN(const int last, pairId(description, "sep", vocabularySize, where));
        return TokenFrame{{first}, {last}};
    }
    return Error{ErrorCode::Unsupported, "the post-processor " + printable(type) + " is not supported", where};
}

} // namespace vernier
