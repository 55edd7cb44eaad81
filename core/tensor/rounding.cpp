// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/rounding.h"

#include "core/base/vectorized.h"

namespace vernier {

namespace {

VERNIER_VECTORIZED
void roundArrayToBfloat16(float *values, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        values[i] = roundToBfloat16(values[i]);
}

} // namespace

void roundTo(DType arithmetic, std::span<float> values)
{
    if (arithmetic == DType::BF16)
        roundArrayToBfloat16(values.data(), values.size());
}

void roundTo(DType arithmetic, MatrixSpan values)
{
    if (arithmetic == DType::F32)
        return;
    for (Eigen::Index row = 0; row < values.rows(); ++row)
        roundTo(arithmetic, std::span(values.row(row).data(), static_cast<std::size_t>(values.cols())));
}

} // namespace vernier
