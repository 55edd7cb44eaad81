// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/tensor_parallel.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

constexpr float kHighestCode = 127.0f;

std::vector<float> channelMax(const MatrixView &part)
{
    std::vector<float> largest(static_cast<std::size_t>(part.cols()));
    Eigen::Map<Eigen::RowVectorXf>(largest.data(), part.cols()) = part.cwiseAbs().colwise().maxCoeff();
    return largest;
}

void raiseTo(std::vector<float> &largest, const std::vector<float> &by)
{
    if (largest.empty())
        largest = by;
    std::transform(by.begin(), by.end(), largest.begin(), largest.begin(), [](float a, float b) { return std::max(a, b); });
}

/// Rounds every channel to its grid. A channel that never was anything but 0 stays 0, where the original divides by 0.
void toGrid(MatrixSpan part, const std::vector<float> &largest)
{
    for (Eigen::Index c = 0; c < part.cols(); ++c) {
        const float scale = largest[static_cast<std::size_t>(c)] / kHighestCode;
        for (Eigen::Index row = 0; row < part.rows(); ++row) {
            const float code = scale > 0.0f ? std::clamp(std::rint(part(row, c) / scale), -kHighestCode, kHighestCode) : 0.0f;
            part(row, c) = scale * code;
        }
    }
}

} // namespace

std::string rankName(const std::string &layer, int rank)
{
    return layer + ".tp_list." + std::to_string(rank);
}

QuantizedWeight quantizeRanks(const MatrixView &weight, const Scheme &scheme, const Workers &workers)
{
    VERNIER_CHECK(scheme.ranks > 0 && weight.cols() % scheme.ranks == 0);
    Scheme ofRank = scheme;
    ofRank.ranks = 0;
    const Eigen::Index columns = weight.cols() / scheme.ranks;
    QuantizedWeight all;
    all.bits = scheme.wBit;
    all.groupSize = static_cast<int>(columns);
    all.codes.resize(weight.rows(), weight.cols());
    all.parameters.resize(static_cast<std::size_t>(weight.rows() * scheme.ranks));
    for (int rank = 0; rank < scheme.ranks; ++rank) {
        const QuantizedWeight part = quantizeMinMax(weight.middleCols(rank * columns, columns), ofRank, workers);
        all.codes.middleCols(rank * columns, columns) = part.codes;
        for (Eigen::Index row = 0; row < weight.rows(); ++row)
            all.parameters[static_cast<std::size_t>(row * scheme.ranks + rank)] = part.ofRow(row);
    }
    return all;
}

QuantizedWeight rankOf(const QuantizedWeight &all, const Scheme &scheme, int rank)
{
    const Eigen::Index columns = all.groupSize;
    QuantizedWeight part;
    part.bits = all.bits;
    part.codes = all.codes.middleCols(rank * columns, columns);
    for (Eigen::Index row = 0; row < (scheme.mmTensor ? 1 : part.codes.rows()); ++row)
        part.parameters.push_back(all.parameters[static_cast<std::size_t>(row * scheme.ranks + rank)]);
    return part;
}

ParallelLinear::ParallelLinear(std::vector<std::shared_ptr<const LinearOp>> ranks)
    : m_ranks(std::move(ranks))
    , m_sending(Sending::Floats)
{}

ParallelLinear::ParallelLinear(std::vector<std::shared_ptr<const LinearOp>> ranks, CommunicationRanges ranges)
    : m_ranks(std::move(ranks))
    , m_sending(Sending::OnRanges)
    , m_ranges(std::move(ranges))
{}

ParallelLinear::ParallelLinear(std::vector<std::shared_ptr<const LinearOp>> ranks, bool ownScales)
    : m_ranks(std::move(ranks))
    , m_sending(Sending::Calibrating)
    , m_ownScales(ownScales)
{}

std::int64_t ParallelLinear::inputs() const
{
    return m_ranks.front()->inputs() * static_cast<std::int64_t>(m_ranks.size());
}

void ParallelLinear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    std::vector<Matrix> parts;
    const Eigen::Index columns = m_ranks.front()->inputs();
    for (std::size_t rank = 0; rank < m_ranks.size(); ++rank) {
        const Matrix input = x.middleCols(static_cast<Eigen::Index>(rank) * columns, columns);
        m_ranks[rank]->apply(input, parts.emplace_back(x.rows(), y.cols()), compute);
    }
    send(parts);
    y = parts.front();
    for (std::size_t rank = 1; rank < parts.size(); ++rank)
        y += parts[rank];
    sendSum(y);
}

void ParallelLinear::send(std::vector<Matrix> &parts) const
{
    if (m_sending == Sending::Floats)
        return;
    std::vector<std::vector<float>> largest = m_ranges.reduce;
    if (m_sending == Sending::Calibrating) {
        largest.assign(m_ownScales ? parts.size() : 1, {});
        m_ranges.reduce.resize(largest.size());
        for (std::size_t rank = 0; rank < parts.size(); ++rank)
            raiseTo(largest[m_ownScales ? rank : 0], channelMax(parts[rank]));
        for (std::size_t i = 0; i < largest.size(); ++i)
            raiseTo(m_ranges.reduce[i], largest[i]);
    }
    for (std::size_t rank = 0; rank < parts.size(); ++rank)
        toGrid(parts[rank], largest[largest.size() == 1 ? 0 : rank]);
}

void ParallelLinear::sendSum(MatrixSpan sum) const
{
    if (m_sending == Sending::Floats)
        return;
    if (m_sending == Sending::OnRanges) {
        toGrid(sum, m_ranges.gather);
        return;
    }
    const std::vector<float> largest = channelMax(sum);
    raiseTo(m_ranges.gather, largest);
    toGrid(sum, largest);
}

} // namespace vernier
