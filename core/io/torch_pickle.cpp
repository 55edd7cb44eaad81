// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/torch_pickle.h"

#include "core/io/posix_file.h"
#include "core/io/tensor_file.h"

#include <algorithm>
#include <array>
#include <optional>

namespace vernier {

namespace {

/// A checkpoint of 30 000 tensors has about 750 000 values.
constexpr std::size_t kMostValues = 2'000'000;

// Opcodes that tensors need, as pickletools names them.
enum Opcode : std::uint8_t {
    kMark = '(',
    kStop = '.',
    kPop = '0',
    kBinFloat = 'G',
    kBinInt = 'J',
    kBinInt1 = 'K',
    kBinInt2 = 'M',
    kNone = 'N',
    kBinPersId = 'Q',
    kReduce = 'R',
    kBinString = 'T',
    kShortBinString = 'U',
    kBinUnicode = 'X',
    kEmptyList = ']',
    kAppend = 'a',
    kBuild = 'b',
    kGlobal = 'c',
    kAppends = 'e',
    kBinGet = 'h',
    kLongBinGet = 'j',
    kBinPut = 'q',
    kLongBinPut = 'r',
    kSetItem = 's',
    kTuple = 't',
    kSetItems = 'u',
    kEmptyDict = '}',
    kEmptyTuple = ')',
    kProto = 0x80,
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kNewTrue = 0x88,
    kNewFalse = 0x89,
    kLong1 = 0x8a,
};

struct NamedOpcode
{
    std::uint8_t opcode;
    std::string_view name;
};

/// Opcodes of pickles that are not read, for messages.
constexpr std::array<NamedOpcode, 34> kOthers{
    {{'1', "POP_MARK"},     {'2', "DUP"},          {'F', "FLOAT"},       {'I', "INT"},          {'L', "LONG"},          {'P', "PERSID"},
     {'S', "STRING"},       {'V', "UNICODE"},      {'d', "DICT"},        {'g', "GET"},          {'i', "INST"},          {'l', "LIST"},
     {'o', "OBJ"},          {'p', "PUT"},          {0x81, "NEWOBJ"},     {0x82, "EXT1"},        {0x83, "EXT2"},         {0x84, "EXT4"},
     {0x8b, "LONG4"},       {0x8c, "SHORT_BINUNICODE"}, {0x8d, "BINUNICODE8"}, {0x8e, "BINBYTES8"}, {0x8f, "EMPTY_SET"}, {0x90, "ADDITEMS"},
     {0x91, "FROZENSET"},   {0x92, "NEWOBJ_EX"},   {0x93, "STACK_GLOBAL"}, {0x94, "MEMOIZE"},   {0x95, "FRAME"},        {0x96, "BYTEARRAY8"},
     {0x97, "NEXT_BUFFER"}, {0x98, "READONLY_BUFFER"}, {'B', "BINBYTES"}, {'C', "SHORT_BINBYTES"}}};

constexpr std::string_view kOrderedDict = "collections.OrderedDict";
constexpr std::string_view kRebuildTensor = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kRebuildOldTensor = "torch._utils._rebuild_tensor";
constexpr std::string_view kRebuildParameter = "torch._utils._rebuild_parameter";

struct StorageClass
{
    std::string_view name;
    DType dtype;
};

constexpr std::array<StorageClass, 10> kStorages{{{"torch.FloatStorage", DType::F32},
                                                  {"torch.HalfStorage", DType::F16},
                                                  {"torch.BFloat16Storage", DType::BF16},
                                                  {"torch.DoubleStorage", DType::F64},
                                                  {"torch.LongStorage", DType::I64},
                                                  {"torch.IntStorage", DType::I32},
                                                  {"torch.ShortStorage", DType::I16},
                                                  {"torch.CharStorage", DType::I8},
                                                  {"torch.ByteStorage", DType::U8},
                                                  {"torch.BoolStorage", DType::Bool}}};

/// The function's name as it is known here; empty: it is not.
std::string_view knownFunction(std::string_view module, std::string_view name)
{
    const auto is = [&](std::string_view full) { return full.size() == module.size() + 1 + name.size() && full.starts_with(module) && full.ends_with(name); };
    for (const std::string_view function : {kOrderedDict, kRebuildTensor, kRebuildOldTensor, kRebuildParameter}) {
        if (is(function))
            return function;
    }
    for (const StorageClass &storage : kStorages) {
        if (is(storage.name))
            return storage.name;
    }
    return {};
}

std::string opcodeName(std::uint8_t opcode)
{
    const auto found = std::find_if(kOthers.begin(), kOthers.end(), [&](const NamedOpcode &other) { return other.opcode == opcode; });
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::string code = std::string("0x") + kDigits[opcode >> 4] + kDigits[opcode & 15];
    return found == kOthers.end() ? code : std::string(found->name) + " (" + code + ")";
}

/// Two's complement, little-endian, of at most 8 bytes.
std::int64_t signedNumber(std::string_view digits)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < digits.size(); ++i)
        number |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(digits[i])) << (8 * i);
    if (!digits.empty() && digits.size() < 8 && (static_cast<std::uint8_t>(digits.back()) & 0x80u))
        number |= ~std::uint64_t{0} << (8 * digits.size());
    return static_cast<std::int64_t>(number);
}

} // namespace

