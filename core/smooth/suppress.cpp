// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/suppress.h"

#include "core/base/check.h"
#include "core/base/job_steps.h"
#include "core/base/parallel.h"
#include "core/forward/pass.h"
#include "core/model/fused_rows.h"
#include "core/smooth/awq_scales.h"
#include "core/smooth/enhanced_smooth.h"
#include "core/smooth/flex_smooth.h"
#include "core/smooth/iterative_smooth.h"
#include "core/smooth/outlier_groups.h"
#include "core/smooth/outlier_mask.h"
#include "core/smooth/outlier_stats.h"
#include "core/smooth/shared_heads.h"
#include "core/smooth/smooth_quant.h"
#include "core/tensor/rounding.h"

#include <algorithm>
#include <map>

namespace vernier {

namespace {

constexpr std::string_view kWhat = "outlier suppression";

/// Which tokens themselves a method looks at.
enum class Tokens { None, FirstSample, All };

Tokens tokensOf(const AntiOutlierConfig &config)
{
    switch (config.antiMethod) {
    case AntiMethod::M2:
    case AntiMethod::M3: return Tokens::FirstSample;
    case AntiMethod::M6: return config.flexConfig.alpha && config.flexConfig.beta ? Tokens::None : Tokens::All;
    default: return Tokens::None;
    }
}

/// What reaches the layers of one block: statistics, and tokens where they are asked for.
class BlockInputs final : public Taps
{
public:
    BlockInputs(Tokens wanted, const TokenBatch &samples, bool withStatistics, const Compute &compute)
        : m_rows(wanted == Tokens::None ? 0 : wanted == Tokens::All ? samples.tokens() : samples.segments().front().rows)
        , m_samples(withStatistics ? static_cast<std::size_t>(samples.sequences()) : 0)
        , m_compute(compute)
    {}

    void linear(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &input, const MatrixView &) override
    {
        if (!layer.standsForInput() || layer.isRouted()) // experts are in no group
            return;
        Input &place = m_inputs[layer.index];
        place.stats.samples.resize(m_samples);
        if (place.tokens.rows() != m_rows)
            place.tokens.resize(m_rows, input.cols());
        if (const auto rows = std::min<Eigen::Index>(input.rows(), m_rows - place.filled); rows > 0) {
            place.tokens.middleRows(place.filled, rows) = input.topRows(rows);
            place.filled += rows;
        }
        if (m_samples == 0)
            return;
        parallelFor(m_compute.threads, static_cast<std::int64_t>(segments.size()), [&](std::int64_t i) {
            const Segment &segment = segments[static_cast<std::size_t>(i)];
            place.stats.samples[static_cast<std::size_t>(segment.sequence)] = sampleStats(input.middleRows(segment.firstRow, segment.rows));
        });
    }

    [[nodiscard]] const InputStats &stats(const LayerInfo &layer) const { return m_inputs.at(layer.input).stats; }
    [[nodiscard]] const Matrix &tokens(const LayerInfo &layer) const { return m_inputs.at(layer.input).tokens; }

private:
    struct Input
    {
        InputStats stats;
        Matrix tokens;
        Eigen::Index filled = 0;
    };
    Eigen::Index m_rows;
    std::size_t m_samples;
    Compute m_compute;
    std::map<std::size_t, Input> m_inputs; ///< by LayerInfo::input
};

/// Rewrites one group after the other.
class Suppressor
{
public:
    Suppressor(const AntiOutlierConfig &config, const FloatModel &model, const Compute &compute)
        : m_config(config)
        , m_model(model)
        , m_compute(compute)
    {
        // Bits of the original's where the pass before has them too.
        m_compute.order = computesInReferenceOrder(model.config(), SumOrder::Reference) ? SumOrder::Reference : SumOrder::Fast;
        VERNIER_CHECK(model.rewrites().empty());
        m_rewrites.rowsFirst = dividesRowsFirst(model.config());
    }

    Result<void> prepareNorms()
    {
        if (!givesEveryNormABias(m_config.antiMethod, m_model.config()))
            return {};
        for (const NormInfo &info : norms(m_model.config())) {
            VERNIER_ASSIGN(Norm norm, m_model.norm(info.name));
            norm.bias.resize(norm.weight.size(), 0.0f);
            m_rewrites.norms.insert_or_assign(info.name, std::move(norm));
        }
        return {};
    }

