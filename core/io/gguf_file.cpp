// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/gguf_file.h"

#include "core/io/byte_reader.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <array>

namespace vernier {

namespace {

constexpr std::string_view kGgufMagic = "GGUF";
constexpr std::uint64_t kDefaultAlignment = 32;
constexpr std::uint64_t kLargestAlignment = 65536;
constexpr std::uint32_t kMostGgufDimensions = 4; ///< of ggml
// What one of them takes at least: names are texts with their length before them.
constexpr std::uint64_t kLeastEntryBytes = 8 + 4 + 1;
constexpr std::uint64_t kLeastTensorBytes = 8 + 4 + 4 + 8;

struct PlainType
{
    std::uint32_t ggmlType;
    DType dtype;
};

constexpr std::array<PlainType, 8> kPlainTypes{{{0, DType::F32}, {1, DType::F16}, {30, DType::BF16}, {28, DType::F64},
                                                {24, DType::I8}, {25, DType::I16}, {26, DType::I32}, {27, DType::I64}}};

/// Types that are not decoded here, for their names and sizes.
struct OtherType
{
    std::uint32_t ggmlType;
    std::string_view name;
    std::int64_t elements; ///< of a block
    std::int64_t bytes;    ///< of a block
};

constexpr std::array<OtherType, 16> kOtherTypes{{{9, "Q8_1", 32, 36},      {15, "Q8_K", 256, 292},   {16, "IQ2_XXS", 256, 66}, {17, "IQ2_XS", 256, 74},
                                                 {18, "IQ3_XXS", 256, 98}, {19, "IQ1_S", 256, 50},   {20, "IQ4_NL", 32, 18},   {21, "IQ3_S", 256, 110},
                                                 {22, "IQ2_S", 256, 82},   {23, "IQ4_XS", 256, 136}, {29, "IQ1_M", 256, 56},   {34, "TQ1_0", 256, 54},
                                                 {35, "TQ2_0", 256, 66},   {39, "MXFP4", 32, 17},    {40, "NVFP4", 64, 36},    {41, "Q1_0", 128, 18}}};

/// Bytes of a number or truth value; 0 for texts and arrays.
std::uint64_t bytesOf(GgufType type)
{
    switch (type) {
    case GgufType::U8:
    case GgufType::I8:
    case GgufType::Bool: return 1;
    case GgufType::U16:
    case GgufType::I16: return 2;
    case GgufType::U32:
    case GgufType::I32:
    case GgufType::F32: return 4;
    case GgufType::U64:
    case GgufType::I64:
    case GgufType::F64: return 8;
    case GgufType::Text:
    case GgufType::Array: return 0;
    }
    return 0;
}

Error damagedGguf(const MappedFile &file, const std::string &what)
{
    return {ErrorCode::CorruptFile, what + std::string(kDownloadAgain), file.path().string()};
}

Result<std::string_view> readName(const MappedFile &file, ByteReader &reader, const char *of)
{
    const auto length = reader.number<std::uint64_t>();
    const std::string_view name = reader.text(length);
    if (!reader.ok())
        return damagedGguf(file, "the name of a " + std::string(of) + " would be " + std::to_string(length) + " bytes long, beyond the end of the file");
    return name;
}

/// Steps over the elements of a value; the reader fails where they would not fit.
void skipElements(ByteReader &reader, GgufType type, std::uint64_t count)
{
    if (const std::uint64_t size = bytesOf(type); size > 0) {
        std::uint64_t bytes = 0;
        reader.skip(__builtin_mul_overflow(count, size, &bytes) ? ~std::uint64_t{0} : bytes);
        return;
    }
    for (std::uint64_t i = 0; i < count && reader.ok(); ++i)
        reader.skip(reader.number<std::uint64_t>());
}

Result<GgufValue> readValue(const MappedFile &file, ByteReader &reader, std::string_view key)
{
    GgufValue value;
    auto type = reader.number<std::uint32_t>();
    if (type == static_cast<std::uint32_t>(GgufType::Array)) {
        value.isArray = true;
        type = reader.number<std::uint32_t>();
        value.count = reader.number<std::uint64_t>();
        if (type == static_cast<std::uint32_t>(GgufType::Array))
            return Error{ErrorCode::Unsupported, "the metadata \"" + printable(key) + "\" is a list of lists, which is not read: write the file without it", file.path().string()};
    }
    if (type > static_cast<std::uint32_t>(GgufType::F64))
        return damagedGguf(file, "the metadata \"" + printable(key) + "\" has the unknown type " + std::to_string(type));
    value.type = static_cast<GgufType>(type);
    const std::size_t begin = reader.at();
    skipElements(reader, value.type, value.count);
    if (!reader.ok())
        return damagedGguf(file, "the metadata \"" + printable(key) + "\" reaches beyond the end of the file");
    value.bytes = file.bytes().subspan(begin, reader.at() - begin);
    return value;
}

/// A tensor as its description has it; offset counts from the start of the data.
struct GgufTensor
{
    std::string name;
    Shape shape;
    std::uint32_t type = 0;
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

Result<GgufTensor> readTensor(const MappedFile &file, ByteReader &reader)
{
    GgufTensor tensor;
    VERNIER_ASSIGN(tensor.name, readName(file, reader, "tensor"));
    VERNIER_TRY(checkTensorName(tensor.name, file));
    const std::string quoted = "tensor \"" + printable(tensor.name) + "\"";
    const auto dimensions = reader.number<std::uint32_t>();
    if (dimensions > kMostGgufDimensions)
        return damagedGguf(file, quoted + " has more than " + std::to_string(kMostGgufDimensions) + " dimensions");
    for (std::uint32_t i = 0; i < dimensions; ++i) {
        tensor.shape.insert(tensor.shape.begin(), reader.number<std::int64_t>());
        if (tensor.shape.front() < 0)
            return damagedGguf(file, quoted + " has an impossible extent in its shape");
    }
    tensor.type = reader.number<std::uint32_t>();
    tensor.offset = reader.number<std::uint64_t>();
    if (!reader.ok())
        return damagedGguf(file, "the description of " + quoted + " is cut off");
    return tensor;
}

/// Computes the size, which must be whole blocks inside the data. Types nobody knows have none.
Result<void> measure(const MappedFile &file, GgufTensor &tensor, std::uint64_t dataBytes)
{
    const std::string quoted = "tensor \"" + printable(tensor.name) + "\"";
    std::int64_t blockElements = 1;
    std::int64_t blockBytes = 0;
    const auto plain = std::find_if(kPlainTypes.begin(), kPlainTypes.end(), [&](const PlainType &type) { return type.ggmlType == tensor.type; });
    const auto other = std::find_if(kOtherTypes.begin(), kOtherTypes.end(), [&](const OtherType &type) { return type.ggmlType == tensor.type; });
    if (plain != kPlainTypes.end()) {
        blockBytes = static_cast<std::int64_t>(sizeOf(plain->dtype));
    } else if (const BlockLayout *layout = findBlockLayout(tensor.type)) {
        blockElements = layout->elements;
        blockBytes = static_cast<std::int64_t>(layout->bytes);
    } else if (other != kOtherTypes.end()) {
        blockElements = other->elements;
        blockBytes = other->bytes;
    }
    const std::int64_t row = tensor.shape.empty() ? 1 : tensor.shape.back();
    if (row % blockElements != 0)
        return damagedGguf(file, quoted + " has rows of " + std::to_string(row) + " elements, no multiple of its blocks of " + std::to_string(blockElements));
    Shape blocks = tensor.shape;
    if (!blocks.empty())
        blocks.back() /= blockElements;
    const std::optional<std::uint64_t> bytes = checkedBytes(blocks, static_cast<std::size_t>(blockBytes));
    if (!bytes || !checkedBytes(tensor.shape, sizeof(double)))
        return damagedGguf(file, quoted + " has the impossible shape " + toString(tensor.shape));
    if (tensor.offset > dataBytes || *bytes > dataBytes - tensor.offset)
        return damagedGguf(file, quoted + " lies at " + std::to_string(tensor.offset) + " and has " + std::to_string(*bytes) + " bytes, but the file holds only "
                               + std::to_string(dataBytes) + " bytes of data");
    tensor.bytes = *bytes;
    return {};
}

/// Sorts the tensors by place; none may lie over the next.
Result<void> checkOverlaps(const MappedFile &file, std::vector<GgufTensor> &tensors)
{
    std::stable_sort(tensors.begin(), tensors.end(), [](const GgufTensor &a, const GgufTensor &b) { return a.offset < b.offset; });
    for (std::size_t i = 1; i < tensors.size(); ++i) {
        if (tensors[i - 1].offset + tensors[i - 1].bytes > tensors[i].offset)
            return Error{ErrorCode::CorruptFile,
                         "tensor \"" + printable(tensors[i].name) + "\" overlaps tensor \"" + printable(tensors[i - 1].name) + "\"" + std::string(kDownloadAgain),
                         file.path().string()};
    }
    return {};
}

void addTensor(GgufTensor &tensor, std::span<const std::byte> data, std::uint64_t dataStart, TensorFile::Contents &contents)
{
    const auto bytes = data.subspan(static_cast<std::size_t>(tensor.offset), static_cast<std::size_t>(tensor.bytes));
    const auto plain = std::find_if(kPlainTypes.begin(), kPlainTypes.end(), [&](const PlainType &type) { return type.ggmlType == tensor.type; });
    const BlockLayout *layout = findBlockLayout(tensor.type);
    contents.dataBytes += tensor.bytes;
    if (plain != kPlainTypes.end() || layout) {
        TensorView view{layout ? DType::F32 : plain->dtype, std::move(tensor.shape), bytes};
        view.blocks = layout ? layout->format : BlockFormat::None;
        contents.tensors.push_back({std::move(tensor.name), std::move(view), dataStart + tensor.offset});
        return;
    }
    const auto other = std::find_if(kOtherTypes.begin(), kOtherTypes.end(), [&](const OtherType &type) { return type.ggmlType == tensor.type; });
    const std::string name = other == kOtherTypes.end() ? "ggml type " + std::to_string(tensor.type) : std::string(other->name);
    contents.unreadable.push_back({std::move(tensor.name), name, std::move(tensor.shape), tensor.bytes});
}

/// Calls take(number) for each element of a value that holds numbers or truth values.
template <typename Take>
bool forEachNumber(const GgufValue &value, Take take)
{
    ByteReader reader(value.bytes);
    const auto each = [&]<typename Stored>(Stored) {
        for (std::uint64_t i = 0; i < value.count; ++i)
            take(reader.number<Stored>());
        return true;
    };
    switch (value.type) {
    case GgufType::U8: return each(std::uint8_t{});
    case GgufType::I8: return each(std::int8_t{});
    case GgufType::U16: return each(std::uint16_t{});
    case GgufType::I16: return each(std::int16_t{});
    case GgufType::U32: return each(std::uint32_t{});
    case GgufType::I32: return each(std::int32_t{});
    case GgufType::U64: return each(std::uint64_t{});
    case GgufType::I64: return each(std::int64_t{});
    case GgufType::F32: return each(float{});
    case GgufType::F64: return each(double{});
    case GgufType::Bool:
    case GgufType::Text:
    case GgufType::Array: return false;
    }
    return false;
}

} // namespace

bool looksLikeGguf(const MappedFile &file)
{
    return ByteReader(file.bytes()).text(kGgufMagic.size()) == kGgufMagic;
}

Result<std::shared_ptr<const GgufFile>> GgufFile::open(const std::shared_ptr<const MappedFile> &mapping)
{
    const MappedFile &file = *mapping;
    const std::string where = file.path().string();
    if (!looksLikeGguf(file))
        return Error{ErrorCode::CorruptFile, "this is no GGUF file" + std::string(kDownloadAgain), where};
    ByteReader reader(file.bytes(), kGgufMagic.size());
    const auto version = reader.number<std::uint32_t>();
    if (reader.ok() && (version & 0xffffu) == 0 && version != 0)
        return Error{ErrorCode::Unsupported, "this GGUF file was written for big-endian machines, which is not read: convert the model again", where};
    if (reader.ok() && version != 2 && version != 3)
        return Error{ErrorCode::Unsupported, "this is GGUF version " + std::to_string(version) + "; only 2 and 3 are read: convert the model again", where};
    const auto tensorCount = reader.number<std::uint64_t>();
    const auto entryCount = reader.number<std::uint64_t>();
    if (!reader.ok() || entryCount > reader.left() / kLeastEntryBytes || tensorCount > reader.left() / kLeastTensorBytes)
        return damagedGguf(file, "the header counts " + std::to_string(entryCount) + " entries of metadata and " + std::to_string(tensorCount)
                               + " tensors, more than the file has room for");

    const std::shared_ptr<GgufFile> gguf(new GgufFile);
    for (std::uint64_t i = 0; i < entryCount; ++i) {
        VERNIER_ASSIGN(const std::string_view key, readName(file, reader, "entry of the metadata"));
        VERNIER_ASSIGN(const GgufValue value, readValue(file, reader, key));
        if (!gguf->m_metadata.emplace(key, value).second)
            return Error{ErrorCode::CorruptFile, "the key \"" + printable(key) + "\" stands twice in the metadata", where};
    }
    std::vector<GgufTensor> tensors;
    for (std::uint64_t i = 0; i < tensorCount; ++i) {
        VERNIER_ASSIGN(GgufTensor tensor, readTensor(file, reader));
        tensors.push_back(std::move(tensor));
    }
    const auto alignment = static_cast<std::uint64_t>(gguf->integer("general.alignment").value_or(kDefaultAlignment));
    if (alignment == 0 || alignment > kLargestAlignment || (alignment & (alignment - 1)) != 0)
        return damagedGguf(file, "the metadata \"general.alignment\" is no power of two up to " + std::to_string(kLargestAlignment));
    const std::size_t headerEnd = reader.at();
    const std::size_t dataStart = std::min(file.bytes().size(), (headerEnd + alignment - 1) / alignment * alignment);
    const std::span<const std::byte> data = file.bytes().subspan(dataStart);
    for (GgufTensor &tensor : tensors)
        VERNIER_TRY(measure(file, tensor, data.size()));
    VERNIER_TRY(checkOverlaps(file, tensors));
    TensorFile::Contents contents{.mapping = mapping, .tensors = {}, .unreadable = {}, .metadata = {}, .header = file.bytes().first(headerEnd), .dataBytes = 0};
    for (GgufTensor &tensor : tensors)
        addTensor(tensor, data, dataStart, contents);
    VERNIER_ASSIGN(gguf->m_tensors, TensorFile::make(std::move(contents)));
    return std::shared_ptr<const GgufFile>(gguf);
}

const GgufValue *GgufFile::find(std::string_view key, bool isArray) const
{
    const auto found = m_metadata.find(key);
    return found == m_metadata.end() || found->second.isArray != isArray ? nullptr : &found->second;
}

std::optional<std::int64_t> GgufFile::integer(std::string_view key) const
{
    const GgufValue *value = find(key, false);
    if (!value || value->type == GgufType::F32 || value->type == GgufType::F64)
        return std::nullopt;
    std::int64_t result = -1; // also for what is beyond 2^63
    return forEachNumber(*value, [&](auto number) { result = static_cast<std::int64_t>(number); }) ? std::optional(result) : std::nullopt;
}

std::optional<double> GgufFile::number(std::string_view key) const
{
    const GgufValue *value = find(key, false);
    double result = 0;
    return value && forEachNumber(*value, [&](auto number) { result = static_cast<double>(number); }) ? std::optional(result) : std::nullopt;
}

std::optional<bool> GgufFile::boolean(std::string_view key) const
{
    const GgufValue *value = find(key, false);
    return value && value->type == GgufType::Bool ? std::optional(value->bytes[0] != std::byte{0}) : std::nullopt;
}

std::optional<std::string_view> GgufFile::text(std::string_view key) const
{
    const GgufValue *value = find(key, false);
    if (!value || value->type != GgufType::Text)
        return std::nullopt;
    ByteReader reader(value->bytes);
    return reader.text(reader.number<std::uint64_t>());
}

std::optional<std::vector<std::string_view>> GgufFile::texts(std::string_view key) const
{
    const GgufValue *value = find(key, true);
    if (!value || value->type != GgufType::Text)
        return std::nullopt;
    ByteReader reader(value->bytes);
    std::vector<std::string_view> result;
    for (std::uint64_t i = 0; i < value->count; ++i)
        result.push_back(reader.text(reader.number<std::uint64_t>()));
    return result;
}

std::optional<std::vector<double>> GgufFile::numbers(std::string_view key) const
{
    const GgufValue *value = find(key, true);
    std::vector<double> result;
    return value && forEachNumber(*value, [&](auto number) { result.push_back(static_cast<double>(number)); }) ? std::optional(std::move(result)) : std::nullopt;
}

} // namespace vernier
