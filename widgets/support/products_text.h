// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/gemm.h"

#include <QString>

// How float layers multiply, in the user's language.

namespace vernier {

/// For a chooser: "Float32", "Preview: activations in 16 bits".
[[nodiscard]] QString productsName(FloatProducts products);
/// Of results: "Float layers multiplied in float32."
[[nodiscard]] QString productsText(FloatProducts products);

} // namespace vernier
