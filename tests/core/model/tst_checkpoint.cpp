// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"
#include "core/model/float_model.h"

#include "tests/core/io/io_test.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

class TestCheckpoint : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void opensEveryFamily_data();
    void opensEveryFamily();
    void tiedHeadIsTheEmbedding();
    void missingTensorIsNamed_data();
    void missingTensorIsNamed();
    void wrongShapeIsNamed_data();
    void wrongShapeIsNamed();
    void integerWeightsAreRefused();
    void truncatedFileIsRefused();
    void foldersThatAreNoCheckpointAreRefused_data();
    void foldersThatAreNoCheckpointAreRefused();
    void hugeSizesAreRefusedBeforeAnythingIsAllocated();
    void weightsAreReadAsTheyAreStored_data();
    void weightsAreReadAsTheyAreStored();
    void damagedNumbersAreNamed_data();
    void damagedNumbersAreNamed();
    void rowsOfAWeightAreThatPartOfIt();
    void rewritesReplaceNormsAndScaleColumns();
    void referenceCheckpointsOpen_data();
    void referenceCheckpointsOpen();
    void torchFilesMakeTheSameModel_data();
    void torchFilesMakeTheSameModel();
    void ggufFilesMakeTheSameModel_data();
    void ggufFilesMakeTheSameModel();
    void quantizedRowsComeInTheirOrder();
    void rotaryFactorsOfLlama3AreKnown();
    void linearScalingHasThreeSpellings();
    void ggufFilesAreFoundAndChosen();
    void ggufModelsThatAreNotReadAreRefused_data();
    void ggufModelsThatAreNotReadAreRefused();

private:
    [[nodiscard]] fs::path folder() const { return fs::path(m_folder->path().toStdString()); }
    Result<std::shared_ptr<const Checkpoint>> openTiny(GgufBytes metadata) const;
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// All that a checkpoint of this family has to hold.
std::vector<std::string> neededTensors(const TinyCheckpointOptions &options)
{
    std::vector<std::string> names;
    for (const TinyTensor &tensor : makeTinyCheckpoint(options).tensors)
        names.push_back(tensor.name);
    return names;
}

/// Row h·d/2 + i of a head of d rows becomes row 2 i + h: how Llama's queries and keys are stored in GGUF files.
std::vector<std::byte> pairedRows(const TinyTensor &tensor, int heads)
{
    const std::size_t rowBytes = tensor.bytes.size() / static_cast<std::size_t>(tensor.shape[0]);
    const std::size_t width = static_cast<std::size_t>(tensor.shape[0]) / static_cast<std::size_t>(heads);
    std::vector<std::byte> paired(tensor.bytes.size());
    for (std::size_t head = 0; head < static_cast<std::size_t>(heads); ++head) {
        for (std::size_t half = 0; half < 2; ++half) {
            for (std::size_t i = 0; i < width / 2; ++i)
                std::memcpy(paired.data() + (head * width + 2 * i + half) * rowBytes, tensor.bytes.data() + (head * width + half * width / 2 + i) * rowBytes, rowBytes);
        }
    }
    return paired;
}

std::string ggufName(std::string name)
{
    for (const auto &[from, to] : {std::pair{"model.embed_tokens", "token_embd"}, {"model.norm", "output_norm"}, {"lm_head", "output"}, {"model.layers", "blk"},
                                   {"input_layernorm", "attn_norm"}, {"post_attention_layernorm", "ffn_norm"}, {"self_attn.q_norm", "attn_q_norm"},
                                   {"self_attn.k_norm", "attn_k_norm"}, {"self_attn.q_proj", "attn_q"}, {"self_attn.k_proj", "attn_k"}, {"self_attn.v_proj", "attn_v"},
                                   {"self_attn.o_proj", "attn_output"}, {"mlp.gate_proj", "ffn_gate"}, {"mlp.up_proj", "ffn_up"}, {"mlp.down_proj", "ffn_down"}}) {
        if (const std::size_t at = name.find(from); at != name.npos)
            name.replace(at, std::string_view(from).size(), to);
    }
    return name;
}

