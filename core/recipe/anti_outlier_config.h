// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// msModelSlim's AntiOutlierConfig: which outlier suppression runs before quantization. Source: spec/msmodelslim.md 4.1.

namespace vernier {

/// m1 SmoothQuant, m2 enhanced SmoothQuant, m3 AWQ-like, m4 iterative smooth, m5 CBQ mask, m6 flex smooth.
enum class AntiMethod : std::uint8_t { M1, M2, M3, M4, M5, M6 };
/// "m1" ... "m6".
[[nodiscard]] std::string_view toString(AntiMethod method);

/// The exponents of m6; only when both are given is there no search.
struct FlexConfig
{
    std::optional<double> alpha;
    std::optional<double> beta;
    bool operator==(const FlexConfig &) const = default;
};

struct AntiOutlierConfig
{
    int wBit = 8;                              ///< 4 or 8
    int aBit = 8;                              ///< 8; 16 only with m3
    AntiMethod antiMethod = AntiMethod::M2;    ///< which suppression
    std::string devType = "cpu";               ///< cpu, npu or gpu: where msModelSlim runs
    std::optional<int> devId;                  ///< device index for msModelSlim
    bool wSym = true;                          ///< false only with m3
    std::vector<std::string> disableAntiNames; ///< linears whose group is left alone; only m3, m4, m6 look at it
    FlexConfig flexConfig;                     ///< m6 only

    bool operator==(const AntiOutlierConfig &) const = default;
};

/// The original's rules. Errors: InvalidArgument.
[[nodiscard]] Result<void> validate(const AntiOutlierConfig &config);

} // namespace vernier
