// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/family_config.h"

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

constexpr std::int64_t kMostExperts = 65536;
constexpr std::int64_t kWidestHead = 65536;

/// A switch whose other position is not computed.
void expectBoolean(ConfigKeys &keys, std::string_view key, bool expected)
{
    if (keys.boolean(key, expected) != expected)
        keys.fail(key, std::string("is ") + (expected ? "false" : "true") + ", a variant of the family that is not supported", ErrorCode::Unsupported);
}

/// Newer files have the share among the parameters of the rotation, under one name for all families.
void setRotaryShare(ConfigKeys &keys, std::string_view key, double fallback, ModelConfig &config)
{
    for (const char *place : {"rope_scaling", "rope_parameters"}) {
        if (const nlohmann::json *parameters = keys.find(place); parameters && parameters->is_object()) {
            ConfigKeys inner(*parameters, place);
            fallback = inner.number("partial_rotary_factor", 0.0, 1.0, fallback);
            if (inner.error())
                keys.fail(place, "is unusable: " + toString(*inner.error()));
        }
    }
    config.rotaryDim = static_cast<int>(std::lround(keys.number(key, 0.0, 1.0, fallback) * config.headDim));
}

/// Number of experts, and how many a token goes through.
void readExperts(ConfigKeys &keys, std::string_view countKey, std::int64_t fallback, ModelConfig &config)
{
    config.experts.count = static_cast<int>(keys.integer(countKey, 1, kMostExperts, fallback));
    config.experts.perToken = static_cast<int>(keys.integer("num_experts_per_tok", 1, config.experts.count, std::nullopt));
    constexpr std::int64_t kMostInAll = 1 << 18; // a list of all layers must not take all memory
    if (config.experts.count * std::int64_t{config.blocks} > kMostInAll) {
        keys.fail(countKey, "and \"num_hidden_layers\" make " + std::to_string(config.experts.count * std::int64_t{config.blocks}) + " experts, more than any model has");
        config.experts.count = 1;
    }
}

std::int64_t readWidth(ConfigKeys &keys, std::string_view key)
{
    return keys.integer(key, 1, std::int64_t{1} << 22, std::nullopt);
}

} // namespace

void adaptBaichuan(ConfigKeys &keys, ModelConfig &config)
{
    constexpr std::int64_t kSecondVocabulary = 125696; // of the published models of the second generation
    if (!keys.has("max_position_embeddings")) {        // 13B; 7B has it
        config.positions = PositionKind::Alibi;
        config.context = keys.integer("model_max_length", 1, std::int64_t{1} << 31, config.context);
    }
    config.unitHeadRows = config.vocabulary == kSecondVocabulary || keys.has("tokenizer_class");
}

void adaptBloom(ConfigKeys &keys, ModelConfig &config)
{
    expectBoolean(keys, "apply_residual_connection_post_layernorm", false);
    config.activation = Activation::GeluTanh; // whatever the config says
}

void adaptChatGlm(ConfigKeys &keys, ModelConfig &config)
{
    if (keys.has("position_encoding_2d"))
        keys.fail("position_encoding_2d", "belongs to the first ChatGLM, which is not supported; ChatGLM2, ChatGLM3 and GLM-4 are", ErrorCode::Unsupported);
    expectBoolean(keys, "rmsnorm", true);
    expectBoolean(keys, "post_layer_norm", true);
    expectBoolean(keys, "apply_residual_connection_post_layernorm", false);
    if (!keys.boolean("multi_query_attention", false))
        config.kvHeads = config.heads;
    const bool biases = keys.boolean("add_bias_linear", false);
    config.qkvBias = biases || keys.boolean("add_qkv_bias", false);
    config.outputBias = biases;
    config.mlpBias = biases;
    config.rotaryDim = config.headDim / 2;
    const double ratio = keys.number("rope_ratio", 1e-3, 1e9, 1.0);
    const bool dividesPositions = keys.string("_name_or_path", "").find("chatglm2") != std::string::npos;
    config.ropeTheta = dividesPositions ? 10000.0 : 10000.0 * ratio;
    if (dividesPositions && ratio != 1.0) {
        config.ropeScaling.kind = RopeScaling::Kind::Linear;
        config.ropeScaling.factor = ratio;
    }
}

