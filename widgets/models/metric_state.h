// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/layer_model.h"

#include <QString>

// Whether a metric of the layers can be shown, what keeps it from being measured, and how to measure it.

namespace vernier {

struct Workbench;

enum class MetricState {
    NoModel,
    NoData,      ///< the project lacks the texts that it is measured on
    NotMeasured,
    Measuring,   ///< a job waits or runs; older values may be there
    Stale,       ///< measured for an earlier recipe
    OtherTypes,  ///< measured for the present recipe with the layers in types of another one
    Current,
};

[[nodiscard]] MetricState metricState(const Workbench &workbench, LayerMetric metric);
/// Whether there are values and they are of an earlier recipe, also while they are measured anew.
[[nodiscard]] bool metricIsStale(const Analysis &analysis, LayerMetric metric);
/// The state in a sentence that says what to do; empty when the metric is current.
[[nodiscard]] QString metricStateText(MetricState state, LayerMetric metric);
/// The same in a few words, for a hint beside a chooser; empty when there is nothing to hint at.
[[nodiscard]] QString metricStateHint(MetricState state);
/// Starts the job; nothing happens without a model.
void measure(Workbench &workbench, LayerMetric metric);

} // namespace vernier
