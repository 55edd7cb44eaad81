// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantized_weight.h"

#include "core/base/check.h"
#include "core/quant/nf4.h"
#include "core/quant/power_grid.h"
#include "core/tensor/rounding.h"

#include <algorithm>

namespace vernier {

Extremes extremes(const MatrixView &weight, const Workers &workers)
{
    VERNIER_CHECK(weight.size() > 0);
    std::vector<Extremes> rows(static_cast<std::size_t>(weight.rows()));
    parallelFor(workers, weight.rows(), [&](std::int64_t row) {
        rows[static_cast<std::size_t>(row)] = {weight.row(row).minCoeff(), weight.row(row).maxCoeff()};
    });
    Extremes whole = rows.front();
    for (const Extremes &row : rows)
        whole = {std::min(whole.min, row.min), std::max(whole.max, row.max)};
    return whole;
}

QuantizedWeight quantizeMinMax(const MatrixView &weight, const Scheme &scheme, const Workers &workers, const Extremes *whole, DType arithmetic)
{
    VERNIER_CHECK(arithmetic == DType::F32 || arithmetic == DType::BF16);
    VERNIER_CHECK(scheme.wBit >= 2 && scheme.wBit <= 8 && scheme.groupSize < 0);
    QuantizedWeight result;
    const auto parametersFor = [&](const Extremes &range) {
        return affineParameters(range.min, range.max, scheme.wBit, scheme.wSym, arithmetic);
    };
    result.bits = scheme.wBit;
    result.arithmetic = arithmetic;
    result.scaleType = arithmetic;
    result.parameters.resize(scheme.mmTensor ? 1 : static_cast<std::size_t>(weight.rows()));
    if (scheme.mmTensor)
        result.parameters.front() = parametersFor(whole ? *whole : extremes(weight, workers));
    else
        parallelFor(workers, weight.rows(), [&](std::int64_t row) {
            result.parameters[static_cast<std::size_t>(row)] = parametersFor({weight.row(row).minCoeff(), weight.row(row).maxCoeff()});
        });
    const int high = (1 << (scheme.wBit - 1)) - 1;
    // Symmetric scales bring the largest weight to the largest code, and in float32 nothing beyond it; but a scale that was
    // rounded down to bfloat16 does.
    const bool mayExceed = scheme.wSym && arithmetic == DType::BF16;
    roundToCodes(weight, scheme.wSym && !mayExceed ? -high : -high - 1, high, workers, result);
    if (mayExceed)
        simulateSmallestCode(result);
    return result;
}

void simulateSmallestCode(QuantizedWeight &weight)
{
    const int smallest = -(1 << (weight.bits - 1));
    for (Eigen::Index i = 0; i < weight.codes.size(); ++i) {
        std::int8_t &code = weight.codes.data()[i];
        if (code != smallest)
            continue;
        weight.simulated.push_back({i, roundedTo(weight.arithmetic, static_cast<float>(code) * weight.ofRow(i / weight.codes.cols()).scale)});
        ++code;
    }
}

void roundToCodes(const MatrixView &weight, int low, int high, const Workers &workers, QuantizedWeight &result)
{
    result.codes.resize(weight.rows(), weight.cols());
    const Eigen::Index step = result.hasGroups() ? result.groupSize : weight.cols();
    parallelFor(workers, weight.rows(), [&](std::int64_t row) {
        for (Eigen::Index first = 0; first < weight.cols(); first += step) {
            const std::span<const float> values(weight.row(row).data() + first, static_cast<std::size_t>(step));
            const std::span<std::int8_t> codes(result.codes.row(row).data() + first, values.size());
            const AffineParameters parameters =
                result.hasGroups() ? result.parameters[static_cast<std::size_t>(row * result.groupsPerRow() + first / step)] : result.ofRow(row);
            quantize(values, parameters, low, high, codes, result.arithmetic);
        }
    });
}

namespace {

void dequantizeRow(const QuantizedWeight &weight, Eigen::Index row, std::span<float> out)
{
    const CodeMatrix &codes = weight.simulatedCodes.size() > 0 ? weight.simulatedCodes : weight.codes;
    const Eigen::Index columns = codes.cols();
    const Eigen::Index step = weight.hasGroups() ? weight.groupSize : columns;
    for (Eigen::Index first = 0; first < columns; first += step) {
        const std::span<const std::int8_t> from(codes.row(row).data() + first, static_cast<std::size_t>(step));
        const std::span<float> to = out.subspan(static_cast<std::size_t>(first), from.size());
        const auto group = static_cast<std::size_t>(row * weight.groupsPerRow() + first / step);
        if (!weight.secondScales.empty()) {
            const float second = weight.secondScales[group];
            const float scale = weight.ofRow(row).scale;
            for (std::size_t i = 0; i < from.size(); ++i)
                to[i] = static_cast<float>(from[i]) * second * scale;
            continue;
        }
        const AffineParameters parameters = weight.hasGroups() ? weight.parameters[group] : weight.ofRow(row);
        dequantize(from, parameters, to, weight.arithmetic);
    }
}

} // namespace

Matrix dequantize(const QuantizedWeight &weight, const Workers &workers)
{
    const CodeMatrix &codes = weight.codes;
    Matrix result(codes.rows(), codes.cols());
    parallelFor(workers, result.rows(), [&](std::int64_t row) {
        const std::span<float> out(result.row(row).data(), static_cast<std::size_t>(result.cols()));
        if (!weight.isNf4()) {
            dequantizeRow(weight, row, out);
            return;
        }
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::size_t element = static_cast<std::size_t>(row) * out.size() + i;
            out[i] = nf4Table()[static_cast<std::size_t>(codes(row, static_cast<Eigen::Index>(i)))]
                * weight.blockAbsMax[element / static_cast<std::size_t>(weight.blockSize)];
        }
    });
    for (const SimulatedWeight &simulated : weight.simulated)
        result.data()[simulated.element] = simulated.value;
    if (weight.exponent != 1.0f)
        signedPower({result.data(), static_cast<std::size_t>(result.size())}, 1.0f / weight.exponent, workers);
    return result;
}

