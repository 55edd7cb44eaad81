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
    return static_cast<std::int64_t>(tensor->storedBytes());
}

} // namespace

ModelSize modelSize(std::int64_t bytes, const Checkpoint &checkpoint)
{
    return {bytes, 8.0 * static_cast<double>(bytes) / static_cast<double>(checkpoint.parameters())};
}

ModelSize floatSize(const Checkpoint &checkpoint)
{
    std::int64_t bytes = tensorBytes(checkpoint, checkpoint.embeddingTensor());
    for (const ParameterInfo &parameter : otherParameters(checkpoint.config()))
        bytes += tensorBytes(checkpoint, parameter.name);
    for (const LayerInfo &layer : checkpoint.layers()) {
        const bool isEmbedding = layer.role == LayerRole::Head && checkpoint.config().tiedHead;
        bytes += isEmbedding ? 0 : tensorBytes(checkpoint, checkpoint.weightName(layer));
        if (layer.hasBias)
            bytes += tensorBytes(checkpoint, layer.name + ".bias");
    }
    for (const NormInfo &norm : norms(checkpoint.config())) {
        bytes += tensorBytes(checkpoint, norm.name + ".weight");
        if (norm.hasBias)
            bytes += tensorBytes(checkpoint, norm.name + ".bias");
    }
    return modelSize(bytes, checkpoint);
}

} // namespace vernier
