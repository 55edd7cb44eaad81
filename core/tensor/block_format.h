// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// Formats of ggml in which a block of a row is stored as a whole: codes, and scales that the block shares.
// Source: ggml, src/ggml-common.h (layouts) and src/ggml-quants.c (dequantize_row_*), whose float32 results these are bit for bit.

namespace vernier {

enum class BlockFormat { None, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K };

/// What is known of a format. None: one element a block, of a size that the DType tells.
struct BlockLayout
{
    BlockFormat format = BlockFormat::None;
    std::string_view name;        ///< "Q4_K"
    std::uint32_t ggmlType = 0;   ///< its number in GGUF files
    std::int64_t elements = 1;    ///< of a block
    std::size_t bytes = 0;        ///< of a block
    /// Decodes one block: `bytes` bytes to `elements` floats.
    void (*decode)(const std::byte *block, float *values) = nullptr;
};

/// The format must not be None.
[[nodiscard]] const BlockLayout &layoutOf(BlockFormat format);

/// The format with this number in GGUF files; null for others, and for types that are no blocks (F32, F16, BF16, …).
[[nodiscard]] const BlockLayout *findBlockLayout(std::uint32_t ggmlType);

/// Decodes elements [first, first + out.size()) of blocks that lie one after the other; all must lie inside `blocks`.
void decodeBlocks(BlockFormat format, std::span<const std::byte> blocks, std::int64_t first, std::span<float> out);

} // namespace vernier
