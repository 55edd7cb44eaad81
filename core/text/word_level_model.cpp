// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/word_level_model.h"

#include "core/text/json_fields.h"

namespace vernier {

Result<std::shared_ptr<const TokenModel>> WordLevelModel::fromJson(const nlohmann::json &description, const std::string &where)
{
    const auto model = std::make_shared<WordLevelModel>();
    model->m_where = where;
    VERNIER_ASSIGN(model->m_vocabulary, TokenVocabulary::fromJson(description, where));
    VERNIER_ASSIGN(const std::optional<std::string> unknown, optionalStringField(description, "unk_token", where));
    model->m_unknownToken = unknown.value_or("<unk>");
    return std::shared_ptr<const TokenModel>(model);
}

Result<void> WordLevelModel::encode(std::string_view word, std::vector<int> &ids) const
{
    const std::optional<int> id = m_vocabulary.find(word);
    const std::optional<int> unknown = id ? id : m_vocabulary.find(m_unknownToken);
    if (!unknown)
        return unknownCharacter(word, m_unknownToken, m_where);
    ids.push_back(*unknown);
    return {};
}

} // namespace vernier
