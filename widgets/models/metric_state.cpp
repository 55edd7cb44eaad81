// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/metric_state.h"

#include "widgets/models/workbench.h"

#include <QCoreApplication>

namespace vernier {

namespace {

struct MetricStateTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::MetricState)
};

JobKind jobKind(LayerMetric metric)
{
    switch (metric) {
    case LayerMetric::EndToEndKl: return JobKind::EndToEnd;
    case LayerMetric::LocalSqnr: return JobKind::LocalSensitivity;
    case LayerMetric::RangeScore: return JobKind::Statistics;
    }
    return JobKind::Statistics;
}

bool hasData(const LoadedModel &model, LayerMetric metric)
{
    return metric == LayerMetric::EndToEndKl ? model.evaluator != nullptr : !model.calibration.empty();
}

bool isMeasured(const Analysis &analysis, LayerMetric metric)
{
    switch (metric) {
    case LayerMetric::EndToEndKl: return analysis.endToEnd() != nullptr;
    case LayerMetric::LocalSqnr: return analysis.local() != nullptr;
    case LayerMetric::RangeScore: return analysis.statistics() != nullptr;
    }
    return false;
}

bool isCurrent(const Analysis &analysis, LayerMetric metric)
{
    switch (metric) {
    case LayerMetric::EndToEndKl: return analysis.endToEndIsCurrent();
    case LayerMetric::LocalSqnr: return analysis.localIsCurrent();
    case LayerMetric::RangeScore: return analysis.statisticsAreCurrent();
    }
    return false;
}

bool isOfOtherTypes(const Analysis &analysis, LayerMetric metric)
{
    return metric == LayerMetric::EndToEndKl && analysis.endToEndIsOfOtherTypes();
}

} // namespace

MetricState metricState(const Workbench &workbench, LayerMetric metric)
{
    const Analysis &analysis = workbench.analysis;
    if (!analysis.model())
        return MetricState::NoModel;
    if (workbench.runner.isBusy(jobKind(metric)))
        return MetricState::Measuring;
    if (isCurrent(analysis, metric))
        return MetricState::Current;
    if (isOfOtherTypes(analysis, metric))
        return MetricState::OtherTypes;
    if (!hasData(*analysis.model(), metric))
        return MetricState::NoData;
    return isMeasured(analysis, metric) ? MetricState::Stale : MetricState::NotMeasured;
}

bool metricIsStale(const Analysis &analysis, LayerMetric metric)
{
    return isMeasured(analysis, metric) && !isCurrent(analysis, metric) && !isOfOtherTypes(analysis, metric);
}

QString metricStateText(MetricState state, LayerMetric metric)
{
    switch (state) {
    case MetricState::NoModel: return MetricStateTr::tr("No model is open. Open a checkpoint or the demo to see its layers here.");
    case MetricState::NoData:
        return metric == LayerMetric::EndToEndKl
            ? MetricStateTr::tr("%1 is measured on the evaluation text, and this project has none. Choose an evaluation text first.").arg(metricName(metric))
            : MetricStateTr::tr("%1 is measured on the calibration samples, and this project has none. Choose a calibration file first.").arg(metricName(metric));
    case MetricState::NotMeasured: return MetricStateTr::tr("%1 is not measured yet. Press “Measure” above to measure it.").arg(metricName(metric));
    case MetricState::Measuring: return MetricStateTr::tr("%1 is being measured.").arg(metricName(metric));
    case MetricState::Stale:
        return MetricStateTr::tr("These values were measured for an earlier recipe. Press “Measure” to measure them for the present one.");
    case MetricState::OtherTypes:
        return MetricStateTr::tr("What the layers would cost in other types than the present recipe gives them. Press “Measure” to measure them in their own.");
    case MetricState::Current: return {};
    }
    return {};
}

QString metricStateHint(MetricState state)
{
    switch (state) {
    case MetricState::NoData: return MetricStateTr::tr("no text to measure on");
    case MetricState::NotMeasured: return MetricStateTr::tr("not measured");
    case MetricState::Measuring: return MetricStateTr::tr("measuring…");
    case MetricState::Stale: return MetricStateTr::tr("stale: of an earlier recipe");
    case MetricState::OtherTypes: return MetricStateTr::tr("in other types than the recipe's");
    case MetricState::NoModel:
    case MetricState::Current: return {};
    }
    return {};
}

void measure(Workbench &workbench, LayerMetric metric)
{
    switch (metric) {
    case LayerMetric::EndToEndKl: workbench.analysis.measureEndToEnd(); break;
    case LayerMetric::LocalSqnr: workbench.analysis.measureLocal(); break;
    case LayerMetric::RangeScore: workbench.analysis.measureStatistics(); break;
    }
}

} // namespace vernier
