// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/vector_math.h"

#include "core/base/check.h"
#include "core/base/vectorized.h"
#include "core/tensor/half.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace vernier {

namespace {

constexpr std::size_t kLanes = 8;
using Lanes = std::array<float, kLanes>;

constexpr std::size_t kChains = 4;

/// Running sums of kChains vectors. Every run of additions starts anew and then joins a total, totals of as many runs
/// join a total of totals, and so on, so that rounding errors grow with the logarithm of the length.
template <std::size_t kWidth>
class Cascade
{
public:
    using Vector = std::array<float, kWidth>;

    /// steps: how many vectors each chain will take.
    explicit Cascade(std::size_t steps)
    {
        const unsigned log2 = steps <= 1 ? 0 : static_cast<unsigned>(std::bit_width(steps - 1));
        m_runBits = std::max<unsigned>(4, log2 / kLevels);
    }

    [[nodiscard]] Vector &chain(std::size_t index) { return m_sums[0][index]; }

    /// After every step: at the end of a run the lower levels are emptied into the higher ones.
    void endStep()
    {
        ++m_steps;
        for (std::size_t level = 1; level < kLevels; ++level) {
            const std::size_t runs = m_steps >> (m_runBits * (level - 1));
            if ((runs & ((std::size_t{1} << m_runBits) - 1)) != 0)
                return;
            for (std::size_t index = 0; index < kChains; ++index) {
                add(m_sums[level][index], m_sums[level - 1][index]);
                m_sums[level - 1][index] = {};
            }
        }
    }

    /// Leaves in chain() the sum of all levels.
    void finish()
    {
        for (std::size_t level = 1; level < kLevels; ++level) {
            for (std::size_t index = 0; index < kChains; ++index)
                add(m_sums[0][index], m_sums[level][index]);
        }
    }

