// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// The element types that files hold, under the names safetensors gives them.

namespace vernier {

enum class DType { Bool, U8, I8, I16, I32, I64, F16, BF16, F32, F64 };

/// Bytes of one element.
[[nodiscard]] std::size_t sizeOf(DType dtype);

/// "F32", "BF16", …: the spelling of safetensors.
[[nodiscard]] std::string_view toString(DType dtype);

/// The inverse of toString; nothing for a name that is not in the table.
[[nodiscard]] std::optional<DType> dtypeFromName(std::string_view name);

/// True for F16, BF16, F32 and F64.
[[nodiscard]] bool isFloatingPoint(DType dtype);

} // namespace vernier
