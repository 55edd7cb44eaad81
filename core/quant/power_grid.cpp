// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/power_grid.h"

#include "core/base/parallel.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace vernier {

namespace {

using Function = std::function<double(double)>;

struct Minimum
{
    double place = 0.0;
    double value = 0.0;
};

/// Brent's method in [a, b].
Minimum brentMinimum(const Function &of, double a, double b, double tolerance)
{
    constexpr int kMostCalls = 500;
    const double smallStep = std::sqrt(2.2e-16);
    const double golden = 0.5 * (3.0 - std::sqrt(5.0));
    Minimum best{a + golden * (b - a), 0.0};
    best.value = of(best.place);
    Minimum second = best;
    Minimum third = best;
    double step = 0.0;
    double stepBefore = 0.0;
    for (int calls = 1; calls < kMostCalls; ++calls) {
        const double middle = 0.5 * (a + b);
        const double least = smallStep * std::abs(best.place) + tolerance / 3.0;
        if (!(std::abs(best.place - middle) > 2.0 * least - 0.5 * (b - a)))
            break;
        bool parabola = false;
        if (std::abs(stepBefore) > least) {
            double r = (best.place - second.place) * (best.value - third.value);
            double q = (best.place - third.place) * (best.value - second.value);
            double p = (best.place - third.place) * q - (best.place - second.place) * r;
            q = 2.0 * (q - r);
            if (q > 0.0)
                p = -p;
            q = std::abs(q);
            r = stepBefore;
            stepBefore = step;
            parabola = std::abs(p) < std::abs(0.5 * q * r) && p > q * (a - best.place) && p < q * (b - best.place);
            if (parabola) {
                step = p / q;
                const double at = best.place + step;
                if (at - a < 2.0 * least || b - at < 2.0 * least)
                    step = middle >= best.place ? least : -least;
            }
        }
        if (!parabola) {
            stepBefore = best.place >= middle ? a - best.place : b - best.place;
            step = golden * stepBefore;
        }
        Minimum tried{best.place + (step >= 0.0 ? 1.0 : -1.0) * std::max(std::abs(step), least), 0.0};
        tried.value = of(tried.place);
        if (tried.value <= best.value) {
            (tried.place >= best.place ? a : b) = best.place;
            third = second;
            second = best;
            best = tried;
        } else {
            (tried.place < best.place ? a : b) = tried.place;
            if (tried.value <= second.value || second.place == best.place) {
                third = second;
                second = tried;
            } else if (tried.value <= third.value || third.place == best.place || third.place == second.place) {
                third = tried;
            }
        }
    }
    return best;
}

/// Steps along `direction` from `place` that stay within the bounds, searched for the least value.
Minimum alongLine(const Function &of, Minimum from, double direction, double low, double high)
{
    constexpr double kTolerance = 1e-4;
    if (direction == 0.0)
        return from;
    const double toLow = (low - from.place) / direction;
    const double toHigh = (high - from.place) / direction;
    const Minimum step = brentMinimum([&](double length) { return of(from.place + length * direction); }, std::min(toLow, toHigh),
                                      std::max(toLow, toHigh), kTolerance);
    return {from.place + step.place * direction, step.value};
}

/// The grid of one row: from which magnitude on each code is the nearest, and what it stands for. In double, as the original.
class PowerGrid
{
public:
    PowerGrid(double largest, double exponent)
    {
        constexpr double kTiny = 5.960464477539063e-08; // 2^-24
        if (largest <= kTiny) {
            m_borders.fill(std::numeric_limits<float>::infinity());
            return;
        }
        const double step = largest / kCodes;
        for (int code = 1; code <= kCodes; ++code) {
            const auto place = static_cast<std::size_t>(code);
            m_borders[place - 1] = below(std::pow((code - 0.5) * step, 1.0 / exponent));
            m_magnitudes[place] = static_cast<float>(std::pow(code * step, 1.0 / exponent));
        }
    }

    void errors(std::span<const float> row, float *errors) const
    {
        for (std::size_t c = 0; c < row.size(); ++c) {
            const float magnitude = std::abs(row[c]);
            std::size_t code = 0;
            for (const float border : m_borders)
                code += magnitude > border ? 1 : 0;
            errors[c] = row[c] - std::copysign(m_magnitudes[code], row[c]);
        }
    }

private:
    static constexpr int kCodes = 7;

