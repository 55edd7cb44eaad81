// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

// The one place where numbers become text for people; JSON carries them at full precision instead.

namespace vernier {

/// `digits` significant digits without trailing noise: "0.0193", "15.73", "1.2e-07"; "–" for not a number, "∞".
[[nodiscard]] std::string significant(double value, int digits = 4);
/// Fixed decimals: "73.87"; "–" for not a number.
[[nodiscard]] std::string fixedPoint(double value, int decimals);
/// "73.87 ± 0.42"; the error is left out where it is not known.
[[nodiscard]] std::string withError(double value, double error, int decimals);
/// "97.1 %"
[[nodiscard]] std::string percent(double share, int decimals = 1);
/// Binary units: "17.0 MiB"
[[nodiscard]] std::string byteSize(std::int64_t bytes);
/// Groups of three: "8 918 272"
[[nodiscard]] std::string grouped(std::int64_t value);

} // namespace vernier
