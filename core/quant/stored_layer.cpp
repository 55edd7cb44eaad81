// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/stored_layer.h"

#include "core/base/check.h"
#include "core/io/posix_file.h"
#include "core/quant/nf4.h"
#include "core/tensor/gemm.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace vernier {

namespace {

/// Product of two scales and its stored value may differ by roundings to bfloat16.
constexpr float kDeqTolerance = 0.02f;

std::string fileName(const TensorFolder &tensors, const std::string &tensor)
{
    const TensorFile *file = tensors.fileOf(tensor);
    return file ? file->path().string() : std::string();
}

std::string anyFile(const TensorFolder &tensors)
{
    return tensors.files().empty() ? std::string() : tensors.files().front()->path().string();
}

Error wrongTensor(const TensorFolder &tensors, const std::string &name, const TensorView &view, const std::string &expected)
{
    return {ErrorCode::CorruptFile,
            "the tensor \"" + name + "\" is " + std::string(toString(view.dtype)) + toString(view.shape) + "; its label asks for " + expected
                + ". The label is wrong, or the float checkpoint is of another model",
            fileName(tensors, name)};
}

/// A tensor that the label needs.
Result<TensorView> needed(const TensorFolder &tensors, const std::string &name, QuantType label)
{
    if (!tensors.contains(name))
        return Error{ErrorCode::NotFound,
                     "the tensor \"" + name + "\" is missing, which a layer labelled " + std::string(toString(label))
                         + " needs; the files are incomplete, save the model again",
                     anyFile(tensors)};
    return tensors.find(name);
}

/// A vector of floats of one of these lengths, whatever axes of length 1 it has.
Result<TensorView> neededFloats(const TensorFolder &tensors, const std::string &name, QuantType label, std::initializer_list<std::int64_t> lengths)
{
    VERNIER_ASSIGN(TensorView view, needed(tensors, name, label));
    const std::int64_t count = view.elements();
    if (!isFloatingPoint(view.dtype) || std::find(lengths.begin(), lengths.end(), count) == lengths.end()
        || (!view.shape.empty() && view.shape.front() != count))
        return wrongTensor(tensors, name, view, "floats [" + std::to_string(*lengths.begin()) + "]");
    return view;
}

Result<std::vector<float>> readFloats(const TensorFolder &tensors, const std::string &name, std::int64_t first, std::int64_t count)
{
    VERNIER_ASSIGN(const TensorView view, tensors.find(name));
    VERNIER_CHECK(first >= 0 && first + count <= view.elements());
    std::vector<float> values(static_cast<std::size_t>(count));
    copyToFloat(view, first, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i]))
            return Error{ErrorCode::Numeric,
                         "the tensor \"" + name + "\" is not finite at element " + std::to_string(first + static_cast<std::int64_t>(i))
                             + "; the file is damaged, save the model again",
                         fileName(tensors, name)};
    }
    return values;
}

/// deq_scale, elements [first, first + count): floats, or their bit patterns as integers.
Result<std::vector<float>> readDeqScale(const TensorFolder &tensors, const std::string &name, std::int64_t first, std::int64_t count)
{
    VERNIER_ASSIGN(const TensorView view, tensors.find(name));
    if (view.dtype != DType::I64)
        return readFloats(tensors, name, first, count);
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::int64_t bits = 0;
        std::memcpy(&bits, view.data.data() + (static_cast<std::size_t>(first) + i) * sizeof bits, sizeof bits);
        values[i] = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        if (bits != static_cast<std::int32_t>(bits) || !std::isfinite(values[i]))
            return Error{ErrorCode::Numeric,
                         "the tensor \"" + name + "\" is no bit pattern of a finite float at element " + std::to_string(first + static_cast<std::int64_t>(i))
                             + "; the file is damaged, save the model again",
                         fileName(tensors, name)};
    }
    return values;
}

Scheme schemeWith(QuantType type, int wBit, int aBit)
{
    Scheme scheme;
    scheme.type = type;
    scheme.wBit = wBit;
    scheme.aBit = aBit;
    scheme.mmTensor = false;
    scheme.actMethod = aBit < 16 ? 1 : 0;
    return scheme;
}

