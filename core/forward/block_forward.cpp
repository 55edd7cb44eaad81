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
        const Matrix x = normed(hidden, block.mlpNorm);
        add(std::move(added), block.attentionOutputNorm, hidden);
        added = block.find(LayerRole::Router) ? experts(rows, x) : mlp(rows, x);
    } else {
        add(std::move(added), block.attentionOutputNorm, hidden);
        const Matrix x = normed(hidden, block.mlpNorm);
        added = block.find(LayerRole::Router) ? experts(rows, x) : mlp(rows, x);
    }
    if (isStopped())
        return;
    add(std::move(added), block.mlpOutputNorm, hidden);
}

bool BlockForward::isStopped() const
{
    return m_compute.interrupt && m_compute.interrupt->requested();
}

Matrix BlockForward::normed(const MatrixView &x, const Norm &norm) const
{
    Matrix y(x.rows(), x.cols());
    applyNorm(m_config, x, norm, y, m_compute);
    return y;
}

void BlockForward::add(Matrix added, const Norm &norm, MatrixSpan hidden) const
{
    if (!norm.weight.empty())
        applyNorm(m_config, added, norm, added, m_compute);
    hidden += added;
    roundTo(m_compute.arithmetic, hidden);
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

Matrix BlockForward::attention(const Rows &rows, const Matrix &x, KvCache *cache) const
{
    constexpr std::array kParts{LayerRole::Query, LayerRole::Key, LayerRole::Value};
    std::vector<Matrix> projected = projectAll(rows, LayerRole::FusedQkv, kParts, x);
    Matrix &q = projected[0];
    Matrix &k = projected[1];
    const Matrix &v = projected[2];
    if (!rows.block.queryNorm.weight.empty()) {
        applyNorm(m_config, q, rows.block.queryNorm, q, m_compute);
        applyNorm(m_config, k, rows.block.keyNorm, k, m_compute);
    }
    m_rotary.rotate(q, rows.segments, m_compute);
    m_rotary.rotate(k, rows.segments, m_compute);
    if (cache)
        cache->append(k, v);

    Matrix mixed(x.rows(), q.cols());
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

Matrix BlockForward::experts(const Rows &rows, const Matrix &x) const
{
    const Routing routing = route(m_config.experts, project(rows, LayerRole::Router, x));
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
