// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/clip_effect.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vernier {

namespace {

constexpr int kBits = 8;
constexpr double kLastCode = (1 << kBits) - 1; // counted from the lowest

/// Integral of the squared rounding error, in steps, from the lowest code to t steps above it (t may be negative). One
/// cell of the grid holds 1/12; beyond the grid's ends the error grows without limit.
double errorIntegral(double t)
{
    const double code = std::clamp(std::nearbyint(t), 0.0, kLastCode);
    const double rest = t - code;
    return code / 12.0 + rest * rest * rest / 3.0;
}

/// Evenly spread values between two edges.
struct Piece
{
    double low;
    double high;
    double count;
};

/// Calls use(piece) for each bin with values, in a fixed order; values too small for a bin lie at zero.
template <typename Use>
void forEachPiece(const ValueDistribution &values, Use use)
{
    const auto least = static_cast<double>(values.extremes.min);
    const auto most = static_cast<double>(values.extremes.max);
    const auto useBin = [&](int bin, std::int64_t count, double sign) {
        if (count == 0)
            return;
        const double inner = sign * static_cast<double>(MagnitudeHistogram::lowerEdge(bin));
        const double outer = bin + 1 == MagnitudeHistogram::kBins ? (sign > 0 ? most : least)
                                                                  : sign * static_cast<double>(MagnitudeHistogram::lowerEdge(bin + 1));
        const double low = std::clamp(std::min(inner, outer), least, most);
        const double high = std::clamp(std::max(inner, outer), least, most);
        use(Piece{low, high, static_cast<double>(count)});
    };
    for (int bin = MagnitudeHistogram::kBins - 1; bin >= 0; --bin)
        useBin(bin, values.histogram.negative()[static_cast<std::size_t>(bin)], -1.0);
    if (values.histogram.zeros() > 0)
        use(Piece{0.0, 0.0, static_cast<double>(values.histogram.zeros())});
    for (int bin = 0; bin < MagnitudeHistogram::kBins; ++bin)
        useBin(bin, values.histogram.positive()[static_cast<std::size_t>(bin)], 1.0);
}

/// Share of a piece outside [min, max].
double shareOutside(const Piece &piece, double min, double max)
{
    if (piece.high <= piece.low)
        return piece.low < min || piece.low > max ? 1.0 : 0.0;
    const double inside = std::min(piece.high, max) - std::max(piece.low, min);
    return 1.0 - std::clamp(inside / (piece.high - piece.low), 0.0, 1.0);
}

/// Mean squared error of a piece, all in steps from the lowest code.
double meanError(double low, double high)
{
    constexpr double kNarrow = 1e-3; // below it the integrals' difference would lose its digits
    const double width = high - low;
    if (width > kNarrow)
        return (errorIntegral(high) - errorIntegral(low)) / width;
    const double middle = 0.5 * (low + high);
    const double error = middle - std::clamp(std::nearbyint(middle), 0.0, kLastCode);
    return error * error + width * width / 12.0;
}

} // namespace

ValueDistribution distributionOf(const SampleStats &sample)
{
    return {sample.histogram, {sample.min(), sample.max()}};
}

ValueDistribution distributionOf(const InputStats &stats)
{
    VERNIER_CHECK(!stats.isEmpty());
    ValueDistribution all = distributionOf(stats.samples.front());
    for (std::size_t i = 1; i < stats.samples.size(); ++i) {
        all.histogram.merge(stats.samples[i].histogram);
        all.extremes.min = std::min(all.extremes.min, stats.samples[i].min());
        all.extremes.max = std::max(all.extremes.max, stats.samples[i].max());
    }
    return all;
}

std::vector<double> evenCounts(const ValueDistribution &values, Range range, int bins)
{
    VERNIER_CHECK(bins > 0 && range.min < range.max);
    std::vector<double> counts(static_cast<std::size_t>(bins), 0.0);
    const auto least = static_cast<double>(range.min);
    const double binsPerUnit = bins / (static_cast<double>(range.max) - least);
    const auto binOf = [&](double position) { return static_cast<std::size_t>(std::clamp(std::floor(position), 0.0, bins - 1.0)); };
    forEachPiece(values, [&](const Piece &piece) {
        const double low = (piece.low - least) * binsPerUnit;
        const double high = (piece.high - least) * binsPerUnit;
        if (high < 0.0 || low > bins)
            return;
        if (high - low < 1e-9) {
            counts[binOf(low)] += piece.count;
            return;
        }
        for (std::size_t bin = binOf(low); bin <= binOf(high); ++bin) {
            const double from = std::max(low, static_cast<double>(bin));
            const double to = std::min(high, static_cast<double>(bin) + 1.0);
            counts[bin] += piece.count * std::max(0.0, to - from) / (high - low);
        }
    });
    return counts;
}

ClipEffect clipEffect(const ValueDistribution &values, Range range)
{
    ClipEffect effect;
    effect.parameters = affineParameters(range.min, range.max, kBits, false);
    const double min = std::min(0.0, static_cast<double>(range.min));
    const double max = std::max(0.0, static_cast<double>(range.max));
    const auto scale = static_cast<double>(effect.parameters.scale);
    const double zero = static_cast<double>(effect.parameters.offset) + (1 << (kBits - 1)); // code of 0.0, from the lowest
    double count = 0.0;
    double outside = 0.0;
    double error = 0.0;
    double squares = 0.0;
    forEachPiece(values, [&](const Piece &piece) {
        count += piece.count;
        outside += piece.count * shareOutside(piece, min, max);
        error += piece.count * meanError(piece.low / scale + zero, piece.high / scale + zero);
        squares += piece.count * (piece.low * piece.low + piece.low * piece.high + piece.high * piece.high) / 3.0;
    });
    if (count == 0.0)
        return effect;
    effect.saturatedShare = outside / count;
    effect.meanSquaredError = error * scale * scale / count;
    effect.signalToNoise = effect.meanSquaredError > 0.0 ? 10.0 * std::log10(squares / count / effect.meanSquaredError)
                                                         : std::numeric_limits<double>::infinity();
    return effect;
}

} // namespace vernier
