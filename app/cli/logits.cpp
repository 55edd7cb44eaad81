// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "core/export/output_place.h"
#include "core/forward/pass.h"
#include "core/io/npy.h"

#include <filesystem>
#include <optional>
#include <vector>

// logits MODEL --ids F --out X.npy: float32 [tokens, vocabulary], to compare with other programs.

namespace vernier::cli {

namespace {

struct LogitsOptions
{
    ModelOptions model;
    std::string ids;
    std::int64_t sequence = 0;
    std::string out;
};

/// Positions whose logits are in memory at a time.
constexpr Eigen::Index kRowsPerPiece = 256;

Result<int> logits(const LogitsOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    const std::vector<std::filesystem::path> inputs{options.ids, options.model.recipe, options.model.calib};
    VERNIER_TRY(checkNpyOutput(options.out, checkpoint->folder(), inputs));
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readIds(options.ids, *checkpoint));
    if (options.sequence >= static_cast<std::int64_t>(sequences.size()))
        return Error{ErrorCode::InvalidArgument,
                     "has " + std::to_string(sequences.size()) + " sequences, so there is no number " + std::to_string(options.sequence)
                         + " (they count from 0)",
                     options.ids};
    TokenBatch batch;
    batch.append(sequences[static_cast<std::size_t>(options.sequence)]);
    VERNIER_TRY(checkSequenceLength(batch.tokens(), checkpoint->config()));
    noteContext(session, *checkpoint, batch, "the sequence");
    std::optional<QuantizedModel> quantized;
    if (!options.model.recipe.empty()) {
        VERNIER_ASSIGN(QuantizedModel made, quantize(options.model, checkpoint, session));
        quantized.emplace(std::move(made));
    }
    const FloatNetwork floatNetwork(std::make_shared<const FloatModel>(checkpoint));
    std::optional<QuantizedNetwork> ordered;
    if (quantized)
        ordered = quantized->network.inOrder(SumOrder::Reference);
    const Network &network = ordered ? static_cast<const Network &>(*ordered) : floatNetwork;
    const Compute compute = inReferenceOrder(session.compute()); // the numbers are there to be compared

    VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), batch, compute));
    VERNIER_TRY(runBlocks(network, batch, hidden, 0, network.config().blocks, {.compute = compute}, session.monitor()));
    VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(network.floatModel(), hidden, compute));
    VERNIER_ASSIGN(NpyWriter writer, NpyWriter::create(options.out, normed.rows(), network.config().vocabulary));
    for (Eigen::Index row = 0; row < normed.rows(); row += kRowsPerPiece) {
        if (!session.monitor().keepGoing(row, normed.rows(), "output head"))
            return cancelledError();
        const Eigen::Index rows = std::min(kRowsPerPiece, normed.rows() - row);
        VERNIER_ASSIGN(const Matrix piece, headLogits(network, normed.middleRows(row, rows), compute));
        for (Eigen::Index i = 0; i < rows; ++i) {
            if (!piece.row(i).allFinite())
                return Error{ErrorCode::Numeric,
                             "the logits are not finite at token " + std::to_string(row + i)
                                 + " (they count from 0); a weight or an activation overflowed",
                             options.model.model};
        }
        VERNIER_TRY(writer.append({piece.data(), static_cast<std::size_t>(piece.size())}));
    }
    VERNIER_TRY(writer.commit());
    session.print({{"out", options.out}, {"tokens", normed.rows()}, {"vocabulary", network.config().vocabulary}},
                  options.out + ": float32 [" + std::to_string(normed.rows()) + ", " + std::to_string(network.config().vocabulary) + "]\n");
    return 0;
}

} // namespace

void addLogits(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<LogitsOptions>();
    CLI::App *verb = addVerb(app, chosen, "logits", "Write the logits of a token sequence as .npy",
                             [options](Session &session) { return logits(*options, session); });
    addModelOption(verb, options->model);
    addRecipeOptions(verb, options->model, false);
    addPath(verb, "--ids", options->ids, "JSON list of lists of token ids (or an object with it under calib)")->required();
    verb->add_option("--sequence", options->sequence, "Which of the lists, from 0")->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 40))->capture_default_str();
    addPath(verb, "--out", options->out, "File to write (.npy)")->required();
}

} // namespace vernier::cli
