// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/posix_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <new>
#include <string>
#include <string_view>

// The event parser under json_file.h and the safetensors header: syntax is nlohmann's, limits and words are ours.

namespace vernier {

/// Walks over the text and tells how far the parser has come.
struct CountingIterator
{
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;

    const char *at = nullptr;
    const char **reached = nullptr;

    reference operator*() const { return *at; }
    CountingIterator &operator++()
    {
        *reached = ++at;
        return *this;
    }
    CountingIterator operator++(int)
    {
        const CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator &other) const { return at == other.at; }
    bool operator!=(const CountingIterator &other) const { return at != other.at; }
};

/// Base of the handlers: the types of nlohmann's SAX interface, and refusing with a reason.
class JsonHandler
{
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = std::string;
    using binary_t = nlohmann::json::binary_t;

    bool binary(binary_t &) { return refuse("binary values are not JSON"); }
    bool parse_error(std::size_t, const std::string &, const nlohmann::json::exception &exception);

    [[nodiscard]] const std::string &reason() const { return m_reason; }

protected:
    /// Stops the parser; what is wrong at the place it has reached.
    bool refuse(std::string reason)
    {
        m_reason = std::move(reason);
        return false;
    }

private:
    std::string m_reason;
};

/// CorruptFile with line and byte offset of `position` in `text`.
[[nodiscard]] Error jsonError(std::string_view text, std::size_t position, std::string reason, std::string where);

/// Runs `handler` over one JSON value that must fill `text`.
template <typename Handler>
[[nodiscard]] Result<void> parseJsonEvents(std::string_view text, std::string where, Handler &handler)
{
    const char *reached = text.data();
    const CountingIterator first{text.data(), &reached};
    const CountingIterator last{text.data() + text.size(), &reached};
    try {
        if (nlohmann::json::sax_parse(first, last, &handler))
            return {};
    } catch (const nlohmann::json::exception &exception) {
        handler.parse_error(0, {}, exception);
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::Unsupported, "not enough memory for this JSON", std::move(where)};
    }
    return jsonError(text, static_cast<std::size_t>(reached - text.data()), handler.reason(), std::move(where));
}

} // namespace vernier
