// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_size.h"

#include "core/base/check.h"
#include "core/export/modelslim_layout.h"
#include "core/export/modelslim_numpy.h"
#include "core/io/safetensors_writer.h"
#include "core/io/shards.h"

#include <limits>

namespace vernier {

namespace {

/// What floats of the checkpoint become larger by.
std::int64_t widenedBytes(const Checkpoint &checkpoint, const std::vector<TensorOutline> &tensors)
{
    std::int64_t bytes = 0;
    for (const TensorOutline &tensor : tensors) {
        if (tensor.part != TensorPart::Loaded && tensor.part != TensorPart::FloatWeight)
            continue;
        const Result<TensorView> stored = checkpoint.tensor(tensor.source);
        VERNIER_CHECK(stored.hasValue()); // checked when the checkpoint was opened
        bytes += elementCount(tensor.shape) * static_cast<std::int64_t>(sizeOf(tensor.dtype)) - static_cast<std::int64_t>(stored->storedBytes());
    }
    return bytes;
}

/// What 4-bit codes take because each has a byte to itself.
std::int64_t unpackedBytes(const Checkpoint &checkpoint, const Plan &plan, const std::vector<TensorOutline> &tensors)
{
    std::int64_t bytes = 0;
    for (const TensorOutline &tensor : tensors) {
        const LayerInfo &layer = checkpoint.layers()[tensor.layer];
        if (tensor.part == TensorPart::Codes && plan.layers[tensor.layer].scheme.hasFourBitCodes() && tensor.shape == Shape{layer.out, layer.in})
            bytes += layer.out * layer.in / 2;
    }
    return bytes;
}

Result<std::int64_t> numpyBytes(const std::vector<TensorOutline> &tensors)
{
    NumpyFiles files;
    for (const TensorOutline &tensor : tensors)
        VERNIER_TRY(files.declare(tensor.name, tensor.dtype, tensor.shape));
    return static_cast<std::int64_t>(files.bytes());
}

Result<std::int64_t> shardBytes(const std::vector<TensorOutline> &tensors, std::span<const std::size_t> members)
{
    SafetensorsWriter writer;
    for (const std::size_t member : members)
        VERNIER_TRY(writer.declare(tensors[member].name, tensors[member].dtype, tensors[member].shape));
    VERNIER_ASSIGN(const std::uint64_t bytes, writer.fileBytes());
    return static_cast<std::int64_t>(bytes);
}

} // namespace

Result<ModelslimSize> modelslimSize(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan, const ModelslimFolderOptions &options)
{
    VERNIER_ASSIGN(const DType loadDtype, loadDtypeOf(recipe, checkpoint));
    const std::vector<TensorOutline> tensors = modelslimLayout(checkpoint, recipe, plan, loadDtype, formatOf(options));
    const std::int64_t unpacked = unpackedBytes(checkpoint, plan, tensors);
    ModelslimSize size;
    if (savesNumpy(options, plan.modelType)) {
        VERNIER_ASSIGN(size.fileBytes, numpyBytes(tensors));
        size.unpackedBytes = unpacked;
    }
    if (!savesSafetensors(options))
        return size;
    size.widenedBytes = widenedBytes(checkpoint, tensors);
    size.unpackedBytes += unpacked;
    std::vector<TensorSize> sizes;
    for (const TensorOutline &tensor : tensors)
        sizes.push_back({tensor.name, tensor.sizeBytes()});
    const std::uint64_t limit = options.partFileSizeGib == 0 ? std::numeric_limits<std::uint64_t>::max()
                                                             : static_cast<std::uint64_t>(options.partFileSizeGib) << 30;
    for (const std::vector<std::size_t> &shard : splitIntoShards(sizes, limit)) {
        VERNIER_ASSIGN(const std::int64_t bytes, shardBytes(tensors, shard));
        size.fileBytes += bytes;
    }
    return size;
}

Result<ModelSize> quantizedSize(const Checkpoint &checkpoint, const Recipe &recipe, const Plan &plan)
{
    VERNIER_ASSIGN(const ModelslimSize size, modelslimSize(checkpoint, recipe, plan, {}));
    return modelSize(size.fileBytes - size.unpackedBytes, checkpoint);
}

ModelSize quantizedSize(const QuantizedFolder &folder)
{
    std::int64_t bytes = 0;
    for (const std::shared_ptr<const TensorFile> &file : folder.tensors().files())
        bytes += static_cast<std::int64_t>(file->mapping()->bytes().size());
    for (const StoredLayer &layer : folder.layers()) {
        if (layer.scheme.hasFourBitCodes() && layer.packing == StoredLayer::Packing::None)
            bytes -= layer.info.out * layer.info.in / 2;
    }
    return modelSize(bytes, folder.floatModel()->checkpoint());
}

} // namespace vernier
