// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/tensor_folder.h"
#include "core/model/family.h"
#include "core/model/layer_info.h"
#include "core/model/model_config.h"
#include "core/tensor/tensor_view.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

// A Hugging Face checkpoint folder, or a GGUF file: configuration and mapped tensors. Opening reads headers only.

namespace vernier {

/// A stored tensor that takes no part in the computation.
struct IgnoredTensor
{
    enum class Reason {
        NotUsed,           ///< the architecture has no such tensor (a stored copy of a tied head, rotary tables, ...)
        BlockBeyondConfig, ///< of a block that num_hidden_layers does not count
        BiasDenied,        ///< of a linear layer that by config.json and architecture has no bias
    };
    std::string name;
    Reason reason = Reason::NotUsed;
};

class Checkpoint
{
public:
    /// Opens a folder (config.json with *.safetensors or else pytorch_model*.bin; or else one *.gguf) or a .gguf file. Every
    /// tensor the architecture needs must be there with the right shape and a floating-point type; the first one that is not
    /// is named in the error.
    [[nodiscard]] static Result<std::shared_ptr<const Checkpoint>> open(const std::filesystem::path &path);

    /// A checkpoint of tensors that lie elsewhere, some of its linear layers quantized: of those with inFloat false neither
    /// weight nor bias is looked at, and both must not be asked for. inFloat: as linearLayers(config).
    [[nodiscard]] static Result<std::shared_ptr<const Checkpoint>> fromTensors(std::filesystem::path folder, ModelConfig config,
                                                                               std::shared_ptr<const TensorFolder> tensors,
                                                                               const std::vector<bool> &inFloat);

    /// Where companions of the weights are (tokenizer, chat template): of a .gguf file the folder that it lies in.
    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }
    /// What opens the same checkpoint again: the folder, or the .gguf file.
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    /// The text of a config.json for a checkpoint that has none (GGUF); else empty.
    [[nodiscard]] const std::string &generatedConfig() const { return m_generatedConfig; }
    [[nodiscard]] const ModelConfig &config() const { return m_config; }
    /// Every linear layer in module order, the output head last.
    [[nodiscard]] const std::vector<LayerInfo> &layers() const { return m_layers; }
    /// Null if there is none of that name.
    [[nodiscard]] const LayerInfo *findLayer(std::string_view name) const;
    /// Name of the stored tensor that holds a layer's weight: the embedding for a tied head.
    [[nodiscard]] std::string weightName(const LayerInfo &layer) const;

    /// A module's tensor, whatever the files call it.
    [[nodiscard]] Result<TensorView> tensor(const std::string &name) const { return m_tensors->find(storedName(name)); }
    /// Its name in the files, which may lack what the names of all modules begin with.
    [[nodiscard]] std::string storedName(const std::string &name) const;
    [[nodiscard]] bool contains(const std::string &name) const { return m_tensors->contains(storedName(name)); }
    [[nodiscard]] const TensorFolder &tensors() const { return *m_tensors; }

    /// Names of the modules outside the blocks.
    [[nodiscard]] const ModelNames &names() const { return familyOf(m_config).names; }
    [[nodiscard]] std::string embeddingTensor() const { return std::string(names().embedding) + ".weight"; }

    /// Tensors that are stored and not used, in the order of the files. The last two reasons often mean that config.json
    /// belongs to another model.
    [[nodiscard]] std::vector<IgnoredTensor> ignoredTensors() const;

    /// Parameters of the model as it computes: a tied head counts once, unused tensors do not.
    [[nodiscard]] std::int64_t parameters() const;
    /// Stored type of the weights (of the embedding, for mixed checkpoints); of quantized ones F32.
    [[nodiscard]] DType storedDtype() const { return m_storedDtype; }
    /// The same for people: "BF16", "Q4_K", …
    [[nodiscard]] const std::string &storedType() const { return m_storedType; }

private:
    Checkpoint(std::filesystem::path folder, ModelConfig config, std::shared_ptr<const TensorFolder> tensors);

    [[nodiscard]] static Result<std::shared_ptr<const Checkpoint>> openGguf(const std::filesystem::path &file);
    [[nodiscard]] Result<void> checkTensor(const std::string &name, const Shape &shape) const;
    [[nodiscard]] Result<void> checkTensors(const std::vector<bool> &inFloat);

    std::filesystem::path m_folder;
    std::filesystem::path m_path;
    std::string m_generatedConfig;
    ModelConfig m_config;
    std::shared_ptr<const TensorFolder> m_tensors;
    std::vector<LayerInfo> m_layers;
    DType m_storedDtype = DType::F32;
    std::string m_storedType;
};

} // namespace vernier
