// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/family.h"
#include "core/model/model_config.h"

#include "tests/core/io/io_test.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace vernier;
using namespace vernier::test;
using Json = nlohmann::json;

class TestModelConfig : public QObject
{
    Q_OBJECT

private slots:
    void familiesKnowTheirShape_data();
    void familiesKnowTheirShape();
    void missingKeysGetTheirDefaults();
    void everyKeyIsRead();
    void nullIsLikeMissing();
    void architectureStandsInForTheModelType();
    void headsMayBeWiderThanTheModel();
    void partOfTheHeadThatTurnsStandsInTwoPlaces();
    void ratioOfChatGlm2DividesPositions();
    void slidingWindowFollowsTheFamily_data();
    void slidingWindowFollowsTheFamily();
    void rotaryScalingIsRead_data();
    void rotaryScalingIsRead();
    void absurdValuesAreRefused_data();
    void absurdValuesAreRefused();
    void whatIsNotSupportedIsNamed_data();
    void whatIsNotSupportedIsNamed();
    void linearLayersAreInModuleOrder();
};

namespace {

Json smallest()
{
    return {{"model_type", "llama"},  {"hidden_size", 64},        {"intermediate_size", 172},
            {"num_hidden_layers", 2}, {"num_attention_heads", 8}, {"vocab_size", 512}};
}

Json with(const char *key, Json value)
{
    Json json = smallest();
    json[key] = std::move(value);
    return json;
}

Json without(const char *key)
{
    Json json = smallest();
    json.erase(key);
    return json;
}

ModelConfig parsed(const Json &json)
{
    return parseModelConfig(json, "config.json").value();
}

} // namespace

void TestModelConfig::familiesKnowTheirShape_data()
{
    QTest::addColumn<std::string>("modelType");
    QTest::addColumn<std::string>("attentionBias"); // "", "true": the key in the file
    QTest::addColumn<bool>("qkvBias");
    QTest::addColumn<bool>("outputBias");
    QTest::addColumn<bool>("qkNorm");
    QTest::newRow("llama") << std::string("llama") << std::string() << false << false << false;
    QTest::newRow("llama with bias") << std::string("llama") << std::string("true") << true << true << false;
    QTest::newRow("mistral") << std::string("mistral") << std::string() << false << false << false;
    QTest::newRow("qwen2") << std::string("qwen2") << std::string() << true << false << false;
    QTest::newRow("qwen3") << std::string("qwen3") << std::string() << false << false << true;
    QTest::newRow("qwen3 with bias") << std::string("qwen3") << std::string("true") << true << true << true;
}

void TestModelConfig::familiesKnowTheirShape()
{
    QFETCH(std::string, modelType);
    QFETCH(std::string, attentionBias);
    Json json = with("model_type", modelType);
    if (!attentionBias.empty())
        json["attention_bias"] = true;
    const auto config = parseModelConfig(json, "config.json");
    VERNIER_SUCCEEDS(config);
    QCOMPARE(config->modelType, modelType);
    QTEST(config->qkvBias, "qkvBias");
    QTEST(config->outputBias, "outputBias");
    QTEST(config->qkNorm, "qkNorm");
}

void TestModelConfig::missingKeysGetTheirDefaults()
{
    const ModelConfig config = parsed(smallest());
    QCOMPARE(config.hidden, std::int64_t(64));
    QCOMPARE(config.intermediate, std::int64_t(172));
    QCOMPARE(config.blocks, 2);
    QCOMPARE(config.heads, 8);
    QCOMPARE(config.kvHeads, 8);
    QCOMPARE(config.headDim, 8);
    QCOMPARE(config.vocabulary, std::int64_t(512));
    QCOMPARE(config.context, std::int64_t(2048));
    QVERIFY(config.normEps == 1e-6f);
    QVERIFY(config.ropeTheta == 10000.0);
    QCOMPARE(config.ropeScaling.kind, RopeScaling::Kind::None);
    QVERIFY(!config.tiedHead && !config.mlpBias && !config.qkvBias && !config.outputBias);
    QCOMPARE(config.window, 0);
    QVERIFY(!config.declaredDtype);
}

