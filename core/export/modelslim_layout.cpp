// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_layout.h"

#include "core/base/check.h"
#include "core/model/family.h"
#include "core/quant/kv_cache.h"
#include "core/quant/tensor_parallel.h"
#include "core/smooth/outlier_groups.h"

namespace vernier {

namespace {

/// Columns of a two-level weight's scale_bias: 16 for layers that tensor parallelism splits by their inputs.
std::int64_t scaleBiasSlices(const LayerInfo &layer)
{
    constexpr std::int64_t kSlices = 16;
    const bool split = layer.role == LayerRole::AttentionOutput || layer.role == LayerRole::Down;
    return split && layer.in % kSlices == 0 ? kSlices : 1;
}

bool quantizesCache(const Recipe &recipe)
{
    const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
    return resolved && resolved->config.useKvcacheQuant;
}

class Lister
{
public:
    Lister(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan, DType loadDtype, ModelslimFormat format)
        : m_checkpoint(checkpoint)
        , m_plan(plan)
        , m_loadDtype(loadDtype)
        , m_format(format)
        , m_modelType(modelslimType(recipe, plan, format))
        , m_hasCache(quantizesCache(recipe))
        , m_suppressed(suppressedModules(recipe, checkpoint))
    {}

    std::vector<TensorOutline> list()
    {
        const std::string embedding = m_checkpoint.embeddingTensor();
        addLoaded(embedding, embedding);
        for (const ParameterInfo &parameter : modelParameters(m_checkpoint.config()))
            addLoaded(parameter.name, parameter.name);
        if (const std::optional<NormInfo> norm = embeddingNorm(m_checkpoint.config()))
            addNorm(*norm);
        for (int block = 0; block < m_checkpoint.config().blocks; ++block) {
            for (const ModuleInfo &module : blockModules(m_checkpoint.config(), m_checkpoint.layers(), block)) {
                if (module.layer)
                    addLayer(*module.layer);
                else if (module.parameter)
                    addLoaded(module.parameter->name, module.parameter->name);
                else
                    addNorm(module.norm);
            }
        }
        if (const std::optional<NormInfo> norm = finalNorm(m_checkpoint.config()))
            addNorm(*norm);
        addLayer(m_checkpoint.layers().back());
        return std::move(m_tensors);
    }

private:
    [[nodiscard]] Shape shapeOf(const std::string &stored) const
    {
        const Result<TensorView> view = m_checkpoint.tensor(stored);
        VERNIER_CHECK(view.hasValue()); // checked when the checkpoint was opened
        return view->shape;
    }

    void addLoaded(std::string name, const std::string &stored)
    {
        m_tensors.push_back({std::move(name), QuantType::Float, m_loadDtype, shapeOf(stored), TensorPart::Loaded, stored});
    }

    /// Suppression mostly gives norms a bias, and then safe_tensor has the wrapped norm a second time under its inner module.
    void addNorm(const NormInfo &norm)
    {
        const std::string &name = norm.name;
        if (!m_suppressed.norms.contains(name)) {
            addLoaded(name + ".weight", name + ".weight");
            if (norm.hasBias)
                addLoaded(name + ".bias", name + ".bias");
            return;
        }
        const Shape shape = shapeOf(name + ".weight");
        const auto add = [&](const char *suffix, QuantType label, TensorPart part) {
            const DType dtype = part == TensorPart::NormBias && !norm.hasBias ? DType::F32 : m_loadDtype; // whatever the model was loaded in
            m_tensors.push_back({name + suffix, label, dtype, shape, part, name});
        };
        add(".weight", QuantType::Float, TensorPart::NormWeight);
        if (!m_suppressed.normsHaveBias && !norm.hasBias)
            return;
        add(".bias", QuantType::Float, TensorPart::NormBias);
        if (m_format != ModelslimFormat::SafeTensor || norm.hasBias)
            return;
        add(".module.weight", m_modelType, TensorPart::NormWeight);
        add(".module.bias", m_modelType, TensorPart::NormBias);
    }

    void add(const LayerInfo &layer, const char *suffix, QuantType label, DType dtype, Shape shape, TensorPart part)
    {
        m_tensors.push_back({layer.name + suffix, label, dtype, std::move(shape), part, {}, layer.index});
    }

