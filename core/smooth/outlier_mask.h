// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

// Outlier suppression m5, the outlier mask of CBQ: only channels far outside the others are scaled, and weights do not matter.

namespace vernier {

/// The scales of m5, from the extremes of each channel over all samples. A channel is an outlier if its maximum is above a
/// threshold M (its minimum below m), and then s = (maximum / largest maximum of the others)^0.7, or with the minima if
/// that is more; else 1.
/// The thresholds are 1.5 times the distance of the 0.2 and 0.8 quantiles beyond them; where several channels are beyond, they are
/// split once more where the gap less the spread of what is left is largest.
/// Source: Ding et al. 2023, CBQ, arXiv:2312.07950, section 3.3; spec/msmodelslim.md 4.9.
[[nodiscard]] std::vector<float> outlierMaskScales(std::span<const float> channelMin, std::span<const float> channelMax);

} // namespace vernier