/// What is computed with a label, before the tensors' shapes say the rest.
Result<Scheme> schemeOfLabel(QuantType label, const std::string &where)
{
    switch (label) {
    case QuantType::W8A16:
        return schemeWith(label, 8, 16);
    case QuantType::W4A16:
        return schemeWith(label, 4, 16);
    case QuantType::W8A8:
    case QuantType::W8A8Mix:
    case QuantType::W8A8S:
        return schemeWith(label, 8, 8);
    case QuantType::W8A8Dynamic: {
        Scheme scheme = schemeWith(label, 8, 8);
        scheme.isDynamic = true;
        return scheme;
    }
    case QuantType::W4A8Dynamic: {
        Scheme scheme = schemeWith(label, 4, 8);
        scheme.isDynamic = scheme.aSym = scheme.twoLevel = true;
        return scheme;
    }
    case QuantType::NF4: {
        Scheme scheme = schemeWith(label, 4, 16);
        scheme.wMethod = WeightMethod::Nf;
        return scheme;
    }
    case QuantType::W8A8SC:
        return Error{ErrorCode::Unsupported,
                     "the layer is labelled W8A8SC: its weights are compressed for one accelerator in a format that is not public. Open the W8A8S model "
                     "that was compressed",
                     where};
    default:
        return Error{ErrorCode::Unsupported,
                     "a linear layer labelled " + std::string(toString(label))
                         + " cannot be computed with here; those that can are FLOAT, W8A16, W4A16, W8A8, W8A8_MIX, W8A8_DYNAMIC, W8A8S, W4A8_DYNAMIC and NF4",
                     where};
    }
}

class Inspector
{
public:
    Inspector(const TensorFolder &tensors, StoredLayer &layer)
        : m_tensors(tensors)
        , m_layer(layer)
        , m_info(layer.info)
        , m_scheme(layer.scheme)
        , m_label(layer.label)
    {}

    Result<void> inspect()
    {
        if (m_scheme.aBit < 16 && m_info.in > kMaxInt8Depth)
            return Error{ErrorCode::Unsupported,
                         "has " + std::to_string(m_info.in) + " inputs; integer sums are exact only up to " + std::to_string(kMaxInt8Depth)
                             + ". Leave the layer in float or use a weight-only type",
                         m_info.name};
        if (m_label == QuantType::NF4)
            return inspectNf4();
        VERNIER_TRY(inspectCodes());
        if (m_scheme.hasStaticActivations())
            VERNIER_TRY(inspectActivations());
        if (m_tensors.contains(m_info.name + ".weight_scale") || !m_scheme.hasStaticActivations())
            VERNIER_TRY(inspectScales());
        return {};
    }

private:
    [[nodiscard]] std::string name(const char *part) const { return m_info.name + "." + part; }

    Result<void> inspectCodes()
    {
        VERNIER_ASSIGN(const TensorView view, needed(m_tensors, name("weight"), m_label));
        using Packing = StoredLayer::Packing;
        const bool packs = m_scheme.wBit == 4;
        const std::int64_t out = m_info.out;
        const std::int64_t in = m_info.in;
        if (view.dtype != DType::I8)
            return wrongTensor(m_tensors, name("weight"), view, "I8" + toString(Shape{out, in}));
        if (view.shape == Shape{out, in})
            m_layer.packing = Packing::None;
        else if (packs && in % 2 == 0 && view.shape == Shape{out, in / 2})
            m_layer.packing = Packing::AlongInput;
        else if (packs && out % 2 == 0 && view.shape == Shape{out / 2, in})
            m_layer.packing = Packing::AlongOutput;
        else
            return wrongTensor(m_tensors, name("weight"), view,
                               "I8" + toString(Shape{out, in}) + (packs ? ", or half as many rows or columns of packed codes" : ""));
        return {};
    }