    void addLayer(const LayerInfo &layer)
    {
        const Scheme &scheme = m_plan.layers[layer.index].scheme;
        addCache(layer);
        if (scheme.blockSize > 0) {
            addNf4(layer, scheme);
            return;
        }
        if (scheme.ranks > 0) {
            addRanks(layer, scheme);
            return;
        }
        if (scheme.isFloat())
            addFloatWeight(layer);
        else
            addCodes(layer, scheme);
        if (m_suppressed.biases.contains(layer.name))
            add(layer, ".bias", QuantType::Float, m_loadDtype, {layer.out}, TensorPart::Bias);
        else if (layer.hasBias)
            addLoaded(layer.name + ".bias", layer.name + ".bias");
        if (scheme.isFloat())
            return;
        if (scheme.type != QuantType::W8A8S)
            addScales(layer, scheme);
        if (scheme.hasStaticActivations())
            addActivations(layer, scheme);
    }

    /// What the ranks send on, the codes of all, and each rank's part as a layer of its own; only the first has the bias.
    void addRanks(const LayerInfo &layer, const Scheme &scheme)
    {
        if (scheme.sendsEightBits) {
            add(layer, ".gather_scale", scheme.type, DType::F32, {layer.out}, TensorPart::GatherScale);
            for (int rank = 0; rank < (scheme.ownSendScales ? scheme.ranks : 1); ++rank) {
                const std::string suffix = ".reduce_scale" + (scheme.ownSendScales ? '.' + std::to_string(rank) : std::string());
                add(layer, suffix.c_str(), scheme.type, DType::F32, {layer.out}, TensorPart::ReduceScale);
                m_tensors.back().rank = rank;
            }
        }
        if (!scheme.isFloat())
            add(layer, ".weight", scheme.type, DType::I8, {layer.out, layer.in}, TensorPart::Codes);
        for (int rank = 0; rank < scheme.ranks; ++rank) {
            LayerInfo part = layer;
            part.name = rankName(layer.name, rank);
            part.in = layer.in / scheme.ranks;
            const std::size_t first = m_tensors.size();
            if (scheme.isFloat())
                add(part, ".weight", scheme.type, m_suppressed.weights.contains(layer.name) ? DType::F32 : m_loadDtype, {part.out, part.in}, TensorPart::RankFloats);
            else
                add(part, ".weight", scheme.type, DType::I8, {part.out, part.in}, TensorPart::Codes);
            if (rank == 0 && (layer.hasBias || m_suppressed.biases.contains(layer.name)))
                add(part, ".bias", scheme.type, DType::F32, {layer.out}, TensorPart::Bias);
            if (!scheme.isFloat()) {
                addScales(part, scheme);
                addActivations(part, scheme);
            }
            for (std::size_t i = first; i < m_tensors.size(); ++i)
                m_tensors[i].rank = rank;
        }
    }

    /// An int8 cache's stand before the layer's own.
    void addCache(const LayerInfo &layer)
    {
        if (!m_hasCache)
            return;
        for (const CachedPart &cached : cachedParts(m_checkpoint.config(), layer)) {
            const auto addPart = [&](const char *suffix, TensorPart part) {
                m_tensors.push_back({cached.name + suffix, QuantType::C8, m_loadDtype, {cached.channels}, part, cached.name, layer.index});
            };
            addPart(".kv_cache_scale", TensorPart::CacheScale);
            addPart(".kv_cache_offset", TensorPart::CacheOffset);
        }
    }

    void addFloatWeight(const LayerInfo &layer)
    {
        const std::string &stored = m_checkpoint.weightName(layer);
        if (!m_suppressed.weights.contains(layer.name)) {
            addLoaded(layer.name + ".weight", stored);
            return;
        }
        add(layer, ".weight", QuantType::Float, m_loadDtype, layer.isTransposed ? Shape{layer.in, layer.out} : Shape{layer.out, layer.in}, TensorPart::FloatWeight);
        m_tensors.back().source = stored;
    }

    void addCodes(const LayerInfo &layer, const Scheme &scheme)
    {
        const CodePacking packing = codePacking(layer, scheme, m_format);
        add(layer, ".weight", labelOf(scheme), DType::I8,
            {packing == CodePacking::AlongOutput ? layer.out / 2 : layer.out, packing == CodePacking::AlongInput ? layer.in / 2 : layer.in},
            TensorPart::Codes);
    }