    static void add(Vector &to, const Vector &vector)
    {
        for (std::size_t lane = 0; lane < kWidth; ++lane)
            to[lane] += vector[lane];
    }

private:
    static constexpr std::size_t kLevels = 4;
    std::array<std::array<Vector, kChains>, kLevels> m_sums{};
    unsigned m_runBits;
    std::size_t m_steps = 0;
};

/// kWidth neighbouring values are taken as one vector, and the chains take the vectors in turn.
template <std::size_t kWidth, typename Term>
float chainedSum(const float *values, std::size_t count, Term term)
{
    const std::size_t vectors = count / kWidth;
    const std::size_t steps = vectors / kChains;
    Cascade<kWidth> sums(steps);
    const auto take = [&](std::size_t chain, std::size_t vector) {
        for (std::size_t lane = 0; lane < kWidth; ++lane)
            sums.chain(chain)[lane] += term(values[vector * kWidth + lane]);
    };
    for (std::size_t step = 0; step < steps; ++step) {
        for (std::size_t chain = 0; chain < kChains; ++chain)
            take(chain, step * kChains + chain);
        sums.endStep();
    }
    sums.finish();
    for (std::size_t vector = steps * kChains; vector < vectors; ++vector)
        take(0, vector);
    for (std::size_t chain = 1; chain < kChains; ++chain)
        sums.add(sums.chain(0), sums.chain(chain));
    float sum = 0.0f;
    for (std::size_t i = vectors * kWidth; i < count; ++i)
        sum += term(values[i]);
    for (const float lane : sums.chain(0))
        sum += lane;
    return sum;
}

template <typename Term>
float blockedSumOf(std::span<const float> values, Term term)
{
    return values.size() < kLanes ? chainedSum<1>(values.data(), values.size(), term)
                                  : chainedSum<kLanes>(values.data(), values.size(), term);
}

inline float exponentialOf(float x)
{
    constexpr float kInverseLn2 = 1.442695040888963407f;
    constexpr float kLn2High = 0.693145751953125f;
    constexpr float kLn2Low = 1.428606765330187045e-06f;
    const float power = std::rint(x * kInverseLn2);
    float s = std::fma(power, -kLn2High, x);
    s = std::fma(power, -kLn2Low, s);
    float u = 0.000198527617612853646278381f;
    u = std::fma(u, s, 0.00139304355252534151077271f);
    u = std::fma(u, s, 0.00833336077630519866943359f);
    u = std::fma(u, s, 0.0416664853692054748535156f);
    u = std::fma(u, s, 0.166666671633720397949219f);
    u = std::fma(u, s, 0.5f);
    u = 1.0f + std::fma(s * s, u, s);
    // Two exact multiplications by powers of two reach the subnormal range; beyond it the result is 0 or infinity. The
    // bounds come first in min and max, so that a NaN does not reach the conversion.
    const auto exponent = static_cast<std::int32_t>(std::min(160.0f, std::max(-160.0f, power)));
    const std::int32_t half = exponent >> 1;
    u *= std::bit_cast<float>((half + 127) << 23);
    u *= std::bit_cast<float>((exponent - half + 127) << 23);
    u = x < -104.0f ? 0.0f : u;
    return x > 100.0f ? HUGE_VALF : u;
}

inline double exponentialOf(double x)
{
    constexpr double kInverseLn2 = 1.4426950408889634;
    constexpr double kLn2High = 0.693145751953125; // few digits, so that its product with a power is exact
    constexpr double kLn2Low = 1.42860682030941723212e-06;
    constexpr double kLowest = -745.2; // below, the result is 0; above the highest, infinity
    constexpr double kHighest = 709.8;
    const double power = std::rint(std::min(kHighest, std::max(kLowest, x)) * kInverseLn2);
    const double s = std::fma(power, -kLn2Low, std::fma(power, -kLn2High, x));
    double u = 1.0 / 6227020800.0; // Taylor's series: its next term is below 1e-17 for |s| <= ln 2 / 2
    u = std::fma(u, s, 1.0 / 479001600.0);
    u = std::fma(u, s, 1.0 / 39916800.0);
    u = std::fma(u, s, 1.0 / 3628800.0);
    u = std::fma(u, s, 1.0 / 362880.0);
    u = std::fma(u, s, 1.0 / 40320.0);
    u = std::fma(u, s, 1.0 / 5040.0);
    u = std::fma(u, s, 1.0 / 720.0);
    u = std::fma(u, s, 1.0 / 120.0);
    u = std::fma(u, s, 1.0 / 24.0);
    u = std::fma(u, s, 1.0 / 6.0);
    u = std::fma(u, s, 0.5);
    u = std::fma(u, s, 1.0);
    u = std::fma(u, s, 1.0);
    const auto exponent = static_cast<std::int64_t>(static_cast<std::int32_t>(power));
    const std::int64_t half = exponent >> 1; // two exact multiplications reach the subnormal range
    u *= std::bit_cast<double>((half + 1023) << 52);
    u *= std::bit_cast<double>((exponent - half + 1023) << 52);
    u = x < kLowest ? 0.0 : u;
    return x > kHighest ? HUGE_VAL : u;
}

VERNIER_VECTORIZED
void exponentialArray(double *x, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = exponentialOf(x[i]);
}

VERNIER_VECTORIZED
void exponentialArray(float *x, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = exponentialOf(x[i]);
}

VERNIER_VECTORIZED
void siluTimesArray(float *x, const float *factor, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = x[i] / (1.0f + exponentialOf(-x[i])) * factor[i];
}

VERNIER_VECTORIZED
void siluTimesArrayInBfloat16(float *x, const float *factor, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float denominator = roundToBfloat16(1.0f + roundToBfloat16(exponentialOf(-x[i])));
        x[i] = roundToBfloat16(roundToBfloat16(x[i] / denominator) * factor[i]);
    }
}

VERNIER_VECTORIZED
void siluArray(float *x, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = x[i] / (1.0f + exponentialOf(-x[i]));
}

