// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tiny_checkpoint.h"

#include "core/base/check.h"
#include "core/io/atomic_file.h"
#include "core/io/safetensors_writer.h"
#include "core/tensor/half.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vernier::test {

namespace {

std::vector<std::byte> stored(const std::vector<float> &values, DType dtype)
{
    std::vector<std::byte> bytes(values.size() * sizeOf(dtype));
    if (dtype == DType::F32) {
        std::memcpy(bytes.data(), values.data(), bytes.size());
        return bytes;
    }
    VERNIER_CHECK(dtype == DType::F16 || dtype == DType::BF16);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint16_t half = dtype == DType::F16 ? floatToFloat16(values[i]) : floatToBfloat16(values[i]);
        std::memcpy(bytes.data() + i * sizeof half, &half, sizeof half);
    }
    return bytes;
}

/// Adds tensors one after the other, each with a seed of its own.
class Builder
{
public:
    Builder(const TinyCheckpointOptions &options, std::vector<TinyTensor> &tensors)
        : m_options(options)
        , m_tensors(tensors)
        , m_seed(options.seed * 1000)
    {}

    void embedding(const std::string &name) { add(name, {m_options.vocabulary, m_options.hidden}, 1.0f, 0.0f); }

    /// Variance of the outputs is about that of the inputs.
    void linear(const std::string &name, std::int64_t out, std::int64_t in, bool bias)
    {
        add(name + ".weight", {out, in}, std::sqrt(3.0f / static_cast<float>(in)), 0.0f);
        if (bias)
            add(name + ".bias", {out}, 0.1f, 0.0f);
    }

    void norm(const std::string &name, std::int64_t size, float outlierGain)
    {
        std::vector<float> values = next(size, 0.25f, 1.0f);
        if (values.size() > kOutlierChannel)
            values[kOutlierChannel] *= outlierGain;
        m_tensors.push_back({name + ".weight", m_options.dtype, {size}, stored(values, m_options.dtype)});
    }

private:
    static constexpr std::size_t kOutlierChannel = 3;

    std::vector<float> next(std::int64_t count, float scale, float shift)
    {
        std::vector<float> values = pseudoRandom(count, m_seed++);
        for (float &value : values)
            value = value * scale + shift;
        return values;
    }

    void add(const std::string &name, Shape shape, float scale, float shift)
    {
        const std::vector<float> values = next(elementCount(shape), scale, shift);
        m_tensors.push_back({name, m_options.dtype, std::move(shape), stored(values, m_options.dtype)});
    }

    const TinyCheckpointOptions &m_options;
    std::vector<TinyTensor> &m_tensors;
    std::uint32_t m_seed;
};

nlohmann::json configOf(const TinyCheckpointOptions &options)
{
    const std::string dtype = options.dtype == DType::F16 ? "float16"
        : options.dtype == DType::BF16                    ? "bfloat16"
                                                          : "float32";
    std::string family = options.modelType;
    family.front() = static_cast<char>(family.front() - 'a' + 'A');
    return {{"model_type", options.modelType},
            {"architectures", {family + "ForCausalLM"}},
            {"hidden_size", options.hidden},
            {"intermediate_size", options.intermediate},
            {"num_hidden_layers", options.blocks},
            {"num_attention_heads", options.heads},
            {"num_key_value_heads", options.kvHeads},
            {"head_dim", options.hidden / options.heads},
            {"vocab_size", options.vocabulary},
            {"max_position_embeddings", 256},
            {"rms_norm_eps", 1e-5},
            {"rope_theta", 10000.0},
            {"hidden_act", "silu"},
            {"tie_word_embeddings", options.tied},
            {"torch_dtype", dtype}};
}

} // namespace

std::vector<float> pseudoRandom(std::int64_t count, std::uint32_t seed)
{
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::uint64_t position = static_cast<std::uint64_t>(i) + 1 + std::uint64_t{seed} * 1000003u;
        auto hash = static_cast<std::uint32_t>(position * 2654435761u);
        hash ^= hash >> 15;
        hash *= 2246822519u;
        hash ^= hash >> 13;
        values.push_back(static_cast<float>(static_cast<double>(hash) / 4294967296.0 * 2.0 - 1.0));
    }
    return values;
}

