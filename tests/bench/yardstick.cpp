// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/yardstick.h"

#include "core/base/parallel.h"
#include "core/tensor/packed_weights.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace vernier::bench {

namespace {

constexpr Eigen::Index kRows = 512;
constexpr Eigen::Index kWidth = 4096; // inputs and outputs

template <typename Multiply>
double bestOfFive(Multiply multiply)
{
    double best = 0.0;
    for (int i = 0; i < 5; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        multiply();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best = std::max(best, 2.0 * kRows * kWidth * kWidth / took.count() * 1e-9);
    }
    return best;
}

} // namespace

double yardstick(int threads)
{
    const Matrix x = Matrix::Random(kRows, kWidth);
    const Matrix w = Matrix::Random(kWidth, kWidth);
    Matrix y(kRows, kWidth);
    return bestOfFive([&] { multiplyTransposed(x, w, y, Compute{.threads = threads}); });
}

double codeYardstick(int threads)
{
    const Compute compute{.threads = threads};
    const std::vector<std::uint8_t> x(kRows * kWidth, 77);
    const CodeMatrix w = CodeMatrix::Random(kWidth, kWidth);
    std::vector<std::int32_t> y(kRows * kWidth);
    const auto packed = PackedWeights::ofCodes(w, compute);
    if (!packed)
        return bestOfFive([&] { multiplyInt8(x, w, y, compute); });
    return bestOfFive([&] {
        parallelFor(threads, packed->panels(), [&](std::int64_t panel) {
            packed->multiply(panel, x.data(), kRows, y.data() + packed->panelFirst(panel) * kRows);
        });
    });
}

} // namespace vernier::bench
