// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/observers.h"

#include "core/base/check.h"
#include "core/tensor/rounding.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace vernier {

namespace {

constexpr int kBins = HistogramObserver::kBins;
constexpr int kUpsampling = 128;
constexpr int kLevels = 256;
/// Histograms may be merged while the new bins hold at most so many of the finest old ones: beyond it, and where a bin's
/// width vanishes in float32, the old histogram is but one spike in the new.
constexpr double kMostDownsampling = 0x1p31;

/// Counts of x in kBins equal bins between lo and hi; values outside are dropped. Equal bounds mean the data's own
/// extremes, and if those coincide too, one below and one above.
std::vector<float> countBins(const MatrixView &x, float lo, float hi)
{
    if (lo == hi) {
        lo = x.minCoeff();
        hi = x.maxCoeff();
    }
    if (lo == hi) {
        lo -= 1.0f;
        hi += 1.0f;
    }
    std::vector<float> counts(kBins, 0.0f);
    for (Eigen::Index row = 0; row < x.rows(); ++row) {
        for (Eigen::Index column = 0; column < x.cols(); ++column) {
            const float value = x(row, column);
            if (!(value >= lo && value <= hi))
                continue;
            const float position = (value - lo) / (hi - lo) * static_cast<float>(kBins); // not a number if hi - lo overflows
            const auto bin = position < static_cast<float>(kBins) ? static_cast<std::size_t>(position) : std::size_t{kBins - 1};
            counts[bin] += 1.0f;
        }
    }
    return counts;
}

} // namespace

void MeanMinMaxObserver::observe(const MatrixView &x)
{
    VERNIER_CHECK(x.size() > 0);
    m_minima.push_back(x.minCoeff());
    m_maxima.push_back(x.maxCoeff());
}

Range MeanMinMaxObserver::range() const
{
    VERNIER_CHECK(!m_minima.empty());
    const auto samples = static_cast<float>(m_minima.size());
    const auto mean = [&](std::span<const float> values) {
        return roundedTo(m_arithmetic, roundedTo(m_arithmetic, blockedSum(values)) / samples);
    };
    return {mean(m_minima), mean(m_maxima)};
}

void HistogramObserver::observe(const MatrixView &x)
{
    VERNIER_CHECK(x.size() > 0);
    const float sampleMin = x.minCoeff();
    const float sampleMax = x.maxCoeff();
    if (m_histogram.empty() || m_min == m_max || !merge(x, sampleMin, sampleMax)) {
        m_min = sampleMin;
        m_max = sampleMax;
        m_histogram = countBins(x, std::trunc(sampleMin), std::trunc(sampleMax));
    }
    m_range.reset();
}

Range HistogramObserver::range() const
{
    VERNIER_CHECK(!m_histogram.empty());
    if (!m_range)
        m_range = search();
    return *m_range;
}

bool HistogramObserver::merge(const MatrixView &x, float sampleMin, float sampleMax)
{
    const float newMin = std::min(sampleMin, m_min);
    float newMax = std::max(sampleMax, m_max);
    const float fineWidth = (m_max - m_min) / static_cast<float>(kBins * kUpsampling);
    const float ratio = std::ceil((newMax - newMin) / (static_cast<float>(kBins) * fineWidth));
    if (!(fineWidth > 0.0f) || !(static_cast<double>(ratio) <= kMostDownsampling))
        return false;
    const auto downsampling = static_cast<std::int64_t>(ratio);
    newMax += static_cast<float>(downsampling) * static_cast<float>(kBins) * fineWidth - (newMax - newMin);
    const auto start = static_cast<std::int64_t>(std::nearbyint((m_min - newMin) / fineWidth));

    std::vector<float> counts = countBins(x, std::trunc(newMin), std::trunc(newMax));
    if (newMin == m_min && newMax == m_max) {
        for (int i = 0; i < kBins; ++i)
            counts[static_cast<std::size_t>(i)] += m_histogram[static_cast<std::size_t>(i)];
    } else {
        // Every old bin is spread over kUpsampling fine bins from `start` on; new bin i holds the fine bins
        // [i · downsampling, (i + 1) · downsampling).
        std::vector<double> before(kBins + 1, 0.0); // counts below an old bin, in fine bins
        for (std::size_t i = 0; i < kBins; ++i)
            before[i + 1] = before[i] + static_cast<double>(m_histogram[i]) * kUpsampling;
        const auto sumUpTo = [&](std::int64_t fine) {
            const std::int64_t inside = std::clamp<std::int64_t>(fine - start, 0, std::int64_t{kBins} * kUpsampling);
            const auto bin = static_cast<std::size_t>(inside / kUpsampling);
            const auto rest = static_cast<double>(inside % kUpsampling);
            return before[bin] + (rest > 0 ? rest * static_cast<double>(m_histogram[bin]) : 0.0);
        };
        for (std::int64_t i = 0; i < kBins; ++i) {
            const double upper = sumUpTo((i + 1) * downsampling);
            const double lower = i == 0 ? 0.0 : static_cast<double>(static_cast<float>(sumUpTo(i * downsampling)));
            counts[static_cast<std::size_t>(i)] += static_cast<float>((upper - lower) / kUpsampling);
        }
    }
    m_histogram = std::move(counts);
    m_min = newMin;
    m_max = newMax;
    return true;
}