void TestModelConfig::everyKeyIsRead()
{
    Json json = smallest();
    json.update({{"num_key_value_heads", 2},
                 {"head_dim", 16},
                 {"max_position_embeddings", 4096},
                 {"rms_norm_eps", 1e-5},
                 {"rope_theta", 500000.0},
                 {"attention_bias", true},
                 {"mlp_bias", true},
                 {"tie_word_embeddings", true},
                 {"hidden_act", "silu"},
                 {"torch_dtype", "bfloat16"},
                 {"a key of tomorrow", {1, 2, 3}}});
    const ModelConfig config = parsed(json);
    QCOMPARE(config.kvHeads, 2);
    QCOMPARE(config.headDim, 16);
    QCOMPARE(config.context, std::int64_t(4096));
    QVERIFY(config.normEps == 1e-5f);
    QVERIFY(config.ropeTheta == 500000.0);
    QVERIFY(config.tiedHead && config.mlpBias && config.qkvBias && config.outputBias);
    QVERIFY(config.declaredDtype == DType::BF16);
    json.erase("torch_dtype");
    json["dtype"] = "float16"; // as newer files spell it
    QVERIFY(parsed(json).declaredDtype == DType::F16);
}

void TestModelConfig::nullIsLikeMissing()
{
    Json json = smallest();
    for (const char *key :
         {"num_key_value_heads", "head_dim", "rope_scaling", "sliding_window", "quantization_config", "torch_dtype"})
        json[key] = nullptr;
    const ModelConfig config = parsed(json);
    QCOMPARE(config.kvHeads, 8);
    QCOMPARE(config.headDim, 8);
    VERNIER_REFUSES(parseModelConfig(with("hidden_size", nullptr), "config.json"), ErrorCode::InvalidArgument,
                    {"hidden_size", "missing"});
}

void TestModelConfig::architectureStandsInForTheModelType()
{
    Json json = without("model_type");
    json["architectures"] = {"Qwen3ForCausalLM"};
    QCOMPARE(parsed(json).modelType, std::string("qwen3"));
    json["architectures"] = Json::array();
    VERNIER_REFUSES(parseModelConfig(json, "config.json"), ErrorCode::Unsupported, {"llama", "qwen3"});
    json["architectures"] = 7;
    VERNIER_REFUSES(parseModelConfig(json, "config.json"), ErrorCode::Unsupported, {"llama", "qwen3"});
    // The type decides where both are there: fine-tunes rename their class.
    json = with("architectures", {"MyOwnForCausalLM"});
    QCOMPARE(parsed(json).modelType, std::string("llama"));
}

void TestModelConfig::headsMayBeWiderThanTheModel()
{
    Json json = with("head_dim", 32);
    json["num_attention_heads"] = 3; // does not divide 64, and need not
    const ModelConfig config = parsed(json);
    QCOMPARE(config.headDim, 32);
    const std::vector<LayerInfo> layers = linearLayers(config);
    QCOMPARE(layers[0].out, std::int64_t(96));
    QCOMPARE(layers[3].in, std::int64_t(96));
}

void TestModelConfig::partOfTheHeadThatTurnsStandsInTwoPlaces()
{
    Json json = with("model_type", "gpt_neox");
    QCOMPARE(parsed(json).rotaryDim, 2); // a quarter of 8 channels, the family's default
    json["rope_parameters"] = {{"rope_type", "default"}, {"partial_rotary_factor", 0.5}};
    QCOMPARE(parsed(json).rotaryDim, 4);
    json["rotary_pct"] = 1.0; // the family's own key is the older one, and the file means it
    QCOMPARE(parsed(json).rotaryDim, 8);
}

void TestModelConfig::ratioOfChatGlm2DividesPositions()
{
    Json json = with("model_type", "chatglm");
    json.update({{"num_layers", 2}, {"ffn_hidden_size", 172}, {"padded_vocab_size", 512}, {"rope_ratio", 16}});
    QCOMPARE(parsed(json).ropeTheta, 160000.0);
    json["_name_or_path"] = "THUDM/chatglm2-6b-32k";
    QCOMPARE(parsed(json).ropeTheta, 10000.0);
    QVERIFY(parsed(json).ropeScaling.kind == RopeScaling::Kind::Linear);
    QCOMPARE(parsed(json).ropeScaling.factor, 16.0);
}

