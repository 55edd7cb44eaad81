// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/method_ranges.h"

#include "core/base/check.h"
#include "core/calib/range_score.h"

#include <algorithm>

namespace vernier {

Range MethodRanges::of(int actMethod) const
{
    VERNIER_CHECK(actMethod >= 1 && actMethod <= 3);
    return (actMethod == 3 ? automatic : actMethod) == 1 ? meanMinMax : histogram;
}

Range withZero(Range range)
{
    return {std::min(range.min, 0.0f), std::max(range.max, 0.0f)};
}

std::vector<Range> sampleRanges(const InputStats &stats)
{
    std::vector<Range> ranges;
    for (const SampleStats &sample : stats.samples)
        ranges.push_back({sample.min(), sample.max()});
    return ranges;
}

Range meanMinMax(std::span<const Range> samples)
{
    MeanMinMaxObserver observer;
    Matrix extremes(1, 2);
    bool isEmpty = true;
    for (const Range &sample : samples) {
        if (sample.min > sample.max)
            continue;
        extremes << sample.min, sample.max;
        observer.observe(extremes);
        isEmpty = false;
    }
    return isEmpty ? Range{} : observer.range();
}

void MethodRangeCollector::linear(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &input, const MatrixView &)
{
    HistogramObserver &observer = m_observers[layer.input];
    for (const Segment &segment : segments)
        observer.observe(input.middleRows(segment.firstRow, segment.rows));
}

std::vector<MethodRanges> MethodRangeCollector::ranges(const ActivationStats &stats, std::span<const LayerInfo> layers,
                                                       std::span<const double> scores) const
{
    VERNIER_CHECK(layers.size() == scores.size());
    std::map<std::size_t, Range> histogramRanges; // searching takes time, so once for each input
    for (const auto &[place, observer] : m_observers)
        histogramRanges[place] = observer.range();
    std::vector<MethodRanges> ranges;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (stats.of(layers[i]).isEmpty()) {
            ranges.emplace_back(); // nothing came there
            continue;
        }
        ranges.push_back({.meanMinMax = meanMinMax(sampleRanges(stats.of(layers[i]))),
                          .histogram = histogramRanges.at(layers[i].input),
                          .automatic = automaticActMethod(scores[i])});
    }
    return ranges;
}

} // namespace vernier