    /// Columns that share a scale in a tensor [out, groups]; -1: all.
    Result<int> groupSizeOf(const std::string &tensor, const TensorView &view) const
    {
        const bool isMatrix = view.shape.size() == 2 && view.shape[0] == m_info.out;
        const std::int64_t groups = isMatrix ? view.shape[1] : 0;
        if (groups < 1 || m_info.in % groups != 0)
            return wrongTensor(m_tensors, tensor, view, "floats [" + std::to_string(m_info.out) + ", groups], where groups divide the " + std::to_string(m_info.in) + " inputs");
        return groups == 1 ? -1 : static_cast<int>(m_info.in / groups);
    }

    Result<void> inspectScales()
    {
        const std::string scaleName = name("weight_scale");
        VERNIER_ASSIGN(const TensorView scale, needed(m_tensors, scaleName, m_label));
        if (!isFloatingPoint(scale.dtype))
            return wrongTensor(m_tensors, scaleName, scale, "floats");
        m_scheme.mmTensor = scale.shape.empty() || scale.shape == Shape{1};
        if (!m_scheme.mmTensor && scale.shape != Shape{m_info.out}) {
            VERNIER_ASSIGN(m_scheme.groupSize, groupSizeOf(scaleName, scale));
        }
        if (m_scheme.groupSize > 0 && m_scheme.aBit == 8)
            return wrongTensor(m_tensors, scaleName, scale, "floats [" + std::to_string(m_info.out) + ", 1]");
        if (scale.dtype == DType::F16)
            m_scheme.wMethod = WeightMethod::Hqq; // the only one that saves in this type
        if (m_scheme.aBit == 16 || m_tensors.contains(name("weight_offset"))) {
            VERNIER_ASSIGN(const TensorView offset, needed(m_tensors, name("weight_offset"), m_label));
            if (!isFloatingPoint(offset.dtype) || offset.elements() != scale.elements())
                return wrongTensor(m_tensors, name("weight_offset"), offset, "as many floats as weight_scale has");
        }
        return m_scheme.twoLevel ? inspectSecondScales() : Result<void>();
    }

    Result<void> inspectSecondScales()
    {
        const std::string second = name("weight_scale_second");
        VERNIER_ASSIGN(const TensorView view, needed(m_tensors, second, m_label));
        if (!isFloatingPoint(view.dtype))
            return wrongTensor(m_tensors, second, view, "floats");
        VERNIER_ASSIGN(const int groupSize, groupSizeOf(second, view));
        m_scheme.groupSize = groupSize > 0 ? groupSize : static_cast<int>(m_info.in);
        if (view.dtype == DType::F16)
            m_scheme.wMethod = WeightMethod::Hqq;
        return {};
    }

    Result<void> inspectActivations()
    {
        VERNIER_TRY(neededFloats(m_tensors, name("input_scale"), m_label, {1}));
        VERNIER_TRY(neededFloats(m_tensors, name("input_offset"), m_label, {1}));
        VERNIER_ASSIGN(const std::vector<float> scale, readFloats(m_tensors, name("input_scale"), 0, 1));
        VERNIER_ASSIGN(const std::vector<float> offset, readFloats(m_tensors, name("input_offset"), 0, 1));
        if (!(scale[0] > 0.0f))
            return Error{ErrorCode::Numeric, "the tensor \"" + name("input_scale") + "\" must be above 0; the file is damaged, save the model again",
                         fileName(m_tensors, name("input_scale"))};
        if (offset[0] != std::rint(offset[0]) || std::abs(offset[0]) > 128.0f)
            return Error{ErrorCode::Numeric,
                         "the tensor \"" + name("input_offset") + "\" must be a whole number from -128 to 127; the file is damaged, save the model again",
                         fileName(m_tensors, name("input_offset"))};
        m_layer.activation = AffineParameters{scale[0], offset[0]};
        VERNIER_ASSIGN(const TensorView bias, needed(m_tensors, name("quant_bias"), m_label));
        if (bias.dtype != DType::I32 || bias.shape != Shape{m_info.out})
            return wrongTensor(m_tensors, name("quant_bias"), bias, "I32" + toString(Shape{m_info.out}));
        return inspectDeqScale();
    }

