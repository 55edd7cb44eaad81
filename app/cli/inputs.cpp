// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"

#include "core/project/model_inputs.h"

#include <algorithm>

namespace vernier::cli {

void addModelOption(CLI::App *verb, ModelOptions &options)
{
    addPath(verb, "MODEL", options.model, "Folder of a Hugging Face checkpoint (config.json, *.safetensors)")->required();
}

void addRecipeOptions(CLI::App *verb, ModelOptions &options, bool recipeRequired)
{
    CLI::Option *recipe = addPath(verb, "--recipe", options.recipe, "Recipe or project file (JSON) that says how to quantize");
    if (recipeRequired)
        recipe->required();
    addPath(verb, "--calib", options.calib, "Calibration data: token ids (JSON), JSONL or text");
}

void addTextOptions(CLI::App *verb, TextOptions &options, bool required)
{
    CLI::Option *text = addPath(verb, "--text", options.text, "Evaluation text; documents end at lines <|endoftext|>");
    if (required)
        text->required();
    verb->add_option("--window", options.window, "Tokens of a window (default: 512, or the model's context if shorter)")
        ->check(CLI::Range(std::int64_t{2}, std::int64_t{1} << 20));
    verb->add_option("--mode", options.mode, "stream: all documents joined, cut into windows; documents: each by itself")
        ->check(CLI::IsMember({"stream", "documents"}))
        ->capture_default_str();
}

Result<std::shared_ptr<const Checkpoint>> openModel(const ModelOptions &options)
{
    return Checkpoint::open(options.model);
}

Result<std::vector<std::vector<int>>> readSequences(const std::string &file, const Checkpoint &checkpoint)
{
    if (file.empty())
        return std::vector<std::vector<int>>{};
    return readCalibration(file, checkpoint);
}

void noteContext(Session &session, const Checkpoint &checkpoint, std::int64_t tokens, const std::string &what)
{
    const std::int64_t context = checkpoint.config().context;
    if (tokens > context)
        session.note(what + " has " + std::to_string(tokens) + " tokens, more than the model's context of " + std::to_string(context));
}

void noteContext(Session &session, const Checkpoint &checkpoint, const TokenBatch &sequences, const std::string &what)
{
    std::int64_t longest = 0;
    for (const Segment &segment : sequences.segments())
        longest = std::max(longest, segment.rows);
    noteContext(session, checkpoint, longest, what);
}

Result<QuantizedModel> quantize(const ModelOptions &options, const Recipe &recipe, std::shared_ptr<const Checkpoint> checkpoint,
                                Session &session)
{
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.calib, *checkpoint));
    noteContext(session, *checkpoint, calibrationSamples(recipe, sequences), "the longest calibration sample");
    VERNIER_ASSIGN(QuantizedModel model, quantizeModel(checkpoint, recipe, sequences, session.compute(), session.monitor()));
    for (const std::string &note : model.network.plan().notes)
        session.note(note);
    return model;
}

Result<QuantizedModel> quantize(const ModelOptions &options, std::shared_ptr<const Checkpoint> checkpoint, Session &session)
{
    VERNIER_ASSIGN(const Recipe recipe, readRecipeOrProject(options.recipe));
    return quantize(options, recipe, std::move(checkpoint), session);
}

std::int64_t windowOf(const TextOptions &options, const Checkpoint &checkpoint)
{
    return options.window > 0 ? options.window : defaultWindow(checkpoint);
}

Result<TokenBatch> readWindows(const TextOptions &options, const Checkpoint &checkpoint)
{
    return vernier::readWindows({options.text, *windowModeFromName(options.mode), windowOf(options, checkpoint)}, checkpoint);
}

} // namespace vernier::cli
