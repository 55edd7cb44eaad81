// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

// A stored tensor: bytes that somebody else owns (usually a mapped file), with their meaning.

namespace vernier {

using Shape = std::vector<std::int64_t>;

/// Number of elements; 1 for a scalar.
[[nodiscard]] std::int64_t elementCount(const Shape &shape);

/// "[64, 172]"
[[nodiscard]] std::string toString(const Shape &shape);

struct TensorView
{
    DType dtype = DType::F32;
    Shape shape;                          ///< row-major
    std::span<const std::byte> data = {}; ///< elementCount(shape) * sizeOf(dtype) bytes, little-endian, any alignment

    [[nodiscard]] std::int64_t elements() const { return elementCount(shape); }
};

/// Copies elements [first, first + out.size()) as float32. F16, BF16 and integers are converted exactly where float32
/// can hold them; F64 is rounded. The range must lie inside the tensor.
void copyToFloat(const TensorView &tensor, std::int64_t first, std::span<float> out);

} // namespace vernier
