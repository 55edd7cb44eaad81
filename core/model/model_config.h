// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/tensor/dtype.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>

// What config.json says about a decoder-only transformer, with every default filled in and every size checked.

namespace vernier {

/// How rotary frequencies are stretched for contexts longer than the one trained on.
struct RopeScaling
{
    enum class Kind {
        None,
        Linear, ///< all positions divided by `factor`
        Llama3, ///< long wavelengths divided by `factor`, short ones kept, a ramp in between
    };
    Kind kind = Kind::None;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0;
    double highFrequencyFactor = 4.0;
    double originalContext = 8192.0; ///< tokens
};

struct ModelConfig
{
    std::string modelType; ///< "llama", "qwen2", …; a row of the family table
    std::int64_t hidden = 0;
    std::int64_t intermediate = 0; ///< width of the gated MLP
    int blocks = 0;
    int heads = 0;
    int kvHeads = 0; ///< divides heads: each key/value head serves heads / kvHeads query heads
    int headDim = 0;
    std::int64_t vocabulary = 0;
    std::int64_t context = 0; ///< max_position_embeddings, tokens
    float rmsNormEps = 1e-6f;
    double ropeTheta = 10000.0;
    RopeScaling ropeScaling;
    bool qkvBias = false;
    bool outputBias = false; ///< bias of the attention's output projection
    bool mlpBias = false;
    bool qkNorm = false;     ///< RMSNorm over each head of query and key before the rotation
    bool tiedHead = false;   ///< the output head is the embedding
    int window = 0;            ///< attention sees this many positions, itself included; 0: all
    int firstWindowBlock = 0;  ///< blocks before it see everything
    std::optional<DType> declaredDtype; ///< torch_dtype; nothing if the file does not say, or says another type than these three

    /// Attention window of a block in positions; 0: unlimited.
    [[nodiscard]] int windowOf(int block) const { return block >= firstWindowBlock ? window : 0; }
};

/// Reads config.json's object. Errors name the key: InvalidArgument (missing, absurd), Unsupported (architecture,
/// activation, rotary scaling, an already quantized checkpoint).
[[nodiscard]] Result<ModelConfig> parseModelConfig(const nlohmann::json &json, const std::string &where);

} // namespace vernier