    Result<void> inspectDeqScale()
    {
        const std::string deqName = name("deq_scale");
        VERNIER_ASSIGN(const TensorView deq, needed(m_tensors, deqName, m_label));
        const bool isVector = deq.shape == Shape{m_info.out} || deq.shape == Shape{1};
        if (!isVector || (deq.dtype != DType::I64 && deq.dtype != DType::F32))
            return wrongTensor(m_tensors, deqName, deq, "I64" + toString(Shape{m_info.out}) + " (for bfloat16 models F32)");
        m_scheme.mmTensor = deq.elements() == 1 && m_info.out > 1;
        VERNIER_ASSIGN(const std::vector<float> products, readDeqScale(m_tensors, deqName, 0, deq.elements()));
        const auto scaleView = m_tensors.find(name("weight_scale"));
        if (!scaleView || scaleView->elements() != deq.elements())
            return {};
        VERNIER_ASSIGN(const std::vector<float> scales, readFloats(m_tensors, name("weight_scale"), 0, deq.elements()));
        for (std::size_t i = 0; i < products.size(); ++i) {
            if (std::abs(products[i] - scales[i] * m_layer.activation->scale) > kDeqTolerance * std::abs(products[i]))
                return Error{ErrorCode::CorruptFile,
                             "the tensor \"" + deqName + "\" is not input_scale times weight_scale in row " + std::to_string(i)
                                 + "; the files contradict each other, save the model again",
                             fileName(m_tensors, deqName)};
        }
        return {};
    }

    Result<void> inspectNf4()
    {
        m_layer.packing = StoredLayer::Packing::Flat;
        const std::int64_t elements = m_info.out * m_info.in;
        VERNIER_ASSIGN(const TensorView codes, needed(m_tensors, name("weight"), m_label));
        if (codes.dtype != DType::U8 || elements % 2 != 0 || codes.elements() != elements / 2)
            return wrongTensor(m_tensors, name("weight"), codes, "U8" + toString(Shape{elements / 2}));
        const std::string absMaxName = name("weight_absmax");
        if (!m_tensors.contains(absMaxName))
            return Error{ErrorCode::Unsupported,
                         "the tensor \"" + absMaxName
                             + "\" is missing: msModelSlim saves NF4 codes without their blocks' scales, so nobody can read them. Quantize the model "
                               "with Vernier, which saves both, or use another type",
                         fileName(m_tensors, name("weight"))};
        VERNIER_ASSIGN(const TensorView absMax, m_tensors.find(absMaxName));
        const std::int64_t blocks = absMax.elements();
        if (!isFloatingPoint(absMax.dtype) || blocks < 1 || elements % blocks != 0)
            return wrongTensor(m_tensors, absMaxName, absMax, "one float for each block of weights");
        m_scheme.blockSize = static_cast<int>(elements / blocks);
        return {};
    }

    const TensorFolder &m_tensors;
    StoredLayer &m_layer;
    const LayerInfo &m_info;
    Scheme &m_scheme;
    QuantType m_label;
};

std::int8_t lowHalf(std::byte packed)
{
    return static_cast<std::int8_t>(static_cast<std::int8_t>(std::to_integer<unsigned>(packed) << 4) >> 4);
}

std::int8_t highHalf(std::byte packed)
{
    return static_cast<std::int8_t>(static_cast<std::int8_t>(std::to_integer<unsigned>(packed)) >> 4);
}

