// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

// Little-endian numbers and texts, one after the other, out of bytes that are not trusted.

namespace vernier {

static_assert(std::endian::native == std::endian::little, "numbers in files are used as they lie there");

/// Reading beyond the end gives zeros and empty texts, and ok() is false from then on: ask once after several reads.
class ByteReader
{
public:
    /// An offset beyond the end is as if something had been read there.
    explicit ByteReader(std::span<const std::byte> bytes, std::uint64_t offset = 0)
        : m_bytes(bytes)
    {
        skip(offset);
    }

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] std::size_t at() const { return m_at; }
    [[nodiscard]] std::size_t left() const { return m_bytes.size() - m_at; }

    template <typename Number>
    Number number()
    {
        Number value{};
        if (const std::span<const std::byte> bytes = take(sizeof value); !bytes.empty())
            std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    /// The next `length` bytes, which stay where they are.
    std::span<const std::byte> take(std::uint64_t length)
    {
        if (!m_ok || length > left()) {
            m_ok = false;
            return {};
        }
        const auto bytes = m_bytes.subspan(m_at, static_cast<std::size_t>(length));
        m_at += bytes.size();
        return bytes;
    }

    std::string_view text(std::uint64_t length)
    {
        const std::span<const std::byte> bytes = take(length);
        return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
    }

    /// Up to a line end, which is read and left out.
    std::string_view line()
    {
        const void *end = left() == 0 ? nullptr : std::memchr(m_bytes.data() + m_at, '\n', left());
        if (!end) {
            m_ok = false;
            return {};
        }
        const std::string_view result = text(static_cast<std::size_t>(static_cast<const std::byte *>(end) - (m_bytes.data() + m_at)));
        skip(1);
        return result;
    }

    void skip(std::uint64_t length) { (void)take(length); }

private:
    std::span<const std::byte> m_bytes;
    std::size_t m_at = 0;
    bool m_ok = true;
};

} // namespace vernier
