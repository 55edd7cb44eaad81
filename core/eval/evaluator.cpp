// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/evaluator.h"

#include "core/base/check.h"
#include "core/base/job_steps.h"

#include <algorithm>
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
{
    makeParts(boundaryBudgetBytes);
}

void Evaluator::makeParts(std::int64_t boundaryBudgetBytes)
{
    // Every part fetches all weights once, so the first is no smaller than what hides that, and the next are twice as large.
    constexpr std::int64_t kFirstTokens = 2048;
    std::int64_t wanted = kFirstTokens;
    const int windows = m_windows.sequences();
    std::int64_t left = m_windows.tokens();
    for (int first = 0; first < windows;) {
        int count = 0;
        std::int64_t tokens = 0;
        const bool isLast = left < 2 * wanted;
        while (first + count < windows && (isLast || tokens < wanted)) {
            tokens += static_cast<std::int64_t>(m_windows.sequence(first + count).size());
            ++count;
        }
        const double share = static_cast<double>(tokens) / static_cast<double>(std::max<std::int64_t>(1, m_windows.tokens()));
        m_parts.push_back({m_windows.part(first, count), first, BoundaryStates(static_cast<std::int64_t>(share * static_cast<double>(boundaryBudgetBytes)))});
        first += count;
        left -= tokens;
        wanted *= 2;
    }
}

void Evaluator::loadReferenceIn(DType dtype)
{
    const FloatModel &reference = m_reference.floatModel();
    if (reference.loadDtype() == dtype)
        return;
    m_reference = FloatNetwork(std::make_shared<const FloatModel>(reference.sharedCheckpoint(), Rewrites{}, dtype));
    for (Part &part : m_parts)
        part.referenceStates.resize(0, 0);
}

Result<void> Evaluator::ensureReference(Part &part, JobMonitor &monitor) const
{
    if (part.referenceStates.size() > 0)
        return {};
    // The first run is the reference itself; the boundaries it leaves serve networks whose first blocks stay float.
    VERNIER_ASSIGN(part.referenceStates, part.boundaries.advance(m_reference, part.windows, m_compute, monitor));
    return {};
}

EvaluationCosts Evaluator::costs(const Part &part, int firstBlock) const
{
    const ModelConfig &config = m_reference.config();
    double perBlock = 0.0;
    for (const LayerInfo &layer : m_reference.floatModel().blockLayers(0))
        perBlock += static_cast<double>(layer.parameters());
    const auto tokens = static_cast<double>(part.windows.tokens());
    constexpr double kExponentials = 2000.0; // of both logits of a token, as long as so many multiplications
    const double bothHeads = static_cast<double>(config.vocabulary) * (2.0 * static_cast<double>(config.hidden) + kExponentials)
        / (perBlock * config.blocks);
    return {.reference = part.referenceStates.size() > 0 ? 0.0 : tokens,
            .blocks = tokens * (config.blocks - firstBlock) / config.blocks,
            .head = tokens * bothHeads};
}

EvaluationCosts Evaluator::costs(int firstBlock) const
{
    EvaluationCosts sum;
    for (const Part &part : m_parts) {
        const EvaluationCosts ofPart = costs(part, firstBlock);
        sum.reference += ofPart.reference;
        sum.blocks += ofPart.blocks;
        sum.head += ofPart.head;
    }
    return sum;
}

/// run(part, monitor): the states that leave the network's last block.
template <typename Run>
Result<Evaluation> Evaluator::evaluateParts(const Network &network, JobMonitor &monitor, const OnPart &onPart, Run run)
{
    // Keys tell networks of one checkpoint apart, not checkpoints.
    VERNIER_CHECK(network.floatModel().checkpoint().folder() == m_reference.floatModel().checkpoint().folder());
    loadReferenceIn(network.floatModel().loadDtype());
    std::vector<double> stepCosts;
    for (const Part &part : m_parts) {
        const EvaluationCosts ofPart = costs(part, part.boundaries.firstDifference(network));
        stepCosts.insert(stepCosts.end(), {ofPart.reference, ofPart.blocks, ofPart.head});
    }
    JobSteps steps(monitor, std::move(stepCosts));
    TokenMetrics all;
    for (Part &part : m_parts) {
        VERNIER_TRY(ensureReference(part, steps.next()));
        VERNIER_ASSIGN(const Matrix hidden, run(part, steps.next()));
        const FinalStates reference{m_reference, part.referenceStates};
        VERNIER_ASSIGN(const TokenMetrics metrics,
                       compareLogits(reference, {network, hidden}, part.windows, m_compute, steps.next(), part.firstWindow));
        all.append(metrics);
        if (onPart && &part != &m_parts.back())
            onPart(summarize(all));
    }
    return summarize(std::move(all));
}

Result<Evaluation> Evaluator::evaluate(const Network &network, JobMonitor &monitor, const OnPart &onPart)
{
    return evaluateParts(network, monitor, onPart,
                         [&](Part &part, JobMonitor &step) { return part.boundaries.advance(network, part.windows, m_compute, step); });
}

Result<Evaluation> Evaluator::evaluateVariant(const Network &variant, JobMonitor &monitor)
{
    return evaluateParts(variant, monitor, {},
                         [&](Part &part, JobMonitor &step) { return part.boundaries.tryOut(variant, part.windows, m_compute, step); });
}

} // namespace vernier
