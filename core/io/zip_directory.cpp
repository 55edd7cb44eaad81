// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/zip_directory.h"

#include "core/io/byte_reader.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace vernier {

namespace {

constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kEnd64Signature = 0x06064b50;
constexpr std::uint32_t kEnd64LocatorSignature = 0x07064b50;
constexpr std::uint32_t kEntrySignature = 0x02014b50;
constexpr std::uint32_t kLocalSignature = 0x04034b50;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEnd64LocatorBytes = 20;
constexpr std::size_t kLongestComment = 0xffff;
constexpr std::uint32_t kIn64 = 0xffffffff; ///< the value stands in the zip64 fields

Error corruptZip(const MappedFile &file, const std::string &message)
{
    return {ErrorCode::CorruptFile, message, file.path().string()};
}

Error directoryIsDamaged(const MappedFile &file)
{
    return corruptZip(file, "the directory at the end of this zip file contradicts the file: the file is damaged, download it again");
}

/// Where the directory lies and how many records it names.
struct DirectoryPlace
{
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t records = 0;
};

/// The last end-of-directory record whose comment reaches the end of the file.
std::optional<std::size_t> findEnd(std::span<const std::byte> bytes)
{
    if (bytes.size() < kEndBytes)
        return std::nullopt;
    const std::size_t last = bytes.size() - kEndBytes;
    const std::size_t first = last - std::min(last, kLongestComment);
    for (std::size_t at = last + 1; at-- > first;) {
        ByteReader reader(bytes, at);
        if (reader.number<std::uint32_t>() != kEndSignature)
            continue;
        reader.skip(16);
        if (reader.number<std::uint16_t>() == last - at)
            return at;
    }
    return std::nullopt;
}

Result<DirectoryPlace> findDirectory(const MappedFile &file)
{
    const std::span<const std::byte> bytes = file.bytes();
    const std::optional<std::size_t> end = findEnd(bytes);
    if (!end)
        return corruptZip(file, "this zip file has no directory at its end: it is incomplete, download it again");
    ByteReader reader(bytes, *end + 4);
    const auto disk = reader.number<std::uint16_t>();
    const auto directoryDisk = reader.number<std::uint16_t>();
    const auto recordsHere = reader.number<std::uint16_t>();
    const auto records = reader.number<std::uint16_t>();
    DirectoryPlace place{.offset = 0, .bytes = reader.number<std::uint32_t>(), .records = records};
    place.offset = reader.number<std::uint32_t>();
    const bool is64 = *end >= kEnd64LocatorBytes && ByteReader(bytes, *end - kEnd64LocatorBytes).number<std::uint32_t>() == kEnd64LocatorSignature;
    if (!is64) {
        if (disk != 0 || directoryDisk != 0 || recordsHere != records)
            return Error{ErrorCode::Unsupported, "this zip file is one of several parts, which are not read: join them", file.path().string()};
        return place;
    }
    ByteReader locator(bytes, *end - kEnd64LocatorBytes + 8);
    ByteReader end64(bytes, locator.number<std::uint64_t>());
    const bool isEnd64 = end64.number<std::uint32_t>() == kEnd64Signature;
    end64.skip(8 + 2 + 2 + 4 + 4 + 8); // its size, versions, disks and the records on this one
    place.records = end64.number<std::uint64_t>();
    place.bytes = end64.number<std::uint64_t>();
    place.offset = end64.number<std::uint64_t>();
    if (!isEnd64 || !end64.ok())
        return directoryIsDamaged(file);
    return place;
}

/// One entry of the directory.
struct Entry
{
    std::string name;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint64_t packedBytes = 0;
    std::uint64_t bytes = 0;
    std::uint64_t localOffset = 0;
    std::uint64_t begin = 0; ///< of the data
    [[nodiscard]] bool isStored() const { return method == 0 && (flags & 1u) == 0; }
};

/// The sizes and the offset that do not fit into 32 bits, from the entry's extra field.
void readZip64(std::string_view extra, Entry &entry)
{
    ByteReader fields(std::as_bytes(std::span(extra)), 0);
    while (fields.ok() && fields.left() >= 4) {
        const auto id = fields.number<std::uint16_t>();
        const auto length = fields.number<std::uint16_t>();
        if (id != 1) {
            fields.skip(length);
            continue;
        }
        for (std::uint64_t *value : {&entry.bytes, &entry.packedBytes, &entry.localOffset}) {
            if (*value == kIn64)
                *value = fields.number<std::uint64_t>();
        }
        return;
    }
}

std::optional<Entry> readEntry(ByteReader &reader)
{
    Entry entry;
    const auto signature = reader.number<std::uint32_t>();
    reader.skip(4); // versions
    entry.flags = reader.number<std::uint16_t>();
    entry.method = reader.number<std::uint16_t>();
    reader.skip(8); // time, date, checksum
    entry.packedBytes = reader.number<std::uint32_t>();
    entry.bytes = reader.number<std::uint32_t>();
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    const auto commentBytes = reader.number<std::uint16_t>();
    reader.skip(8); // disk, attributes
    entry.localOffset = reader.number<std::uint32_t>();
    entry.name = std::string(reader.text(nameBytes));
    readZip64(reader.text(extraBytes), entry);
    reader.skip(commentBytes);
    if (!reader.ok() || signature != kEntrySignature)
        return std::nullopt;
    return entry;
}

/// Finds the data behind the local header, whose extra field may be longer than the directory's.
Result<void> placeEntry(const MappedFile &file, Entry &entry)
{
    ByteReader reader(file.bytes(), entry.localOffset);
    const auto signature = reader.number<std::uint32_t>();
    reader.skip(22);
    const std::uint64_t nameBytes = reader.number<std::uint16_t>();
    const std::uint64_t extraBytes = reader.number<std::uint16_t>();
    reader.skip(nameBytes + extraBytes);
    if (!reader.ok() || signature != kLocalSignature || entry.packedBytes > reader.left() || (entry.isStored() && entry.packedBytes != entry.bytes))
        return corruptZip(file,
                          "the record \"" + printable(entry.name) + "\" of this zip file does not lie where its directory says: the file is damaged, "
                                                                    "download it again");
    entry.begin = reader.at();
    return {};
}

} // namespace

