// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "core/export/modelslim_yaml.h"
#include "core/export/output_place.h"
#include "core/export/quant_script.h"
#include "core/io/atomic_file.h"
#include "core/project/project.h"

#include <filesystem>

// export MODEL --recipe R [--calib F] --out DIR: quant.py, YAML and recipe that do the same in msModelSlim itself.

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
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model));
    VERNIER_TRY(checkOutputFolder(options.out, checkpoint->folder()));
    VERNIER_ASSIGN(const Recipe recipe, readRecipeOrProject(options.model.recipe));
    VERNIER_TRY(validate(recipe));
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.model.calib, *checkpoint));
    const TokenBatch samples = calibrationSamples(recipe, sequences);
    VERNIER_ASSIGN(const std::vector<double> scores,
                   rangeScoresFor(recipe, std::make_shared<const FloatModel>(checkpoint), samples, session.compute(), session.monitor()));
    VERNIER_ASSIGN(const Plan plan, resolvePlan(recipe, checkpoint->layers(), scores));
    for (const std::string &note : plan.notes)
        session.note(note);

    std::error_code error;
    const auto absolute = [&](const std::string &path) { return path.empty() ? path : std::filesystem::absolute(path, error).string(); };
    QuantScriptOptions script;
    script.modelPath = absolute(options.model.model);
    script.calibFile = absolute(options.model.calib);
    script.savePath = "quantized";
    script.pinFallback = options.pinFallback;
    ModelslimYamlOptions yamlOptions;
    if (!options.model.calib.empty())
        yamlOptions.dataset = script.calibFile;
    VERNIER_ASSIGN(const std::string yaml, modelslimYaml(recipe, plan, yamlOptions));

    const std::filesystem::path folder = options.out;
    VERNIER_ASSIGN(AtomicFolder output, AtomicFolder::create(folder));
    VERNIER_TRY(writeFileAtomically(output.buildPath() / "quant.py", quantScript(recipe, script, &plan)));
    VERNIER_TRY(writeFileAtomically(output.buildPath() / "quant.yaml", yaml));
    VERNIER_TRY(writeFileAtomically(output.buildPath() / "recipe.json", toJson(recipe).dump(2) + "\n"));
    VERNIER_TRY(output.commit());
    const Json files{(folder / "quant.py").string(), (folder / "quant.yaml").string(), (folder / "recipe.json").string()};
    std::string text;
    for (const Json &file : files)
        text += file.get<std::string>() + "\n";
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
