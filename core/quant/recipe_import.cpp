// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/recipe_import.h"

#include "core/recipe/plan.h"

#include <algorithm>
#include <optional>

namespace vernier {

namespace {

/// The first layer of this label, one with groups if there is any (a layer as wide as a group does not show it); or null.
const StoredLayer *firstOf(const QuantizedFolder &folder, QuantType label)
{
    const StoredLayer *first = nullptr;
    for (const StoredLayer &layer : folder.layers()) {
        if (layer.label == label && (!first || (first->scheme.groupSize <= 0 && layer.scheme.groupSize > 0)))
            first = &layer;
    }
    return first;
}

/// Whether no layer of this label has a zero point.
Result<bool> isSymmetric(const QuantizedFolder &folder, QuantType label)
{
    for (const StoredLayer &layer : folder.layers()) {
        const std::string name = layer.info.name + ".weight_offset";
        if (layer.label != label || !folder.tensors().contains(name))
            continue;
        VERNIER_ASSIGN(const std::vector<float> offsets, readStoredFloats(folder.tensors(), name));
        if (std::any_of(offsets.begin(), offsets.end(), [](float offset) { return offset != 0.0f; }))
            return false;
    }
    return true;
}

class Importer
{
public:
    explicit Importer(const QuantizedFolder &folder)
        : m_folder(folder)
        , m_config(m_imported.recipe.quantConfig)
    {}

    Result<ImportedRecipe> import()
    {
        const QuantType type = m_folder.description().modelType;
        VERNIER_TRY(importBase(type));
        importLayers(type);
        importKvCache();
        noteUnknowns(type);
        return std::move(m_imported);
    }

private:
    void note(std::string text) { m_imported.notes.push_back(std::move(text)); }

    Result<void> importBase(QuantType type)
    {
        const StoredLayer *layer = firstOf(m_folder, type);
        const bool isWeightOnly = type == QuantType::W8A16 || type == QuantType::W4A16 || type == QuantType::NF4;
        m_config.wBit = type == QuantType::W4A16 || type == QuantType::W4A8Dynamic || type == QuantType::W8A8S || type == QuantType::NF4 ? 4 : 8;
        m_config.aBit = isWeightOnly ? 16 : 8;
        m_config.isDynamic = type == QuantType::W8A8Dynamic || type == QuantType::W4A8Dynamic;
        m_config.pdmix = type == QuantType::W8A8Mix;
        m_config.coSparse = type == QuantType::W8A8S;
        if (!layer) {
            note("no layer is " + std::string(toString(type)) + ", the model's type; its granularity is not known");
            return {};
        }
        const Scheme &scheme = layer->scheme;
        m_config.mmTensor = scheme.mmTensor;
        VERNIER_ASSIGN(m_config.wSym, isSymmetric(m_folder, type));
        if (scheme.wMethod != WeightMethod::MinMax)
            m_config.wMethod = scheme.wMethod;
        if (scheme.groupSize > 0) { // what makes weights per group, see spec 1.3
            m_config.isLowbit = true;
            m_config.openOutlier = false;
            m_config.mmTensor = false;
            m_config.groupSize = scheme.groupSize;
        }
        if (scheme.blockSize > 0) {
            WeightQuant call;
            call.wMethod = WeightMethod::Nf;
            call.mmTensor = scheme.mmTensor;
            call.blockSize = scheme.blockSize;
            m_imported.recipe.chain.emplace_back(call);
        }
        if (m_folder.floatModel()->loadDtype() == DType::BF16)
            m_imported.recipe.loadDtype = LoadDtype::Checkpoint;
        return {};
    }

    void importLayers(QuantType type)
    {
        m_config.disableLastLinear = m_folder.layers().back().scheme.isFloat();
        for (const StoredLayer &layer : m_folder.layers()) {
            if (layer.label == type)
                continue;
            if (layer.label != QuantType::Float)
                m_imported.recipe.mixCfg.emplace_back(layer.info.name, fileSpelling(layer.label));
            else if (layer.info.role != LayerRole::Head)
                m_config.disableNames.push_back(layer.info.name);
        }
    }

