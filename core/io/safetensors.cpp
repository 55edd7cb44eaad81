// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/safetensors.h"

#include "core/base/strings.h"
#include "core/io/json_events.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

namespace vernier {

static_assert(std::endian::native == std::endian::little, "the data of safetensors files is used as it lies there");

namespace {

constexpr std::uint64_t kLengthBytes = 8;

/// One tensor as the header describes it; begin and end count from the start of the data.
struct HeaderEntry
{
    std::string name;
    std::optional<std::string> dtype;
    std::optional<Shape> shape;
    std::vector<std::uint64_t> offsets;
    bool hasOffsets = false;

    [[nodiscard]] std::uint64_t begin() const { return offsets[0]; }
    [[nodiscard]] std::uint64_t end() const { return offsets[1]; }
};

/// Reads the header without building its JSON tree, so that its memory is bounded by what a header may hold:
/// {"__metadata__": {string: string}, name: {"dtype": string, "shape": [integer], "data_offsets": [begin, end]}}.
class HeaderHandler : public JsonHandler
{
public:
    std::vector<HeaderEntry> entries;
    std::map<std::string, std::string> metadata;

    bool null() { return m_at == At::Top && m_key == kMetadataKey ? true : unexpected("null"); }
    bool boolean(bool) { return unexpected("a truth value"); }
    bool number_float(number_float_t, const std::string &) { return unexpected("a fraction"); }

    bool number_integer(number_integer_t value)
    {
        if (value >= 0)
            return number_unsigned(static_cast<number_unsigned_t>(value));
        if (m_at == At::Shape)
            return refuseTensor("has a negative extent in its shape");
        return unexpected("a negative number");
    }

    bool number_unsigned(number_unsigned_t value)
    {
        if (m_at == At::Shape) {
            if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return refuseTensor("has an impossible extent in its shape");
            if (entries.back().shape->size() >= kMaxTensorRank)
                return refuseTensor("has more than " + std::to_string(kMaxTensorRank) + " dimensions");
            entries.back().shape->push_back(static_cast<std::int64_t>(value));
            return true;
        }
        if (m_at == At::Offsets && entries.back().offsets.size() < 2) {
            entries.back().offsets.push_back(value);
            return true;
        }
        return unexpected("a number");
    }

    bool string(std::string &value)
    {
        if (m_at == At::Metadata) {
            if (!metadata.emplace(m_key, std::move(value)).second)
                return refuse("the key \"" + printable(m_key) + "\" stands twice in the metadata");
            return true;
        }
        if (m_at == At::Tensor && m_key == "dtype") {
            if (entries.back().dtype)
                return refuseTensor("has two dtypes");
            entries.back().dtype = std::move(value);
            return true;
        }
        return unexpected("a string");
    }

    bool start_object(std::size_t)
    {
        switch (m_at) {
        case At::Start: m_at = At::Top; return true;
        case At::Top:
            m_at = m_key == kMetadataKey ? At::Metadata : At::Tensor;
            if (m_at == At::Tensor)
                entries.push_back({std::move(m_key), {}, {}, {}, false});
            else if (std::exchange(m_metadataSeen, true))
                return refuse("the metadata stands twice in the header");
            return true;
        default: return unexpected("an object");
        }
    }

    bool end_object()
    {
        if (m_at == At::Tensor) {
            const HeaderEntry &entry = entries.back();
            if (!entry.dtype || !entry.shape || entry.offsets.size() != 2)
                return refuseTensor("lacks its dtype, shape or pair of data_offsets");
        }
        m_at = m_at == At::Top ? At::Start : At::Top;
        return true;
    }

    bool start_array(std::size_t)
    {
        if (m_at != At::Tensor)
            return unexpected("a list");
        HeaderEntry &entry = entries.back();
        if (m_key == "shape" && !entry.shape) {
            entry.shape.emplace();
            m_at = At::Shape;
            return true;
        }
        if (m_key == "data_offsets" && !std::exchange(entry.hasOffsets, true)) {
            m_at = At::Offsets;
            return true;
        }
        return unexpected("a list");
    }

    bool end_array()
    {
        m_at = At::Tensor;
        return true;
    }

    bool key(std::string &name)
    {
        m_key = std::move(name);
        return true;
    }

private:
    enum class At { Start, Top, Metadata, Tensor, Shape, Offsets };
    static constexpr std::string_view kMetadataKey = "__metadata__";

    bool refuseTensor(std::string_view what)
    {
        return refuse("tensor \"" + printable(entries.back().name) + "\" " + std::string(what));
    }

    bool unexpected(std::string_view what)
    {
        if (m_at == At::Start)
            return refuse("the header is " + std::string(what) + ", not an object");
        if (m_at == At::Shape || m_at == At::Offsets || m_at == At::Tensor)
            return refuseTensor("has " + std::string(what) + " where none belongs, at \"" + printable(m_key) + "\"");
        return refuse("\"" + printable(m_key) + "\" is " + std::string(what));
    }

