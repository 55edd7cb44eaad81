// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

// The `normalizer` of tokenizer.json: what happens to a text before it is cut into words.

namespace vernier {

class Normalizer
{
public:
    virtual ~Normalizer() = default;
    /// The text must be valid UTF-8. Errors: those of Regex::findAll.
    [[nodiscard]] virtual Result<std::string> normalize(std::string text) const = 0;
};

/// Sequence, Prepend, Replace, NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents.
/// Errors: CorruptFile (wrong types), Unsupported (any other normalizer, by name).
[[nodiscard]] Result<std::shared_ptr<const Normalizer>> makeNormalizer(const nlohmann::json &description,
                                                                       const std::string &where);

} // namespace vernier