    void importKvCache()
    {
        if (m_folder.kvCache().empty())
            return;
        m_config.useKvcacheQuant = true;
        const bool symmetric = std::all_of(m_folder.kvCache().begin(), m_folder.kvCache().end(), [](const auto &entry) {
            return std::all_of(entry.second.begin(), entry.second.end(), [](const AffineParameters &channel) { return channel.offset == 0.0f; });
        });
        m_imported.recipe.chain.emplace_back(KvQuant{symmetric});
    }

    void noteUnknowns(QuantType type)
    {
        const Rewrites &rewrites = m_folder.floatModel()->rewrites();
        const bool hasNormBias = std::any_of(rewrites.norms.begin(), rewrites.norms.end(), [](const auto &entry) { return !entry.second.bias.empty(); });
        note(hasNormBias ? "outliers were suppressed (the norms have biases), by anti_outlier or do_smooth; neither is saved, and both are left out"
                         : "whether outliers were suppressed (anti_outlier) is not saved; it is left out");
        if (m_config.aBit == 8 && !m_config.isDynamic)
            note("act_method and pr are not saved; act_method 1 and pr 1 are assumed");
        if (m_config.wMethod == WeightMethod::MinMax && m_config.aBit == 16)
            note("w_method is not saved; MinMax is assumed, it could have been GPTQ");
        if (m_config.wMethod == WeightMethod::Hqq)
            note("w_method is HQQ because scales are float16, which only that method saves");
        if (type == QuantType::W8A8S)
            note("how W8A8S chose its outliers is not saved; co_sparse with its default fraction is assumed, it could have been is_lowbit");
        if (!m_config.disableNames.empty())
            note("layers in float are named in disable_names; whether disable_level or mix_cfg chose them is not saved");
        if (const auto valid = validate(m_imported.recipe); !valid)
            note("msModelSlim would refuse this recipe: " + toString(valid.error()));
    }

    const QuantizedFolder &m_folder;
    ImportedRecipe m_imported;
    QuantConfig &m_config;
};

/// Whether a layer of this scheme is saved like the stored one, as far as the files show it.
bool isSavedAs(const Scheme &scheme, const StoredLayer &stored)
{
    const bool isOneGroup = scheme.groupSize == stored.info.in; // looks like a row
    const bool hasTensorScale = !stored.scheme.isFloat() && !stored.scheme.hasStaticActivations(); // else mm_tensor shows nowhere
    return fileSpelling(scheme.type == QuantType::W8A8Mix ? QuantType::W8A8 : scheme.type) == fileSpelling(stored.label)
        && (isOneGroup || scheme.groupSize == stored.scheme.groupSize) && (!hasTensorScale || scheme.mmTensor == stored.scheme.mmTensor);
}

/// Whether the recipe makes such a model. Which layers disable_level chooses needs data, so for it the number of layers in float decides.
bool makes(Recipe recipe, const QuantizedFolder &folder)
{
    const auto level = parseDisableLevel(recipe.disableLevel);
    const bool takesSiblings = recipe.improvements.expandSiblings;
    recipe.disableLevel = "L0";
    std::vector<LayerInfo> layers;
    for (const StoredLayer &stored : folder.layers())
        layers.push_back(stored.info);
    const auto plan = resolvePlan(recipe, layers);
    if (!level || !plan || plan->modelType != folder.description().modelType)
        return false;
    std::size_t fallenBack = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const StoredLayer &stored = folder.layers()[i];
        const Scheme &scheme = plan->layers[i].scheme;
        if (stored.scheme.isFloat() && !scheme.isFloat())
            ++fallenBack;
        else if (!isSavedAs(scheme, stored))
            return false;
    }
    return takesSiblings ? (fallenBack > 0) == (*level > 0) : fallenBack == *level;
}

} // namespace

Result<ImportedRecipe> importRecipe(const QuantizedFolder &folder)
{
    const auto beside = readRecipe(folder.description().file.parent_path() / kRecipeName);
    if (beside && makes(*beside, folder)) {
        return ImportedRecipe{*beside, {"recipe.json beside the model gives every layer the type it has, and is taken whole; of its other values the files "
                                        "show nothing"}};
    }
    VERNIER_ASSIGN(ImportedRecipe imported, Importer(folder).import());
    if (beside)
        imported.notes.insert(imported.notes.begin(), "recipe.json beside the model makes another one, and is left out");
    return imported;
}

} // namespace vernier