GgufBytes ggufMetadata(const TinyCheckpointOptions &options)
{
    const std::string arch = options.modelType + ".";
    const nlohmann::json config = makeTinyCheckpoint(options).config;
    GgufBytes bytes;
    bytes.add("general.architecture", options.modelType);
    for (const auto &[name, key] : {std::pair{"embedding_length", "hidden_size"}, {"feed_forward_length", "intermediate_size"}, {"block_count", "num_hidden_layers"},
                                    {"attention.head_count", "num_attention_heads"}, {"attention.head_count_kv", "num_key_value_heads"},
                                    {"context_length", "max_position_embeddings"}})
        bytes.add(arch + name, config[key].get<std::uint32_t>());
    bytes.add(arch + "attention.layer_norm_rms_epsilon", config["rms_norm_eps"].get<float>());
    if (config.contains("head_dim"))
        bytes.add(arch + "attention.key_length", config["head_dim"].get<std::uint32_t>());
    return bytes;
}

/// The tensor as it stands in a GGUF file.
GgufBytes::Tensor ggufTensor(const TinyCheckpointOptions &options, TinyTensor tensor)
{
    const bool isQuery = tensor.name.ends_with("q_proj.weight");
    if (options.modelType == "llama" && (isQuery || tensor.name.ends_with("k_proj.weight")))
        tensor.bytes = pairedRows(tensor, isQuery ? options.heads : options.kvHeads);
    GgufBytes::Tensor stored{ggufName(tensor.name), {tensor.shape.rbegin(), tensor.shape.rend()}, tensor.dtype == DType::F32 ? 0u : tensor.dtype == DType::F16 ? 1u : 30u, {}};
    stored.bytes.assign(reinterpret_cast<const char *>(tensor.bytes.data()), tensor.bytes.size());
    return stored;
}

std::string ggufBytes(const TinyCheckpointOptions &options)
{
    GgufBytes bytes = ggufMetadata(options);
    for (const TinyTensor &tensor : makeTinyCheckpoint(options).tensors)
        bytes.addTensor(ggufTensor(options, tensor));
    return bytes.file();
}

/// Every weight, bias, norm and an embedding of both models is the same.
QString differenceOf(const FloatModel &one, const FloatModel &other)
{
    for (std::size_t i = 0; i < one.checkpoint().layers().size(); ++i) {
        const LayerInfo &layer = one.checkpoint().layers()[i];
        if (one.weight(layer).value() != other.weight(other.checkpoint().layers()[i]).value() || one.bias(layer).value() != other.bias(layer).value())
            return QString::fromStdString(layer.name);
    }
    for (const NormInfo &norm : norms(one.config())) {
        if (one.norm(norm.name)->weight != other.norm(norm.name)->weight)
            return QString::fromStdString(norm.name);
    }
    const std::vector<int> ids{3, 0, 3};
    return one.embed(ids).value() == other.embed(ids).value() ? QString() : QString("embedding");
}

void setElement(TinyTensor &tensor, std::size_t element, float value)
{
    if (tensor.dtype == DType::F32) {
        std::memcpy(tensor.bytes.data() + element * sizeof value, &value, sizeof value);
        return;
    }
    // Infinity and NaN in the two short formats: all exponent bits, and one of the fraction.
    std::uint16_t bits = tensor.dtype == DType::F16 ? 0x7c00 : 0x7f80;
    if (std::isnan(value))
        bits |= 1;
    std::memcpy(tensor.bytes.data() + element * sizeof bits, &bits, sizeof bits);
}

std::shared_ptr<const FloatModel> modelOf(const fs::path &folder, Rewrites rewrites = {})
{
    return std::make_shared<const FloatModel>(Checkpoint::open(folder).value(), std::move(rewrites));
}

/// Reads everything a forward pass reads.
Result<void> readAll(const FloatModel &model)
{
    for (const LayerInfo &layer : model.checkpoint().layers()) {
        VERNIER_ASSIGN(const Matrix weight, model.weight(layer));
        VERNIER_ASSIGN(const std::vector<float> bias, model.bias(layer));
    }
    for (const NormInfo &info : norms(model.config())) {
        VERNIER_ASSIGN(const Norm norm, model.norm(info.name));
    }
    std::vector<int> ids(static_cast<std::size_t>(model.config().vocabulary));
    std::iota(ids.begin(), ids.end(), 0);
    VERNIER_ASSIGN(const Matrix rows, model.embed(ids));
    return {};
}

} // namespace

void TestCheckpoint::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestCheckpoint::opensEveryFamily_data()
{
    QTest::addColumn<std::string>("modelType");
    for (const char *type : {"llama", "mistral", "qwen2", "qwen3"})
        QTest::newRow(type) << std::string(type);
}

