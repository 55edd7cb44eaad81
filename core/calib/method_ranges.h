// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/activation_stats.h"
#include "core/calib/observers.h"

#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

// The static range that each act_method would give an input, on the float model's activations. The ranges of a quantized
// model differ a little: they are calibrated on activations that already carry the errors of the layers before.

namespace vernier {

/// Of one input, as the observers propose them: not yet widened to contain zero.
struct MethodRanges
{
    Range meanMinMax;  ///< act_method 1
    Range histogram;   ///< act_method 2
    int automatic = 2; ///< which of the two act_method 3 takes

    /// actMethod: 1, 2 or 3.
    [[nodiscard]] Range of(int actMethod) const;
};

/// The range that a quantizer makes of what an observer proposes.
[[nodiscard]] Range withZero(Range range);

/// Smallest and largest value of each sample.
[[nodiscard]] std::vector<Range> sampleRanges(const InputStats &stats);
/// act_method 1 from the extremes of samples, at least one, with the same bits as the observer.
[[nodiscard]] Range meanMinMax(std::span<const Range> samples);

/// Watches every input for act_method 2 while collectActivations takes the statistics that the others need: 8 KiB for
/// each input, however many samples there are.
class MethodRangeCollector final : public Taps
{
public:
    void linear(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &input, const MatrixView &output) override;

    /// Ranges of each layer. stats, scores: of the same pass; scores as rangeScores gives them.
    [[nodiscard]] std::vector<MethodRanges> ranges(const ActivationStats &stats, std::span<const LayerInfo> layers,
                                                   std::span<const double> scores) const;

private:
    std::map<std::size_t, HistogramObserver> m_observers; ///< by LayerInfo::input
};

} // namespace vernier
