// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/block_forward.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/tensor/rounding.h"
#include "core/tensor/vector_math.h"

#include <cmath>

namespace vernier {

namespace {

/// Rows of one piece of an elementwise step.
constexpr Eigen::Index kRowsPerPiece = 32;

template <typename Body>
void forRowPieces(Eigen::Index rows, const Compute &compute, Body body)
{
    const auto onePiece = [&](std::int64_t piece) {
        const Eigen::Index first = piece * kRowsPerPiece;
        const Eigen::Index last = std::min(rows, first + kRowsPerPiece);
        for (Eigen::Index row = first; row < last; ++row)
            body(row);
    };
    parallelFor(compute.threads, (rows + kRowsPerPiece - 1) / kRowsPerPiece, onePiece, compute.interrupt);
}

/// gate = silu(gate) · up, elementwise. Source: Shazeer 2020, GLU variants, arXiv:2002.05202.
void gatedSilu(Matrix &gate, const Matrix &up, const Compute &compute)
{
    constexpr std::int64_t kElementsPerPiece = 1024 * kVectorPiece;
    const std::int64_t count = gate.size();
    const auto onePiece = [&](std::int64_t piece) {
        const std::int64_t first = piece * kElementsPerPiece;
        const auto size = static_cast<std::size_t>(std::min(kElementsPerPiece, count - first));
        siluTimes({gate.data() + first, size}, {up.data() + first, size}, compute.arithmetic);
    };
    parallelFor(compute.threads, (count + kElementsPerPiece - 1) / kElementsPerPiece, onePiece, compute.interrupt);
}

} // namespace

void rmsNorm(const MatrixView &x, const Norm &norm, float eps, MatrixSpan y, const Compute &compute)
{
    const auto width = static_cast<Eigen::Index>(norm.weight.size());
    VERNIER_CHECK(width > 0 && x.cols() % width == 0 && (norm.bias.empty() || norm.bias.size() == norm.weight.size()));
    const Eigen::Map<const Eigen::RowVectorXf> weight(norm.weight.data(), width);
    forRowPieces(x.rows(), compute, [&](Eigen::Index row) {
        for (Eigen::Index first = 0; first < x.cols(); first += width) {
            const auto in = x.row(row).segment(first, width);
            auto out = y.row(row).segment(first, width);
            const float meanSquare = blockedSumOfSquares({in.data(), static_cast<std::size_t>(width)}) / static_cast<float>(width);
            const float inverse = 1.0f / std::sqrt(meanSquare + eps);
            const std::span<float> values(out.data(), static_cast<std::size_t>(width));
            out.array() = in.array() * inverse; // in float32 up to here, whatever the arithmetic
            roundTo(compute.arithmetic, values);
            out.array() *= weight.array();
            roundTo(compute.arithmetic, values);
            if (!norm.bias.empty())
                out += Eigen::Map<const Eigen::RowVectorXf>(norm.bias.data(), width);
            roundTo(compute.arithmetic, values);
        }
    });
}

BlockForward::BlockForward(const ModelConfig &config, const Compute &compute)
    : m_config(config)
    , m_compute(compute)
    , m_rotary(config)
{}

void BlockForward::run(const Block &block, int index, std::span<const Segment> segments, MatrixSpan hidden, Taps *taps,
                       KvCache *cache) const
{
    attention(block, index, segments, hidden, taps, cache);
    if (isStopped())
        return;
    mlp(block, index, segments, hidden, taps);
}

bool BlockForward::isStopped() const
{
    return m_compute.interrupt && m_compute.interrupt->requested();
}

void BlockForward::attention(const Block &block, int index, std::span<const Segment> segments, MatrixSpan hidden,
                             Taps *taps, KvCache *cache) const
{
    const Eigen::Index tokens = hidden.rows();
    Matrix x(tokens, hidden.cols());
    rmsNorm(hidden, block.inputNorm, m_config.rmsNormEps, x, m_compute);

    const auto project = [&](LayerRole role, const Matrix &in) {
        const LinearOp &linear = block.linear(role);
        Matrix out(tokens, linear.outputs());
        if (isStopped()) // what came before is not complete, and must not be observed
            return out;
        linear.apply(in, out, m_compute);
        if (taps && !isStopped())
            taps->linear(index, role, segments, in, out);
        return out;
    };
    Matrix q = project(LayerRole::Query, x);
    Matrix k = project(LayerRole::Key, x);
    const Matrix v = project(LayerRole::Value, x);
    if (!block.queryNorm.weight.empty()) {
        rmsNorm(q, block.queryNorm, m_config.rmsNormEps, q, m_compute);
        rmsNorm(k, block.keyNorm, m_config.rmsNormEps, k, m_compute);
    }
    m_rotary.rotate(q, segments, m_compute);
    m_rotary.rotate(k, segments, m_compute);
    if (cache)
        cache->append(k, v);

    Matrix mixed(tokens, q.cols());
    attend(q, k, v, mixed, segments, cache, block.window, m_config, m_compute);
    hidden += project(LayerRole::AttentionOutput, mixed);
    roundTo(m_compute.arithmetic, hidden);
}

void BlockForward::mlp(const Block &block, int index, std::span<const Segment> segments, MatrixSpan hidden, Taps *taps) const
{
    const Eigen::Index tokens = hidden.rows();
    Matrix x(tokens, hidden.cols());
    rmsNorm(hidden, block.postAttentionNorm, m_config.rmsNormEps, x, m_compute);

    const auto project = [&](LayerRole role, const Matrix &in) {
        const LinearOp &linear = block.linear(role);
        Matrix out(tokens, linear.outputs());
        if (isStopped()) // what came before is not complete, and must not be observed
            return out;
        linear.apply(in, out, m_compute);
        if (taps && !isStopped())
            taps->linear(index, role, segments, in, out);
        return out;
    };
    Matrix gate = project(LayerRole::Gate, x);
    const Matrix up = project(LayerRole::Up, x);
    gatedSilu(gate, up, m_compute);
    hidden += project(LayerRole::Down, gate);
    roundTo(m_compute.arithmetic, hidden);
}

} // namespace vernier
