// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/token_model.h"

// A word is a token, or unknown.

namespace vernier {

class WordLevelModel final : public TokenModel
{
public:
    /// Errors: CorruptFile (those of TokenVocabulary::fromJson, wrong types).
    [[nodiscard]] static Result<std::shared_ptr<const TokenModel>> fromJson(const nlohmann::json &description, const std::string &where);

    [[nodiscard]] Result<void> encode(std::string_view word, std::vector<int> &ids) const override;

private:
    std::string m_where;
    std::string m_unknownToken;
};

} // namespace vernier
