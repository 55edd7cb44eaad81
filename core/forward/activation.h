// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model_config.h"
#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

// What stands between the linear layers of an MLP.

namespace vernier {

/// x = activation(x), elementwise.
void activate(Activation activation, Matrix &x, const Compute &compute);

/// gate = activation(gate) · up, elementwise. Source: Shazeer 2020, GLU variants, arXiv:2002.05202.
void activateGate(Activation activation, Matrix &gate, const Matrix &up, const Compute &compute);

} // namespace vernier