Result<std::map<std::string, ZipRecord, std::less<>>> readZipDirectory(const MappedFile &file)
{
    VERNIER_ASSIGN(const DirectoryPlace place, findDirectory(file));
    ByteReader reader(file.bytes(), place.offset);
    if (place.bytes > reader.left())
        return directoryIsDamaged(file);
    ByteReader directory(file.bytes().subspan(0, reader.at() + static_cast<std::size_t>(place.bytes)), place.offset);
    std::vector<Entry> entries; // each takes bytes of the directory, so that their number is bounded
    for (std::uint64_t i = 0; i < place.records; ++i) {
        std::optional<Entry> entry = readEntry(directory);
        if (!entry)
            return directoryIsDamaged(file);
        VERNIER_TRY(placeEntry(file, *entry));
        entries.push_back(std::move(*entry));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.localOffset < b.localOffset; });
    std::map<std::string, ZipRecord, std::less<>> records;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Entry &entry = entries[i];
        const std::uint64_t end = i + 1 < entries.size() ? entries[i + 1].localOffset : place.offset;
        if (entry.begin + entry.packedBytes > end)
            return corruptZip(file, "the record \"" + printable(entry.name) + "\" of this zip file overlaps the next one: the file is damaged, download it again");
        const auto bytes = file.bytes().subspan(static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(entry.packedBytes));
        if (!records.emplace(entry.name, ZipRecord{bytes, entry.isStored()}).second)
            return corruptZip(file, "the record \"" + printable(entry.name) + "\" stands twice in this zip file: the file is damaged, download it again");
    }
    return records;
}

} // namespace vernier