Error TorchPickle::damaged() const
{
    return {ErrorCode::CorruptFile, "the pickle that describes the tensors contradicts itself: the file is damaged, download it again", m_where};
}

Result<const TorchPickle::Value *> TorchPickle::read(ByteReader &bytes)
{
    m_values.clear();
    m_stack.clear();
    m_marks.clear();
    m_memo.clear();
    m_items = 0;
    for (;;) {
        const auto opcode = bytes.number<std::uint8_t>();
        if (bytes.ok() && opcode == kStop)
            break;
        if (bytes.ok())
            VERNIER_TRY(step(opcode, bytes));
        if (!bytes.ok())
            return Error{ErrorCode::CorruptFile, "the pickle that describes the tensors is cut off: the file is incomplete, download it again", m_where};
        if (std::max({m_values.size(), m_stack.size(), m_marks.size(), m_memo.size(), m_items}) > kMostValues)
            return Error{ErrorCode::Unsupported, "the pickle that describes the tensors has more than " + std::to_string(kMostValues) + " values"
                             + std::string(kConvertTorch), m_where};
    }
    if (m_stack.size() != 1)
        return damaged();
    return &m_values[m_stack.back()];
}

void TorchPickle::push(Value value)
{
    m_stack.push_back(static_cast<Position>(m_values.size()));
    m_values.push_back(std::move(value));
}

/// One opcode that moves values.
Result<void> TorchPickle::step(std::uint8_t opcode, ByteReader &bytes)
{
    const auto tupleOf = [this](Result<std::vector<Position>> items) -> Result<void> {
        if (!items)
            return items.error();
        push({.kind = Kind::Tuple, .items = std::move(*items)});
        return {};
    };
    switch (opcode) {
    case kProto:
        if (const auto version = bytes.number<std::uint8_t>(); version > 3)
            return Error{ErrorCode::Unsupported, "the tensors are described by a pickle of protocol " + std::to_string(version) + ", only 2 and 3 are read"
                             + std::string(kConvertTorch), m_where};
        return {};
    case kMark: m_marks.push_back(m_stack.size()); return {};
    case kPop: {
        VERNIER_TRY(pop(1));
        return {};
    }
    case kEmptyTuple: push({.kind = Kind::Tuple}); return {};
    case kTuple1: return tupleOf(pop(1));
    case kTuple2: return tupleOf(pop(2));
    case kTuple3: return tupleOf(pop(3));
    case kTuple: return tupleOf(popToMark());
    case kBinPut: return remember(bytes.number<std::uint8_t>());
    case kLongBinPut: return remember(bytes.number<std::uint32_t>());
    case kBinGet: return recall(bytes.number<std::uint8_t>());
    case kLongBinGet: return recall(bytes.number<std::uint32_t>());
    case kSetItem: {
        VERNIER_ASSIGN(std::vector<Position> pair, pop(2));
        return addPairs(std::move(pair));
    }
    case kSetItems: {
        VERNIER_ASSIGN(std::vector<Position> pairs, popToMark());
        return addPairs(std::move(pairs));
    }
    case kAppend: {
        VERNIER_ASSIGN(std::vector<Position> items, pop(1));
        return addItems(std::move(items));
    }
    case kAppends: {
        VERNIER_ASSIGN(std::vector<Position> items, popToMark());
        return addItems(std::move(items));
    }
    case kBuild: { // attributes of a dictionary, such as the modules' versions: not needed
        VERNIER_TRY(pop(1));
        return m_stack.empty() || m_values[m_stack.back()].kind != Kind::Dictionary ? Result<void>(damaged()) : Result<void>();
    }
    case kGlobal: return pushFunction(bytes);
    case kReduce: return call();
    case kBinPersId: return pushStorage();
    default: return stepValue(opcode, bytes);
    }
}

