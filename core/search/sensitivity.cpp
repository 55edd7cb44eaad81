// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/sensitivity.h"

#include "core/base/job_steps.h"
#include "core/base/parallel.h"
#include "core/calib/range_score.h"
#include "core/forward/pass.h"
#include "core/search/equal_noise.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace vernier {

namespace {

/// Sums over the outputs y of the float layer and y' of the quantized one.
struct OutputSums
{
    double signal = 0.0; ///< Σ y²
    double noise = 0.0;  ///< Σ (y - y')²
    double other = 0.0;  ///< Σ y'²
    double product = 0.0; ///< Σ y y'
    double count = 0.0;

    void add(const MatrixView &y, const Matrix &quantized)
    {
        for (Eigen::Index row = 0; row < y.rows(); ++row) {
            const Eigen::RowVectorXd a = y.row(row).cast<double>();
            const Eigen::RowVectorXd b = quantized.row(row).cast<double>();
            signal += a.squaredNorm();
            noise += (a - b).squaredNorm();
            other += b.squaredNorm();
            product += a.dot(b);
        }
        count += static_cast<double>(y.size());
    }
};

class LocalTaps final : public Taps
{
public:
    /// compute  its interrupt is asked while a layer is read and multiplied.
    LocalTaps(const QuantizedNetwork &network, const Compute &compute)
        : m_network(network)
        , m_compute(inArithmeticOf(network.floatModel(), compute))
        , m_stats(network.floatModel().checkpoint().layers(), 0)
    {
        // As the pass multiplies that the layers are compared with: an exact layer has no noise at all.
        m_compute.order = computesInReferenceOrder(network.config(), compute.order) ? SumOrder::Reference : SumOrder::Fast;
    }

    void linear(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &input, const MatrixView &output) override
    {
        if (layer.standsForInput())
            observe(layer, segments, input);
        if (m_network.schemeOf(layer).isFloat())
            return;
        std::shared_ptr<const LinearOp> &linear = m_linears[layer.name];
        if (!linear) {
            Result<std::shared_ptr<const LinearOp>> fetched = m_network.linear(layer, m_compute);
            if (!fetched) {
                m_error = fetched.error();
                return;
            }
            linear = std::move(*fetched);
        }
        Matrix quantized(output.rows(), output.cols());
        linear->apply(input, quantized, m_compute);
        if (m_compute.workers().areStopped())
            m_error = cancelledError();
        else
            m_sums[layer.name].add(output, quantized);
    }

    /// The output head, which is no part of a block: multiplied slab by slab, so that a large vocabulary needs little
    /// memory, and not at all where the plan leaves it in float.
    Result<void> head(std::span<const Segment> segments, const MatrixView &normed, JobMonitor &monitor)
    {
        constexpr Eigen::Index kRowsPerPiece = 512;
        const LayerInfo &layer = m_network.floatModel().headLayer();
        observe(layer, segments, normed);
        if (m_network.schemeOf(layer).isFloat())
            return {};
        const FloatNetwork floatNetwork(m_network.sharedFloatModel());
        for (std::int64_t first = 0; first < layer.out; first += kHeadRowsPerSlab) {
            const std::int64_t slab = std::min(kHeadRowsPerSlab, layer.out - first);
            VERNIER_ASSIGN(const std::shared_ptr<const LinearOp> floatRows, floatNetwork.headRows(first, slab, m_compute));
            VERNIER_ASSIGN(const std::shared_ptr<const LinearOp> quantizedRows, m_network.headRows(first, slab, m_compute));
            for (Eigen::Index row = 0; row < normed.rows(); row += kRowsPerPiece) {
                if (!monitor.keepGoing(first, layer.out, "output head"))
                    return cancelledError();
                const MatrixView input = normed.middleRows(row, std::min(kRowsPerPiece, normed.rows() - row));
                Matrix output(input.rows(), slab);
                floatRows->apply(input, output, m_compute);
                Matrix quantized(input.rows(), slab);
                quantizedRows->apply(input, quantized, m_compute);
                if (m_compute.workers().areStopped())
                    return cancelledError();
                m_sums[layer.name].add(output, quantized);
            }
        }
        return {};
    }