    /// The codes alone are what the original saves; without the blocks' scales nobody can read them.
    void addNf4(const LayerInfo &layer, const Scheme &scheme)
    {
        const auto addPair = [&](const char *codes, const char *absMax, std::int64_t elements, TensorPart codesPart, TensorPart absMaxPart) {
            add(layer, codes, QuantType::NF4, DType::U8, {elements / 2}, codesPart);
            add(layer, absMax, QuantType::NF4, DType::F32, {elements / scheme.blockSize}, absMaxPart);
        };
        addPair(".weight", ".weight_absmax", layer.out * layer.in, TensorPart::Nf4Codes, TensorPart::Nf4AbsMax);
        if (layer.hasBias || m_suppressed.biases.contains(layer.name))
            addPair(".bias", ".bias_absmax", layer.out, TensorPart::Nf4Bias, TensorPart::Nf4BiasAbsMax);
    }

    void addScales(const LayerInfo &layer, const Scheme &scheme)
    {
        const QuantType label = labelOf(scheme);
        const bool hqq = scheme.wMethod == WeightMethod::Hqq;
        const DType dtype = hqq && !scheme.twoLevel ? DType::F16 : m_loadDtype;
        const std::int64_t columns = scheme.groupSize > 0 && !scheme.twoLevel ? layer.in / scheme.groupSize : 1;
        const Shape shape = scheme.mmTensor ? Shape{1} : Shape{layer.out, columns};
        // A refined scale of a whole tensor is a number without an axis, its offset keeps one.
        add(layer, ".weight_scale", label, dtype, scheme.mmTensor && hqq ? Shape{} : shape, TensorPart::WeightScale);
        add(layer, ".weight_offset", label, dtype, shape, TensorPart::WeightOffset);
        if (!scheme.twoLevel)
            return;
        const Shape second{layer.out, layer.in / scheme.groupSize};
        add(layer, ".weight_scale_second", label, hqq ? DType::F16 : DType::F32, second, TensorPart::SecondScale);
        add(layer, ".weight_offset_second", label, hqq ? DType::F16 : DType::I64, second, TensorPart::SecondOffset);
        if (m_format == ModelslimFormat::AscendV1)
            add(layer, ".scale_bias", label, DType::F32, {layer.out, scaleBiasSlices(layer)}, TensorPart::ScaleBias);
    }

    /// deq_scale is float32 for bfloat16 models (the configuration decides), else the float's bit pattern in an integer.
    void addActivations(const LayerInfo &layer, const Scheme &scheme)
    {
        const QuantType label = labelOf(scheme);
        add(layer, ".input_scale", label, m_loadDtype, {1}, TensorPart::InputScale);
        add(layer, ".input_offset", label, m_loadDtype, {1}, TensorPart::InputOffset);
        add(layer, ".quant_bias", label, DType::I32, {layer.out}, TensorPart::QuantBias);
        add(layer, ".deq_scale", label, m_checkpoint.config().declaredDtype == DType::BF16 ? DType::F32 : DType::I64,
            {scheme.mmTensor ? 1 : layer.out}, TensorPart::DeqScale);
    }

    /// ascendV1 marks what pdmix runs dynamically in the prefill.
    [[nodiscard]] QuantType labelOf(const Scheme &scheme) const
    {
        return scheme.type == QuantType::W8A8 && m_modelType == QuantType::W8A8Mix ? QuantType::W8A8Mix : scheme.type;
    }

    const Checkpoint &m_checkpoint;
    const Plan &m_plan;
    DType m_loadDtype;
    ModelslimFormat m_format;
    QuantType m_modelType;
    bool m_hasCache;
    SuppressedModules m_suppressed;
    std::vector<TensorOutline> m_tensors;
};

} // namespace

CodePacking codePacking(const LayerInfo &layer, const Scheme &scheme, ModelslimFormat format)
{
    if (format != ModelslimFormat::AscendV1 || !scheme.hasFourBitCodes())
        return CodePacking::None;
    const bool severalScales = scheme.groupSize > 0 && layer.in > scheme.groupSize;
    return scheme.twoLevel || severalScales ? CodePacking::AlongOutput : CodePacking::AlongInput;
}

QuantType modelslimType(const Recipe &recipe, const Plan &plan, ModelslimFormat format)
{
    const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
    return format == ModelslimFormat::AscendV1 && resolved && resolved->config.pdmix ? QuantType::W8A8Mix : plan.modelType;
}

std::vector<TensorOutline> modelslimLayout(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan, DType loadDtype, ModelslimFormat format)
{
    VERNIER_CHECK(plan.layers.size() == checkpoint.layers().size());
    return Lister(checkpoint, recipe, plan, loadDtype, format).list();
}

} // namespace vernier
