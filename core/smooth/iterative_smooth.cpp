// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/iterative_smooth.h"

#include "core/smooth/outlier_stats.h"

namespace vernier {

std::vector<float> iterativeScales(std::span<const float> activationAbsMax, std::span<const float> weightAbsMax, double alpha, DType arithmetic)
{
    return balancedScales(activationAbsMax, weightAbsMax, alpha, 1.0 - alpha, arithmetic);
}

} // namespace vernier
