// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/npy_dict.h"

#include "core/io/npy.h"
#include "core/io/posix_file.h"
#include "core/tensor/half.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace vernier {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

namespace {

// Places in the pickle's memo of what every array needs.
constexpr unsigned kReconstruct = 0;
constexpr unsigned kEmptyArray = 1;  ///< arguments of the former
constexpr unsigned kObjectType = 2;
constexpr unsigned kFirstType = 3;

/// Builds a piece of a pickle, one opcode a function. Names are those of pickletools.
class Pickle
{
public:
    Pickle &op(char code)
    {
        m_text += code;
        return *this;
    }
    Pickle &proto() { return op('\x80').op('\x04'); }
    Pickle &global(std::string_view module, std::string_view name)
    {
        op('c').m_text.append(module).append("\n").append(name).append("\n");
        return *this;
    }
    /// BINUNICODE
    Pickle &unicode(std::string_view text)
    {
        op('X').raw(static_cast<std::uint32_t>(text.size()));
        m_text += text;
        return *this;
    }
    /// BINBYTES8; the bytes follow.
    Pickle &bytesHead(std::uint64_t count) { return op('\x8e').raw(count); }
    /// BININT, or LONG1 where it is too small
    Pickle &integer(std::int64_t value)
    {
        const auto narrow = static_cast<std::int32_t>(value);
        return narrow == value ? op('J').raw(narrow) : op('\x8a').op('\x08').raw(value);
    }
    Pickle &boolean(bool value) { return op(value ? '\x88' : '\x89'); }
    Pickle &none() { return op('N'); }
    Pickle &mark() { return op('('); }
    Pickle &tuple() { return op('t'); } ///< since the mark
    Pickle &emptyList() { return op(']'); }
    Pickle &emptyDict() { return op('}'); }
    Pickle &reduce() { return op('R'); }
    Pickle &build() { return op('b'); }
    Pickle &setItem() { return op('s'); }
    Pickle &append() { return op('a'); }
    Pickle &stop() { return op('.'); }
    Pickle &binGet(unsigned place) { return op('h').op(static_cast<char>(place)); }
    /// Keeps the top of the stack in the next place of the memo, and drops it: MEMOIZE, POP.
    Pickle &keep() { return op('\x94').op('0'); }

    [[nodiscard]] const std::string &text() const { return m_text; }

private:
    template <typename T>
    Pickle &raw(T value)
    {
        std::array<char, sizeof value> bytes{};
        std::memcpy(bytes.data(), &value, sizeof value);
        m_text.append(bytes.data(), bytes.size());
        return *this;
    }

    std::string m_text;
};

/// numpy.dtype(code), as its __reduce__ says it; its state names byte order, flags and what plain types do not have.
void keepType(Pickle &pickle, std::string_view code, char byteOrder, int flags)
{
    pickle.global("numpy", "dtype").mark().unicode(code).boolean(false).boolean(true).tuple().reduce();
    pickle.mark().integer(3).unicode(std::string_view(&byteOrder, 1)).none().none().none().integer(-1).integer(-1).integer(flags).tuple();
    pickle.build().keep();
}

/// What an array's __setstate__ takes, up to its values: version, shape, type, order.
void beginState(Pickle &pickle, const Shape &shape, unsigned type)
{
    pickle.binGet(kReconstruct).binGet(kEmptyArray).reduce().mark().integer(1).mark();
    for (const std::int64_t extent : shape)
        pickle.integer(extent);
    pickle.tuple().binGet(type).boolean(false);
}

std::string closing()
{
    return Pickle().append().tuple().build().stop().text();
}

/// Of one array, after its values.
std::string afterData()
{
    return Pickle().tuple().build().setItem().text();
}

bool isUtf8(const std::string &text)
{
    try {
        return !nlohmann::json(text).dump().empty();
    } catch (const nlohmann::json::exception &) {
        return false;
    }
}

} // namespace

DType NpyDictWriter::storedType(DType dtype)
{
    return dtype == DType::BF16 ? DType::F32 : dtype;
}

std::uint64_t NpyDictWriter::storedBytes(const Declared &array)
{
    return array.bytes / sizeOf(array.dtype) * sizeOf(storedType(array.dtype));
}

Result<void> NpyDictWriter::declare(std::string key, DType dtype, Shape shape)
{
    VERNIER_CHECK(!m_file);
    const auto invalid = [&key](const std::string &what) {
        return Error{ErrorCode::InvalidArgument, "array \"" + printable(key) + "\" " + what, {}};
    };
    const DType stored = storedType(dtype);
    auto bytes = static_cast<std::int64_t>(sizeOf(stored));
    for (const std::int64_t extent : shape) {
        if (extent < 0 || __builtin_mul_overflow(bytes, extent, &bytes))
            return invalid("has the impossible shape " + toString(shape));
    }
    if (shape.size() > kMaxNpyRank)
        return invalid("has more than 32 dimensions");
    if (!isUtf8(key))
        return invalid("has a name that is not UTF-8: rename it");
    if (!m_keys.insert(key).second)
        return invalid("is declared twice");
    if (std::find(m_types.begin(), m_types.end(), stored) == m_types.end())
        m_types.push_back(stored);
    const std::uint64_t elements = static_cast<std::uint64_t>(bytes) / sizeOf(stored);
    m_arrays.push_back({std::move(key), dtype, std::move(shape), elements * sizeOf(dtype)});
    return {};
}

