// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/torch_file.h"

#include "core/io/posix_file.h"
#include "core/io/torch_pickle.h"
#include "core/io/zip_directory.h"

#include <algorithm>
#include <optional>

namespace vernier {

namespace {

constexpr std::string_view kZipMagic = "PK\x03\x04";
/// PROTO 2, LONG1 of 10 bytes: how a legacy file begins, up to its magic number.
constexpr std::string_view kLegacyMagic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::int64_t kLegacyProtocol = 1001;

using StorageBytes = std::map<std::string_view, std::span<const std::byte>>;
using Value = TorchPickle::Value;
using Kind = TorchPickle::Kind;

std::string_view textOf(const MappedFile &file)
{
    return {reinterpret_cast<const char *>(file.bytes().data()), file.bytes().size()};
}

Error badTensor(const MappedFile &file, const std::string &name, const std::string &what)
{
    return {ErrorCode::CorruptFile, "tensor \"" + printable(name) + "\" " + what, file.path().string()};
}

/// The value of a dictionary under a text; null if there is none.
const Value *entryOf(const TorchPickle &pickle, const Value &dictionary, std::string_view key)
{
    for (std::size_t i = 0; i + 1 < dictionary.items.size(); i += 2) {
        const Value &name = pickle.value(dictionary.items[i]);
        if (name.kind == Kind::Text && name.text == key)
            return &pickle.value(dictionary.items[i + 1]);
    }
    return nullptr;
}

/// Where the elements lie, if not one after the other. Axes of one element say nothing.
std::vector<StridedAxis> axesOf(const PickledTensor &tensor)
{
    std::vector<StridedAxis> axes;
    bool isRowMajor = true;
    std::int64_t expected = 1;
    for (std::size_t axis = tensor.shape.size(); axis-- > 0;) {
        if (tensor.shape[axis] == 1)
            continue;
        isRowMajor = isRowMajor && tensor.strides[axis] == expected;
        expected *= tensor.shape[axis];
        axes.insert(axes.begin(), {tensor.shape[axis], tensor.strides[axis]});
    }
    return isRowMajor ? std::vector<StridedAxis>() : axes;
}

/// The position after the tensor's last element in its storage; nothing if it is beyond 2^63.
std::optional<std::int64_t> endOf(const PickledTensor &tensor)
{
    std::int64_t end = tensor.offset;
    for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
        std::int64_t step = 0;
        if (__builtin_mul_overflow(tensor.shape[axis] - 1, tensor.strides[axis], &step) || __builtin_add_overflow(end, step, &end))
            return std::nullopt;
    }
    return __builtin_add_overflow(end, std::int64_t{1}, &end) ? std::nullopt : std::optional(end);
}

Result<TensorView> viewOf(const MappedFile &file, const std::string &name, const PickledTensor &tensor, const PickledStorage &storage,
                          const StorageBytes &bytes)
{
    const auto found = bytes.find(storage.key);
    if (found == bytes.end())
        return badTensor(file, name, "has its numbers in the storage \"" + printable(storage.key) + "\", which is not in the file" + std::string(kDownloadAgain));
    const std::size_t elementBytes = sizeOf(storage.dtype);
    const std::optional<std::uint64_t> needed = checkedBytes(tensor.shape, elementBytes);
    if (!needed)
        return badTensor(file, name, "has the impossible shape " + toString(tensor.shape) + std::string(kDownloadAgain));
    TensorView view{storage.dtype, tensor.shape, {}};
    if (*needed == 0)
        return view;
    const auto elements = std::min(static_cast<std::uint64_t>(storage.elements), std::uint64_t{found->second.size() / elementBytes});
    const std::optional<std::int64_t> end = endOf(tensor);
    if (!end || static_cast<std::uint64_t>(*end) > elements)
        return badTensor(file, name, "reaches beyond its storage of " + std::to_string(elements) + " elements" + std::string(kDownloadAgain));
    if (*needed / elementBytes > elements)
        return Error{ErrorCode::Unsupported, "tensor \"" + printable(name) + "\" repeats its elements (a stride of 0), which is not read" + std::string(kConvertTorch),
                     file.path().string()};
    view.data = found->second.subspan(static_cast<std::size_t>(tensor.offset) * elementBytes, static_cast<std::size_t>(*end - tensor.offset) * elementBytes);
    view.axes = axesOf(tensor);
    return view;
}

/// The tensors of the dictionary that the pickle holds.
Result<std::shared_ptr<const TensorFile>> collect(const std::shared_ptr<const MappedFile> &mapping, const TorchPickle &pickle, const Value &dictionary,
                                                  const StorageBytes &bytes, std::span<const std::byte> header)
{
    const MappedFile &file = *mapping;
    if (dictionary.kind != Kind::Dictionary)
        return Error{ErrorCode::Unsupported, "the file holds no dictionary of tensors" + std::string(kConvertTorch), file.path().string()};
    TensorFile::Contents contents{.mapping = mapping, .tensors = {}, .unreadable = {}, .metadata = {}, .header = header, .dataBytes = 0};
    for (std::size_t i = 0; i + 1 < dictionary.items.size(); i += 2) {
        const Value &name = pickle.value(dictionary.items[i]);
        const Value &value = pickle.value(dictionary.items[i + 1]);
        if (name.kind != Kind::Text || value.kind != Kind::Tensor)
            continue;
        const PickledTensor &tensor = pickle.tensors()[static_cast<std::size_t>(value.number)];
        StoredTensor stored{std::string(name.text), {}, 0};
        VERNIER_TRY(checkTensorName(stored.name, file));
        VERNIER_ASSIGN(stored.view, viewOf(file, stored.name, tensor, pickle.storages()[tensor.storage], bytes));
        if (!stored.view.data.empty())
            stored.offset = static_cast<std::uint64_t>(stored.view.data.data() - file.bytes().data());
        contents.dataBytes += stored.view.storedBytes();
        contents.tensors.push_back(std::move(stored));
    }
    if (contents.tensors.empty())
        return Error{ErrorCode::Unsupported, "the dictionary in the file has no tensors: save the model's state_dict() by itself, or convert it to safetensors",
                     file.path().string()};
    std::stable_sort(contents.tensors.begin(), contents.tensors.end(), [](const StoredTensor &a, const StoredTensor &b) { return a.offset < b.offset; });
    return TensorFile::make(std::move(contents));
}

using ZipRecords = std::map<std::string, ZipRecord, std::less<>>;

Result<std::span<const std::byte>> storedRecord(const MappedFile &file, const ZipRecords::value_type &record)
{
    if (!record.second.isStored)
        return Error{ErrorCode::Unsupported,
                     "the record \"" + printable(record.first) + "\" of this zip file is compressed, which torch.save never does and is not read" + std::string(kConvertTorch),
                     file.path().string()};
    return record.second.bytes;
}

Result<std::shared_ptr<const TensorFile>> openZip(const std::shared_ptr<const MappedFile> &mapping)
{
    const MappedFile &file = *mapping;
    VERNIER_ASSIGN(const ZipRecords records, readZipDirectory(file));
    constexpr std::string_view kPickle = "data.pkl";
    const auto isPickle = [&](const auto &record) { return record.first == kPickle || record.first.ends_with("/data.pkl"); };
    const auto pickled = std::find_if(records.begin(), records.end(), isPickle);
    if (pickled == records.end())
        return Error{ErrorCode::Unsupported, "this zip file has no data.pkl, so torch.save did not write it: choose the model's own file of weights", file.path().string()};
    const std::string folder = pickled->first.substr(0, pickled->first.size() - kPickle.size());
    if (const auto order = records.find(folder + "byteorder"); order != records.end()) {
        VERNIER_ASSIGN(const auto text, storedRecord(file, *order));
        if (std::string_view(reinterpret_cast<const char *>(text.data()), text.size()) != "little")
            return Error{ErrorCode::Unsupported, "the file was written on a big-endian machine, which is not read" + std::string(kConvertTorch), file.path().string()};
    }
    const std::string data = folder + "data/";
    StorageBytes bytes;
    for (auto record = records.lower_bound(data); record != records.end() && record->first.starts_with(data); ++record) {
        VERNIER_ASSIGN(bytes[std::string_view(record->first).substr(data.size())], storedRecord(file, *record));
    }
    VERNIER_ASSIGN(const std::span<const std::byte> header, storedRecord(file, *pickled));
    TorchPickle pickle(file.path().string());
    ByteReader reader(header);
    VERNIER_ASSIGN(const Value *dictionary, pickle.read(reader));
    return collect(mapping, pickle, *dictionary, bytes, header);
}

/// The storages that follow the pickles, in the order of their keys. Their types are known from the dictionary.
Result<StorageBytes> legacyStorages(const MappedFile &file, std::span<const std::string_view> keys, std::span<const PickledStorage> storages, ByteReader &reader)
{
    std::map<std::string_view, std::size_t> elementBytes;
    for (const PickledStorage &storage : storages)
        elementBytes.emplace(storage.key, sizeOf(storage.dtype));
    StorageBytes bytes;
    for (const std::string_view key : keys) {
        const auto known = elementBytes.find(key);
        const auto count = reader.number<std::int64_t>();
        std::uint64_t length = 0;
        if (known != elementBytes.end() && count >= 0 && !__builtin_mul_overflow(static_cast<std::uint64_t>(count), std::uint64_t{known->second}, &length))
            bytes[key] = reader.take(length);
        else
            return Error{ErrorCode::CorruptFile, "the storage \"" + printable(key) + "\" belongs to no tensor" + std::string(kDownloadAgain), file.path().string()};
        if (!reader.ok())
            return Error{ErrorCode::CorruptFile,
                         "the storage \"" + printable(key) + "\" needs " + std::to_string(length) + " bytes, but the file ends before: it is incomplete, download it again",
                         file.path().string()};
    }
    return bytes;
}

Result<std::shared_ptr<const TensorFile>> openLegacy(const std::shared_ptr<const MappedFile> &mapping)
{
    const MappedFile &file = *mapping;
    const std::string where = file.path().string();
    ByteReader reader(file.bytes());
    TorchPickle preamble(where);
    VERNIER_TRY(preamble.read(reader)); // the magic number, which brought us here
    VERNIER_ASSIGN(const Value *protocol, preamble.read(reader));
    if (protocol->kind != Kind::Integer || protocol->number != kLegacyProtocol)
        return Error{ErrorCode::Unsupported, "this is a PyTorch file of an unknown protocol" + std::string(kConvertTorch), where};
    VERNIER_ASSIGN(const Value *system, preamble.read(reader));
    const Value *order = system->kind == Kind::Dictionary ? entryOf(preamble, *system, "little_endian") : nullptr;
    if (order && (order->kind != Kind::Boolean || order->number == 0))
        return Error{ErrorCode::Unsupported, "the file was written on a big-endian machine, which is not read" + std::string(kConvertTorch), where};
    TorchPickle pickle(where);
    VERNIER_ASSIGN(const Value *dictionary, pickle.read(reader));
    TorchPickle keyPickle(where);
    VERNIER_ASSIGN(const Value *list, keyPickle.read(reader));
    std::vector<std::string_view> keys;
    for (const std::uint32_t key : list->items)
        keys.push_back(keyPickle.value(key).text);
    const std::span<const std::byte> header = file.bytes().first(reader.at());
    VERNIER_ASSIGN(const StorageBytes bytes, legacyStorages(file, keys, pickle.storages(), reader));
    return collect(mapping, pickle, *dictionary, bytes, header);
}

} // namespace

bool looksLikeTorchFile(const MappedFile &file)
{
    const std::string_view bytes = textOf(file);
    const std::string ending = file.path().extension().string();
    return ending == ".bin" || ending == ".pt" || ending == ".pth" || bytes.starts_with(kZipMagic) || bytes.starts_with(kLegacyMagic);
}

Result<std::shared_ptr<const TensorFile>> openTorchFile(const std::shared_ptr<const MappedFile> &mapping)
{
    const std::string_view bytes = textOf(*mapping);
    if (bytes.starts_with(kZipMagic))
        return openZip(mapping);
    if (bytes.starts_with(kLegacyMagic))
        return openLegacy(mapping);
    if (bytes.starts_with("version https://git-lfs"))
        return Error{ErrorCode::CorruptFile,
                     "this is a Git LFS pointer instead of the weights: fetch them with `git lfs pull` or download the file again", mapping->path().string()};
    return Error{ErrorCode::Unsupported, "this is no file of tensors that torch.save wrote: choose the model's own file of weights, or convert the checkpoint to safetensors",
                 mapping->path().string()};
}

} // namespace vernier
