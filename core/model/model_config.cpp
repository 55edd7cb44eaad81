// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_config.h"

#include "core/model/family.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace vernier {

namespace {

using Json = nlohmann::json;

/// Reads keys of one JSON object; remembers the first thing that is wrong.
class KeyReader
{
public:
    KeyReader(const Json &object, std::string where)
        : m_object(object)
        , m_where(std::move(where))
    {}

    [[nodiscard]] bool has(const char *key) const { return m_object.contains(key) && !m_object.at(key).is_null(); }

    std::int64_t integer(const char *key, std::int64_t low, std::int64_t high, std::optional<std::int64_t> fallback)
    {
        if (!has(key)) {
            if (!fallback)
                fail(key, "is missing");
            return fallback.value_or(low);
        }
        const Json &value = m_object.at(key);
        if (!value.is_number_integer() || value < low || value > high) {
            fail(key, "is " + shortDump(value) + "; expected an integer from " + std::to_string(low) + " to " + std::to_string(high));
            return low;
        }
        return value.get<std::int64_t>();
    }

    double number(const char *key, double low, double high, double fallback)
    {
        if (!has(key))
            return fallback;
        const Json &value = m_object.at(key);
        const double read = value.is_number() ? value.get<double>() : std::nan("");
        if (!(read >= low && read <= high)) {
            fail(key, "is " + shortDump(value) + "; expected a number from " + std::to_string(low) + " to " + std::to_string(high));
            return fallback;
        }
        return read;
    }

    bool boolean(const char *key, bool fallback)
    {
        if (!has(key))
            return fallback;
        if (!m_object.at(key).is_boolean()) {
            fail(key, "is " + shortDump(m_object.at(key)) + "; expected true or false");
            return fallback;
        }
        return m_object.at(key).get<bool>();
    }

    std::string string(const char *key, std::string fallback)
    {
        if (!has(key))
            return fallback;
        if (!m_object.at(key).is_string()) {
            fail(key, "is " + shortDump(m_object.at(key)) + "; expected a string");
            return fallback;
        }
        return m_object.at(key).get<std::string>();
    }

    void fail(const char *key, const std::string &what, ErrorCode code = ErrorCode::InvalidArgument)
    {
        if (!m_error)
            m_error = Error{code, "\"" + std::string(key) + "\" " + what, m_where};
    }

    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    static std::string shortDump(const Json &value)
    {
        constexpr std::size_t kLongest = 60;
        std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
        if (text.size() > kLongest)
            text = text.substr(0, kLongest) + "…";
        return text;
    }

    const Json &m_object;
    std::string m_where;
    std::optional<Error> m_error;
};

constexpr std::int64_t kLargestWidth = std::int64_t{1} << 22;
constexpr std::int64_t kLargestVocabulary = std::int64_t{1} << 26;

RopeScaling readRopeScaling(const Json &json, KeyReader &outer, const std::string &where, double context)
{
    RopeScaling scaling;
    if (!json.is_object()) {
        outer.fail("rope_scaling", "is not an object");
        return scaling;
    }
    KeyReader keys(json, where + ", rope_scaling");
    const std::string kind = keys.string("rope_type", keys.string("type", "default"));
    if (kind == "linear")
        scaling.kind = RopeScaling::Kind::Linear;
    else if (kind == "llama3")
        scaling.kind = RopeScaling::Kind::Llama3;
    else if (kind != "default") {
        outer.fail("rope_scaling", "is of type \"" + kind + "\", which is not supported; supported: linear, llama3",
                   ErrorCode::Unsupported);
        return scaling;
    }
    if (scaling.kind != RopeScaling::Kind::None && !keys.has("factor"))
        keys.fail("factor", "is missing");
    scaling.factor = keys.number("factor", 1e-3, 1e6, 1.0);
    scaling.lowFrequencyFactor = keys.number("low_freq_factor", 1e-6, 1e6, 1.0);
    scaling.highFrequencyFactor = keys.number("high_freq_factor", 1e-6, 1e6, 4.0);
    scaling.originalContext = keys.number("original_max_position_embeddings", 1, 1e9, context);
    if (scaling.kind == RopeScaling::Kind::Llama3 && scaling.highFrequencyFactor <= scaling.lowFrequencyFactor)
        keys.fail("high_freq_factor", "must be larger than \"low_freq_factor\"");
    if (keys.error())
        outer.fail("rope_scaling", "is unusable: " + toString(*keys.error()));
    return scaling;
}

std::optional<DType> declaredDtype(const std::string &name)
{
    if (name == "float32" || name == "float")
        return DType::F32;
    if (name == "bfloat16")
        return DType::BF16;
    if (name == "float16" || name == "half")
        return DType::F16;
    return std::nullopt;
}

void readWindow(KeyReader &keys, const Family &family, ModelConfig &config)
{
    const bool on = family.windowNeedsSwitch ? keys.boolean("use_sliding_window", false) : true;
    if (!on || !keys.has("sliding_window"))
        return;
    config.window = static_cast<int>(keys.integer("sliding_window", 1, std::int64_t{1} << 30, 0));
    if (family.windowNeedsSwitch)
        config.firstWindowBlock = static_cast<int>(keys.integer("max_window_layers", 0, 100000, 28));
}

std::string supportedFamilies()
{
    std::string names;
    for (const Family &family : families())
        names += (names.empty() ? "" : ", ") + std::string(family.modelType);
    return names;
}

} // namespace