void TestModelConfig::slidingWindowFollowsTheFamily_data()
{
    QTest::addColumn<std::string>("modelType");
    QTest::addColumn<Json>("keys");
    QTest::addColumn<std::vector<int>>("windows"); // of blocks 0 and 1
    using Windows = std::vector<int>;
    QTest::newRow("mistral") << std::string("mistral") << Json{{"sliding_window", 16}} << Windows{16, 16};
    QTest::newRow("mistral without") << std::string("mistral") << Json{{"sliding_window", nullptr}} << Windows{0, 0};
    QTest::newRow("qwen2 switched off") << std::string("qwen2") << Json{{"sliding_window", 16}} << Windows{0, 0};
    QTest::newRow("qwen2 switched on") << std::string(
        "qwen2") << Json{{"sliding_window", 16}, {"use_sliding_window", true}, {"max_window_layers", 1}}
                                       << Windows{0, 16};
    QTest::newRow("qwen3 switched on, first blocks free")
        << std::string("qwen3") << Json{{"sliding_window", 16}, {"use_sliding_window", true}} << Windows{0, 0};
}

void TestModelConfig::slidingWindowFollowsTheFamily()
{
    QFETCH(std::string, modelType);
    QFETCH(Json, keys);
    QFETCH(std::vector<int>, windows);
    Json json = with("model_type", modelType);
    json.update(keys);
    const ModelConfig config = parsed(json);
    QCOMPARE((std::vector<int>{config.windowOf(0), config.windowOf(1)}), windows);
}

void TestModelConfig::rotaryScalingIsRead_data()
{
    QTest::addColumn<Json>("keys");
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("factor");
    QTest::addColumn<double>("originalContext");
    QTest::addColumn<double>("theta");
    const int none = int(RopeScaling::Kind::None);
    const int linear = int(RopeScaling::Kind::Linear);
    const int llama3 = int(RopeScaling::Kind::Llama3);
    const Json llama3Keys{{"rope_type", "llama3"},
                          {"factor", 32.0},
                          {"low_freq_factor", 1.0},
                          {"high_freq_factor", 4.0},
                          {"original_max_position_embeddings", 8192}};
    QTest::newRow("null") << Json{{"rope_scaling", nullptr}} << none << 1.0 << 8192.0 << 10000.0;
    QTest::newRow("default") << Json{{"rope_scaling", {{"rope_type", "default"}}}} << none << 1.0 << 2048.0 << 10000.0;
    QTest::newRow("linear") << Json{{"rope_scaling", {{"type", "linear"}, {"factor", 4}}}} << linear << 4.0 << 2048.0
                            << 10000.0;
    QTest::newRow("llama3") << Json{{"rope_scaling", llama3Keys}, {"rope_theta", 500000}} << llama3 << 32.0 << 8192.0
                            << 500000.0;
    const int yarn = int(RopeScaling::Kind::Yarn);
    const int longRope = int(RopeScaling::Kind::Long);
    const Json fourFactors{1.0, 1.5, 2.0, 4.0}; // heads of 8 channels turn 4 pairs
    QTest::newRow("yarn") << Json{{"rope_scaling", {{"type", "yarn"}, {"factor", 40}, {"original_max_position_embeddings", 4096}}}} << yarn << 40.0 << 4096.0 << 10000.0;
    for (const char *name : {"longrope", "su"})
        QTest::newRow(name) << Json{{"rope_scaling", {{"type", name}, {"short_factor", fourFactors}, {"long_factor", fourFactors}}}, {"original_max_position_embeddings", 1024}}
                            << longRope << 1.0 << 1024.0 << 10000.0;
    QTest::newRow("base and scaling together")
        << Json{{"rope_parameters", {{"rope_type", "linear"}, {"factor", 2.0}, {"rope_theta", 20000.0}}}} << linear
        << 2.0 << 2048.0 << 20000.0;
}

