// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/model_size.h"

#include "core/base/check.h"

namespace vernier {

namespace {

std::int64_t tensorBytes(const Checkpoint &checkpoint, const std::string &name)
{
    const Result<TensorView> tensor = checkpoint.tensor(name);
    VERNIER_CHECK(tensor.hasValue()); // checked when the checkpoint was opened
    return static_cast<std::int64_t>(tensor->data.size());
}

std::int64_t weightBytes(const Checkpoint &checkpoint, const LayerInfo &layer, const Scheme &scheme)
{
    if (scheme.isFloat()) {
        const bool countedAsEmbedding = layer.role == LayerRole::Head && checkpoint.config().tiedHead;
        return countedAsEmbedding ? 0 : tensorBytes(checkpoint, checkpoint.weightName(layer));
    }
    constexpr std::int64_t kBytesPerParameter = 8; // scale and offset
    const std::int64_t bits = scheme.hasFourBitCodes() ? 4 : 8;
    std::int64_t parameters = scheme.mmTensor ? 1 : layer.out;
    if (scheme.blockSize > 0) // an abs-max alone
        parameters = layer.out * layer.in / scheme.blockSize / 2;
    else if (scheme.groupSize > 0)
        parameters = layer.out * (layer.in / scheme.groupSize) + (scheme.twoLevel ? layer.out : 0);
    const std::int64_t activations = scheme.hasStaticActivations() ? 1 : 0;
    return (layer.out * layer.in * bits + 7) / 8 + (parameters + activations) * kBytesPerParameter;
}

template <typename SchemeOf>
ModelSize sizeWith(const Checkpoint &checkpoint, SchemeOf schemeOf)
{
    const ModelConfig &config = checkpoint.config();
    std::int64_t bytes = tensorBytes(checkpoint, std::string(kEmbeddingName) + ".weight");
    for (std::size_t i = 0; i < checkpoint.layers().size(); ++i) {
        const LayerInfo &layer = checkpoint.layers()[i];
        bytes += weightBytes(checkpoint, layer, schemeOf(i));
        if (layer.hasBias)
            bytes += tensorBytes(checkpoint, layer.name + ".bias");
    }
    for (const std::string &norm : normNames(config))
        bytes += tensorBytes(checkpoint, norm + ".weight");
    return {bytes, 8.0 * static_cast<double>(bytes) / static_cast<double>(checkpoint.parameters())};
}

} // namespace

ModelSize floatSize(const Checkpoint &checkpoint)
{
    return sizeWith(checkpoint, [](std::size_t) { return Scheme{}; });
}

ModelSize quantizedSize(const Checkpoint &checkpoint, const Plan &plan)
{
    VERNIER_CHECK(plan.layers.size() == checkpoint.layers().size());
    return sizeWith(checkpoint, [&](std::size_t i) { return plan.layers[i].scheme; });
}

} // namespace vernier
