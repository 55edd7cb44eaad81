// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/float_model.h"

#include "core/base/check.h"
#include "core/base/job_monitor.h"
#include "core/base/parallel.h"
#include "core/base/vectorized.h"
#include "core/tensor/half.h"
#include "core/tensor/rounding.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace vernier {

namespace {

VERNIER_VECTORIZED
bool allFinite(const float *values, std::int64_t count)
{
    std::uint32_t bad = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto bits = std::bit_cast<std::uint32_t>(values[i]);
        bad |= static_cast<std::uint32_t>((bits & 0x7f800000u) == 0x7f800000u);
    }
    return bad == 0;
}

Error notFinite(const Checkpoint &checkpoint, const std::string &name, const float *values, std::int64_t count, std::int64_t first)
{
    std::int64_t at = 0;
    while (at < count && std::isfinite(values[at]))
        ++at;
    const TensorFile *file = checkpoint.tensors().fileOf(checkpoint.storedName(name));
    return {ErrorCode::Numeric,
            "the tensor \"" + name + "\" holds " + (at < count && std::isnan(values[at]) ? "NaN" : "an infinity") + " at element "
                + std::to_string(first + at) + "; the checkpoint is damaged or was trained to divergence, get another copy",
            file ? file->path().string() : checkpoint.folder().string()};
}

std::span<float> asSpan(Matrix &matrix)
{
    return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

void appendBits(std::string &key, const std::string &module, const std::vector<float> &values)
{
    // FNV-1a over the bit patterns: enough to tell rewrites of one session apart.
    std::uint64_t hash = 1469598103934665603ull;
    for (const float value : values)
        hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 1099511628211ull;
    key += module + ":" + std::to_string(hash) + ",";
}

/// Each row by its length, which counts as 1e-12 at least and is a number of the model's type.
void scaleToUnitRows(MatrixSpan rows, DType arithmetic)
{
    for (Eigen::Index row = 0; row < rows.rows(); ++row)
        rows.row(row) /= roundedTo(arithmetic, static_cast<float>(std::max(rows.row(row).cast<double>().norm(), 1e-12)));
    roundTo(arithmetic, rows);
}

/// The entry of a map, or null.
template <typename Map>
const typename Map::mapped_type *findIn(const Map &map, const std::string &name)
{
    const auto found = map.find(name);
    return found == map.end() ? nullptr : &found->second;
}

} // namespace

void rewriteRows(const Rewrites &rewrites, const std::string &layer, std::int64_t first, MatrixSpan rows, DType arithmetic)
{
    const auto divideRows = [&] {
        if (const std::vector<float> *divisors = findIn(rewrites.rowDivisors, layer))
            rows.array().colwise() /= Eigen::Map<const Eigen::ArrayXf>(divisors->data() + first, rows.rows());
        roundTo(arithmetic, rows);
    };
    if (rewrites.rowsFirst)
        divideRows();
    if (const std::vector<float> *factors = findIn(rewrites.columnScales, layer))
        rows.array().rowwise() *= Eigen::Map<const Eigen::RowVectorXf>(factors->data(), rows.cols()).array();
    roundTo(arithmetic, rows);
    if (!rewrites.rowsFirst)
        divideRows();
}

FloatModel::FloatModel(std::shared_ptr<const Checkpoint> checkpoint, Rewrites rewrites, DType loadDtype)
    : m_checkpoint(std::move(checkpoint))
    , m_rewrites(std::move(rewrites))
    , m_loadDtype(loadDtype)
{
    VERNIER_CHECK(loadDtype == DType::F32 || loadDtype == DType::BF16);
}

Result<void> FloatModel::readLoaded(const std::string &name, std::int64_t first, std::span<float> out) const
{
    VERNIER_ASSIGN(const TensorView view, m_checkpoint->tensor(name));
    copyToFloat(view, first, out);
    if (m_loadDtype == DType::BF16 && view.dtype != DType::BF16)
        std::transform(out.begin(), out.end(), out.begin(), roundToBfloat16);
    const auto count = static_cast<std::int64_t>(out.size());
    if (!allFinite(out.data(), count))
        return notFinite(*m_checkpoint, name, out.data(), count, first);
    return {};
}

std::span<const LayerInfo> FloatModel::blockLayers(int block) const
{
    VERNIER_CHECK(block >= 0 && block < config().blocks);
    return layersOfBlock(m_checkpoint->layers(), block);
}

Result<Matrix> FloatModel::weight(const LayerInfo &layer, const Compute &compute) const
{
    return weightRows(layer, 0, layer.out, compute);
}

Result<Matrix> FloatModel::weightRows(const LayerInfo &layer, std::int64_t first, std::int64_t count, const Compute &compute) const
{
    VERNIER_CHECK(first >= 0 && count >= 0 && first + count <= layer.out);
    constexpr std::int64_t kElementsPerPiece = std::int64_t{1} << 20; // about a millisecond
    Matrix matrix(count, layer.in);
    const std::int64_t pieceRows = std::max<std::int64_t>(1, kElementsPerPiece / std::max<std::int64_t>(1, layer.in));
    std::vector<Result<void>> pieces(static_cast<std::size_t>((count + pieceRows - 1) / pieceRows));
    parallelFor(compute.workers(), static_cast<std::int64_t>(pieces.size()), [&](std::int64_t piece) {
        const std::int64_t row = piece * pieceRows;
        pieces[static_cast<std::size_t>(piece)] = readRows(layer, first + row, matrix.middleRows(row, std::min(pieceRows, count - row)));
    });
    // The pages were only passed through: give them back, so that a model of any size leaves memory free.
    if (layer.role != LayerRole::Head)
        m_checkpoint->tensors().release(m_checkpoint->storedName(m_checkpoint->weightName(layer)));
    for (const Result<void> &piece : pieces)
        VERNIER_TRY(piece);
    if (compute.interrupt && compute.interrupt->requested())
        return cancelledError();
    return matrix;
}

