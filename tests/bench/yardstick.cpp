// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/yardstick.h"

#include "core/tensor/gemm.h"

#include <algorithm>
#include <chrono>

namespace vernier::bench {

double yardstick(int threads)
{
    double best = 0.0;
    const Matrix x = Matrix::Random(512, 4096);
    const Matrix w = Matrix::Random(4096, 4096);
    Matrix y(512, 4096);
    for (int i = 0; i < 5; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        multiplyTransposed(x, w, y, Compute{.threads = threads});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best = std::max(best, 2.0 * 512.0 * 4096.0 * 4096.0 / took.count() * 1e-9);
    }
    return best;
}

} // namespace vernier::bench
