// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "core/eval/paired_difference.h"
#include "core/base/strings.h"
#include "core/io/atomic_file.h"
#include "core/io/json_file.h"
#include "core/io/posix_file.h"
#include "core/project/end_to_end_json.h"
#include "core/project/fingerprint.h"
#include "core/project/json_place.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace vernier {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

struct MetricField
{
    const char *key;
    std::optional<double> HistoryMetrics::*member;
};

constexpr std::array kFloatFields{
    MetricField{"loss", &HistoryMetrics::floatLoss},
    MetricField{"loss_se", &HistoryMetrics::floatLossError},
};
constexpr std::array kQuantizedFields{
    MetricField{"loss", &HistoryMetrics::quantizedLoss},
    MetricField{"loss_se", &HistoryMetrics::quantizedLossError},
    MetricField{"loss_difference", &HistoryMetrics::lossDifference},
    MetricField{"loss_difference_se", &HistoryMetrics::lossDifferenceError},
    MetricField{"kl_mean", &HistoryMetrics::klMean},
    MetricField{"kl_mean_se", &HistoryMetrics::klMeanError},
    MetricField{"kl_median", &HistoryMetrics::klMedian},
    MetricField{"kl_p90", &HistoryMetrics::kl90},
    MetricField{"kl_p99", &HistoryMetrics::kl99},
    MetricField{"kl_max", &HistoryMetrics::klMax},
    MetricField{"same_top1", &HistoryMetrics::sameTop1},
    MetricField{"same_top1_se", &HistoryMetrics::sameTop1Error},
    MetricField{"bits_per_weight", &HistoryMetrics::bitsPerWeight},
};

Result<void> readNumbers(const Json &object, std::span<const MetricField> fields, const Place &place, HistoryMetrics &metrics)
{
    for (const MetricField &field : fields)
        VERNIER_TRY(readNumber(object, field.key, place, metrics.*(field.member)));
    return {};
}

template <typename Fields>
std::vector<std::string> keysOf(const Fields &fields, std::vector<std::string> others = {})
{
    for (const MetricField &field : fields)
        others.emplace_back(field.key);
    return others;
}

Result<void> readMetrics(const Json &json, const Place &place, HistoryMetrics &metrics)
{
    VERNIER_TRY(checkObject(json, place, {"predictions", "units", "seconds", "float", "quantized"}));
    VERNIER_TRY(readInteger(json, "predictions", 0, place, metrics.predictions));
    VERNIER_TRY(readInteger(json, "units", 0, place, metrics.units));
    VERNIER_TRY(readNumbers(json, std::array{MetricField{"seconds", &HistoryMetrics::seconds}}, place, metrics));
    if (const Json *values = member(json, "float")) {
        VERNIER_TRY(checkObject(*values, place.child("float"), keysOf(kFloatFields)));
        VERNIER_TRY(readNumbers(*values, kFloatFields, place.child("float"), metrics));
    }
    if (const Json *values = member(json, "quantized")) {
        VERNIER_TRY(checkObject(*values, place.child("quantized"), keysOf(kQuantizedFields, {"size_bytes"})));
        VERNIER_TRY(readNumbers(*values, kQuantizedFields, place.child("quantized"), metrics));
        VERNIER_TRY(readInteger(*values, "size_bytes", 0, place.child("quantized"), metrics.sizeBytes));
    }
    return {};
}

fs::path resolved(const fs::path &path)
{
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(fs::absolute(path, error), error);
    return error ? path.lexically_normal() : canonical;
}

fs::path folderOf(const fs::path &projectFile)
{
    return resolved(projectFile).parent_path();
}

Result<void> readPath(const Json &object, const Place &place, const fs::path &folder, fs::path &out)
{
    std::string text;
    VERNIER_TRY(readString(object, "path", place, text));
    if (text.empty() || text.find('\0') != text.npos)
        return place.child("path").error(" is missing or no path; name a file or folder");
    out = (folder / fs::path(text)).lexically_normal();
    return {};
}