    /// The largest float32 that is not above x.
    static float below(double x)
    {
        const auto rounded = static_cast<float>(x);
        return static_cast<double>(rounded) > x ? std::nextafter(rounded, 0.0f) : rounded;
    }

    std::array<float, kCodes> m_borders{}; ///< a magnitude above the k-th has at least code k + 1
    std::array<float, kCodes + 1> m_magnitudes{};
};

/// What the grid loses, squared and summed. The sum is the original's: its last bits decide the last steps of the search.
double lossOf(const MatrixView &inliers, bool perTensor, double exponent, const Workers &workers)
{
    std::vector<double> largest(static_cast<std::size_t>(inliers.rows()));
    parallelFor(workers, inliers.rows(), [&](std::int64_t row) {
        largest[static_cast<std::size_t>(row)] = std::pow(static_cast<double>(inliers.row(row).cwiseAbs().maxCoeff()), exponent);
    });
    if (perTensor)
        std::fill(largest.begin(), largest.end(), *std::max_element(largest.begin(), largest.end()));
    Matrix errors(inliers.rows(), inliers.cols());
    parallelFor(workers, inliers.rows(), [&](std::int64_t row) {
        PowerGrid(largest[static_cast<std::size_t>(row)], exponent)
            .errors({inliers.row(row).data(), static_cast<std::size_t>(inliers.cols())}, errors.row(row).data());
    });
    if (workers.areStopped())
        return 0.0; // which ends the search
    const float norm = laneNorm({errors.data(), static_cast<std::size_t>(errors.size())});
    return static_cast<double>(norm * norm);
}

} // namespace

double powellMinimum(const Function &of, double start, double low, double high)
{
    constexpr double kTolerance = 1e-4;
    constexpr int kMostRounds = 1000;
    Minimum best{start, of(start)};
    double before = start;
    double direction = 1.0;
    for (int round = 0; round < kMostRounds; ++round) {
        const double valueBefore = best.value;
        best = alongLine(of, best, direction, low, high);
        const double gain = std::max(valueBefore - best.value, 0.0);
        if (2.0 * (valueBefore - best.value) <= kTolerance * (std::abs(valueBefore) + std::abs(best.value)) + 1e-20)
            break;
        // As far again as the round has come, where that still goes downhill enough to be worth a direction of its own.
        const double moved = best.place - before;
        before = best.place;
        if (moved == 0.0)
            continue;
        const double room = std::max((low - best.place) / moved, (high - best.place) / moved);
        const double ahead = of(best.place + std::min(room, 1.0) * moved);
        if (!(valueBefore > ahead))
            continue;
        const double rest = valueBefore - best.value - gain;
        const double fall = valueBefore - ahead;
        if (2.0 * (valueBefore + ahead - 2.0 * best.value) * rest * rest - gain * fall * fall < 0.0) {
            const Minimum found = alongLine(of, best, moved, low, high);
            if (found.place != best.place)
                direction = found.place - best.place;
            best = found;
        }
    }
    return best.place;
}

void signedPower(std::span<float> x, float exponent, const Workers &workers)
{
    constexpr std::size_t kPiece = 4096 * kVectorPiece;
    parallelFor(workers, static_cast<std::int64_t>((x.size() + kPiece - 1) / kPiece), [&](std::int64_t index) {
        const std::size_t first = static_cast<std::size_t>(index) * kPiece;
        const std::span<float> piece = x.subspan(first, std::min(kPiece, x.size() - first));
        std::vector<float> magnitudes(piece.size());
        std::transform(piece.begin(), piece.end(), magnitudes.begin(), [](float value) { return std::abs(value); });
        powerWithoutShortcuts(magnitudes, static_cast<double>(exponent));
        std::transform(magnitudes.begin(), magnitudes.end(), piece.begin(), piece.begin(), [](float a, float b) { return std::copysign(a, b); });
    });
}

double searchGridExponent(const MatrixView &inliers, bool perTensor, const Workers &workers)
{
    constexpr double kStart = 0.7;
    constexpr double kLow = 0.1;
    constexpr double kHigh = 0.9;
    return powellMinimum([&](double exponent) { return lossOf(inliers, perTensor, exponent, workers); }, kStart, kLow, kHigh);
}

} // namespace vernier
