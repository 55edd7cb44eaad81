// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/tensor_folder.h"
#include "core/recipe/quant_type.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// The description of a quantized model: what the model is and the label of every tensor. Source: spec/msmodelslim.md 6.6.

namespace vernier {

struct QuantizedDescription
{
    std::filesystem::path file;
    std::string version; ///< of the ascendV1 format; empty: safe_tensor
    QuantType modelType = QuantType::Unknown;
    std::optional<std::int64_t> groupSize; ///< as it says; the scales' shapes are what counts
    std::map<std::string, QuantType, std::less<>> labels;

    /// None for a tensor that it does not name.
    [[nodiscard]] std::optional<QuantType> labelOf(std::string_view tensor) const;
};

/// Whether `path` is such a description, or a folder with at least one; nothing is read.
[[nodiscard]] bool holdsQuantizedModel(const std::filesystem::path &path);

/// `path` is the description or a folder with one (quant_model_description*.json).
/// Errors: NotFound, InvalidArgument (several), CorruptFile (model_quant_type missing, a label that is not known or no text), Io.
[[nodiscard]] Result<QuantizedDescription> readQuantizedDescription(const std::filesystem::path &path);

/// The weights beside a description, one file or shards; each of them must be described.
/// Errors: those of TensorFolder::open, InvalidArgument (several candidates), CorruptFile (a tensor without a label).
[[nodiscard]] Result<std::shared_ptr<const TensorFolder>> openDescribedTensors(const QuantizedDescription &description);

} // namespace vernier