void TestCheckpoint::opensEveryFamily()
{
    QFETCH(std::string, modelType);
    for (const bool tied : {false, true}) {
        const TinyCheckpointOptions options{.modelType = modelType, .tied = tied};
        writeTinyCheckpoint(folder(), options);
        const auto checkpoint = Checkpoint::open(folder());
        VERNIER_SUCCEEDS(checkpoint);
        QCOMPARE((*checkpoint)->folder(), folder());
        QCOMPARE((*checkpoint)->config().modelType, modelType);
        QCOMPARE((*checkpoint)->layers().size(), std::size_t(2 * 7 + 1));
        QCOMPARE((*checkpoint)->layers().back().name, std::string("lm_head"));
        QVERIFY((*checkpoint)->storedDtype() == DType::F32);
        QCOMPARE((*checkpoint)->findLayer("model.layers.1.mlp.up_proj")->out, std::int64_t(48));
        QCOMPARE((*checkpoint)->findLayer("model.layers.2.mlp.up_proj"), nullptr);
        std::int64_t parameters = 0;
        for (const TinyTensor &tensor : makeTinyCheckpoint(options).tensors)
            parameters += elementCount(tensor.shape);
        QCOMPARE((*checkpoint)->parameters(), parameters);
        VERNIER_SUCCEEDS(readAll(FloatModel(*checkpoint)));
    }
}

void TestCheckpoint::tiedHeadIsTheEmbedding()
{
    writeTinyCheckpoint(folder(), {.tied = true});
    const auto model = modelOf(folder());
    QCOMPARE(model->checkpoint().weightName(model->headLayer()), std::string("model.embed_tokens.weight"));
    std::vector<int> ids(64);
    std::iota(ids.begin(), ids.end(), 0);
    QVERIFY(model->weight(model->headLayer()).value() == model->embed(ids).value());

    // An untied one is its own, and a stored head of a tied model is not looked at.
    TinyCheckpoint untied = makeTinyCheckpoint();
    writeCheckpoint(folder(), untied);
    QCOMPARE(modelOf(folder())->checkpoint().weightName(model->headLayer()), std::string("lm_head.weight"));
    const std::int64_t parameters = modelOf(folder())->checkpoint().parameters();
    untied.config["tie_word_embeddings"] = true;
    writeCheckpoint(folder(), untied);
    const auto tiedWithHead = modelOf(folder());
    QVERIFY(tiedWithHead->weight(tiedWithHead->headLayer()).value() == tiedWithHead->embed(ids).value());
    QCOMPARE(tiedWithHead->checkpoint().parameters(), parameters - 64 * 32);
}

void TestCheckpoint::missingTensorIsNamed_data()
{
    QTest::addColumn<std::string>("modelType");
    QTest::addColumn<std::string>("tensor");
    for (const char *type : {"llama", "qwen2", "qwen3"}) {
        for (const std::string &name : neededTensors({.modelType = type, .blocks = 1}))
            QTest::addRow("%s %s", type, name.c_str()) << std::string(type) << name;
    }
}

void TestCheckpoint::missingTensorIsNamed()
{
    QFETCH(std::string, modelType);
    QFETCH(std::string, tensor);
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.modelType = modelType, .blocks = 1});
    checkpoint.remove(tensor);
    writeCheckpoint(folder(), checkpoint);
    VERNIER_REFUSES(Checkpoint::open(folder()), ErrorCode::NotFound,
                    {"\"" + tensor + "\"", "missing", folder().string()});
}

void TestCheckpoint::wrongShapeIsNamed_data()
{
    QTest::addColumn<std::string>("tensor");
    for (const std::string &name : neededTensors({.modelType = "qwen2", .blocks = 1}))
        QTest::newRow(name.c_str()) << name;
}

void TestCheckpoint::wrongShapeIsNamed()
{
    QFETCH(std::string, tensor);
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.modelType = "qwen2", .blocks = 1});
    TinyTensor &changed = checkpoint.tensor(tensor);
    const Shape right = changed.shape;
    // As many elements, another shape: only the shape can tell.
    changed.shape.insert(changed.shape.begin(), 1);
    writeCheckpoint(folder(), checkpoint);
    VERNIER_REFUSES(Checkpoint::open(folder()), ErrorCode::CorruptFile,
                    {"\"" + tensor + "\"", toString(right), toString(changed.shape), "model.safetensors"});
}

