// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/token_vocabulary.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The `model` of tokenizer.json: how a word becomes ids.

namespace vernier {

class TokenModel
{
public:
    virtual ~TokenModel() = default;
    [[nodiscard]] const TokenVocabulary &vocabulary() const { return m_vocabulary; }
    /// Appends the ids of one word, which must be valid UTF-8.
    /// Errors: CorruptFile, when a token for what is unknown is needed and missing.
    [[nodiscard]] virtual Result<void> encode(std::string_view word, std::vector<int> &ids) const = 0;

protected:
    TokenVocabulary m_vocabulary;
};

/// BPE, Unigram, WordLevel; a missing type means BPE where there are merges.
/// Errors: CorruptFile (wrong types, contradictions), Unsupported (another type of model, by name).
[[nodiscard]] Result<std::shared_ptr<const TokenModel>> makeTokenModel(const nlohmann::json &description, const std::string &where);

/// For a word that has a character in no token while no token stands for such.
[[nodiscard]] Error unknownCharacter(std::string_view text, const std::string &unknownToken, const std::string &where);

} // namespace vernier