QuantizedWeight rowsOf(const QuantizedWeight &whole, std::int64_t first, std::int64_t count)
{
    QuantizedWeight rows;
    rows.bits = whole.bits;
    rows.groupSize = whole.groupSize;
    rows.arithmetic = whole.arithmetic;
    rows.scaleType = whole.scaleType;
    rows.blockSize = whole.blockSize;
    rows.exponent = whole.exponent;
    rows.codes = whole.codes.middleRows(first, count);
    if (whole.simulatedCodes.size() > 0)
        rows.simulatedCodes = whole.simulatedCodes.middleRows(first, count);
    for (const SimulatedWeight &simulated : whole.simulated) {
        if (const std::int64_t element = simulated.element - first * whole.codes.cols(); element >= 0 && element < rows.codes.size())
            rows.simulated.push_back({element, simulated.value});
    }
    const auto part = [&](const auto &all) { // what each row has the same number of
        using Values = std::decay_t<decltype(all)>;
        const std::size_t perRow = all.size() / static_cast<std::size_t>(whole.codes.rows());
        if (perRow == 0)
            return all;
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(perRow) * first;
        return Values(begin, begin + static_cast<std::ptrdiff_t>(perRow) * count);
    };
    rows.parameters = part(whole.parameters);
    rows.secondScales = part(whole.secondScales);
    if (whole.isNf4() && whole.codes.cols() % whole.blockSize != 0) { // blocks run on across rows
        rows.blockSize = 1;
        rows.blockAbsMax.resize(static_cast<std::size_t>(rows.codes.size()));
        for (std::size_t i = 0; i < rows.blockAbsMax.size(); ++i)
            rows.blockAbsMax[i] = whole.blockAbsMax[(static_cast<std::size_t>(first * whole.codes.cols()) + i) / static_cast<std::size_t>(whole.blockSize)];
    } else {
        rows.blockAbsMax = part(whole.blockAbsMax);
    }
    return rows;
}

} // namespace vernier
