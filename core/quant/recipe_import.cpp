// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/recipe_import.h"

#include "core/recipe/plan.h"

#include <algorithm>
#include <optional>

namespace vernier {

namespace {

/// Its scales are saved as they are, in the type that their method gives them.
bool isWeightOnly(QuantType type)
{
    return type == QuantType::W8A16 || type == QuantType::W4A16;
}

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

/// Of rewritten norms: outlier suppression leaves them.
bool hasNormBiases(const QuantizedFolder &folder)
{
    const Rewrites &rewrites = folder.floatModel()->rewrites();
    return std::any_of(rewrites.norms.begin(), rewrites.norms.end(), [](const auto &entry) { return !entry.second.bias.empty(); });
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
        const bool hasFloatActivations = isWeightOnly(type) || type == QuantType::NF4;
        m_config.wBit = type == QuantType::W4A16 || type == QuantType::W4A8Dynamic || type == QuantType::W8A8S || type == QuantType::NF4 ? 4 : 8;
        m_config.aBit = hasFloatActivations ? 16 : 8;
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
        note(hasNormBiases(m_folder) ? "outliers were suppressed (the norms have biases), by anti_outlier or do_smooth; neither is saved, and both are left out"
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
    const QuantType label = scheme.type == QuantType::W8A8Mix ? QuantType::W8A8 : scheme.type;
    const Scheme &shown = stored.scheme;
    const bool looksLikeRow = scheme.groupSize == stored.info.in && shown.groupSize <= 0; // one group
    const bool showsTensorScale = !shown.isFloat() && !shown.hasStaticActivations();
    return fileSpelling(label) == fileSpelling(stored.label) && (looksLikeRow || scheme.groupSize == shown.groupSize)
        && (!showsTensorScale || scheme.mmTensor == shown.mmTensor) && scheme.blockSize == shown.blockSize
        && (!isWeightOnly(stored.label) || (shown.wMethod == WeightMethod::Hqq) == (scheme.wMethod == WeightMethod::Hqq));
}

/// Whether the recipe gives every layer the type it has. Which layers disable_level chooses needs data, so for it their number decides.
bool givesTypes(Recipe recipe, const QuantizedFolder &folder)
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
    std::size_t quantized = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const StoredLayer &stored = folder.layers()[i];
        const Scheme &scheme = plan->layers[i].scheme;
        quantized += scheme.isFloat() ? 0 : 1;
        if (stored.scheme.isFloat() && !scheme.isFloat())
            ++fallenBack;
        else if (!isSavedAs(scheme, stored))
            return false;
    }
    const std::size_t asked = std::min(*level, quantized);
    return fallenBack == asked || (takesSiblings && asked > 0 && fallenBack > asked);
}

/// Whether nothing that the files show contradicts the recipe.
/// shown  what was imported from them.
bool fits(const Recipe &recipe, const QuantizedFolder &folder, const Recipe &shown)
{
    const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
    if (!resolved || !givesTypes(recipe, folder))
        return false;
    const QuantConfig &config = resolved->config;
    const bool smooths = recipe.antiOutlier || config.doSmooth;
    return config.wSym == shown.quantConfig.wSym && config.useKvcacheQuant == shown.quantConfig.useKvcacheQuant
        && (shown.loadDtype == LoadDtype::Float32 || recipe.loadDtype == shown.loadDtype) && (smooths || !hasNormBiases(folder));
}

/// Whether it was written with the weights or after them.
bool isNoOlderThanWeights(const std::filesystem::path &file, const QuantizedFolder &folder)
{
    std::error_code ignored;
    const auto changed = [&](const std::filesystem::path &path) { return std::filesystem::last_write_time(path, ignored); };
    const auto &files = folder.tensors().files();
    return std::all_of(files.begin(), files.end(), [&](const auto &weights) { return changed(file) >= changed(weights->path()); });
}

} // namespace

Result<ImportedRecipe> importRecipe(const QuantizedFolder &folder)
{
    VERNIER_ASSIGN(ImportedRecipe shown, Importer(folder).import());
    const std::filesystem::path file = folder.description().file.parent_path() / kRecipeName;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return shown;
    const Result<Recipe> beside = readRecipe(file);
    const auto leaveOut = [&shown](const std::string &why) { shown.notes.insert(shown.notes.begin(), "recipe.json beside the model is left out: " + why); };
    if (!beside)
        leaveOut(toString(beside.error()));
    else if (!isNoOlderThanWeights(file, folder))
        leaveOut("it is older than the weights; open it with File > Open recipe if it belongs to them");
    else if (!fits(*beside, folder, shown.recipe))
        leaveOut("it makes another model");
    else
        return ImportedRecipe{*beside, {"recipe.json beside the model fits all that the files show, and is taken whole"}};
    return shown;
}

} // namespace vernier
