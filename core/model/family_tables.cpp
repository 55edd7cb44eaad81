// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/family.h"

#include "core/model/family_config.h"

#include <algorithm>
#include <array>

// The architectures. Modules stand in the order in which the public model code defines them.

namespace vernier {

namespace {

constexpr BlockModule linear(std::string_view name, LayerRole role)
{
    return {name, role, std::nullopt};
}

constexpr BlockModule ofExperts(std::string_view name, LayerRole role)
{
    return {name, role, std::nullopt, BlockModule::Place::Expert};
}

constexpr BlockModule ofSharedExpert(std::string_view name, LayerRole role)
{
    return {name, role, std::nullopt, BlockModule::Place::SharedExpert};
}

constexpr BlockModule norm(std::string_view name, NormRole role)
{
    return {name, std::nullopt, role};
}

constexpr BlockModule parameter(std::string_view name, ParameterRole role)
{
    return {name, std::nullopt, std::nullopt, BlockModule::Place::Plain, role};
}

/// One list after the other.
template <std::size_t... Counts>
constexpr auto joined(const std::array<BlockModule, Counts> &...lists)
{
    std::array<BlockModule, (Counts + ...)> all{};
    auto next = all.begin();
    ((next = std::copy(lists.begin(), lists.end(), next)), ...);
    return all;
}

constexpr ModelNames kLlamaNames{.base = "model.",
                                 .blocks = "model.layers.",
                                 .embedding = "model.embed_tokens",
                                 .finalNorm = "model.norm",
                                 .head = "lm_head"};

// What many families share

constexpr std::array kSelfAttention{linear("self_attn.q_proj", LayerRole::Query),
                                    linear("self_attn.k_proj", LayerRole::Key),
                                    linear("self_attn.v_proj", LayerRole::Value),
                                    linear("self_attn.o_proj", LayerRole::AttentionOutput)};
constexpr std::array kHeadNorms{norm("self_attn.q_norm", NormRole::Query), norm("self_attn.k_norm", NormRole::Key)};
constexpr std::array kGatedMlp{linear("mlp.gate_proj", LayerRole::Gate), linear("mlp.up_proj", LayerRole::Up), linear("mlp.down_proj", LayerRole::Down)};
constexpr std::array kFusedGatedMlp{linear("mlp.gate_up_proj", LayerRole::FusedGateUp), linear("mlp.down_proj", LayerRole::Down)};
constexpr std::array kRouter{linear("mlp.gate", LayerRole::Router)};
constexpr std::array kExperts{ofExperts("mlp.experts.*.gate_proj", LayerRole::Gate),
                              ofExperts("mlp.experts.*.up_proj", LayerRole::Up),
                              ofExperts("mlp.experts.*.down_proj", LayerRole::Down)};
constexpr std::array kBlockNorms{norm("input_layernorm", NormRole::Input), norm("post_attention_layernorm", NormRole::Mlp)};

// Llama, Mistral, Qwen 2 and 3, Gemma

constexpr auto kLlamaBlock = joined(kSelfAttention, kHeadNorms, kGatedMlp, kBlockNorms);

// Baichuan

constexpr std::array kBaichuanBlock{linear("self_attn.W_pack", LayerRole::FusedQkv),
                                    linear("self_attn.o_proj", LayerRole::AttentionOutput),
                                    linear("mlp.gate_proj", LayerRole::Gate),
                                    linear("mlp.down_proj", LayerRole::Down),
                                    linear("mlp.up_proj", LayerRole::Up),
                                    norm("input_layernorm", NormRole::Input),
                                    norm("post_attention_layernorm", NormRole::Mlp)};

// ChatGLM2, ChatGLM3, GLM-4-9B

constexpr ModelNames kChatGlmNames{.base = "transformer.",
                                   .blocks = "transformer.encoder.layers.",
                                   .embedding = "transformer.embedding.word_embeddings",
                                   .finalNorm = "transformer.encoder.final_layernorm",
                                   .head = "transformer.output_layer"};

constexpr std::array kChatGlmBlock{norm("input_layernorm", NormRole::Input),
                                   linear("self_attention.query_key_value", LayerRole::FusedQkv),
                                   linear("self_attention.dense", LayerRole::AttentionOutput),
                                   norm("post_attention_layernorm", NormRole::Mlp),
                                   linear("mlp.dense_h_to_4h", LayerRole::FusedGateUp),
                                   linear("mlp.dense_4h_to_h", LayerRole::Down)};

constexpr std::array<KeyAlias, 7> kChatGlmKeys{{{"num_hidden_layers", "num_layers"},
                                                {"intermediate_size", "ffn_hidden_size"},
                                                {"vocab_size", "padded_vocab_size"},
                                                {"head_dim", "kv_channels"},
                                                {"rms_norm_eps", "layernorm_epsilon"},
                                                {"num_key_value_heads", "multi_query_group_num"},
                                                {"max_position_embeddings", "seq_length"}}};

// GLM, GLM-4

constexpr auto kGlmBlock = joined(kSelfAttention, kFusedGatedMlp, kBlockNorms);

constexpr auto kGlm4Block = joined(kGlmBlock, std::array{norm("post_self_attn_layernorm", NormRole::AttentionOutput), norm("post_mlp_layernorm", NormRole::MlpOutput)});

// Qwen, the first generation

constexpr ModelNames kQwenNames{.base = "transformer.",
                                .blocks = "transformer.h.",
                                .embedding = "transformer.wte",
                                .finalNorm = "transformer.ln_f",
                                .head = "lm_head"};

constexpr std::array kQwenBlock{norm("ln_1", NormRole::Input),
                                linear("attn.c_attn", LayerRole::FusedQkv),
                                linear("attn.c_proj", LayerRole::AttentionOutput),
                                norm("ln_2", NormRole::Mlp),
                                linear("mlp.w1", LayerRole::Up),
                                linear("mlp.w2", LayerRole::Gate),
                                linear("mlp.c_proj", LayerRole::Down)};

constexpr std::array<KeyAlias, 3> kQwenKeys{{{"rms_norm_eps", "layer_norm_epsilon"}, {"head_dim", "kv_channels"}, {"rope_theta", "rotary_emb_base"}}};

// InternLM2

constexpr ModelNames kInternLm2Names{.base = "model.",
                                     .blocks = "model.layers.",
                                     .embedding = "model.tok_embeddings",
                                     .finalNorm = "model.norm",
                                     .head = "output"};

constexpr std::array kInternLm2Block{linear("attention.wqkv", LayerRole::FusedQkv),
                                     linear("attention.wo", LayerRole::AttentionOutput),
                                     linear("feed_forward.w1", LayerRole::Gate),
                                     linear("feed_forward.w3", LayerRole::Up),
                                     linear("feed_forward.w2", LayerRole::Down),
                                     norm("attention_norm", NormRole::Input),
                                     norm("ffn_norm", NormRole::Mlp)};

// Phi-3

constexpr auto kPhi3Block = joined(std::array{linear("self_attn.o_proj", LayerRole::AttentionOutput), linear("self_attn.qkv_proj", LayerRole::FusedQkv)}, kFusedGatedMlp,
                                  kBlockNorms);

// Mixtral

constexpr auto kMixtralBlock = joined(kSelfAttention,
                                      std::array{linear("block_sparse_moe.gate", LayerRole::Router),
                                                 ofExperts("block_sparse_moe.experts.*.w1", LayerRole::Gate),
                                                 ofExperts("block_sparse_moe.experts.*.w2", LayerRole::Down),
                                                 ofExperts("block_sparse_moe.experts.*.w3", LayerRole::Up)},
                                      kBlockNorms);

// Qwen2-MoE and Qwen3-MoE; blocks without experts have Llama's modules

constexpr auto kQwenSparseBlock = joined(kSelfAttention, kHeadNorms, kRouter, kExperts, kBlockNorms);

constexpr auto kQwen2SparseBlock = joined(kSelfAttention, kRouter, kExperts,
                                          std::array{ofSharedExpert("mlp.shared_expert.gate_proj", LayerRole::Gate),
                                                     ofSharedExpert("mlp.shared_expert.up_proj", LayerRole::Up),
                                                     ofSharedExpert("mlp.shared_expert.down_proj", LayerRole::Down),
                                                     linear("mlp.shared_expert_gate", LayerRole::SharedExpertGate)},
                                          kBlockNorms);

// DeepSeek-V2 and V3

constexpr std::array kLatentAttention{linear("self_attn.q_proj", LayerRole::Query),
                                      linear("self_attn.q_a_proj", LayerRole::QueryLatent),
                                      norm("self_attn.q_a_layernorm", NormRole::QueryLatent),
                                      linear("self_attn.q_b_proj", LayerRole::QueryFromLatent),
                                      linear("self_attn.kv_a_proj_with_mqa", LayerRole::KvLatent),
                                      norm("self_attn.kv_a_layernorm", NormRole::KvLatent),
                                      linear("self_attn.kv_b_proj", LayerRole::KvFromLatent),
                                      linear("self_attn.o_proj", LayerRole::AttentionOutput)};

constexpr auto kDeepSeekBlock = joined(kLatentAttention, kGatedMlp, kBlockNorms);

constexpr auto kDeepSeekSparseBlock = joined(kLatentAttention, kExperts,
                                             std::array{parameter("mlp.gate.weight", ParameterRole::Router),
                                                        parameter("mlp.gate.e_score_correction_bias", ParameterRole::RouterCorrection),
                                                        ofSharedExpert("mlp.shared_experts.gate_proj", LayerRole::Gate),
                                                        ofSharedExpert("mlp.shared_experts.up_proj", LayerRole::Up),
                                                        ofSharedExpert("mlp.shared_experts.down_proj", LayerRole::Down)},
                                             kBlockNorms);

// Gemma 2; the first has Llama's modules

constexpr auto kGemma2Block = joined(kSelfAttention, kGatedMlp,
                                     std::array{norm("input_layernorm", NormRole::Input),
                                                norm("post_attention_layernorm", NormRole::AttentionOutput),
                                                norm("pre_feedforward_layernorm", NormRole::Mlp),
                                                norm("post_feedforward_layernorm", NormRole::MlpOutput)});

// GPT-2

constexpr ModelNames kGpt2Names{.base = "transformer.",
                                .blocks = "transformer.h.",
                                .embedding = "transformer.wte",
                                .finalNorm = "transformer.ln_f",
                                .head = "lm_head",
                                .positions = "transformer.wpe"};

constexpr std::array kGpt2Block{norm("ln_1", NormRole::Input),
                                linear("attn.c_attn", LayerRole::FusedQkv),
                                linear("attn.c_proj", LayerRole::AttentionOutput),
                                norm("ln_2", NormRole::Mlp),
                                linear("mlp.c_fc", LayerRole::Up),
                                linear("mlp.c_proj", LayerRole::Down)};

constexpr std::array<KeyAlias, 7> kGpt2Keys{{{"hidden_size", "n_embd"},
                                             {"num_attention_heads", "n_head"},
                                             {"num_hidden_layers", "n_layer"},
                                             {"intermediate_size", "n_inner"},
                                             {"max_position_embeddings", "n_positions"},
                                             {"rms_norm_eps", "layer_norm_epsilon"},
                                             {"hidden_act", "activation_function"}}};

// OPT

constexpr ModelNames kOptNames{.base = "model.",
                               .blocks = "model.decoder.layers.",
                               .embedding = "model.decoder.embed_tokens",
                               .finalNorm = "model.decoder.final_layer_norm",
                               .head = "lm_head",
                               .positions = "model.decoder.embed_positions",
                               .fromEmbedding = "model.decoder.project_in",
                               .toEmbedding = "model.decoder.project_out"};

constexpr std::array kOptBlock{linear("self_attn.k_proj", LayerRole::Key),
                               linear("self_attn.v_proj", LayerRole::Value),
                               linear("self_attn.q_proj", LayerRole::Query),
                               linear("self_attn.out_proj", LayerRole::AttentionOutput),
                               norm("self_attn_layer_norm", NormRole::Input),
                               norm("self_attn_layer_norm", NormRole::AfterAttention),
                               linear("fc1", LayerRole::Up),
                               linear("fc2", LayerRole::Down),
                               norm("final_layer_norm", NormRole::Mlp),
                               norm("final_layer_norm", NormRole::AfterMlp)};

constexpr std::array<KeyAlias, 2> kOptKeys{{{"intermediate_size", "ffn_dim"}, {"hidden_act", "activation_function"}}};

// BLOOM

constexpr ModelNames kBloomNames{.base = "transformer.",
                                 .blocks = "transformer.h.",
                                 .embedding = "transformer.word_embeddings",
                                 .finalNorm = "transformer.ln_f",
                                 .head = "lm_head",
                                 .positions = {},
                                 .fromEmbedding = {},
                                 .toEmbedding = {},
                                 .embeddingNorm = "transformer.word_embeddings_layernorm"};

constexpr std::array kBloomBlock{norm("input_layernorm", NormRole::Input),
                                 linear("self_attention.query_key_value", LayerRole::FusedQkv),
                                 linear("self_attention.dense", LayerRole::AttentionOutput),
                                 norm("post_attention_layernorm", NormRole::Mlp),
                                 linear("mlp.dense_h_to_4h", LayerRole::Up),
                                 linear("mlp.dense_4h_to_h", LayerRole::Down)};

constexpr std::array<KeyAlias, 6> kBloomKeys{{{"hidden_size", "n_embed"},
                                              {"num_attention_heads", "n_head"},
                                              {"num_hidden_layers", "n_layer"},
                                              {"intermediate_size", "n_inner"},
                                              {"max_position_embeddings", "seq_length"},
                                              {"rms_norm_eps", "layer_norm_epsilon"}}};

// GPT-NeoX

constexpr ModelNames kGptNeoxNames{.base = "gpt_neox.",
                                   .blocks = "gpt_neox.layers.",
                                   .embedding = "gpt_neox.embed_in",
                                   .finalNorm = "gpt_neox.final_layer_norm",
                                   .head = "embed_out"};

constexpr std::array kGptNeoxBlock{norm("input_layernorm", NormRole::Input),
                                   norm("post_attention_layernorm", NormRole::Mlp),
                                   linear("attention.query_key_value", LayerRole::FusedQkv),
                                   linear("attention.dense", LayerRole::AttentionOutput),
                                   linear("mlp.dense_h_to_4h", LayerRole::Up),
                                   linear("mlp.dense_4h_to_h", LayerRole::Down)};

constexpr std::array<KeyAlias, 2> kGptNeoxKeys{{{"rms_norm_eps", "layer_norm_eps"}, {"rope_theta", "rotary_emb_base"}}};

constexpr Family kFamilies[] = {
    {.modelType = "llama", .architecture = "LlamaForCausalLM", .names = kLlamaNames, .block = kLlamaBlock},
    {.modelType = "mistral", .architecture = "MistralForCausalLM", .names = kLlamaNames, .block = kLlamaBlock},
    {.modelType = "qwen2", .architecture = "Qwen2ForCausalLM", .names = kLlamaNames, .block = kLlamaBlock, .qkvBias = true, .windowNeedsSwitch = true},
    {.modelType = "qwen3", .architecture = "Qwen3ForCausalLM", .names = kLlamaNames, .block = kLlamaBlock, .qkNorm = true, .windowNeedsSwitch = true},
    {.modelType = "qwen", .architecture = "QWenLMHeadModel", .names = kQwenNames, .block = kQwenBlock, .keys = kQwenKeys, .adapt = adaptQwen, .ownCode = true, .qkvBias = true},
    {.modelType = "chatglm",
     .architecture = "ChatGLMModel",
     .names = kChatGlmNames,
     .block = kChatGlmBlock,
     .keys = kChatGlmKeys,
     .adapt = adaptChatGlm,
     .ownCode = true,
     .normEps = 1e-5,
     .rotaryLayout = RotaryLayout::Pair},
    {.modelType = "glm", .architecture = "GlmForCausalLM", .names = kLlamaNames, .block = kGlmBlock, .adapt = adaptGlm4, .rotaryLayout = RotaryLayout::Pair},
    {.modelType = "glm4", .architecture = "Glm4ForCausalLM", .names = kLlamaNames, .block = kGlm4Block, .adapt = adaptGlm4, .rotaryLayout = RotaryLayout::Pair},
    {.modelType = "baichuan", .architecture = "BaichuanForCausalLM", .names = kLlamaNames, .block = kBaichuanBlock, .adapt = adaptBaichuan, .ownCode = true},
    {.modelType = "internlm2",
     .architecture = "InternLM2ForCausalLM",
     .names = kInternLm2Names,
     .block = kInternLm2Block,
     .adapt = adaptInternLm2,
     .ownCode = true,
     .qkvLayout = QkvLayout::ByGroup},
    {.modelType = "phi3", .architecture = "Phi3ForCausalLM", .names = kLlamaNames, .block = kPhi3Block, .adapt = adaptPhi3},
    {.modelType = "gemma", .architecture = "GemmaForCausalLM", .names = kLlamaNames, .block = kLlamaBlock, .adapt = adaptGemma, .tiedHead = true, .normOffset = 1.0f},
    {.modelType = "gemma2", .architecture = "Gemma2ForCausalLM", .names = kLlamaNames, .block = kGemma2Block, .adapt = adaptGemma2, .tiedHead = true, .normOffset = 1.0f},
    {.modelType = "mixtral", .architecture = "MixtralForCausalLM", .names = kLlamaNames, .block = kMixtralBlock, .sparseBlock = kMixtralBlock, .adapt = adaptMixtral},
    {.modelType = "qwen2_moe",
     .architecture = "Qwen2MoeForCausalLM",
     .names = kLlamaNames,
     .block = kLlamaBlock,
     .sparseBlock = kQwen2SparseBlock,
     .adapt = adaptQwenMoe,
     .qkvBias = true,
     .windowNeedsSwitch = true},
    {.modelType = "qwen3_moe",
     .architecture = "Qwen3MoeForCausalLM",
     .names = kLlamaNames,
     .block = kLlamaBlock,
     .sparseBlock = kQwenSparseBlock,
     .adapt = adaptQwenMoe,
     .qkNorm = true,
     .windowNeedsSwitch = true},
    {.modelType = "deepseek_v2",
     .architecture = "DeepseekV2ForCausalLM",
     .names = kLlamaNames,
     .block = kDeepSeekBlock,
     .sparseBlock = kDeepSeekSparseBlock,
     .adapt = adaptDeepSeek,
     .ownCode = true,
     .rotaryLayout = RotaryLayout::Pair},
    {.modelType = "deepseek_v3",
     .architecture = "DeepseekV3ForCausalLM",
     .names = kLlamaNames,
     .block = kDeepSeekBlock,
     .sparseBlock = kDeepSeekSparseBlock,
     .adapt = adaptDeepSeek,
     .rotaryLayout = RotaryLayout::Pair},
    {.modelType = "gpt2",
     .architecture = "GPT2LMHeadModel",
     .names = kGpt2Names,
     .block = kGpt2Block,
     .keys = kGpt2Keys,
     .adapt = adaptGpt2,
     .qkvBias = true,
     .otherBias = true,
     .tiedHead = true,
     .transposedWeights = true,
     .norm = NormKind::Layer,
     .normEps = 1e-5,
     .gatedMlp = false,
     .intermediateFactor = 4,
     .activation = Activation::GeluTanh,
     .positions = PositionKind::Learned},
    {.modelType = "opt",
     .architecture = "OPTForCausalLM",
     .names = kOptNames,
     .block = kOptBlock,
     .keys = kOptKeys,
     .adapt = adaptOpt,
     .qkvBias = true,
     .otherBias = true,
     .tiedHead = true,
     .norm = NormKind::Layer,
     .normEps = 1e-5,
     .gatedMlp = false,
     .activation = Activation::Relu,
     .positions = PositionKind::Learned},
    {.modelType = "bloom",
     .architecture = "BloomForCausalLM",
     .names = kBloomNames,
     .block = kBloomBlock,
     .keys = kBloomKeys,
     .adapt = adaptBloom,
     .qkvBias = true,
     .otherBias = true,
     .tiedHead = true,
     .norm = NormKind::Layer,
     .normEps = 1e-5,
     .embeddingNorm = true,
     .gatedMlp = false,
     .intermediateFactor = 4,
     .activation = Activation::GeluTanh,
     .qkvLayout = QkvLayout::ByGroup,
     .positions = PositionKind::Alibi},
    {.modelType = "gpt_neox",
     .architecture = "GPTNeoXForCausalLM",
     .names = kGptNeoxNames,
     .block = kGptNeoxBlock,
     .keys = kGptNeoxKeys,
     .adapt = adaptGptNeox,
     .qkvBias = true,
     .otherBias = true,
     .norm = NormKind::Layer,
     .normEps = 1e-5,
     .gatedMlp = false,
     .activation = Activation::Gelu,
     .qkvLayout = QkvLayout::ByGroup},
};

} // namespace

std::span<const Family> families()
{
    return kFamilies;
}

} // namespace vernier
