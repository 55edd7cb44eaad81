// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/check.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

// How core says that something in the world went wrong: a value or an Error, never an exception of our own.

namespace vernier {

/// What kind of failure it is; the widgets translate the code, the message is for the details.
enum class ErrorCode {
    InvalidArgument, ///< the caller asked for something impossible (recipe, option, name)
    NotFound,        ///< a file, tensor or layer that should exist does not
    Io,              ///< the operating system refused to read or write
    CorruptFile,     ///< a file contradicts itself or its format
    Unsupported,     ///< well-formed, but nothing here can handle it
    Numeric,         ///< NaN, infinity or a computation without a useful result
    Cancelled,       ///< the user asked to stop
};

[[nodiscard]] std::string_view toString(ErrorCode code);

/// A failure with the words for the person who has to mend it: what happened, where, and the remedy.
struct Error
{
    ErrorCode code = ErrorCode::InvalidArgument;
    std::string message; ///< a sentence: what is wrong and what to do about it
    std::string where;   ///< file, tensor, offset or key; may be empty
};

/// "where: message", as it is printed.
[[nodiscard]] std::string toString(const Error &error);

/// A value or an Error, with the interface of std::expected that we use.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {}
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {}

    [[nodiscard]] bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    [[nodiscard]] T &value() &
    {
        VERNIER_CHECK(hasValue());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] const T &value() const &
    {
        VERNIER_CHECK(hasValue());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] T &&value() && { return std::move(value()); }
    [[nodiscard]] T &operator*() & { return value(); }
    [[nodiscard]] const T &operator*() const & { return value(); }
    [[nodiscard]] T &&operator*() && { return std::move(value()); }
    [[nodiscard]] T *operator->() { return &value(); }
    [[nodiscard]] const T *operator->() const { return &value(); }

    [[nodiscard]] const Error &error() const &
    {
        VERNIER_CHECK(!hasValue());
        return *std::get_if<1>(&m_state);
    }
    [[nodiscard]] Error &&error() &&
    {
        VERNIER_CHECK(!hasValue());
        return std::move(*std::get_if<1>(&m_state));
    }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
    {}

    [[nodiscard]] bool hasValue() const { return !m_error; }
    explicit operator bool() const { return hasValue(); }

    [[nodiscard]] const Error &error() const &
    {
        VERNIER_CHECK(m_error.has_value());
        return *m_error;
    }
    [[nodiscard]] Error &&error() &&
    {
        VERNIER_CHECK(m_error.has_value());
        return std::move(*m_error);
    }

private:
    std::optional<Error> m_error;
};

} // namespace vernier

/// Returns the error of `expression` from the enclosing function, if it is one.
#define VERNIER_TRY(expression)                                                                                        \
    do {                                                                                                               \
        if (auto vernierTried = (expression); !vernierTried)                                                           \
            return std::move(vernierTried).error();                                                                    \
    } while (false)

#define VERNIER_CONCAT_(a, b) a##b
#define VERNIER_CONCAT(a, b) VERNIER_CONCAT_(a, b)

/// `VERNIER_ASSIGN(auto x, f());` declares or assigns x from the value, or returns the error.
#define VERNIER_ASSIGN(target, expression)                                                                             \
    auto VERNIER_CONCAT(vernierResult, __LINE__) = (expression);                                                       \
    if (!VERNIER_CONCAT(vernierResult, __LINE__))                                                                      \
        return std::move(VERNIER_CONCAT(vernierResult, __LINE__)).error();                                             \
    target = std::move(VERNIER_CONCAT(vernierResult, __LINE__)).value()
