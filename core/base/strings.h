// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

// Small helpers on names: glob matching as msModelSlim does it, "did you mean", and what is fit to print.

namespace vernier {

/// Case-sensitive shell glob over the whole name: `*` (also across dots), `?`, `[seq]`, `[!seq]`.
/// A `[` without its `]` is an ordinary character. Semantics of Python's fnmatchcase.
[[nodiscard]] bool globMatch(std::string_view pattern, std::string_view name);

/// The candidate with the smallest edit distance to `name`, where case and underscores count for nothing; empty when none
/// is near: more than a third of the letters would have to change (or two, in short names).
[[nodiscard]] std::string nearestName(std::string_view name, std::span<const std::string> candidates);

/// Without the blanks at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r\n\v\f");

/// Text from files, names and paths as a terminal may show it: control characters (also U+0080 to U+009F, which some
/// terminals obey) as \xNN, bytes that are no UTF-8 likewise. Characters in `kept` stay.
[[nodiscard]] std::string withoutControls(std::string_view text, std::string_view kept = {});

/// At most `longest` bytes (at least 8), the middle left out; whole UTF-8 characters.
[[nodiscard]] std::string shortenedText(std::string_view text, std::size_t longest);

} // namespace vernier
