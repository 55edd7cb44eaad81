// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/random_checkpoint.h"

#include "core/io/atomic_file.h"
#include "core/io/safetensors_writer.h"
#include "core/tensor/half.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <span>
#include <string>

namespace vernier::bench {

namespace {

/// splitmix64: each tensor its own stream.
class Stream
{
public:
    explicit Stream(std::uint64_t seed)
        : m_state(seed)
    {}

    std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }

    /// About normal: the sum of four uniform 16-bit numbers, of deviation 1.
    float normal()
    {
        const std::uint64_t bits = next();
        std::int64_t sum = 0;
        for (int part = 0; part < 4; ++part)
            sum += static_cast<std::int64_t>((bits >> (16 * part)) & 0xffff);
        constexpr float kMean = 2.0f * 65535.0f;
        constexpr float kDeviation = 37837.2f; // 65535 / sqrt(3)
        return (static_cast<float>(sum) - kMean) / kDeviation;
    }

private:
    std::uint64_t m_state;
};

struct Outline
{
    std::string name;
    Shape shape;
    bool isNorm = false;
};

std::vector<Outline> outlines(const ModelShape &shape)
{
    std::vector<Outline> list;
    const std::int64_t headDim = shape.hidden / shape.heads;
    list.push_back({"model.embed_tokens.weight", {shape.vocabulary, shape.hidden}});
    for (int i = 0; i < shape.layers; ++i) {
        const std::string block = "model.layers." + std::to_string(i) + ".";
        list.push_back({block + "self_attn.q_proj.weight", {shape.hidden, shape.hidden}});
        list.push_back({block + "self_attn.k_proj.weight", {shape.kvHeads * headDim, shape.hidden}});
        list.push_back({block + "self_attn.v_proj.weight", {shape.kvHeads * headDim, shape.hidden}});
        list.push_back({block + "self_attn.o_proj.weight", {shape.hidden, shape.hidden}});
        list.push_back({block + "mlp.gate_proj.weight", {shape.intermediate, shape.hidden}});
        list.push_back({block + "mlp.up_proj.weight", {shape.intermediate, shape.hidden}});
        list.push_back({block + "mlp.down_proj.weight", {shape.hidden, shape.intermediate}});
        list.push_back({block + "input_layernorm.weight", {shape.hidden}, true});
        list.push_back({block + "post_attention_layernorm.weight", {shape.hidden}, true});
    }
    list.push_back({"model.norm.weight", {shape.hidden}, true});
    list.push_back({"lm_head.weight", {shape.vocabulary, shape.hidden}});
    return list;
}

Result<void> writeTensor(SafetensorsWriter &writer, const SafetensorsWriter::Declared &tensor, bool isNorm, const ModelShape &shape)
{
    constexpr std::int64_t kPiece = 1 << 18; // elements
    Stream stream(shape.seed ^ std::hash<std::string>{}(tensor.name));
    const auto count = static_cast<std::int64_t>(tensor.sizeBytes / sizeOf(tensor.dtype));
    std::vector<float> values;
    std::vector<std::uint16_t> halves;
    for (std::int64_t first = 0; first < count; first += kPiece) {
        values.resize(static_cast<std::size_t>(std::min(kPiece, count - first)));
        for (float &value : values)
            value = isNorm ? 1.0f + 0.1f * stream.normal() : static_cast<float>(shape.deviation) * stream.normal();
        if (tensor.dtype == DType::F32) {
            VERNIER_TRY(writer.write(tensor.name, std::as_bytes(std::span(values))));
            continue;
        }
        halves.resize(values.size());
        std::transform(values.begin(), values.end(), halves.begin(), floatToBfloat16);
        VERNIER_TRY(writer.write(tensor.name, std::as_bytes(std::span(halves))));
    }
    return {};
}

} // namespace

std::int64_t ModelShape::parameters() const
{
    std::int64_t count = 0;
    for (const Outline &outline : outlines(*this))
        count += elementCount(outline.shape);
    return count;
}

Result<void> writeRandomCheckpoint(const std::filesystem::path &folder, const ModelShape &shape)
{
    if (shape.heads < 1 || shape.hidden < 1 || shape.hidden % shape.heads != 0 || shape.kvHeads < 1 || shape.heads % shape.kvHeads != 0
        || shape.layers < 1 || shape.vocabulary < 1 || shape.intermediate < 1)
        return Error{ErrorCode::InvalidArgument, "the heads must divide the hidden size, and key heads the heads; no number may be below 1", {}};
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const nlohmann::ordered_json config{{"architectures", {"LlamaForCausalLM"}},
                                        {"model_type", "llama"},
                                        {"hidden_size", shape.hidden},
                                        {"intermediate_size", shape.intermediate},
                                        {"num_hidden_layers", shape.layers},
                                        {"num_attention_heads", shape.heads},
                                        {"num_key_value_heads", shape.kvHeads},
                                        {"vocab_size", shape.vocabulary},
                                        {"max_position_embeddings", 4096},
                                        {"rms_norm_eps", 1e-5},
                                        {"rope_theta", 10000.0},
                                        {"hidden_act", "silu"},
                                        {"tie_word_embeddings", false},
                                        {"torch_dtype", shape.dtype == DType::F32 ? "float32" : "bfloat16"}};
    VERNIER_TRY(writeFileAtomically(folder / "config.json", config.dump(2)));
    SafetensorsWriter writer;
    for (const Outline &outline : outlines(shape))
        VERNIER_TRY(writer.declare(outline.name, shape.dtype, outline.shape));
    VERNIER_TRY(writer.begin(folder / "model.safetensors"));
    for (const SafetensorsWriter::Declared &tensor : writer.order())
        VERNIER_TRY(writeTensor(writer, tensor, tensor.name.find("norm") != std::string::npos, shape));
    return writer.commit();
}

std::vector<std::vector<int>> randomSequences(int count, int tokens, std::int64_t vocabulary, std::uint64_t seed)
{
    Stream stream(seed);
    std::vector<std::vector<int>> sequences(static_cast<std::size_t>(count));
    for (std::vector<int> &sequence : sequences) {
        for (int i = 0; i < tokens; ++i)
            sequence.push_back(static_cast<int>(stream.next() % static_cast<std::uint64_t>(vocabulary)));
    }
    return sequences;
}

} // namespace vernier::bench