Result<void> readEntry(const Json &json, const Place &place, const fs::path &folder, HistoryEntry &entry)
{
    VERNIER_TRY(checkObject(json, place, {"id", "parent", "name", "time", "recipe", "folder", "metrics", "calibrated_on", "evaluated_on"}));
    VERNIER_TRY(readString(json, "id", place, entry.id));
    VERNIER_TRY(readString(json, "parent", place, entry.parent));
    VERNIER_TRY(readString(json, "name", place, entry.name));
    VERNIER_TRY(readString(json, "time", place, entry.time));
    VERNIER_TRY(readString(json, "calibrated_on", place, entry.calibratedOn));
    VERNIER_TRY(readString(json, "evaluated_on", place, entry.evaluatedOn));
    if (const Json *value = member(json, "recipe")) {
        VERNIER_ASSIGN(entry.recipe, parseRecipe(*value, place.where + ": " + place.child("recipe").path));
    }
    if (const Json *value = member(json, "folder")) {
        VERNIER_TRY(checkObject(*value, place.child("folder"), {"path"}));
        VERNIER_TRY(readPath(*value, place.child("folder"), folder, entry.folder.emplace()));
    }
    if (const Json *value = member(json, "metrics"))
        VERNIER_TRY(readMetrics(*value, place.child("metrics"), entry.metrics));
    return {};
}

Error brokenHistory(const std::string &message, const std::string &where)
{
    return {ErrorCode::CorruptFile, message, where};
}

/// Whether the entries have different ids and their parents lead to roots.
Result<void> checkHistory(const std::vector<HistoryEntry> &history, const std::string &where)
{
    std::unordered_map<std::string_view, std::size_t> byId;
    for (std::size_t i = 0; i < history.size(); ++i) {
        const std::string entry = "history[" + std::to_string(i) + "]";
        if (history[i].id.empty())
            return brokenHistory(entry + " has no id; give it one of its own", where);
        if (const auto [twin, added] = byId.try_emplace(history[i].id, i); !added)
            return brokenHistory(entry + " has the id \"" + printable(history[i].id) + "\" of history[" + std::to_string(twin->second)
                                     + "]; every entry needs its own",
                                 where);
    }
    enum class State : std::uint8_t { New, OnPath, Rooted };
    std::vector<State> states(history.size(), State::New);
    std::vector<std::size_t> path;
    for (std::size_t i = 0; i < history.size(); ++i) {
        path.clear();
        std::size_t at = i;
        while (states[at] == State::New) {
            states[at] = State::OnPath;
            path.push_back(at);
            if (history[at].parent.empty())
                break;
            const auto parent = byId.find(history[at].parent);
            if (parent == byId.end())
                return brokenHistory("the parent \"" + printable(history[at].parent) + "\" of history[" + std::to_string(at)
                                         + "] is not in the history; leave \"parent\" out to make it a root",
                                     where);
            at = parent->second;
            if (states[at] == State::OnPath)
                return brokenHistory("history[" + std::to_string(at) + "] (\"" + printable(history[at].id)
                                         + "\") is its own ancestor; leave its \"parent\" out to make it a root",
                                     where);
        }
        for (const std::size_t entry : path)
            states[entry] = State::Rooted;
    }
    return {};
}

/// A folder with its symbolic links followed, as far as it exists.
Result<EvaluationText> readEvaluation(const Json &json, const Place &place, const fs::path &folder)
{
    EvaluationText evaluation;
    VERNIER_TRY(checkObject(json, place, {"path", "mode", "window"}));
    VERNIER_TRY(readPath(json, place, folder, evaluation.path));
    std::string mode(toString(evaluation.mode));
    VERNIER_TRY(readString(json, "mode", place, mode));
    const std::optional<WindowMode> known = windowModeFromName(mode);
    if (!known)
        return place.child("mode").error(" is \"" + printable(mode) + "\"; allowed are stream and documents");
    evaluation.mode = *known;
    std::optional<std::int64_t> window;
    VERNIER_TRY(readInteger(json, "window", 2, place, window));
    evaluation.window = window.value_or(evaluation.window);
    return evaluation;
}

Result<void> readVersion(const Json &json, const Place &place)
{
    std::optional<std::int64_t> version;
    VERNIER_TRY(readInteger(json, "version", std::numeric_limits<std::int64_t>::min(), place, version));
    if (!version)
        return place.error(" has no \"version\"; add \"version\": " + std::to_string(kProjectVersion));
    if (*version != kProjectVersion)
        return Error{ErrorCode::Unsupported,
                     "version is " + std::to_string(*version) + "; this program reads projects of version " + std::to_string(kProjectVersion),
                     place.where};
    return {};
}

