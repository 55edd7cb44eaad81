// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/attention.h"
#include "core/forward/network.h"
#include "core/forward/taps.h"
#include "core/forward/token_batch.h"

#include <span>

// One decoder block: x += attention(norm(x)); x += mlp(norm(x)).

namespace vernier {

/// y = x / sqrt(mean(x²) + eps) · weight + bias over each run of weight.size() channels of every row: over whole rows
/// for a block's norms, over each head for query and key norms. Source: Zhang & Sennrich 2019, arXiv:1910.07467.
void rmsNorm(const MatrixView &x, const Norm &norm, float eps, MatrixSpan y, const Compute &compute);

class BlockForward
{
public:
    BlockForward(const ModelConfig &config, const Compute &compute);

    /// Runs the rows of `segments` of hidden [tokens, hidden] through the block, in place. `taps` and `cache` may be
    /// null; with a cache there is one segment, and its firstPosition is the number of positions cached so far.
    /// When compute's interrupt says stop, it returns early: hidden is then unspecified, and taps see nothing further.
    void run(const Block &block, int index, std::span<const Segment> segments, MatrixSpan hidden, Taps *taps,
             KvCache *cache = nullptr) const;

private:
    [[nodiscard]] bool isStopped() const;
    void attention(const Block &block, int index, std::span<const Segment> segments, MatrixSpan hidden, Taps *taps,
                   KvCache *cache) const;
    void mlp(const Block &block, int index, std::span<const Segment> segments, MatrixSpan hidden, Taps *taps) const;

    ModelConfig m_config;
    Compute m_compute;
    RotaryEmbedding m_rotary;
};

} // namespace vernier
