// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/network.h"
#include "core/forward/taps.h"
#include "core/forward/token_batch.h"
#include "core/tensor/matrix.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// What is kept of the activations that enter each linear layer: enough to leave samples out or merge them without
// another forward pass. Layers that read the same activations (query, key, value; gate, up) share one entry.

namespace vernier {

/// Counts of |x| on bins common to everything: eight to an octave (by the leading bits of the float), from 2^-32 to 2^32;
/// smaller values count as zero, larger ones in the last bin.
class MagnitudeHistogram
{
public:
    static constexpr int kBinsPerOctave = 8;
    static constexpr int kLowestExponent = -32;
    static constexpr int kOctaves = 64;
    static constexpr int kBins = kBinsPerOctave * kOctaves;

    void add(float value);
    void merge(const MagnitudeHistogram &other);

    /// Counts of positive values per bin, of negative ones, and of those too small for a bin.
    [[nodiscard]] std::span<const std::int64_t> positive() const { return m_positive; }
    [[nodiscard]] std::span<const std::int64_t> negative() const { return m_negative; }
    [[nodiscard]] std::int64_t zeros() const { return m_zeros; }
    /// Lower edge of a bin.
    [[nodiscard]] static float lowerEdge(int bin);

private:
    std::array<std::int64_t, kBins> m_positive{};
    std::array<std::int64_t, kBins> m_negative{};
    std::int64_t m_zeros = 0;
};

/// One calibration sample at one input. None of its tokens may have come there, if that is an expert's.
struct SampleStats
{
    std::vector<int> positions;   ///< of the tokens, where they are only some of the sample's; else empty
    std::vector<float> tokenMin;  ///< [tokens]
    std::vector<float> tokenMax;  ///< [tokens]
    std::vector<float> channelMin; ///< [channels]
    std::vector<float> channelMax; ///< [channels]
    std::vector<double> channelSum;        ///< [channels]
    std::vector<double> channelSumSquares; ///< [channels]
    MagnitudeHistogram histogram;

    [[nodiscard]] std::int64_t tokens() const { return static_cast<std::int64_t>(tokenMin.size()); }
    [[nodiscard]] float min() const; ///< of nothing: infinite
    [[nodiscard]] float max() const; ///< of nothing: negative and infinite
};

/// Statistics of activations [tokens, channels] of one sample.
[[nodiscard]] SampleStats sampleStats(const MatrixView &x);

/// One input of a block (or the head's): all samples.
struct InputStats
{
    std::vector<SampleStats> samples;

    [[nodiscard]] bool isEmpty() const; ///< no token came here
    [[nodiscard]] float min() const; ///< as SampleStats::min
    [[nodiscard]] float max() const;
    /// max over samples of |x|, per channel; empty if no token came here.
    [[nodiscard]] std::vector<float> channelAbsMax() const;
};

class ActivationStats
{
public:
    /// layers: all of the model.
    ActivationStats(std::span<const LayerInfo> layers, int samples);

    /// The entry that a layer reads.
    [[nodiscard]] InputStats &of(const LayerInfo &layer) { return m_inputs[m_places[layer.index]]; }
    [[nodiscard]] const InputStats &of(const LayerInfo &layer) const { return m_inputs[m_places[layer.index]]; }

    [[nodiscard]] int samples() const { return m_samples; }

    /// Appends the samples of `other`, which must be another object and come from the same model.
    void merge(const ActivationStats &other);
    /// The same without one sample.
    [[nodiscard]] ActivationStats without(int sample) const;

private:
    int m_samples;
    std::vector<std::size_t> m_places; ///< of each layer, in m_inputs
    std::vector<InputStats> m_inputs;  ///< one for all layers that read the same
};

/// One pass of the network over every sequence of the batch (each is a sample), in the original's order where the model
/// allows it.
///
/// beside  is shown each input once (of the layer that stands for it, the head's as well), samples in order, one call
///         at a time but beside the threads that take the statistics; `output` is only a placeholder. Null: nobody.
[[nodiscard]] Result<ActivationStats> collectActivations(const Network &network, const TokenBatch &batch,
                                                         const Compute &compute, JobMonitor &monitor, Taps *beside = nullptr);

} // namespace vernier