Result<Project> parseProject(const Json &json, const fs::path &file)
{
    const std::string where = file.string();
    const fs::path folder = folderOf(file);
    const Place root{where, {}};
    VERNIER_TRY(readVersion(json, root));
    VERNIER_TRY(checkObject(json, root, {"version", "checkpoint", "calibration", "evaluation", "recipe", "history", "end_to_end", "view"}));
    Project project;
    if (const Json *value = member(json, "checkpoint")) {
        const Place place = root.child("checkpoint");
        CheckpointReference &reference = project.checkpoint.emplace();
        VERNIER_TRY(checkObject(*value, place, {"path", "fingerprint"}));
        VERNIER_TRY(readPath(*value, place, folder, reference.path));
        VERNIER_TRY(readString(*value, "fingerprint", place, reference.fingerprint));
    }
    if (const Json *value = member(json, "calibration")) {
        VERNIER_TRY(checkObject(*value, root.child("calibration"), {"path"}));
        VERNIER_TRY(readPath(*value, root.child("calibration"), folder, project.calibration.emplace()));
    }
    if (const Json *value = member(json, "evaluation")) {
        VERNIER_ASSIGN(project.evaluation, readEvaluation(*value, root.child("evaluation"), folder));
    }
    if (const Json *value = member(json, "recipe")) {
        VERNIER_ASSIGN(project.recipe, parseRecipe(*value, where + ": recipe"));
    }
    if (const Json *value = member(json, "history")) {
        const Place place = root.child("history");
        if (!value->is_array())
            return place.wrongType(*value, "a list of entries");
        for (std::size_t i = 0; i < value->size(); ++i)
            VERNIER_TRY(readEntry((*value)[i], place.element(i), folder, project.history.emplace_back()));
        VERNIER_TRY(checkHistory(project.history, where));
    }
    if (const Json *value = member(json, "end_to_end")) {
        VERNIER_ASSIGN(project.endToEnd, readEndToEnd(*value, root.child("end_to_end")));
    }
    if (const Json *value = member(json, "view")) {
        if (!value->is_object())
            return root.child("view").wrongType(*value, "an object");
        project.view = *value;
    }
    return project;
}

// Writing.

/// The path as it stands in the file.
Result<std::string> writtenPath(const fs::path &path, const fs::path &folder)
{
    const fs::path target = resolved(path);
    const fs::path relative = target.lexically_relative(folder);
    const bool meetOnlyInRoot = folder.empty() || target.begin() == target.end()
        || std::mismatch(folder.begin(), folder.end(), target.begin(), target.end()).first == std::next(folder.begin());
    std::string text = (meetOnlyInRoot || relative.empty() ? target : relative).generic_string();
    if (!isValidUtf8(text))
        return Error{ErrorCode::InvalidArgument, "the name is not UTF-8, so that JSON cannot hold it; rename the file or folder", path.string()};
    return text;
}

Json writtenNumbers(std::span<const MetricField> fields, const HistoryMetrics &metrics)
{
    Json json = Json::object();
    for (const MetricField &field : fields) {
        if (const std::optional<double> &value = metrics.*(field.member); value && std::isfinite(*value))
            json[field.key] = *value;
    }
    return json;
}

Json written(const HistoryMetrics &metrics)
{
    Json json = Json::object();
    if (metrics.predictions)
        json["predictions"] = *metrics.predictions;
    if (metrics.units)
        json["units"] = *metrics.units;
    json.update(writtenNumbers(std::array{MetricField{"seconds", &HistoryMetrics::seconds}}, metrics));
    if (Json values = writtenNumbers(kFloatFields, metrics); !values.empty())
        json["float"] = std::move(values);
    Json values = writtenNumbers(kQuantizedFields, metrics);
    if (metrics.sizeBytes)
        values["size_bytes"] = *metrics.sizeBytes;
    if (!values.empty())
        json["quantized"] = std::move(values);
    return json;
}

