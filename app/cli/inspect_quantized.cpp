// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation_output.h"
#include "app/cli/inputs.h"
#include "app/cli/text_table.h"
#include "core/base/number_text.h"
#include "core/export/modelslim_size.h"
#include "core/export/output_place.h"
#include "core/io/atomic_file.h"
#include "core/quant/recipe_import.h"
#include "core/quant/stored_network.h"

#include <filesystem>
#include <map>
#include <optional>

// inspect-quantized FOLDER [--model FLOAT] [--text F] [--write-recipe F]: what msModelSlim or Vernier saved, layer by layer, what
// it lost against the float model, and a recipe for it.

namespace vernier::cli {

namespace {

struct InspectQuantizedOptions
{
    std::string folder;
    ModelOptions model; ///< the float checkpoint; an empty name: none
    TextOptions text;
    std::optional<double> maxKl;
    std::string recipe; ///< file to write; empty: none
};

/// What shares a scale; empty in float.
std::string granularity(const Scheme &scheme)
{
    if (scheme.isFloat())
        return {};
    if (scheme.blockSize > 0)
        return "block";
    if (scheme.groupSize > 0)
        return "group";
    return scheme.mmTensor ? "tensor" : "channel";
}

Json layerJson(const StoredLayer &layer)
{
    const std::string per = granularity(layer.scheme);
    const int size = layer.scheme.blockSize > 0 ? layer.scheme.blockSize : layer.scheme.groupSize;
    return {{"name", layer.info.name},
            {"type", toString(layer.label)},
            {"shape", {layer.info.out, layer.info.in}},
            {"per", per.empty() ? Json(nullptr) : Json(per)},
            {"group_size", size > 0 ? Json(size) : Json(nullptr)},
            {"packed", layer.packing != StoredLayer::Packing::None},
            {"input_scale", layer.activation ? Json(layer.activation->scale) : Json(nullptr)},
            {"input_offset", layer.activation ? Json(layer.activation->offset) : Json(nullptr)}};
}

std::string layersText(const std::vector<StoredLayer> &layers)
{
    TextTable table({{"layer", TextTable::Align::Left}, {"type", TextTable::Align::Left}, {"out"}, {"in"}, {"scale per", TextTable::Align::Left}, {"input scale"}, {"input offset"}});
    for (const StoredLayer &layer : layers) {
        std::string per = granularity(layer.scheme);
        if (per == "group" || per == "block")
            per += " of " + std::to_string(per == "group" ? layer.scheme.groupSize : layer.scheme.blockSize);
        table.addRow({layer.info.name, std::string(toString(layer.label)), std::to_string(layer.info.out), std::to_string(layer.info.in), per,
                      layer.activation ? significant(layer.activation->scale) : "", layer.activation ? fixedPoint(layer.activation->offset, 0) : ""});
    }
    return table.text();
}

/// Refuses to write into either model, and to replace what is no recipe.
Result<void> checkRecipeOutput(const InspectQuantizedOptions &options)
{
    const std::filesystem::path file = options.recipe;
    const std::filesystem::path quantized = options.folder;
    std::error_code ignored;
    VERNIER_TRY(checkOutputFolder(file, std::filesystem::is_directory(quantized, ignored) ? quantized : quantized.parent_path()));
    if (!options.model.model.empty())
        VERNIER_TRY(checkOutputFolder(file, options.model.model));
    if (std::filesystem::exists(file, ignored) && !vernier::readRecipe(file))
        return Error{ErrorCode::InvalidArgument, "exists and is no recipe; remove it first, or choose another name", file.string()};
    return {};
}

/// What is printed, in both forms.
struct Output
{
    Json json;
    std::string text;
};

Output describe(const QuantizedFolder &folder, const ModelSize &size)
{
    const QuantizedDescription &description = folder.description();
    Output output{{{"path", description.file.string()},
                   {"model_quant_type", toString(description.modelType)},
                   {"version", description.version.empty() ? Json(nullptr) : Json(description.version)},
                   {"size_bytes", size.sizeBytes},
                   {"bits_per_weight", size.bitsPerWeight},
                   {"layer_counts", Json::object()},
                   {"kv_cache_layers", Json::array()},
                   {"notes", folder.notes()},
                   {"layers", Json::array()},
                   {"evaluation", nullptr},
                   {"recipe", nullptr}},
                  description.file.string() + ": " + std::string(toString(description.modelType)) + ", " + byteSize(size.sizeBytes) + ", "
                      + fixedPoint(size.bitsPerWeight, 2) + " bits/weight\n"};
    std::map<std::string_view, int> counts;
    for (const StoredLayer &layer : folder.layers()) {
        ++counts[toString(layer.label)];
        output.json["layers"].push_back(layerJson(layer));
    }
    for (const auto &[type, count] : counts) {
        output.json["layer_counts"][std::string(type)] = count;
        output.text += std::string(type) + ": " + std::to_string(count) + (count == 1 ? " layer\n" : " layers\n");
    }
    for (const auto &[layer, channels] : folder.kvCache())
        output.json["kv_cache_layers"].push_back(layer);
    output.text += "\n" + layersText(folder.layers());
    return output;
}

/// What an import would assume; writes the recipe where it is asked for.
Result<void> addRecipe(const InspectQuantizedOptions &options, const QuantizedFolder &folder, Output &output)
{
    VERNIER_ASSIGN(const ImportedRecipe imported, importRecipe(folder));
    output.json["recipe_notes"] = imported.notes;
    output.text += "\nimported as a recipe:\n";
    for (const std::string &note : imported.notes)
        output.text += "  " + note + "\n";
    if (options.recipe.empty())
        return {};
    VERNIER_TRY(writeFileAtomically(options.recipe, toJson(imported.recipe).dump(2) + "\n"));
    output.json["recipe"] = {{"out", options.recipe}, {"notes", imported.notes}};
    output.text += "\n" + options.recipe + "\n";
    return {};
}

/// Returns the exit code.
Result<int> addEvaluation(const InspectQuantizedOptions &options, const std::shared_ptr<const Checkpoint> &parent, const StoredNetwork &network,
                          const ModelSize &size, Session &session, Output &output)
{
    VERNIER_ASSIGN(const TokenBatch windows, readWindows(options.text, *parent, session));
    noteContext(session, *parent, windows, "the longest window");
    constexpr std::int64_t kNoBoundaries = 0; // one network is evaluated once
    const auto floats = std::make_shared<const FloatModel>(parent);
    Evaluator evaluator(floats, windows, session.compute(), kNoBoundaries);
    VERNIER_ASSIGN(const Evaluation evaluation, evaluator.evaluate(network, session.monitor()));
    const ModelSize floatModel = floatSize(*parent);
    output.json["evaluation"] = comparisonJson(options.text, windowOf(options.text, *parent), windows, evaluation, floatModel,
                                               resolvedProducts(*floats, session.compute()));
    output.json["evaluation"]["quantized"] = quantizedJson(evaluation, size, network.plan());
    output.text += "\n" + evaluationTable(evaluation, floatModel, &size);
    return checkMaxKl(options.maxKl, evaluation, session);
}

Result<int> inspectQuantized(const InspectQuantizedOptions &options, Session &session)
{
    if (!options.text.text.empty() && options.model.model.empty())
        return Error{ErrorCode::InvalidArgument, "compares with the float model; give its checkpoint with --model, too", "--text"};
    if (options.maxKl && options.text.text.empty())
        return Error{ErrorCode::InvalidArgument, "needs a text to measure on; give --text, too", "--max-kl"};
    if (!options.recipe.empty())
        VERNIER_TRY(checkRecipeOutput(options));
    std::shared_ptr<const Checkpoint> parent;
    if (!options.model.model.empty()) {
        VERNIER_ASSIGN(parent, openModel(options.model, session));
    }
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedFolder> folder, QuantizedFolder::open(options.folder, parent));
    const StoredNetwork network(folder, session.compute().threads);
    for (const std::string &note : folder->notes())
        session.note(note);

    const ModelSize size = quantizedSize(*folder);
    Output output = describe(*folder, size);
    VERNIER_TRY(addRecipe(options, *folder, output));
    int exitCode = 0;
    if (!options.text.text.empty()) {
        VERNIER_ASSIGN(exitCode, addEvaluation(options, parent, network, size, session, output));
    }
    session.print(output.json, output.text);
    return exitCode;
}

} // namespace

void addInspectQuantized(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<InspectQuantizedOptions>();
    CLI::App *verb = addVerb(app, chosen, "inspect-quantized", "Show and measure a quantized model that msModelSlim or Vernier saved",
                             [options](Session &session) { return inspectQuantized(*options, session); });
    addPath(verb, "FOLDER", options->folder, "Folder with quant_model_description*.json and its weights (safe_tensor or ascendV1)")->required();
    addPath(verb, "--model", options->model.model, "The float checkpoint it was made from (without: the folder's own config.json)");
    addTextOptions(verb, options->text, false);
    addMaxKl(verb, options->maxKl);
    addPath(verb, "--write-recipe", options->recipe, "Write the recipe that the files show, as far as they do");
}

} // namespace vernier::cli
