// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/token_model.h"

#include "core/io/posix_file.h"
#include "core/text/bpe_model.h"
#include "core/text/json_fields.h"
#include "core/text/unigram_model.h"
#include "core/text/word_level_model.h"

namespace vernier {

Result<std::shared_ptr<const TokenModel>> makeTokenModel(const nlohmann::json &description, const std::string &where)
{
    VERNIER_ASSIGN(const std::optional<std::string> type, optionalStringField(description, "type", where));
    if (type ? *type == "BPE" : findField(description, "merges") != nullptr)
        return BpeModel::fromJson(description, where);
    if (type == "Unigram")
        return UnigramModel::fromJson(description, where);
    if (type == "WordLevel")
        return WordLevelModel::fromJson(description, where);
    return Error{ErrorCode::Unsupported,
                 type ? "tokenizer models of type " + printable(*type) + " are not supported, only BPE, Unigram and WordLevel"
                      : "a tokenizer model without type and merges is not supported, only BPE, Unigram and WordLevel",
                 where};
}

Error unknownCharacter(std::string_view text, const std::string &unknownToken, const std::string &where)
{
    return {ErrorCode::CorruptFile,
            "the text has the character " + printable(text) + " that is in no token, and unk_token " + printable(unknownToken) + " is not in the vocabulary", where};
}

} // namespace vernier
