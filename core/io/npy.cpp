// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/npy.h"

#include "core/io/posix_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <string_view>

namespace vernier {

static_assert(std::endian::native == std::endian::little, "values are used and written as they lie in memory");

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kGrowthDigits = 21;      // numpy leaves room to raise the first extent in place
constexpr std::size_t kMaxHeaderBytes = 65536; // real headers have about 100; numpy itself refuses beyond 10000

struct Descriptor
{
    std::string_view text; ///< without the byte order
    DType dtype;
};

constexpr std::array<Descriptor, 9> kDescriptors{{{"b1", DType::Bool},
                                                  {"u1", DType::U8},
                                                  {"i1", DType::I8},
                                                  {"i2", DType::I16},
                                                  {"i4", DType::I32},
                                                  {"i8", DType::I64},
                                                  {"f2", DType::F16},
                                                  {"f4", DType::F32},
                                                  {"f8", DType::F64}}};

/// Reads the dictionary literal of a header, and nothing else of Python.
class HeaderReader
{
public:
    HeaderReader(std::string_view text, std::string where)
        : m_text(text)
        , m_where(std::move(where))
    {}

    Result<TensorView> read()
    {
        if (!take('{'))
            return corrupt("does not begin with {");
        while (!take('}')) {
            VERNIER_ASSIGN(const std::string_view key, quotedText());
            if (!take(':'))
                return corrupt("lacks a colon after a key");
            if (key == "descr" && !m_hasType)
                VERNIER_TRY(readType());
            else if (key == "fortran_order" && !m_hasOrder)
                VERNIER_TRY(readOrder());
            else if (key == "shape" && !m_hasShape)
                VERNIER_TRY(readShape());
            else
                return corrupt("has an unknown key, or one twice: \"" + printable(key) + "\"");
            if (!take(',') && peek() != '}')
                return corrupt("lacks a comma");
        }
        if (peek() != '\0' || !m_hasType || !m_hasOrder || !m_hasShape)
            return corrupt("does not consist of descr, fortran_order and shape");
        return m_result;
    }

private:
    [[nodiscard]] Error corrupt(const std::string &what) const
    {
        return {ErrorCode::CorruptFile,
                "the header " + what + " (near byte " + std::to_string(m_at) + " of it): the file is damaged", m_where};
    }
    [[nodiscard]] Error unsupported(const std::string &what) const { return {ErrorCode::Unsupported, what, m_where}; }

    /// The next character that is not blank; '\0' at the end.
    char peek()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n'))
            ++m_at;
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }

    bool take(char wanted)
    {
        if (peek() != wanted)
            return false;
        ++m_at;
        return true;
    }

    bool takeWord(std::string_view word)
    {
        peek();
        if (!m_text.substr(m_at).starts_with(word))
            return false;
        m_at += word.size();
        return true;
    }

    Result<std::string_view> quotedText()
    {
        const char quote = peek();
        if (quote != '\'' && quote != '"')
            return corrupt("lacks a quoted name");
        const std::size_t end = m_text.find(quote, m_at + 1);
        if (end == std::string_view::npos)
            return corrupt("has a quote without its end");
        const std::string_view text = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return text;
    }

    Result<void> readType()
    {
        m_hasType = true;
        if (peek() == '[')
            return unsupported("the array holds records: save each field as a plain array");
        VERNIER_ASSIGN(const std::string_view type, quotedText());
        if (type.size() >= 2 && type[1] == 'O')
            return unsupported("the array holds pickled Python objects, which are not read: save plain arrays");
        const auto row = std::find_if(kDescriptors.begin(), kDescriptors.end(), [type](const Descriptor &descriptor) {
            return !type.empty() && type.substr(1) == descriptor.text
                && (type[0] == '<' || (type[0] == '|' && sizeOf(descriptor.dtype) == 1));
        });
        if (row == kDescriptors.end())
            return unsupported("the element type \"" + printable(type)
                               + "\" is not supported: save as little-endian float32, float64, int32, int64 or uint8");
        m_result.dtype = row->dtype;
        return {};
    }

    Result<void> readOrder()
    {
        m_hasOrder = true;
        if (takeWord("False"))
            return {};
        if (takeWord("True"))
            return unsupported("the array is in Fortran order: save numpy.ascontiguousarray(array)");
        return corrupt("has a fortran_order that is neither True nor False");
    }

    Result<void> readShape()
    {
        m_hasShape = true;
        if (!take('('))
            return corrupt("has a shape that is no tuple");
        while (!take(')')) {
            std::int64_t extent = 0;
            const char first = peek();
            if (first < '0' || first > '9')
                return corrupt("has a shape with something else than numbers");
            for (; m_at < m_text.size() && m_text[m_at] >= '0' && m_text[m_at] <= '9'; ++m_at) {
                if (__builtin_mul_overflow(extent, 10, &extent)
                    || __builtin_add_overflow(extent, m_text[m_at] - '0', &extent))
                    return corrupt("has an impossible shape");
            }
            if (m_result.shape.size() >= kMaxNpyRank)
                return corrupt("has more than 32 dimensions");
            m_result.shape.push_back(extent);
            if (!take(',') && peek() != ')')
                return corrupt("has a shape without its end");
        }
        return {};
    }

    std::string_view m_text;
    std::string m_where;
    std::size_t m_at = 0;
    TensorView m_result;
    bool m_hasType = false;
    bool m_hasOrder = false;
    bool m_hasShape = false;
};

} // namespace

