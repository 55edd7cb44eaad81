// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/gguf_model.h"

#include "core/io/gguf_file.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

namespace vernier {

namespace {

/// An architecture of GGUF files and the family that it is here.
struct GgufFamily
{
    std::string_view architecture; ///< general.architecture
    std::string_view modelType;    ///< config.json's
    bool pairsRows = false;        ///< rows of queries and keys are stored in rotary pairs
};

constexpr std::array<GgufFamily, 3> kGgufFamilies{{{"llama", "llama", true}, {"qwen2", "qwen2"}, {"qwen3", "qwen3"}}};

struct GgufName
{
    std::string_view stored;
    std::string_view module;
};

constexpr std::array<GgufName, 3> kOutside{{{"token_embd", "model.embed_tokens"}, {"output_norm", "model.norm"}, {"output", "lm_head"}}};

/// Behind "blk.N." and "model.layers.N.".
constexpr std::array<GgufName, 11> kInBlock{{{"attn_norm", "input_layernorm"},
                                             {"ffn_norm", "post_attention_layernorm"},
                                             {"attn_q", "self_attn.q_proj"},
                                             {"attn_k", "self_attn.k_proj"},
                                             {"attn_v", "self_attn.v_proj"},
                                             {"attn_output", "self_attn.o_proj"},
                                             {"attn_q_norm", "self_attn.q_norm"},
                                             {"attn_k_norm", "self_attn.k_norm"},
                                             {"ffn_gate", "mlp.gate_proj"},
                                             {"ffn_up", "mlp.up_proj"},
                                             {"ffn_down", "mlp.down_proj"}}};

constexpr std::string_view kRopeFactors = "rope_freqs.weight";

template <std::size_t Count>
std::string_view moduleOf(const std::array<GgufName, Count> &names, std::string_view stored)
{
    const auto found = std::find_if(names.begin(), names.end(), [&](const GgufName &name) { return name.stored == stored; });
    return found == names.end() ? std::string_view() : found->module;
}

/// blk.3.attn_q.weight -> model.layers.3.self_attn.q_proj.weight; a name that is not known stays.
std::string checkpointName(std::string_view stored)
{
    constexpr std::string_view kBlock = "blk.";
    const std::size_t dot = stored.rfind('.');
    const std::string_view suffix = dot == stored.npos ? std::string_view() : stored.substr(dot);
    std::string_view stem = stored.substr(0, dot);
    std::string prefix;
    std::string_view module;
    if (stem.starts_with(kBlock)) {
        stem.remove_prefix(kBlock.size());
        const std::size_t end = stem.find('.');
        prefix = "model.layers." + std::string(stem.substr(0, end)) + ".";
        module = end == stem.npos ? std::string_view() : moduleOf(kInBlock, stem.substr(end + 1));
    } else {
        module = moduleOf(kOutside, stem);
    }
    const bool isKnown = !module.empty() && (suffix == ".weight" || suffix == ".bias");
    return isKnown ? prefix + std::string(module) + std::string(suffix) : std::string(stored);
}

/// Undoes the order of rows in which a rotary pair is two neighbours: within each head, row i of half h is stored as 2 i + h.
void unpairRows(TensorView &view, std::int64_t heads)
{
    const std::int64_t rows = view.shape.empty() ? 0 : view.shape.front();
    if (heads <= 0 || heads > rows || rows % (2 * heads) != 0 || view.elements() == 0)
        return; // the checkpoint's check of shapes will say so
    const std::int64_t in = view.elements() / rows;
    const std::int64_t half = rows / heads / 2;
    view.axes = {{heads, 2 * half * in}, {2, in}, {half, 2 * in}, {in, 1}};
}

class Translator
{
public:
    explicit Translator(const GgufFile &file)
        : m_file(file)
        , m_architecture(file.text("general.architecture").value_or(""))
    {}

    Result<GgufModel> translate()
    {
        VERNIER_TRY(checkKind());
        GgufModel model;
        VERNIER_ASSIGN(model.config, config());
        VERNIER_ASSIGN(model.tensors, tensors());
        return model;
    }

private:
    [[nodiscard]] Error refused(const std::string &message) const { return {ErrorCode::Unsupported, message, m_file.path().string()}; }

