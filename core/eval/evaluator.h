// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eval/boundary_states.h"
#include "core/eval/logit_comparison.h"
#include "core/eval/statistics.h"

#include <functional>
#include <memory>
#include <vector>

// Runs a network against the float model on fixed windows, starting as late as the last evaluated network allows. Long texts
// are run in parts, so that first numbers are there early.

namespace vernier {

struct Evaluation
{
    TokenMetrics tokens;
    Estimate floatLoss;      ///< nats for each predicted token
    Estimate quantizedLoss;
    Estimate lossDifference; ///< quantized - float, token by token: its error is far smaller than that of either
    Estimate kl;             ///< KL(float ‖ quantized), nats
    Estimate sameTop1;       ///< share of tokens with the same most likely token
    double klMedian = 0.0;
    double kl90 = 0.0; ///< percentiles
    double kl99 = 0.0;
    double klMax = 0.0;

    [[nodiscard]] std::size_t predictions() const { return tokens.size(); }
    [[nodiscard]] double floatPerplexity() const;
    [[nodiscard]] double quantizedPerplexity() const;
    /// Standard error of the quantized perplexity, to first order.
    [[nodiscard]] double quantizedPerplexityError() const;
    [[nodiscard]] double floatPerplexityError() const;
};

/// Means, errors and percentiles of per-token metrics.
[[nodiscard]] Evaluation summarize(TokenMetrics tokens);

/// In passes of one token through all blocks of the float model.
struct EvaluationCosts
{
    double reference = 0.0; ///< the float model; 0 once it was run
    double blocks = 0.0;
    double head = 0.0;      ///< of both models
};

class Evaluator
{
public:
    /// reference            the float model that everything is compared with, without any rewrites; the networks
    ///                      evaluated later must come from its checkpoint. One that was loaded in another type is compared
    ///                      with the float model in that type.
    /// boundaryBudgetBytes  as for BoundaryStates.
    Evaluator(std::shared_ptr<const FloatModel> reference, TokenBatch windows, const Compute &compute,
              std::int64_t boundaryBudgetBytes = BoundaryStates::kDefaultBudgetBytes);

    [[nodiscard]] const TokenBatch &windows() const { return m_windows; }

    /// What is known after some of the windows: intervals tighten from call to call.
    using OnPart = std::function<void(const Evaluation &soFar)>;

    /// Evaluates a network and remembers its boundaries: evaluating it again with block k changed costs only the blocks
    /// from k on. The float model itself gives a divergence of exactly 0.
    /// onPart  called after every part of the windows but the last.
    /// Errors: those of the networks, Numeric, Cancelled.
    [[nodiscard]] Result<Evaluation> evaluate(const Network &network, JobMonitor &monitor, const OnPart &onPart = {});

    /// Evaluates a variant of the network evaluated last without forgetting that one.
    [[nodiscard]] Result<Evaluation> evaluateVariant(const Network &variant, JobMonitor &monitor);

    /// About what evaluating costs when the blocks from `firstBlock` on are run, as JobSteps wants it.
    [[nodiscard]] EvaluationCosts costs(int firstBlock = 0) const;

private:
    /// Consecutive windows that go through the whole network before the next do.
    struct Part
    {
        TokenBatch windows;
        int firstWindow = 0;
        BoundaryStates boundaries;
        Matrix referenceStates = {}; ///< empty until first needed
    };

    void makeParts(std::int64_t boundaryBudgetBytes);
    /// Compares in this type from now on.
    void loadReferenceIn(DType dtype);
    /// Runs the float model where its states are not there yet.
    [[nodiscard]] Result<void> ensureReference(Part &part, JobMonitor &monitor) const;
    [[nodiscard]] EvaluationCosts costs(const Part &part, int firstBlock) const;
    template <typename Run>
    [[nodiscard]] Result<Evaluation> evaluateParts(const Network &network, JobMonitor &monitor, const OnPart &onPart, Run run);

    FloatNetwork m_reference;
    TokenBatch m_windows;
    Compute m_compute;
    std::vector<Part> m_parts;
};

} // namespace vernier