void TestCheckpoint::integerWeightsAreRefused()
{
    TinyCheckpoint checkpoint = makeTinyCheckpoint();
    TinyTensor &tensor = checkpoint.tensor("model.layers.1.mlp.up_proj.weight");
    tensor.dtype = DType::I8;
    tensor.bytes.resize(static_cast<std::size_t>(elementCount(tensor.shape)));
    writeCheckpoint(folder(), checkpoint);
    VERNIER_REFUSES(Checkpoint::open(folder()), ErrorCode::Unsupported,
                    {"model.layers.1.mlp.up_proj.weight", "I8", "BF16", "model.safetensors"});
}

void TestCheckpoint::truncatedFileIsRefused()
{
    writeTinyCheckpoint(folder());
    const fs::path file = folder() / "model.safetensors";
    const auto size = fs::file_size(file);
    for (const std::uintmax_t length :
         {size - 1, size / 2, std::uintmax_t{100}, std::uintmax_t{8}, std::uintmax_t{0}}) {
        fs::resize_file(file, length);
        VERNIER_REFUSES(Checkpoint::open(folder()), ErrorCode::CorruptFile, {"model.safetensors"});
    }
}

void TestCheckpoint::foldersThatAreNoCheckpointAreRefused_data()
{
    QTest::addColumn<std::string>("config"); // empty: no such file
    QTest::addColumn<bool>("weights");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    const std::string config = makeTinyCheckpoint().config.dump();
    QTest::newRow("empty folder") << std::string() << false << int(ErrorCode::NotFound) << std::string("config.json");
    QTest::newRow("no checkpoint") << std::string() << false << int(ErrorCode::NotFound) << std::string("no checkpoint: it has no config.json; choose a folder with config.json and *.safetensors");
    QTest::newRow("no config") << std::string() << true << int(ErrorCode::NotFound) << std::string("config.json");
    QTest::newRow("no weights") << config << false << int(ErrorCode::NotFound) << std::string("safetensors");
    QTest::newRow("broken config") << config.substr(0, 40) << true << int(ErrorCode::CorruptFile)
                                   << std::string("config.json");
    QTest::newRow("config is a list") << std::string("[]") << true << int(ErrorCode::InvalidArgument)
                                      << std::string("config.json");
    QTest::newRow("config of nothing") << std::string("{}") << true << int(ErrorCode::Unsupported)
                                       << std::string("llama");
}

void TestCheckpoint::foldersThatAreNoCheckpointAreRefused()
{
    QFETCH(std::string, config);
    QFETCH(bool, weights);
    QFETCH(int, code);
    QFETCH(std::string, word);
    writeTinyCheckpoint(folder());
    fs::remove(folder() / "config.json");
    if (!config.empty())
        writeBytes(folder() / "config.json", config);
    if (!weights)
        fs::remove(folder() / "model.safetensors");
    VERNIER_REFUSES(Checkpoint::open(folder()), static_cast<ErrorCode>(code), {word, folder().string()});
    VERNIER_REFUSES(Checkpoint::open(folder() / "none"), ErrorCode::NotFound,
                    {(folder() / "none").string(), "config.json"});
}

void TestCheckpoint::hugeSizesAreRefusedBeforeAnythingIsAllocated()
{
    for (const char *key :
         {"vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads"}) {
        TinyCheckpoint checkpoint = makeTinyCheckpoint();
        checkpoint.config[key] = 10000; // allowed, but not what the tensors are
        checkpoint.config["head_dim"] = 8;
        writeCheckpoint(folder(), checkpoint);
        QVERIFY(!Checkpoint::open(folder()));
    }
}

void TestCheckpoint::weightsAreReadAsTheyAreStored_data()
{
    QTest::addColumn<int>("dtype");
    for (const DType dtype : {DType::F32, DType::F16, DType::BF16})
        QTest::newRow(std::string(toString(dtype)).c_str()) << int(dtype);
}

