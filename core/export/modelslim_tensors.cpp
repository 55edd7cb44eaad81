// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_tensors.h"

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

/// Floats in the type the model is loaded in: F32 or BF16.
OutputTensor floatTensor(std::string name, QuantType label, DType dtype, Shape shape, const std::vector<float> &values)
{
    if (dtype == DType::F32)
        return smallTensor(std::move(name), label, dtype, std::move(shape), values);
    std::vector<std::uint16_t> halves(values.size());
    std::transform(values.begin(), values.end(), halves.begin(), floatToBfloat16);
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

/// Collects the tensors of one model.
class Collector
{
public:
    Collector(const QuantizedModel &model, ModelslimFormat format)
        : m_network(model.network)
        , m_model(model.network.floatModel())
        , m_format(format)
        , m_modelType(model.network.plan().modelType)
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
        const Scheme &scheme = m_network.schemeOf(layer);
        if (scheme.isFloat()) {
            addFloatWeight(layer);
            addBias(layer);
            return {};
        }
        VERNIER_TRY(addCodes(layer, scheme));
        addBias(layer);
        VERNIER_ASSIGN(const QuantizedWeight weight, m_network.quantizedWeight(layer));
        std::vector<float> scales;
        std::vector<float> offsets;
        for (const AffineParameters &row : weight.parameters) {
            scales.push_back(row.scale);
            offsets.push_back(row.offset);
        }
        const auto count = static_cast<std::int64_t>(scales.size());
        const Shape shape = scheme.mmTensor ? Shape{1} : Shape{count, 1};
        m_tensors.push_back(floatTensor(layer.name + ".weight_scale", scheme.type, weight.arithmetic, shape, scales));
        m_tensors.push_back(floatTensor(layer.name + ".weight_offset", scheme.type, weight.arithmetic, shape, offsets));
        return scheme.hasStaticActivations() ? addActivations(layer, scheme, weight, scales) : Result<void>();
    }

    void addBias(const LayerInfo &layer)
    {
        if (layer.hasBias)
            addLoaded(layer.name + ".bias", layer.name + ".bias");
    }

    void addFloatWeight(const LayerInfo &layer)
    {
        if (!m_model.rewrites().columnScales.contains(layer.name)) {
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
        const bool pack = m_format == ModelslimFormat::AscendV1 && scheme.wBit == 4;
        if (pack && layer.in % 2 != 0)
            return Error{ErrorCode::Unsupported,
                         "has " + std::to_string(layer.in) + " inputs, an odd number: ascendV1 packs two 4-bit codes to a byte. "
                                                             "Leave the layer in float or save as safe_tensor",
                         layer.name};
        const Shape shape{layer.out, pack ? layer.in / 2 : layer.in};
        m_tensors.push_back({layer.name + ".weight", scheme.type, DType::I8, shape, [this, layer, pack]() -> Result<std::vector<std::byte>> {
                                 VERNIER_ASSIGN(const QuantizedWeight weight, m_network.quantizedWeight(layer));
                                 if (pack)
                                     return packAlongInput(weight.codes);
                                 std::vector<std::byte> bytes(static_cast<std::size_t>(weight.codes.size()));
                                 std::memcpy(bytes.data(), weight.codes.data(), bytes.size());
                                 return bytes;
                             }});
        return {};
    }

    /// input_scale, input_offset, quant_bias and deq_scale, in float32 as the original computes them.
    Result<void> addActivations(const LayerInfo &layer, const Scheme &scheme, const QuantizedWeight &weight, const std::vector<float> &scales)
    {
        const auto found = m_network.ranges().find(layer.name);
        VERNIER_CHECK(found != m_network.ranges().end());
        const AffineParameters activation = found->second;
        addVector(layer.name + ".input_scale", scheme.type, {activation.scale});
        addVector(layer.name + ".input_offset", scheme.type, {activation.offset});

        std::vector<float> deqScale;
        for (const float scale : scales)
            deqScale.push_back(activation.scale * scale);
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
        m_tensors.push_back(smallTensor(layer.name + ".quant_bias", scheme.type, DType::I32, {layer.out}, quantBias));
        addDeqScale(layer, scheme, deqScale);
        return {};
    }

    /// float32 for bfloat16 models (the configuration decides), else the float's bit pattern in an integer.
    void addDeqScale(const LayerInfo &layer, const Scheme &scheme, const std::vector<float> &deqScale)
    {
        const Shape shape{static_cast<std::int64_t>(deqScale.size())};
        if (m_model.config().declaredDtype == DType::BF16) {
            m_tensors.push_back(smallTensor(layer.name + ".deq_scale", scheme.type, DType::F32, shape, deqScale));
            return;
        }
        std::vector<std::int64_t> bits;
        for (const float scale : deqScale)
            bits.push_back(std::bit_cast<std::int32_t>(scale));
        m_tensors.push_back(smallTensor(layer.name + ".deq_scale", scheme.type, DType::I64, shape, bits));
    }

    const QuantizedNetwork &m_network;
    const FloatModel &m_model;
    ModelslimFormat m_format;
    QuantType m_modelType;
    std::vector<OutputTensor> m_tensors;
};

} // namespace

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