    /// tokens  as tokensOf asks for
    Result<void> rewrite(const OutlierGroup &group, const InputStats &input, const Matrix &tokens, JobMonitor &monitor)
    {
        if (!monitor.keepGoing(0, 1, kWhat))
            return cancelledError();
        const OutlierStats stats = outlierStats(input);
        VERNIER_ASSIGN(const ReadingLinears linears, readersOf(group));
        std::vector<float> largest;
        for (const Matrix &weight : linears.weights)
            raiseToColumnAbsMax(largest, weight);
        if (group.source) {
            VERNIER_ASSIGN(const std::vector<float> scales, linearScales(group, stats, largest, tokens, linears, monitor));
            return applyToLinear(group, scales);
        }
        VERNIER_ASSIGN(const std::vector<float> scales, normScales(group, stats, largest, tokens, linears, monitor));
        return applyToNorm(group, scales, stats.shift, linears);
    }

    [[nodiscard]] Rewrites &&takeRewrites() { return std::move(m_rewrites); }

private:
    /// As the groups before have left them.
    Result<ReadingLinears> readersOf(const OutlierGroup &group) const
    {
        ReadingLinears linears;
        for (const LayerInfo &layer : group.readers) {
            VERNIER_ASSIGN(Matrix weight, m_model.weight(layer));
            rewriteRows(m_rewrites, layer.name, 0, weight, m_model.loadDtype());
            linears.weights.push_back(std::move(weight));
            VERNIER_ASSIGN(std::vector<float> bias, currentBias(layer));
            linears.biases.push_back(std::move(bias));
        }
        return linears;
    }

    Result<std::vector<float>> currentBias(const LayerInfo &layer) const
    {
        if (const auto found = m_rewrites.biases.find(layer.name); found != m_rewrites.biases.end())
            return found->second;
        return m_model.bias(layer);
    }

    Result<std::vector<float>> normScales(const OutlierGroup &group, const OutlierStats &stats, const std::vector<float> &largest,
                                          const Matrix &tokens, const ReadingLinears &linears, JobMonitor &monitor) const
    {
        switch (m_config.antiMethod) {
        case AntiMethod::M1: return smoothQuantScales(stats.absMax, largest);
        case AntiMethod::M2: return enhancedScales(stats, largest, tokens, linears, m_compute, monitor);
        case AntiMethod::M3: return searchAwqScales(tokens, linears.weights, m_config.wBit, m_config.wSym, m_compute, monitor);
        case AntiMethod::M4: return iterativeScales(stats.absMax, largest, group.alpha, m_model.loadDtype());
        case AntiMethod::M5: return outlierMaskScales(stats.channelMin, stats.channelMax);
        case AntiMethod::M6: break;
        }
        VERNIER_ASSIGN(const FlexExponents exponents, flexExponents(tokens, linears.weights, monitor));
        return balancedScales(stats.absMax, largest, exponents.alpha, exponents.beta, m_model.loadDtype());
    }

    /// Of m4 and m6, one for each output of the source.
    Result<std::vector<float>> linearScales(const OutlierGroup &group, const OutlierStats &stats, const std::vector<float> &largest,
                                            const Matrix &tokens, const ReadingLinears &linears, JobMonitor &monitor) const
    {
        const HeadLayout heads = headsOf(group);
        if (m_config.antiMethod == AntiMethod::M4)
            return meanOverSharedHeads(iterativeScales(stats.absMax, largest, group.alpha, m_model.loadDtype()), heads, m_model.loadDtype());
        VERNIER_ASSIGN(const FlexExponents exponents, flexExponents(tokens, linears.weights, monitor));
        return balancedScales(maxOverSharedHeads(stats.absMax, heads), maxOverSharedHeads(largest, heads), exponents.alpha, exponents.beta,
                              m_model.loadDtype());
    }

    Result<FlexExponents> flexExponents(const Matrix &tokens, const std::vector<Matrix> &weights, JobMonitor &monitor) const
    {
        const FlexConfig &flex = m_config.flexConfig;
        if (flex.alpha && flex.beta)
            return FlexExponents{.alpha = *flex.alpha, .beta = *flex.beta};
        return searchFlexExponents(tokens, weights, m_compute, monitor);
    }

    [[nodiscard]] HeadLayout headsOf(const OutlierGroup &group) const
    {
        const ModelConfig &config = m_model.config();
        return group.source->role == LayerRole::Up ? HeadLayout{} : HeadLayout{config.valueDim, config.heads / config.kvHeads};
    }

