// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantized_folder.h"

#include "core/base/check.h"
#include "core/io/json_file.h"

#include <algorithm>
#include <system_error>

namespace vernier {

namespace fs = std::filesystem;

namespace {

/// The architecture that the folder's own config.json describes.
Result<ModelConfig> ownConfig(const fs::path &folder)
{
    std::error_code ignored;
    const fs::path path = folder / "config.json";
    if (!fs::exists(path, ignored))
        return Error{ErrorCode::NotFound,
                     "the folder has no config.json, so nothing says what the tensors make up; give the float checkpoint it was made from as well",
                     folder.string()};
    VERNIER_ASSIGN(const nlohmann::json json, readJsonFile(path));
    return parseModelConfig(json, path.string());
}

/// Whether the file has anything of a layer besides a bias and the scales of a cache.
bool hasPartsOf(const TensorFolder &tensors, const std::string &layer)
{
    constexpr std::string_view kParts[] = {"weight",       "weight_scale", "weight_offset", "weight_scale_second", "weight_offset_second", "scale_bias",
                                           "weight_absmax", "input_scale",  "input_offset",  "quant_bias",          "deq_scale"};
    return std::any_of(std::begin(kParts), std::end(kParts), [&](std::string_view part) { return tensors.contains(layer + "." + std::string(part)); });
}

} // namespace

Result<std::shared_ptr<const QuantizedFolder>> QuantizedFolder::open(const fs::path &path, const std::shared_ptr<const Checkpoint> &parent)
{
    std::shared_ptr<QuantizedFolder> folder(new QuantizedFolder());
    VERNIER_ASSIGN(folder->m_description, readQuantizedDescription(path));
    const fs::path own = folder->m_description.file.parent_path();
    VERNIER_ASSIGN(const ModelConfig config, parent ? Result<ModelConfig>(parent->config()) : ownConfig(own));
    VERNIER_ASSIGN(folder->m_tensors, openDescribedTensors(folder->m_description));
    VERNIER_TRY(folder->inspectLayers(config, parent != nullptr));
    std::vector<bool> inFloat;
    for (const StoredLayer &layer : folder->m_layers)
        inFloat.push_back(layer.scheme.isFloat());
    VERNIER_ASSIGN(std::shared_ptr<const Checkpoint> checkpoint,
                   Checkpoint::fromTensors(parent ? parent->folder() : own, config,
                                           parent ? TensorFolder::overlay(*folder->m_tensors, parent->tensors()) : folder->m_tensors, inFloat));
    VERNIER_ASSIGN(Rewrites rewrites, folder->readRewrites(config));
    for (const StoredLayer &layer : folder->m_layers) {
        if (const std::string bias = layer.info.name + ".bias"; layer.info.hasBias && !checkpoint->contains(bias))
            return Error{ErrorCode::NotFound,
                         "the tensor \"" + bias + "\" is missing; the files are incomplete, or config.json is of another model. Give the float checkpoint as well",
                         folder->m_description.file.string()};
    }
    VERNIER_TRY(folder->readKvCache(config));
    folder->noteWhatIsLacking(*checkpoint);
    folder->noteGroupSize();
    folder->m_model = std::make_shared<const FloatModel>(std::move(checkpoint), std::move(rewrites), folder->quantizedIn());
    return std::shared_ptr<const QuantizedFolder>(std::move(folder));
}

DType QuantizedFolder::quantizedIn() const
{
    const bool inBfloat16 = std::any_of(m_layers.begin(), m_layers.end(), [this](const StoredLayer &layer) {
        const auto scale = m_tensors->find(layer.info.name + ".weight_scale");
        return scale && scale->dtype == DType::BF16;
    });
    return inBfloat16 ? DType::BF16 : DType::F32;
}

Result<void> QuantizedFolder::inspectLayers(const ModelConfig &config, bool hasParent)
{
    for (const LayerInfo &layer : linearLayers(config)) {
        const std::string weight = layer.name + ".weight";
        const bool isTied = layer.role == LayerRole::Head && config.tiedHead;
        if (!m_tensors->contains(weight) && (isTied || hasParent) && !m_description.labelOf(weight) && !hasPartsOf(*m_tensors, layer.name)) {
            m_layers.push_back({.info = layer, .label = QuantType::Float, .scheme = {}, .packing = StoredLayer::Packing::None, .activation = {}});
            continue;
        }
        if (m_tensors->contains(layer.name + ".tp_list.0.weight"))
            return Error{ErrorCode::Unsupported,
                         "the layer " + layer.name + " is stored in parts for tensor parallelism (simulate_tp), which are not read; save the model without simulate_tp",
                         m_description.file.string()};
        const std::optional<QuantType> label = m_description.labelOf(weight);
        if (!m_tensors->contains(weight) || !label)
            return Error{ErrorCode::NotFound,
                         "the tensor \"" + weight + "\" is missing; the files are incomplete, or the float checkpoint or config.json is of another model",
                         m_description.file.string()};
        VERNIER_ASSIGN(StoredLayer stored, inspectStoredLayer(*m_tensors, layer, *label));
        m_layers.push_back(std::move(stored));
    }
    return {};
}

/// What the files hold beyond a float checkpoint: norms with a bias and biases of layers that had none (outlier suppression),
/// biases in NF4.
Result<Rewrites> QuantizedFolder::readRewrites(const ModelConfig &config) const
{
    Rewrites rewrites;
    for (const NormInfo &info : norms(config)) {
        const std::string &name = info.name;
        // Older releases left the original values in the wrapper; its inner module has those that count.
        const std::string inner = m_tensors->contains(name + ".module.weight") ? name + ".module" : name;
        if (!m_tensors->contains(inner + ".weight") || (inner == name && (info.hasBias || !m_tensors->contains(name + ".bias"))))
            continue; // as the model itself has it
        Norm norm;
        VERNIER_ASSIGN(norm.weight, readStoredFloats(*m_tensors, inner + ".weight"));
        if (m_tensors->contains(inner + ".bias")) {
            VERNIER_ASSIGN(norm.bias, readStoredFloats(*m_tensors, inner + ".bias"));
        }
        const auto width = static_cast<std::size_t>(info.width);
        if (norm.weight.size() != width || (!norm.bias.empty() && norm.bias.size() != width))
            return Error{ErrorCode::CorruptFile,
                         "the tensors of the norm \"" + inner + "\" have " + std::to_string(norm.weight.size()) + " and " + std::to_string(norm.bias.size())
                             + " elements; the architecture asks for " + std::to_string(width)
                             + ". The float checkpoint or config.json is of another model",
                         m_description.file.string()};
        rewrites.norms.emplace(name, std::move(norm));
    }
    for (const StoredLayer &layer : m_layers) {
        VERNIER_ASSIGN(std::vector<float> bias, readStoredBias(*m_tensors, layer.info));
        if (!bias.empty())
            rewrites.biases.emplace(layer.info.name, std::move(bias));
    }
    return rewrites;
}

Result<void> QuantizedFolder::readKvCache(const ModelConfig &config)
{
    for (const StoredLayer &layer : m_layers) {
        for (const CachedPart &part : cachedParts(config, layer.info))
            VERNIER_TRY(readKvCachePart(part));
    }
    return {};
}

Result<void> QuantizedFolder::readKvCachePart(const CachedPart &part)
{
    const std::string scaleName = part.name + ".kv_cache_scale";
    const std::string offsetName = part.name + ".kv_cache_offset";
    if (!m_tensors->contains(scaleName) && !m_tensors->contains(offsetName))
        return {};
    VERNIER_ASSIGN(const std::vector<float> scales, readStoredFloats(*m_tensors, scaleName));
    VERNIER_ASSIGN(const std::vector<float> offsets, readStoredFloats(*m_tensors, offsetName));
    if (static_cast<std::int64_t>(scales.size()) != part.channels || offsets.size() != scales.size())
        return Error{ErrorCode::CorruptFile,
                     "the tensors \"" + scaleName + "\" and kv_cache_offset must have one element for each of the layer's " + std::to_string(part.channels)
                         + " outputs; save the model again",
                     m_description.file.string()};
    std::vector<AffineParameters> &channels = m_kvCache[part.name];
    for (std::size_t i = 0; i < scales.size(); ++i)
        channels.push_back({scales[i], offsets[i]});
    return {};
}

void QuantizedFolder::noteWhatIsLacking(const Checkpoint &checkpoint)
{
    std::vector<std::string> lacking;
    const auto look = [&](const std::string &name) {
        if (!m_tensors->contains(name) && checkpoint.contains(name) && (lacking.empty() || lacking.front() != name))
            lacking.push_back(name);
    };
    look(checkpoint.embeddingTensor());
    for (const StoredLayer &layer : m_layers) {
        if (layer.scheme.isFloat())
            look(checkpoint.weightName(layer.info));
        if (layer.info.hasBias)
            look(layer.info.name + ".bias");
    }
    for (const NormInfo &norm : norms(checkpoint.config())) {
        look(norm.name + ".weight");
        if (norm.hasBias)
            look(norm.name + ".bias");
    }
    if (lacking.size() == 1)
        m_notes.push_back("the tensor \"" + lacking.front() + "\" is not in the quantized files and is taken from the float checkpoint");
    else if (!lacking.empty())
        m_notes.push_back(std::to_string(lacking.size()) + " tensors are not in the quantized files and are taken from the float checkpoint, the first being "
                          + lacking.front());
    if (!m_kvCache.empty())
        m_notes.push_back("the int8 KV cache (C8) takes no part in the evaluation, which keeps no cache");
    const bool hasFa = std::any_of(m_description.labels.begin(), m_description.labels.end(), [](const auto &entry) { return entry.second == QuantType::FAQuant; });
    if (hasFa)
        m_notes.push_back("the attention quantization (FAQuant) is not computed");
}

void QuantizedFolder::noteGroupSize()
{
    if (!m_description.groupSize)
        return;
    for (const StoredLayer &layer : m_layers) {
        if (layer.scheme.groupSize > 0 && layer.scheme.groupSize != *m_description.groupSize) {
            m_notes.push_back("the description says group_size " + std::to_string(*m_description.groupSize) + ", but " + layer.info.name + " has groups of "
                              + std::to_string(layer.scheme.groupSize) + "; the scales decide");
            return;
        }
    }
}

const StoredLayer &QuantizedFolder::layer(const LayerInfo &info) const
{
    VERNIER_CHECK(m_layers[info.index].info.name == info.name);
    return m_layers[info.index];
}

Result<QuantizedWeight> QuantizedFolder::weightRows(const StoredLayer &layer, std::int64_t first, std::int64_t count) const
{
    auto weight = readStoredWeight(*m_tensors, layer, first, count);
    // As with float weights: the pages were only passed through.
    if (layer.info.role != LayerRole::Head)
        m_tensors->release(layer.info.name + ".weight");
    return weight;
}

} // namespace vernier
