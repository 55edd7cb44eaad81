// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/token_batch.h"
#include "core/model/model_config.h"
#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

#include <vector>

// Rotary position embedding and causal grouped-query attention.

namespace vernier {

/// Keys and values of the positions already seen by one block, for one sequence.
struct KvCache
{
    Matrix keys;              ///< [capacity, kvHeads * headDim], after rotation
    Matrix values;            ///< [capacity, kvHeads * valueDim]
    std::int64_t length = 0;  ///< positions in use

    /// Appends rows; grows by doubling.
    void append(const MatrixView &newKeys, const MatrixView &newValues);
};

/// Rotary embedding of rotaryDim channels of each head. Angles are computed in float32, as the public model code does.
/// Source: Su et al. 2021, RoFormer, arXiv:2104.09864; Llama 3 scaling as in the model's release, the others as in RopeScaling.
class RotaryEmbedding
{
public:
    explicit RotaryEmbedding(const ModelConfig &config);

    /// Rotates every head of x [tokens, heads * headDim]; the rows lie at the segments' positions. Nothing without rotary positions.
    void rotate(MatrixSpan x, std::span<const Segment> segments, const Compute &compute) const;
    /// The same for x [tokens, rotaryDim], the turning channels of one head alone.
    void rotatePart(MatrixSpan x, std::span<const Segment> segments, const Compute &compute) const;

private:
    void rotateHeads(MatrixSpan x, Eigen::Index headDim, Eigen::Index first, std::span<const Segment> segments, const Compute &compute) const;

    int m_headDim;
    int m_first; ///< channel of a head that turns
    RotaryLayout m_layout;
    std::vector<float> m_frequencies; ///< radians per position, one per pair of channels
    std::vector<float> m_longFrequencies; ///< of sequences longer than m_longFrom
    std::int64_t m_longFrom;
    float m_amplitude;
};

// Where compute's arithmetic is bfloat16, every operation's result is rounded to it, but for the softmax, which is rounded
// as a whole.

/// How much the scores of each head fall from one position to the one before it: a geometric sequence. Source: Press, Smith & Lewis 2021,
/// ALiBi, arXiv:2108.12409; for numbers of heads that are no power of two as in its published code.
[[nodiscard]] std::vector<float> alibiSlopes(int heads);

/// out = softmax(q kᵀ / scoreDivisor, capped, less the distance's share + causal mask) v for every segment and head.
///
/// q       [tokens, heads * headDim], rotated; out [tokens, heads * valueDim].
/// k, v    [tokens, kvHeads * headDim], rotated, and [tokens, kvHeads * valueDim]; rows as in the segments (without cache).
/// cache   null, or the only segment's cache, to which k and v were already appended.
/// window  positions a token sees, itself included; 0: all before it.
/// Source: Vaswani et al. 2017; Ainslie et al. 2023 (grouped queries), arXiv:2305.13245.
void attend(const MatrixView &q, const MatrixView &k, const MatrixView &v, MatrixSpan out,
            std::span<const Segment> segments, const KvCache *cache, int window, const ModelConfig &config,
            const Compute &compute);

} // namespace vernier
