// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/checkpoint.h"
#include "core/tensor/gemm.h"
#include "core/tensor/matrix.h"

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

// The float weights that everything starts from: the checkpoint's, after function-preserving rewrites.

namespace vernier {

/// Parameters of a norm of the model's kind; an RMSNorm may have a bias as well: y = x / sqrt(mean(x²) + eps) · weight + bias.
struct Norm
{
    std::vector<float> weight;
    std::vector<float> bias; ///< empty: none; only rewrites bring an RMSNorm one
};

/// A change of the float model that keeps its function: new norms, input columns of linears multiplied, output rows
/// divided, biases new or changed. Each step is rounded to the model's type, and a layer may have both kinds of factors.
struct Rewrites
{
    std::map<std::string, Norm> norms;                       ///< by module name, replaces the checkpoint's
    std::map<std::string, std::vector<float>> columnScales = {}; ///< by layer name, one factor per input channel
    std::map<std::string, std::vector<float>> rowDivisors = {};  ///< by layer name, one per output channel
    std::map<std::string, std::vector<float>> biases = {};       ///< by layer name, replaces the checkpoint's
    bool rowsFirst = false; ///< rows are divided before columns are multiplied, else after

    [[nodiscard]] bool empty() const { return norms.empty() && columnScales.empty() && rowDivisors.empty() && biases.empty(); }
};

/// Applies the factors for a layer's weight to its rows [first, first + rows.rows()), in the arithmetic of the model.
void rewriteRows(const Rewrites &rewrites, const std::string &layer, std::int64_t first, MatrixSpan rows, DType arithmetic);

/// Reads weights as float32 when they are asked for, whatever type they are stored in; safe to use from several threads.
/// Every reader fails with Numeric, naming the tensor, if a value is NaN or infinite.
class FloatModel
{
public:
    /// loadDtype  what the weights are rounded to when they are read: F32 (nothing is lost) or BF16.
    explicit FloatModel(std::shared_ptr<const Checkpoint> checkpoint, Rewrites rewrites = {}, DType loadDtype = DType::F32);

    [[nodiscard]] const Checkpoint &checkpoint() const { return *m_checkpoint; }
    [[nodiscard]] const std::shared_ptr<const Checkpoint> &sharedCheckpoint() const { return m_checkpoint; }
    [[nodiscard]] const ModelConfig &config() const { return m_checkpoint->config(); }
    [[nodiscard]] const Rewrites &rewrites() const { return m_rewrites; }
    [[nodiscard]] DType loadDtype() const { return m_loadDtype; }

    /// The linear layers of a block, in module order.
    [[nodiscard]] std::span<const LayerInfo> blockLayers(int block) const;
    [[nodiscard]] const LayerInfo &headLayer() const { return m_checkpoint->layers().back(); }

    /// [out, in]
    /// compute  with whose threads it is read; when its interrupt says stop, the error is Cancelled.
    [[nodiscard]] Result<Matrix> weight(const LayerInfo &layer, const Compute &compute = {}) const;
    /// Rows [first, first + count) of the weight.
    [[nodiscard]] Result<Matrix> weightRows(const LayerInfo &layer, std::int64_t first, std::int64_t count, const Compute &compute = {}) const;
    /// [out], or empty.
    [[nodiscard]] Result<std::vector<float>> bias(const LayerInfo &layer) const;
    [[nodiscard]] Result<Norm> norm(const std::string &module) const;
    /// A tensor of otherParameters: [rows, columns], or a vector as [elements, 1].
    [[nodiscard]] Result<Matrix> parameter(const std::string &tensor) const;
    /// Elements [first, first + out.size()) of a tensor of the checkpoint as loaded: numbers of loadDtype(), without rewrites.
    [[nodiscard]] Result<void> readLoaded(const std::string &tensor, std::int64_t first, std::span<float> out) const;

    /// Rows of the embedding for token ids, which must lie inside the vocabulary: [ids, embeddingWidth].
    [[nodiscard]] Result<Matrix> embed(std::span<const int> ids) const;

    /// Rows of the table of learned positions, from position `first` on: [count, hidden]. They must lie inside it.
    [[nodiscard]] Result<Matrix> positionRows(std::int64_t first, std::int64_t count) const;

    /// Differs whenever the rewrites that touch a block (-1: final norm and head), or the type loaded in, differ.
    [[nodiscard]] std::string rewriteKey(int block) const;

private:
    /// Rows from `first` on of a layer's weight, rewritten.
    [[nodiscard]] Result<void> readRows(const LayerInfo &layer, std::int64_t first, MatrixSpan rows) const;

    std::shared_ptr<const Checkpoint> m_checkpoint;
    Rewrites m_rewrites;
    DType m_loadDtype;
};

/// The checkpoint as the model loaded it, without its rewrites: what a quantized model of it is compared with.
[[nodiscard]] std::shared_ptr<const FloatModel> withoutRewrites(const FloatModel &model);

} // namespace vernier
