// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/equal_noise.h"

#include "core/base/check.h"

#include <cmath>
#include <random>

namespace vernier {

namespace {

class EqualNoiseLinear final : public LinearOp
{
public:
    EqualNoiseLinear(std::shared_ptr<const LinearOp> exact, std::shared_ptr<const LinearOp> quantized, std::uint32_t seed)
        : m_exact(std::move(exact))
        , m_quantized(std::move(quantized))
        , m_seed(seed)
    {}

    [[nodiscard]] std::int64_t inputs() const override { return m_exact->inputs(); }
    [[nodiscard]] std::int64_t outputs() const override { return m_exact->outputs(); }

    void apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const override
    {
        m_exact->apply(x, y, compute);
        Matrix other(y.rows(), y.cols());
        m_quantized->apply(x, other, compute);
        double squares = 0.0;
        for (Eigen::Index row = 0; row < y.rows(); ++row)
            squares += (y.row(row) - other.row(row)).cast<double>().squaredNorm();
        const auto size = static_cast<float>(std::sqrt(squares / static_cast<double>(std::max<Eigen::Index>(1, y.size()))));
        std::seed_seq seeds{m_seed, m_calls++};
        std::mt19937 generator(seeds);
        std::normal_distribution<float> normal;
        for (Eigen::Index row = 0; row < y.rows(); ++row) {
            for (Eigen::Index column = 0; column < y.cols(); ++column)
                y(row, column) += size * normal(generator);
        }
    }

private:
    std::shared_ptr<const LinearOp> m_exact;
    std::shared_ptr<const LinearOp> m_quantized;
    std::uint32_t m_seed;
    mutable std::uint32_t m_calls = 0;
};

} // namespace

EqualNoiseNetwork::EqualNoiseNetwork(const QuantizedNetwork &network, std::string layer)
    : m_network(network.withOnly(layer))
    , m_float(network.sharedFloatModel())
    , m_layer(std::move(layer))
{
    const LayerInfo *info = floatModel().checkpoint().findLayer(m_layer);
    VERNIER_CHECK(info);
    m_block = info->block;
}

Result<std::shared_ptr<const LinearOp>> EqualNoiseNetwork::linear(const LayerInfo &layer, const Compute &compute) const
{
    VERNIER_ASSIGN(std::shared_ptr<const LinearOp> exact, m_float.linear(layer, compute));
    if (layer.name != m_layer)
        return exact;
    VERNIER_ASSIGN(std::shared_ptr<const LinearOp> quantized, m_network.linear(layer, compute));
    return std::shared_ptr<const LinearOp>(
        std::make_shared<EqualNoiseLinear>(std::move(exact), std::move(quantized), static_cast<std::uint32_t>(layer.block)));
}

Result<std::shared_ptr<const LinearOp>> EqualNoiseNetwork::headRows(std::int64_t first, std::int64_t count, const Compute &compute) const
{
    VERNIER_ASSIGN(std::shared_ptr<const LinearOp> exact, m_float.headRows(first, count, compute));
    if (m_block >= 0)
        return exact;
    VERNIER_ASSIGN(std::shared_ptr<const LinearOp> quantized, m_network.headRows(first, count, compute));
    return std::shared_ptr<const LinearOp>(
        std::make_shared<EqualNoiseLinear>(std::move(exact), std::move(quantized), static_cast<std::uint32_t>(first)));
}

std::string EqualNoiseNetwork::blockKey(int index) const
{
    return index == m_block ? "noise as of " + m_network.blockKey(index) : m_float.blockKey(index);
}

std::string EqualNoiseNetwork::headKey() const
{
    return m_block < 0 ? "noise as of " + m_network.headKey() : m_float.headKey();
}

} // namespace vernier
