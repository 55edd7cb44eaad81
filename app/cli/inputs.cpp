// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"

#include "core/project/model_inputs.h"
#include "core/text/documents.h"

#include <algorithm>
#include <fstream>

namespace vernier::cli {

void addModelOption(CLI::App *verb, ModelOptions &options)
{
    addPath(verb, "MODEL", options.model, "Folder of a Hugging Face checkpoint (config.json; *.safetensors or pytorch_model*.bin), or a .gguf file")->required();
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

namespace {

/// The error of a recipe with the name of its file.
Error ofRecipe(Error error, const std::string &file)
{
    if (!error.where.starts_with(file))
        error.where = error.where.empty() ? file : file + ": " + error.where;
    return error;
}

/// A file with Windows' line ends, unless it is JSON, where they mean nothing. Its beginning decides.
bool hasCarriageReturns(const std::string &file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string start(std::size_t{1} << 16, '\0');
    stream.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(stream.gcount()));
    const std::size_t first = start.find_first_not_of(" \t\r\n");
    if (file.ends_with(".json") || file.ends_with(".jsonl") || first == start.npos || start[first] == '{' || start[first] == '[')
        return false;
    return start.find("\r\n") != start.npos;
}

void noteCarriageReturns(Session &session, const std::string &file)
{
    if (hasCarriageReturns(file))
        session.note(file
                     + " has the line ends of Windows (CR LF), and the model reads the carriage returns, too; convert it if they "
                       "are not meant");
}

} // namespace

Result<std::shared_ptr<const Checkpoint>> openModel(const ModelOptions &options, Session &session)
{
    VERNIER_ASSIGN(std::shared_ptr<const Checkpoint> checkpoint, Checkpoint::open(options.model));
    const auto noteIgnored = [&](IgnoredTensor::Reason reason, const std::string &what) {
        std::string first;
        int count = 0;
        for (const IgnoredTensor &tensor : checkpoint->ignoredTensors()) {
            if (tensor.reason == reason && count++ == 0)
                first = tensor.name;
        }
        if (count > 0)
            session.note(std::to_string(count) + (count == 1 ? " tensor is" : " tensors are") + " ignored, " + what + " (" + first
                         + (count == 1 ? ")" : ", …)") + "; does config.json belong to this model?");
    };
    noteIgnored(IgnoredTensor::Reason::BlockBeyondConfig, "of blocks beyond the " + std::to_string(checkpoint->config().blocks) + " of num_hidden_layers");
    noteIgnored(IgnoredTensor::Reason::BiasDenied, "biases of layers that by config.json have none");
    return checkpoint;
}

Result<Recipe> readRecipe(const ModelOptions &options, const Checkpoint &checkpoint)
{
    VERNIER_ASSIGN(Recipe recipe, readRecipeOrProject(options.recipe));
    const auto checked = [&]() -> Result<void> {
        VERNIER_TRY(validate(recipe));
        VERNIER_TRY(resolvePlan(asDataFree(recipe), checkpoint.layers()));
        return {};
    }();
    if (!checked)
        return ofRecipe(checked.error(), options.recipe);
    return recipe;
}

Result<std::vector<std::vector<int>>> readSequences(const std::string &file, const Checkpoint &checkpoint, Session &session)
{
    if (file.empty())
        return std::vector<std::vector<int>>{};
    noteCarriageReturns(session, file);
    return readCalibration(file, checkpoint);
}

Result<std::vector<std::vector<int>>> readIds(const std::string &file, const Checkpoint &checkpoint)
{
    VERNIER_ASSIGN(const std::vector<Document> documents, readDocuments(file));
    for (const Document &document : documents) {
        if (!document.isTokens())
            return Error{ErrorCode::InvalidArgument,
                         "this is text; give a JSON list of lists of token ids, such as [[1, 15, 7]], or an object with such a list under \"calib\"",
                         document.origin};
    }
    return toTokenIds(documents, nullptr, static_cast<int>(checkpoint.config().vocabulary));
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
    if (const auto supported = checkSupported(recipe); !supported)
        return ofRecipe(supported.error(), options.recipe);
    if (const auto calibrated = checkCalibration(recipe, !options.calib.empty()); !calibrated)
        return ofRecipe(calibrated.error(), options.recipe);
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.calib, *checkpoint, session));
    noteContext(session, *checkpoint, calibrationSamples(recipe, sequences), "the longest calibration sample");
    VERNIER_ASSIGN(QuantizedModel model, quantizeModel(checkpoint, recipe, sequences, session.compute(), session.monitor()));
    for (const std::string &note : model.network.plan().notes)
        session.note(note);
    return model;
}

Result<QuantizedModel> quantize(const ModelOptions &options, std::shared_ptr<const Checkpoint> checkpoint, Session &session)
{
    VERNIER_ASSIGN(const Recipe recipe, readRecipe(options, *checkpoint));
    return quantize(options, recipe, std::move(checkpoint), session);
}

std::int64_t windowOf(const TextOptions &options, const Checkpoint &checkpoint)
{
    return options.window > 0 ? options.window : defaultWindow(checkpoint);
}

Result<TokenBatch> readWindows(const TextOptions &options, const Checkpoint &checkpoint, Session &session)
{
    noteCarriageReturns(session, options.text);
    return vernier::readWindows({options.text, *windowModeFromName(options.mode), windowOf(options, checkpoint)}, checkpoint);
}

} // namespace vernier::cli