Result<CodeMatrix> readCodes(const TensorFolder &tensors, const StoredLayer &layer, std::int64_t first, std::int64_t count)
{
    const std::string name = layer.info.name + ".weight";
    VERNIER_ASSIGN(const TensorView view, tensors.find(name));
    const std::int64_t in = layer.info.in;
    CodeMatrix codes(count, in);
    const auto at = [&](std::int64_t byte) { return view.data[static_cast<std::size_t>(byte)]; };
    switch (layer.packing) {
    case StoredLayer::Packing::None:
        std::memcpy(codes.data(), view.data.data() + first * in, static_cast<std::size_t>(codes.size()));
        break;
    case StoredLayer::Packing::AlongInput:
        for (std::int64_t i = 0; i < codes.size() / 2; ++i) {
            codes.data()[2 * i] = lowHalf(at(first * in / 2 + i));
            codes.data()[2 * i + 1] = highHalf(at(first * in / 2 + i));
        }
        break;
    case StoredLayer::Packing::AlongOutput:
        for (std::int64_t row = 0; row < count; ++row) {
            for (std::int64_t c = 0; c < in; ++c) {
                const std::byte packed = at((first + row) / 2 * in + c);
                codes(row, c) = (first + row) % 2 == 0 ? lowHalf(packed) : highHalf(packed);
            }
        }
        break;
    case StoredLayer::Packing::Flat:
        for (std::int64_t i = 0; i < codes.size(); ++i) {
            const auto packed = std::to_integer<unsigned>(at((first * in + i) / 2));
            codes.data()[i] = static_cast<std::int8_t>((first * in + i) % 2 == 0 ? packed >> 4 : packed & 0xFu);
        }
        break;
    }
    if (layer.scheme.wBit == 4 && layer.packing == StoredLayer::Packing::None && codes.size() > 0
        && (codes.minCoeff() < -8 || codes.maxCoeff() > 7))
        return Error{ErrorCode::CorruptFile,
                     "the tensor \"" + name + "\" is labelled " + std::string(toString(layer.label))
                         + ", but its codes are beyond -8…7; the label is wrong, or the file is damaged",
                     fileName(tensors, name)};
    return codes;
}

/// Scales and offsets of rows [first, first + count), whose number of columns is that of the groups.
Result<std::vector<AffineParameters>> readParameters(const TensorFolder &tensors, const StoredLayer &layer, std::int64_t first, std::int64_t count)
{
    const std::string &name = layer.info.name;
    const bool hasScale = tensors.contains(name + ".weight_scale");
    const std::string scaleName = name + (hasScale ? ".weight_scale" : ".deq_scale");
    VERNIER_ASSIGN(const TensorView view, tensors.find(scaleName));
    const bool ofTensor = layer.scheme.mmTensor;
    const std::int64_t perRow = ofTensor ? 1 : view.elements() / layer.info.out;
    const std::int64_t begin = ofTensor ? 0 : first * perRow;
    const std::int64_t number = ofTensor ? 1 : count * perRow;
    VERNIER_ASSIGN(std::vector<float> scales,
                   hasScale ? readFloats(tensors, scaleName, begin, number) : readDeqScale(tensors, scaleName, begin, number));
    if (!hasScale) {
        for (float &scale : scales)
            scale /= layer.activation->scale;
    }
    std::vector<float> offsets(scales.size(), 0.0f);
    const std::string offsetName = name + ".weight_offset";
    if (hasScale && tensors.contains(offsetName)) {
        VERNIER_ASSIGN(offsets, readFloats(tensors, offsetName, begin, number));
    }
    std::vector<AffineParameters> parameters;
    parameters.reserve(scales.size());
    for (std::size_t i = 0; i < scales.size(); ++i) {
        if (offsets[i] != 0.0f && layer.scheme.aBit == 8)
            return Error{ErrorCode::CorruptFile,
                         "the tensor \"" + offsetName + "\" is not 0 in row " + std::to_string(first + static_cast<std::int64_t>(i))
                             + ", but weights beside 8-bit activations have no zero point; the label is wrong, or the file is damaged",
                         fileName(tensors, offsetName)};
        parameters.push_back({scales[i], offsets[i]});
    }
    return parameters;
}

} // namespace

Result<StoredLayer> inspectStoredLayer(const TensorFolder &tensors, const LayerInfo &layer, QuantType label)
{
    StoredLayer stored;
    stored.info = layer;
    stored.label = label;
    if (label == QuantType::Float) {
        VERNIER_ASSIGN(const TensorView view, needed(tensors, layer.name + ".weight", label));
        if (!isFloatingPoint(view.dtype) || view.shape != Shape{layer.out, layer.in})
            return wrongTensor(tensors, layer.name + ".weight", view, "floats " + toString(Shape{layer.out, layer.in}));
        return stored;
    }
    const std::string where = fileName(tensors, layer.name + ".weight");
    VERNIER_ASSIGN(stored.scheme, schemeOfLabel(label, (where.empty() ? std::string() : where + ": ") + layer.name));
    VERNIER_TRY(Inspector(tensors, stored).inspect());
    return stored;
}

