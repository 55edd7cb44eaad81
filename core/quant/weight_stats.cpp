// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/weight_stats.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/quant/quantized_weight.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace vernier {

namespace {

constexpr std::int64_t kSlabWeights = std::int64_t{1} << 22; // 16 MiB in float32
constexpr int kHistogramBins = 256;

/// Sums of a row's squares.
struct RowSums
{
    double error = 0.0;
    double weight = 0.0;
};

double relative(const RowSums &sums)
{
    return sums.weight > 0.0 ? std::sqrt(sums.error / sums.weight) : 0.0;
}

/// Calls use(firstRow, slab) for the weight, slab by slab.
Result<void> forEachSlab(const FloatModel &model, const LayerInfo &layer, JobMonitor &monitor, std::int64_t pass,
                         const std::function<void(std::int64_t, const Matrix &)> &use)
{
    const std::int64_t rows = std::max<std::int64_t>(1, kSlabWeights / std::max<std::int64_t>(1, layer.in));
    for (std::int64_t first = 0; first < layer.out; first += rows) {
        if (!monitor.keepGoing(pass * layer.out + first, 2 * layer.out, "quantizing weights"))
            return cancelledError();
        VERNIER_ASSIGN(const Matrix slab, model.weightRows(layer, first, std::min(rows, layer.out - first)));
        use(first, slab);
    }
    return {};
}

/// Quantizes a slab and notes steps and squared errors of its rows.
void addErrors(const Matrix &slab, std::int64_t first, const Scheme &scheme, const Extremes &whole, int threads, WeightError &result,
               std::vector<RowSums> &sums)
{
    const QuantizedWeight quantized = quantizeMinMax(slab, scheme, threads, &whole);
    const Matrix restored = dequantize(quantized, threads);
    parallelFor(threads, slab.rows(), [&](std::int64_t row) {
        RowSums sum;
        for (Eigen::Index column = 0; column < slab.cols(); ++column) {
            const auto weight = static_cast<double>(slab(row, column));
            const double difference = static_cast<double>(restored(row, column)) - weight;
            sum.error += difference * difference;
            sum.weight += weight * weight;
        }
        const auto index = static_cast<std::size_t>(first + row);
        sums[index] = sum;
        result.rowScale[index] = quantized.ofRow(row).scale;
        result.rowError[index] = relative(sum);
    });
}

void finish(WeightError &result, const std::vector<RowSums> &rows)
{
    RowSums all;
    for (const RowSums &row : rows)
        all = {all.error + row.error, all.weight + row.weight};
    result.error = relative(all);
}

/// Counts of each row apart, added in order: the sum of integers does not depend on threads anyway.
void addCounts(const Matrix &slab, int threads, WeightHistogram &histogram)
{
    using Counts = std::array<std::int64_t, kHistogramBins>;
    constexpr std::int64_t kPieces = 16;
    std::vector<Counts> pieces(kPieces, Counts{});
    const double binsPerUnit = kHistogramBins / (static_cast<double>(histogram.high) - static_cast<double>(histogram.low));
    parallelFor(threads, kPieces, [&](std::int64_t piece) {
        Counts &counts = pieces[static_cast<std::size_t>(piece)];
        for (Eigen::Index row = slab.rows() * piece / kPieces; row < slab.rows() * (piece + 1) / kPieces; ++row) {
            for (Eigen::Index column = 0; column < slab.cols(); ++column) {
                const double position = (static_cast<double>(slab(row, column)) - static_cast<double>(histogram.low)) * binsPerUnit;
                ++counts[static_cast<std::size_t>(std::clamp(static_cast<int>(position), 0, kHistogramBins - 1))];
            }
        }
    });
    for (const Counts &counts : pieces) {
        for (std::size_t bin = 0; bin < counts.size(); ++bin)
            histogram.counts[bin] += counts[bin];
    }
}

} // namespace

bool hasWeightStats(const Scheme &scheme)
{
    return scheme.wBit >= 2 && scheme.wBit <= 8 && scheme.wMethod == WeightMethod::MinMax && scheme.groupSize < 0
        && scheme.sparsity == Sparsity::None;
}

Result<WeightStats> weightStats(const FloatModel &model, const LayerInfo &layer, const Scheme &scheme, const Compute &compute,
                                JobMonitor &monitor)
{
    VERNIER_CHECK(hasWeightStats(scheme) && layer.out > 0 && layer.in > 0);
    const auto rows = static_cast<std::size_t>(layer.out);
    WeightStats stats;
    stats.bits = scheme.wBit;
    stats.symmetric = scheme.wSym;
    stats.rowMin.resize(rows);
    stats.rowMax.resize(rows);
    VERNIER_TRY(forEachSlab(model, layer, monitor, 0, [&](std::int64_t first, const Matrix &slab) {
        parallelFor(compute.threads, slab.rows(), [&](std::int64_t row) {
            stats.rowMin[static_cast<std::size_t>(first + row)] = slab.row(row).minCoeff();
            stats.rowMax[static_cast<std::size_t>(first + row)] = slab.row(row).maxCoeff();
        });
    }));
    const Extremes whole{*std::min_element(stats.rowMin.begin(), stats.rowMin.end()), *std::max_element(stats.rowMax.begin(), stats.rowMax.end())};
    stats.histogram = {whole.min, whole.max, std::vector<std::int64_t>(kHistogramBins, 0)};
    if (whole.min == whole.max) // a bin needs some width
        stats.histogram = {whole.min - 1.0f, whole.max + 1.0f, std::move(stats.histogram.counts)};

    Scheme byRow = scheme;
    byRow.mmTensor = false;
    Scheme byTensor = scheme;
    byTensor.mmTensor = true;
    std::vector<RowSums> rowSums(rows);
    std::vector<RowSums> tensorSums(rows);
    for (WeightError *error : {&stats.perChannel, &stats.perTensor}) {
        error->rowScale.resize(rows);
        error->rowError.resize(rows);
    }
    VERNIER_TRY(forEachSlab(model, layer, monitor, 1, [&](std::int64_t first, const Matrix &slab) {
        addErrors(slab, first, byRow, whole, compute.threads, stats.perChannel, rowSums);
        addErrors(slab, first, byTensor, whole, compute.threads, stats.perTensor, tensorSums);
        addCounts(slab, compute.threads, stats.histogram);
    }));
    finish(stats.perChannel, rowSums);
    finish(stats.perTensor, tensorSums);
    return stats;
}

} // namespace vernier
