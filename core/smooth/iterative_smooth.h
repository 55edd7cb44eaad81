// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/dtype.h"

#include <span>
#include <vector>

// Outlier suppression m4, iterative smooth: SmoothQuant with another balance, and also between linear layers.

namespace vernier {

/// The scales of m4: s = max(activation^alpha / max(weight, 1e-5)^(1 - alpha), 1e-5) for each channel, abs-maxima as for
/// m1. Source: Xiao et al. 2022, SmoothQuant, arXiv:2211.10438; spec/msmodelslim.md 4.8.
[[nodiscard]] std::vector<float> iterativeScales(std::span<const float> activationAbsMax, std::span<const float> weightAbsMax, double alpha,
                                                 DType arithmetic = DType::F32);

} // namespace vernier
