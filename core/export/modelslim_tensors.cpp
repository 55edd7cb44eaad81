// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_tensors.h"

#include "core/base/check.h"
#include "core/quant/nf4.h"
#include "core/tensor/half.h"
#include "core/tensor/rounding.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace vernier {

namespace {

using Bytes = std::vector<std::byte>;

/// Of large tensors, converted and handed on at a time.
constexpr std::int64_t kElementsPerPiece = std::int64_t{1} << 20;

template <typename T>
Bytes toBytes(std::span<const T> values)
{
    Bytes bytes(values.size_bytes());
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

template <typename T>
Bytes toBytes(const std::vector<T> &values)
{
    return toBytes(std::span<const T>(values));
}

/// Floats as F32, BF16 or F16.
Bytes floatBytes(std::span<const float> values, DType dtype)
{
    if (dtype == DType::F32)
        return toBytes(values);
    std::vector<std::uint16_t> halves(values.size());
    std::transform(values.begin(), values.end(), halves.begin(), dtype == DType::F16 ? floatToFloat16 : floatToBfloat16);
    return toBytes(halves);
}

std::vector<float> scalesOf(const std::vector<AffineParameters> &parameters)
{
    std::vector<float> scales;
    for (const AffineParameters &p : parameters)
        scales.push_back(p.scale);
    return scales;
}

std::vector<float> offsetsOf(const std::vector<AffineParameters> &parameters)
{
    std::vector<float> offsets;
    for (const AffineParameters &p : parameters)
        offsets.push_back(p.offset);
    return offsets;
}

/// 4-bit codes along the input axis, the even column in the low nibble: [out, in / 2].
Bytes packAlongInput(const CodeMatrix &codes)
{
    Bytes packed(static_cast<std::size_t>(codes.size() / 2));
    const std::int8_t *code = codes.data();
    for (std::size_t i = 0; i < packed.size(); ++i) {
        const auto low = static_cast<unsigned>(code[2 * i]) & 0xFu;
        const auto high = static_cast<unsigned>(code[2 * i + 1]) & 0xFu;
        packed[i] = static_cast<std::byte>(low | high << 4);
    }
    return packed;
}

/// 4-bit codes along the output axis, the even row in the low nibble: [out / 2, in].
Bytes packAlongOutput(const CodeMatrix &codes)
{
    Bytes packed;
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

/// What the kernel adds because it takes 4-bit codes as unsigned: 8 times the sum of each of `slices` parts of a row, with
/// scales in bfloat16. Source: spec/msmodelslim.md 6.8.
std::vector<float> scaleBias(const QuantizedWeight &weight, std::int64_t slices)
{
    const std::int64_t perSlice = weight.codes.cols() / slices;
    std::vector<float> sums;
    for (Eigen::Index row = 0; row < weight.codes.rows(); ++row) {
        const float scale = roundToBfloat16(weight.ofRow(row).scale);
        for (std::int64_t slice = 0; slice < slices; ++slice) {
            float sum = 0.0f;
            for (std::int64_t c = slice * perSlice; c < (slice + 1) * perSlice; ++c) {
                const float second = roundToBfloat16(weight.secondScales[static_cast<std::size_t>(row * weight.groupsPerRow() + c / weight.groupSize)]);
                sum += static_cast<float>(weight.codes(row, c)) * second * scale;
            }
            sums.push_back(8.0f * sum);
        }
    }
    return sums;
}

/// Calls write(first, count) for the elements or rows [0, total) in pieces, an even number each but the last.
template <typename Write>
Result<void> inPieces(std::int64_t total, std::int64_t pieceSize, Interrupt *interrupt, Write write)
{
    const std::int64_t even = std::max<std::int64_t>(2, pieceSize - pieceSize % 2);
    for (std::int64_t first = 0; first < total; first += even) {
        if (interrupt && interrupt->poll())
            return cancelledError();
        VERNIER_TRY(write(first, std::min(even, total - first)));
    }
    return {};
}

/// The rows of a matrix in pieces of some megabytes: a few milliseconds each.
template <typename Rows, typename ToBytes>
Result<void> writeRows(const Rows &matrix, ToBytes bytesOf, const ByteSink &take, Interrupt *interrupt)
{
    return inPieces(matrix.rows(), kElementsPerPiece / std::max<Eigen::Index>(1, matrix.cols()), interrupt, [&](std::int64_t first, std::int64_t count) {
        return take(bytesOf(typename Rows::PlainObject(matrix.middleRows(first, count))));
    });
}

/// Makes the bytes of a layout's tensors, asked for in its order.
class Maker
{
public:
    explicit Maker(const QuantizedModel &model)
        : m_quantized(model)
        , m_network(model.network)
        , m_model(model.network.floatModel())
    {}

    Result<OutputTensor> make(TensorOutline outline, Interrupt *interrupt)
    {
        if (isLarge(outline.part)) {
            VERNIER_TRY(checkCodes(outline));
            return OutputTensor{outline, [this, outline](const ByteSink &take, Interrupt *later) { return writeLarge(outline, take, computeWith(later)); }};
        }
        VERNIER_ASSIGN(Bytes bytes, small(outline, computeWith(interrupt)));
        VERNIER_CHECK(bytes.size() == outline.sizeBytes());
        return OutputTensor{std::move(outline), [bytes = std::move(bytes)](const ByteSink &take, Interrupt *) { return take(bytes); }};
    }

private:
    [[nodiscard]] Compute computeWith(Interrupt *interrupt) const { return {.threads = m_network.threads(), .interrupt = interrupt}; }

    static bool isLarge(TensorPart part)
    {
        return part == TensorPart::Loaded || part == TensorPart::FloatWeight || part == TensorPart::RankFloats || part == TensorPart::Codes || part == TensorPart::Nf4Codes;
    }

    [[nodiscard]] const LayerInfo &layerOf(const TensorOutline &outline) const { return m_model.checkpoint().layers()[outline.layer]; }

    Result<void> writeLarge(const TensorOutline &outline, const ByteSink &take, const Compute &compute) const
    {
        if (outline.part == TensorPart::Loaded)
            return writeLoaded(outline, take, compute.interrupt);
        if (outline.part == TensorPart::FloatWeight || outline.part == TensorPart::RankFloats) {
            VERNIER_ASSIGN(Matrix weight, m_model.weight(layerOf(outline), compute));
            if (outline.part == TensorPart::FloatWeight && layerOf(outline).isTransposed)
                weight = Matrix(weight.transpose());
            const Eigen::Index columns = outline.shape[1];
            const auto bytesOf = [&outline](const Matrix &rows) { return floatBytes({rows.data(), static_cast<std::size_t>(rows.size())}, outline.dtype); };
            return writeRows(weight.middleCols(std::max(0, outline.rank) * columns, columns), bytesOf, take, compute.interrupt);
        }
        VERNIER_ASSIGN(const std::shared_ptr<const QuantizedWeight> weight, partOf(outline, compute));
        return writeRows(weight->codes, packing(outline, weight->codes), take, compute.interrupt);
    }

    Result<void> writeLoaded(const TensorOutline &outline, const ByteSink &take, Interrupt *interrupt) const
    {
        std::vector<float> values;
        const auto writePiece = [&](std::int64_t first, std::int64_t count) -> Result<void> {
            values.resize(static_cast<std::size_t>(count));
            VERNIER_TRY(m_model.readLoaded(outline.source, first, values));
            return take(floatBytes(values, outline.dtype));
        };
        VERNIER_TRY(inPieces(elementCount(outline.shape), kElementsPerPiece, interrupt, writePiece));
        const Checkpoint &checkpoint = m_model.checkpoint();
        checkpoint.tensors().release(checkpoint.storedName(outline.source)); // pages that were only passed through
        return {};
    }

    /// What makes the bytes of an even number of rows.
    static Bytes (*packing(const TensorOutline &outline, const CodeMatrix &codes))(const CodeMatrix &)
    {
        if (outline.part == TensorPart::Nf4Codes)
            return packNf4;
        if (outline.shape[0] != codes.rows())
            return packAlongOutput;
        if (outline.shape[1] != codes.cols())
            return packAlongInput;
        return [](const CodeMatrix &rows) { return toBytes(std::span<const std::int8_t>(rows.data(), static_cast<std::size_t>(rows.size()))); };
    }

    Result<void> checkCodes(const TensorOutline &outline) const
    {
        if (outline.part != TensorPart::Codes || outline.rank >= 0)
            return {};
        const LayerInfo &layer = layerOf(outline);
        const bool alongOutput = outline.shape[0] != layer.out;
        const std::int64_t packed = alongOutput ? layer.out : layer.in;
        if (outline.shape == Shape{layer.out, layer.in} || packed % 2 == 0)
            return {};
        return Error{ErrorCode::Unsupported,
                     "has " + std::to_string(packed) + (alongOutput ? " outputs" : " inputs")
                         + ", an odd number: ascendV1 packs two 4-bit codes to a byte. Leave the layer in float or save as safe_tensor",
                     layer.name};
    }

    /// The layer's codes, read once for all of its small parts.
    Result<const QuantizedWeight *> weightOf(const TensorOutline &outline, const Compute &compute)
    {
        if (!m_weight || m_weightOf != std::pair(outline.layer, outline.rank)) {
            VERNIER_ASSIGN(m_weight, partOf(outline, compute));
            m_weightOf = {outline.layer, outline.rank};
        }
        return m_weight.get();
    }

    /// The codes of the layer, or of one rank.
    [[nodiscard]] Result<std::shared_ptr<const QuantizedWeight>> partOf(const TensorOutline &outline, const Compute &compute) const
    {
        VERNIER_ASSIGN(std::shared_ptr<const QuantizedWeight> whole, m_network.quantizedWeight(layerOf(outline), compute));
        if (outline.rank < 0)
            return whole;
        return std::make_shared<const QuantizedWeight>(rankOf(*whole, m_network.schemeOf(layerOf(outline)), outline.rank));
    }

    /// Of what ranks send: the largest magnitude on the highest code.
    [[nodiscard]] Bytes sendScale(const TensorOutline &outline) const
    {
        const CommunicationRanges &sent = m_network.communication().at(layerOf(outline).name);
        std::vector<float> scales = outline.part == TensorPart::GatherScale ? sent.gather : sent.reduce[static_cast<std::size_t>(outline.rank)];
        for (float &scale : scales)
            scale /= 127.0f;
        return floatBytes(scales, outline.dtype);
    }

    Result<Bytes> small(const TensorOutline &outline, const Compute &compute)
    {
        switch (outline.part) {
        case TensorPart::NormWeight:
        case TensorPart::NormBias: {
            VERNIER_ASSIGN(const Norm norm, m_model.norm(outline.source));
            return floatBytes(outline.part == TensorPart::NormBias ? norm.bias : norm.weight, outline.dtype);
        }
        case TensorPart::Bias: {
            VERNIER_ASSIGN(const std::vector<float> bias, m_model.bias(layerOf(outline)));
            return floatBytes(bias, outline.dtype);
        }
        case TensorPart::CacheScale: return floatBytes(scalesOf(m_quantized.kvCache.at(outline.source)), outline.dtype);
        case TensorPart::CacheOffset: return floatBytes(offsetsOf(m_quantized.kvCache.at(outline.source)), outline.dtype);
        case TensorPart::InputScale: return floatBytes(std::array{activation(outline).scale}, outline.dtype);
        case TensorPart::InputOffset: return floatBytes(std::array{activation(outline).offset}, outline.dtype);
        case TensorPart::GatherScale:
        case TensorPart::ReduceScale: return sendScale(outline);
        case TensorPart::SecondOffset: return Bytes(outline.sizeBytes()); // zeros
        case TensorPart::Nf4Bias:
        case TensorPart::Nf4BiasAbsMax: return nf4Bias(outline);
        default: break;
        }
        VERNIER_ASSIGN(const QuantizedWeight *const weight, weightOf(outline, compute));
        switch (outline.part) {
        case TensorPart::WeightScale: return floatBytes(scalesOf(weight->parameters), outline.dtype);
        case TensorPart::WeightOffset: return floatBytes(offsetsOf(weight->parameters), outline.dtype);
        case TensorPart::SecondScale: return floatBytes(weight->secondScales, outline.dtype);
        case TensorPart::ScaleBias: return floatBytes(scaleBias(*weight, outline.shape[1]), outline.dtype);
        case TensorPart::Nf4AbsMax: return floatBytes(weight->blockAbsMax, outline.dtype);
        case TensorPart::QuantBias: return quantBias(outline, *weight);
        default: VERNIER_CHECK(outline.part == TensorPart::DeqScale); return deqScaleBytes(outline, *weight);
        }
    }

    [[nodiscard]] AffineParameters activation(const TensorOutline &outline) const
    {
        const std::string &layer = layerOf(outline).name;
        const auto found = m_network.ranges().find(outline.rank < 0 ? layer : rankName(layer, outline.rank));
        VERNIER_CHECK(found != m_network.ranges().end());
        return found->second;
    }

    /// In the arithmetic of the model, as the original computes it.
    [[nodiscard]] std::vector<float> deqScale(const TensorOutline &outline, const QuantizedWeight &weight) const
    {
        std::vector<float> products = scalesOf(weight.parameters);
        for (float &scale : products)
            scale = roundedTo(m_model.loadDtype(), activation(outline).scale * scale);
        return products;
    }

    [[nodiscard]] Bytes deqScaleBytes(const TensorOutline &outline, const QuantizedWeight &weight) const
    {
        const std::vector<float> products = deqScale(outline, weight);
        if (outline.dtype != DType::I64)
            return floatBytes(products, outline.dtype);
        std::vector<std::int64_t> bits;
        for (const float scale : products)
            bits.push_back(std::bit_cast<std::int32_t>(scale));
        return toBytes(bits);
    }

    [[nodiscard]] Result<Bytes> quantBias(const TensorOutline &outline, const QuantizedWeight &weight) const
    {
        const LayerInfo &layer = layerOf(outline);
        const std::vector<float> products = deqScale(outline, weight);
        std::vector<float> bias;
        if (outline.rank <= 0) { // the first rank's
            VERNIER_ASSIGN(bias, m_model.bias(layer));
        }
        std::vector<std::int32_t> result(static_cast<std::size_t>(layer.out));
        for (std::size_t row = 0; row < result.size(); ++row) {
            const auto rowSum = static_cast<float>(weight.codes.row(static_cast<Eigen::Index>(row)).cast<std::int32_t>().sum());
            const float scaled = bias.empty() ? 0.0f : bias[row] / products[products.size() == 1 ? 0 : row];
            const float rounded = std::rint(scaled - rowSum * activation(outline).offset);
            if (!(std::abs(rounded) < 0x1p31f))
                return Error{ErrorCode::Numeric,
                             "quant_bias of row " + std::to_string(row)
                                 + " does not fit into 32 bits: the bias is too large for so small a scale. Leave the layer in float",
                             layer.name};
            result[row] = static_cast<std::int32_t>(rounded);
        }
        return toBytes(result);
    }

    [[nodiscard]] Result<Bytes> nf4Bias(const TensorOutline &outline) const
    {
        const LayerInfo &layer = layerOf(outline);
        const int blockSize = m_network.schemeOf(layer).blockSize;
        VERNIER_ASSIGN(const std::vector<float> bias, m_model.bias(layer));
        if (static_cast<std::int64_t>(bias.size()) % blockSize != 0) // suppression can give a layer its bias
            return Error{ErrorCode::Unsupported,
                         "has a bias of " + std::to_string(bias.size()) + " values, no multiple of block_size " + std::to_string(blockSize)
                             + "; choose a smaller block_size or leave the layer in float",
                         layer.name};
        const Eigen::Map<const Matrix> row(bias.data(), 1, static_cast<Eigen::Index>(bias.size()));
        const QuantizedWeight codes = quantizeNf4(row, blockSize, 1);
        return outline.part == TensorPart::Nf4Bias ? packNf4(codes.codes) : floatBytes(codes.blockAbsMax, outline.dtype);
    }

    const QuantizedModel &m_quantized;
    const QuantizedNetwork &m_network;
    const FloatModel &m_model;
    std::shared_ptr<const QuantizedWeight> m_weight; ///< of layer and rank m_weightOf
    std::pair<std::size_t, int> m_weightOf;
};

} // namespace

Result<std::vector<OutputTensor>> modelslimTensors(const QuantizedModel &model, ModelslimFormat format, JobMonitor &monitor)
{
    const FloatModel &floats = model.network.floatModel();
    std::vector<TensorOutline> layout = modelslimLayout(floats.checkpoint(), model.recipe, model.network.plan(), floats.loadDtype(), format);
    const auto maker = std::make_shared<Maker>(model); // the producers share its ownership
    std::vector<OutputTensor> tensors;
    const auto goesOn = [&] { return monitor.keepGoing(static_cast<std::int64_t>(tensors.size()), static_cast<std::int64_t>(layout.size()), "quantizing weights"); };
    Interrupt interrupt(goesOn);
    for (TensorOutline &outline : layout) {
        if (!goesOn())
            return cancelledError();
        VERNIER_ASSIGN(OutputTensor tensor, maker->make(std::move(outline), &interrupt));
        tensor.write = [maker, write = std::move(tensor.write)](const ByteSink &take, Interrupt *later) { return write(take, later); };
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

} // namespace vernier
