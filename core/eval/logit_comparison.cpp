// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/logit_comparison.h"

#include "core/base/parallel.h"
#include "core/forward/pass.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace vernier {

namespace {

/// Rows whose logits of one slab are in memory at a time.
constexpr Eigen::Index kRowsPerPiece = 512;

/// A softmax whose logits come in slabs: sums relative to the largest logit so far.
struct RunningSoftmax
{
    double largest = -std::numeric_limits<double>::infinity();
    double sum = 0.0; ///< Σ exp(logit - largest)
    std::int64_t top = -1;
    double target = 0.0; ///< logit of the token to predict

    /// Takes the slab's largest logit into account; the factor by which older sums shrink.
    double raise(double slabLargest, std::int64_t slabTop)
    {
        if (slabLargest <= largest)
            return 1.0;
        const double factor = std::exp(largest - slabLargest); // 0 at the first slab
        sum *= factor;
        largest = slabLargest;
        top = slabTop;
        return factor;
    }

    [[nodiscard]] double logSum() const { return largest + std::log(sum); }
};

struct TokenState
{
    RunningSoftmax reference;
    RunningSoftmax other;
    double weightedDifference = 0.0; ///< Σ exp(reference - largest) (reference - other)

    void addSlab(const float *referenceLogits, const float *otherLogits, std::int64_t first, std::int64_t count, int target)
    {
        const float *referenceTop = std::max_element(referenceLogits, referenceLogits + count);
        const float *otherTop = std::max_element(otherLogits, otherLogits + count);
        weightedDifference *= reference.raise(static_cast<double>(*referenceTop), first + (referenceTop - referenceLogits));
        other.raise(static_cast<double>(*otherTop), first + (otherTop - otherLogits));
        constexpr std::int64_t kPiece = 256;
        std::array<double, kPiece> referenceWeights;
        std::array<double, kPiece> otherWeights;
        for (std::int64_t begin = 0; begin < count; begin += kPiece) {
            const auto size = static_cast<std::size_t>(std::min(kPiece, count - begin));
            for (std::size_t i = 0; i < size; ++i) {
                referenceWeights[i] = static_cast<double>(referenceLogits[begin + static_cast<std::int64_t>(i)]) - reference.largest;
                otherWeights[i] = static_cast<double>(otherLogits[begin + static_cast<std::int64_t>(i)]) - other.largest;
            }
            exponential(std::span(referenceWeights).first(size));
            exponential(std::span(otherWeights).first(size));
            for (std::size_t i = 0; i < size; ++i) {
                const std::int64_t token = begin + static_cast<std::int64_t>(i);
                reference.sum += referenceWeights[i];
                weightedDifference += referenceWeights[i] * (static_cast<double>(referenceLogits[token]) - static_cast<double>(otherLogits[token]));
                other.sum += otherWeights[i];
            }
        }
        if (target >= first && target < first + count) {
            reference.target = static_cast<double>(referenceLogits[target - first]);
            other.target = static_cast<double>(otherLogits[target - first]);
        }
    }

