// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

// Float32 matrices the engine computes with; always row-major: activations [tokens, features], weights [out, in].

namespace vernier {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// A matrix or a block of one; does not own. Rows may be further apart than they are long, elements may not.
using MatrixView = Eigen::Ref<const Matrix, 0, Eigen::OuterStride<>>;
using MatrixSpan = Eigen::Ref<Matrix, 0, Eigen::OuterStride<>>;

/// Signed 8-bit codes, [out, in].
using CodeMatrix = Eigen::Matrix<std::int8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

} // namespace vernier