Result<ModelConfig> parseModelConfig(const nlohmann::json &json, const std::string &where)
{
    if (!json.is_object())
        return Error{ErrorCode::InvalidArgument, "is not a JSON object; expected a Hugging Face config.json", where};
    KeyReader keys(json, where);
    std::string architecture;
    if (keys.has("architectures") && json["architectures"].is_array() && !json["architectures"].empty()
        && json["architectures"][0].is_string())
        architecture = json["architectures"][0].get<std::string>();
    ModelConfig config;
    config.modelType = keys.string("model_type", "");
    const Family *family = findFamily(config.modelType, architecture);
    if (keys.error())
        return *keys.error();
    if (!family) {
        const std::string &name = config.modelType.empty() ? architecture : config.modelType;
        return Error{ErrorCode::Unsupported,
                     (name.empty() ? "no architecture is named (\"model_type\")" : "the architecture \"" + name + "\" is not supported")
                         + "; supported are: " + supportedFamilies(),
                     where};
    }
    config.modelType = family->modelType;
    if (keys.has("quantization_config"))
        return Error{ErrorCode::Unsupported,
                     "the checkpoint is already quantized (\"quantization_config\"); open the float checkpoint it was made from", where};

    config.hidden = keys.integer("hidden_size", 1, kLargestWidth, std::nullopt);
    config.intermediate = keys.integer("intermediate_size", 1, kLargestWidth, std::nullopt);
    config.blocks = static_cast<int>(keys.integer("num_hidden_layers", 1, 10000, std::nullopt));
    config.heads = static_cast<int>(keys.integer("num_attention_heads", 1, 65536, std::nullopt));
    config.kvHeads = static_cast<int>(keys.integer("num_key_value_heads", 1, 65536, config.heads));
    if (!keys.has("head_dim") && config.hidden % config.heads != 0)
        keys.fail("hidden_size", "is not a multiple of \"num_attention_heads\", and there is no \"head_dim\"");
    config.headDim = static_cast<int>(keys.integer("head_dim", 1, 65536, std::max<std::int64_t>(1, config.hidden / config.heads)));
    if (config.headDim % 2 != 0)
        keys.fail("head_dim", "is odd: rotary embeddings need pairs of channels");
    if (config.heads % config.kvHeads != 0)
        keys.fail("num_key_value_heads", "does not divide \"num_attention_heads\"");
    config.vocabulary = keys.integer("vocab_size", 1, kLargestVocabulary, std::nullopt);
    config.context = keys.integer("max_position_embeddings", 1, std::int64_t{1} << 31, 2048);
    config.rmsNormEps = static_cast<float>(keys.number("rms_norm_eps", 0, 1, 1e-6));
    config.tiedHead = keys.boolean("tie_word_embeddings", false);
    const bool attentionBias = keys.boolean("attention_bias", false);
    config.qkvBias = family->qkvBias || attentionBias;
    config.outputBias = !family->qkvBias && attentionBias;
    config.mlpBias = keys.boolean("mlp_bias", false);
    config.qkNorm = family->qkNorm;
    config.declaredDtype = declaredDtype(keys.string("torch_dtype", keys.string("dtype", "")));
    readWindow(keys, *family, config);
    if (const std::string activation = keys.string("hidden_act", "silu"); activation != "silu" && activation != "swish")
        keys.fail("hidden_act", "is \"" + activation + "\"; only the gated SiLU of this family is supported",
                  ErrorCode::Unsupported);

    // Newer configs keep the base and the scaling together in "rope_parameters".
    const char *scalingKey = keys.has("rope_scaling") ? "rope_scaling" : "rope_parameters";
    config.ropeTheta = keys.number("rope_theta", 1.0, 1e12, 10000.0);
    if (keys.has(scalingKey)) {
        config.ropeScaling = readRopeScaling(json[scalingKey], keys, where, static_cast<double>(config.context));
        if (json[scalingKey].is_object() && json[scalingKey].contains("rope_theta")) {
            KeyReader base(json[scalingKey], where);
            config.ropeTheta = base.number("rope_theta", 1.0, 1e12, config.ropeTheta);
            if (base.error())
                return *base.error();
        }
    }
    if (keys.error())
        return *keys.error();
    return config;
}

} // namespace vernier