VERNIER_VECTORIZED
void geluTanhArray(float *x, std::size_t count)
{
    constexpr auto kTwoRoots = static_cast<float>(2.0 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
    for (std::size_t i = 0; i < count; ++i)
        x[i] = x[i] / (1.0f + exponentialOf(-kTwoRoots * (x[i] + 0.044715f * x[i] * x[i] * x[i])));
}

/// tanh y = 1 - 2 / (1 + exp(2y)): an error of a unit in the last place of the cap.
VERNIER_VECTORIZED
void softcapArray(float cap, float *x, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = cap - 2.0f * cap / (1.0f + exponentialOf(2.0f * (x[i] / cap)));
}

/// An unevaluated sum of two floats.
struct Pair
{
    float high;
    float low;
};

/// a + b, exact if |a| >= |b|.
inline Pair fastSum(float a, float b)
{
    const float sum = a + b;
    return {sum, a - sum + b};
}

/// a + b, exact.
inline Pair exactSum(float a, float b)
{
    const float sum = a + b;
    const float taken = sum - a;
    return {sum, a - (sum - taken) + (b - taken)};
}

inline Pair operator*(Pair a, Pair b)
{
    const float product = a.high * b.high;
    return {product, std::fma(a.high, b.low, std::fma(a.low, b.high, std::fma(a.high, b.high, -product)))};
}

inline Pair operator*(Pair a, float b)
{
    const float product = a.high * b;
    return {product, std::fma(a.low, b, std::fma(a.high, b, -product))};
}

inline Pair squareOf(Pair a)
{
    const float square = a.high * a.high;
    return {square, std::fma(a.high + a.high, a.low, std::fma(a.high, a.high, -square))};
}

inline Pair operator/(Pair a, Pair b)
{
    const float inverse = 1.0f / b.high;
    const float quotient = a.high * inverse;
    const float rest = std::fma(inverse, a.high, -quotient);
    const float error = std::fma(-b.low, inverse, std::fma(-b.high, inverse, 1.0f));
    return {quotient, std::fma(quotient, error, std::fma(a.low, inverse, rest))};
}

/// a + b for |a| >= |b|.
inline Pair fastSum(Pair a, Pair b)
{
    const float sum = a.high + b.high;
    return {sum, a.high - sum + b.high + a.low + b.low};
}

/// a + b
inline Pair exactSum(Pair a, Pair b)
{
    const Pair sum = exactSum(a.high, b.high);
    return {sum.high, sum.low + (a.low + b.low)};
}

/// Natural logarithm of a positive number.
inline Pair logarithmOf(float x)
{
    constexpr float kTwo64 = 0x1p64f;
    constexpr Pair kLn2{0.69314718246459960938f, -1.904654323148236017e-09f};
    constexpr Pair kTwoThirds{0.66666662693023681640625f, 3.69183861259614332084311e-09f};
    const bool isSubnormal = x < std::numeric_limits<float>::min();
    x = isSubnormal ? x * kTwo64 : x;
    // The mantissa lies in [0.75, 1.5).
    const std::int32_t exponent = std::bit_cast<std::int32_t>(x * (1.0f / 0.75f)) / (1 << 23) - 127;
    const float mantissa = std::bit_cast<float>(std::bit_cast<std::int32_t>(x) - exponent * (1 << 23));
    const Pair ratio = exactSum(-1.0f, mantissa) / exactSum(1.0f, mantissa);
    const Pair square = squareOf(ratio);
    float t = 0.240320354700088500976562f;
    t = std::fma(t, square.high, 0.285112679004669189453125f);
    t = std::fma(t, square.high, 0.400007992982864379882812f);
    const Pair whole = kLn2 * static_cast<float>(isSubnormal ? exponent - 64 : exponent);
    const Pair linear = fastSum(whole, Pair{ratio.high * 2.0f, ratio.low * 2.0f});
    return fastSum(linear, square * ratio * exactSum(square * t, kTwoThirds));
}

/// exp of a pair. Beyond float's range the result is 0 or infinity.
inline float exponentialOf(Pair x)
{
    constexpr float kInverseLn2 = 1.442695040888963407f;
    constexpr float kLn2High = 0.693145751953125f;
    constexpr float kLn2Low = 1.428606765330187045e-06f;
    const float whole = std::rint((x.high + x.low) * kInverseLn2);
    Pair s = exactSum(x, Pair{whole * -kLn2High, 0.0f});
    s = exactSum(s, Pair{whole * -kLn2Low, 0.0f});
    s = fastSum(s.high, s.low);
    float u = 0.00136324646882712841033936f;
    u = std::fma(u, s.high, 0.00836596917361021041870117f);
    u = std::fma(u, s.high, 0.0416710823774337768554688f);
    u = std::fma(u, s.high, 0.166665524244308471679688f);
    u = std::fma(u, s.high, 0.499999850988388061523438f);
    const Pair t = fastSum(Pair{1.0f, 0.0f}, fastSum(s, squareOf(s) * u));
    return std::ldexp(t.high + t.low, static_cast<int>(std::clamp(whole, -160.0f, 160.0f)));
}

/// sin of an angle of at most a quarter turn.
inline float smallSine(Pair angle)
{
    const Pair s = squareOf(angle);
    const float square = s.high;
    float u = 2.6083159809786593541503e-06f;
    u = std::fma(u, square, -0.0001981069071916863322258f);
    u = std::fma(u, square, 0.00833307858556509017944336f);
    const Pair cubic = fastSum(-0.166666597127914428710938f, u * square) * s;
    const float sum = 1.0f + cubic.high;
    const Pair factor{sum, 1.0f - sum + cubic.high + cubic.low};
    return std::fma(angle.high, factor.high, std::fma(angle.low, factor.high, angle.high * factor.low));
}

constexpr float kInversePi = static_cast<float>(std::numbers::inv_pi);
// Pi in three parts with few digits, so that their products with small integers are exact.
constexpr float kPiA = 3.1414794921875f;
constexpr float kPiB = 0.00011315941810607910156f;
constexpr float kPiC = 1.9841872589410058936e-09f;

/// angle - turns · pi. In the second step the reference takes the short sum.
inline Pair lessHalfTurns(float angle, float turns)
{
    const Pair first = exactSum(std::fma(turns, -kPiA, angle), turns * -kPiB);
    const float small = turns * -kPiC;
    const float sum = first.high + small;
    return {sum, first.high - sum + small + first.low};
}

/// angle - turns · pi / 2
inline Pair lessQuarterTurns(float angle, float turns)
{
    const Pair first = exactSum(angle, turns * (-kPiA * 0.5f));
    Pair second = exactSum(first.high, turns * (-kPiB * 0.5f));
    second.low += first.low;
    const Pair third = exactSum(second.high, turns * (-kPiC * 0.5f));
    return {third.high, third.low + second.low};
}

/// angle - turns · period for large angles, where the reference looks up digits of pi: in double, whose few digits less
/// do not reach the result.
inline Pair reducedFar(float angle, double turns, double period, double periodRest)
{
    const double rest = std::fma(-turns, periodRest, std::fma(-turns, period, static_cast<double>(angle)));
    const auto high = static_cast<float>(rest);
    return {high, static_cast<float>(rest - static_cast<double>(high))};
}

VERNIER_VECTORIZED
void cosineSineNear(const float *angles, std::size_t count, float *cosines, float *sines)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float odd = std::fma(std::rint(std::fma(angles[i], kInversePi, -0.5f)), 2.0f, 1.0f);
        const float cosine = smallSine(lessQuarterTurns(angles[i], odd));
        cosines[i] = (static_cast<std::int32_t>(odd) & 2) == 0 ? -cosine : cosine;
        const float turns = std::rint(angles[i] * kInversePi);
        const float sine = smallSine(lessHalfTurns(angles[i], turns));
        sines[i] = (static_cast<std::int32_t>(turns) & 1) == 1 ? -sine : sine;
    }
}