    [[nodiscard]] std::string key(const char *name) const { return std::string(m_architecture) + "." + name; }

    Result<void> checkKind()
    {
        const auto family = std::find_if(kGgufFamilies.begin(), kGgufFamilies.end(), [&](const GgufFamily &f) { return f.architecture == m_architecture; });
        if (family == kGgufFamilies.end()) {
            std::string known;
            for (const GgufFamily &each : kGgufFamilies)
                known += (known.empty() ? "" : ", ") + std::string(each.architecture);
            return refused("GGUF files of the architecture \"" + printable(m_architecture) + "\" are not read, only of " + known
                           + "; open the checkpoint that it was converted from");
        }
        m_family = &*family;
        if (m_file.integer("split.count").value_or(1) > 1)
            return refused("this is one of several parts of a model, which are not read by themselves: join them with `llama-gguf-split --merge`");
        if (m_file.integer(key("expert_count")).value_or(0) > 0)
            return refused("GGUF files of models with experts are not read; open the checkpoint that it was converted from");
        return {};
    }

    Result<nlohmann::json> config()
    {
        nlohmann::json json{{"model_type", m_family->modelType}};
        for (const auto &[name, ours] : {std::pair{"embedding_length", "hidden_size"}, {"feed_forward_length", "intermediate_size"}, {"block_count", "num_hidden_layers"},
                                         {"attention.head_count", "num_attention_heads"}, {"context_length", "max_position_embeddings"}}) {
            const auto value = m_file.integer(key(name));
            if (!value)
                return Error{ErrorCode::CorruptFile, "the metadata \"" + printable(key(name)) + "\" are missing, or no whole number: convert the model again",
                             m_file.path().string()};
            json[ours] = *value;
        }
        m_heads = json["num_attention_heads"].get<std::int64_t>();
        m_keyHeads = m_file.integer(key("attention.head_count_kv")).value_or(m_heads);
        json["num_key_value_heads"] = m_keyHeads;
        const std::int64_t hidden = json["hidden_size"].get<std::int64_t>();
        const std::int64_t headDim = m_file.integer(key("attention.key_length")).value_or(m_heads > 0 ? hidden / m_heads : 0);
        json["head_dim"] = headDim;
        if (const auto turned = m_file.integer(key("rope.dimension_count")); turned && *turned != headDim)
            return refused("the model turns " + std::to_string(*turned) + " of the " + std::to_string(headDim) + " channels of a head ("
                           + printable(key("rope.dimension_count")) + "), which is not computed; open the checkpoint that it was converted from");
        json["rms_norm_eps"] = m_file.number(key("attention.layer_norm_rms_epsilon")).value_or(1e-6);
        json["rope_theta"] = m_file.number(key("rope.freq_base")).value_or(10000.0);
        json["tie_word_embeddings"] = !m_file.tensors()->contains("output.weight");
        json["attention_bias"] = m_family->pairsRows && m_file.tensors()->contains("blk.0.attn_q.bias");
        if (const auto embedding = m_file.tensors()->find("token_embd.weight"); embedding && embedding->shape.size() == 2)
            json["vocab_size"] = embedding->shape.front();
        else
            json["vocab_size"] = m_file.integer(key("vocab_size")).value_or(0);
        VERNIER_TRY(addRopeScaling(json));
        return json;
    }

