// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vernier::bench {

/// GFLOP/s of a float32 product of 512 x 4096 by 4096 x 4096, the best of a few: what results of different machines are held against.
[[nodiscard]] double yardstick(int threads);
/// The same in products of 8-bit codes, packed where the processor has kernels for that.
[[nodiscard]] double codeYardstick(int threads);

} // namespace vernier::bench