Result<QuantizedWeight> readStoredWeight(const TensorFolder &tensors, const StoredLayer &layer, std::int64_t first, std::int64_t count)
{
    VERNIER_CHECK(!layer.scheme.isFloat() && first >= 0 && count >= 0 && first + count <= layer.info.out);
    const Scheme &scheme = layer.scheme;
    const bool cutsRows = count < layer.info.out;
    if (scheme.blockSize > 0 && cutsRows) { // its blocks run on across rows
        VERNIER_ASSIGN(const QuantizedWeight whole, readStoredWeight(tensors, layer, 0, layer.info.out));
        return rowsOf(whole, first, count);
    }
    QuantizedWeight weight;
    weight.bits = scheme.wBit;
    weight.groupSize = scheme.groupSize;
    weight.blockSize = scheme.blockSize;
    VERNIER_ASSIGN(weight.codes, readCodes(tensors, layer, first, count));
    if (weight.isNf4()) {
        VERNIER_ASSIGN(weight.blockAbsMax, readStoredFloats(tensors, layer.info.name + ".weight_absmax"));
        return weight;
    }
    VERNIER_ASSIGN(weight.parameters, readParameters(tensors, layer, first, count));
    if (const auto scale = tensors.find(layer.info.name + ".weight_scale"); scale) {
        weight.scaleType = scale->dtype == DType::BF16 || scale->dtype == DType::F16 ? scale->dtype : DType::F32;
        weight.arithmetic = scale->dtype == DType::BF16 ? DType::BF16 : DType::F32;
    }
    if (scheme.twoLevel) {
        const std::int64_t groups = weight.groupsPerRow();
        VERNIER_ASSIGN(weight.secondScales, readFloats(tensors, layer.info.name + ".weight_scale_second", first * groups, count * groups));
    }
    return weight;
}

Result<std::vector<float>> readStoredFloats(const TensorFolder &tensors, const std::string &name)
{
    VERNIER_ASSIGN(const TensorView view, tensors.find(name));
    if (!isFloatingPoint(view.dtype))
        return wrongTensor(tensors, name, view, "floats");
    return readFloats(tensors, name, 0, view.elements());
}

Result<std::vector<float>> readStoredBias(const TensorFolder &tensors, const LayerInfo &layer)
{
    const std::string name = layer.name + ".bias";
    if (!tensors.contains(name))
        return std::vector<float>{};
    VERNIER_ASSIGN(const TensorView view, tensors.find(name));
    if (view.dtype != DType::U8) {
        if (view.shape != Shape{layer.out})
            return wrongTensor(tensors, name, view, "floats " + toString(Shape{layer.out}));
        return readStoredFloats(tensors, name);
    }
    const std::string absMaxName = layer.name + ".bias_absmax";
    VERNIER_ASSIGN(const TensorView absMaxView, needed(tensors, absMaxName, QuantType::NF4));
    const std::int64_t blocks = absMaxView.elements();
    if (layer.out % 2 != 0 || view.elements() != layer.out / 2 || blocks < 1 || layer.out % blocks != 0)
        return wrongTensor(tensors, name, view, "U8" + toString(Shape{layer.out / 2}));
    VERNIER_ASSIGN(const std::vector<float> absMax, readStoredFloats(tensors, absMaxName));
    std::vector<float> bias(static_cast<std::size_t>(layer.out));
    for (std::size_t i = 0; i < bias.size(); ++i) {
        const auto packed = std::to_integer<unsigned>(view.data[i / 2]);
        bias[i] = nf4Table()[i % 2 == 0 ? packed >> 4 : packed & 0xFu] * absMax[i / static_cast<std::size_t>(layer.out / blocks)];
    }
    return bias;
}

} // namespace vernier
