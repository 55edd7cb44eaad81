// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/float_model.h"
#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

// Norms over runs of channels: over whole rows for a block's norms, over each head for query and key norms.

namespace vernier {

/// y = x / sqrt(mean(x²) + eps) · weight + bias over each run of weight.size() channels of every row.
/// Source: Zhang & Sennrich 2019, arXiv:1910.07467.
void rmsNorm(const MatrixView &x, const Norm &norm, float eps, MatrixSpan y, const Compute &compute);

/// The norm of the model's kind; y may be x.
void applyNorm(const ModelConfig &config, const MatrixView &x, const Norm &norm, MatrixSpan y, const Compute &compute);

} // namespace vernier
