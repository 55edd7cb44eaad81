// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/smooth_quant.h"

#include "core/smooth/outlier_stats.h"

namespace vernier {

std::vector<float> smoothQuantScales(std::span<const float> activationAbsMax, std::span<const float> weightAbsMax)
{
    constexpr double kStrength = 0.5;
    return balancedScales(activationAbsMax, weightAbsMax, kStrength, 1.0 - kStrength);
}

} // namespace vernier
