// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/float_model.h"
#include "core/quant/kv_cache.h"
#include "core/quant/stored_layer.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

// A quantized model that msModelSlim or Vernier saved (safe_tensor or ascendV1), opened again: its description and tensors,
// checked against the architecture. Only headers and small tensors are read.

namespace vernier {

class QuantizedFolder
{
public:
    /// path    folder or description (readQuantizedDescription).
    /// parent  the float checkpoint it was made from: it gives the architecture and what the folder does not hold. Null: the
    ///         folder's own config.json, and everything must be in it.
    /// Errors: those of readQuantizedDescription, openDescribedTensors, inspectStoredLayer and parseModelConfig; NotFound and
    /// CorruptFile (tensors in float), naming file, tensor and remedy.
    [[nodiscard]] static Result<std::shared_ptr<const QuantizedFolder>> open(const std::filesystem::path &path,
                                                                             const std::shared_ptr<const Checkpoint> &parent);

    [[nodiscard]] const QuantizedDescription &description() const { return m_description; }
    /// In module order, the output head last.
    [[nodiscard]] const std::vector<StoredLayer> &layers() const { return m_layers; }
    [[nodiscard]] const StoredLayer &layer(const LayerInfo &info) const;
    /// What is stored in float: embedding, norms, biases, layers labelled FLOAT. Weights of other layers must not be asked for.
    /// It is loaded in the type it was quantized in.
    [[nodiscard]] const std::shared_ptr<const FloatModel> &floatModel() const { return m_model; }
    /// Scales of an int8 KV cache; they take no part in the evaluation.
    [[nodiscard]] const KvCacheParameters &kvCache() const { return m_kvCache; }
    /// What the user should know, one sentence each.
    [[nodiscard]] const std::vector<std::string> &notes() const { return m_notes; }
    /// The quantized files' own tensors.
    [[nodiscard]] const TensorFolder &tensors() const { return *m_tensors; }

    /// Rows [first, first + count) of a quantized layer's weight.
    [[nodiscard]] Result<QuantizedWeight> weightRows(const StoredLayer &layer, std::int64_t first, std::int64_t count) const;

private:
    QuantizedFolder() = default;
    [[nodiscard]] Result<void> inspectLayers(const ModelConfig &config, bool hasParent);
    [[nodiscard]] Result<Rewrites> readRewrites(const ModelConfig &config) const;
    [[nodiscard]] Result<void> readKvCache(const ModelConfig &config);
    [[nodiscard]] Result<void> readKvCachePart(const CachedPart &part);
    /// BF16 if scales of weights are, which only a model that was loaded in that type saves.
    [[nodiscard]] DType quantizedIn() const;
    void noteWhatIsLacking(const Checkpoint &checkpoint);
    void noteGroupSize();

    QuantizedDescription m_description;
    std::shared_ptr<const TensorFolder> m_tensors;
    std::vector<StoredLayer> m_layers;
    std::shared_ptr<const FloatModel> m_model;
    KvCacheParameters m_kvCache;
    std::vector<std::string> m_notes;
};

} // namespace vernier