void adaptDeepSeek(ConfigKeys &keys, ModelConfig &config)
{
    const bool isThird = config.modelType == "deepseek_v3";
    config.latent = {.rank = readWidth(keys, "kv_lora_rank"), .queryRank = keys.has("q_lora_rank") ? readWidth(keys, "q_lora_rank") : 0};
    config.kvHeads = config.heads;
    config.furtherBlocks = static_cast<int>(keys.integer("num_nextn_predict_layers", 0, 1000, 0));
    config.rotaryFirst = static_cast<int>(keys.integer("qk_nope_head_dim", 1, kWidestHead, std::nullopt));
    config.rotaryDim = static_cast<int>(keys.integer("qk_rope_head_dim", 1, kWidestHead, std::nullopt));
    config.headDim = config.rotaryFirst + config.rotaryDim;
    config.valueDim = static_cast<int>(keys.integer("v_head_dim", 1, kWidestHead, std::nullopt));
    config.scoreDivisor = std::sqrt(static_cast<double>(config.headDim)) / std::pow(config.ropeScaling.scoreAmplitude, 2.0);
    if (!keys.has("n_routed_experts"))
        return;
    ExpertConfig &experts = config.experts;
    readExperts(keys, "n_routed_experts", 0, config);
    experts.width = readWidth(keys, "moe_intermediate_size");
    experts.sharedWidth = experts.width * keys.integer("n_shared_experts", 0, kMostExperts, 0);
    experts.sumsToOne = keys.boolean("norm_topk_prob", isThird);
    const auto scale = static_cast<float>(keys.number("routed_scaling_factor", 0.0, 1e6, isThird ? 2.5 : 1.0));
    experts.weightScale = isThird || !experts.sumsToOne ? scale : 1.0f; // the second generation does one or the other
    experts.hasCorrection = isThird;
    experts.groupScore = isThird ? GroupScore::TwoLargest : GroupScore::Best;
    const std::string method = keys.string("topk_method", isThird ? "noaux_tc" : "greedy");
    if (method != (isThird ? "noaux_tc" : "greedy") && (isThird || method != "group_limited_greedy"))
        keys.fail("topk_method", "is \"" + method + "\", a way to choose experts that is not supported", ErrorCode::Unsupported);
    const std::string scoring = keys.string("scoring_func", isThird ? "sigmoid" : "softmax");
    experts.scoring = scoring == "sigmoid" ? RouterScoring::Sigmoid : RouterScoring::Softmax;
    if (scoring != "sigmoid" && scoring != "softmax")
        keys.fail("scoring_func", "is \"" + scoring + "\"; softmax and sigmoid are supported", ErrorCode::Unsupported);
    if (method != "greedy") {
        experts.groups = static_cast<int>(keys.integer("n_group", 1, experts.count, 1));
        experts.chosenGroups = static_cast<int>(keys.integer("topk_group", 1, experts.groups, 1));
        if (experts.count % experts.groups != 0 || (isThird && experts.count / experts.groups < 2))
            keys.fail("n_group", "does not divide \"n_routed_experts\" into groups that can be chosen");
        if (experts.perToken > experts.chosenGroups * (experts.count / experts.groups))
            keys.fail("topk_group", "leaves fewer experts than \"num_experts_per_tok\"");
    }
    const std::int64_t dense = keys.integer("first_k_dense_replace", 0, 100000, 0);
    const std::int64_t period = keys.integer("moe_layer_freq", 1, 100000, 1);
    for (int block = 0; block < config.blocks; ++block) {
        if (block < dense || block % period != 0)
            experts.denseBlocks.push_back(block);
    }
}

void adaptGemma(ConfigKeys &, ModelConfig &config)
{
    config.embeddingScale = std::sqrt(static_cast<float>(config.hidden));
    config.activation = Activation::GeluTanh; // whatever the config says
}

