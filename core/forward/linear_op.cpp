// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/linear_op.h"

#include "core/base/check.h"
#include "core/tensor/rounding.h"

namespace vernier {

FloatLinear::FloatLinear(Matrix weight, std::vector<float> bias)
    : m_weight(std::move(weight))
    , m_bias(std::move(bias))
{
    VERNIER_CHECK(m_bias.empty() || static_cast<Eigen::Index>(m_bias.size()) == m_weight.rows());
}

void FloatLinear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    multiplyTransposed(x, m_weight, y, compute);
    addBias(y, m_bias);
    roundTo(compute.arithmetic, y);
}

void addBias(MatrixSpan y, const std::vector<float> &bias)
{
    if (bias.empty())
        return;
    const Eigen::Map<const Eigen::RowVectorXf> row(bias.data(), static_cast<Eigen::Index>(bias.size()));
    y.rowwise() += row;
}

} // namespace vernier
