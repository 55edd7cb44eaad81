// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/tensor/dtype.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What config.json says about a decoder-only transformer, with every default filled in and every size checked.

namespace vernier {

/// How rotary frequencies are stretched for contexts longer than the one trained on.
struct RopeScaling
{
    enum class Kind {
        None,
        Linear, ///< all positions divided by `factor`
        Llama3, ///< long wavelengths divided by `factor`, short ones kept, a ramp over wavelengths in between
        Yarn,   ///< the same with a ramp over pairs of channels, by how often they turn
        Long,   ///< each frequency divided by a factor of its own, by another one in sequences longer than originalContext
        Dynamic, ///< nothing up to the context's length; what happens to longer sequences is not computed
    };
    Kind kind = Kind::None;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0;
    double highFrequencyFactor = 4.0;
    double originalContext = 8192.0; ///< tokens
    double fastTurns = 32.0; ///< channels that turn more often within originalContext keep their frequency
    double slowTurns = 1.0;  ///< those that turn less often are divided by `factor`
    double amplitude = 1.0;  ///< of cosines and sines, whatever the position
    double scoreAmplitude = 1.0; ///< whose square DeepSeek's scores are multiplied with
    std::vector<float> shortFactors; ///< one for each pair of channels
    std::vector<float> longFactors;

    /// What YaRN multiplies cosines and sines with, 1 + 0.1 · share · ln(factor); 1 where nothing is stretched.
    [[nodiscard]] double yarnAmplitude(double share) const;
};

/// Keys and values that are made from a few channels, the latent, which is all that a cache would hold. Source: DeepSeek-AI 2024,
/// DeepSeek-V2, section 2.1, arXiv:2405.04434.
struct LatentAttention
{
    std::int64_t rank = 0;      ///< channels of the latent; 0: keys and values have layers of their own
    std::int64_t queryRank = 0; ///< of the queries' latent; 0: queries have a layer of their own
};

enum class NormKind {
    Rms,   ///< x / sqrt(mean(x²) + eps) · weight
    Layer, ///< (x - mean) / sqrt(variance + eps) · weight + bias
};

/// What the MLP does to its gate or, without one, to its inner channels.
enum class Activation {
    Silu,     ///< x / (1 + exp(-x))
    GeluTanh, ///< by the tangent formula
    Gelu,     ///< by the error function
    Relu,
};

/// How a model knows where a token is.
enum class PositionKind {
    Rotary,  ///< queries and keys are turned
    Alibi,   ///< scores are lowered in proportion to the distance
    Learned, ///< a table's rows are added to the embedding
};

/// Which channels of a head turn together.
enum class RotaryLayout {
    Half, ///< i and i + rotaryDim / 2
    Pair, ///< 2i and 2i + 1
};

/// Order of the rows of a FusedQkv layer.
enum class QkvLayout {
    Stacked, ///< all queries, all keys, all values
    ByGroup, ///< for each key head: its queries, the key, the value
};

/// What a router's scores become before experts are chosen.
enum class RouterScoring { Softmax, Sigmoid };

/// What a group of experts is chosen by.
enum class GroupScore {
    Best,       ///< the largest score in it
    TwoLargest, ///< their sum
};

/// MLPs of which every token goes through a few.
struct ExpertConfig
{
    int count = 0;    ///< 0: none, every block has one MLP
    int perToken = 0; ///< that a token goes through
    std::int64_t width = 0;       ///< inner channels of one
    std::int64_t sharedWidth = 0; ///< of the one that all tokens go through besides; 0: none
    bool sumsToOne = false; ///< weights of the chosen experts are divided by their sum
    float weightScale = 1.0f; ///< of the weights after that
    RouterScoring scoring = RouterScoring::Softmax;
    bool hasCorrection = false; ///< numbers that are added to the scores for the choice alone
    int groups = 1;             ///< equal parts of the experts, in their order
    int chosenGroups = 1;       ///< of which experts are chosen
    GroupScore groupScore = GroupScore::Best;
    int period = 1;               ///< every so manieth block has experts, the last of each run
    std::vector<int> denseBlocks; ///< that have none all the same
};

struct ModelConfig
{
    std::string modelType; ///< "llama", "qwen2", …; a row of the family table
    std::int64_t hidden = 0;
    std::int64_t intermediate = 0; ///< width of the MLP
    int blocks = 0;
    int heads = 0;
    int kvHeads = 0; ///< divides heads: each key/value head serves heads / kvHeads query heads
    int headDim = 0;  ///< channels of a query and a key
    int valueDim = 0; ///< channels of a value: headDim in most families
    LatentAttention latent;
    std::int64_t vocabulary = 0;
    std::int64_t context = 0; ///< max_position_embeddings, tokens
    NormKind norm = NormKind::Rms;
    float normEps = 1e-6f;
    float normOffset = 0.0f; ///< added to the stored weight of every norm
    float embeddingScale = 1.0f;
    bool embeddingNorm = false; ///< a norm over the embedding, before the first block
    std::int64_t embeddingWidth = 0; ///< of the embedding and of what the output head reads: hidden in most models
    bool postNorm = false; ///< norms after what is added, not before attention and MLP, and none after the last block
    bool gatedMlp = true;       ///< down(activation(gate x) · up x), else down(activation(up x))
    Activation activation = Activation::Silu;
    ExpertConfig experts;
    bool parallelResidual = false; ///< attention and MLP both start from the block's input
    QkvLayout qkvLayout = QkvLayout::Stacked;
    PositionKind positions = PositionKind::Rotary;
    std::int64_t positionOffset = 0; ///< row of the first position in the table of learned ones
    RotaryLayout rotaryLayout = RotaryLayout::Half;
    int rotaryDim = 0;          ///< channels of a head that turn; the others stay
    int rotaryFirst = 0;        ///< the first of them
    double scoreDivisor = 1.0;  ///< of queries times keys: sqrt(headDim) in most families
    float attentionSoftcap = 0.0f; ///< scores s become cap · tanh(s / cap); 0: they stay
    float logitSoftcap = 0.0f;
    bool unitHeadRows = false; ///< rows of the output head are brought to length 1
    std::int64_t longestSequence = 0; ///< tokens beyond which the model has no positions; 0: none
    double ropeTheta = 10000.0;
    RopeScaling ropeScaling;
    bool qkvBias = false;
    bool outputBias = false; ///< bias of the attention's output projection
    bool mlpBias = false;
    bool qkNorm = false;     ///< RMSNorm over each head of query and key before the rotation
    bool transposedWeights = false; ///< linear layers of the blocks are stored as [in, out]
    bool tiedHead = false;   ///< the output head is the embedding
    int window = 0;            ///< attention sees this many positions, itself included; 0: all
    int furtherBlocks = 0;     ///< that are stored behind the last, predict tokens further ahead, and are not used
    int firstWindowBlock = 0;  ///< blocks before it see everything
    int windowPeriod = 1;      ///< only every so manieth block has the window, the first one included
    std::optional<DType> declaredDtype; ///< torch_dtype; nothing if the file does not say, or says another type than these three

    /// Whether a block has experts.
    [[nodiscard]] bool isSparse(int block) const;
    /// Attention window of a block in positions; 0: unlimited.
    [[nodiscard]] int windowOf(int block) const { return block >= firstWindowBlock && block % windowPeriod == 0 ? window : 0; }
};

/// Reads config.json's object. Errors name the key: InvalidArgument (missing, absurd), Unsupported (architecture,
/// activation, rotary scaling, an already quantized checkpoint).
[[nodiscard]] Result<ModelConfig> parseModelConfig(const nlohmann::json &json, const std::string &where);

} // namespace vernier
