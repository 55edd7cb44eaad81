// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/norm.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/tensor/rounding.h"
#include "core/tensor/vector_math.h"

#include <cmath>

namespace vernier {

namespace {

/// Rows of one piece of an elementwise step.
constexpr Eigen::Index kRowsPerPiece = 32;

template <typename Body>
void forRowPieces(Eigen::Index rows, const Compute &compute, Body body)
{
    const auto onePiece = [&](std::int64_t piece) {
        const Eigen::Index first = piece * kRowsPerPiece;
        const Eigen::Index last = std::min(rows, first + kRowsPerPiece);
        for (Eigen::Index row = first; row < last; ++row)
            body(row);
    };
    parallelFor(compute.workers(), (rows + kRowsPerPiece - 1) / kRowsPerPiece, onePiece);
}

/// y = (x / sqrt(mean(x²) + eps)) · (weight + offset) + bias in float32, rounded once.
void offsetRmsNorm(const MatrixView &x, const Norm &norm, float eps, float offset, MatrixSpan y, const Compute &compute)
{
    const auto width = static_cast<Eigen::Index>(norm.weight.size());
    const Eigen::RowVectorXf factors = Eigen::Map<const Eigen::RowVectorXf>(norm.weight.data(), width).array() + offset;
    forRowPieces(x.rows(), compute, [&](Eigen::Index row) {
        for (Eigen::Index first = 0; first < x.cols(); first += width) {
            const auto in = x.row(row).segment(first, width);
            auto out = y.row(row).segment(first, width);
            const float meanSquare = blockedSumOfSquares({in.data(), static_cast<std::size_t>(width)}) / static_cast<float>(width);
            out.array() = in.array() * (1.0f / std::sqrt(meanSquare + eps)) * factors.array();
            if (!norm.bias.empty())
                out += Eigen::Map<const Eigen::RowVectorXf>(norm.bias.data(), width);
            roundTo(compute.arithmetic, std::span(out.data(), static_cast<std::size_t>(width)));
        }
    });
}

/// y = (x - mean) / sqrt(variance + eps) · weight + bias, rounded once; the moments in double.
/// Source: Ba, Kiros & Hinton 2016, arXiv:1607.06450.
void layerNorm(const MatrixView &x, const Norm &norm, float eps, MatrixSpan y, const Compute &compute)
{
    const auto width = static_cast<Eigen::Index>(norm.weight.size());
    const Eigen::Map<const Eigen::RowVectorXf> weight(norm.weight.data(), width);
    const Eigen::Map<const Eigen::RowVectorXf> bias(norm.bias.data(), width);
    forRowPieces(x.rows(), compute, [&](Eigen::Index row) {
        for (Eigen::Index first = 0; first < x.cols(); first += width) {
            const auto in = x.row(row).segment(first, width);
            auto out = y.row(row).segment(first, width);
            const double mean = in.cast<double>().mean();
            const double variance = (in.cast<double>().array() - mean).square().mean();
            const auto inverse = static_cast<float>(1.0 / std::sqrt(variance + static_cast<double>(eps)));
            out.array() = (in.array() - static_cast<float>(mean)) * inverse * weight.array() + bias.array();
            roundTo(compute.arithmetic, std::span(out.data(), static_cast<std::size_t>(width)));
        }
    });
}

} // namespace

void rmsNorm(const MatrixView &x, const Norm &norm, float eps, MatrixSpan y, const Compute &compute)
{
    const auto width = static_cast<Eigen::Index>(norm.weight.size());
    VERNIER_CHECK(width > 0 && x.cols() % width == 0 && (norm.bias.empty() || norm.bias.size() == norm.weight.size()));
    const Eigen::Map<const Eigen::RowVectorXf> weight(norm.weight.data(), width);
    forRowPieces(x.rows(), compute, [&](Eigen::Index row) {
        for (Eigen::Index first = 0; first < x.cols(); first += width) {
            const auto in = x.row(row).segment(first, width);
            auto out = y.row(row).segment(first, width);
            const float meanSquare = blockedSumOfSquares({in.data(), static_cast<std::size_t>(width)}) / static_cast<float>(width);
            const float inverse = 1.0f / std::sqrt(meanSquare + eps);
            const std::span<float> values(out.data(), static_cast<std::size_t>(width));
            out.array() = in.array() * inverse; // in float32 up to here, whatever the arithmetic
            roundTo(compute.arithmetic, values);
            out.array() *= weight.array();
            roundTo(compute.arithmetic, values);
            if (!norm.bias.empty())
                out += Eigen::Map<const Eigen::RowVectorXf>(norm.bias.data(), width);
            roundTo(compute.arithmetic, values);
        }
    });
}

void applyNorm(const ModelConfig &config, const MatrixView &x, const Norm &norm, MatrixSpan y, const Compute &compute)
{
    const auto width = static_cast<Eigen::Index>(norm.weight.size());
    VERNIER_CHECK(width > 0 && x.cols() % width == 0 && (norm.bias.empty() || norm.bias.size() == norm.weight.size()));
    if (config.norm == NormKind::Layer) {
        VERNIER_CHECK(!norm.bias.empty());
        layerNorm(x, norm, config.normEps, y, compute);
    } else if (config.normOffset != 0.0f) {
        offsetRmsNorm(x, norm, config.normEps, config.normOffset, y, compute);
    } else {
        rmsNorm(x, norm, config.normEps, y, compute);
    }
}

} // namespace vernier
