// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/activation_stats.h"

#include "core/base/check.h"
#include "core/base/vectorized.h"
#include "core/base/parallel.h"
#include "core/forward/pass.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace vernier {

namespace {

constexpr int kMantissaBitsPerBin = 3; // 2^3 bins per octave

VERNIER_VECTORIZED
void addToChannels(const float *values, std::size_t channels, float *least, float *most, double *sums, double *sumsOfSquares)
{
    for (std::size_t c = 0; c < channels; ++c) {
        const auto value = static_cast<double>(values[c]);
        least[c] = std::min(least[c], values[c]);
        most[c] = std::max(most[c], values[c]);
        sums[c] += value;
        sumsOfSquares[c] += value * value;
    }
}

/// Fills in the statistics of every sample at every input.
class StatsCollector final : public Taps
{
public:
    StatsCollector(ActivationStats &stats, const Compute &compute, Taps *beside)
        : m_stats(stats)
        , m_compute(compute)
        , m_beside(beside)
    {}

    void linear(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &input, const MatrixView &) override
    {
        if (!layer.standsForInput())
            return;
        InputStats &stats = m_stats.of(layer);
        const std::int64_t first = m_beside ? -1 : 0; // the longest piece of work begins first
        parallelFor(m_compute.threads, static_cast<std::int64_t>(segments.size()) - first, [&](std::int64_t piece) {
            const std::int64_t i = piece + first;
            if (i < 0) {
                m_beside->linear(layer, segments, input, input);
                return;
            }
            const Segment &segment = segments[static_cast<std::size_t>(i)];
            SampleStats &sample = stats.samples[static_cast<std::size_t>(segment.sequence)];
            sample = sampleStats(input.middleRows(segment.firstRow, segment.rows));
            sample.positions.assign(segment.positions.begin(), segment.positions.end());
        });
    }

private:
    ActivationStats &m_stats;
    Compute m_compute;
    Taps *m_beside;
};

} // namespace

void MagnitudeHistogram::add(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto magnitude = static_cast<int>((bits & 0x7fffffffu) >> (23 - kMantissaBitsPerBin));
    const int bin = magnitude - ((127 + kLowestExponent) << kMantissaBitsPerBin);
    if (bin < 0)
        ++m_zeros;
    else
        ++((bits >> 31) != 0u ? m_negative : m_positive)[static_cast<std::size_t>(std::min(bin, kBins - 1))];
}

void MagnitudeHistogram::merge(const MagnitudeHistogram &other)
{
    for (std::size_t i = 0; i < m_positive.size(); ++i) {
        m_positive[i] += other.m_positive[i];
        m_negative[i] += other.m_negative[i];
    }
    m_zeros += other.m_zeros;
}

float MagnitudeHistogram::lowerEdge(int bin)
{
    const auto bits = static_cast<std::uint32_t>(bin + ((127 + kLowestExponent) << kMantissaBitsPerBin)) << (23 - kMantissaBitsPerBin);
    return std::bit_cast<float>(bits);
}

float SampleStats::min() const
{
    return std::accumulate(tokenMin.begin(), tokenMin.end(), std::numeric_limits<float>::infinity(), [](float a, float b) { return std::min(a, b); });
}

float SampleStats::max() const
{
    return std::accumulate(tokenMax.begin(), tokenMax.end(), -std::numeric_limits<float>::infinity(), [](float a, float b) { return std::max(a, b); });
}

SampleStats sampleStats(const MatrixView &x)
{
    VERNIER_CHECK(x.size() > 0);
    const auto channels = static_cast<std::size_t>(x.cols());
    SampleStats stats;
    stats.channelMin.assign(x.row(0).begin(), x.row(0).end());
    stats.channelMax = stats.channelMin;
    stats.channelSum.resize(channels);
    stats.channelSumSquares.resize(channels);
    for (Eigen::Index row = 0; row < x.rows(); ++row) {
        stats.tokenMin.push_back(x.row(row).minCoeff());
        stats.tokenMax.push_back(x.row(row).maxCoeff());
        const float *values = x.row(row).data();
        addToChannels(values, channels, stats.channelMin.data(), stats.channelMax.data(), stats.channelSum.data(), stats.channelSumSquares.data());
        for (std::size_t c = 0; c < channels; ++c)
            stats.histogram.add(values[c]);
    }
    return stats;
}

bool InputStats::isEmpty() const
{
    return std::all_of(samples.begin(), samples.end(), [](const SampleStats &sample) { return sample.tokens() == 0; });
}

float InputStats::min() const
{
    float least = std::numeric_limits<float>::infinity();
    for (const SampleStats &sample : samples)
        least = std::min(least, sample.min());
    return least;
}

float InputStats::max() const
{
    float most = -std::numeric_limits<float>::infinity();
    for (const SampleStats &sample : samples)
        most = std::max(most, sample.max());
    return most;
}

std::vector<float> InputStats::channelAbsMax() const
{
    std::vector<float> largest;
    for (const SampleStats &sample : samples) {
        if (sample.tokens() == 0)
            continue;
        largest.resize(sample.channelMin.size(), 0.0f);
        for (std::size_t c = 0; c < largest.size(); ++c)
            largest[c] = std::max({largest[c], std::abs(sample.channelMin[c]), std::abs(sample.channelMax[c])});
    }
    return largest;
}

ActivationStats::ActivationStats(std::span<const LayerInfo> layers, int samples)
    : m_samples(samples)
{
    for (const LayerInfo &layer : layers) {
        VERNIER_CHECK(layer.index == m_places.size() && layer.input <= layer.index);
        m_places.push_back(layer.standsForInput() ? m_inputs.size() : m_places[layer.input]);
        if (layer.standsForInput())
            m_inputs.emplace_back().samples.resize(static_cast<std::size_t>(samples));
    }
}

void ActivationStats::merge(const ActivationStats &other)
{
    VERNIER_CHECK(&other != this && m_inputs.size() == other.m_inputs.size());
    for (std::size_t i = 0; i < m_inputs.size(); ++i)
        m_inputs[i].samples.insert(m_inputs[i].samples.end(), other.m_inputs[i].samples.begin(), other.m_inputs[i].samples.end());
    m_samples += other.m_samples;
}

ActivationStats ActivationStats::without(int sample) const
{
    VERNIER_CHECK(sample >= 0 && sample < m_samples);
    ActivationStats rest = *this;
    for (InputStats &input : rest.m_inputs)
        input.samples.erase(input.samples.begin() + sample);
    --rest.m_samples;
    return rest;
}

Result<ActivationStats> collectActivations(const Network &network, const TokenBatch &batch, const Compute &compute,
                                           JobMonitor &monitor, Taps *beside)
{
    ActivationStats stats(network.floatModel().checkpoint().layers(), batch.sequences());
    StatsCollector collector(stats, compute, beside);
    VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), batch, compute));
    const PassOptions options{.compute = inReferenceOrder(compute), .taps = &collector}; // m1 and the scores come of it
    VERNIER_TRY(runBlocks(network, batch, hidden, 0, network.config().blocks, options, monitor));
    VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(network.floatModel(), hidden, compute));
    collector.linear(network.floatModel().headLayer(), batch.segments(), normed, normed);
    return stats;
}

} // namespace vernier
