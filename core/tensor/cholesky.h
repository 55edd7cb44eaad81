// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/gemm.h"

// Factors of symmetric positive definite matrices, blocked so that products do the work.

namespace vernier {

/// Replaces a by the upper triangular u with uᵀ u = a⁻¹, the lower triangle zeroed: Cholesky's factor of the inverse, found
/// without the inverse (a = r rᵀ with r upper triangular, u = r⁻¹). Diagonal blocks of up to 256 are computed in double.
/// a [n, n], both triangles given. False, and a unspecified, if it is not positive definite or the interrupt said stop.
[[nodiscard]] bool inverseUpperFactor(Matrix &a, const Compute &compute);

} // namespace vernier