VERNIER_VECTORIZED
void turnArrays(float *low, float *high, const float *cosines, const float *sines, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float turned = low[i] * cosines[i] - high[i] * sines[i];
        high[i] = high[i] * cosines[i] + low[i] * sines[i];
        low[i] = turned;
    }
}

VERNIER_VECTORIZED
void turnArraysInBfloat16(float *low, float *high, const float *cosines, const float *sines, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float turned = roundToBfloat16(roundToBfloat16(low[i] * cosines[i]) - roundToBfloat16(high[i] * sines[i]));
        high[i] = roundToBfloat16(roundToBfloat16(high[i] * cosines[i]) + roundToBfloat16(low[i] * sines[i]));
        low[i] = turned;
    }
}

void cosineSineFar(const float *angles, std::size_t count, float *cosines, float *sines)
{
    constexpr double kPi = std::numbers::pi;
    constexpr double kPiRest = 1.2246467991473532e-16;
    for (std::size_t i = 0; i < count; ++i) {
        const double angle = static_cast<double>(angles[i]);
        const double odd = std::rint(angle / kPi - 0.5) * 2.0 + 1.0;
        const float cosine = smallSine(reducedFar(angles[i], odd, kPi / 2.0, kPiRest / 2.0));
        cosines[i] = (static_cast<std::int64_t>(odd) & 2) == 0 ? -cosine : cosine;
        const double turns = std::rint(angle / kPi);
        const float sine = smallSine(reducedFar(angles[i], turns, kPi, kPiRest));
        sines[i] = (static_cast<std::int64_t>(turns) & 1) == 1 ? -sine : sine;
    }
}