    Result<void> applyToNorm(const OutlierGroup &group, const std::vector<float> &scales, const std::vector<float> &shift,
                             const ReadingLinears &linears)
    {
        if (!m_rewrites.norms.contains(group.norm)) {
            VERNIER_ASSIGN(Norm norm, m_model.norm(group.norm));
            m_rewrites.norms.emplace(group.norm, std::move(norm));
        }
        Norm &norm = m_rewrites.norms.at(group.norm);
        const float offset = m_model.config().normOffset;
        for (std::size_t c = 0; c < scales.size(); ++c)
            norm.weight[c] = roundedTo(m_model.loadDtype(), (norm.weight[c] + offset) / scales[c] - offset);
        for (std::size_t c = 0; c < norm.bias.size(); ++c)
            norm.bias[c] = (group.isShifted ? norm.bias[c] - shift[c] : norm.bias[c]) / scales[c];
        for (std::size_t i = 0; i < linears.weights.size(); ++i) {
            const LayerInfo &layer = group.readers[i];
            if (group.isShifted)
                addToBias(layer, linears.weights[i], linears.biases[i], shift);
            m_rewrites.columnScales[layer.name] = scales;
        }
        return {};
    }

    /// bias += W shift
    void addToBias(const LayerInfo &layer, const Matrix &weight, std::vector<float> bias, const std::vector<float> &shift)
    {
        bias.resize(static_cast<std::size_t>(layer.out), 0.0f);
        Matrix moved(1, layer.out);
        const Matrix row = Eigen::Map<const Matrix>(shift.data(), 1, layer.in);
        multiplyTransposed(row, weight, moved, m_compute);
        for (std::size_t i = 0; i < bias.size(); ++i)
            bias[i] += moved(0, static_cast<Eigen::Index>(i));
        m_rewrites.biases[layer.name] = std::move(bias);
    }

    /// scales  of the source's outputs that the group reads
    Result<void> applyToLinear(const OutlierGroup &group, const std::vector<float> &scales)
    {
        const LayerInfo &source = *group.source;
        const std::vector<float> divisors = divisorsOf(source, scales);
        m_rewrites.rowDivisors[source.name] = divisors;
        m_rewrites.columnScales[group.reader().name] = repeatSharedHeads(scales, headsOf(group));
        VERNIER_ASSIGN(std::vector<float> bias, currentBias(source));
        for (std::size_t i = 0; i < bias.size(); ++i)
            bias[i] = roundedTo(m_model.loadDtype(), bias[i] / divisors[i]);
        if (!bias.empty())
            m_rewrites.biases[source.name] = std::move(bias);
        return {};
    }

    /// One for each row: of a layer that makes more than the values only their rows are divided.
    [[nodiscard]] std::vector<float> divisorsOf(const LayerInfo &source, const std::vector<float> &scales) const
    {
        if (source.role != LayerRole::FusedQkv && source.role != LayerRole::KvFromLatent)
            return scales;
        std::vector<float> divisors(static_cast<std::size_t>(source.out), 1.0f);
        auto scale = scales.begin();
        for (const RowRange &range : fusedRows(m_model.config(), LayerRole::Value)) {
            std::copy_n(scale, range.count, divisors.begin() + range.first);
            scale += range.count;
        }
        return divisors;
    }

