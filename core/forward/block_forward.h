// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/attention.h"
#include "core/forward/network.h"
#include "core/forward/norm.h"
#include "core/forward/taps.h"
#include "core/forward/token_batch.h"

#include <span>
#include <vector>

// One decoder block: x += attention(norm(x)); x += mlp(norm(x)). What else families have in it (norms of what is added, both from the same
// x, fused layers, other activations) the configuration and the block's layers say.

namespace vernier {

class BlockForward
{
public:
    BlockForward(const ModelConfig &config, const Compute &compute);

    /// Runs the rows of `segments` of hidden [tokens, hidden] through the block, in place. `taps` and `cache` may be
    /// null; with a cache there is one segment, and its firstPosition is the number of positions cached so far.
    /// When compute's interrupt says stop, it returns early: hidden is then unspecified, and taps see nothing further.
    void run(const Block &block, std::span<const Segment> segments, MatrixSpan hidden, Taps *taps,
             KvCache *cache = nullptr) const;

private:
    /// What is being run.
    struct Rows
    {
        const Block &block;
        std::span<const Segment> segments;
        Taps *taps;
    };

    [[nodiscard]] bool isStopped() const;
    /// x itself without such a norm.
    [[nodiscard]] Matrix normed(const MatrixView &x, const Norm &norm) const;
    /// ofAdded, ofStates: norms of what is added and of the states that it gives, where there are such.
    void add(Matrix added, const Norm &ofAdded, const Norm &ofStates, MatrixSpan hidden) const;
    [[nodiscard]] Matrix project(const Rows &rows, LayerRole role, const Matrix &in, int expert = kNoExpert) const;
    /// The outputs of several layers with the same input or, where the block has a fused layer, its parts.
    [[nodiscard]] std::vector<Matrix> projectAll(const Rows &rows, LayerRole fused, std::span<const LayerRole> parts, const Matrix &in,
                                                 int expert = kNoExpert) const;
    /// Queries and keys rotated.
    struct QueriesKeysValues
    {
        Matrix q;
        Matrix k;
        Matrix v;
    };
    [[nodiscard]] QueriesKeysValues projected(const Rows &rows, const Matrix &x) const;
    [[nodiscard]] QueriesKeysValues projectedFromLatents(const Rows &rows, const Matrix &x) const;
    [[nodiscard]] Matrix attention(const Rows &rows, const Matrix &x, KvCache *cache) const;
    [[nodiscard]] Matrix mlpOrExperts(const Rows &rows, const Matrix &x) const;
    [[nodiscard]] Matrix routerScores(const Rows &rows, const Matrix &x) const;
    [[nodiscard]] Matrix mlp(const Rows &rows, const Matrix &x, int expert = kNoExpert) const;
    /// The weighted sum of what the experts give that the router chooses for each token.
    [[nodiscard]] Matrix experts(const Rows &rows, const Matrix &x) const;
    void addSharedExpert(const Rows &rows, const Matrix &x, Matrix &sum) const;

    ModelConfig m_config;
    Compute m_compute;
    RotaryEmbedding m_rotary;
};

} // namespace vernier
