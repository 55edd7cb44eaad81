// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/block_sensitivity.h"

#include "core/base/job_steps.h"
#include "core/base/parallel.h"
#include "core/base/strings.h"
#include "core/eval/boundary_states.h"
#include "core/forward/pass.h"
#include "core/quant/mxfp4.h"

#include <algorithm>
#include <numeric>

namespace vernier {

namespace {

constexpr std::string_view kJobName = "sensitivity of blocks";

bool matchesAny(const std::vector<std::string> &patterns, const std::string &name)
{
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string &pattern) { return globMatch(pattern, name); });
}

/// The float model with one block in MXFP4.
class OneBlockInMxfp4 final : public Network
{
public:
    OneBlockInMxfp4(const FloatNetwork &base, int quantized, const std::vector<std::string> &modules, int threads)
        : m_base(base)
        , m_quantized(quantized)
        , m_modules(modules)
        , m_threads(threads)
    {}

    [[nodiscard]] const FloatModel &floatModel() const override { return m_base.floatModel(); }

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override
    {
        if (layer.block != m_quantized || !matchesAny(m_modules, layer.name))
            return m_base.linear(layer, compute);
        VERNIER_ASSIGN(Matrix weight, floatModel().weight(layer, compute));
        VERNIER_ASSIGN(std::vector<float> bias, floatModel().bias(layer));
        return std::shared_ptr<const LinearOp>(std::make_shared<Mxfp4Linear>(std::move(weight), std::move(bias), m_threads));
    }

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const override
    {
        return m_base.headRows(first, count, compute);
    }
    [[nodiscard]] std::string blockKey(int index) const override
    {
        return m_base.blockKey(index) + (index == m_quantized ? "|mxfp4" : "");
    }
    [[nodiscard]] std::string headKey() const override { return m_base.headKey(); }

private:
    const FloatNetwork &m_base;
    int m_quantized;
    const std::vector<std::string> &m_modules;
    int m_threads;
};

/// Mean over samples of mean (a - b)²; samples without tokens do not count.
double meanSquaredDifference(const Matrix &a, const Matrix &b, const TokenBatch &samples, int threads)
{
    std::vector<double> ofSamples(samples.segments().size(), 0.0);
    parallelFor(threads, static_cast<std::int64_t>(ofSamples.size()), [&](std::int64_t index) {
        const Segment &segment = samples.segments()[static_cast<std::size_t>(index)];
        double sum = 0.0;
        for (Eigen::Index row = segment.firstRow; row < segment.firstRow + segment.rows; ++row)
            sum += (a.row(row).cast<double>() - b.row(row).cast<double>()).squaredNorm();
        if (segment.rows > 0)
            ofSamples[static_cast<std::size_t>(index)] = sum / static_cast<double>(segment.rows * a.cols());
    });
    const auto counted = std::count_if(samples.segments().begin(), samples.segments().end(), [](const Segment &segment) { return segment.rows > 0; });
    return std::accumulate(ofSamples.begin(), ofSamples.end(), 0.0) / static_cast<double>(counted);
}

class BlockMeasurement
{
public:
    BlockMeasurement(const FloatNetwork &network, const TokenBatch &samples, const BlockAnalysis &analysis, const Compute &compute)
        : m_network(network)
        , m_samples(samples)
        , m_analysis(analysis)
        , m_compute(compute)
    {
        for (int block = 0; block < network.config().blocks; ++block) {
            if (globMatch(analysis.blocks, blockName(m_network.config(), block)))
                m_blocks.push_back(block);
        }
    }

    [[nodiscard]] const std::vector<int> &blocks() const { return m_blocks; }

    [[nodiscard]] Result<std::vector<LayerScore>> atOwnOutput(JobMonitor &monitor)
    {
        const int end = m_blocks.back() + 1;
        JobSteps steps(monitor, std::vector<double>(static_cast<std::size_t>(end) + m_blocks.size(), 1.0), kJobName);
        VERNIER_ASSIGN(Matrix hidden, embedTokens(m_network.floatModel(), m_samples, m_compute));
        int done = 0;
        for (const int block : m_blocks) {
            for (; done < block; ++done)
                VERNIER_TRY(runBlocks(m_network, m_samples, hidden, done, done + 1, {.compute = m_compute}, steps.next()));
            Matrix quantized = hidden;
            VERNIER_TRY(runBlocks(inMxfp4(block), m_samples, quantized, block, block + 1, {.compute = m_compute}, steps.next()));
            VERNIER_TRY(runBlocks(m_network, m_samples, hidden, block, block + 1, {.compute = m_compute}, steps.next()));
            done = block + 1;
            score(block, hidden, quantized);
        }
        return std::move(m_scores);
    }

    [[nodiscard]] Result<std::vector<LayerScore>> atModelOutput(JobMonitor &monitor)
    {
        const int count = m_network.config().blocks;
        std::vector<double> costs{static_cast<double>(count)};
        for (const int block : m_blocks)
            costs.push_back(count - block);
        JobSteps steps(monitor, std::move(costs), kJobName);
        BoundaryStates boundaries;
        VERNIER_ASSIGN(const Matrix reference, boundaries.advance(m_network, m_samples, m_compute, steps.next()));
        for (const int block : m_blocks) {
            VERNIER_ASSIGN(const Matrix hidden, boundaries.tryOut(inMxfp4(block), m_samples, m_compute, steps.next()));
            score(block, reference, hidden);
        }
        return std::move(m_scores);
    }

private:
    [[nodiscard]] OneBlockInMxfp4 inMxfp4(int block) const { return {m_network, block, m_analysis.modules, m_compute.threads}; }

    void score(int block, const Matrix &exact, const Matrix &quantized)
    {
        m_scores.push_back({blockName(m_network.config(), block), meanSquaredDifference(exact, quantized, m_samples, m_compute.threads)});
    }

    const FloatNetwork &m_network;
    const TokenBatch &m_samples;
    const BlockAnalysis &m_analysis;
    Compute m_compute;
    std::vector<int> m_blocks; ///< to be measured
    std::vector<LayerScore> m_scores;
};

} // namespace

Result<std::vector<LayerScore>> measureBlocks(std::shared_ptr<const FloatModel> model, const TokenBatch &samples, const BlockAnalysis &analysis,
                                              const Compute &compute, JobMonitor &monitor)
{
    if (samples.tokens() == 0)
        return Error{ErrorCode::InvalidArgument, "there are no samples to measure blocks on; give a calibration file", {}};
    const std::vector<LayerInfo> &layers = model->checkpoint().layers();
    if (std::none_of(layers.begin(), layers.end(), [&](const LayerInfo &layer) { return layer.block >= 0 && matchesAny(analysis.modules, layer.name); }))
        return Error{ErrorCode::InvalidArgument,
                     "no linear layer of a block matches the patterns of the modules to quantize; they are matched with full names such as "
                         + layers.front().name,
                     {}};
    const FloatNetwork network(std::move(model));
    BlockMeasurement measurement(network, samples, analysis, compute);
    if (measurement.blocks().empty())
        return std::vector<LayerScore>{};
    return analysis.metric == BlockMetric::LayerWise ? measurement.atOwnOutput(monitor) : measurement.atModelOutput(monitor);
}

std::vector<std::string> wholeBlocks(std::vector<std::string> blocks)
{
    for (std::string &block : blocks)
        block += ".*";
    return blocks;
}

} // namespace vernier