void TestCheckpoint::weightsAreReadAsTheyAreStored()
{
    QFETCH(int, dtype);
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.dtype = static_cast<DType>(dtype)});
    writeCheckpoint(folder(), checkpoint);
    const auto model = modelOf(folder());
    QVERIFY(model->checkpoint().storedDtype() == static_cast<DType>(dtype));
    for (const LayerInfo &layer : model->checkpoint().layers()) {
        const TinyTensor &stored = checkpoint.tensor(layer.name + ".weight");
        Matrix expected(layer.out, layer.in);
        copyToFloat({.dtype = stored.dtype, .shape = stored.shape, .data = stored.bytes}, 0,
                    {expected.data(), static_cast<std::size_t>(expected.size())});
        QVERIFY(model->weight(layer).value() == expected);
    }
}

void TestCheckpoint::damagedNumbersAreNamed_data()
{
    QTest::addColumn<std::string>("tensor");
    QTest::addColumn<std::size_t>("element");
    QTest::addColumn<float>("value");
    QTest::addColumn<int>("dtype");
    for (const DType dtype : {DType::F32, DType::F16, DType::BF16}) {
        const std::string type(toString(dtype));
        const auto add = [&](const char *tensor, std::size_t element, float value) {
            QTest::addRow("%s %s[%zu] %s", type.c_str(), tensor, element, std::isnan(value) ? "NaN" : "infinity")
                << std::string(tensor) << element << value << int(dtype);
        };
        add("model.layers.1.mlp.down_proj.weight", 0, kNan);
        add("model.layers.1.mlp.down_proj.weight", 32 * 48 - 1, kInfinity);
        add("model.layers.0.self_attn.k_proj.weight", 100, -kInfinity);
        add("model.layers.0.self_attn.k_proj.bias", 3, kNan);
        add("model.layers.0.input_layernorm.weight", 31, kNan);
        add("model.norm.weight", 5, kInfinity);
        add("model.embed_tokens.weight", 63 * 32 + 7, kNan);
        add("lm_head.weight", 777, kNan);
    }
}

void TestCheckpoint::damagedNumbersAreNamed()
{
    QFETCH(std::string, tensor);
    QFETCH(std::size_t, element);
    QFETCH(float, value);
    QFETCH(int, dtype);
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.modelType = "qwen2", .dtype = static_cast<DType>(dtype)});
    setElement(checkpoint.tensor(tensor), element, value);
    writeCheckpoint(folder(), checkpoint);
    const auto opened = Checkpoint::open(folder()); // reads headers only
    VERNIER_SUCCEEDS(opened);
    VERNIER_REFUSES(readAll(FloatModel(*opened)), ErrorCode::Numeric,
                    {"\"" + tensor + "\"", std::isnan(value) ? "NaN" : "infinity",
                     "element " + std::to_string(element) + ";", "model.safetensors"});
}

void TestCheckpoint::rowsOfAWeightAreThatPartOfIt()
{
    TinyCheckpoint checkpoint = makeTinyCheckpoint();
    setElement(checkpoint.tensor("lm_head.weight"), 40 * 32 + 1, kNan);
    writeCheckpoint(folder(), checkpoint);
    const auto damaged = modelOf(folder());
    const LayerInfo &head = damaged->headLayer();
    VERNIER_SUCCEEDS(damaged->weightRows(head, 0, 40));
    VERNIER_SUCCEEDS(damaged->weightRows(head, 41, 23));
    VERNIER_REFUSES(damaged->weightRows(head, 30, 20), ErrorCode::Numeric, {"lm_head.weight", "element 1281;"});

    writeTinyCheckpoint(folder());
    const auto model = modelOf(folder());
    const LayerInfo &layer = *model->checkpoint().findLayer("model.layers.0.mlp.up_proj");
    const Matrix whole = model->weight(layer).value();
    QVERIFY(model->weightRows(layer, 7, 11).value() == whole.middleRows(7, 11));
    QCOMPARE(model->weightRows(layer, 48, 0).value().rows(), Eigen::Index(0));
}

void TestCheckpoint::rewritesReplaceNormsAndScaleColumns()
{
    writeTinyCheckpoint(folder());
    const std::string query = "model.layers.0.self_attn.q_proj";
    const std::string normName = "model.layers.0.input_layernorm";
    std::vector<float> factors(32, 1.0f);
    factors[5] = 4.0f;
    const auto original = modelOf(folder());
    const auto rewritten = modelOf(
        folder(), {.norms = {{normName, {.weight = factors, .bias = factors}}}, .columnScales = {{query, factors}}});
    QVERIFY(rewritten->norm(normName).value().weight == factors);
    QVERIFY(rewritten->norm(normName).value().bias == factors);
    QVERIFY(original->norm(normName).value().bias.empty());
    Matrix expected = original->weight(*original->checkpoint().findLayer(query)).value();
    expected.col(5) *= 4.0f;
    const LayerInfo &layer = *rewritten->checkpoint().findLayer(query);
    QVERIFY(rewritten->weight(layer).value() == expected);
    QVERIFY(rewritten->weightRows(layer, 3, 4).value() == expected.middleRows(3, 4));
}

