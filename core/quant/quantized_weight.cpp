// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantized_weight.h"

#include "core/base/check.h"

#include <algorithm>

namespace vernier {

namespace {

std::span<const float> rowOf(const MatrixView &matrix, Eigen::Index row)
{
    return {matrix.row(row).data(), static_cast<std::size_t>(matrix.cols())};
}

} // namespace

Extremes extremes(const MatrixView &weight, int threads)
{
    VERNIER_CHECK(weight.size() > 0);
    std::vector<Extremes> rows(static_cast<std::size_t>(weight.rows()));
    parallelFor(threads, weight.rows(), [&](std::int64_t row) {
        rows[static_cast<std::size_t>(row)] = {weight.row(row).minCoeff(), weight.row(row).maxCoeff()};
    });
    Extremes whole = rows.front();
    for (const Extremes &row : rows)
        whole = {std::min(whole.min, row.min), std::max(whole.max, row.max)};
    return whole;
}

QuantizedWeight quantizeMinMax(const MatrixView &weight, const Scheme &scheme, int threads, const Extremes *whole, DType arithmetic)
{
    VERNIER_CHECK(arithmetic == DType::F32 || arithmetic == DType::BF16);
    VERNIER_CHECK(scheme.wBit >= 2 && scheme.wBit <= 8 && scheme.wMethod == WeightMethod::MinMax && scheme.groupSize < 0);
    QuantizedWeight result;
    const bool inBfloat16 = arithmetic == DType::BF16;
    const auto parametersFor = [&](const Extremes &range) {
        return inBfloat16 ? affineParametersInBfloat16(range.min, range.max, scheme.wBit, scheme.wSym)
                          : affineParameters(range.min, range.max, scheme.wBit, scheme.wSym);
    };
    result.bits = scheme.wBit;
    result.arithmetic = arithmetic;
    result.codes.resize(weight.rows(), weight.cols());
    result.parameters.resize(scheme.mmTensor ? 1 : static_cast<std::size_t>(weight.rows()));
    if (scheme.mmTensor)
        result.parameters.front() = parametersFor(whole ? *whole : extremes(weight, threads));
    const int high = (1 << (scheme.wBit - 1)) - 1;
    const int low = scheme.wSym ? -high : -high - 1;
    parallelFor(threads, weight.rows(), [&](std::int64_t row) {
        if (!scheme.mmTensor)
            result.parameters[static_cast<std::size_t>(row)] = parametersFor({weight.row(row).minCoeff(), weight.row(row).maxCoeff()});
        const std::span<std::int8_t> codes(result.codes.row(row).data(), static_cast<std::size_t>(weight.cols()));
        if (inBfloat16)
            quantizeInBfloat16(rowOf(weight, row), result.ofRow(row), low, high, codes);
        else
            quantize(rowOf(weight, row), result.ofRow(row), low, high, codes);
    });
    return result;
}

Matrix dequantize(const QuantizedWeight &weight, int threads)
{
    Matrix result(weight.codes.rows(), weight.codes.cols());
    parallelFor(threads, result.rows(), [&](std::int64_t row) {
        const auto columns = static_cast<std::size_t>(result.cols());
        const std::span<const std::int8_t> codes(weight.codes.row(row).data(), columns);
        if (weight.arithmetic == DType::BF16)
            dequantizeInBfloat16(codes, weight.ofRow(row), {result.row(row).data(), columns});
        else
            dequantize(codes, weight.ofRow(row), {result.row(row).data(), columns});
    });
    return result;
}

} // namespace vernier
