// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

// Small helpers on names: glob matching as msModelSlim does it, and "did you mean".

namespace vernier {

/// Case-sensitive shell glob over the whole name: `*` (also across dots), `?`, `[seq]`, `[!seq]`.
/// A `[` without its `]` is an ordinary character. Semantics of Python's fnmatchcase.
[[nodiscard]] bool globMatch(std::string_view pattern, std::string_view name);

/// The candidate with the smallest edit distance to `name`; empty when there are none.
[[nodiscard]] std::string nearestName(std::string_view name, std::span<const std::string> candidates);

} // namespace vernier