void TestCheckpoint::referenceCheckpointsOpen_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<int>("blocks");
    QTest::addColumn<int>("dtype");
    QTest::newRow("llama") << std::string("llama") << 3 << int(DType::BF16);
    QTest::newRow("llama sharded") << std::string("llama/safetensors_sharded") << 3 << int(DType::BF16);
    QTest::newRow("llama2_bin") << std::string("llama2_bin") << 2 << int(DType::F16);
    QTest::newRow("mistral") << std::string("mistral") << 3 << int(DType::BF16);
    QTest::newRow("qwen2") << std::string("qwen2") << 3 << int(DType::BF16);
    QTest::newRow("qwen3") << std::string("qwen3") << 2 << int(DType::BF16);
}

void TestCheckpoint::referenceCheckpointsOpen()
{
    QFETCH(std::string, name);
    VERNIER_SHARED_OR_SKIP(arch, "arch");
    const auto checkpoint = Checkpoint::open(arch / name);
    VERNIER_SUCCEEDS(checkpoint);
    QTEST((*checkpoint)->config().blocks, "blocks");
    QTEST(int((*checkpoint)->storedDtype()), "dtype");
    VERNIER_SUCCEEDS(readAll(FloatModel(*checkpoint)));
}

void TestCheckpoint::torchFilesMakeTheSameModel_data()
{
    QTest::addColumn<std::string>("name");
    QTest::newRow("sharded") << std::string("torch_bin_sharded");
    QTest::newRow("legacy") << std::string("torch_bin_legacy");
}

void TestCheckpoint::torchFilesMakeTheSameModel()
{
    QFETCH(std::string, name);
    VERNIER_SHARED_OR_SKIP(path, "arch/llama2_bin");
    const auto bin = Checkpoint::open(path / name);
    const auto safetensors = Checkpoint::open(path);
    VERNIER_SUCCEEDS(bin);
    VERNIER_SUCCEEDS(safetensors);
    QVERIFY((*bin)->storedDtype() == DType::F16);
    QCOMPARE(differenceOf(FloatModel(*bin), FloatModel(*safetensors)), QString());
}

void TestCheckpoint::ggufFilesMakeTheSameModel_data()
{
    QTest::addColumn<TinyCheckpointOptions>("options");
    QTest::newRow("llama") << TinyCheckpointOptions{};
    QTest::newRow("llama, tied, BF16") << TinyCheckpointOptions{.tied = true, .dtype = DType::BF16};
    QTest::newRow("qwen2") << TinyCheckpointOptions{.modelType = "qwen2", .dtype = DType::F16};
    QTest::newRow("qwen3") << TinyCheckpointOptions{.modelType = "qwen3"};
}

void TestCheckpoint::ggufFilesMakeTheSameModel()
{
    QFETCH(TinyCheckpointOptions, options);
    const fs::path file = folder() / "model.gguf";
    writeBytes(file, ggufBytes(options));
    const auto gguf = Checkpoint::open(file);
    const auto safetensors = Checkpoint::open(writeTinyCheckpoint(folder() / "plain", options));
    VERNIER_SUCCEEDS(gguf);
    VERNIER_SUCCEEDS(safetensors);
    const ModelConfig &one = (*gguf)->config();
    const ModelConfig &other = (*safetensors)->config();
    QCOMPARE(one.modelType, other.modelType);
    QVERIFY(one.hidden == other.hidden && one.intermediate == other.intermediate && one.blocks == other.blocks && one.heads == other.heads
            && one.kvHeads == other.kvHeads && one.headDim == other.headDim && one.vocabulary == other.vocabulary && one.context == other.context
            && one.normEps == other.normEps && one.ropeTheta == other.ropeTheta && one.tiedHead == other.tiedHead && one.qkvBias == other.qkvBias);
    QVERIFY((*gguf)->storedDtype() == options.dtype && (*gguf)->ignoredTensors().empty());
    QCOMPARE(differenceOf(FloatModel(*gguf), FloatModel(*safetensors)), QString());
    // What an export writes as config.json describes the same model.
    const auto again = parseModelConfig(nlohmann::json::parse((*gguf)->generatedConfig()), "config.json");
    VERNIER_SUCCEEDS(again);
    QVERIFY(again->hidden == one.hidden && again->normEps == one.normEps && again->tiedHead == one.tiedHead);
}

