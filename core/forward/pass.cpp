// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/pass.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/forward/linear_op.h"
#include "core/forward/norm.h"
#include "core/tensor/rounding.h"

#include <algorithm>
#include <string>

namespace vernier {

namespace {

/// A parameter of the model, outside the blocks, as a linear layer.
Result<Matrix> multipliedWith(const FloatModel &model, ParameterRole role, const Matrix &x, const Compute &compute)
{
    for (const ParameterInfo &parameter : modelParameters(model.config())) {
        if (parameter.role != role)
            continue;
        VERNIER_ASSIGN(Matrix weight, model.parameter(parameter.name));
        Matrix y(x.rows(), weight.rows());
        FloatLinear(std::move(weight), {}).apply(x, y, inArithmeticOf(model, compute));
        return y;
    }
    VERNIER_CHECK(false);
    return x;
}

} // namespace

bool computesInReferenceOrder(const ModelConfig &config, SumOrder asked)
{
    return largestLayer(config) <= orderedWeights(asked);
}

std::vector<Chunk> chunksOf(const TokenBatch &batch, std::int64_t maxRows)
{
    std::vector<Chunk> chunks;
    for (Segment segment : batch.segments()) {
        if (chunks.empty() || chunks.back().rows + segment.rows > maxRows)
            chunks.push_back({.firstRow = segment.firstRow, .rows = 0, .segments = {}});
        Chunk &chunk = chunks.back();
        segment.firstRow -= chunk.firstRow;
        chunk.rows += segment.rows;
        chunk.segments.push_back(segment);
    }
    return chunks;
}

Result<void> checkSequenceLength(std::int64_t tokens, const ModelConfig &config)
{
    if (config.longestSequence > 0 && tokens > config.longestSequence)
        return Error{ErrorCode::InvalidArgument,
                     "a sequence has " + std::to_string(tokens) + " tokens, and the model knows only " + std::to_string(config.longestSequence)
                         + " positions; cut it, for calibration with the recipe's calibration.max_length",
                     {}};
    if (tokens <= kLongestSequence)
        return {};
    return Error{ErrorCode::InvalidArgument,
                 "a sequence has " + std::to_string(tokens) + " tokens, and at most " + std::to_string(kLongestSequence)
                     + " are run; cut it, for calibration with the recipe's calibration.max_length",
                 {}};
}

Result<Matrix> embedTokens(const FloatModel &model, std::span<const int> ids, std::span<const Segment> segments, const Compute &compute)
{
    const ModelConfig &config = model.config();
    for (const Segment &segment : segments)
        VERNIER_TRY(checkSequenceLength(segment.firstPosition + segment.rows, config));
    VERNIER_ASSIGN(Matrix hidden, model.embed(ids));
    if (config.embeddingWidth != config.hidden) {
        VERNIER_ASSIGN(hidden, multipliedWith(model, ParameterRole::FromEmbedding, hidden, compute));
    }
    if (config.embeddingScale != 1.0f) {
        hidden *= roundedTo(model.loadDtype(), config.embeddingScale);
        roundTo(model.loadDtype(), hidden);
    }
    for (const Segment &segment : segments) {
        if (config.positions != PositionKind::Learned)
            break;
        VERNIER_ASSIGN(const Matrix rows, model.positionRows(segment.firstPosition, segment.rows));
        hidden.middleRows(segment.firstRow, segment.rows) += rows;
        roundTo(model.loadDtype(), hidden.middleRows(segment.firstRow, segment.rows));
    }
    if (config.embeddingNorm) {
        VERNIER_ASSIGN(const Norm norm, model.norm(std::string(model.checkpoint().names().embeddingNorm)));
        applyNorm(config, hidden, norm, hidden, inArithmeticOf(model, compute));
    }
    return hidden;
}

Result<void> runBlocks(const Network &network, const TokenBatch &batch, Matrix &hidden, int first, int last,
                       const PassOptions &options, JobMonitor &monitor)
{
    for (const Segment &segment : batch.segments())
        VERNIER_TRY(checkSequenceLength(segment.rows, network.config()));
    // All products or none: the original's order in a few small layers of a large model would help nobody.
    const bool inOrder = computesInReferenceOrder(network.config(), options.compute.order);
    const std::vector<Chunk> chunks = chunksOf(batch, inOrder ? 1 : options.chunkRows);
    const auto total = static_cast<std::int64_t>(chunks.size()) * (last - first);
    std::int64_t done = 0;
    Interrupt interrupt([&] { return monitor.keepGoing(done, total, "forward pass"); });
    Compute compute = inArithmeticOf(network.floatModel(), options.compute);
    compute.interrupt = &interrupt;
    compute.order = inOrder ? SumOrder::Reference : SumOrder::Fast;
    const BlockForward forward(network.config(), compute);
    for (int index = first; index < last; ++index) {
        VERNIER_ASSIGN(const Block block, network.block(index, compute));
        for (const Chunk &chunk : chunks) {
            if (!monitor.keepGoing(done++, total, "forward pass"))
                return cancelledError();
            forward.run(block, chunk.segments, hidden.middleRows(chunk.firstRow, chunk.rows), options.taps);
            if (interrupt.requested())
                return cancelledError();
        }
        if (options.afterBlock)
            options.afterBlock(index, hidden);
    }
    return {};
}

Result<Matrix> applyFinalNorm(const FloatModel &model, const MatrixView &hidden, const Compute &compute)
{
    Matrix normed = hidden;
    if (const std::optional<NormInfo> last = finalNorm(model.config())) {
        VERNIER_ASSIGN(const Norm norm, model.norm(last->name));
        applyNorm(model.config(), hidden, norm, normed, inArithmeticOf(model, compute));
    }
    if (model.config().embeddingWidth != model.config().hidden)
        return multipliedWith(model, ParameterRole::ToEmbedding, normed, compute);
    return normed;
}

Result<Matrix> headLogits(const Network &network, const MatrixView &normed, const Compute &compute)
{
    const std::int64_t vocabulary = network.config().vocabulary;
    Matrix logits(normed.rows(), vocabulary);
    for (std::int64_t first = 0; first < vocabulary; first += kHeadRowsPerSlab) {
        const std::int64_t count = std::min(kHeadRowsPerSlab, vocabulary - first);
        VERNIER_ASSIGN(const std::shared_ptr<const LinearOp> head, network.headRows(first, count, compute));
        head->apply(normed, logits.middleCols(first, count), inArithmeticOf(network.floatModel(), compute));
    }
    if (compute.workers().areStopped())
        return cancelledError();
    return logits;
}

Result<Matrix> computeLogits(const Network &network, const TokenBatch &batch, const Compute &compute, JobMonitor &monitor)
{
    VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), batch, compute));
    VERNIER_TRY(runBlocks(network, batch, hidden, 0, network.config().blocks, {.compute = compute}, monitor));
    VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(network.floatModel(), hidden, compute));
    return headLogits(network, normed, compute);
}

} // namespace vernier