    At m_at = At::Start;
    std::string m_key;
    bool m_metadataSeen = false;
};

Error corrupt(const std::filesystem::path &path, std::string message)
{
    return {ErrorCode::CorruptFile, std::move(message), path.string()};
}

Error corruptTensor(const std::filesystem::path &path, const HeaderEntry &entry, const std::string &message)
{
    return corrupt(path, "tensor \"" + printable(entry.name) + "\" " + message);
}

/// The header's bytes, after its length was checked against the file.
Result<std::string_view> headerText(const MappedFile &file)
{
    const std::span<const std::byte> bytes = file.bytes();
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    if (text.starts_with("version https://git-lfs")) {
        return corrupt(file.path(),
                       "this is a Git LFS pointer instead of the weights: fetch them with `git lfs pull` or "
                       "download the file again");
    }
    if (text.size() < kLengthBytes)
        return corrupt(file.path(),
                       "the file has " + std::to_string(text.size()) + " bytes, too few for a safetensors header"
                           + std::string(kDownloadAgain));
    std::uint64_t length = 0;
    std::memcpy(&length, text.data(), kLengthBytes);
    if (length > kMaxSafetensorsHeaderBytes)
        return corrupt(file.path(),
                       "the header would be " + std::to_string(length)
                           + " bytes long, more than the format allows: this is no safetensors file, or it "
                             "is damaged; download it again");
    if (length > text.size() - kLengthBytes)
        return corrupt(file.path(),
                       "the header is " + std::to_string(length) + " bytes long, but the file ends after "
                           + std::to_string(text.size()) + std::string(kDownloadAgain));
    const std::string_view header = text.substr(kLengthBytes, static_cast<std::size_t>(length));
    if (!header.starts_with('{'))
        return corrupt(file.path(),
                       "the header does not begin with an object: this is no safetensors file, or it is "
                       "damaged; download it again");
    return header;
}

Result<void> checkEntry(const std::filesystem::path &path, const HeaderEntry &entry, std::uint64_t dataBytes)
{
    const std::string range = "[" + std::to_string(entry.begin()) + ", " + std::to_string(entry.end()) + ")";
    if (entry.begin() > entry.end())
        return corruptTensor(path, entry, "has its data_offsets in reverse, " + range + std::string(kDownloadAgain));
    if (entry.end() > dataBytes)
        return corruptTensor(path, entry,
                             "lies at " + range + ", but the file holds only " + std::to_string(dataBytes)
                                 + " bytes of data: it is incomplete, download it again");
    const std::optional<DType> dtype = dtypeFromName(*entry.dtype);
    const std::optional<std::uint64_t> bytes = checkedBytes(*entry.shape, dtype ? sizeOf(*dtype) : 1);
    if (!bytes)
        return corruptTensor(path, entry, "has the impossible shape " + toString(*entry.shape) + std::string(kDownloadAgain));
    if (dtype && *bytes != entry.end() - entry.begin())
        return corruptTensor(path, entry,
                             "of shape " + toString(*entry.shape) + " in " + std::string(toString(*dtype)) + " needs "
                                 + std::to_string(*bytes) + " bytes, but has "
                                 + std::to_string(entry.end() - entry.begin()) + std::string(kDownloadAgain));
    return {};
}

/// Sorts the entries by place and checks that they fill the data: no holes, no overlap, nothing behind.
Result<void> checkPlacement(const std::filesystem::path &path, std::vector<HeaderEntry> &entries,
                            std::uint64_t dataBytes)
{
    std::stable_sort(entries.begin(), entries.end(), [](const HeaderEntry &a, const HeaderEntry &b) {
        return a.begin() != b.begin() ? a.begin() < b.begin() : a.end() < b.end();
    });
    std::uint64_t filled = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const HeaderEntry &entry = entries[i];
        const std::string before = i ? "tensor \"" + printable(entries[i - 1].name) + "\"" : "the start of the data";
        if (entry.begin() < filled)
            return corruptTensor(path, entry, "overlaps " + before + std::string(kDownloadAgain));
        if (entry.begin() > filled)
            return corruptTensor(path, entry,
                                 "leaves a gap of " + std::to_string(entry.begin() - filled) + " bytes after " + before
                                     + std::string(kDownloadAgain));
        filled = entry.end();
    }
    if (filled != dataBytes)
        return corrupt(path,
                       std::to_string(dataBytes - filled) + " bytes after "
                           + (entries.empty() ? std::string("the header")
                                              : "the last tensor \"" + printable(entries.back().name) + "\"")
                           + " belong to no tensor" + std::string(kDownloadAgain));
    return {};
}

} // namespace

Result<std::shared_ptr<const TensorFile>> openSafetensors(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const std::shared_ptr<const MappedFile> mapping, MappedFile::open(path));
    return openSafetensors(mapping);
}

Result<std::shared_ptr<const TensorFile>> openSafetensors(const std::shared_ptr<const MappedFile> &mapping)
{
    const std::filesystem::path &path = mapping->path();
    VERNIER_ASSIGN(const std::string_view header, headerText(*mapping));
    HeaderHandler parsed;
    VERNIER_TRY(parseJsonEvents(header, path.string(), parsed));

    const auto dataStart = static_cast<std::size_t>(kLengthBytes) + header.size();
    const std::span<const std::byte> data = mapping->bytes().subspan(dataStart);
    for (const HeaderEntry &entry : parsed.entries)
        VERNIER_TRY(checkEntry(path, entry, data.size()));
    VERNIER_TRY(checkPlacement(path, parsed.entries, data.size()));

    TensorFile::Contents contents{.mapping = mapping,
                                  .tensors = {},
                                  .unreadable = {},
                                  .metadata = std::move(parsed.metadata),
                                  .header = mapping->bytes().first(dataStart),
                                  .dataBytes = data.size()};
    for (HeaderEntry &entry : parsed.entries) {
        const std::uint64_t size = entry.end() - entry.begin();
        if (const std::optional<DType> dtype = dtypeFromName(*entry.dtype)) {
            const auto bytes = data.subspan(static_cast<std::size_t>(entry.begin()), static_cast<std::size_t>(size));
            contents.tensors.push_back({std::move(entry.name), {*dtype, std::move(*entry.shape), bytes}, dataStart + entry.begin()});
        } else {
            contents.unreadable.push_back({std::move(entry.name), printable(*entry.dtype), std::move(*entry.shape), size});
        }
    }
    return TensorFile::make(std::move(contents));
}

} // namespace vernier
