// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "core/export/recipe_export.h"

#include <filesystem>

// export MODEL --recipe R [--calib F] --out DIR: quant.py, YAML and recipe that do the same in msModelSlim itself. The YAML is
// left out, with a remark, where it cannot say what the recipe says.

namespace vernier::cli {

namespace {

struct ExportOptions
{
    ModelOptions model;
    std::string out;
    bool pinFallback = false;
};

Result<int> exportScripts(const ExportOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    VERNIER_ASSIGN(const Recipe recipe, readRecipe(options.model, *checkpoint));
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.model.calib, *checkpoint, session));
    ExportRequest request;
    request.folder = options.out;
    request.quantScript = request.yaml = request.yamlMayLack = request.recipe = true;
    request.calibration = options.model.calib;
    request.recipeFile = options.model.recipe;
    request.pinFallback = options.pinFallback;
    RecentModels models(checkpoint, sequences);
    VERNIER_ASSIGN(const Exported exported, exportRecipe(models, recipe, request, session.compute(), session.monitor()));
    for (const std::string &note : exported.notes)
        session.note(note);
    Json files = Json::array();
    std::string text;
    for (const std::filesystem::path &file : exported.files) {
        files.push_back(file.string());
        text += file.string() + "\n";
    }
    session.print({{"out", options.out}, {"files", files}}, text);
    return 0;
}

} // namespace

void addExport(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<ExportOptions>();
    CLI::App *verb = addVerb(app, chosen, "export", "Write quant.py, quant.yaml and recipe.json that reproduce a recipe in msModelSlim",
                             [options](Session &session) { return exportScripts(*options, session); });
    addModelOption(verb, options->model);
    addRecipeOptions(verb, options->model, true);
    addPath(verb, "--out", options->out, "Folder to write the files into")->required();
    verb->add_flag("--pin-fallback", options->pinFallback, "Name the layers that disable_level chose here instead of letting msModelSlim choose");
}

} // namespace vernier::cli
