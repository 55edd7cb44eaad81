// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/recipe_export.h"

#include "core/base/job_steps.h"
#include "core/base/number_text.h"
#include "core/export/checkpoint_files.h"
#include "core/export/modelslim_size.h"
#include "core/export/modelslim_yaml.h"
#include "core/export/output_place.h"
#include "core/export/quant_script.h"
#include "core/io/atomic_file.h"

#include <algorithm>
#include <set>

#include <fcntl.h>
#include <unistd.h>


namespace vernier {

namespace {

namespace fs = std::filesystem;

constexpr auto kFolderMode = fs::perms(0750);

std::string absoluteText(const fs::path &path)
{
    std::error_code error;
    return path.empty() ? std::string() : fs::absolute(path, error).lexically_normal().string();
}

QuantScriptOptions scriptOptions(const ExportRequest &request, const Checkpoint &checkpoint)
{
    QuantScriptOptions options;
    options.modelPath = absoluteText(checkpoint.path());
    options.calibFile = absoluteText(request.calibration);
    options.saveTypes = request.weightOptions.saveTypes;
    options.partFileSizeGib = request.weightOptions.partFileSizeGib;
    options.declaresBfloat16 = checkpoint.config().declaredDtype == DType::BF16;
    options.needsOwnCode = familyOf(checkpoint.config()).ownCode;
    options.pinFallback = request.pinFallback;
    return options;
}

ModelslimYamlOptions yamlOptions(const ExportRequest &request)
{
    ModelslimYamlOptions options;
    if (!request.calibration.empty())
        options.dataset = absoluteText(request.calibration);
    options.partFileSizeGib = request.weightOptions.partFileSizeGib;
    return options;
}

/// The nearest folder above `path` that exists, or itself.
fs::path existingFolder(fs::path path)
{
    std::error_code error;
    path = fs::absolute(path, error).lexically_normal();
    while (!fs::exists(path, error) && path.has_relative_path())
        path = path.parent_path();
    return path;
}

/// Nothing that somebody else made may be replaced.
Result<void> checkPlace(const ExportRequest &request, const Checkpoint &checkpoint)
{
    if (request.weights)
        VERNIER_TRY(checkQuantizedFolder(request.folder, checkpoint.folder()));
    else
        VERNIER_TRY(checkOutputFolder(request.folder, checkpoint.folder()));
    std::error_code ignored;
    for (const char *name : {kQuantScriptName, kQuantYamlName, kRecipeName}) {
        for (const fs::path &input : {request.recipeFile, request.calibration}) {
            const fs::path file = request.folder / name;
            if (!input.empty() && fs::equivalent(file, input, ignored))
                return Error{ErrorCode::InvalidArgument, "holds " + std::string(name) + ", which is read and would be replaced; choose another folder",
                             request.folder.string()};
        }
    }
    return {};
}

void checkFolder(const ExportRequest &request, const Recipe &recipe, const Checkpoint &checkpoint, const Plan *plan,
                 std::vector<Error> &problems)
{
    const auto refuse = [&problems](ErrorCode code, std::string message) { problems.push_back({code, std::move(message), "folder"}); };
    if (request.folder.empty()) {
        refuse(ErrorCode::InvalidArgument, "no folder is chosen");
        return;
    }
    std::error_code error;
    if (fs::exists(request.folder, error) && !fs::is_directory(request.folder, error)) {
        refuse(ErrorCode::InvalidArgument, "this is a file, not a folder; choose another name");
        return;
    }
    if (const Result<void> place = checkPlace(request, checkpoint); !place)
        refuse(place.error().code, "this " + place.error().message);
    const fs::path above = existingFolder(request.folder);
    if (!fs::is_directory(above, error)) {
        refuse(ErrorCode::InvalidArgument, above.string() + " is a file, so no folder can be made in it");
        return;
    }
    const fs::space_info space = fs::space(above, error);
    const bool isVirtual = !error && space.capacity == 0; // such as /proc: even root makes no file there
    if (isVirtual || ::faccessat(AT_FDCWD, above.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
        refuse(ErrorCode::Io, "writing into " + above.string() + " is not permitted; choose another folder");
        return;
    }
    if (!error && request.weights && plan) {
        const Result<ModelslimSize> size = modelslimSize(checkpoint, recipe, *plan, request.weightOptions);
        if (size && space.available < static_cast<std::uintmax_t>(size->fileBytes)) {
            refuse(ErrorCode::Io, "the weights need " + byteSize(size->fileBytes) + ", and " + byteSize(static_cast<std::int64_t>(space.available))
                       + " are free there; choose another disk");
        }
    }
}

/// The plan, where it is known without msModelSlim, or why it is not.
struct Resolution
{
    std::optional<Plan> plan;
    std::string reason;
};

/// For scripts alone: nothing is quantized, and what only msModelSlim can run is exported, too. Layers that are chosen by
/// measuring need calibration data, and methods that are not built cannot be measured here.
Result<Resolution> resolve(const std::shared_ptr<const Checkpoint> &checkpoint, const Recipe &recipe,
                           const std::vector<std::vector<int>> &sequences, const Compute &compute, JobMonitor &monitor,
                           std::vector<std::string> &notes)
{
    VERNIER_TRY(validate(recipe));
    std::vector<double> scores;
    if (needsLayerScores(recipe)) {
        VERNIER_ASSIGN(const Plan checked, resolvePlan(asDataFree(recipe), checkpoint->layers())); // names and rules
        notes = checked.notes;
        if (sequences.empty())
            return Resolution{{}, "msModelSlim itself measures which layers disable_level or act_method 3 chooses; here that takes calibration data"};
        VERNIER_ASSIGN(const std::shared_ptr<const FloatModel> model, loadFor(recipe, checkpoint));
        VERNIER_ASSIGN(scores, layerScoresFor(recipe, model, calibrationSamples(recipe, sequences), compute, monitor));
    }
    Result<Plan> plan = resolvePlan(recipe, checkpoint->layers(), scores);
    if (!plan && plan.error().code == ErrorCode::Unsupported)
        return Resolution{{}, toString(plan.error())};
    if (!plan)
        return plan.error();
    notes = plan->notes;
    return Resolution{std::move(*plan), {}};
}

/// The YAML; nothing, with a note, where it may lack and cannot be.
Result<std::optional<std::string>> yamlOf(const ExportRequest &request, const Recipe &recipe, const Resolution &resolution,
                                          std::vector<std::string> &notes)
{
    Result<std::string> yaml = resolution.plan ? modelslimYaml(recipe, *resolution.plan, yamlOptions(request))
                                               : Result<std::string>(Error{ErrorCode::Unsupported, resolution.reason, {}});
    if (yaml)
        return std::optional(std::move(*yaml));
    if (!request.yamlMayLack || yaml.error().code != ErrorCode::Unsupported)
        return yaml.error();
    notes.push_back(std::string(kQuantYamlName) + " is not written: " + toString(yaml.error()));
    return std::optional<std::string>();
}

struct TextFile
{
    const char *name;
    std::string contents;
};

Result<std::vector<TextFile>> textFiles(const ExportRequest &request, const Recipe &recipe, const Resolution &resolution,
                                        const Checkpoint &checkpoint, std::vector<std::string> &notes)
{
    std::vector<TextFile> files;
    if (request.quantScript)
        files.push_back({kQuantScriptName, quantScript(recipe, scriptOptions(request, checkpoint), resolution.plan ? &*resolution.plan : nullptr)});
    if (request.yaml) {
        VERNIER_ASSIGN(std::optional<std::string> yaml, yamlOf(request, recipe, resolution, notes));
        if (yaml)
            files.push_back({kQuantYamlName, std::move(*yaml)});
    }
    if (request.recipe)
        files.push_back({kRecipeName, toJson(recipe).dump(2) + "\n"});
    if (request.quantScript && request.calibration.empty() && (needsCalibration(recipe) || needsLayerScores(recipe)))
        notes.push_back("the recipe needs calibration data: set CALIB_FILE in quant.py before running it, or export again with calibration data");
    return files;
}

/// A loader must not find weights of another run beside the new description, nor the YAML of another recipe beside quant.py.
bool isStale(const ExportRequest &request, std::string_view name)
{
    return (request.weights && isModelslimFile(name)) || (request.yaml && name == kQuantYamlName);
}

} // namespace

std::vector<Error> exportProblems(const ExportRequest &request, const Recipe &recipe, const Checkpoint &checkpoint, bool hasCalibration,
                                  const Plan *plan)
{
    std::vector<Error> problems;
    const auto keep = [&problems](const Result<void> &result) {
        if (!result)
            problems.push_back(result.error());
        return result.hasValue();
    };
    if (!request.weights && !request.quantScript && !request.yaml && !request.recipe)
        problems.push_back({ErrorCode::InvalidArgument, "nothing is chosen; choose at least one of weights, quant.py, YAML and recipe", "content"});
    const bool valid = keep(validate(recipe));
    if (valid && request.weights && keep(checkSupported(recipe)) && keep(checkCalibration(recipe, hasCalibration))) {
        if (const Result<DType> loaded = loadDtypeOf(recipe, checkpoint); !loaded)
            problems.push_back({loaded.error().code, loaded.error().message, {}});
        const Result<void> format = validate(request.weightOptions, recipe);
        if (!format)
            problems.push_back({format.error().code, format.error().message, "content"});
    }
    if (valid && request.yaml && !request.yamlMayLack && plan) {
        if (const Result<std::string> yaml = modelslimYaml(recipe, *plan, yamlOptions(request)); !yaml)
            problems.push_back({yaml.error().code, yaml.error().message, "content"});
    }
    checkFolder(request, recipe, checkpoint, plan, problems);
    return problems;
}

std::vector<std::string> replacedFiles(const ExportRequest &request, const Checkpoint &checkpoint)
{
    std::set<std::string, std::less<>> written;
    if (request.weights) {
        if (const Result<std::vector<std::string>> companions = companionFiles(checkpoint))
            written.insert(companions->begin(), companions->end());
    }
    for (const auto &[chosen, name] : {std::pair{request.quantScript, kQuantScriptName}, {request.yaml, kQuantYamlName}, {request.recipe, kRecipeName}}) {
        if (chosen)
            written.insert(name);
    }
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(request.folder, error), end; !error && entry != end; entry.increment(error)) {
        std::string name = entry->path().filename().string();
        if (written.contains(name) || isStale(request, name))
            names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<Exported> exportRecipe(RecentModels &models, const Recipe &recipe, const ExportRequest &request, const Compute &compute, JobMonitor &monitor)
{
    const std::shared_ptr<const Checkpoint> &checkpoint = models.checkpoint();
    VERNIER_TRY(request.weights ? validate(request.weightOptions, recipe) : validate(request.weightOptions));
    VERNIER_TRY(checkPlace(request, *checkpoint));
    constexpr double kWriting = 200.0; // all weights, as long as so many tokens
    JobSteps steps(monitor, {std::max(1.0, models.cost(recipe)), request.weights ? kWriting : 0.0});
    Exported exported;
    std::shared_ptr<const QuantizedModel> quantized;
    Resolution resolution;
    if (request.weights) {
        VERNIER_ASSIGN(quantized, models.quantize(recipe, compute, steps.next()));
        resolution.plan = quantized->network.plan();
        exported.notes = resolution.plan->notes;
    } else {
        VERNIER_ASSIGN(resolution, resolve(checkpoint, recipe, models.sequences(), compute, steps.next(), exported.notes));
    }
    if (request.pinFallback && !resolution.plan)
        return Error{ErrorCode::InvalidArgument, "cannot be done: " + resolution.reason, "pinning the fallback layers"};
    VERNIER_ASSIGN(const std::vector<TextFile> texts, textFiles(request, recipe, resolution, *checkpoint, exported.notes));

    VERNIER_ASSIGN(AtomicFolder output, AtomicFolder::create(request.folder, kFolderMode));
    if (quantized)
        VERNIER_TRY(writeModelslimFiles(*quantized, output.buildPath(), request.weightOptions, steps.next()));
    for (const TextFile &text : texts) {
        VERNIER_TRY(writeFileAtomically(output.buildPath() / text.name, text.contents));
        exported.files.push_back(request.folder / text.name);
    }
    VERNIER_TRY(output.commit([&](std::string_view name) { return isStale(request, name); }));
    exported.plan = std::move(resolution.plan);
    return exported;
}

std::string shellQuoted(const std::string &text)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
    if (!text.empty() && text.find_first_not_of(kPlain) == text.npos)
        return text;
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::vector<std::string> exportCommands(const ExportRequest &request, const fs::path &model, const fs::path &recipeFile, std::string_view separator)
{
    const auto command = [&](std::string_view verb) {
        std::string line = "vernier-cli " + std::string(verb) + ' ' + shellQuoted(model.string());
        const auto add = [&](const std::string &option) { line += std::string(separator) + option; };
        add("--recipe " + shellQuoted(recipeFile.string()));
        if (!request.calibration.empty())
            add("--calib " + shellQuoted(request.calibration.string()));
        add("--out " + shellQuoted(request.folder.string()));
        if (verb == "quantize") {
            for (const std::string &type : request.weightOptions.saveTypes)
                add("--save-type " + type);
            if (request.weightOptions.partFileSizeGib > 0)
                add("--part-file-size " + std::to_string(request.weightOptions.partFileSizeGib));
        } else if (request.pinFallback) {
            add("--pin-fallback");
        }
        return line;
    };
    std::vector<std::string> lines;
    if (request.weights)
        lines.push_back(command("quantize"));
    if (request.quantScript || request.yaml || request.recipe)
        lines.push_back(command("export"));
    return lines;
}

} // namespace vernier