std::string_view npyTypeCode(DType dtype)
{
    const auto row = std::find_if(kDescriptors.begin(), kDescriptors.end(), [dtype](const Descriptor &d) { return d.dtype == dtype; });
    return row == kDescriptors.end() ? std::string_view() : row->text;
}

std::string npyHeader(std::string_view type, const Shape &shape)
{
    std::string extents;
    for (std::size_t i = 0; i < shape.size(); ++i)
        extents += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    if (shape.size() == 1)
        extents += ',';
    std::string dictionary = "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': (" + extents + "), }";
    if (!shape.empty())
        dictionary.append(kGrowthDigits - std::to_string(shape.front()).size(), ' ');
    const std::size_t before = kMagic.size() + 4; // version and length
    dictionary.append(kAlignment - (before + dictionary.size() + 1) % kAlignment, ' ');
    dictionary += '\n';
    const auto length = static_cast<std::uint16_t>(dictionary.size());
    std::string header(kMagic);
    header += {'\x01', '\x00', static_cast<char>(length & 0xff), static_cast<char>(length >> 8)};
    return header + dictionary;
}

Result<NpyWriter> NpyWriter::create(const std::filesystem::path &path, std::int64_t rows, std::int64_t cols)
{
    std::int64_t values = 0;
    std::int64_t bytes = 0;
    if (rows < 0 || cols < 0 || __builtin_mul_overflow(rows, cols, &values)
        || __builtin_mul_overflow(values, sizeof(float), &bytes))
        return Error{ErrorCode::InvalidArgument, "impossible shape " + toString(Shape{rows, cols}), path.string()};
    VERNIER_ASSIGN(AtomicFile file, AtomicFile::create(path));
    VERNIER_TRY(file.write(npyHeader("<f4", {rows, cols})));
    return NpyWriter(std::move(file), rows, cols);
}

NpyWriter::NpyWriter(AtomicFile file, std::int64_t rows, std::int64_t cols)
    : m_file(std::move(file))
    , m_cols(cols)
    , m_missing(static_cast<std::uint64_t>(rows * cols))
{}

Result<void> NpyWriter::append(std::span<const float> values)
{
    const bool wholeRows = m_cols == 0 ? values.empty() : values.size() % static_cast<std::size_t>(m_cols) == 0;
    if (!wholeRows || values.size() > m_missing)
        return Error{ErrorCode::InvalidArgument, "rows that do not fit the declared shape", m_file.target().string()};
    VERNIER_TRY(m_file.write(std::as_bytes(values)));
    m_missing -= values.size();
    return {};
}

Result<void> NpyWriter::commit(std::optional<std::filesystem::perms> permissions)
{
    if (m_missing > 0)
        return Error{ErrorCode::InvalidArgument,
                     std::to_string(m_missing / static_cast<std::uint64_t>(m_cols)) + " declared rows were not written",
                     m_file.target().string()};
    return m_file.commit(permissions);
}

Result<NpyFile> NpyFile::open(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const std::shared_ptr<const MappedFile> mapping, MappedFile::open(path));
    const std::span<const std::byte> bytes = mapping->bytes();
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    const auto corrupt = [&path](std::string message) {
        return Error{ErrorCode::CorruptFile, std::move(message), path.string()};
    };
    if (!text.starts_with(kMagic))
        return corrupt("this is no .npy file, or it is damaged");
    if (text.size() < kMagic.size() + 4)
        return corrupt("the file ends in its header: it is incomplete");
    const auto major = static_cast<unsigned char>(text[kMagic.size()]);
    if (major < 1 || major > 3)
        return Error{ErrorCode::Unsupported, "format version " + std::to_string(major) + " is not known",
                     path.string()};
    const std::size_t lengthBytes = major == 1 ? 2 : 4;
    const std::size_t headerStart = kMagic.size() + 2 + lengthBytes;
    if (text.size() < headerStart)
        return corrupt("the file ends in its header: it is incomplete");
    std::uint32_t length = 0;
    std::memcpy(&length, text.data() + kMagic.size() + 2, lengthBytes);
    if (length > kMaxHeaderBytes || length > text.size() - headerStart)
        return corrupt("the header would be " + std::to_string(length) + " bytes long, but the file has "
                       + std::to_string(text.size()) + ": it is damaged");

    VERNIER_ASSIGN(TensorView tensor, HeaderReader(text.substr(headerStart, length), path.string()).read());
    std::int64_t needed = 1;
    for (const std::int64_t extent : tensor.shape) {
        if (__builtin_mul_overflow(needed, extent, &needed))
            return corrupt("the shape " + toString(tensor.shape) + " is impossible: the file is damaged");
    }
    if (__builtin_mul_overflow(needed, static_cast<std::int64_t>(sizeOf(tensor.dtype)), &needed))
        return corrupt("the shape " + toString(tensor.shape) + " is impossible: the file is damaged");
    tensor.data = bytes.subspan(headerStart + length);
    if (static_cast<std::uint64_t>(needed) != tensor.data.size())
        return corrupt("an array of shape " + toString(tensor.shape) + " in " + std::string(toString(tensor.dtype))
                       + " needs " + std::to_string(needed) + " bytes, but the file holds "
                       + std::to_string(tensor.data.size()) + ": it is incomplete or damaged");
    return NpyFile(mapping, std::move(tensor));
}

NpyFile::NpyFile(std::shared_ptr<const MappedFile> mapping, TensorView tensor)
    : m_mapping(std::move(mapping))
    , m_tensor(std::move(tensor))
{}

} // namespace vernier