void TestModelConfig::rotaryScalingIsRead()
{
    QFETCH(Json, keys);
    Json json = smallest();
    json.update(keys);
    const auto config = parseModelConfig(json, "config.json");
    VERNIER_SUCCEEDS(config);
    QTEST(int(config->ropeScaling.kind), "kind");
    QTEST(config->ropeScaling.factor, "factor");
    QTEST(config->ropeScaling.originalContext, "originalContext");
    QTEST(config->ropeTheta, "theta");
}

void TestModelConfig::absurdValuesAreRefused_data()
{
    QTest::addColumn<Json>("json");
    QTest::addColumn<std::vector<std::string>>("words");
    using Words = std::vector<std::string>;
    QTest::newRow("no object") << Json::array({1}) << Words{"object"};
    QTest::newRow("a string") << Json("llama") << Words{"object"};
    for (const char *key :
         {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "vocab_size"}) {
        QTest::addRow("%s missing", key) << without(key) << Words{key, "missing"};
        QTest::addRow("%s 0", key) << with(key, 0) << Words{key, "0"};
        QTest::addRow("%s negative", key) << with(key, -1) << Words{key, "-1"};
        QTest::addRow("%s 2^31", key) << with(key, std::int64_t{1} << 31) << Words{key, "2147483648"};
        QTest::addRow("%s 2^63", key) << with(key, std::uint64_t{1} << 63) << Words{key, "9223372036854775808"};
        QTest::addRow("%s 2^64 - 1", key) << with(key, ~std::uint64_t{0}) << Words{key, "18446744073709551615"};
        QTest::addRow("%s 2^64 + 2", key) << with(key, Json::parse("18446744073709551618")) << Words{key};
        QTest::addRow("%s a fraction", key) << with(key, 64.5) << Words{key, "64.5", "integer"};
        QTest::addRow("%s a float", key) << with(key, 64.0) << Words{key, "64.0", "integer"};
        QTest::addRow("%s a string", key) << with(key, "64") << Words{key, "\"64\"", "integer"};
        QTest::addRow("%s an array", key) << with(key, Json::array({64})) << Words{key, "integer"};
        QTest::addRow("%s true", key) << with(key, true) << Words{key, "integer"};
    }
    for (const char *key : {"num_key_value_heads", "head_dim", "max_position_embeddings"}) {
        QTest::addRow("%s 0", key) << with(key, 0) << Words{key};
        QTest::addRow("%s negative", key) << with(key, -8) << Words{key};
        QTest::addRow("%s 2^63", key) << with(key, std::uint64_t{1} << 63) << Words{key};
        QTest::addRow("%s a string", key) << with(key, "8") << Words{key};
    }
    for (const char *key : {"rms_norm_eps", "rope_theta"}) {
        QTest::addRow("%s negative", key) << with(key, -1.0) << Words{key, "-1"};
        QTest::addRow("%s infinite", key) << with(key, 1e300) << Words{key};
        QTest::addRow("%s a string", key) << with(key, "1e-6") << Words{key, "number"};
    }
    for (const char *key : {"tie_word_embeddings", "attention_bias", "mlp_bias"})
        QTest::addRow("%s a number", key) << with(key, 1) << Words{key, "true or false"};
    QTest::newRow("odd head_dim") << with("head_dim", 9) << Words{"head_dim", "odd"};
    QTest::newRow("odd quotient") << with("hidden_size", 72) << Words{"head_dim", "odd"};
    QTest::newRow("heads do not divide") << with("hidden_size", 100) << Words{"hidden_size", "num_attention_heads"};
    QTest::newRow("key heads do not divide")
        << with("num_key_value_heads", 3) << Words{"num_key_value_heads", "divide"};
    QTest::newRow("more key heads than heads")
        << with("num_key_value_heads", 16) << Words{"num_key_value_heads", "divide"};
    QTest::newRow("model_type a number") << with("model_type", 5) << Words{"model_type", "string"};
    QTest::newRow("sliding_window 0") << Json(with("model_type", "mistral"))
                                             .patch(Json::parse(R"([{"op":"add","path":"/sliding_window","value":0}])"))
                                      << Words{"sliding_window"};
    QTest::newRow("rope_scaling a string") << with("rope_scaling", "linear") << Words{"rope_scaling", "object"};
    QTest::newRow("rope_scaling without factor")
        << with("rope_scaling", {{"type", "linear"}}) << Words{"rope_scaling", "factor", "missing"};
    QTest::newRow("rope_scaling by 0") << with("rope_scaling", {{"type", "linear"}, {"factor", 0}})
                                       << Words{"rope_scaling", "factor"};
    QTest::newRow("rope_scaling type a number")
        << with("rope_scaling", {{"type", 4}, {"factor", 2}}) << Words{"rope_scaling"};
    QTest::newRow("rope_scaling upside down") << with(
        "rope_scaling", {{"rope_type", "llama3"}, {"factor", 8}, {"low_freq_factor", 4}, {"high_freq_factor", 1}})
                                              << Words{"rope_scaling", "high_freq_factor", "low_freq_factor"};
    QTest::newRow("yarn without a factor") << with("rope_scaling", {{"type", "yarn"}}) << Words{"rope_scaling", "factor"};
    QTest::newRow("factors for another number of pairs")
        << with("rope_scaling", {{"type", "longrope"}, {"short_factor", {1.0, 2.0}}, {"long_factor", {1.0, 2.0, 3.0, 4.0}}}) << Words{"rope_scaling", "2 short", "4 long", "4 pairs"};
    QTest::newRow("factors that are none") << with("rope_scaling", {{"type", "longrope"}, {"short_factor", "all"}, {"long_factor", {1.0}}}) << Words{"short_factor", "list"};
    QTest::newRow("yarn over channels that turn alike") << [] {
        Json json = with("rope_scaling", {{"type", "yarn"}, {"factor", 4}});
        json["rope_theta"] = 1.0;
        return json;
    }() << Words{"rope_theta", "YaRN"};
    QTest::newRow("more experts than memory has room for") << [] {
        Json json = with("model_type", "mixtral");
        json.update({{"num_local_experts", 60000}, {"num_experts_per_tok", 2}, {"num_hidden_layers", 10000}});
        return json;
    }() << Words{"num_local_experts", "num_hidden_layers", "600000000"};
    const auto deepSeek = [](const Json &keys) {
        Json json = with("model_type", "deepseek_v3");
        json.update({{"kv_lora_rank", 32}, {"qk_nope_head_dim", 24}, {"qk_rope_head_dim", 16}, {"v_head_dim", 32}, {"n_routed_experts", 8}, {"num_experts_per_tok", 3},
                     {"moe_intermediate_size", 32}});
        json.update(keys);
        return json;
    };
    QTest::newRow("latent of no channels") << deepSeek({{"kv_lora_rank", 0}}) << Words{"kv_lora_rank"};
    QTest::newRow("an odd number of turning channels") << deepSeek({{"qk_rope_head_dim", 15}}) << Words{"odd"};
    QTest::newRow("groups that do not divide") << deepSeek({{"n_group", 3}}) << Words{"n_group", "n_routed_experts"};
    QTest::newRow("groups of too few experts") << deepSeek({{"n_group", 4}, {"topk_group", 1}}) << Words{"topk_group", "num_experts_per_tok"};
    QTest::newRow("rope_theta in rope_parameters a string")
        << with("rope_parameters", {{"rope_type", "default"}, {"rope_theta", "1e4"}}) << Words{"rope_theta", "number"};
    QTest::newRow("a long value") << with("vocab_size", std::string(100000, 'x')) << Words{"vocab_size", "…"};
}