/// Eight lanes to one number, halves onto each other.
template <typename Combine>
float acrossLanes(Lanes lanes, Combine combine)
{
    for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
        for (std::size_t lane = 0; lane < width; ++lane)
            lanes[lane] = combine(lanes[lane], lanes[lane + width]);
    }
    return lanes[0];
}

/// Calls inLane(lane, x[i]) for whole groups of Width values, lane = i mod Width; returns how many values those are.
template <std::size_t Width, typename InLane>
[[gnu::always_inline]] inline std::size_t throughLanes(const float *x, std::size_t count, InLane inLane)
{
    const std::size_t whole = count - count % Width;
    for (std::size_t i = 0; i < whole; i += Width) {
        for (std::size_t lane = 0; lane < Width; ++lane)
            inLane(lane, x[i + lane]);
    }
    return whole;
}

/// count must be at least 1.
VERNIER_VECTORIZED
float largestOf(const float *x, std::size_t count)
{
    constexpr std::size_t kWidth = 16;
    std::array<float, kWidth> largest;
    largest.fill(x[0]);
    const std::size_t whole = throughLanes<kWidth>(x, count, [&largest](std::size_t lane, float value) {
        largest[lane] = largest[lane] < value ? value : largest[lane];
    });
    return std::max(*std::max_element(largest.begin(), largest.end()), *std::max_element(x + std::min(whole, count - 1), x + count));
}

/// As the reference adds up the terms of a softmax: in lanes, or in order if the row is shorter than a vector.
VERNIER_VECTORIZED
float laneSum(const float *x, std::size_t count, std::size_t rowLength)
{
    if (rowLength < kLanes)
        return std::accumulate(x, x + count, 0.0f);
    Lanes lanes{};
    const std::size_t whole = throughLanes<kLanes>(x, count, [&lanes](std::size_t lane, float value) { lanes[lane] += value; });
    for (std::size_t i = whole; i < count; ++i)
        lanes[i - whole] += x[i];
    return acrossLanes(lanes, [](float a, float b) { return a + b; });
}

VERNIER_VECTORIZED
void exponentialsBelow(float largest, float *x, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] = exponentialOf(x[i] - largest);
}

VERNIER_VECTORIZED
void multiplyArray(float factor, float *x, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] *= factor;
}

VERNIER_VECTORIZED
void divideArray(float divisor, float *x, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        x[i] /= divisor;
}

VERNIER_VECTORIZED
void addSquares(const float *values, std::size_t count, float *lanes)
{
    for (std::size_t i = 0; i < count; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            lanes[lane] = std::fma(values[i + lane], values[i + lane], lanes[lane]);
    }
}

} // namespace

float blockedSum(std::span<const float> values)
{
    return blockedSumOf(values, [](float value) { return value; });
}

std::vector<float> columnMeans(std::span<const float> values, std::size_t columns)
{
    const std::size_t rows = columns == 0 ? 0 : values.size() / columns;
    VERNIER_CHECK(rows * columns == values.size());
    std::vector<float> means(columns);
    for (std::size_t column = 0; column < columns; ++column) {
        Cascade<1> sums(rows);
        for (std::size_t row = 0; row < rows; ++row) {
            sums.chain(0)[0] += values[row * columns + column];
            sums.endStep();
        }
        sums.finish();
        means[column] = sums.chain(0)[0] / static_cast<float>(rows);
    }
    return means;
}

