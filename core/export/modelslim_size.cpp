// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_size.h"

#include "core/export/modelslim_numpy.h"
#include "core/io/safetensors_writer.h"
#include "core/io/shards.h"
#include "core/model/family.h"
#include "core/smooth/outlier_groups.h"

#include <limits>

namespace vernier {

namespace {

struct Outline
{
    std::string name;
    DType dtype = DType::F32;
    Shape shape;

    [[nodiscard]] std::uint64_t sizeBytes() const { return static_cast<std::uint64_t>(elementCount(shape)) * sizeOf(dtype); }
};

bool quantizesKvCache(const Recipe &recipe)
{
    const Result<ResolvedConfig> resolved = resolve(recipe.quantConfig, recipe.chain);
    return resolved && resolved->config.useKvcacheQuant;
}

/// Lists what modelslimTensors() makes, in the same order.
class Lister
{
public:
    Lister(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan, ModelslimFormat format, DType loadDtype)
        : m_checkpoint(checkpoint)
        , m_plan(plan)
        , m_format(format)
        , m_loadDtype(loadDtype)
        , m_kvCache(quantizesKvCache(recipe))
    {
        if (!recipe.antiOutlier)
            return;
        m_suppressed = suppressedModules(*recipe.antiOutlier, checkpoint);
        m_normsHaveBias = givesEveryNormABias(recipe.antiOutlier->antiMethod);
    }

    void list()
    {
        addLoaded(std::string(kEmbeddingName) + ".weight");
        for (int block = 0; block < m_checkpoint.config().blocks; ++block) {
            const BlockNames names = blockNames(m_checkpoint.config(), block);
            addLayers(4); // of attention
            if (!names.queryNorm.empty()) {
                addNorm(names.queryNorm);
                addNorm(names.keyNorm);
            }
            addLayers(3);
            addNorm(names.inputNorm);
            addNorm(names.postAttentionNorm);
        }
        addNorm(std::string(kFinalNormName));
        addLayers(1); // the head
    }

    [[nodiscard]] const std::vector<Outline> &tensors() const { return m_tensors; }
    [[nodiscard]] std::int64_t widenedBytes() const { return m_widened; }
    [[nodiscard]] std::int64_t unpackedBytes() const { return m_unpacked; }

private:
    [[nodiscard]] TensorView stored(const std::string &name) const
    {
        const Result<TensorView> view = m_checkpoint.tensor(name);
        VERNIER_CHECK(view.hasValue()); // checked when the checkpoint was opened
        return *view;
    }

    void addFloat(std::string name, DType dtype, const TensorView &source, Shape shape)
    {
        m_widened += elementCount(shape) * (static_cast<std::int64_t>(sizeOf(dtype)) - static_cast<std::int64_t>(sizeOf(source.dtype)));
        m_tensors.push_back({std::move(name), dtype, std::move(shape)});
    }

    void addLoaded(const std::string &name)
    {
        const TensorView source = stored(name);
        addFloat(name, m_loadDtype, source, source.shape);
    }

    void addVector(std::string name, DType dtype, std::int64_t count) { m_tensors.push_back({std::move(name), dtype, {count}}); }

    /// Suppression mostly gives norms a bias, and then safe_tensor writes the wrapped norm a second time.
    void addNorm(const std::string &name)
    {
        if (!m_suppressed.norms.contains(name)) {
            addLoaded(name + ".weight");
            return;
        }
        const std::int64_t count = elementCount(stored(name + ".weight").shape);
        addVector(name + ".weight", DType::F32, count);
        if (!m_normsHaveBias)
            return;
        addVector(name + ".bias", DType::F32, count);
        if (m_format != ModelslimFormat::SafeTensor)
            return;
        for (const char *suffix : {".module.weight", ".module.bias"})
            addVector(name + suffix, DType::F32, count);
    }

    void addLayers(std::size_t count)
    {
        for (; count > 0; --count, ++m_next)
            addLayer(m_checkpoint.layers()[m_next], m_plan.layers[m_next].scheme);
    }

    void addLayer(const LayerInfo &layer, const Scheme &scheme)
    {
        addKvCache(layer);
        if (scheme.blockSize > 0) {
            addNf4(layer, scheme);
            return;
        }
        if (scheme.isFloat()) {
            addFloat(layer.name + ".weight", m_suppressed.weights.contains(layer.name) ? DType::F32 : m_loadDtype, stored(m_checkpoint.weightName(layer)), {layer.out, layer.in});
        } else {
            const bool pack = m_format == ModelslimFormat::AscendV1 && scheme.hasFourBitCodes();
            const bool alongOutput = pack && scheme.groupSize > 0;
            m_tensors.push_back({layer.name + ".weight",
                                 DType::I8,
                                 {alongOutput ? layer.out / 2 : layer.out, pack && !alongOutput ? layer.in / 2 : layer.in}});
            m_unpacked += scheme.hasFourBitCodes() && !pack ? layer.out * layer.in / 2 : 0;
        }
        if (m_suppressed.biases.contains(layer.name))
            addVector(layer.name + ".bias", DType::F32, layer.out);
        else if (layer.hasBias)
            addLoaded(layer.name + ".bias");
        if (!scheme.isFloat())
            addParameters(layer, scheme);
    }