void TestModelConfig::absurdValuesAreRefused()
{
    QFETCH(Json, json);
    QFETCH(std::vector<std::string>, words);
    words.push_back("/models/x/config.json");
    const auto config = parseModelConfig(json, "/models/x/config.json");
    VERNIER_REFUSES(config, ErrorCode::InvalidArgument, words);
    QVERIFY(toString(config.error()).size() < 500);
}

void TestModelConfig::whatIsNotSupportedIsNamed_data()
{
    QTest::addColumn<Json>("json");
    QTest::addColumn<std::vector<std::string>>("words");
    using Words = std::vector<std::string>;
    QTest::newRow("architecture") << with("model_type", "mamba")
                                  << Words{"mamba", "llama", "mistral", "qwen2", "qwen3"};
    QTest::newRow("architecture without a type") << [] {
        Json json = without("model_type");
        json["architectures"] = {"MambaForCausalLM"};
        return json;
    }() << Words{"MambaForCausalLM", "llama"};
    QTest::newRow("experts") << with("model_type", "dbrx") << Words{"dbrx"};
    QTest::newRow("activation") << with("hidden_act", "mish") << Words{"hidden_act", "mish"};
    QTest::newRow("already quantized") << with("quantization_config", {{"quant_method", "gptq"}})
                                       << Words{"already quantized", "quantization_config"};
    const auto familyWith = [](const char *type, const char *key, const Json &value) {
        Json json = with("model_type", type);
        json.update({{"num_layers", 2}, {"ffn_hidden_size", 172}, {"padded_vocab_size", 512}, {"hidden_act", "relu"}, {key, value}});
        return json;
    };
    using Values = std::vector<std::tuple<const char *, const char *, Json>>;
    for (const auto &[type, key, value] : Values{{"chatglm", "position_encoding_2d", true}, {"chatglm", "rmsnorm", false}, {"opt", "enable_bias", false}, {"gpt2", "scale_attn_weights", false}, {"qwen", "no_bias", false},
                                                 {"bloom", "apply_residual_connection_post_layernorm", true}, {"gemma2", "hidden_activation", "relu"}})
        QTest::addRow("%s with %s", type, key) << familyWith(type, key, value) << Words{key};
    QTest::newRow("rope_scaling") << with("rope_scaling", {{"rope_type", "ntk"}, {"factor", 4}}) << Words{"rope_scaling", "ntk", "llama3", "yarn", "longrope"};
    Json deepSeek = with("model_type", "deepseek_v2");
    deepSeek.update({{"kv_lora_rank", 32}, {"qk_nope_head_dim", 24}, {"qk_rope_head_dim", 16}, {"v_head_dim", 32}, {"n_routed_experts", 8}, {"num_experts_per_tok", 3},
                     {"moe_intermediate_size", 32}, {"topk_method", "noaux_tc"}});
    QTest::newRow("experts chosen in another way") << deepSeek << Words{"topk_method", "noaux_tc"};
}