void TestCheckpoint::quantizedRowsComeInTheirOrder()
{
    // The queries in Q8_0: each row is one block of 32 codes, its scale a power of two.
    const TinyCheckpointOptions options;
    TinyCheckpoint checkpoint = makeTinyCheckpoint(options);
    TinyTensor &query = checkpoint.tensor("model.layers.1.self_attn.q_proj.weight");
    TinyTensor codes{query.name, DType::I8, {32, 34}, {}};
    std::vector<float> values;
    for (int row = 0; row < 32; ++row) {
        codes.bytes.push_back(std::byte{0x00}); // 2^-6
        codes.bytes.push_back(std::byte{0x24});
        for (int i = 0; i < 32; ++i) {
            const int code = (row * 37 + i * 11) % 255 - 127;
            codes.bytes.push_back(static_cast<std::byte>(code));
            values.push_back(std::ldexp(static_cast<float>(code), -6));
        }
    }
    std::memcpy(query.bytes.data(), values.data(), query.bytes.size());
    GgufBytes bytes = ggufMetadata(options);
    for (const TinyTensor &tensor : checkpoint.tensors) {
        GgufBytes::Tensor stored = ggufTensor(options, tensor.name == query.name ? codes : tensor);
        if (tensor.name == query.name) {
            stored.extents = {32, 32};
            stored.type = 8;
        }
        bytes.addTensor(std::move(stored));
    }
    writeBytes(folder() / "model.gguf", bytes.file());
    const auto gguf = Checkpoint::open(folder() / "model.gguf");
    VERNIER_SUCCEEDS(gguf);
    const FloatModel model(*gguf);
    QCOMPARE(differenceOf(model, FloatModel(Checkpoint::open(writeCheckpoint(folder() / "plain", checkpoint)).value())), QString());
    const LayerInfo &layer = *(*gguf)->findLayer("model.layers.1.self_attn.q_proj");
    QVERIFY(model.weightRows(layer, 5, 9).value() == model.weight(layer)->middleRows(5, 9));
    QCOMPARE((*gguf)->tensor(query.name)->storedBytes(), std::uint64_t{32 * 34});
    QVERIFY((*gguf)->tensor(query.name)->typeName() == "Q8_0");
}

/// With the tensors of the tiny checkpoint behind the metadata.
Result<std::shared_ptr<const Checkpoint>> TestCheckpoint::openTiny(GgufBytes metadata) const
{
    for (const TinyTensor &tensor : makeTinyCheckpoint().tensors)
        metadata.addTensor(ggufTensor({}, tensor));
    writeBytes(folder() / "model.gguf", metadata.file());
    return Checkpoint::open(folder() / "model.gguf");
}

void TestCheckpoint::rotaryFactorsOfLlama3AreKnown()
{
    GgufBytes bytes = ggufMetadata({});
    bytes.add("llama.rope.freq_base", 1e6f);
    // Channels 0 to 3 of 4, theta 10^6: wavelengths 6, 199, 6283 and 198692; 6283 lies in the ramp between 2048 and 8192.
    const double smooth = (8192 / 6283.185307 - 1) / 3;
    bytes.addTensor({"rope_freqs.weight", {4}, 0,
                     GgufBytes::number(1.0f) + GgufBytes::number(1.0f) + GgufBytes::number(static_cast<float>(1 / ((1 - smooth) / 8 + smooth))) + GgufBytes::number(8.0f)});
    const auto gguf = openTiny(std::move(bytes));
    VERNIER_SUCCEEDS(gguf);
    const RopeScaling &scaling = (*gguf)->config().ropeScaling;
    QVERIFY(scaling.kind == RopeScaling::Kind::Llama3 && scaling.factor == 8 && scaling.originalContext == 8192);
}