    void addKvCache(const LayerInfo &layer)
    {
        if (!m_kvCache || (layer.role != LayerRole::Key && layer.role != LayerRole::Value))
            return;
        addVector(layer.name + ".kv_cache_scale", DType::F32, layer.out);
        addVector(layer.name + ".kv_cache_offset", DType::F32, layer.out);
    }

    void addNf4(const LayerInfo &layer, const Scheme &scheme)
    {
        addVector(layer.name + ".weight", DType::U8, layer.out * layer.in / 2);
        addVector(layer.name + ".weight_absmax", DType::F32, layer.out * layer.in / scheme.blockSize);
        if (!layer.hasBias && !m_suppressed.biases.contains(layer.name))
            return;
        addVector(layer.name + ".bias", DType::U8, layer.out / 2);
        addVector(layer.name + ".bias_absmax", DType::F32, layer.out / scheme.blockSize);
    }

    void addParameters(const LayerInfo &layer, const Scheme &scheme)
    {
        const std::int64_t count = scheme.mmTensor ? 1 : layer.out;
        if (scheme.type != QuantType::W8A8S)
            addScales(layer, scheme);
        if (!scheme.hasStaticActivations())
            return;
        addVector(layer.name + ".input_scale", DType::F32, 1);
        addVector(layer.name + ".input_offset", DType::F32, 1);
        addVector(layer.name + ".quant_bias", DType::I32, layer.out);
        addVector(layer.name + ".deq_scale", m_checkpoint.config().declaredDtype == DType::BF16 ? DType::F32 : DType::I64, count);
    }

    void addScales(const LayerInfo &layer, const Scheme &scheme)
    {
        const bool hqq = scheme.wMethod == WeightMethod::Hqq;
        const DType dtype = hqq && !scheme.twoLevel ? DType::F16 : m_loadDtype;
        const std::int64_t columns = scheme.groupSize > 0 && !scheme.twoLevel ? layer.in / scheme.groupSize : 1;
        const Shape shape = scheme.mmTensor ? Shape{1} : Shape{layer.out, columns};
        m_tensors.push_back({layer.name + ".weight_scale", dtype, scheme.mmTensor && hqq ? Shape{} : shape});
        m_tensors.push_back({layer.name + ".weight_offset", dtype, shape});
        if (!scheme.twoLevel)
            return;
        const Shape second{layer.out, layer.in / scheme.groupSize};
        m_tensors.push_back({layer.name + ".weight_scale_second", hqq ? DType::F16 : DType::F32, second});
        m_tensors.push_back({layer.name + ".weight_offset_second", hqq ? DType::F16 : DType::I64, second});
        if (m_format == ModelslimFormat::AscendV1)
            m_tensors.push_back({layer.name + ".scale_bias", DType::F32, {layer.out, scaleBiasSlices(layer)}});
    }

    const Checkpoint &m_checkpoint;
    const Plan &m_plan;
    ModelslimFormat m_format;
    DType m_loadDtype;
    bool m_kvCache;
    SuppressedModules m_suppressed;
    bool m_normsHaveBias = false;
    std::size_t m_next = 0; ///< layer
    std::vector<Outline> m_tensors;
    std::int64_t m_widened = 0;
    std::int64_t m_unpacked = 0;
};

Result<std::int64_t> numpyBytes(const std::vector<Outline> &tensors)
{
    NumpyFiles files;
    for (const Outline &tensor : tensors)
        VERNIER_TRY(files.declare(tensor.name, tensor.dtype, tensor.shape));
    return static_cast<std::int64_t>(files.bytes());
}

Result<std::int64_t> shardBytes(const std::vector<Outline> &tensors, std::span<const std::size_t> members)
{
    SafetensorsWriter writer;
    for (const std::size_t member : members)
        VERNIER_TRY(writer.declare(tensors[member].name, tensors[member].dtype, tensors[member].shape));
    VERNIER_ASSIGN(const std::uint64_t bytes, writer.fileBytes());
    return static_cast<std::int64_t>(bytes);
}

} // namespace

Result<ModelslimSize> modelslimSize(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan, const ModelslimFolderOptions &options)
{
    VERNIER_CHECK(plan.layers.size() == checkpoint.layers().size());
    VERNIER_ASSIGN(const DType loadDtype, loadDtypeOf(recipe, checkpoint));
    Lister lister(checkpoint, recipe, plan, formatOf(options), loadDtype);
    lister.list();
    ModelslimSize size;
    if (savesNumpy(options, plan.modelType)) {
        VERNIER_ASSIGN(size.fileBytes, numpyBytes(lister.tensors()));
        size.unpackedBytes = lister.unpackedBytes();
    }
    if (!savesSafetensors(options))
        return size;
    size.widenedBytes = lister.widenedBytes();
    size.unpackedBytes += lister.unpackedBytes();
    std::vector<TensorSize> sizes;
    for (const Outline &tensor : lister.tensors())
        sizes.push_back({tensor.name, tensor.sizeBytes()});
    const std::uint64_t limit = options.partFileSizeGib == 0 ? std::numeric_limits<std::uint64_t>::max()
                                                             : static_cast<std::uint64_t>(options.partFileSizeGib) << 30;
    for (const std::vector<std::size_t> &shard : splitIntoShards(sizes, limit)) {
        VERNIER_ASSIGN(const std::int64_t bytes, shardBytes(lister.tensors(), shard));
        size.fileBytes += bytes;
    }
    return size;
}

} // namespace vernier