void TestModelConfig::whatIsNotSupportedIsNamed()
{
    QFETCH(Json, json);
    QFETCH(std::vector<std::string>, words);
    words.push_back("config.json");
    VERNIER_REFUSES(parseModelConfig(json, "config.json"), ErrorCode::Unsupported, words);
}

void TestModelConfig::linearLayersAreInModuleOrder()
{
    Json json = with("num_key_value_heads", 2);
    json["model_type"] = "qwen2";
    const std::vector<LayerInfo> layers = linearLayers(parsed(json));
    QCOMPARE(layers.size(), std::size_t(15));
    const char *names[] = {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
                           "mlp.gate_proj",    "mlp.up_proj",      "mlp.down_proj"};
    const std::int64_t shapes[][2] = {{64, 64}, {16, 64}, {16, 64}, {64, 64}, {172, 64}, {172, 64}, {64, 172}};
    for (std::size_t i = 0; i < 14; ++i) {
        const LayerInfo &layer = layers[i];
        QCOMPARE(layer.name, "model.layers." + std::to_string(i / 7) + "." + names[i % 7]);
        QCOMPARE(layer.block, static_cast<int>(i / 7));
        QCOMPARE(layer.index, i);
        QCOMPARE(layer.input, i - (i % 7 < 3 ? i % 7 : i % 7 == 5 ? 1 : 0)); // q, k and v read the same, and gate and up
        QCOMPARE(layer.out, shapes[i % 7][0]);
        QCOMPARE(layer.in, shapes[i % 7][1]);
        QCOMPARE(layer.hasBias, i % 7 < 3);
    }
    QCOMPARE(layers[14].name, std::string("lm_head"));
    QCOMPARE(layers[14].block, -1);
    QCOMPARE(layers[14].out, std::int64_t(512));
    QCOMPARE(std::string(layers[6].kind()), std::string("down_proj"));
    QCOMPARE(std::string(layers[14].kind()), std::string("lm_head"));
    QCOMPARE(layers[1].parameters(), std::int64_t(16 * 64 + 16));
}

QTEST_APPLESS_MAIN(TestModelConfig)
#include "tst_model_config.moc"
