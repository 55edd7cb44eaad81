// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/block_format.h"
#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A stored tensor: bytes that somebody else owns (usually a mapped file), with their meaning.

namespace vernier {

using Shape = std::vector<std::int64_t>;

/// Number of elements; 1 for a scalar.
[[nodiscard]] std::int64_t elementCount(const Shape &shape);

/// "[64, 172]"
[[nodiscard]] std::string toString(const Shape &shape);

/// A loop over elements as they lie in memory.
struct StridedAxis
{
    std::int64_t extent = 1;
    std::int64_t stride = 1; ///< elements from one position to the next; not negative
};

struct TensorView
{
    DType dtype = DType::F32;             ///< of blocks: what they are decoded to, F32
    Shape shape;                          ///< the order of the elements is row-major, wherever they lie
    std::span<const std::byte> data = {}; ///< little-endian, any alignment; from the first element that is used to the last
    /// Where the elements lie: loops from the outermost to the innermost, over as many elements as the shape has, all inside
    /// data. Empty: one after the other, and data is storedBytes().
    std::vector<StridedAxis> axes = {};
    /// Elements are codes in blocks. A position then counts elements; the innermost axis has whole blocks and a stride of 1.
    BlockFormat blocks = BlockFormat::None;

    [[nodiscard]] std::int64_t elements() const { return elementCount(shape); }
    /// What the elements take in a file, each counted once.
    [[nodiscard]] std::uint64_t storedBytes() const;
    /// "BF16", "Q4_K", …
    [[nodiscard]] std::string_view typeName() const;
    /// Whether data is the elements in the dtype, one after the other.
    [[nodiscard]] bool isPlain() const { return axes.empty() && blocks == BlockFormat::None; }
};

/// Copies elements [first, first + out.size()) in row-major order as float32. F16, BF16 and integers are converted exactly
/// where float32 can hold them; F64 is rounded. The range must lie inside the tensor.
void copyToFloat(const TensorView &tensor, std::int64_t first, std::span<float> out);

} // namespace vernier