/// llama.cpp takes a factor without a type for a linear one; files of 2023 have it as scale_linear.
void TestCheckpoint::linearScalingHasThreeSpellings()
{
    for (const char *spelling : {"rope.scaling.type", "rope.scaling.factor", "rope.scale_linear"}) {
        GgufBytes bytes = ggufMetadata({});
        const std::string key = std::string("llama.") + spelling;
        if (key.ends_with("type")) {
            bytes.add(key, "linear");
            bytes.add("llama.rope.scaling.factor", 4.0f);
        } else {
            bytes.add(key, 4.0f);
        }
        const auto gguf = openTiny(std::move(bytes));
        VERNIER_SUCCEEDS(gguf);
        const RopeScaling &scaling = (*gguf)->config().ropeScaling;
        QVERIFY2(scaling.kind == RopeScaling::Kind::Linear && scaling.factor == 4.0, spelling);
    }
}

void TestCheckpoint::ggufFilesAreFoundAndChosen()
{
    const fs::path file = folder() / "a.gguf";
    writeBytes(file, ggufBytes({}));
    const auto only = Checkpoint::open(folder());
    VERNIER_SUCCEEDS(only);
    QCOMPARE((*only)->path(), file);
    QCOMPARE((*only)->folder(), folder());
    writeBytes(folder() / "b.gguf", ggufBytes({}));
    VERNIER_REFUSES(Checkpoint::open(folder()), ErrorCode::InvalidArgument, {"several GGUF files", "a.gguf"});
    VERNIER_SUCCEEDS(Checkpoint::open(folder() / "b.gguf"));
    writeTinyCheckpoint(folder(), {.hidden = 64});
    const auto safetensors = Checkpoint::open(folder());
    VERNIER_SUCCEEDS(safetensors);
    QCOMPARE((*safetensors)->config().hidden, 64);
    QCOMPARE((*safetensors)->path(), folder());
}

void TestCheckpoint::ggufModelsThatAreNotReadAreRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    const auto row = [](const char *name, const GgufBytes &bytes, ErrorCode code, const char *word) { QTest::newRow(name) << bytes.file() << int(code) << std::string(word); };
    GgufBytes other;
    other.add("general.architecture", "falcon");
    row("another architecture", other, ErrorCode::Unsupported, "\"falcon\"");
    row("none", {}, ErrorCode::Unsupported, "llama, qwen2, qwen3");
    GgufBytes bare;
    bare.add("general.architecture", "qwen2");
    row("no sizes", bare, ErrorCode::CorruptFile, "\"qwen2.embedding_length\" are missing");
    GgufBytes part = ggufMetadata({});
    part.add("split.count", std::uint32_t{3});
    row("one of several parts", part, ErrorCode::Unsupported, "llama-gguf-split --merge");
    GgufBytes experts = ggufMetadata({});
    experts.add("llama.expert_count", std::uint32_t{8});
    row("experts", experts, ErrorCode::Unsupported, "experts");
    row("no tensors", ggufMetadata({}), ErrorCode::InvalidArgument, "vocab_size");
    GgufBytes odd = ggufMetadata({});
    odd.add("llama.rope.dimension_count", std::uint32_t{8});
    odd.addTensor({"rope_freqs.weight", {4}, 0, GgufBytes::number(1.0f) + GgufBytes::number(2.0f) + GgufBytes::number(3.0f) + GgufBytes::number(4.0f)});
    row("other rotary factors", odd, ErrorCode::Unsupported, "not those of Llama 3");
    GgufBytes many = ggufMetadata({});
    many.add("llama.rope.dimension_count", std::uint32_t{8});
    many.addTensor({"rope_freqs.weight", {1}, 0, GgufBytes::number(1.0f)});
    GgufBytes partly = ggufMetadata({});
    partly.add("llama.rope.dimension_count", std::uint32_t{4});
    row("partly rotated heads", partly, ErrorCode::Unsupported, "4 of the 8 channels");
    row("too few rotary factors", many, ErrorCode::Unsupported, "1 factors of rotary frequencies");
}

void TestCheckpoint::ggufModelsThatAreNotReadAreRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(int, code);
    QFETCH(std::string, word);
    writeBytes(folder() / "model.gguf", bytes);
    VERNIER_REFUSES(Checkpoint::open(folder() / "model.gguf"), ErrorCode(code), {"model.gguf", word});
}

QTEST_APPLESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
