// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/generation.h"

#include "core/base/parallel.h"
#include "core/forward/pass.h"

namespace vernier {

Result<std::vector<int>> generateGreedily(const Network &network, std::span<const int> prompt, const GenerationOptions &options,
                                          const Compute &compute, JobMonitor &monitor)
{
    if (prompt.empty())
        return Error{ErrorCode::InvalidArgument, "the prompt has no tokens; give at least one", {}};
    VERNIER_TRY(checkSequenceLength(static_cast<std::int64_t>(prompt.size()), network.config()));
    for (const int id : prompt) {
        if (id < 0 || id >= network.config().vocabulary)
            return Error{ErrorCode::InvalidArgument,
                         "the prompt holds the token id " + std::to_string(id) + ", but the model's vocabulary ends at "
                             + std::to_string(network.config().vocabulary - 1) + "; the tokenizer belongs to another model",
                         {}};
    }
    std::vector<int> generated;
    const auto keepGoing = [&] { return monitor.keepGoing(static_cast<std::int64_t>(generated.size()), options.tokens, "generation"); };
    Interrupt interrupt(keepGoing);
    const Compute inModel = inArithmeticOf(network.floatModel(), compute);
    Compute watched = inModel;
    watched.interrupt = &interrupt;
    std::vector<Block> blocks;
    for (int index = 0; index < network.config().blocks; ++index) {
        VERNIER_ASSIGN(Block block, network.block(index, watched));
        blocks.push_back(std::move(block));
    }
    VERNIER_ASSIGN(const std::shared_ptr<const LinearOp> head, network.headRows(0, network.config().vocabulary, watched));
    const BlockForward forward(network.config(), watched);
    std::vector<KvCache> caches(blocks.size());

    std::vector<int> next(prompt.begin(), prompt.end());
    std::int64_t position = 0;
    while (true) {
        if (!keepGoing())
            return cancelledError();
        if (static_cast<int>(generated.size()) >= options.tokens)
            return generated;
        const Segment segment{.sequence = 0, .firstRow = 0, .rows = static_cast<std::int64_t>(next.size()), .firstPosition = position};
        VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), next, {&segment, 1}, compute));
        for (std::size_t i = 0; i < blocks.size(); ++i)
            forward.run(blocks[i], {&segment, 1}, hidden, nullptr, &caches[i]);
        if (interrupt.requested())
            return cancelledError();
        position += hidden.rows();
        VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(network.floatModel(), hidden.bottomRows(1), compute));
        Matrix logits(1, head->outputs());
        head->apply(normed, logits, inModel);
        if (!logits.allFinite())
            return Error{ErrorCode::Numeric,
                         "the logits are not finite after " + std::to_string(position) + " tokens; a weight or an activation overflowed",
                         {}};
        Eigen::Index best = 0;
        logits.row(0).maxCoeff(&best);
        const int token = static_cast<int>(best);
        if (options.endOfText && token == *options.endOfText)
            return generated;
        generated.push_back(token);
        if (options.isEnough && options.isEnough(generated))
            return generated;
        next = {token};
    }
}

} // namespace vernier
