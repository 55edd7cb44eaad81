// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_folder.h"

#include "core/base/job_steps.h"
#include "core/export/checkpoint_files.h"
#include "core/export/modelslim_numpy.h"
#include "core/export/output_place.h"
#include "core/io/atomic_file.h"
#include "core/io/safetensors_writer.h"
#include "core/io/shards.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_map>

namespace vernier {

namespace {

constexpr auto kWeightMode = std::filesystem::perms(0400);
constexpr auto kTextMode = std::filesystem::perms(0600);

/// Of the base configuration; -1 without groups.
int groupSizeOf(const QuantizedModel &model)
{
    const Result<ResolvedConfig> resolved = resolve(model.recipe.quantConfig, model.recipe.chain);
    return resolved ? resolved->config.groupSize : -1;
}

/// One flat object: what the model is, then every tensor with its label, in writing order.
std::string description(const QuantizedModel &model, std::span<const OutputTensor> tensors, ModelslimFormat format)
{
    std::string text = "{\n";
    const auto add = [&](const std::string &key, std::string_view value) {
        text += (text.size() > 2 ? ",\n  " : "  ") + nlohmann::json(key).dump(-1, ' ', true) + ": " + nlohmann::json(value).dump(-1, ' ', true);
    };
    if (format == ModelslimFormat::AscendV1)
        add("version", "1.0.0");
    add("model_quant_type", toString(modelslimType(model.recipe, model.network.plan(), format)));
    if (!model.kvCache.empty()) {
        add("kv_cache_type", toString(QuantType::C8));
        add("kv_quant_type", toString(QuantType::C8));
    }
    if (const int groupSize = groupSizeOf(model); format == ModelslimFormat::AscendV1 && groupSize > 0)
        text += ",\n  \"group_size\": " + std::to_string(groupSize);
    for (const OutputTensor &tensor : tensors)
        add(tensor.name, toString(tensor.label));
    return text + "\n}";
}

Result<void> writeShard(const std::filesystem::path &path, std::span<const OutputTensor> tensors, std::span<const std::size_t> members,
                        JobMonitor &monitor)
{
    SafetensorsWriter writer;
    std::unordered_map<std::string, const OutputTensor *> byName;
    for (const std::size_t member : members) {
        const OutputTensor &tensor = tensors[member];
        VERNIER_TRY(writer.declare(tensor.name, tensor.dtype, tensor.shape));
        byName[tensor.name] = &tensor;
    }
    VERNIER_TRY(writer.begin(path));
    std::int64_t done = 0;
    const auto goesOn = [&] { return monitor.keepGoing(done, static_cast<std::int64_t>(members.size()), "writing weights"); };
    Interrupt interrupt(goesOn);
    for (const SafetensorsWriter::Declared &declared : writer.order()) {
        if (!goesOn())
            return cancelledError();
        ++done;
        VERNIER_TRY(byName.at(declared.name)->write([&](std::span<const std::byte> bytes) { return writer.write(declared.name, bytes); }, &interrupt));
    }
    return writer.commit(kWeightMode);
}

Result<void> writeWeights(const std::filesystem::path &folder, const std::string &prefix, std::span<const OutputTensor> tensors,
                          int partFileSizeGib, JobMonitor &monitor)
{
    std::vector<TensorSize> sizes;
    std::vector<std::size_t> all;
    for (const OutputTensor &tensor : tensors) {
        all.push_back(sizes.size());
        sizes.push_back({tensor.name, tensor.sizeBytes()});
    }
    if (partFileSizeGib == 0)
        return writeShard(folder / (prefix + ".safetensors"), tensors, all, monitor);
    const std::vector<std::vector<std::size_t>> shards = splitIntoShards(sizes, static_cast<std::uint64_t>(partFileSizeGib) << 30);
    JobSteps steps(monitor, std::vector<double>(shards.size(), 1.0));
    for (std::size_t i = 0; i < shards.size(); ++i)
        VERNIER_TRY(writeShard(folder / shardFileName(prefix, i + 1, shards.size()), tensors, shards[i], steps.next()));
    return writeFileAtomically(folder / shardIndexFileName(prefix), shardIndexJson(prefix, sizes, shards), kTextMode);
}

bool has(const ModelslimFolderOptions &options, std::string_view type)
{
    return std::find(options.saveTypes.begin(), options.saveTypes.end(), type) != options.saveTypes.end();
}

Result<void> writeSafetensorsFiles(const QuantizedModel &model, const std::filesystem::path &folder, std::span<const OutputTensor> tensors,
                                   const ModelslimFolderOptions &options, JobMonitor &monitor)
{
    const ModelslimFormat format = formatOf(options);
    const std::string type = fileSpelling(modelslimType(model.recipe, model.network.plan(), format));
    VERNIER_TRY(writeWeights(folder, "quant_model_weight_" + type, tensors, options.partFileSizeGib, monitor));
    const std::string descriptionName =
        format == ModelslimFormat::AscendV1 ? "quant_model_description.json" : "quant_model_description_" + type + ".json";
    return writeFileAtomically(folder / descriptionName, description(model, tensors, format), kTextMode);
}

} // namespace

ModelslimFormat formatOf(const ModelslimFolderOptions &options)
{
    return has(options, "ascendV1") ? ModelslimFormat::AscendV1 : ModelslimFormat::SafeTensor;
}

bool savesSafetensors(const ModelslimFolderOptions &options)
{
    return has(options, "safe_tensor") || has(options, "ascendV1");
}

bool savesNumpy(const ModelslimFolderOptions &options, QuantType modelType)
{
    return has(options, "numpy") && !has(options, "ascendV1") && modelType != QuantType::W4A8Dynamic;
}

Result<void> validate(const ModelslimFolderOptions &options)
{
    if (options.saveTypes.empty())
        return Error{ErrorCode::InvalidArgument, "is empty; give safe_tensor, numpy or ascendV1", "save-type"};
    for (const std::string &type : options.saveTypes) {
        if (type != "safe_tensor" && type != "numpy" && type != "ascendV1")
            return Error{ErrorCode::InvalidArgument, "\"" + type + "\" is not known; give safe_tensor, numpy or ascendV1", "save-type"};
    }
    if (options.partFileSizeGib < 0)
        return Error{ErrorCode::InvalidArgument, "must be a whole number of GiB, at least 1 (0: one file)", "part-file-size"};
    return {};
}

Result<void> validate(const ModelslimFolderOptions &options, const Recipe &recipe)
{
    VERNIER_TRY(validate(options));
    VERNIER_ASSIGN(const ResolvedConfig resolved, resolve(recipe.quantConfig, recipe.chain));
    if (!savesSafetensors(options) && !savesNumpy(options, resolved.type))
        return Error{ErrorCode::InvalidArgument, "W4A8_DYNAMIC cannot be saved as numpy; save as safe_tensor or ascendV1", "save-type"};
    return {};
}

Result<void> writeModelslimFiles(const QuantizedModel &model, const std::filesystem::path &folder, const ModelslimFolderOptions &options,
                                 JobMonitor &monitor)
{
    VERNIER_TRY(validate(options, model.recipe));
    VERNIER_TRY(checkSupported(model.recipe));
    const bool safetensors = savesSafetensors(options);
    const bool numpy = savesNumpy(options, model.network.plan().modelType);
    JobSteps steps(monitor, {1.0, safetensors ? 2.0 : 0.0, numpy ? 2.0 : 0.0}); // writing computes the codes
    VERNIER_ASSIGN(const std::vector<OutputTensor> tensors, modelslimTensors(model, formatOf(options), steps.next()));
    JobMonitor &writing = steps.next();
    if (safetensors)
        VERNIER_TRY(writeSafetensorsFiles(model, folder, tensors, options, writing));
    JobMonitor &writingNumpy = steps.next();
    if (numpy)
        VERNIER_TRY(writeNumpyFiles(folder, tensors, kWeightMode, writingNumpy));
    return copyCompanionFiles(model.network.floatModel().checkpoint(), folder, kTextMode);
}

Result<void> writeModelslimFolder(const QuantizedModel &model, const std::filesystem::path &folder, const ModelslimFolderOptions &options,
                                  JobMonitor &monitor)
{
    VERNIER_TRY(validate(options, model.recipe));
    VERNIER_TRY(checkSupported(model.recipe)); // before a folder is made
    VERNIER_TRY(checkQuantizedFolder(folder, model.network.floatModel().checkpoint().folder()));
    VERNIER_ASSIGN(AtomicFolder output, AtomicFolder::create(folder, std::filesystem::perms(0750)));
    VERNIER_TRY(writeModelslimFiles(model, output.buildPath(), options, monitor));
    return output.commit(isModelslimFile); // a loader must not find weights of another run beside the new description
}

} // namespace vernier
