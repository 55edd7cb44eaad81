// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/dtype.h"
#include "core/tensor/half.h"
#include "core/tensor/matrix.h"

#include <span>

// Everything is computed in float32. A model that was loaded in bfloat16 computes in that type, which means: the operands
// of an operation are taken as float32, and its result is rounded. So the two differ only by these calls, one after each
// operation, which do nothing in float32. `arithmetic` is F32 or BF16 (nearest, ties to even).

namespace vernier {

[[nodiscard]] inline float roundedTo(DType arithmetic, float value)
{
    return arithmetic == DType::BF16 ? roundToBfloat16(value) : value;
}

void roundTo(DType arithmetic, std::span<float> values);
void roundTo(DType arithmetic, MatrixSpan values);

} // namespace vernier
