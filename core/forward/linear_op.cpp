// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/linear_op.h"

#include "core/base/check.h"
#include "core/tensor/bfloat16_terms.h"
#include "core/tensor/packed_weights.h"
#include "core/tensor/rounding.h"
#include "core/tensor/vector_math.h"

#include <mutex>
#include <utility>

namespace vernier {

/// A weight as it is, or packed; never both for long, as models fill memory.
struct FloatLinear::Weights
{
    enum class Form { Plain, Bfloat16, Floats };

    std::mutex mutex;
    Form form = Form::Plain;
    std::shared_ptr<const Matrix> plain;         ///< of that form
    std::shared_ptr<const PackedWeights> packed; ///< of the others
    bool isNotBfloat16 = false;                  ///< it cannot be packed so without a loss

    void take(std::shared_ptr<const PackedWeights> made, Form of)
    {
        packed = std::move(made);
        plain.reset();
        form = of;
    }
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

/// Rows of an input from which on it pays to pack the weight first, even if no other comes.
constexpr Eigen::Index kWorthPacking = 256;

bool hasPackedFloatProducts()
{
    static const bool has = PackedWeights::ofFloats(Matrix::Zero(64, 64), Compute{}) != nullptr;
    return has;
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

std::shared_ptr<const PackedWeights> FloatLinear::inBfloat16(const Compute &compute) const
{
    const std::lock_guard lock(m_weights->mutex);
    if (m_weights->form != Weights::Form::Bfloat16 && !m_weights->isNotBfloat16) {
        const std::shared_ptr<const Matrix> weight = plainLocked();
        std::shared_ptr<const PackedWeights> packed;
        if (weight->size() > 0 && isExactInBfloat16(*weight, compute))
            packed = PackedWeights::ofBfloat16(*weight, compute);
        m_weights->isNotBfloat16 = !packed && !compute.workers().areStopped();
        if (packed)
            m_weights->take(std::move(packed), Weights::Form::Bfloat16);
    }
    return m_weights->form == Weights::Form::Bfloat16 ? m_weights->packed : nullptr;
}

std::shared_ptr<const PackedWeights> FloatLinear::inFloats(Eigen::Index rows, const Compute &compute) const
{
    const std::lock_guard lock(m_weights->mutex);
    const bool pays = rows >= kWorthPacking && m_inputs > 0 && m_outputs > 0 && hasPackedFloatProducts();
    if (m_weights->form != Weights::Form::Floats && pays) {
        if (std::shared_ptr<const PackedWeights> packed = PackedWeights::ofFloats(*plainLocked(), compute))
            m_weights->take(std::move(packed), Weights::Form::Floats);
    }
    return m_weights->form == Weights::Form::Floats ? m_weights->packed : nullptr;
}

std::shared_ptr<const Matrix> FloatLinear::plainLocked() const
{
    if (m_weights->form != Weights::Form::Plain) {
        m_weights->plain = std::make_shared<const Matrix>(m_weights->packed->unpacked());
        m_weights->packed.reset();
        m_weights->form = Weights::Form::Plain;
    }
    return m_weights->plain;
}

std::shared_ptr<const Matrix> FloatLinear::plain() const
{
    const std::lock_guard lock(m_weights->mutex);
    return plainLocked();
}

void FloatLinear::multiply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    const bool mayPack = compute.backend == GemmBackend::OneDnn && compute.order == SumOrder::Fast;
    if (const std::shared_ptr<const PackedWeights> weights = mayPack ? inFloats(x.rows(), compute) : nullptr)
        multiplyTransposed(x, *weights, y, compute);
    else
        multiplyTransposed(x, *plain(), y, compute);
}

void FloatLinear::apply(const MatrixView &x, MatrixSpan y, const Compute &compute) const
{
    const int terms = termsOf(compute);
    if (const std::shared_ptr<const PackedWeights> weights = terms > 0 ? inBfloat16(compute) : nullptr)
        multiplyTransposedByTerms(x, *weights, terms, y, compute);
    else if (terms > 0 && terms < kExactTerms)
        multiply(roundedToTerms(x, terms, compute), y, compute);
    else
        multiply(x, y, compute);
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
