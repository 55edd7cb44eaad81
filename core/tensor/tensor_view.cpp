// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/tensor_view.h"

#include "core/base/check.h"
#include "core/tensor/half.h"

#include <algorithm>
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

/// Elements that lie one after the other, the first of them `first` elements after the start of the data.
void copyRun(const TensorView &tensor, std::int64_t first, std::span<float> out)
{
    if (tensor.blocks != BlockFormat::None) {
        decodeBlocks(tensor.blocks, tensor.data, first, out);
        return;
    }
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

/// The same in the order of the axes: the innermost is copied as a run where its elements touch.
void copyStrided(const TensorView &tensor, std::int64_t first, std::span<float> out)
{
    const std::vector<StridedAxis> &axes = tensor.axes;
    std::vector<std::int64_t> position(axes.size());
    for (std::size_t axis = axes.size(); axis-- > 0; first /= axes[axis].extent)
        position[axis] = first % axes[axis].extent;
    const StridedAxis inner = axes.back();
    while (!out.empty()) {
        std::int64_t offset = 0;
        for (std::size_t axis = 0; axis < axes.size(); ++axis)
            offset += position[axis] * axes[axis].stride;
        const auto run = std::min(out.size(), static_cast<std::size_t>(inner.extent - position.back()));
        if (inner.stride == 1) {
            copyRun(tensor, offset, out.first(run));
        } else {
            for (std::size_t i = 0; i < run; ++i)
                copyRun(tensor, offset + static_cast<std::int64_t>(i) * inner.stride, out.subspan(i, 1));
        }
        out = out.subspan(run);
        position.back() = 0;
        for (std::size_t axis = axes.size() - 1; axis-- > 0 && ++position[axis] == axes[axis].extent;)
            position[axis] = 0;
    }
}

} // namespace

std::uint64_t TensorView::storedBytes() const
{
    if (blocks == BlockFormat::None)
        return static_cast<std::uint64_t>(elements()) * sizeOf(dtype);
    const BlockLayout &layout = layoutOf(blocks);
    return static_cast<std::uint64_t>(elements() / layout.elements) * layout.bytes;
}

std::string_view TensorView::typeName() const
{
    return blocks == BlockFormat::None ? toString(dtype) : layoutOf(blocks).name;
}

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
    if (tensor.axes.empty())
        copyRun(tensor, first, out);
    else
        copyStrided(tensor, first, out);
}

} // namespace vernier