/// One opcode that brings a value.
Result<void> TorchPickle::stepValue(std::uint8_t opcode, ByteReader &bytes)
{
    const auto text = [&](std::uint64_t length) { push({.kind = Kind::Text, .text = bytes.text(length)}); };
    const auto integer = [&](std::int64_t number) { push({.kind = Kind::Integer, .number = number}); };
    switch (opcode) {
    case kNone: push({}); return {};
    case kNewTrue: push({.kind = Kind::Boolean, .number = 1}); return {};
    case kNewFalse: push({.kind = Kind::Boolean}); return {};
    case kBinInt: integer(bytes.number<std::int32_t>()); return {};
    case kBinInt1: integer(bytes.number<std::uint8_t>()); return {};
    case kBinInt2: integer(bytes.number<std::uint16_t>()); return {};
    case kLong1: {
        const std::string_view digits = bytes.text(bytes.number<std::uint8_t>());
        push({.kind = digits.size() <= 8 ? Kind::Integer : Kind::Other, .number = digits.size() <= 8 ? signedNumber(digits) : 0, .text = digits});
        return {};
    }
    case kBinFloat:
        bytes.skip(8);
        push({.kind = Kind::Other});
        return {};
    case kShortBinString: text(bytes.number<std::uint8_t>()); return {};
    case kBinString:
    case kBinUnicode: text(bytes.number<std::uint32_t>()); return {};
    case kEmptyList: push({.kind = Kind::List}); return {};
    case kEmptyDict: push({.kind = Kind::Dictionary}); return {};
    default:
        return Error{ErrorCode::Unsupported, "the pickle has the opcode " + opcodeName(opcode) + ", which a dictionary of tensors does not need"
                         + std::string(kConvertTorch), m_where};
    }
}

Result<void> TorchPickle::pushFunction(ByteReader &bytes)
{
    const std::string_view module = bytes.line();
    const std::string_view name = bytes.line();
    if (!bytes.ok())
        return {}; // read() says so
    const std::string_view known = knownFunction(module, name);
    if (known.empty())
        return Error{ErrorCode::Unsupported,
                     "the pickle asks for " + printable(std::string(module) + "." + std::string(name)) + ", which is neither a tensor nor a dictionary of them, and is not run"
                         + std::string(kConvertTorch),
                     m_where};
    push({.kind = Kind::Function, .text = known});
    return {};
}

Result<void> TorchPickle::call()
{
    VERNIER_ASSIGN(const std::vector<Position> called, pop(2));
    const Value &function = m_values[called[0]];
    const Value &arguments = m_values[called[1]];
    if (function.kind != Kind::Function || arguments.kind != Kind::Tuple)
        return damaged();
    if (function.text == kOrderedDict) {
        if (!arguments.items.empty()) // Python 2 gives a list of pairs
            return Error{ErrorCode::Unsupported, "the pickle fills a dictionary in a way that is not read" + std::string(kConvertTorch), m_where};
        push({.kind = Kind::Dictionary});
        return {};
    }
    if (function.text == kRebuildParameter) { // (tensor, requires_grad, hooks)
        if (!item(arguments, 0, Kind::Tensor))
            return damaged();
        m_stack.push_back(arguments.items[0]);
        return {};
    }
    if (function.text == kRebuildTensor || function.text == kRebuildOldTensor)
        return rebuildTensor(arguments);
    return damaged(); // a storage is not called
}

/// (storage, offset, shape, strides, …)
Result<void> TorchPickle::rebuildTensor(const Value &arguments)
{
    const Value *storage = item(arguments, 0, Kind::Storage);
    const Value *offset = item(arguments, 1, Kind::Integer);
    const Value *shape = item(arguments, 2, Kind::Tuple);
    const Value *strides = item(arguments, 3, Kind::Tuple);
    if (!storage || !offset || !shape || !strides || offset->number < 0 || shape->items.size() != strides->items.size())
        return damaged();
    PickledTensor tensor{.storage = static_cast<std::size_t>(storage->number), .offset = offset->number, .shape = {}, .strides = {}};
    VERNIER_ASSIGN(tensor.shape, extents(*shape));
    VERNIER_ASSIGN(tensor.strides, extents(*strides));
    push({.kind = Kind::Tensor, .number = static_cast<std::int64_t>(m_tensors.size())});
    m_tensors.push_back(std::move(tensor));
    return {};
}