    const AntiOutlierConfig &m_config;
    const FloatModel &m_model;
    Compute m_compute;
    Rewrites m_rewrites;
};

/// What the searches cost for one token they look at, in passes through the model; measured on one with eight blocks of
/// hidden size 1024.
double searchCost(AntiMethod method)
{
    switch (method) {
    case AntiMethod::M2: return 15.0;
    case AntiMethod::M3: return 40.0;
    case AntiMethod::M6: return 30.0;
    default: return 0.0;
    }
}

struct Costs
{
    double pass = 0.0;
    double groups = 0.0;
};

Costs costsOf(const AntiOutlierConfig &config, const TokenBatch &samples)
{
    constexpr double kCollecting = 1.5; // a pass that keeps statistics, in plain passes
    const auto tokens = static_cast<double>(samples.tokens());
    const Tokens looked = tokensOf(config);
    const double searched = looked == Tokens::All ? tokens : looked == Tokens::None || samples.sequences() == 0 ? 0.0
                                                                   : static_cast<double>(samples.segments().front().rows);
    return {.pass = kCollecting * tokens, .groups = searchCost(config.antiMethod) * searched + 1.0};
}

} // namespace

double suppressionCost(const AntiOutlierConfig &config, const TokenBatch &samples)
{
    const Costs costs = costsOf(config, samples);
    return costs.pass + costs.groups;
}

Result<Rewrites> suppress(const AntiOutlierConfig &config, const std::shared_ptr<const FloatModel> &model, const TokenBatch &samples,
                          const Compute &compute, JobMonitor &monitor)
{
    VERNIER_CHECK(samples.sequences() > 0);
    const FloatNetwork network(model);
    const int blocks = model->config().blocks;
    const Costs costs = costsOf(config, samples);
    std::vector<double> stepCosts;
    for (int block = 0; block < blocks; ++block) {
        stepCosts.push_back(costs.pass);
        const std::size_t groups = outlierGroups(config, model->checkpoint(), block).size();
        stepCosts.insert(stepCosts.end(), groups, groups == 0 ? 0.0 : costs.groups / static_cast<double>(groups));
    }
    JobSteps steps(monitor, std::move(stepCosts), kWhat);
    Suppressor suppressor(config, *model, compute);
    VERNIER_TRY(suppressor.prepareNorms());
    VERNIER_ASSIGN(Matrix hidden, embedTokens(*model, samples, compute));
    for (int block = 0; block < blocks; ++block) {
        BlockInputs inputs(tokensOf(config), samples, true, compute);
        const PassOptions options{.compute = inReferenceOrder(compute), .taps = &inputs}; // for the original's bits
        VERNIER_TRY(runBlocks(network, samples, hidden, block, block + 1, options, steps.next()));
        for (const OutlierGroup &group : outlierGroups(config, model->checkpoint(), block)) {
            VERNIER_TRY(suppressor.rewrite(group, inputs.stats(group.reader()), inputs.tokens(group.reader()), steps.next()));
        }
    }
    return suppressor.takeRewrites();
}

Result<Rewrites> suppressLayer(const AntiOutlierConfig &config, const std::shared_ptr<const FloatModel> &model,
                               const ActivationStats &stats, const TokenBatch &samples, const LayerInfo &layer, const Compute &compute,
                               JobMonitor &monitor)
{
    std::vector<OutlierGroup> groups;
    if (layer.block >= 0)
        groups = outlierGroups(config, model->checkpoint(), layer.block);
    while (!groups.empty() && !groups.back().changes(layer)) // the groups before may have changed weights of its own
        groups.pop_back();
    Suppressor suppressor(config, *model, compute);
    if (groups.empty())
        return suppressor.takeRewrites();
    const Tokens wanted = tokensOf(config);
    JobSteps steps(monitor, {wanted == Tokens::None ? 0.0 : 1.0, 1.0}, kWhat);
    BlockInputs inputs(wanted, samples, false, compute);
    const Matrix none;
    JobMonitor &passMonitor = steps.next();
    if (wanted != Tokens::None) {
        TokenBatch looked;
        for (int i = 0; i < (wanted == Tokens::FirstSample ? 1 : samples.sequences()); ++i)
            looked.append(samples.sequence(i));
        VERNIER_ASSIGN(Matrix hidden, embedTokens(*model, looked, compute));
        PassOptions options{.compute = inReferenceOrder(compute)};
        VERNIER_TRY(runBlocks(FloatNetwork(model), looked, hidden, 0, layer.block, options, passMonitor));
        options.taps = &inputs;
        VERNIER_TRY(runBlocks(FloatNetwork(model), looked, hidden, layer.block, layer.block + 1, options, passMonitor));
    }
    JobMonitor &groupMonitor = steps.next();
    for (const OutlierGroup &group : groups) {
        VERNIER_TRY(suppressor.rewrite(group, stats.of(group.reader()), wanted == Tokens::None ? none : inputs.tokens(group.reader()), groupMonitor));
    }
    return suppressor.takeRewrites();
}

std::vector<float> inputScales(const Rewrites &rewrites, const LayerInfo &layer)
{
    const auto found = rewrites.columnScales.find(layer.name);
    return found == rewrites.columnScales.end() ? std::vector<float>{} : found->second;
}

std::vector<float> suppressedAbsMax(std::span<const float> absMax, std::span<const float> scales)
{
    VERNIER_CHECK(absMax.size() == scales.size());
    std::vector<float> suppressed(absMax.begin(), absMax.end());
    for (std::size_t c = 0; c < suppressed.size(); ++c)
        suppressed[c] /= scales[c];
    return suppressed;
}

} // namespace vernier
