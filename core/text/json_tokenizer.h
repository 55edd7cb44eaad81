// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/token_model.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>

// tokenizer.json of Hugging Face tokenizers, and others that come down to the same steps.

namespace vernier {

/// Errors: NotFound, Io, CorruptFile, Unsupported (another model, or a step we do not know, by name).
[[nodiscard]] Result<std::shared_ptr<const Tokenizer>> openJsonTokenizer(const std::filesystem::path &path,
                                                                         const TokenizerConfig &config);

/// A tokenizer of this model with the other steps of a tokenizer.json: normalizer, pre_tokenizer, post_processor, decoder,
/// added_tokens. Errors: CorruptFile, Unsupported.
[[nodiscard]] Result<std::shared_ptr<const Tokenizer>> makeTokenizer(std::shared_ptr<const TokenModel> model, const nlohmann::json &steps,
                                                                     const std::string &where, const TokenizerConfig &config);

} // namespace vernier