float blockedSumOfSquares(std::span<const float> values)
{
    return blockedSumOf(values, [](float value) { return value * value; });
}

float laneNorm(std::span<const float> values)
{
    Lanes lanes{};
    const std::size_t whole = values.size() - values.size() % kLanes;
    addSquares(values.data(), whole, lanes.data());
    float sum = std::accumulate(lanes.begin() + 1, lanes.end(), lanes[0]);
    for (const float value : values.subspan(whole))
        sum += value * value;
    return std::sqrt(sum);
}

void exponential(std::span<float> x)
{
    exponentialArray(x.data(), x.size());
}

void exponential(std::span<double> x)
{
    exponentialArray(x.data(), x.size());
}

void power(std::span<float> x, double exponent)
{
    if (exponent == 0.0)
        std::fill(x.begin(), x.end(), 1.0f);
    else if (exponent == 0.5)
        std::transform(x.begin(), x.end(), x.begin(), [](float value) { return std::sqrt(value); });
    else if (exponent != 1.0)
        powerWithoutShortcuts(x, exponent);
}

void powerWithoutShortcuts(std::span<float> x, double exponent)
{
    const auto factor = static_cast<float>(exponent);
    const float ofZero = factor == 0.0f ? 1.0f : 0.0f;
    const std::size_t whole = x.size() - x.size() % kVectorPiece;
    for (std::size_t i = 0; i < whole; ++i)
        x[i] = x[i] > 0.0f ? exponentialOf(logarithmOf(x[i]) * factor) : ofZero;
    for (std::size_t i = whole; i < x.size(); ++i) // the reference's tail uses the C library's function, in double
        x[i] = static_cast<float>(std::pow(static_cast<double>(x[i]), exponent));
}

void cosineSine(std::span<const float> angles, std::span<float> cosines, std::span<float> sines)
{
    constexpr float kNear = 125.0f;
    VERNIER_CHECK(cosines.size() == angles.size() && sines.size() == angles.size());
    for (std::size_t first = 0; first < angles.size(); first += kLanes) {
        const std::span<const float> group = angles.subspan(first, std::min(kLanes, angles.size() - first));
        const bool near = *std::max_element(group.begin(), group.end()) < kNear;
        (near ? cosineSineNear : cosineSineFar)(group.data(), group.size(), &cosines[first], &sines[first]);
    }
}

void turnPairs(std::span<float> low, std::span<float> high, std::span<const float> cosines, std::span<const float> sines, DType arithmetic)
{
    VERNIER_CHECK(low.size() == cosines.size() && high.size() == cosines.size() && sines.size() == cosines.size());
    const auto turn = arithmetic == DType::BF16 ? turnArraysInBfloat16 : turnArrays;
    turn(low.data(), high.data(), cosines.data(), sines.data(), cosines.size());
}

void softmax(std::span<float> x, std::size_t rowLength)
{
    if (x.empty())
        return;
    exponentialsBelow(largestOf(x.data(), x.size()), x.data(), x.size());
    multiplyArray(1.0f / laneSum(x.data(), x.size(), rowLength), x.data(), x.size());
}

void divideBy(float divisor, std::span<float> x)
{
    divideArray(divisor, x.data(), x.size());
}

void siluTimes(std::span<float> x, std::span<const float> factor, DType arithmetic)
{
    VERNIER_CHECK(x.size() == factor.size());
    if (arithmetic == DType::BF16) {
        siluTimesArrayInBfloat16(x.data(), factor.data(), x.size()); // rounding hides which function takes the tail
        return;
    }
    const std::size_t whole = x.size() - x.size() % kVectorPiece;
    siluTimesArray(x.data(), factor.data(), whole);
    for (std::size_t i = whole; i < x.size(); ++i) // the reference's tail uses the C library's function
        x[i] = x[i] / (1.0f + std::exp(-x[i])) * factor[i];
}

void silu(std::span<float> x)
{
    siluArray(x.data(), x.size());
}

void geluTanh(std::span<float> x)
{
    geluTanhArray(x.data(), x.size());
}

void softcap(float cap, std::span<float> x)
{
    softcapArray(cap, x.data(), x.size());
}

} // namespace vernier
