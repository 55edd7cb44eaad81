// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_tensors.h"

#include "core/quant/nf4.h"
#include "core/tensor/half.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace vernier {

namespace {

template <typename T>
std::vector<std::byte> toBytes(const std::vector<T> &values)
{
    std::vector<std::byte> bytes(values.size() * sizeof(T));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

template <typename T>
OutputTensor smallTensor(std::string name, QuantType label, DType dtype, Shape shape, const std::vector<T> &values)
{
    return {std::move(name), label, dtype, std::move(shape), [bytes = toBytes(values)]() -> Result<std::vector<std::byte>> { return bytes; }};
}

/// Floats as F32, BF16 or F16.
OutputTensor floatTensor(std::string name, QuantType label, DType dtype, Shape shape, const std::vector<float> &values)
{
    if (dtype == DType::F32)
        return smallTensor(std::move(name), label, dtype, std::move(shape), values);
    std::vector<std::uint16_t> halves(values.size());
    std::transform(values.begin(), values.end(), halves.begin(), dtype == DType::F16 ? floatToFloat16 : floatToBfloat16);
    return smallTensor(std::move(name), label, dtype, std::move(shape), halves);
}

/// 4-bit codes along the input axis, the even column in the low nibble: [out, in / 2].
std::vector<std::byte> packAlongInput(const CodeMatrix &codes)
{
    std::vector<std::byte> packed(static_cast<std::size_t>(codes.size() / 2));
    const std::int8_t *code = codes.data();
    for (std::size_t i = 0; i < packed.size(); ++i) {
        const auto low = static_cast<unsigned>(code[2 * i]) & 0xFu;
        const auto high = static_cast<unsigned>(code[2 * i + 1]) & 0xFu;
        packed[i] = static_cast<std::byte>(low | high << 4);
    }
    return packed;
}

/// 4-bit codes along the output axis, the even row in the low nibble: [out / 2, in].
std::vector<std::byte> packAlongOutput(const CodeMatrix &codes)
{
    std::vector<std::byte> packed;
    packed.reserve(static_cast<std::size_t>(codes.size() / 2));
    for (Eigen::Index row = 0; row + 1 < codes.rows(); row += 2) {
        for (Eigen::Index c = 0; c < codes.cols(); ++c) {
            const auto low = static_cast<unsigned>(codes(row, c)) & 0xFu;
            const auto high = static_cast<unsigned>(codes(row + 1, c)) & 0xFu;
            packed.push_back(static_cast<std::byte>(low | high << 4));
        }
    }
    return packed;
}

/// Collects the tensors of one model.
class Collector
{
public:
    Collector(const QuantizedModel &model, ModelslimFormat format)
        : m_network(model.network)
        , m_kvCache(model.kvCache)
        , m_model(model.network.floatModel())
        , m_format(format)
        , m_modelType(modelslimType(model, format))
    {}

    Result<std::vector<OutputTensor>> collect(JobMonitor &monitor)
    {
        addLoaded(std::string(kEmbeddingName) + ".weight", std::string(kEmbeddingName) + ".weight");
        const int blocks = m_model.config().blocks;
        for (int block = 0; block < blocks; ++block) {
            if (!monitor.keepGoing(block, blocks, "quantizing weights"))
                return cancelledError();
            VERNIER_TRY(addBlock(block));
        }
        VERNIER_TRY(addNorm(std::string(kFinalNormName)));
        VERNIER_TRY(addLayer(m_model.headLayer()));
        return std::move(m_tensors);
    }

private:
    /// A tensor of the checkpoint in the type the model is loaded in.
    void addLoaded(std::string name, const std::string &stored)
    {
        const Result<TensorView> view = m_model.checkpoint().tensor(stored);
        VERNIER_CHECK(view.hasValue()); // checked when the checkpoint was opened
        m_tensors.push_back({std::move(name), QuantType::Float, m_model.loadDtype(), view->shape,
                             [this, stored] { return m_model.loadedBytes(stored); }});
    }

    void addVector(std::string name, QuantType label, const std::vector<float> &values)
    {
        m_tensors.push_back(smallTensor(std::move(name), label, DType::F32, {static_cast<std::int64_t>(values.size())}, values));
    }

    Result<void> addNorm(const std::string &name)
    {
        if (!m_model.rewrites().norms.contains(name)) {
            addLoaded(name + ".weight", name + ".weight");
            return {};
        }
        VERNIER_ASSIGN(const Norm norm, m_model.norm(name));
        addVector(name + ".weight", QuantType::Float, norm.weight);
        if (norm.bias.empty())
            return {};
        addVector(name + ".bias", QuantType::Float, norm.bias);
        if (m_format == ModelslimFormat::SafeTensor) { // the wrapped norm appears a second time under its inner module
            addVector(name + ".module.weight", m_modelType, norm.weight);
            addVector(name + ".module.bias", m_modelType, norm.bias);
        }
        return {};
    }

    Result<void> addBlock(int block)
    {
        const BlockNames names = blockNames(m_model.config(), block);
        const std::span<const LayerInfo> layers = m_model.blockLayers(block);
        for (const LayerInfo &layer : layers.first(4))
            VERNIER_TRY(addLayer(layer));
        if (!names.queryNorm.empty()) {
            VERNIER_TRY(addNorm(names.queryNorm));
            VERNIER_TRY(addNorm(names.keyNorm));
        }
        for (const LayerInfo &layer : layers.subspan(4))
            VERNIER_TRY(addLayer(layer));
        VERNIER_TRY(addNorm(names.inputNorm));
        return addNorm(names.postAttentionNorm);
    }

    Result<void> addLayer(const LayerInfo &layer)
    {
        addKvCache(layer);
        const Scheme &scheme = m_network.schemeOf(layer);
        if (scheme.isFloat()) {
            addFloatWeight(layer);
            addBias(layer);
            return {};
        }
        VERNIER_ASSIGN(const std::shared_ptr<const QuantizedWeight> weight, m_network.quantizedWeight(layer));
        if (weight->isNf4())
            return addNf4(layer, *weight);
        VERNIER_TRY(addCodes(layer, scheme));
        addBias(layer);
        if (scheme.type != QuantType::W8A8S)
            addScales(layer, scheme, *weight);
        return scheme.hasStaticActivations() ? addActivations(layer, *weight) : Result<void>();
    }

    /// Tensors of an int8 KV cache stand before the layer's own.
    void addKvCache(const LayerInfo &layer)
    {
        const auto found = m_kvCache.find(layer.name);
        if (found == m_kvCache.end())
            return;
        std::vector<float> scales;
        std::vector<float> offsets;
        for (const AffineParameters &channel : found->second) {
            scales.push_back(channel.scale);
            offsets.push_back(channel.offset);
        }
        addVector(layer.name + ".kv_cache_scale", QuantType::C8, scales);
        addVector(layer.name + ".kv_cache_offset", QuantType::C8, offsets);
    }

    void addScales(const LayerInfo &layer, const Scheme &scheme, const QuantizedWeight &weight)
    {
        const QuantType label = labelOf(scheme);
        std::vector<float> scales;
        std::vector<float> offsets;
        for (const AffineParameters &p : weight.parameters) {
            scales.push_back(p.scale);
            offsets.push_back(p.offset);
        }
        const bool perTensor = scales.size() == 1 && scheme.mmTensor;
        const std::int64_t columns = static_cast<std::int64_t>(scales.size()) / layer.out;
        const Shape shape = perTensor ? Shape{1} : Shape{layer.out, columns};
        // A refined scale of a whole tensor is a number without an axis, its offset keeps one.
        const Shape scaleShape = perTensor && scheme.wMethod == WeightMethod::Hqq ? Shape{} : shape;
        m_tensors.push_back(floatTensor(layer.name + ".weight_scale", label, weight.scaleType, scaleShape, scales));
        m_tensors.push_back(floatTensor(layer.name + ".weight_offset", label, weight.scaleType, shape, offsets));
        if (weight.secondScales.empty())
            return;
        const Shape second{layer.out, weight.groupsPerRow()};
        if (scheme.wMethod == WeightMethod::Hqq) {
            m_tensors.push_back(floatTensor(layer.name + ".weight_scale_second", label, DType::F16, second, weight.secondScales));
            m_tensors.push_back(floatTensor(layer.name + ".weight_offset_second", label, DType::F16, second, std::vector<float>(weight.secondScales.size(), 0.0f)));
        } else {
            m_tensors.push_back(floatTensor(layer.name + ".weight_scale_second", label, DType::F32, second, weight.secondScales));
            m_tensors.push_back(smallTensor(layer.name + ".weight_offset_second", label, DType::I64, second, std::vector<std::int64_t>(weight.secondScales.size(), 0)));
        }
        if (m_format == ModelslimFormat::AscendV1)
            addScaleBias(layer, label, weight);
    }

    /// What the kernel adds because it takes 4-bit codes as unsigned: 8 times the sum of a row's weights, with scales in
    /// bfloat16; for layers that are split by their inputs, of each of 16 slices. Source: spec/msmodelslim.md 6.8.
    void addScaleBias(const LayerInfo &layer, QuantType label, const QuantizedWeight &weight)
    {
        const std::int64_t slices = scaleBiasSlices(layer);
        const std::int64_t perSlice = layer.in / slices;
        std::vector<float> sums(static_cast<std::size_t>(layer.out * slices));
        for (std::int64_t row = 0; row < layer.out; ++row) {
            const float scale = roundToBfloat16(weight.ofRow(row).scale);
            for (std::int64_t slice = 0; slice < slices; ++slice) {
                float sum = 0.0f;
                for (std::int64_t c = slice * perSlice; c < (slice + 1) * perSlice; ++c) {
                    const float second = roundToBfloat16(weight.secondScales[static_cast<std::size_t>(row * weight.groupsPerRow() + c / weight.groupSize)]);
                    sum += static_cast<float>(weight.codes(row, c)) * second * scale;
                }
                sums[static_cast<std::size_t>(row * slices + slice)] = 8.0f * sum;
            }
        }
        m_tensors.push_back(smallTensor(layer.name + ".scale_bias", label, DType::F32, {layer.out, slices}, sums));
    }

    /// Codes alone, as the original saves them, and the blocks' scales, without which nobody can read them.
    Result<void> addNf4(const LayerInfo &layer, const QuantizedWeight &weight)
    {
        m_tensors.push_back({layer.name + ".weight", QuantType::NF4, DType::U8, {layer.out * layer.in / 2}, [this, layer]() -> Result<std::vector<std::byte>> {
                                 VERNIER_ASSIGN(const std::shared_ptr<const QuantizedWeight> again, m_network.quantizedWeight(layer));
                                 return packNf4(again->codes);
                             }});
        addVector(layer.name + ".weight_absmax", QuantType::NF4, weight.blockAbsMax);
        VERNIER_ASSIGN(const std::vector<float> bias, m_model.bias(layer));
        if (bias.empty())
            return {};
        if (static_cast<std::int64_t>(bias.size()) % weight.blockSize != 0) // suppression can give a layer its bias
            return Error{ErrorCode::Unsupported,
                         "has a bias of " + std::to_string(bias.size()) + " values, no multiple of block_size " + std::to_string(weight.blockSize)
                             + "; choose a smaller block_size or leave the layer in float",
                         layer.name};
        const Eigen::Map<const Matrix> row(bias.data(), 1, static_cast<Eigen::Index>(bias.size()));
        const QuantizedWeight codes = quantizeNf4(row, weight.blockSize, 1);
        const std::vector<std::byte> packed = packNf4(codes.codes);
        m_tensors.push_back({layer.name + ".bias", QuantType::NF4, DType::U8, {static_cast<std::int64_t>(packed.size())},
                             [packed]() -> Result<std::vector<std::byte>> { return packed; }});
        addVector(layer.name + ".bias_absmax", QuantType::NF4, codes.blockAbsMax);
        return {};
    }

    /// ascendV1 marks what pdmix runs dynamically in the prefill.
    [[nodiscard]] QuantType labelOf(const Scheme &scheme) const
    {
        return scheme.type == QuantType::W8A8 && m_modelType == QuantType::W8A8Mix ? QuantType::W8A8Mix : scheme.type;
    }

    void addBias(const LayerInfo &layer)
    {
        const auto &rewritten = m_model.rewrites().biases;
        if (const auto found = rewritten.find(layer.name); found != rewritten.end())
            addVector(layer.name + ".bias", QuantType::Float, found->second);
        else if (layer.hasBias)
            addLoaded(layer.name + ".bias", layer.name + ".bias");
    }

    void addFloatWeight(const LayerInfo &layer)
    {
        if (!m_model.rewrites().changesWeight(layer.name)) {
            addLoaded(layer.name + ".weight", m_model.checkpoint().weightName(layer));
            return;
        }
        m_tensors.push_back({layer.name + ".weight", QuantType::Float, DType::F32, {layer.out, layer.in},
                             [this, layer]() -> Result<std::vector<std::byte>> {
                                 VERNIER_ASSIGN(const Matrix weight, m_model.weight(layer));
                                 std::vector<std::byte> bytes(static_cast<std::size_t>(weight.size()) * sizeof(float));
                                 std::memcpy(bytes.data(), weight.data(), bytes.size());
                                 return bytes;
                             }});
    }

    Result<void> addCodes(const LayerInfo &layer, const Scheme &scheme)
    {
        enum class Packing { None, AlongInput, AlongOutput };
        const bool packs = m_format == ModelslimFormat::AscendV1 && scheme.hasFourBitCodes();
        const Packing packing = !packs ? Packing::None : scheme.groupSize > 0 ? Packing::AlongOutput : Packing::AlongInput;
        const std::int64_t packed = packing == Packing::AlongOutput ? layer.out : layer.in;
        if (packs && packed % 2 != 0)
            return Error{ErrorCode::Unsupported,
                         "has " + std::to_string(packed) + (packing == Packing::AlongInput ? " inputs" : " outputs")
                             + ", an odd number: ascendV1 packs two 4-bit codes to a byte. Leave the layer in float or save as safe_tensor",
                         layer.name};
        const Shape shape{packing == Packing::AlongOutput ? layer.out / 2 : layer.out, packing == Packing::AlongInput ? layer.in / 2 : layer.in};
        m_tensors.push_back({layer.name + ".weight", labelOf(scheme), DType::I8, shape, [this, layer, packing]() -> Result<std::vector<std::byte>> {
                                 VERNIER_ASSIGN(const std::shared_ptr<const QuantizedWeight> weight, m_network.quantizedWeight(layer));
                                 if (packing == Packing::AlongInput)
                                     return packAlongInput(weight->codes);
                                 if (packing == Packing::AlongOutput)
                                     return packAlongOutput(weight->codes);
                                 std::vector<std::byte> bytes(static_cast<std::size_t>(weight->codes.size()));
                                 std::memcpy(bytes.data(), weight->codes.data(), bytes.size());
                                 return bytes;
                             }});
        return {};
    }

    /// input_scale, input_offset, quant_bias and deq_scale, in float32 as the original computes them.
    Result<void> addActivations(const LayerInfo &layer, const QuantizedWeight &weight)
    {
        const QuantType label = labelOf(m_network.schemeOf(layer));
        const auto found = m_network.ranges().find(layer.name);
        VERNIER_CHECK(found != m_network.ranges().end());
        const AffineParameters activation = found->second;
        addVector(layer.name + ".input_scale", label, {activation.scale});
        addVector(layer.name + ".input_offset", label, {activation.offset});

        std::vector<float> deqScale;
        for (const AffineParameters &row : weight.parameters)
            deqScale.push_back(activation.scale * row.scale);
        VERNIER_ASSIGN(const std::vector<float> bias, m_model.bias(layer));
        std::vector<std::int32_t> quantBias(static_cast<std::size_t>(layer.out));
        for (std::size_t row = 0; row < quantBias.size(); ++row) {
            const auto rowSum = static_cast<float>(weight.codes.row(static_cast<Eigen::Index>(row)).cast<std::int32_t>().sum());
            const float scaled = bias.empty() ? 0.0f : bias[row] / deqScale[deqScale.size() == 1 ? 0 : row];
            const float rounded = std::rint(scaled - rowSum * activation.offset);
            if (!(std::abs(rounded) < 0x1p31f))
                return Error{ErrorCode::Numeric,
                             "quant_bias of row " + std::to_string(row)
                                 + " does not fit into 32 bits: the bias is too large for so small a scale. Leave the layer in float",
                             layer.name};
            quantBias[row] = static_cast<std::int32_t>(rounded);
        }
        m_tensors.push_back(smallTensor(layer.name + ".quant_bias", label, DType::I32, {layer.out}, quantBias));
        addDeqScale(layer, label, deqScale);
        return {};
    }

    /// float32 for bfloat16 models (the configuration decides), else the float's bit pattern in an integer.
    void addDeqScale(const LayerInfo &layer, QuantType label, const std::vector<float> &deqScale)
    {
        const Shape shape{static_cast<std::int64_t>(deqScale.size())};
        if (m_model.config().declaredDtype == DType::BF16) {
            m_tensors.push_back(smallTensor(layer.name + ".deq_scale", label, DType::F32, shape, deqScale));
            return;
        }
        std::vector<std::int64_t> bits;
        for (const float scale : deqScale)
            bits.push_back(std::bit_cast<std::int32_t>(scale));
        m_tensors.push_back(smallTensor(layer.name + ".deq_scale", label, DType::I64, shape, bits));
    }

    const QuantizedNetwork &m_network;
    const KvCacheParameters &m_kvCache;
    const FloatModel &m_model;
    ModelslimFormat m_format;
    QuantType m_modelType;
    std::vector<OutputTensor> m_tensors;
};

} // namespace

std::int64_t scaleBiasSlices(const LayerInfo &layer)
{
    constexpr std::int64_t kSlices = 16;
    const bool split = layer.role == LayerRole::AttentionOutput || layer.role == LayerRole::Down;
    return split && layer.in % kSlices == 0 ? kSlices : 1;
}

QuantType modelslimType(const QuantizedModel &model, ModelslimFormat format)
{
    const QuantType type = model.network.plan().modelType;
    const Result<ResolvedConfig> resolved = resolve(model.recipe.quantConfig, model.recipe.chain);
    return format == ModelslimFormat::AscendV1 && resolved && resolved->config.pdmix ? QuantType::W8A8Mix : type;
}

Result<std::vector<OutputTensor>> modelslimTensors(const QuantizedModel &model, ModelslimFormat format, JobMonitor &monitor)
{
    // The producers refer to the collector, so they share its ownership.
    auto collector = std::make_shared<Collector>(model, format);
    VERNIER_ASSIGN(std::vector<OutputTensor> tensors, collector->collect(monitor));
    for (OutputTensor &tensor : tensors)
        tensor.bytes = [collector, make = std::move(tensor.bytes)] { return make(); };
    return tensors;
}

} // namespace vernier