    /// Quantized layers of a block are needed until all chunks went through it.
    void blockDone() { m_linears.clear(); }

    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

    [[nodiscard]] std::vector<LocalSensitivity> result()
    {
        const std::map<const InputStats *, InputScores> scores = inputScores();
        std::vector<LocalSensitivity> all;
        for (const LayerInfo &layer : m_network.floatModel().checkpoint().layers()) {
            LocalSensitivity local;
            local.layer = layer.name;
            if (const auto sums = m_sums.find(layer.name); sums != m_sums.end())
                fillErrors(sums->second, local);
            const auto found = scores.find(&m_stats.of(layer));
            const InputScores ofInput = found == scores.end() ? InputScores{} : found->second; // no token came there
            local.rangeScore = ofInput.range;
            local.quantileScore = ofInput.quantile;
            local.kurtosis = ofInput.kurtosis;
            all.push_back(std::move(local));
        }
        return all;
    }

private:
    struct InputScores
    {
        double range = std::numeric_limits<double>::quiet_NaN();
        double quantile = std::numeric_limits<double>::quiet_NaN();
        double kurtosis = std::numeric_limits<double>::quiet_NaN();
    };

    /// Layers that share an input share its scores.
    std::map<const InputStats *, InputScores> inputScores()
    {
        std::map<const InputStats *, InputScores> scores;
        std::vector<std::pair<InputScores *, std::pair<const InputStats *const, std::vector<float>> *>> tasks;
        for (auto &entry : m_values)
            tasks.emplace_back(&scores[entry.first], &entry);
        parallelFor(m_compute.threads, static_cast<std::int64_t>(tasks.size()), [&](std::int64_t index) {
            auto &[result, entry] = tasks[static_cast<std::size_t>(index)];
            auto &[stats, values] = *entry;
            std::sort(values.begin(), values.end());
            *result = {rangeScore(stats->samples), quantileScore(values), kurtosisScore(values)};
        });
        return scores;
    }

    void observe(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &input)
    {
        InputStats &stats = m_stats.of(layer);
        std::vector<float> &values = m_values[&stats];
        std::vector<std::pair<SampleStats, std::vector<float>>> measured(segments.size());
        parallelFor(m_compute.threads, static_cast<std::int64_t>(segments.size()), [&](std::int64_t index) {
            const Segment &segment = segments[static_cast<std::size_t>(index)];
            const MatrixView sample = input.middleRows(segment.firstRow, segment.rows);
            measured[static_cast<std::size_t>(index)] = {sampleStats(sample), subsample(sample)}; // sorts the sample
        });
        for (auto &[sample, kept] : measured) {
            stats.samples.push_back(std::move(sample));
            values.insert(values.end(), kept.begin(), kept.end());
        }
    }

    static void fillErrors(const OutputSums &sums, LocalSensitivity &local)
    {
        local.mse = sums.noise / sums.count;
        if (!std::isfinite(sums.noise) || !std::isfinite(sums.signal)) { // not the absence of noise
            local.sqnrDb = std::numeric_limits<double>::quiet_NaN();
            return;
        }
        local.sqnrDb = sums.noise > 0.0 ? 10.0 * std::log10(sums.signal / sums.noise) : std::numeric_limits<double>::infinity();
        const double norms = std::sqrt(sums.signal * sums.other);
        if (norms > 0.0)
            local.cosine = sums.product / norms;
    }

    const QuantizedNetwork &m_network;
    Compute m_compute;
    ActivationStats m_stats;
    std::map<const InputStats *, std::vector<float>> m_values;
    std::map<std::string, OutputSums> m_sums;
    std::map<std::string, std::shared_ptr<const LinearOp>> m_linears;
    std::optional<Error> m_error;
};

} // namespace