/// The whole numbers from 0 of a shape or of strides.
Result<Shape> TorchPickle::extents(const Value &tuple) const
{
    if (tuple.items.size() > kMaxTensorRank)
        return damaged();
    Shape numbers;
    for (std::size_t i = 0; i < tuple.items.size(); ++i) {
        const Value *number = item(tuple, i, Kind::Integer);
        if (!number || number->number < 0)
            return damaged();
        numbers.push_back(number->number);
    }
    return numbers;
}

/// Takes ('storage', class, key, place, elements[, view]) from the stack.
Result<void> TorchPickle::pushStorage()
{
    VERNIER_ASSIGN(const std::vector<Position> popped, pop(1));
    const Value &id = m_values[popped[0]];
    const Value *kind = id.kind == Kind::Tuple ? item(id, 0, Kind::Text) : nullptr;
    if (kind && kind->text != "storage")
        return Error{ErrorCode::Unsupported, "the pickle refers to a \"" + printable(kind->text) + "\", not to the storage of a tensor" + std::string(kConvertTorch), m_where};
    const Value *type = kind ? item(id, 1, Kind::Function) : nullptr;
    const Value *key = kind ? item(id, 2, Kind::Text) : nullptr;
    const Value *elements = kind ? item(id, 4, Kind::Integer) : nullptr;
    const bool isView = kind && id.items.size() > 5 && m_values[id.items[5]].kind != Kind::None;
    if (!type || !key || !elements || elements->number < 0)
        return damaged();
    const auto found = std::find_if(kStorages.begin(), kStorages.end(), [&](const StorageClass &storage) { return storage.name == type->text; });
    if (found == kStorages.end())
        return damaged();
    if (isView)
        return Error{ErrorCode::Unsupported, "the tensors are views of storages, as very old releases of PyTorch saved them" + std::string(kConvertTorch), m_where};
    m_storages.push_back({found->dtype, key->text, elements->number});
    push({.kind = Kind::Storage, .number = static_cast<std::int64_t>(m_storages.size() - 1)});
    return {};
}

Result<void> TorchPickle::addPairs(std::vector<Position> pairs)
{
    if (m_stack.empty() || pairs.size() % 2 != 0 || m_values[m_stack.back()].kind != Kind::Dictionary)
        return damaged();
    std::vector<Position> &items = m_values[m_stack.back()].items;
    items.insert(items.end(), pairs.begin(), pairs.end());
    return {};
}

Result<void> TorchPickle::addItems(std::vector<Position> added)
{
    if (m_stack.empty() || m_values[m_stack.back()].kind != Kind::List)
        return damaged();
    std::vector<Position> &items = m_values[m_stack.back()].items;
    items.insert(items.end(), added.begin(), added.end());
    return {};
}

Result<void> TorchPickle::remember(std::uint32_t slot)
{
    if (m_stack.empty())
        return damaged();
    m_memo[slot] = m_stack.back();
    return {};
}

Result<void> TorchPickle::recall(std::uint32_t slot)
{
    const auto found = m_memo.find(slot);
    if (found == m_memo.end())
        return damaged();
    m_stack.push_back(found->second);
    return {};
}

Result<std::vector<TorchPickle::Position>> TorchPickle::popToMark()
{
    if (m_marks.empty() || m_marks.back() > m_stack.size())
        return damaged();
    const std::size_t count = m_stack.size() - m_marks.back();
    m_marks.pop_back();
    return pop(count);
}

Result<std::vector<TorchPickle::Position>> TorchPickle::pop(std::size_t count)
{
    const std::size_t floor = m_marks.empty() ? 0 : m_marks.back();
    if (m_stack.size() < floor + count)
        return damaged();
    const std::vector<Position> items(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
    m_items += count;
    m_stack.resize(m_stack.size() - count);
    return items;
}

const TorchPickle::Value *TorchPickle::item(const Value &tuple, std::size_t index, Kind kind) const
{
    if (index >= tuple.items.size())
        return nullptr;
    const Value &value = m_values[tuple.items[index]];
    return value.kind == kind ? &value : nullptr;
}

} // namespace vernier