Result<void> FloatModel::readRows(const LayerInfo &layer, std::int64_t first, MatrixSpan rows) const
{
    const std::string name = m_checkpoint->weightName(layer);
    if (layer.isTransposed) {
        std::vector<float> column(static_cast<std::size_t>(rows.rows()));
        for (std::int64_t in = 0; in < layer.in; ++in) {
            VERNIER_TRY(readLoaded(name, in * layer.out + first, column));
            rows.col(in) = Eigen::Map<const Eigen::VectorXf>(column.data(), rows.rows());
        }
    } else {
        VERNIER_TRY(readLoaded(name, first * layer.in, {rows.data(), static_cast<std::size_t>(rows.size())}));
    }
    if (layer.role == LayerRole::Head && config().unitHeadRows)
        scaleToUnitRows(rows, m_loadDtype);
    rewriteRows(m_rewrites, layer.name, first, rows, m_loadDtype);
    return {};
}

Result<std::vector<float>> FloatModel::bias(const LayerInfo &layer) const
{
    if (const std::vector<float> *rewritten = findIn(m_rewrites.biases, layer.name))
        return *rewritten;
    std::vector<float> bias;
    if (!layer.hasBias)
        return bias;
    bias.resize(static_cast<std::size_t>(layer.out));
    VERNIER_TRY(readLoaded(layer.name + ".bias", 0, bias));
    return bias;
}

Result<Norm> FloatModel::norm(const std::string &module) const
{
    if (const Norm *rewritten = findIn(m_rewrites.norms, module))
        return *rewritten;
    VERNIER_ASSIGN(const TensorView view, m_checkpoint->tensor(module + ".weight"));
    Norm norm;
    norm.weight.resize(static_cast<std::size_t>(view.elements()));
    VERNIER_TRY(readLoaded(module + ".weight", 0, norm.weight));
    if (config().norm == NormKind::Layer) {
        norm.bias.resize(norm.weight.size());
        VERNIER_TRY(readLoaded(module + ".bias", 0, norm.bias));
    }
    return norm;
}

Result<Matrix> FloatModel::parameter(const std::string &tensor) const
{
    VERNIER_ASSIGN(const TensorView view, m_checkpoint->tensor(tensor));
    VERNIER_CHECK(!view.shape.empty() && view.shape.size() <= 2); // checked when the checkpoint was opened
    Matrix matrix(view.shape.front(), view.shape.size() == 2 ? view.shape.back() : 1);
    VERNIER_TRY(readLoaded(tensor, 0, asSpan(matrix)));
    return matrix;
}

Result<Matrix> FloatModel::embed(std::span<const int> ids) const
{
    const std::string name = m_checkpoint->embeddingTensor();
    Matrix rows(static_cast<Eigen::Index>(ids.size()), config().embeddingWidth);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        VERNIER_CHECK(ids[i] >= 0 && ids[i] < config().vocabulary);
        const std::span<float> row(rows.row(static_cast<Eigen::Index>(i)).data(), static_cast<std::size_t>(config().embeddingWidth));
        VERNIER_TRY(readLoaded(name, std::int64_t{ids[i]} * config().embeddingWidth, row));
    }
    return rows;
}

Result<Matrix> FloatModel::positionRows(std::int64_t first, std::int64_t count) const
{
    VERNIER_CHECK(first >= 0 && first + count <= config().longestSequence);
    Matrix rows(count, config().hidden);
    VERNIER_TRY(readLoaded(std::string(m_checkpoint->names().positions) + ".weight", (first + config().positionOffset) * config().hidden, asSpan(rows)));
    return rows;
}

std::string FloatModel::rewriteKey(int block) const
{
    std::string key = m_loadDtype == DType::F32 ? std::string() : std::string(toString(m_loadDtype)) + ",";
    if (m_rewrites.empty())
        return key;
    const auto addNorm = [&](const std::string &module) {
        if (const Norm *norm = findIn(m_rewrites.norms, module)) {
            appendBits(key, module, norm->weight);
            appendBits(key, module, norm->bias);
        }
    };
    const auto addLayer = [&](const LayerInfo &layer) {
        using Vectors = std::map<std::string, std::vector<float>>;
        for (const auto &[kind, vectors] : {std::pair<const char *, const Vectors *>{"", &m_rewrites.columnScales},
                                            {m_rewrites.rowsFirst ? "/first " : "/", &m_rewrites.rowDivisors},
                                            {"+", &m_rewrites.biases}}) {
            if (const std::vector<float> *values = findIn(*vectors, layer.name))
                appendBits(key, kind + layer.name, *values);
        }
    };
    if (block < 0) {
        addNorm(std::string(m_checkpoint->names().finalNorm));
        addLayer(headLayer());
        return key;
    }
    for (const ModuleInfo &module : blockModules(config(), m_checkpoint->layers(), block)) {
        if (module.layer)
            addLayer(*module.layer);
        else if (!module.parameter) // those stay as they are
            addNorm(module.norm.name);
    }
    return key;
}

std::shared_ptr<const FloatModel> withoutRewrites(const FloatModel &model)
{
    return std::make_shared<const FloatModel>(model.sharedCheckpoint(), Rewrites{}, model.loadDtype());
}

} // namespace vernier