Result<std::vector<LocalSensitivity>> measureLocally(const QuantizedNetwork &network, const TokenBatch &samples, const Compute &compute,
                                                     JobMonitor &monitor)
{
    if (samples.tokens() == 0)
        return Error{ErrorCode::InvalidArgument, "there are no samples to measure layers on; give a calibration file", {}};
    const FloatNetwork floatNetwork(network.sharedFloatModel());
    JobSteps steps(monitor, {9.0, 1.0});
    RepeatingMonitor repeating(steps.next());
    Interrupt interrupt([&repeating] { return repeating.keepGoing(); });
    Compute watched = compute;
    watched.interrupt = &interrupt;
    LocalTaps taps(network, watched);
    VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), samples, compute));
    const PassOptions options{.compute = compute, .taps = &taps, .afterBlock = [&](int, const Matrix &) { taps.blockDone(); }};
    VERNIER_TRY(runBlocks(floatNetwork, samples, hidden, 0, network.config().blocks, options, repeating));
    VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(network.floatModel(), hidden, compute));
    if (taps.error())
        return *taps.error();
    static_cast<void>(steps.next()); // which `repeating` passes on to
    if (!repeating.keepGoing(0, 1, "output head"))
        return cancelledError();
    VERNIER_TRY(taps.head(samples.segments(), normed, repeating));
    return taps.result();
}

std::optional<double> EndToEndResult::additivity() const
{
    if (sumOfKl <= 0.0 || missing > 0 || !jointKl)
        return std::nullopt;
    return *jointKl / sumOfKl;
}

bool EndToEndResult::isComplete(int noiseControls) const
{
    const auto controlled = std::count_if(layers.begin(), layers.end(), [](const EndToEndSensitivity &layer) { return layer.noiseKl.has_value(); });
    return missing == 0 && controlled >= std::min<std::ptrdiff_t>(noiseControls, std::ssize(layers));
}

namespace {

/// The measurement of one layer after the other, as it stands.
class EndToEndRun
{
public:
    EndToEndRun(const QuantizedNetwork &network, Evaluator &evaluator, const EndToEndOptions &options)
        : m_network(network)
        , m_evaluator(evaluator)
        , m_options(options)
    {
        if (options.begun)
            m_result = *options.begun;
        for (const LayerInfo &layer : network.floatModel().checkpoint().layers()) {
            if (!network.schemeOf(layer).isFloat() && !measured(layer.name))
                m_missing.push_back(&layer);
        }
        sortMissing();
        m_result.missing = static_cast<int>(m_missing.size());
    }

    Result<EndToEndResult> run(JobMonitor &monitor)
    {
        JobSteps steps(monitor, stepCosts(), "end-to-end sensitivity");
        if (!m_options.begun) {
            const Result<Evaluation> joint = m_evaluator.evaluate(m_network, steps.next());
            if (joint) {
                m_result.jointKl = joint->kl.mean;
                m_result.jointLossDifference = joint->lossDifference.mean;
            } else if (joint.error().code != ErrorCode::Numeric) { // an overflow is what the single layers are to explain
                return joint.error();
            }
        }
        // From here on every variant starts from the float states of the model that the layers were taken from.
        VERNIER_TRY(m_evaluator.evaluate(FloatNetwork(m_network.sharedFloatModel()), steps.next()));
        for (const LayerInfo *layer : m_missing) {
            const Result<Evaluation> swapped = m_evaluator.evaluateVariant(m_network.withOnly(layer->name), steps.next());
            if (swapped)
                take({layer->name, swapped->kl, swapped->lossDifference});
            else if (swapped.error().code == ErrorCode::Numeric && !m_overflow)
                m_overflow = layer->name;
            else if (swapped.error().code != ErrorCode::Numeric)
                return swapped.error();
        }
        for (const std::string &layer : layersToControl()) {
            const EqualNoiseNetwork noisy(m_network, layer);
            VERNIER_ASSIGN(const Evaluation evaluation, m_evaluator.evaluateVariant(noisy, steps.next()));
            find(layer)->noiseKl = evaluation.kl;
            report();
        }
        if (m_overflow)
            return Error{ErrorCode::Numeric, "with this layer alone quantized the model's output is not finite; leave it in float. The other layers are measured", *m_overflow};
        return m_result;
    }

private:
    [[nodiscard]] std::vector<EndToEndSensitivity>::iterator find(const std::string &layer)
    {
        return std::find_if(m_result.layers.begin(), m_result.layers.end(), [&](const EndToEndSensitivity &known) { return known.layer == layer; });
    }
    [[nodiscard]] bool measured(const std::string &layer) { return find(layer) != m_result.layers.end(); }

