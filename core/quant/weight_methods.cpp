// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/weight_methods.h"

#include "core/base/job_monitor.h"
#include "core/quant/group_weight.h"
#include "core/quant/hqq.h"
#include "core/quant/nf4.h"
#include "core/quant/sparse_weight.h"
#include "core/quant/tensor_parallel.h"
#include "core/tensor/gemm.h"

namespace vernier {

bool needsWholeTensor(const Scheme &scheme)
{
    return !scheme.isFloat()
        && (scheme.wMethod != WeightMethod::MinMax || scheme.sparsity != Sparsity::None || scheme.groupSize > 0 || scheme.blockSize > 0);
}

namespace {

Result<QuantizedWeight> quantizeBy(const MatrixView &weight, const Scheme &scheme, const Workers &workers, DType arithmetic)
{
    if (scheme.blockSize > 0)
        return quantizeNf4(weight, scheme.blockSize, workers);
    if (scheme.twoLevel)
        return quantizeTwoLevel(weight, scheme, workers);
    if (scheme.sparsity != Sparsity::None)
        return quantizeSparse(weight, scheme, workers);
    if (scheme.ranks > 0)
        return quantizeRanks(weight, scheme, workers);
    if (scheme.wMethod == WeightMethod::Hqq)
        return scheme.groupSize > 0 ? quantizeGroupsHqq(weight, scheme, scheme.corrected, workers) : quantizeHqq(weight, scheme, scheme.corrected, workers);
    return scheme.groupSize > 0 ? quantizeGroups(weight, scheme, workers) : quantizeMinMax(weight, scheme, workers, nullptr, arithmetic);
}

} // namespace

Result<QuantizedWeight> quantizeWeight(const MatrixView &weight, const Scheme &scheme, const Workers &workers, DType arithmetic)
{
    Result<QuantizedWeight> quantized = quantizeBy(weight, scheme, workers, arithmetic);
    if (workers.areStopped())
        return cancelledError();
    return quantized;
}

Result<void> checkShapes(const Plan &plan, std::span<const LayerInfo> layers)
{
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const LayerInfo &layer = layers[i];
        const Scheme &scheme = plan.layers[i].scheme;
        if (scheme.ranks > 0 && layer.in % scheme.ranks != 0)
            return Error{ErrorCode::InvalidArgument,
                         "has " + std::to_string(layer.in) + " inputs, no multiple of tp_size " + std::to_string(scheme.ranks)
                             + "; choose a tp_size that divides it or leave the layer in float",
                         layer.name};
        if (scheme.isFloat())
            continue;
        if (scheme.groupSize > 0 && layer.in % scheme.groupSize != 0)
            return Error{ErrorCode::InvalidArgument,
                         "has " + std::to_string(layer.in) + " inputs, no multiple of group_size " + std::to_string(scheme.groupSize)
                             + "; choose a group_size that divides it or leave the layer in float",
                         layer.name};
        if (scheme.blockSize > 0 && (layer.out * layer.in % scheme.blockSize != 0 || (layer.hasBias && layer.out % scheme.blockSize != 0)))
            return Error{ErrorCode::InvalidArgument,
                         "has " + std::to_string(layer.out) + " x " + std::to_string(layer.in) + " weights" + (layer.hasBias ? " and a bias" : "")
                             + ", no multiple of block_size " + std::to_string(scheme.blockSize)
                             + "; choose a smaller block_size or leave the layer in float",
                         layer.name};
        if (layer.in > kMaxInt8Depth && scheme.aBit < 16)
            return Error{ErrorCode::Unsupported,
                         "has " + std::to_string(layer.in) + " inputs; integer sums are exact only up to " + std::to_string(kMaxInt8Depth)
                             + ". Leave the layer in float or use a weight-only type",
                         layer.name};
    }
    return {};
}

} // namespace vernier