void adaptGemma2(ConfigKeys &keys, ModelConfig &config)
{
    adaptGemma(keys, config);
    if (const std::string activation = keys.string("hidden_activation", "gelu_pytorch_tanh"); activation != "gelu_pytorch_tanh")
        keys.fail("hidden_activation", "is \"" + activation + "\"; the family has gelu_pytorch_tanh", ErrorCode::Unsupported);
    config.scoreDivisor = std::sqrt(keys.number("query_pre_attn_scalar", 1e-3, 1e9, 256.0));
    config.attentionSoftcap = static_cast<float>(keys.number("attn_logit_softcapping", 0.0, 1e9, 0.0));
    config.logitSoftcap = static_cast<float>(keys.number("final_logit_softcapping", 0.0, 1e9, 0.0));
    config.windowPeriod = 2;
}

void adaptGlm4(ConfigKeys &keys, ModelConfig &config)
{
    config.outputBias = false; // attention_bias is of query, key and value
    setRotaryShare(keys, "partial_rotary_factor", 0.5, config);
}

void adaptGpt2(ConfigKeys &keys, ModelConfig &config)
{
    expectBoolean(keys, "scale_attn_weights", true);
    expectBoolean(keys, "scale_attn_by_inverse_layer_idx", false);
    expectBoolean(keys, "add_cross_attention", false);
    config.longestSequence = config.context;
}

void adaptGptNeox(ConfigKeys &keys, ModelConfig &config)
{
    config.parallelResidual = keys.boolean("use_parallel_residual", true);
    config.qkvBias = keys.boolean("attention_bias", true);
    config.outputBias = config.qkvBias;
    setRotaryShare(keys, "rotary_pct", 0.25, config);
}

void adaptInternLm2(ConfigKeys &keys, ModelConfig &config)
{
    config.qkvBias = keys.boolean("bias", true);
    config.outputBias = config.qkvBias;
}

void adaptMixtral(ConfigKeys &keys, ModelConfig &config)
{
    readExperts(keys, "num_local_experts", 8, config);
    config.experts.width = config.intermediate;
    config.experts.sumsToOne = true;
}

void adaptOpt(ConfigKeys &keys, ModelConfig &config)
{
    constexpr std::int64_t kOffset = 2; // the published code's, from the index of its padding token
    expectBoolean(keys, "layer_norm_elementwise_affine", true);
    expectBoolean(keys, "_remove_final_layer_norm", false);
    expectBoolean(keys, "enable_bias", true);
    config.postNorm = !keys.boolean("do_layer_norm_before", true);
    config.embeddingWidth = keys.integer("word_embed_proj_dim", 1, std::int64_t{1} << 22, config.hidden);
    config.positionOffset = kOffset;
    config.longestSequence = config.context;
}

void adaptPhi3(ConfigKeys &keys, ModelConfig &config)
{
    config.qkvBias = false; // attention_bias is in the file and not read
    config.outputBias = false;
    setRotaryShare(keys, "partial_rotary_factor", 1.0, config);
}

void adaptQwen(ConfigKeys &keys, ModelConfig &config)
{
    if (config.intermediate % 2 != 0)
        keys.fail("intermediate_size", "is odd; it counts the rows of w1 and w2 together");
    config.intermediate /= 2;
    setRotaryShare(keys, "rotary_pct", 1.0, config);
    expectBoolean(keys, "no_bias", true);
    if (keys.boolean("use_dynamic_ntk", false) || keys.boolean("use_logn_attn", false)) // act on longer sequences alone
        config.longestSequence = keys.integer("seq_length", 1, std::int64_t{1} << 31, config.context);
}

void adaptQwenMoe(ConfigKeys &keys, ModelConfig &config)
{
    readExperts(keys, "num_experts", 60, config);
    config.experts.width = readWidth(keys, "moe_intermediate_size");
    if (config.modelType == "qwen2_moe")
        config.experts.sharedWidth = readWidth(keys, "shared_expert_intermediate_size");
    config.experts.sumsToOne = keys.boolean("norm_topk_prob", false);
    config.experts.period = static_cast<int>(keys.integer("decoder_sparse_step", 1, 100000, 1));
    if (const nlohmann::json *dense = keys.find("mlp_only_layers")) {
        if (!dense->is_array() || !std::all_of(dense->begin(), dense->end(), [](const nlohmann::json &block) { return block.is_number_integer(); }))
            return keys.fail("mlp_only_layers", "is not a list of integers");
        for (const nlohmann::json &block : *dense) {
            if (block >= 0 && block < config.blocks)
                config.experts.denseBlocks.push_back(block.get<int>());
        }
    }
}

} // namespace vernier
