// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/tensor_view.h"

#include "core/base/check.h"
#include "core/tensor/half.h"

#include <cstring>

namespace vernier {

namespace {

template <typename Stored, typename Convert>
void convertRange(const TensorView &tensor, std::int64_t first, std::span<float> out, Convert convert)
{
    const std::byte *from = tensor.data.data() + static_cast<std::size_t>(first) * sizeof(Stored);
    for (std::size_t i = 0; i < out.size(); ++i) {
        Stored value;
        std::memcpy(&value, from + i * sizeof(Stored), sizeof(Stored)); // stored data may be unaligned
        out[i] = convert(value);
    }
}

template <typename Stored>
void castRange(const TensorView &tensor, std::int64_t first, std::span<float> out)
{
    convertRange<Stored>(tensor, first, out, [](Stored value) { return static_cast<float>(value); });
}

} // namespace

std::int64_t elementCount(const Shape &shape)
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape)
        count *= extent;
    return count;
}

std::string toString(const Shape &shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

void copyToFloat(const TensorView &tensor, std::int64_t first, std::span<float> out)
{
    VERNIER_CHECK(first >= 0 && first + static_cast<std::int64_t>(out.size()) <= tensor.elements());
    if (out.empty())
        return;
    switch (tensor.dtype) {
    case DType::F32:
        std::memcpy(out.data(), tensor.data.data() + static_cast<std::size_t>(first) * sizeof(float), out.size_bytes());
        return;
    case DType::BF16: convertRange<std::uint16_t>(tensor, first, out, bfloat16ToFloat); return;
    case DType::F16: convertRange<std::uint16_t>(tensor, first, out, float16ToFloat); return;
    case DType::F64: castRange<double>(tensor, first, out); return;
    case DType::I8: castRange<std::int8_t>(tensor, first, out); return;
    case DType::U8:
    case DType::Bool: castRange<std::uint8_t>(tensor, first, out); return;
    case DType::I16: castRange<std::int16_t>(tensor, first, out); return;
    case DType::I32: castRange<std::int32_t>(tensor, first, out); return;
    case DType::I64: castRange<std::int64_t>(tensor, first, out); return;
    }
}

} // namespace vernier