Range HistogramObserver::search() const
{
    constexpr double kStep = 1e-5;
    const float binWidth = (m_max - m_min) / static_cast<float>(kBins);
    const double total = static_cast<double>(blockedSum(m_histogram));
    std::array<float, kBins> cumulative{};
    double running = 0.0;
    for (std::size_t i = 0; i < kBins; ++i) {
        running += static_cast<double>(m_histogram[i]);
        cumulative[i] = static_cast<float>(running);
    }
    const auto at = [&](int bin) { return cumulative[static_cast<std::size_t>(bin)]; };

    double alpha = 0.0;
    double beta = 1.0;
    int start = 0;
    int end = kBins - 1;
    double best = std::numeric_limits<double>::infinity();
    while (alpha < beta) {
        const double nextAlpha = alpha + kStep;
        const double nextBeta = beta - kStep;
        int left = start;
        while (left < end && at(left) < static_cast<float>(nextAlpha * total))
            ++left;
        int right = end;
        while (right > start && at(right) > static_cast<float>(nextBeta * total))
            --right;
        int nextStart = start;
        int nextEnd = end;
        if (left - start > end - right) {
            nextStart = left;
            alpha = nextAlpha;
        } else {
            nextEnd = right;
            beta = nextBeta;
        }
        if (nextStart == start && nextEnd == end)
            continue;
        const double norm = static_cast<double>(errorNorm(nextStart, nextEnd));
        if (norm > best)
            break;
        best = norm;
        start = nextStart;
        end = nextEnd;
    }
    return {m_min + binWidth * static_cast<float>(start), m_min + binWidth * static_cast<float>(end + 1)};
}

float HistogramObserver::errorNorm(int startBin, int endBin) const
{
    const double width = (static_cast<double>(m_max) - static_cast<double>(m_min)) / kBins;
    const double levelWidth = width * (endBin - startBin + 1) / kLevels;
    if (levelWidth == 0.0)
        return 0.0f;
    const auto w = static_cast<float>(width);
    const auto d = static_cast<float>(levelWidth);
    const auto half = static_cast<float>(levelWidth / 2);
    const auto levelOf = [&](float position) { return std::clamp(std::floor(position / d), 0.0f, static_cast<float>(kLevels - 1)); };
    const auto integral = [](float from, float to, float density) { return density * ((to * to * to - from * from * from) / 3.0f); };

    std::vector<float> norms(kBins);
    for (int i = 0; i < kBins; ++i) {
        const float begin = static_cast<float>(i - startBin) * w;
        const float end = begin + w;
        const float first = levelOf(begin);
        const float last = levelOf(end);
        const float density = m_histogram[static_cast<std::size_t>(i)] / w;
        float norm = integral(begin - (first + 0.5f) * d, half, density);
        norm += (last - first - 1.0f) * integral(-half, half, density);
        norm += integral(-half, end - (last * d + half), density);
        norms[static_cast<std::size_t>(i)] = norm;
    }
    return blockedSum(norms);
}

std::unique_ptr<RangeObserver> makeObserver(int actMethod, DType arithmetic)
{
    VERNIER_CHECK(actMethod == 1 || actMethod == 2);
    if (actMethod == 2)
        return std::make_unique<HistogramObserver>();
    return std::make_unique<MeanMinMaxObserver>(arithmetic);
}

AffineParameters observedParameters(const RangeObserver &observer, bool symmetric, DType arithmetic)
{
    const Range range = observer.range();
    const AffineParameters parameters = affineParameters(range.min, range.max, 8, symmetric, observer.arithmetic());
    return {roundedTo(arithmetic, parameters.scale), roundedTo(arithmetic, parameters.offset)};
}

} // namespace vernier
