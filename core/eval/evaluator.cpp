// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/evaluator.h"

#include "core/base/check.h"
#include "core/base/job_steps.h"

#include <cmath>

namespace vernier {

double Evaluation::floatPerplexity() const
{
    return std::exp(floatLoss.mean);
}

double Evaluation::quantizedPerplexity() const
{
    return std::exp(quantizedLoss.mean);
}

double Evaluation::quantizedPerplexityError() const
{
    return quantizedPerplexity() * quantizedLoss.standardError;
}

double Evaluation::floatPerplexityError() const
{
    return floatPerplexity() * floatLoss.standardError;
}

Evaluation summarize(TokenMetrics tokens)
{
    Evaluation evaluation;
    std::vector<double> difference(tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i)
        difference[i] = tokens.quantizedLoss[i] - tokens.floatLoss[i];
    evaluation.floatLoss = clusteredMean(tokens.floatLoss, tokens.window);
    evaluation.quantizedLoss = clusteredMean(tokens.quantizedLoss, tokens.window);
    evaluation.lossDifference = clusteredMean(difference, tokens.window);
    evaluation.kl = clusteredMean(tokens.kl, tokens.window);
    evaluation.sameTop1 = clusteredMean(tokens.sameTop1, tokens.window);
    if (tokens.size() > 0) {
        evaluation.klMedian = quantileOf(tokens.kl, 0.5);
        evaluation.kl90 = quantileOf(tokens.kl, 0.9);
        evaluation.kl99 = quantileOf(tokens.kl, 0.99);
        evaluation.klMax = quantileOf(tokens.kl, 1.0);
    }
    evaluation.tokens = std::move(tokens);
    return evaluation;
}

Evaluator::Evaluator(std::shared_ptr<const FloatModel> reference, TokenBatch windows, const Compute &compute,
                     std::int64_t boundaryBudgetBytes)
    : m_reference(std::move(reference))
    , m_windows(std::move(windows))
    , m_compute(compute)
    , m_boundaries(boundaryBudgetBytes)
{}

void Evaluator::loadReferenceIn(DType dtype)
{
    const FloatModel &reference = m_reference.floatModel();
    if (reference.loadDtype() == dtype)
        return;
    m_reference = FloatNetwork(std::make_shared<const FloatModel>(reference.sharedCheckpoint(), Rewrites{}, dtype));
    m_referenceStates.resize(0, 0);
}

Result<void> Evaluator::ensureReference(JobMonitor &monitor)
{
    if (m_referenceStates.size() > 0)
        return {};
    // The first run is the reference itself; the boundaries it leaves serve networks whose first blocks stay float.
    VERNIER_ASSIGN(m_referenceStates, m_boundaries.advance(m_reference, m_windows, m_compute, monitor));
    return {};
}

Result<Evaluation> Evaluator::compare(const Network &network, const Matrix &hidden, JobMonitor &monitor) const
{
    // Keys tell networks of one checkpoint apart, not checkpoints.
    VERNIER_CHECK(network.floatModel().checkpoint().folder() == m_reference.floatModel().checkpoint().folder());
    const FinalStates reference{m_reference, m_referenceStates};
    VERNIER_ASSIGN(TokenMetrics tokens, compareLogits(reference, {network, hidden}, m_windows, m_compute, monitor));
    return summarize(std::move(tokens));
}

EvaluationCosts Evaluator::costs(int firstBlock) const
{
    const ModelConfig &config = m_reference.config();
    double perBlock = 0.0;
    for (const LayerInfo &layer : m_reference.floatModel().blockLayers(0))
        perBlock += static_cast<double>(layer.parameters());
    const double tokens = static_cast<double>(m_windows.tokens());
    constexpr double kExponentials = 2000.0; // of both logits of a token, as long as so many multiplications
    const double bothHeads = static_cast<double>(config.vocabulary) * (2.0 * static_cast<double>(config.hidden) + kExponentials)
        / (perBlock * config.blocks);
    return {.reference = m_referenceStates.size() > 0 ? 0.0 : tokens,
            .blocks = tokens * (config.blocks - firstBlock) / config.blocks,
            .head = tokens * bothHeads};
}

Result<Evaluation> Evaluator::evaluate(const Network &network, JobMonitor &monitor)
{
    loadReferenceIn(network.floatModel().loadDtype());
    const EvaluationCosts all = costs(m_boundaries.firstDifference(network));
    JobSteps steps(monitor, {all.reference, all.blocks, all.head});
    VERNIER_TRY(ensureReference(steps.next()));
    VERNIER_ASSIGN(const Matrix hidden, m_boundaries.advance(network, m_windows, m_compute, steps.next()));
    return compare(network, hidden, steps.next());
}

Result<Evaluation> Evaluator::evaluateVariant(const Network &variant, JobMonitor &monitor)
{
    loadReferenceIn(variant.floatModel().loadDtype());
    const EvaluationCosts all = costs(m_boundaries.firstDifference(variant));
    JobSteps steps(monitor, {all.reference, all.blocks, all.head});
    VERNIER_TRY(ensureReference(steps.next()));
    VERNIER_ASSIGN(const Matrix hidden, m_boundaries.tryOut(variant, m_windows, m_compute, steps.next()));
    return compare(variant, hidden, steps.next());
}

} // namespace vernier
