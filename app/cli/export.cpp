// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "core/export/modelslim_yaml.h"
#include "core/export/output_place.h"
#include "core/export/quant_script.h"
#include "core/io/atomic_file.h"

#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

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

/// The plan, where it is known without msModelSlim, or why it is not.
struct Resolution
{
    std::optional<Plan> plan;
    std::string reason;
};

/// Layers that are chosen by measuring need calibration data, and methods that are not built cannot be measured here.
Result<Resolution> resolveForExport(const Recipe &recipe, const ExportOptions &options, const std::shared_ptr<const Checkpoint> &checkpoint,
                                    Session &session)
{
    VERNIER_ASSIGN(const std::vector<std::vector<int>> sequences, readSequences(options.model.calib, *checkpoint, session));
    std::vector<double> scores;
    if (needsRangeScores(recipe)) {
        VERNIER_ASSIGN(const Plan checked, resolvePlan(asDataFree(recipe), checkpoint->layers())); // names and rules
        for (const std::string &note : checked.notes)
            session.note(note);
        if (sequences.empty())
            return Resolution{{}, "msModelSlim itself measures which layers disable_level or act_method 3 chooses; here that takes --calib"};
        if (recipe.antiOutlier) {
            if (const auto supported = checkSupported(*recipe.antiOutlier); !supported)
                return Resolution{{}, toString(supported.error())};
        }
        VERNIER_ASSIGN(scores, rangeScoresFor(recipe, std::make_shared<const FloatModel>(checkpoint), calibrationSamples(recipe, sequences),
                                              session.compute(), session.monitor()));
    }
    Result<Plan> plan = resolvePlan(recipe, checkpoint->layers(), scores);
    if (!plan && plan.error().code == ErrorCode::Unsupported)
        return Resolution{{}, toString(plan.error())};
    if (!plan)
        return plan.error();
    if (!needsRangeScores(recipe)) {
        for (const std::string &note : plan->notes)
            session.note(note);
    }
    return Resolution{std::move(*plan), {}};
}

/// The YAML, or nothing with a remark why.
Result<std::optional<std::string>> yamlOf(const Recipe &recipe, const Resolution &resolution, const std::string &calibFile, Session &session)
{
    std::string reason = resolution.reason;
    if (resolution.plan) {
        ModelslimYamlOptions options;
        if (!calibFile.empty())
            options.dataset = calibFile;
        Result<std::string> yaml = modelslimYaml(recipe, *resolution.plan, options);
        if (yaml)
            return std::optional(std::move(*yaml));
        if (yaml.error().code != ErrorCode::Unsupported)
            return yaml.error();
        reason = toString(yaml.error());
    }
    session.note("quant.yaml is not written: " + reason);
    return std::optional<std::string>();
}

Result<void> checkNotAnInput(const std::filesystem::path &file, const ModelOptions &options)
{
    std::error_code ignored;
    for (const std::string &input : {options.recipe, options.calib}) {
        if (!input.empty() && std::filesystem::equivalent(file, input, ignored))
            return Error{ErrorCode::InvalidArgument, "is one of the files that are read and would be replaced; choose another folder for --out",
                         file.string()};
    }
    return {};
}

Result<int> exportScripts(const ExportOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    VERNIER_TRY(checkOutputFolder(options.out, checkpoint->folder()));
    const std::filesystem::path folder = options.out;
    for (const char *name : {"quant.py", "quant.yaml", "recipe.json"})
        VERNIER_TRY(checkNotAnInput(folder / name, options.model));
    VERNIER_ASSIGN(const Recipe recipe, readRecipe(options.model, *checkpoint));
    VERNIER_ASSIGN(const Resolution resolution, resolveForExport(recipe, options, checkpoint, session));
    if (options.pinFallback && !resolution.plan)
        return Error{ErrorCode::InvalidArgument, "cannot be done: " + resolution.reason, "--pin-fallback"};

    std::error_code error;
    const auto absolute = [&](const std::string &path) { return path.empty() ? path : std::filesystem::absolute(path, error).string(); };
    QuantScriptOptions script;
    script.modelPath = absolute(options.model.model);
    script.calibFile = absolute(options.model.calib);
    script.savePath = "quantized";
    script.declaresBfloat16 = checkpoint->config().declaredDtype == DType::BF16;
    script.pinFallback = options.pinFallback;
    VERNIER_ASSIGN(const std::optional<std::string> yaml, yamlOf(recipe, resolution, script.calibFile, session));
    if (script.calibFile.empty() && (needsCalibration(recipe) || needsRangeScores(recipe)))
        session.note("the recipe needs calibration data: set CALIB_FILE in quant.py before running it, or export again with --calib");

    std::vector<std::pair<std::string, std::string>> contents{
        {"quant.py", quantScript(recipe, script, resolution.plan ? &*resolution.plan : nullptr)}};
    if (yaml)
        contents.emplace_back("quant.yaml", *yaml);
    contents.emplace_back("recipe.json", toJson(recipe).dump(2) + "\n");
    VERNIER_ASSIGN(AtomicFolder output, AtomicFolder::create(folder));
    Json files = Json::array();
    std::string text;
    for (const auto &[name, content] : contents) {
        VERNIER_TRY(writeFileAtomically(output.buildPath() / name, content));
        files.push_back((folder / name).string());
        text += (folder / name).string() + "\n";
    }
    VERNIER_TRY(output.commit([](std::string_view name) { return name == "quant.yaml"; })); // one of an earlier recipe
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