Result<Json> written(const HistoryEntry &entry, const fs::path &folder)
{
    Json json{{"id", entry.id}};
    if (!entry.parent.empty())
        json["parent"] = entry.parent;
    if (!entry.name.empty())
        json["name"] = entry.name;
    if (!entry.time.empty())
        json["time"] = entry.time;
    if (!entry.calibratedOn.empty())
        json["calibrated_on"] = entry.calibratedOn;
    if (!entry.evaluatedOn.empty())
        json["evaluated_on"] = entry.evaluatedOn;
    json["recipe"] = toJson(entry.recipe);
    if (entry.folder) {
        VERNIER_ASSIGN(json["folder"]["path"], writtenPath(*entry.folder, folder));
    }
    json["metrics"] = written(entry.metrics);
    return json;
}

Result<Json> written(const Project &project, const fs::path &folder)
{
    Json json{{"version", kProjectVersion}};
    if (project.checkpoint) {
        VERNIER_ASSIGN(json["checkpoint"]["path"], writtenPath(project.checkpoint->path, folder));
        if (!project.checkpoint->fingerprint.empty())
            json["checkpoint"]["fingerprint"] = project.checkpoint->fingerprint;
    }
    if (project.calibration) {
        VERNIER_ASSIGN(json["calibration"]["path"], writtenPath(*project.calibration, folder));
    }
    if (project.evaluation) {
        Json &evaluation = json["evaluation"];
        VERNIER_ASSIGN(evaluation["path"], writtenPath(project.evaluation->path, folder));
        evaluation["mode"] = toString(project.evaluation->mode);
        evaluation["window"] = project.evaluation->window;
    }
    if (project.recipe)
        json["recipe"] = toJson(*project.recipe);
    for (const HistoryEntry &entry : project.history) {
        VERNIER_ASSIGN(Json one, written(entry, folder));
        json["history"].push_back(std::move(one));
    }
    for (const EndToEndMeasurement &measurement : project.endToEnd)
        json["end_to_end"].push_back(toJson(measurement));
    if (!project.view.empty())
        json["view"] = project.view;
    return json;
}

bool hasProjectKey(const Json &json)
{
    constexpr std::array<std::string_view, 6> kOnlyInProjects{"checkpoint", "evaluation", "recipe", "history", "end_to_end", "view"};
    return std::any_of(kOnlyInProjects.begin(), kOnlyInProjects.end(), [&](std::string_view key) { return json.is_object() && json.contains(key); });
}

/// Recipes have a version, too, and so has tokenizer.json.
bool looksLikeProject(const Json &json)
{
    return hasProjectKey(json) || (json.contains("version") && !json.contains("quant_config") && !json.contains("model"));
}

bool startsAsObject(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF"); // blanks and the byte order mark of some editors
    return first != text.npos && text[first] == '{';
}

} // namespace

bool sameText(const HistoryMetrics &a, const HistoryMetrics &b)
{
    constexpr double kSameFloatLoss = 1e-3; // nats; losses of two texts differ by far more
    return a.predictions && b.predictions && *a.predictions == *b.predictions && a.floatLoss && b.floatLoss
        && std::abs(*a.floatLoss - *b.floatLoss) < kSameFloatLoss;
}

bool sameNumbers(const HistoryMetrics &a, const HistoryMetrics &b)
{
    constexpr double kSame = 1e-3; // of the larger one; a code that rounds the other way moves a divergence by less
    const auto same = [](const std::optional<double> &x, const std::optional<double> &y) {
        return x.has_value() == y.has_value() && (!x || std::abs(*x - *y) <= kSame * std::max(std::abs(*x), std::abs(*y)));
    };
    return a.sizeBytes == b.sizeBytes && same(a.klMean, b.klMean) && same(a.quantizedLoss, b.quantizedLoss);
}

namespace {

/// What is not known is taken for the same.
bool sameCalibration(std::string_view a, std::string_view b)
{
    return a.empty() || b.empty() || a == b;
}

} // namespace

bool calibratedAlike(const HistoryEntry &a, const HistoryEntry &b)
{
    return sameCalibration(a.calibratedOn, b.calibratedOn);
}

bool sameSubject(const HistoryEntry &a, const HistoryEntry &b)
{
    if (a.folder || b.folder)
        return a.folder == b.folder;
    return sameContent(a.recipe, b.recipe) && calibratedAlike(a, b);
}

