// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantized_description.h"

#include "core/base/strings.h"
#include "core/io/json_file.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <array>
#include <vector>

namespace vernier {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kDescriptionPattern = "quant_model_description*.json";

/// Keys that are no tensors: msModelSlim's, those of its successor, and those of older releases.
constexpr std::array<std::string_view, 11> kReserved{"model_quant_type", "version",       "group_size",        "kv_quant_type",
                                                     "kv_cache_type",    "fa_quant_type", "reduce_quant_type", "metadata",
                                                     "optional",         "model_quant_type_second", "kv_cache_type_second"};

Result<std::vector<std::string>> namesLike(const fs::path &folder, std::string_view pattern)
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (globMatch(pattern, entry->path().filename().string()))
            names.push_back(entry->path().filename().string());
    }
    if (error)
        return systemError(folder, "list the folder", error.value());
    std::sort(names.begin(), names.end());
    return names;
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return printable(text);
}

Result<fs::path> findDescription(const fs::path &path)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return path;
    VERNIER_ASSIGN(const std::vector<std::string> names, namesLike(path, kDescriptionPattern));
    if (names.empty())
        return Error{ErrorCode::NotFound,
                     "the folder holds no quantized model: it has no quant_model_description*.json. Choose a folder that msModelSlim or "
                     "Vernier saved as safe_tensor or ascendV1",
                     path.string()};
    if (names.size() > 1)
        return Error{ErrorCode::InvalidArgument, "the folder holds several quantized models: open one of their descriptions (" + joined(names) + ")",
                     path.string()};
    return path / names.front();
}

/// The label that a value of the description is.
Result<QuantType> parseLabel(const nlohmann::json &value, const std::string &key, const std::string &where)
{
    const std::optional<QuantType> type = value.is_string() ? quantTypeFromString(value.get_ref<const std::string &>()) : std::nullopt;
    if (!type)
        return Error{ErrorCode::CorruptFile,
                     "\"" + printable(key) + "\" has the label " + printable(value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace))
                         + ", which is not known; labels are FLOAT, W8A8, W8A16, … as msModelSlim writes them. Quantize the model again, or correct the description",
                     where};
    return *type;
}

/// Files of weights that belong to a description: those with its type in their name, else all of the usual name.
Result<std::vector<std::string>> weightFiles(const QuantizedDescription &description)
{
    const fs::path folder = description.file.parent_path();
    const std::string typed = "quant_model_weight_" + fileSpelling(description.modelType);
    for (const std::string &pattern : {typed + ".safetensors.index.json", typed + ".safetensors", std::string("quant_model_weight*.safetensors.index.json"),
                                       std::string("quant_model_weight*.safetensors")}) {
        VERNIER_ASSIGN(std::vector<std::string> names, namesLike(folder, pattern));
        if (!names.empty())
            return names;
    }
    return std::vector<std::string>{};
}

} // namespace

std::optional<QuantType> QuantizedDescription::labelOf(std::string_view tensor) const
{
    const auto found = labels.find(tensor);
    return found == labels.end() ? std::nullopt : std::optional(found->second);
}

bool holdsQuantizedModel(const fs::path &path)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return globMatch(kDescriptionPattern, path.filename().string());
    const Result<std::vector<std::string>> names = namesLike(path, kDescriptionPattern);
    return names && !names->empty();
}

Result<QuantizedDescription> readQuantizedDescription(const fs::path &path)
{
    VERNIER_ASSIGN(const fs::path file, findDescription(path));
    VERNIER_ASSIGN(const nlohmann::json json, readJsonFile(file));
    const std::string where = file.string();
    if (!json.is_object())
        return Error{ErrorCode::CorruptFile, "the description of a quantized model must be a JSON object", where};
    QuantizedDescription description;
    description.file = file;
    const auto type = json.find("model_quant_type");
    if (type == json.end())
        return Error{ErrorCode::CorruptFile,
                     "\"model_quant_type\" is missing, so this is no description of a quantized model; save the model again", where};
    VERNIER_ASSIGN(description.modelType, parseLabel(*type, type.key(), where));
    if (const auto version = json.find("version"); version != json.end()) {
        if (!version->is_string())
            return Error{ErrorCode::CorruptFile, "\"version\" must be a text such as \"1.0.0\"", where};
        description.version = version->get<std::string>();
    }
    if (const auto size = json.find("group_size"); size != json.end()) {
        if (!size->is_number_integer())
            return Error{ErrorCode::CorruptFile, "\"group_size\" must be a whole number", where};
        description.groupSize = size->get<std::int64_t>();
    }
    for (const auto &[key, value] : json.items()) {
        if (std::find(kReserved.begin(), kReserved.end(), key) != kReserved.end())
            continue;
        VERNIER_ASSIGN(const QuantType label, parseLabel(value, key, where));
        description.labels.emplace_hint(description.labels.end(), key, label);
    }
    return description;
}

Result<std::shared_ptr<const TensorFolder>> openDescribedTensors(const QuantizedDescription &description)
{
    const fs::path folder = description.file.parent_path();
    VERNIER_ASSIGN(const std::vector<std::string> files, weightFiles(description));
    if (files.size() > 1)
        return Error{ErrorCode::InvalidArgument,
                     "several files of weights could belong to this description (" + joined(files) + "); leave one of them in the folder",
                     description.file.string()};
    VERNIER_ASSIGN(std::shared_ptr<const TensorFolder> tensors, TensorFolder::open(files.empty() ? folder : folder / files.front()));
    for (const std::string &name : tensors->names()) {
        if (!description.labels.contains(name))
            return Error{ErrorCode::CorruptFile,
                         "the description does not name the tensor \"" + printable(name) + "\" of " + tensors->fileOf(name)->path().filename().string()
                             + "; the two are of different models. Save the model again",
                         description.file.string()};
        if (const Result<TensorView> view = tensors->find(name); view && !view->isPlain()) // codes are read as they lie there
            return Error{ErrorCode::Unsupported,
                         "the tensor \"" + printable(name) + "\" is stored as " + std::string(view->typeName())
                             + " in another order than row by row, in which quantized models are not read; save the model again",
                         description.file.string()};
    }
    return tensors;
}

} // namespace vernier
