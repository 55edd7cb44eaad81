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
/// `decimals`, and as many more (up to 8) as it takes for neither number to look like 0 without being it.
[[nodiscard]] int decimalsShowing(double value, double error, int decimals);
/// Decimals of a perplexity and its error: 2, fewer when it has more than three digits before them.
[[nodiscard]] int perplexityDecimals(double value, double error = 0.0);
/// Decimals of a KL divergence and its error: 4, more when it is tiny.
[[nodiscard]] int divergenceDecimals(double value, double error = 0.0);
/// "+0.12", "-0.12"; "0.00" has no sign.
[[nodiscard]] std::string signedFixed(double value, int decimals);
/// "97.1 %"
[[nodiscard]] std::string percent(double share, int decimals = 1);
/// "0.31 s", "12 s", "3 min 05 s", "2 h 10 min"; "–" for not a number.
[[nodiscard]] std::string duration(double seconds);
/// Binary units: "17.0 MiB"
[[nodiscard]] std::string byteSize(std::int64_t bytes);
/// Groups of three: "8 918 272"
[[nodiscard]] std::string grouped(std::int64_t value);

} // namespace vernier
