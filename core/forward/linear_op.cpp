// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/linear_op.h"

#include "core/base/check.h"
#include "core/tensor/bfloat16_terms.h"
#include "core/tensor/rounding.h"
#include "core/tensor/vector_math.h"

#include <mutex>
#include <utility>

namespace vernier {

/// A weight as it is, or packed in bfloat16 if that is exact; never both for long, as models fill memory.
struct FloatLinear::Weights
{
    std::mutex mutex;
    std::shared_ptr<const Matrix> plain;
    std::shared_ptr<const PackedWeights> packed;
    bool cannotBePacked = false;
};

namespace {

/// How many terms of the input count; 0: in float32.
int termsOf(const Compute &compute)
{
    if (compute.backend != GemmBackend::OneDnn || compute.order != SumOrder::Fast)
        return 0;
    switch (compute.products) {
    case FloatProducts::Automatic: return hasBfloat16MatrixUnits() ? kExactTerms : 0;
    case FloatProducts::Float32: return 0;
    case FloatProducts::Bf16Terms3: return kExactTerms;
    case FloatProducts::Bf16Terms2: return 2;
    case FloatProducts::Bf16Terms1: return 1;
    }
    return 0;
}

} // namespace

FloatLinear::FloatLinear(Matrix weight, std::vector<float> bias)
    : m_inputs(weight.cols())
    , m_outputs(weight.rows())
    , m_weights(std::make_unique<Weights>())
    , m_bias(std::move(bias))
{
    VERNIER_CHECK(m_bias.empty() || static_cast<std::int64_t>(m_bias.size()) == m_outputs);
    m_weights->plain = std::make_shared<const Matrix>(std::move(weight));
}

FloatLinear::~FloatLinear() = default;
FloatLinear::FloatLinear(FloatLinear &&) noexcept = default;
FloatLinear &FloatLinear::operator=(FloatLinear &&) noexcept = default;

std::shared_ptr<const PackedWeights> FloatLinear::packed(const Compute &compute) const
{
    const std::lock_guard lock(m_weights->mutex);
    if (m_weights->packed || m_weights->cannotBePacked)
        return m_weights->packed;
    if (m_weights->plain->size() > 0 && isExactInBfloat16(*m_weights->plain, compute))
        m_weights->packed = PackedWeights::ofBfloat16(*m_weights->plain, compute);
    m_weights->cannotBePacked = !m_weights->packed;
    if (m_weights->packed)
        m_weights->plain.reset();
    return m_weights->packed;
}

std::shared_ptr<const Matrix> FloatLinear::plain() const
{
    const std::lock_guard lock(m_weights->mutex);
    if (!m_weights->plain) {
        m_weights->plain = std::make_shared<const Matrix>(m_weights->packed->unpacked());
        m_weights->packed.reset();
    }
    return m_weights->plain;
}

void FloatLinear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    const int terms = termsOf(compute);
    if (const std::shared_ptr<const PackedWeights> weights = terms > 0 ? packed(compute) : nullptr)
        multiplyTransposedByTerms(x, *weights, terms, y, compute);
    else if (terms > 0 && terms < kExactTerms)
        multiplyTransposed(roundedToTerms(x, terms, compute), *plain(), y, compute);
    else
        multiplyTransposed(x, *plain(), y, compute);
    addBias(y, m_bias);
    roundTo(compute.arithmetic, y);
}

CappedLinear::CappedLinear(std::shared_ptr<const LinearOp> linear, float cap)
    : m_linear(std::move(linear))
    , m_cap(cap)
{}

void CappedLinear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    m_linear->apply(x, y, compute);
    for (Eigen::Index row = 0; row < y.rows(); ++row)
        softcap(m_cap, {y.row(row).data(), static_cast<std::size_t>(y.cols())});
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
