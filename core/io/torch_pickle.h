// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/byte_reader.h"
#include "core/tensor/tensor_view.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

// The part of Python's pickle format that tensors need. A pickle is a program for a stack machine that may call any function
// of Python; this machine knows how a dictionary of tensors is put together, and refuses everything else by name. Nothing is
// ever run, and no value is walked through recursively, so that deep and cyclic pickles cost nothing.
// Source: CPython's Lib/pickletools.py (opcodes); PyTorch's torch/serialization.py and torch/_utils.py (what is called).

namespace vernier {

/// A run of elements that lie somewhere else, under a key.
struct PickledStorage
{
    DType dtype = DType::F32;
    std::string_view key;
    std::int64_t elements = 0;
};

struct PickledTensor
{
    std::size_t storage = 0; ///< position among the storages
    std::int64_t offset = 0; ///< of the first element in the storage, elements
    Shape shape;
    Shape strides; ///< elements, as many as the shape has; not negative
};

/// Reads one pickle after the other; texts are parts of the bytes that it reads.
class TorchPickle
{
public:
    enum class Kind { None, Boolean, Integer, Other, Text, Tuple, List, Dictionary, Function, Storage, Tensor };

    struct Value
    {
        Kind kind = Kind::None;
        std::int64_t number = 0;           ///< of an integer or boolean; position of a storage or tensor
        std::string_view text = {};        ///< of a text; the module and name of a function; the digits of a long integer
        std::vector<std::uint32_t> items = {}; ///< positions of values: of a dictionary key, value, key, value, …
    };

    /// where  the file, for messages.
    explicit TorchPickle(std::string where)
        : m_where(std::move(where))
    {}

    /// The next pickle. The value is valid until the next call; storages and tensors are collected.
    /// Errors: CorruptFile (cut off, a stack that does not fit), Unsupported (a function or an opcode that tensors do not need).
    [[nodiscard]] Result<const Value *> read(ByteReader &bytes);

    [[nodiscard]] const Value &value(std::uint32_t position) const { return m_values[position]; }
    [[nodiscard]] const std::vector<PickledStorage> &storages() const { return m_storages; }
    [[nodiscard]] const std::vector<PickledTensor> &tensors() const { return m_tensors; }

private:
    using Position = std::uint32_t;

    [[nodiscard]] Result<void> step(std::uint8_t opcode, ByteReader &bytes);
    [[nodiscard]] Result<void> stepValue(std::uint8_t opcode, ByteReader &bytes);
    [[nodiscard]] Result<void> pushFunction(ByteReader &bytes);
    [[nodiscard]] Result<void> call();
    [[nodiscard]] Result<void> rebuildTensor(const Value &arguments);
    [[nodiscard]] Result<void> pushStorage();
    [[nodiscard]] Result<void> addPairs(std::vector<Position> pairs);
    [[nodiscard]] Result<void> addItems(std::vector<Position> items);
    [[nodiscard]] Result<void> remember(std::uint32_t slot);
    [[nodiscard]] Result<void> recall(std::uint32_t slot);
    [[nodiscard]] Result<std::vector<Position>> popToMark();
    [[nodiscard]] Result<std::vector<Position>> pop(std::size_t count);
    [[nodiscard]] Result<Shape> extents(const Value &tuple) const;
    [[nodiscard]] const Value *item(const Value &tuple, std::size_t index, Kind kind) const;
    void push(Value value); ///< references to other values are invalid afterwards
    [[nodiscard]] Error damaged() const;

    std::string m_where;
    std::vector<Value> m_values;
    std::vector<Position> m_stack;
    std::vector<std::size_t> m_marks; ///< heights of the stack
    std::unordered_map<std::uint32_t, Position> m_memo;
    std::size_t m_items = 0; ///< taken from the stack so far: no list or dictionary has more
    std::vector<PickledStorage> m_storages;
    std::vector<PickledTensor> m_tensors;
};

/// What to do with a PyTorch file that is not read.
inline constexpr std::string_view kConvertTorch =
    ": convert the checkpoint to safetensors, for example with save_pretrained(..., safe_serialization=True) of transformers";

} // namespace vernier
