// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

// PyTorch files for tests, opcode by opcode, so that they can be wrong in every way.

namespace vernier::test {

template <typename Number>
std::string numberBytes(Number number)
{
    std::string bytes(sizeof number, '\0');
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

inline std::string pickledText(const std::string &text)
{
    return "X" + numberBytes(static_cast<std::uint32_t>(text.size())) + text;
}

inline std::string pickledInteger(std::int64_t number)
{
    return std::string("\x8a\x08") + numberBytes(number);
}

inline std::string pickledTuple(std::initializer_list<std::int64_t> numbers)
{
    std::string bytes = "(";
    for (const std::int64_t number : numbers)
        bytes += pickledInteger(number);
    return bytes + "t";
}

inline std::string pickledFunction(const std::string &module, const std::string &name)
{
    return "c" + module + "\n" + name + "\n";
}

/// More members come behind the number of elements.
inline std::string pickledStorage(const std::string &type, const std::string &key, std::int64_t elements, const std::string &more = {})
{
    return "(" + pickledText("storage") + pickledFunction("torch", type) + pickledText(key) + pickledText("cpu") + pickledInteger(elements) + more + "tQ";
}

inline std::string pickledTensor(const std::string &storage, std::int64_t offset, std::initializer_list<std::int64_t> shape,
                                 std::initializer_list<std::int64_t> strides)
{
    return pickledFunction("torch._utils", "_rebuild_tensor_v2") + "(" + storage + pickledInteger(offset) + pickledTuple(shape) + pickledTuple(strides)
        + "\x89" + pickledFunction("collections", "OrderedDict") + ")RtR";
}

/// A dictionary of these names and values, with the attributes that modules have.
inline std::string pickledDictionary(const std::vector<std::pair<std::string, std::string>> &entries)
{
    std::string bytes = "\x80\x02" + pickledFunction("collections", "OrderedDict") + ")R(";
    for (const auto &[name, value] : entries)
        bytes += pickledText(name) + value;
    return bytes + "u}" + pickledText("_metadata") + "}sb.";
}

struct TestRecord
{
    std::string name;
    std::string bytes;
    std::uint16_t method = 0;      ///< 0: stored
    std::int64_t offsetError = 0;  ///< the directory's lie about where the record begins
    std::int64_t sizeError = 0;    ///< and about its size
};

/// is64: sizes and offsets stand in the fields of zip64.
inline std::string zipBytes(const std::vector<TestRecord> &records, bool is64 = false)
{
    using U16 = std::uint16_t;
    using U32 = std::uint32_t;
    using U64 = std::uint64_t;
    std::string file;
    std::string directory;
    for (const TestRecord &record : records) {
        const U64 offset = file.size() + static_cast<U64>(record.offsetError);
        const U64 size = record.bytes.size() + static_cast<U64>(record.sizeError);
        file += "PK\x03\x04" + std::string(14, '\0') + numberBytes(static_cast<U32>(record.bytes.size())) + numberBytes(static_cast<U32>(record.bytes.size()))
            + numberBytes(static_cast<U16>(record.name.size())) + numberBytes(U16{3}) + record.name + "FB\x01" + record.bytes;
        std::string extra;
        if (is64)
            extra = numberBytes(U16{7}) + numberBytes(U16{2}) + "ab" + numberBytes(U16{1}) + numberBytes(U16{24}) + numberBytes(size) + numberBytes(size) + numberBytes(offset);
        const auto narrow = [&](U64 number) { return numberBytes(is64 ? U32{0xffffffff} : static_cast<U32>(number)); };
        directory += "PK\x01\x02" + std::string(6, '\0') + numberBytes(record.method) + std::string(8, '\0') + narrow(size) + narrow(size)
            + numberBytes(static_cast<U16>(record.name.size())) + numberBytes(static_cast<U16>(extra.size())) + std::string(10, '\0') + narrow(offset) + record.name + extra;
    }
    const U64 begin = file.size();
    file += directory;
    if (is64) {
        const U64 end64 = file.size();
        file += "PK\x06\x06" + numberBytes(U64{44}) + std::string(12, '\0') + numberBytes(U64{records.size()}) + numberBytes(U64{records.size()})
            + numberBytes(U64{directory.size()}) + numberBytes(begin) + "PK\x06\x07" + std::string(4, '\0') + numberBytes(end64) + numberBytes(U32{1});
    }
    const auto count = is64 ? U16{0xffff} : static_cast<U16>(records.size());
    return file + "PK\x05\x06" + std::string(4, '\0') + numberBytes(count) + numberBytes(count) + numberBytes(is64 ? U32{0xffffffff} : static_cast<U32>(directory.size()))
        + numberBytes(is64 ? U32{0xffffffff} : static_cast<U32>(begin)) + std::string(2, '\0');
}

/// The old format; storages: key and bytes, in the order of the key list. More: members of the system's dictionary.
inline std::string legacyBytes(const std::string &dictionary, const std::vector<std::pair<std::string, std::string>> &storages, std::size_t elementBytes,
                               bool littleEndian = true)
{
    std::string file = std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15) + "\x80\x02M\xe9\x03." + "\x80\x02}" + pickledText("little_endian")
        + (littleEndian ? "\x88" : "\x89") + "s." + dictionary + "\x80\x02](";
    for (const auto &[key, bytes] : storages)
        file += pickledText(key);
    file += "e.";
    for (const auto &[key, bytes] : storages)
        file += numberBytes(static_cast<std::int64_t>(bytes.size() / elementBytes)) + bytes;
    return file;
}

} // namespace vernier::test