const HistoryEntry *entryOf(const std::vector<HistoryEntry> &history, const Recipe &recipe, std::string_view calibratedOn)
{
    const auto found = std::find_if(history.rbegin(), history.rend(), [&](const HistoryEntry &entry) {
        return !entry.folder && sameContent(entry.recipe, recipe) && sameCalibration(entry.calibratedOn, calibratedOn);
    });
    return found == history.rend() ? nullptr : &*found;
}

HistoryMetrics historyMetrics(const Evaluation &evaluation, const ModelSize &size)
{
    return {.predictions = static_cast<std::int64_t>(evaluation.predictions()),
            .units = independentUnits(evaluation.tokens),
            .floatLoss = evaluation.floatLoss.mean,
            .floatLossError = evaluation.floatLoss.standardError,
            .quantizedLoss = evaluation.quantizedLoss.mean,
            .quantizedLossError = evaluation.quantizedLoss.standardError,
            .lossDifference = evaluation.lossDifference.mean,
            .lossDifferenceError = evaluation.lossDifference.standardError,
            .klMean = evaluation.kl.mean,
            .klMeanError = evaluation.kl.standardError,
            .klMedian = evaluation.klMedian,
            .kl90 = evaluation.kl90,
            .kl99 = evaluation.kl99,
            .klMax = evaluation.klMax,
            .sameTop1 = evaluation.sameTop1.mean,
            .sameTop1Error = evaluation.sameTop1.standardError,
            .sizeBytes = size.sizeBytes,
            .bitsPerWeight = size.bitsPerWeight,
            .seconds = {}};
}

Result<Project> readProject(const fs::path &path)
{
    const std::string where = path.string();
    const Error notAProject{ErrorCode::InvalidArgument,
                            "this is no Vernier project, which is a JSON file that Vernier saves (*.vernier); choose one, or the folder of a "
                            "checkpoint (with config.json and *.safetensors)",
                            where};
    Result<std::string> text = readTextFile(path);
    if (!text)
        return text.error().code == ErrorCode::Unsupported ? notAProject : text.error(); // the file is too large
    if (!startsAsObject(*text))
        return notAProject;
    VERNIER_ASSIGN(const Json json, parseOrderedJson(*text, where));
    if (!looksLikeProject(json))
        return notAProject;
    return parseProject(json, path);
}

Result<void> writeProject(const Project &project, const fs::path &path)
{
    VERNIER_ASSIGN(const Json json, written(project, folderOf(path)));
    // What cannot be read again must not replace what could.
    const std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    VERNIER_ASSIGN(const Json readBack, parseOrderedJson(text, path.string()));
    const Result<Project> check = parseProject(readBack, path);
    if (!check)
        return Error{ErrorCode::InvalidArgument, "this project cannot be saved: " + check.error().message, check.error().where};
    return writeFileAtomically(path, text);
}

Result<OpenedCheckpoint> openCheckpoint(const CheckpointReference &reference)
{
    OpenedCheckpoint opened;
    std::error_code ignored;
    if (!fs::exists(reference.path, ignored))
        return Error{ErrorCode::NotFound,
                     "the project's checkpoint is not here any more; move its folder back, or write where it is now into the project file "
                     "(\"checkpoint\": {\"path\": …})",
                     reference.path.string()};
    VERNIER_ASSIGN(opened.checkpoint, Checkpoint::open(reference.path));
    VERNIER_ASSIGN(opened.fingerprint, checkpointFingerprint(*opened.checkpoint));
    opened.changed = !reference.fingerprint.empty() && reference.fingerprint != opened.fingerprint;
    return opened;
}

Result<Recipe> readRecipeOrProject(const fs::path &path)
{
    VERNIER_ASSIGN(const Json json, readOrderedJsonFile(path));
    if (!hasProjectKey(json))
        return parseRecipe(json, path.string());
    VERNIER_ASSIGN(Project project, parseProject(json, path));
    if (!project.recipe)
        return Error{ErrorCode::NotFound, "the project holds no recipe; add one under \"recipe\" or give a recipe file", path.string()};
    return std::move(*project.recipe);
}

} // namespace vernier
