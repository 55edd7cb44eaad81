// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"

#include "core/base/strings.h"
#include "core/io/json_file.h"
#include "core/io/posix_file.h"
#include "core/model/gguf_model.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_set>

namespace vernier {

namespace {

/// What msModelSlim (or Vernier) wrote has no float weights to tune.
Result<void> checkNotQuantized(const std::filesystem::path &folder)
{
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (globMatch("quant_model_description*.json", entry->path().filename().string()))
            return Error{ErrorCode::Unsupported,
                         "this is a model that msModelSlim or Vernier already quantized (" + printable(entry->path().filename().string())
                             + "); open the float checkpoint it was made from",
                         folder.string()};
    }
    return {}; // a folder that cannot be listed is reported when its weights are looked for
}

/// For a folder without config.json; one around checkpoints names them.
Error notACheckpoint(const std::filesystem::path &folder)
{
    constexpr std::size_t kNamed = 3;
    std::vector<std::string> inside;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (std::filesystem::exists(entry->path() / "config.json", ignored))
            inside.push_back(entry->path().filename().string());
    }
    std::sort(inside.begin(), inside.end());
    std::string names;
    for (std::size_t i = 0; i < std::min(inside.size(), kNamed); ++i)
        names += (names.empty() ? "" : ", ") + printable(inside[i]);
    std::string message = "this folder is no checkpoint: it has no config.json; ";
    message += inside.empty() ? "choose a folder with config.json and *.safetensors or pytorch_model*.bin, or a .gguf file"
                              : "choose one of the folders in it (" + names + (inside.size() > kNamed ? ", …)" : ")");
    return {ErrorCode::NotFound, message, folder.string()};
}