    [[nodiscard]] double divergence() const
    {
        // Rounding can leave a tiny negative number where the distributions are almost the same. (std::max would also
        // turn a NaN into 0.)
        const double divergence = weightedDifference / reference.sum - (reference.logSum() - other.logSum());
        return divergence < 0.0 ? 0.0 : divergence;
    }
};

/// Rows of the states that predict a token, and the tokens they predict.
struct Predictions
{
    std::vector<Eigen::Index> rows;
    std::vector<int> targets;
    std::vector<int> windows;
};

Predictions predictionsOf(const TokenBatch &windows, int firstWindow)
{
    Predictions predictions;
    for (const Segment &segment : windows.segments()) {
        for (std::int64_t row = segment.firstRow; row + 1 < segment.firstRow + segment.rows; ++row) {
            predictions.rows.push_back(row);
            predictions.targets.push_back(windows.ids()[static_cast<std::size_t>(row) + 1]);
            predictions.windows.push_back(firstWindow + segment.sequence);
        }
    }
    return predictions;
}

/// The head's inputs for some rows of the states. They are made for every slab again: a norm costs nothing beside a slab
/// of logits, and keeping them would take as much memory as the states.
Result<Matrix> normedRows(const FinalStates &states, std::span<const Eigen::Index> rows, const Compute &compute)
{
    Matrix chosen(static_cast<Eigen::Index>(rows.size()), states.hidden.cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
        chosen.row(static_cast<Eigen::Index>(i)) = states.hidden.row(rows[i]);
    return applyFinalNorm(states.network.floatModel(), chosen, compute);
}

Result<TokenMetrics> summarize(const std::vector<TokenState> &states, Predictions predictions)
{
    TokenMetrics metrics;
    metrics.window = std::move(predictions.windows);
    for (std::size_t i = 0; i < states.size(); ++i) {
        const TokenState &state = states[i];
        metrics.floatLoss.push_back(state.reference.logSum() - state.reference.target);
        metrics.quantizedLoss.push_back(state.other.logSum() - state.other.target);
        metrics.kl.push_back(state.divergence());
        metrics.sameTop1.push_back(state.reference.top == state.other.top ? 1.0 : 0.0);
        if (!std::isfinite(metrics.floatLoss.back()) || !std::isfinite(metrics.quantizedLoss.back()) || !std::isfinite(metrics.kl.back()))
            return Error{ErrorCode::Numeric,
                         "the logits are not finite in window " + std::to_string(metrics.window[i])
                             + "; a weight or an activation overflowed",
                         {}};
    }
    return metrics;
}

} // namespace

void TokenMetrics::append(const TokenMetrics &later)
{
    window.insert(window.end(), later.window.begin(), later.window.end());
    floatLoss.insert(floatLoss.end(), later.floatLoss.begin(), later.floatLoss.end());
    quantizedLoss.insert(quantizedLoss.end(), later.quantizedLoss.begin(), later.quantizedLoss.end());
    kl.insert(kl.end(), later.kl.begin(), later.kl.end());
    sameTop1.insert(sameTop1.end(), later.sameTop1.begin(), later.sameTop1.end());
}

Result<TokenMetrics> compareLogits(const FinalStates &reference, const FinalStates &other, const TokenBatch &windows,
                                   const Compute &compute, JobMonitor &monitor, int firstWindow)
{
    Predictions predictions = predictionsOf(windows, firstWindow);
    const auto count = static_cast<Eigen::Index>(predictions.rows.size());
    const std::int64_t vocabulary = reference.network.config().vocabulary;
    const bool sameHead = reference.network.headKey() == other.network.headKey();

    std::vector<TokenState> states(static_cast<std::size_t>(count));
    Matrix referenceLogits;
    Matrix otherLogits;
    std::int64_t done = 0; // logits
    Interrupt interrupt([&] { return monitor.keepGoing(done, vocabulary * count, "output head"); });
    Compute watched = compute;
    watched.interrupt = &interrupt;
    for (std::int64_t first = 0; first < vocabulary; first += kHeadRowsPerSlab) {
        const std::int64_t slab = std::min(kHeadRowsPerSlab, vocabulary - first);
        VERNIER_ASSIGN(const std::shared_ptr<const LinearOp> referenceHead, reference.network.headRows(first, slab, watched));
        std::shared_ptr<const LinearOp> otherHead = referenceHead;
        if (!sameHead) {
            VERNIER_ASSIGN(otherHead, other.network.headRows(first, slab, watched));
        }
        for (Eigen::Index row = 0; row < count; row += kRowsPerPiece) {
            done = first * count + row * slab;
            if (!monitor.keepGoing(done, vocabulary * count, "output head"))
                return cancelledError();
            const Eigen::Index rows = std::min(kRowsPerPiece, count - row);
            referenceLogits.resize(rows, slab);
            otherLogits.resize(rows, slab);
            const auto chosen = std::span(predictions.rows).subspan(static_cast<std::size_t>(row), static_cast<std::size_t>(rows));
            VERNIER_ASSIGN(const Matrix referenceStates, normedRows(reference, chosen, compute));
            VERNIER_ASSIGN(const Matrix otherStates, normedRows(other, chosen, compute));
            referenceHead->apply(referenceStates, referenceLogits, inArithmeticOf(reference.network.floatModel(), watched));
            otherHead->apply(otherStates, otherLogits, inArithmeticOf(other.network.floatModel(), watched));
            if (interrupt.requested())
                return cancelledError();
            parallelFor(compute.threads, rows, [&](std::int64_t i) {
                const auto token = static_cast<std::size_t>(row + i);
                states[token].addSlab(referenceLogits.row(i).data(), otherLogits.row(i).data(), first, slab, predictions.targets[token]);
            });
        }
    }
    return summarize(states, std::move(predictions));
}

} // namespace vernier