Matrix pseudoRandomMatrix(Eigen::Index rows, Eigen::Index cols, std::uint32_t seed)
{
    const std::vector<float> values = pseudoRandom(rows * cols, seed);
    Matrix matrix(rows, cols);
    std::copy(values.begin(), values.end(), matrix.data());
    return matrix;
}

std::vector<std::vector<int>> pseudoRandomSequences(const std::vector<int> &lengths, int vocabulary, std::uint32_t seed)
{
    std::vector<std::vector<int>> sequences;
    for (const int length : lengths) {
        std::vector<int> &sequence = sequences.emplace_back();
        for (const float value : pseudoRandom(length, seed++))
            sequence.push_back(
                std::min(static_cast<int>((value + 1.0f) / 2.0f * static_cast<float>(vocabulary)), vocabulary - 1));
    }
    return sequences;
}

TinyTensor &TinyCheckpoint::tensor(std::string_view name)
{
    const auto found =
        std::find_if(tensors.begin(), tensors.end(), [&](const TinyTensor &tensor) { return tensor.name == name; });
    VERNIER_CHECK(found != tensors.end());
    return *found;
}

void TinyCheckpoint::remove(std::string_view name)
{
    const auto removed = std::erase_if(tensors, [&](const TinyTensor &tensor) { return tensor.name == name; });
    VERNIER_CHECK(removed == 1);
}

TinyCheckpoint makeTinyCheckpoint(const TinyCheckpointOptions &options)
{
    TinyCheckpoint checkpoint{.config = configOf(options), .tensors = {}};
    Builder builder(options, checkpoint.tensors);
    const std::int64_t headDim = options.hidden / options.heads;
    const std::int64_t keyWidth = headDim * options.kvHeads;
    const bool qkvBias = options.modelType == "qwen2";
    builder.embedding("model.embed_tokens.weight");
    for (int block = 0; block < options.blocks; ++block) {
        const std::string prefix = "model.layers." + std::to_string(block) + ".";
        builder.norm(prefix + "input_layernorm", options.hidden, options.outlierGain);
        builder.linear(prefix + "self_attn.q_proj", headDim * options.heads, options.hidden, qkvBias);
        builder.linear(prefix + "self_attn.k_proj", keyWidth, options.hidden, qkvBias);
        builder.linear(prefix + "self_attn.v_proj", keyWidth, options.hidden, qkvBias);
        builder.linear(prefix + "self_attn.o_proj", options.hidden, headDim * options.heads, false);
        if (options.modelType == "qwen3") {
            builder.norm(prefix + "self_attn.q_norm", headDim, 1.0f);
            builder.norm(prefix + "self_attn.k_norm", headDim, 1.0f);
        }
        builder.norm(prefix + "post_attention_layernorm", options.hidden, options.outlierGain);
        builder.linear(prefix + "mlp.gate_proj", options.intermediate, options.hidden, false);
        builder.linear(prefix + "mlp.up_proj", options.intermediate, options.hidden, false);
        builder.linear(prefix + "mlp.down_proj", options.hidden, options.intermediate, false);
    }
    builder.norm("model.norm", options.hidden, 1.0f);
    if (!options.tied)
        builder.linear("lm_head", options.vocabulary, options.hidden, false);
    return checkpoint;
}

std::filesystem::path writeCheckpoint(const std::filesystem::path &folder, const TinyCheckpoint &checkpoint)
{
    std::filesystem::create_directories(folder);
    std::vector<NamedTensor> tensors;
    for (const TinyTensor &tensor : checkpoint.tensors)
        tensors.push_back({tensor.name, {.dtype = tensor.dtype, .shape = tensor.shape, .data = tensor.bytes}});
    const Result<void> weights = writeSafetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
    VERNIER_CHECK(weights.hasValue());
    const Result<void> config = writeFileAtomically(folder / "config.json", checkpoint.config.dump(1));
    VERNIER_CHECK(config.hasValue());
    return folder;
}

std::filesystem::path writeTinyCheckpoint(const std::filesystem::path &folder, const TinyCheckpointOptions &options)
{
    return writeCheckpoint(folder, makeTinyCheckpoint(options));
}

} // namespace vernier::test
