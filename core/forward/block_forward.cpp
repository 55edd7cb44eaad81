// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/block_forward.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/forward/activation.h"
#include "core/forward/routing.h"
#include "core/model/fused_rows.h"
#include "core/tensor/rounding.h"

#include <array>
#include <cmath>

namespace vernier {

BlockForward::BlockForward(const ModelConfig &config, const Compute &compute)
    : m_config(config)
    , m_compute(compute)
    , m_rotary(config)
{}

void BlockForward::run(const Block &block, std::span<const Segment> segments, MatrixSpan hidden, Taps *taps, KvCache *cache) const
{
    const Rows rows{block, segments, taps};
    Matrix added = attention(rows, normed(hidden, block.inputNorm), cache);
    if (isStopped())
        return;
    if (m_config.parallelResidual) {
        added += mlpOrExperts(rows, normed(hidden, block.mlpNorm));
        roundTo(m_compute.arithmetic, added);
    } else {
        add(std::move(added), block.attentionOutputNorm, block.afterAttentionNorm, hidden);
        added = mlpOrExperts(rows, normed(hidden, block.mlpNorm));
    }
    if (isStopped())
        return;
    add(std::move(added), block.mlpOutputNorm, block.afterMlpNorm, hidden);
}

bool BlockForward::isStopped() const
{
    return m_compute.interrupt && m_compute.interrupt->requested();
}

Matrix BlockForward::normed(const MatrixView &x, const Norm &norm) const
{
    if (norm.weight.empty())
        return x;
    Matrix y(x.rows(), x.cols());
    applyNorm(m_config, x, norm, y, m_compute);
    return y;
}

void BlockForward::add(Matrix added, const Norm &ofAdded, const Norm &ofStates, MatrixSpan hidden) const
{
    if (!ofAdded.weight.empty())
        applyNorm(m_config, added, ofAdded, added, m_compute);
    hidden += added;
    roundTo(m_compute.arithmetic, hidden);
    if (!ofStates.weight.empty())
        applyNorm(m_config, hidden, ofStates, hidden, m_compute);
}

Matrix BlockForward::project(const Rows &rows, LayerRole role, const Matrix &in, int expert) const
{
    const std::optional<std::size_t> place = rows.block.find(role, expert);
    VERNIER_CHECK(place);
    const LinearOp &linear = *rows.block.linears[*place];
    Matrix out(in.rows(), linear.outputs());
    if (isStopped()) // what came before is not complete, and must not be observed
        return out;
    linear.apply(in, out, m_compute);
    if (rows.taps && !isStopped())
        rows.taps->linear(rows.block.layers[*place], rows.segments, in, out);
    return out;
}

std::vector<Matrix> BlockForward::projectAll(const Rows &rows, LayerRole fused, std::span<const LayerRole> parts, const Matrix &in, int expert) const
{
    std::vector<Matrix> outputs;
    if (!rows.block.find(fused, expert)) {
        for (const LayerRole part : parts)
            outputs.push_back(project(rows, part, in, expert));
        return outputs;
    }
    const Matrix together = project(rows, fused, in, expert);
    for (const LayerRole part : parts) {
        const std::vector<RowRange> ranges = fusedRows(m_config, part);
        Matrix &output = outputs.emplace_back(in.rows(), static_cast<Eigen::Index>(ranges.size()) * ranges.front().count);
        for (std::size_t i = 0; i < ranges.size(); ++i)
            output.middleCols(static_cast<Eigen::Index>(i) * ranges[i].count, ranges[i].count) = together.middleCols(ranges[i].first, ranges[i].count);
    }
    return outputs;
}

BlockForward::QueriesKeysValues BlockForward::projected(const Rows &rows, const Matrix &x) const
{
    constexpr std::array kParts{LayerRole::Query, LayerRole::Key, LayerRole::Value};
    std::vector<Matrix> parts = projectAll(rows, LayerRole::FusedQkv, kParts, x);
    Matrix &q = parts[0];
    Matrix &k = parts[1];
    if (!rows.block.queryNorm.weight.empty()) {
        applyNorm(m_config, q, rows.block.queryNorm, q, m_compute);
        applyNorm(m_config, k, rows.block.keyNorm, k, m_compute);
    }
    m_rotary.rotate(q, rows.segments, m_compute);
    m_rotary.rotate(k, rows.segments, m_compute);
    return {std::move(q), std::move(k), std::move(parts[2])};
}

BlockForward::QueriesKeysValues BlockForward::projectedFromLatents(const Rows &rows, const Matrix &x) const
{
    constexpr float kEps = 1e-6f; // whatever the config says of the other norms
    const auto normedLatent = [&](Matrix latent, const Norm &norm) {
        rmsNorm(latent, norm, kEps, latent, m_compute);
        return latent;
    };
    const bool fromLatent = m_config.latent.queryRank > 0;
    Matrix q = fromLatent ? project(rows, LayerRole::QueryFromLatent, normedLatent(project(rows, LayerRole::QueryLatent, x), rows.block.queryLatentNorm))
                          : project(rows, LayerRole::Query, x);
    m_rotary.rotate(q, rows.segments, m_compute);
    const Matrix together = project(rows, LayerRole::KvLatent, x);
    Matrix turned = together.rightCols(m_config.rotaryDim);
    m_rotary.rotatePart(turned, rows.segments, m_compute);
    const Matrix expanded = project(rows, LayerRole::KvFromLatent, normedLatent(together.leftCols(m_config.latent.rank), rows.block.kvLatentNorm));

    const Eigen::Index still = m_config.rotaryFirst;
    const Eigen::Index valueDim = m_config.valueDim;
    Matrix k(x.rows(), std::int64_t{m_config.heads} * m_config.headDim);
    Matrix v(x.rows(), m_config.heads * valueDim);
    for (Eigen::Index head = 0; head < m_config.heads; ++head) {
        k.middleCols(head * m_config.headDim, m_config.headDim) << expanded.middleCols(head * (still + valueDim), still), turned;
        v.middleCols(head * valueDim, valueDim) = expanded.middleCols(head * (still + valueDim) + still, valueDim);
    }
    return {std::move(q), std::move(k), std::move(v)};
}

Matrix BlockForward::attention(const Rows &rows, const Matrix &x, KvCache *cache) const
{
    const QueriesKeysValues made = m_config.latent.rank > 0 ? projectedFromLatents(rows, x) : projected(rows, x);
    const auto &[q, k, v] = made;
    if (cache)
        cache->append(k, v);

    Matrix mixed(x.rows(), Eigen::Index{m_config.heads} * m_config.valueDim);
    attend(q, k, v, mixed, rows.segments, cache, rows.block.window, m_config, m_compute);
    return project(rows, LayerRole::AttentionOutput, mixed);
}

Matrix BlockForward::mlp(const Rows &rows, const Matrix &x, int expert) const
{
    if (!m_config.gatedMlp) {
        Matrix inner = project(rows, LayerRole::Up, x, expert);
        activate(m_config.activation, inner, m_compute);
        return project(rows, LayerRole::Down, inner, expert);
    }
    constexpr std::array kParts{LayerRole::Gate, LayerRole::Up};
    std::vector<Matrix> projected = projectAll(rows, LayerRole::FusedGateUp, kParts, x, expert);
    activateGate(m_config.activation, projected[0], projected[1], m_compute);
    return project(rows, LayerRole::Down, projected[0], expert);
}

Matrix BlockForward::mlpOrExperts(const Rows &rows, const Matrix &x) const
{
    return rows.block.hasExperts() ? experts(rows, x) : mlp(rows, x);
}

/// A router that is no layer computes in float32 in every model.
Matrix BlockForward::routerScores(const Rows &rows, const Matrix &x) const
{
    if (!rows.block.router)
        return project(rows, LayerRole::Router, x);
    Matrix scores(x.rows(), m_config.experts.count);
    Compute inFloat = m_compute;
    inFloat.arithmetic = DType::F32;
    inFloat.products = FloatProducts::Float32;
    rows.block.router->apply(x, scores, inFloat);
    return scores;
}

Matrix BlockForward::experts(const Rows &rows, const Matrix &x) const
{
    const Routing routing = route(m_config.experts, routerScores(rows, x), rows.block.routerCorrection);
    Matrix sum = Matrix::Zero(x.rows(), x.cols());
    for (int expert = 0; expert < m_config.experts.count && !isStopped(); ++expert) {
        const ExpertTokens tokens = routing.tokensOf(expert, rows.segments);
        if (tokens.rows.empty())
            continue;
        const Matrix output = mlp({rows.block, tokens.segments, rows.taps}, x(tokens.rows, Eigen::all), expert);
        for (std::size_t i = 0; i < tokens.rows.size(); ++i) {
            Matrix weighted = output.row(static_cast<Eigen::Index>(i)) * roundedTo(m_compute.arithmetic, tokens.weights[i]);
            roundTo(m_compute.arithmetic, weighted);
            sum.row(tokens.rows[i]) += weighted;
            roundTo(m_compute.arithmetic, sum.row(tokens.rows[i]));
        }
    }
    if (m_config.experts.sharedWidth > 0 && !isStopped())
        addSharedExpert(rows, x, sum);
    return sum;
}

void BlockForward::addSharedExpert(const Rows &rows, const Matrix &x, Matrix &sum) const
{
    Matrix output = mlp(rows, x, kSharedExpert);
    if (rows.block.find(LayerRole::SharedExpertGate)) {
        const Matrix scores = project(rows, LayerRole::SharedExpertGate, x);
        for (Eigen::Index row = 0; row < output.rows(); ++row)
            output.row(row) *= roundedTo(m_compute.arithmetic, 1.0f / (1.0f + std::exp(-scores(row, 0))));
        roundTo(m_compute.arithmetic, output);
    }
    sum += output;
    roundTo(m_compute.arithmetic, sum);
}

} // namespace vernier