/// Header, what the memo holds, and the outer array of no dimensions up to its only element, the empty dictionary.
std::string NpyDictWriter::opening() const
{
    Pickle pickle;
    pickle.proto();
    pickle.global("numpy.core.multiarray", "_reconstruct").keep();
    pickle.global("numpy", "ndarray");
    pickle.mark().integer(0).tuple();
    pickle.bytesHead(1).op('b').op('\x87').keep(); // TUPLE3
    constexpr int kHoldsReferences = 0x3f;         // flags of the type of Python objects
    keepType(pickle, "O8", '|', kHoldsReferences);
    for (const DType type : m_types)
        keepType(pickle, npyTypeCode(type), sizeOf(type) == 1 ? '|' : '<', 0);
    beginState(pickle, {}, kObjectType);
    pickle.emptyList().emptyDict();
    return npyHeader("|O", {}) + pickle.text();
}

/// Key and array up to its values.
std::string NpyDictWriter::beforeData(const Declared &array) const
{
    const auto type = std::find(m_types.begin(), m_types.end(), storedType(array.dtype)) - m_types.begin();
    Pickle pickle;
    pickle.unicode(array.key);
    beginState(pickle, array.shape, kFirstType + static_cast<unsigned>(type));
    return pickle.bytesHead(storedBytes(array)).text();
}

std::uint64_t NpyDictWriter::fileBytes() const
{
    std::uint64_t bytes = opening().size() + closing().size();
    for (const Declared &array : m_arrays)
        bytes += beforeData(array).size() + storedBytes(array) + afterData().size();
    return bytes;
}

Result<void> NpyDictWriter::begin(const std::filesystem::path &path)
{
    VERNIER_CHECK(!m_file);
    VERNIER_ASSIGN(AtomicFile file, AtomicFile::create(path));
    VERNIER_TRY(file.write(opening()));
    m_file.emplace(std::move(file));
    return startNext();
}

Result<void> NpyDictWriter::startNext()
{
    for (; m_current < m_arrays.size(); ++m_current) {
        VERNIER_TRY(m_file->write(beforeData(m_arrays[m_current])));
        m_missing = m_arrays[m_current].bytes;
        if (m_missing > 0)
            return {};
        VERNIER_TRY(m_file->write(afterData()));
    }
    return {};
}

Result<void> NpyDictWriter::write(std::span<const std::byte> bytes)
{
    VERNIER_CHECK(m_file);
    if (bytes.empty())
        return {};
    if (bytes.size() > m_missing || bytes.size() % sizeOf(m_arrays[m_current].dtype) != 0)
        return Error{ErrorCode::InvalidArgument, "bytes that do not fit the declared arrays", m_file->target().string()};
    VERNIER_TRY(m_arrays[m_current].dtype == DType::BF16 ? writeAsFloats(bytes) : m_file->write(bytes));
    m_missing -= bytes.size();
    if (m_missing > 0)
        return {};
    VERNIER_TRY(m_file->write(afterData()));
    ++m_current;
    return startNext();
}

/// In pieces: the values shall not be in memory a second time.
Result<void> NpyDictWriter::writeAsFloats(std::span<const std::byte> halves)
{
    std::array<float, 16384> piece{};
    const std::size_t count = halves.size() / sizeof(std::uint16_t);
    for (std::size_t done = 0; done < count; done += piece.size()) {
        const std::size_t part = std::min(piece.size(), count - done);
        for (std::size_t i = 0; i < part; ++i) {
            std::uint16_t bits = 0;
            std::memcpy(&bits, halves.data() + (done + i) * sizeof bits, sizeof bits);
            piece[i] = bfloat16ToFloat(bits);
        }
        VERNIER_TRY(m_file->write(std::as_bytes(std::span(piece).first(part))));
    }
    return {};
}

Result<void> NpyDictWriter::commit(std::optional<std::filesystem::perms> permissions)
{
    VERNIER_CHECK(m_file);
    if (m_current < m_arrays.size())
        return Error{ErrorCode::InvalidArgument, "array \"" + printable(m_arrays[m_current].key) + "\" is not complete", m_file->target().string()};
    VERNIER_TRY(m_file->write(closing()));
    return m_file->commit(permissions);
}

} // namespace vernier