    void sortMissing()
    {
        std::map<std::string_view, std::size_t> rank;
        for (const std::string &layer : m_options.order)
            rank.emplace(layer, rank.size());
        const auto rankOf = [&](const LayerInfo *layer) {
            const auto found = rank.find(layer->name);
            return found == rank.end() ? rank.size() : found->second;
        };
        std::stable_sort(m_missing.begin(), m_missing.end(), [&](const LayerInfo *a, const LayerInfo *b) { return rankOf(a) < rankOf(b); });
    }

    [[nodiscard]] std::vector<double> stepCosts() const
    {
        const EvaluationCosts whole = m_evaluator.costs();
        std::vector<double> costs;
        if (!m_options.begun)
            costs.push_back(whole.reference + whole.blocks + whole.head);
        costs.push_back(whole.blocks + whole.head);
        for (const LayerInfo *layer : m_missing) {
            const EvaluationCosts swap = m_evaluator.costs(layer->block < 0 ? m_network.config().blocks : layer->block);
            costs.push_back(swap.blocks + swap.head);
        }
        const auto controls = std::min(static_cast<std::size_t>(m_options.noiseControls), m_missing.size() + m_result.layers.size());
        costs.insert(costs.end(), controls, 0.5 * whole.blocks + whole.head);
        return costs;
    }

    void take(EndToEndSensitivity layer)
    {
        std::map<std::string_view, std::size_t> place;
        for (const LayerInfo &known : m_network.floatModel().checkpoint().layers())
            place.emplace(known.name, place.size());
        m_result.sumOfKl += layer.kl.mean;
        const auto behind = std::find_if(m_result.layers.begin(), m_result.layers.end(),
                                         [&](const EndToEndSensitivity &other) { return place.at(other.layer) > place.at(layer.layer); });
        m_result.layers.insert(behind, std::move(layer));
        --m_result.missing;
        report();
    }

    [[nodiscard]] std::vector<std::string> layersToControl()
    {
        std::vector<std::string> layers = mostSensitive(m_result, static_cast<std::size_t>(m_options.noiseControls));
        std::erase_if(layers, [&](const std::string &layer) { return find(layer)->noiseKl.has_value(); });
        return layers;
    }

    void report() const
    {
        if (m_options.onLayer)
            m_options.onLayer(m_result);
    }

    const QuantizedNetwork &m_network;
    Evaluator &m_evaluator;
    const EndToEndOptions &m_options;
    EndToEndResult m_result;
    std::vector<const LayerInfo *> m_missing; ///< in the order in which they are measured
    std::optional<std::string> m_overflow;    ///< the first layer that makes the output overflow
};

} // namespace

Result<EndToEndResult> measureEndToEnd(const QuantizedNetwork &network, Evaluator &evaluator, JobMonitor &monitor, const EndToEndOptions &options)
{
    return EndToEndRun(network, evaluator, options).run(monitor);
}

std::vector<std::string> worstFirst(std::span<const LocalSensitivity> layers)
{
    std::vector<const LocalSensitivity *> sorted;
    for (const LocalSensitivity &layer : layers)
        sorted.push_back(&layer);
    const auto quality = [](const LocalSensitivity *layer) { // not a number: the layer overflowed
        if (!layer->sqnrDb)
            return std::numeric_limits<double>::infinity();
        return std::isnan(*layer->sqnrDb) ? -std::numeric_limits<double>::infinity() : *layer->sqnrDb;
    };
    std::stable_sort(sorted.begin(), sorted.end(), [&](const LocalSensitivity *a, const LocalSensitivity *b) { return quality(a) < quality(b); });
    std::vector<std::string> names;
    for (const LocalSensitivity *layer : sorted)
        names.push_back(layer->layer);
    return names;
}

std::vector<std::string> mostSensitive(const EndToEndResult &result, std::size_t count)
{
    std::vector<EndToEndSensitivity> sorted = result.layers;
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.kl.mean > b.kl.mean; });
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(count, sorted.size()); ++i)
        names.push_back(sorted[i].layer);
    return names;
}

} // namespace vernier