/// The *.gguf files of a folder without other weights, sorted.
std::vector<std::filesystem::path> ggufFilesIn(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (globMatch("*.safetensors", name) || globMatch("pytorch_model*.bin", name))
            return {};
        if (isGgufName(name))
            files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

Checkpoint::Checkpoint(std::filesystem::path folder, ModelConfig config, std::shared_ptr<const TensorFolder> tensors)
    : m_folder(std::move(folder))
    , m_path(m_folder)
    , m_config(std::move(config))
    , m_tensors(std::move(tensors))
    , m_layers(linearLayers(m_config))
{}

Result<std::shared_ptr<const Checkpoint>> Checkpoint::open(const std::filesystem::path &folder)
{
    std::error_code ignored;
    const bool isFile = std::filesystem::exists(folder, ignored) && !std::filesystem::is_directory(folder, ignored);
    if (isFile && isGgufName(folder.filename().string()))
        return openGguf(folder);
    if (isFile)
        return Error{ErrorCode::InvalidArgument, "this is a file; give the folder of the checkpoint that it belongs to (with config.json)",
                     folder.string()};
    if (!std::filesystem::is_directory(folder, ignored))
        return Error{ErrorCode::NotFound, "there is no such folder; give the folder of a Hugging Face checkpoint (with config.json)",
                     folder.string()};
    const std::vector<std::filesystem::path> ggufFiles = ggufFilesIn(folder);
    if (ggufFiles.size() == 1)
        return openGguf(ggufFiles.front());
    if (ggufFiles.size() > 1)
        return Error{ErrorCode::InvalidArgument,
                     "the folder holds several GGUF files; open one of them, such as " + printable(ggufFiles.front().filename().string()), folder.string()};
    const std::filesystem::path configPath = folder / "config.json";
    if (!std::filesystem::exists(std::filesystem::symlink_status(configPath, ignored)))
        return notACheckpoint(folder);
    VERNIER_ASSIGN(const nlohmann::json json, readJsonFile(configPath));
    VERNIER_ASSIGN(ModelConfig config, parseModelConfig(json, configPath.string()));
    VERNIER_TRY(checkNotQuantized(folder));
    VERNIER_ASSIGN(std::shared_ptr<const TensorFolder> tensors, TensorFolder::open(folder));
    const std::vector<bool> allInFloat(linearLayers(config).size(), true);
    return fromTensors(folder, std::move(config), std::move(tensors), allInFloat);
}

Result<std::shared_ptr<const Checkpoint>> Checkpoint::openGguf(const std::filesystem::path &file)
{
    VERNIER_ASSIGN(GgufModel model, openGgufModel(file));
    VERNIER_ASSIGN(ModelConfig config, parseModelConfig(model.config, file.string()));
    config.outputBias = config.outputBias && model.tensors->contains(blockName(config, 0) + ".self_attn.o_proj.bias"); // each bias is optional there
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    std::shared_ptr<Checkpoint> checkpoint(new Checkpoint(folder, std::move(config), std::move(model.tensors)));
    checkpoint->m_path = file;
    checkpoint->m_generatedConfig = model.config.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
    VERNIER_TRY(checkpoint->checkTensors(std::vector<bool>(checkpoint->m_layers.size(), true)));
    return std::shared_ptr<const Checkpoint>(std::move(checkpoint));
}

Result<std::shared_ptr<const Checkpoint>> Checkpoint::fromTensors(std::filesystem::path folder, ModelConfig config,
                                                                  std::shared_ptr<const TensorFolder> tensors, const std::vector<bool> &inFloat)
{
    std::shared_ptr<Checkpoint> checkpoint(new Checkpoint(std::move(folder), std::move(config), std::move(tensors)));
    VERNIER_TRY(checkpoint->checkTensors(inFloat));
    return std::shared_ptr<const Checkpoint>(std::move(checkpoint));
}

const LayerInfo *Checkpoint::findLayer(std::string_view name) const
{
    const auto found = std::find_if(m_layers.begin(), m_layers.end(), [&](const LayerInfo &layer) { return layer.name == name; });
    return found == m_layers.end() ? nullptr : &*found;
}

std::string Checkpoint::weightName(const LayerInfo &layer) const
{
    const bool tied = layer.role == LayerRole::Head && m_config.tiedHead;
    return tied ? embeddingTensor() : layer.name + ".weight";
}

std::string Checkpoint::storedName(const std::string &name) const
{
    const std::string_view base = names().base;
    if (m_tensors->contains(name) || !name.starts_with(base))
        return name;
    std::string stripped = name.substr(base.size());
    return m_tensors->contains(stripped) ? stripped : name;
}

std::int64_t Checkpoint::parameters() const
{
    std::int64_t count = m_config.vocabulary * m_config.embeddingWidth;
    for (const LayerInfo &layer : m_layers) {
        if (layer.role != LayerRole::Head || !m_config.tiedHead)
            count += layer.parameters();
    }
    for (const ParameterInfo &parameter : otherParameters(m_config))
        count += elementCount(parameter.shape);
    for (const NormInfo &norm : norms(m_config))
        count += norm.hasBias ? 2 * norm.width : norm.width;
    return count;
}

std::vector<IgnoredTensor> Checkpoint::ignoredTensors() const
{
    std::unordered_set<std::string> used{storedName(embeddingTensor())};
    for (const ParameterInfo &parameter : otherParameters(m_config))
        used.insert(storedName(parameter.name));
    for (const LayerInfo &layer : m_layers) {
        used.insert(storedName(weightName(layer)));
        if (layer.hasBias)
            used.insert(storedName(layer.name + ".bias"));
    }
    for (const NormInfo &norm : norms(m_config)) {
        used.insert(storedName(norm.name + ".weight"));
        if (norm.hasBias)
            used.insert(storedName(norm.name + ".bias"));
    }
    const auto isLayer = [&](std::string_view module) { return findLayer(module) || findLayer(std::string(names().base) + std::string(module)); };
    std::vector<IgnoredTensor> ignored;
    for (const std::string &name : m_tensors->names()) {
        if (used.contains(name))
            continue;
        const std::optional<long> block = blockOf(m_config, name);
        if (block && *block >= m_config.blocks + m_config.furtherBlocks)
            ignored.push_back({name, IgnoredTensor::Reason::BlockBeyondConfig});
        else if (name.ends_with(".bias") && isLayer(std::string_view(name).substr(0, name.size() - 5)))
            ignored.push_back({name, IgnoredTensor::Reason::BiasDenied});
        else
            ignored.push_back({name, IgnoredTensor::Reason::NotUsed});
    }
    return ignored;
}

Result<void> Checkpoint::checkTensor(const std::string &name, const Shape &shape) const
{
    if (!contains(name))
        return Error{ErrorCode::NotFound,
                     "the tensor \"" + name + "\" is missing; expected shape " + toString(shape)
                         + ". The checkpoint is incomplete, or its config.json belongs to another model",
                     m_path.string()};
    VERNIER_ASSIGN(const TensorView view, tensor(name));
    const std::string where = m_tensors->fileOf(storedName(name))->path().string();
    if (view.shape != shape)
        return Error{ErrorCode::CorruptFile,
                     "the tensor \"" + name + "\" has shape " + toString(view.shape) + "; config.json asks for " + toString(shape),
                     where};
    if (!isFloatingPoint(view.dtype))
        return Error{ErrorCode::Unsupported,
                     "the tensor \"" + name + "\" is stored as " + std::string(toString(view.dtype))
                         + "; a float checkpoint (F32, F16, BF16) is needed",
                     where};
    return {};
}

Result<void> Checkpoint::checkTensors(const std::vector<bool> &inFloat)
{
    VERNIER_CHECK(inFloat.size() == m_layers.size());
    VERNIER_TRY(checkTensor(embeddingTensor(), {m_config.vocabulary, m_config.embeddingWidth}));
    for (const ParameterInfo &parameter : otherParameters(m_config))
        VERNIER_TRY(checkTensor(parameter.name, parameter.shape));
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const LayerInfo &layer = m_layers[i];
        if (!inFloat[i])
            continue;
        VERNIER_TRY(checkTensor(weightName(layer), layer.isTransposed ? Shape{layer.in, layer.out} : Shape{layer.out, layer.in}));
        if (layer.hasBias)
            VERNIER_TRY(checkTensor(layer.name + ".bias", {layer.out}));
    }
    for (const NormInfo &norm : norms(m_config)) {
        VERNIER_TRY(checkTensor(norm.name + ".weight", {norm.width}));
        if (norm.hasBias)
            VERNIER_TRY(checkTensor(norm.name + ".bias", {norm.width}));
    }
    VERNIER_ASSIGN(const TensorView embedding, tensor(embeddingTensor()));
    m_storedDtype = embedding.dtype;
    m_storedType = embedding.typeName();
    return {};
}

} // namespace vernier
