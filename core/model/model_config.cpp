// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_config.h"

#include "core/model/config_keys.h"
#include "core/model/family.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vernier {

namespace {

constexpr std::int64_t kLargestWidth = std::int64_t{1} << 22;
constexpr std::int64_t kLargestVocabulary = std::int64_t{1} << 26;

/// A list of divisors of frequencies.
std::vector<float> readFactors(ConfigKeys &keys, std::string_view key)
{
    constexpr std::size_t kMostFactors = 65536;
    const nlohmann::json *const list = keys.find(key);
    const auto isFactor = [](const nlohmann::json &value) { return value.is_number() && value.get<double>() > 1e-6 && value.get<double>() < 1e9; };
    if (!list || !list->is_array() || list->size() > kMostFactors || !std::all_of(list->begin(), list->end(), isFactor)) {
        keys.fail(key, "is not a list of positive numbers");
        return {};
    }
    std::vector<float> factors;
    for (const nlohmann::json &value : *list)
        factors.push_back(value.get<float>());
    return factors;
}

/// Source: Peng et al. 2023, YaRN, arXiv:2309.00071, section 3.4; mscale as in DeepSeek-V2's code, which
/// takes a part of it into the scores.
void readYarn(ConfigKeys &keys, RopeScaling &scaling)
{
    scaling.fastTurns = keys.number("beta_fast", 1e-3, 1e6, scaling.fastTurns);
    scaling.slowTurns = keys.number("beta_slow", 1e-3, 1e6, scaling.slowTurns);
    scaling.scoreAmplitude = scaling.yarnAmplitude(keys.number("mscale_all_dim", 0.0, 1e3, 0.0));
    scaling.amplitude = keys.number("attention_factor", 1e-3, 1e3, scaling.yarnAmplitude(keys.number("mscale", 0.0, 1e3, 1.0)) / scaling.scoreAmplitude);
}

/// Source: Ding et al. 2024, LongRoPE, arXiv:2402.13753; the amplitude as in Phi-3's code.
void readLongRope(ConfigKeys &keys, ConfigKeys &outer, double context, RopeScaling &scaling)
{
    scaling.shortFactors = readFactors(keys, "short_factor");
    scaling.longFactors = readFactors(keys, "long_factor");
    if (outer.has("original_max_position_embeddings")) // Phi-3 has it beside, not in the scaling
        scaling.originalContext = outer.number("original_max_position_embeddings", 1, 1e9, context);
    const double stretch = context / scaling.originalContext;
    scaling.amplitude = keys.number("attention_factor", 1e-3, 1e3, stretch > 1.0 ? std::sqrt(1.0 + std::log(stretch) / std::log(scaling.originalContext)) : 1.0);
}

RopeScaling readRopeScaling(const nlohmann::json &json, ConfigKeys &outer, const std::string &where, double context)
{
    RopeScaling scaling;
    if (!json.is_object()) {
        outer.fail("rope_scaling", "is not an object");
        return scaling;
    }
    ConfigKeys keys(json, where + ", rope_scaling");
    const std::string kind = keys.string("rope_type", keys.string("type", "default"));
    if (kind == "linear")
        scaling.kind = RopeScaling::Kind::Linear;
    else if (kind == "llama3")
        scaling.kind = RopeScaling::Kind::Llama3;
    else if (kind == "dynamic")
        scaling.kind = RopeScaling::Kind::Dynamic;
    else if (kind == "yarn")
        scaling.kind = RopeScaling::Kind::Yarn;
    else if (kind == "longrope" || kind == "su") // what the first Phi-3 called it
        scaling.kind = RopeScaling::Kind::Long;
    else if (kind != "default") {
        outer.fail("rope_scaling", "is of type \"" + kind + "\", which is not supported; supported: linear, llama3, yarn, longrope, dynamic",
                   ErrorCode::Unsupported);
        return scaling;
    }
    if (scaling.kind != RopeScaling::Kind::None && scaling.kind != RopeScaling::Kind::Long && !keys.has("factor"))
        keys.fail("factor", "is missing");
    scaling.factor = keys.number("factor", 1e-3, 1e6, 1.0);
    scaling.lowFrequencyFactor = keys.number("low_freq_factor", 1e-6, 1e6, 1.0);
    scaling.highFrequencyFactor = keys.number("high_freq_factor", 1e-6, 1e6, 4.0);
    scaling.originalContext = keys.number("original_max_position_embeddings", 1, 1e9, context);
    if (scaling.kind == RopeScaling::Kind::Llama3 && scaling.highFrequencyFactor <= scaling.lowFrequencyFactor)
        keys.fail("high_freq_factor", "must be larger than \"low_freq_factor\"");
    if (scaling.kind == RopeScaling::Kind::Yarn)
        readYarn(keys, scaling);
    if (scaling.kind == RopeScaling::Kind::Long)
        readLongRope(keys, outer, context, scaling);
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

void readWindow(ConfigKeys &keys, const Family &family, ModelConfig &config)
{
    const bool on = family.windowNeedsSwitch ? keys.boolean("use_sliding_window", false) : true;
    if (!on || !keys.has("sliding_window"))
        return;
    config.window = static_cast<int>(keys.integer("sliding_window", 1, std::int64_t{1} << 30, 0));
    if (family.windowNeedsSwitch)
        config.firstWindowBlock = static_cast<int>(keys.integer("max_window_layers", 0, 100000, 28));
}

void readSizes(ConfigKeys &keys, const Family &family, ModelConfig &config)
{
    config.hidden = keys.integer("hidden_size", 1, kLargestWidth, std::nullopt);
    config.intermediate = keys.integer("intermediate_size", 1, kLargestWidth,
                                       family.intermediateFactor > 0 ? std::optional(family.intermediateFactor * config.hidden) : std::nullopt);
    config.blocks = static_cast<int>(keys.integer("num_hidden_layers", 1, 10000, std::nullopt));
    config.heads = static_cast<int>(keys.integer("num_attention_heads", 1, 65536, std::nullopt));
    config.kvHeads = static_cast<int>(keys.integer("num_key_value_heads", 1, 65536, config.heads));
    if (!keys.has("head_dim") && config.hidden % config.heads != 0)
        keys.fail("hidden_size", "is not a multiple of \"num_attention_heads\", and there is no \"head_dim\"");
    config.headDim = static_cast<int>(keys.integer("head_dim", 1, 65536, std::max<std::int64_t>(1, config.hidden / config.heads)));
    if (config.heads % config.kvHeads != 0)
        keys.fail("num_key_value_heads", "does not divide \"num_attention_heads\"");
    config.embeddingWidth = config.hidden;
    config.vocabulary = keys.integer("vocab_size", 1, kLargestVocabulary, std::nullopt);
    config.context = keys.integer("max_position_embeddings", 1, std::int64_t{1} << 31, 2048);
}

void setFamily(const Family &family, ModelConfig &config)
{
    config.qkNorm = family.qkNorm;
    config.transposedWeights = family.transposedWeights;
    config.norm = family.norm;
    config.normOffset = family.normOffset;
    config.embeddingNorm = family.embeddingNorm;
    config.gatedMlp = family.gatedMlp;
    config.activation = family.activation;
    config.qkvLayout = family.qkvLayout;
    config.positions = family.positions;
    config.rotaryLayout = family.rotaryLayout;
}

void readActivation(ConfigKeys &keys, ModelConfig &config)
{
    using Row = std::pair<std::string_view, Activation>;
    static constexpr Row kNames[] = {{"silu", Activation::Silu},         {"swish", Activation::Silu},
                                     {"gelu_new", Activation::GeluTanh}, {"gelu_pytorch_tanh", Activation::GeluTanh},
                                     {"gelu_fast", Activation::GeluTanh}, {"gelu", Activation::Gelu},
                                     {"relu", Activation::Relu}};
    const std::string name = keys.string("hidden_act", "");
    if (name.empty())
        return;
    const auto found = std::find_if(std::begin(kNames), std::end(kNames), [&](const Row &row) { return row.first == name; });
    if (found == std::end(kNames))
        keys.fail("hidden_act", "is \"" + name + "\"; only silu, gelu, gelu_new and relu are supported", ErrorCode::Unsupported);
    else
        config.activation = found->second;
}

std::string supportedFamilies()
{
    std::string names;
    for (const Family &family : families())
        names += (names.empty() ? "" : ", ") + std::string(family.modelType);
    return names;
}

} // namespace

double RopeScaling::yarnAmplitude(double share) const
{
    return factor > 1.0 ? 1.0 + 0.1 * share * std::log(factor) : 1.0;
}

bool ModelConfig::isSparse(int block) const
{
    return experts.count > 0 && (block + 1) % experts.period == 0
        && std::find(experts.denseBlocks.begin(), experts.denseBlocks.end(), block) == experts.denseBlocks.end();
}

Result<ModelConfig> parseModelConfig(const nlohmann::json &json, const std::string &where)
{
    if (!json.is_object())
        return Error{ErrorCode::InvalidArgument, "is not a JSON object; expected a Hugging Face config.json", where};
    std::string architecture;
    if (const auto found = json.find("architectures"); found != json.end() && found->is_array() && !found->empty() && (*found)[0].is_string())
        architecture = (*found)[0].get<std::string>();
    ModelConfig config;
    ConfigKeys type(json, where);
    config.modelType = type.string("model_type", "");
    if (type.error())
        return *type.error();
    const Family *family = findFamily(config.modelType, architecture);
    if (!family) {
        const std::string &name = config.modelType.empty() ? architecture : config.modelType;
        return Error{ErrorCode::Unsupported,
                     (name.empty() ? "no architecture is named (\"model_type\")" : "the architecture \"" + name + "\" is not supported")
                         + "; supported are: " + supportedFamilies(),
                     where};
    }
    ConfigKeys keys(json, where, family->keys);
    config.modelType = family->modelType;
    if (keys.has("quantization_config"))
        return Error{ErrorCode::Unsupported,
                     "the checkpoint is already quantized (\"quantization_config\"); open the float checkpoint it was made from", where};

    readSizes(keys, *family, config);
    setFamily(*family, config);
    config.normEps = static_cast<float>(keys.number("rms_norm_eps", 0, 1, family->normEps));
    config.tiedHead = keys.boolean("tie_word_embeddings", family->tiedHead);
    const bool attentionBias = keys.boolean("attention_bias", false);
    config.qkvBias = family->qkvBias || attentionBias;
    config.outputBias = family->otherBias || (!family->qkvBias && attentionBias);
    config.mlpBias = keys.boolean("mlp_bias", family->otherBias);
    config.declaredDtype = declaredDtype(keys.string("torch_dtype", keys.string("dtype", "")));
    readWindow(keys, *family, config);
    readActivation(keys, config);

    // Newer configs keep the base and the scaling together in "rope_parameters".
    const char *scalingKey = keys.has("rope_scaling") ? "rope_scaling" : "rope_parameters";
    config.ropeTheta = keys.number("rope_theta", 1.0, 1e12, 10000.0);
    if (keys.has(scalingKey)) {
        config.ropeScaling = readRopeScaling(json[scalingKey], keys, where, static_cast<double>(config.context));
        if (json[scalingKey].is_object() && json[scalingKey].contains("rope_theta")) {
            ConfigKeys base(json[scalingKey], where);
            config.ropeTheta = base.number("rope_theta", 1.0, 1e12, config.ropeTheta);
            if (base.error())
                return *base.error();
        }
    }
    if (config.ropeScaling.kind == RopeScaling::Kind::Dynamic)
        config.longestSequence = config.context;
    config.rotaryDim = config.headDim;
    config.valueDim = config.headDim;
    config.scoreDivisor = std::sqrt(static_cast<double>(config.headDim));
    if (family->adapt)
        family->adapt(keys, config);
    if (config.positions == PositionKind::Rotary && (config.rotaryDim < 2 || config.rotaryDim > config.headDim || config.rotaryDim % 2 != 0))
        keys.fail("head_dim", config.rotaryDim % 2 != 0 ? "is odd: rotary embeddings need pairs of channels" : "leaves no channels for rotary embeddings");
    const RopeScaling &scaling = config.ropeScaling;
    if (scaling.kind == RopeScaling::Kind::Yarn && config.ropeTheta <= 1.0)
        keys.fail("rope_theta", "is 1, with which all channels turn alike and YaRN has nothing to stretch");
    const auto pairs = static_cast<std::size_t>(config.rotaryDim / 2);
    if (scaling.kind == RopeScaling::Kind::Long && !keys.error() && (scaling.shortFactors.size() != pairs || scaling.longFactors.size() != pairs))
        keys.fail(scalingKey, "has " + std::to_string(scaling.shortFactors.size()) + " short and " + std::to_string(scaling.longFactors.size())
                      + " long factors; the heads turn " + std::to_string(pairs) + " pairs of channels");
    if (keys.error())
        return *keys.error();
    return config;
}

} // namespace vernier
