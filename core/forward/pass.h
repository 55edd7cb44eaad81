// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/block_forward.h"
#include "core/forward/network.h"
#include "core/forward/taps.h"
#include "core/forward/token_batch.h"

#include <functional>
#include <vector>

// Forward passes, block-major: all sequences go through a block before the next block is fetched.

namespace vernier {

/// Whether a pass over this model takes every product in the original's order, for its bits: always for toys and test
/// models, up to a million weights in a layer where SumOrder::Reference asks for it, never for larger models.
/// That order depends on the number of rows, so then sequences go through the model one by one.
[[nodiscard]] bool computesInReferenceOrder(const ModelConfig &config, SumOrder asked);

/// Consecutive segments whose rows are computed together, with firstRow counted from the chunk's first row.
struct Chunk
{
    std::int64_t firstRow = 0; ///< in the batch's matrix
    std::int64_t rows = 0;
    std::vector<Segment> segments;
};

/// Cuts a batch at sequence borders into chunks of at most maxRows tokens (a longer sequence is a chunk of its own):
/// the activations of one chunk are what a pass holds besides hidden states and weights.
[[nodiscard]] std::vector<Chunk> chunksOf(const TokenBatch &batch, std::int64_t maxRows);

struct PassOptions
{
    Compute compute;
    std::int64_t chunkRows = 1024; ///< as for chunksOf; 1 gives every sequence a chunk of its own, as small models always do
    Taps *taps = nullptr;
    std::function<void(int block, const Matrix &hidden)> afterBlock = {}; ///< sees the states that leave each block
};

/// The longest sequence that is run: with more, the scores of a few queries alone take gigabytes.
inline constexpr std::int64_t kLongestSequence = std::int64_t{1} << 20;
/// Errors: InvalidArgument (a longer sequence, or one longer than the model has positions for).
[[nodiscard]] Result<void> checkSequenceLength(std::int64_t tokens, const ModelConfig &config);

/// What enters the first block: rows of the embedding [ids, hidden] with all that the model does to them. Ids must lie inside the
/// vocabulary; row r is the token of ids[r], and rows lie at the segments' positions.
[[nodiscard]] Result<Matrix> embedTokens(const FloatModel &model, std::span<const int> ids, std::span<const Segment> segments, const Compute &compute);
[[nodiscard]] inline Result<Matrix> embedTokens(const FloatModel &model, const TokenBatch &batch, const Compute &compute)
{
    return embedTokens(model, batch.ids(), batch.segments(), compute);
}

/// Runs hidden [tokens, hidden] through blocks [first, last) of the network, in place. The monitor is asked between chunks
/// and, where a chunk takes long, about every 20 ms.
/// Errors: those of Network::block, InvalidArgument (checkSequenceLength), Cancelled.
[[nodiscard]] Result<void> runBlocks(const Network &network, const TokenBatch &batch, Matrix &hidden, int first, int last,
                                     const PassOptions &options, JobMonitor &monitor);

/// The states after the final norm and whatever else there is before the output head: [tokens, embeddingWidth].
[[nodiscard]] Result<Matrix> applyFinalNorm(const FloatModel &model, const MatrixView &hidden, const Compute &compute);

/// Rows of the head that are fetched and multiplied at a time, so that a large vocabulary needs little memory.
inline constexpr std::int64_t kHeadRowsPerSlab = 4096;

/// Logits [rows, vocabulary] of a batch of tokens run from position 0, all of them in memory.
[[nodiscard]] Result<Matrix> computeLogits(const Network &network, const TokenBatch &batch, const Compute &compute,
                                           JobMonitor &monitor);

/// Logits of final-normed states, all of them in memory.
[[nodiscard]] Result<Matrix> headLogits(const Network &network, const MatrixView &normed, const Compute &compute);

} // namespace vernier