    Result<void> addRopeScaling(nlohmann::json &json)
    {
        // Without a type a factor stretches linearly; the oldest files call it scale_linear.
        const double factor = m_file.number(key("rope.scaling.factor")).value_or(m_file.number(key("rope.scale_linear")).value_or(0.0));
        const bool stretches = factor != 0.0 && factor != 1.0;
        const std::string_view type = m_file.text(key("rope.scaling.type")).value_or(stretches ? "linear" : "none");
        if (type != "none")
            json["rope_scaling"] = {{"rope_type", type}, {"factor", stretches ? factor : 1.0}};
        if (const auto original = m_file.integer(key("rope.scaling.original_context_length")); original && type != "none")
            json["rope_scaling"]["original_max_position_embeddings"] = *original;
        if (!m_file.tensors()->contains(kRopeFactors))
            return {};
        VERNIER_ASSIGN(const TensorView view, m_file.tensors()->find(kRopeFactors));
        const std::int64_t count = view.elements();
        if (count == 0 || count != m_file.integer(key("rope.dimension_count")).value_or(2 * count) / 2)
            return refused("the file has " + std::to_string(count) + " factors of rotary frequencies (" + std::string(kRopeFactors)
                           + "), not one for each pair of channels; open the checkpoint that it was converted from");
        std::vector<float> factors(static_cast<std::size_t>(count));
        copyToFloat(view, 0, factors);
        const nlohmann::json scaling = llama3Scaling(factors, json["rope_theta"].get<double>());
        if (scaling.is_null())
            return refused("the factors of rotary frequencies (" + std::string(kRopeFactors) + ") are not those of Llama 3; open the checkpoint that it was converted from");
        json["rope_scaling"] = scaling;
        return {};
    }

    /// What Llama 3.1 and later have, with the factor that the longest wavelength tells; null if the others are not as it says.
    static nlohmann::json llama3Scaling(const std::vector<float> &factors, double theta)
    {
        constexpr double kLow = 1.0;
        constexpr double kHigh = 4.0;
        constexpr double kOriginal = 8192.0;
        constexpr double kTolerance = 1e-4; // they were computed in float32
        const double factor = factors.back();
        for (std::size_t i = 0; i < factors.size(); ++i) {
            const double wavelength = 2.0 * std::numbers::pi * std::pow(theta, static_cast<double>(i) / static_cast<double>(factors.size()));
            const double smooth = std::clamp((kOriginal / wavelength - kLow) / (kHigh - kLow), 0.0, 1.0);
            const double expected = 1.0 / ((1.0 - smooth) / factor + smooth);
            if (!(std::abs(factors[i] - expected) <= kTolerance * expected))
                return nullptr;
        }
        return {{"rope_type", "llama3"}, {"factor", factor}, {"low_freq_factor", kLow}, {"high_freq_factor", kHigh}, {"original_max_position_embeddings", kOriginal}};
    }

    Result<std::shared_ptr<const TensorFolder>> tensors()
    {
        const TensorFile &stored = *m_file.tensors();
        TensorFile::Contents contents{.mapping = stored.mapping(), .tensors = stored.tensors(), .unreadable = stored.unreadable(), .metadata = {},
                                      .header = stored.header(), .dataBytes = stored.dataBytes()};
        for (StoredTensor &tensor : contents.tensors) {
            const std::string_view name = tensor.name;
            if (m_family->pairsRows && name.starts_with("blk.") && (name.ends_with(".attn_q.weight") || name.ends_with(".attn_q.bias")))
                unpairRows(tensor.view, m_heads);
            if (m_family->pairsRows && name.starts_with("blk.") && (name.ends_with(".attn_k.weight") || name.ends_with(".attn_k.bias")))
                unpairRows(tensor.view, m_keyHeads);
            tensor.name = checkpointName(tensor.name);
        }
        for (UnreadableTensor &tensor : contents.unreadable)
            tensor.name = checkpointName(tensor.name);
        VERNIER_ASSIGN(std::shared_ptr<const TensorFile> file, TensorFile::make(std::move(contents)));
        return TensorFolder::ofFile(std::move(file));
    }

    const GgufFile &m_file;
    std::string_view m_architecture;
    const GgufFamily *m_family = nullptr;
    std::int64_t m_heads = 0;
    std::int64_t m_keyHeads = 0;
};

} // namespace

bool isGgufName(std::string_view name)
{
    return name.ends_with(".gguf") || name.ends_with(".GGUF");
}

Result<GgufModel> openGgufModel(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const std::shared_ptr<const MappedFile> mapping, MappedFile::open(path));
    VERNIER_ASSIGN(const std::shared_ptr<const GgufFile> file, GgufFile::open(mapping));
    return Translator(*file).translate();
}

} // namespace vernier
