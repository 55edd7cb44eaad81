// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_folder.h"

#include "core/export/checkpoint_files.h"
#include "core/io/safetensors.h"

#include "tests/core/io/io_test.h"
#include "tests/support/ordinary_user.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <limits>

#include <sys/stat.h>

// How the folder behaves as files on a disk, and what is saved for models that the reference material does not have;
// tst_golden_folders compares contents with the original's.

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

class TestModelslimFolder : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void permissionsAreTheOriginals_data();
    void permissionsAreTheOriginals();
    void companionFilesAreCopied();
    void companionsThatCannotBeCopiedAreNamed();
    void checkpointsOwnFolderIsRefused_data();
    void checkpointsOwnFolderIsRefused();
    void anotherModelIsNotReplaced();
    void filesOfAnEarlierExportGo();
    void unwritableFolderIsRefused();
    void fileInTheWayIsRefused();
    void cancellingLeavesNothing();
    void existingFolderKeepsForeignFiles();
    void earlierExportIsReplaced();
    void impossibleOptionsAreRefused_data();
    void impossibleOptionsAreRefused();
    void descriptionListsEveryTensor_data();
    void descriptionListsEveryTensor();
    void floatsAreSavedAsLoaded_data();
    void floatsAreSavedAsLoaded();
    void tiedHeadIsSavedAsAHead();
    void biasesGoIntoQuantBias();
    void biasBeyondIntegersIsRefused();
    void damagedTensorsAreRefusedEvenIfOnlyCopied_data();
    void damagedTensorsAreRefusedEvenIfOnlyCopied();
    void fourBitCodesArePacked();
    void oddRowsCannotBePacked();

private:
    [[nodiscard]] fs::path path(std::string_view name) const { return pathIn(*m_folder, name); }
    [[nodiscard]] fs::path writeDefault(std::string_view name = "model");
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

constexpr const char *kWeights = "quant_model_weight_w8a8.safetensors";
constexpr const char *kDescription = "quant_model_description_w8a8.json";

Recipe recipeOf(int wBit, int aBit)
{
    Recipe recipe;
    recipe.quantConfig.wBit = wBit;
    recipe.quantConfig.aBit = aBit;
    recipe.quantConfig.mmTensor = false;
    return recipe;
}

Result<QuantizedModel> quantized(const fs::path &checkpoint, const Recipe &recipe)
{
    SilentMonitor monitor;
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> opened, Checkpoint::open(checkpoint));
    return quantizeModel(opened, recipe,
                         pseudoRandomSequences({12, 20}, static_cast<int>(opened->config().vocabulary), 70), Compute{},
                         monitor);
}

Result<void> exported(const QuantizedModel &model, const fs::path &folder,
                      std::vector<std::string> saveTypes = {"safe_tensor"})
{
    SilentMonitor monitor;
    return writeModelslimFolder(model, folder, {.saveTypes = std::move(saveTypes)}, monitor);
}

unsigned modeOf(const fs::path &path)
{
    return static_cast<unsigned>(fs::status(path).permissions());
}

template <typename T>
std::vector<T> valuesOf(const fs::path &file, const std::string &name)
{
    const auto opened = openSafetensors(file).value();
    const TensorView view = opened->find(name).value();
    std::vector<T> values(view.data.size() / sizeof(T));
    std::memcpy(values.data(), view.data.data(), view.data.size());
    return values;
}

/// Stops when it is asked for the n-th time, and counts.
class StoppingMonitor final : public JobMonitor
{
public:
    explicit StoppingMonitor(int stopAt)
        : m_stopAt(stopAt)
    {}
    bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return ++m_asked != m_stopAt; }
    [[nodiscard]] int asked() const { return m_asked; }

private:
    int m_stopAt;
    int m_asked = 0;
};

} // namespace

void TestModelslimFolder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

fs::path TestModelslimFolder::writeDefault(std::string_view name)
{
    return writeTinyCheckpoint(path(name));
}

void TestModelslimFolder::permissionsAreTheOriginals_data()
{
    QTest::addColumn<unsigned>("mask");
    QTest::newRow("usual umask") << 022u;
    QTest::newRow("none") << 0u;
    QTest::newRow("strict") << 077u;
}

void TestModelslimFolder::permissionsAreTheOriginals()
{
    QFETCH(unsigned, mask);
    const auto model = quantized(writeDefault(), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    const mode_t before = umask(mask);
    const auto written = exported(*model, path("out"));
    umask(before);
    VERNIER_SUCCEEDS(written);
    QCOMPARE(modeOf(path("out")), 0750u);
    QCOMPARE(modeOf(path("out") / kWeights), 0400u);
    QCOMPARE(modeOf(path("out") / kDescription), 0600u);
    QCOMPARE(modeOf(path("out/config.json")), 0600u);
}

void TestModelslimFolder::companionFilesAreCopied()
{
    const fs::path checkpoint = writeDefault();
    const std::vector<std::string> copied{"chat_template.jinja",     "generation_config.json", "modeling_tiny.py",
                                          "special_tokens_map.json", "tokenizer.json",         "tokenizer.model",
                                          "tokenizer_config.json"};
    for (const std::string &name : copied)
        writeBytes(checkpoint / name, "contents of " + name + std::string("\0\xff", 2));
    for (const char *name : {"README.md", "pytorch_model.bin", "optimizer.pt", "model.safetensors.bak"})
        writeBytes(checkpoint / name, "stays");
    fs::create_directory(checkpoint / "tokenizer_files");
    const auto model = quantized(checkpoint, recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    VERNIER_SUCCEEDS(exported(*model, path("out")));

    std::vector<std::string> expected = copied;
    expected.insert(expected.end(), {"config.json", kWeights, kDescription});
    std::sort(expected.begin(), expected.end());
    QCOMPARE(namesIn(path("out")), expected);
    for (const std::string &name : copied)
        QCOMPARE(readBytes(path("out") / name), readBytes(checkpoint / name));
    QCOMPARE(readBytes(path("out/config.json")), readBytes(checkpoint / "config.json"));
}

void TestModelslimFolder::companionsThatCannotBeCopiedAreNamed()
{
    const fs::path checkpoint = writeDefault();
    fs::create_symlink("nowhere", checkpoint / "tokenizer_config.json");
    QCOMPARE(mkfifo((checkpoint / "vocab.json").c_str(), 0600), 0);
    writeBytes(checkpoint / "tokenizer.json", "{}");
    const auto model = quantized(checkpoint, recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    VERNIER_SUCCEEDS(exported(*model, path("out")));
    QVERIFY(fs::exists(path("out/tokenizer.json")));
    QCOMPARE(companionsNotCopied(model->network.floatModel().checkpoint()), (std::vector<std::string>{"tokenizer_config.json", "vocab.json"}));
}

void TestModelslimFolder::checkpointsOwnFolderIsRefused_data()
{
    QTest::addColumn<std::string>("spelling");
    for (const char *spelling : {"model", "model/", "model/.", "./model/../model", "link"})
        QTest::newRow(spelling) << std::string(spelling);
}

void TestModelslimFolder::checkpointsOwnFolderIsRefused()
{
    QFETCH(std::string, spelling);
    const fs::path checkpoint = writeDefault();
    fs::create_directory_symlink(checkpoint, path("link"));
    const auto model = quantized(checkpoint, recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    VERNIER_REFUSES(exported(*model, path(spelling)), ErrorCode::InvalidArgument,
                    {"own folder", path(spelling).string()});
    QCOMPARE(namesIn(checkpoint), (std::vector<std::string>{"config.json", "model.safetensors"}));
    VERNIER_REFUSES(exported(*model, checkpoint / "quantized"), ErrorCode::InvalidArgument, {"inside"});
    VERNIER_REFUSES(exported(*model, path("")), ErrorCode::InvalidArgument, {"holds the checkpoint's folder"});
    VERNIER_REFUSES(exported(*model, "/"), ErrorCode::InvalidArgument, {"root"});
}

void TestModelslimFolder::anotherModelIsNotReplaced()
{
    const auto model = quantized(writeDefault(), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    const fs::path other = writeDefault("other");
    const std::string config = readBytes(other / "config.json") + "\n";
    writeBytes(other / "config.json", config);
    VERNIER_REFUSES(exported(*model, other), ErrorCode::InvalidArgument, {"another model", "model.safetensors"});
    QCOMPARE(readBytes(other / "config.json"), config);
}

void TestModelslimFolder::filesOfAnEarlierExportGo()
{
    const auto model = quantized(writeDefault(), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    const fs::path out = path("out");
    fs::create_directory(out);
    const std::vector<std::string> stale{"quant_model_weight_w8a16.safetensors", "quant_model_weight_w8a8-00001-of-00002.safetensors",
                                         "quant_model_weight_w8a8.safetensors.index.json", "quant_model_description.json", "quant_bias.npy",
                                         "quant_model_description_w4a16.json"};
    for (const std::string &name : stale)
        writeBytes(out / name, "old");
    writeBytes(out / "my_model_description.json", "mine");
    VERNIER_SUCCEEDS(exported(*model, out));
    QCOMPARE(namesIn(out), (std::vector<std::string>{"config.json", "my_model_description.json", kDescription, kWeights}));
    // Not when nothing new took their place.
    StoppingMonitor monitor(3);
    writeBytes(out / stale.front(), "old");
    VERNIER_REFUSES(writeModelslimFolder(*model, out, {}, monitor), ErrorCode::Cancelled, {});
    QVERIFY(fs::exists(out / stale.front()));
}

void TestModelslimFolder::unwritableFolderIsRefused()
{
    const auto model = quantized(writeDefault(), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    fs::permissions(path(""), fs::perms(0755));
    fs::create_directory(path("locked"));
    fs::permissions(path("locked"), fs::perms(0555));
    {
        const OrdinaryUser user;
        VERNIER_REFUSES(exported(*model, path("locked/out")), ErrorCode::Io,
                        {path("locked").string(), "permission denied"});
        VERNIER_REFUSES(exported(*model, path("locked")), ErrorCode::Io,
                        {path("locked").string(), "permission denied"});
    }
    QVERIFY(namesIn(path("locked")).empty());
    QCOMPARE(namesIn(path("")), (std::vector<std::string>{"locked", "model"}));
}

void TestModelslimFolder::fileInTheWayIsRefused()
{
    const auto model = quantized(writeDefault(), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    writeBytes(path("out"), "a file");
    VERNIER_REFUSES(exported(*model, path("out")), ErrorCode::InvalidArgument, {path("out").string()});
    VERNIER_REFUSES(exported(*model, path("out/below")), ErrorCode::Io, {path("out").string()});
    QCOMPARE(readBytes(path("out")), std::string("a file"));
    QCOMPARE(namesIn(path("")), (std::vector<std::string>{"model", "out"}));
}

void TestModelslimFolder::cancellingLeavesNothing()
{
    const auto model = quantized(writeDefault(), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    StoppingMonitor counting(0);
    VERNIER_SUCCEEDS(writeModelslimFolder(*model, path("counted"), {}, counting));
    fs::remove_all(path("counted"));
    QVERIFY(counting.asked() > 10);
    for (int stopAt = 1; stopAt <= counting.asked(); ++stopAt) {
        StoppingMonitor monitor(stopAt);
        VERNIER_REFUSES(writeModelslimFolder(*model, path("deep/er/out"), {}, monitor), ErrorCode::Cancelled, {});
        QCOMPARE(namesIn(path("")), std::vector<std::string>{"model"});
    }
}

void TestModelslimFolder::existingFolderKeepsForeignFiles()
{
    const auto model = quantized(writeDefault(), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    fs::create_directories(path("out/notes"));
    writeBytes(path("out/notes/a.txt"), "mine");
    writeBytes(path("out/b.txt"), "mine, too");
    writeBytes(path("out") / kDescription, "an older one");
    fs::permissions(path("out"), fs::perms(0711));
    VERNIER_SUCCEEDS(exported(*model, path("out")));
    QCOMPARE(readBytes(path("out/notes/a.txt")), std::string("mine"));
    QCOMPARE(readBytes(path("out/b.txt")), std::string("mine, too"));
    QVERIFY(readBytes(path("out") / kDescription) != "an older one");
    QCOMPARE(namesIn(path("out")), (std::vector<std::string>{"b.txt", "config.json", "notes", kDescription, kWeights}));
    QCOMPARE(modeOf(path("out")), 0711u);
}

void TestModelslimFolder::earlierExportIsReplaced()
{
    const fs::path checkpoint = writeDefault();
    const auto first = quantized(checkpoint, recipeOf(8, 8));
    VERNIER_SUCCEEDS(first);
    VERNIER_SUCCEEDS(exported(*first, path("out"))); // weights are now 0400
    Recipe other = recipeOf(8, 8);
    other.quantConfig.disableNames = {"model.layers.0.mlp.down_proj"};
    const auto second = quantized(checkpoint, other);
    VERNIER_SUCCEEDS(second);
    VERNIER_SUCCEEDS(exported(*second, path("out")));
    VERNIER_SUCCEEDS(exported(*second, path("fresh")));
    QCOMPARE(namesIn(path("out")), namesIn(path("fresh")));
    for (const std::string &name : namesIn(path("fresh"))) {
        QVERIFY(readBytes(path("out") / name) == readBytes(path("fresh") / name));
        QCOMPARE(modeOf(path("out") / name), modeOf(path("fresh") / name));
    }
    // A cancelled third one leaves the second.
    StoppingMonitor monitor(8);
    VERNIER_REFUSES(writeModelslimFolder(*first, path("out"), {}, monitor), ErrorCode::Cancelled, {});
    QCOMPARE(namesIn(path("out")), namesIn(path("fresh")));
    QVERIFY(readBytes(path("out") / kWeights) == readBytes(path("fresh") / kWeights));
}

void TestModelslimFolder::impossibleOptionsAreRefused_data()
{
    QTest::addColumn<std::vector<std::string>>("saveTypes");
    QTest::addColumn<int>("part");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    using Types = std::vector<std::string>;
    QTest::newRow("no type") << Types{} << 0 << int(ErrorCode::InvalidArgument) << std::string("safe_tensor");
    QTest::newRow("unknown type") << Types{"gguf"} << 0 << int(ErrorCode::InvalidArgument) << std::string("\"gguf\"");
    QTest::newRow("negative part") << Types{"safe_tensor"} << -1 << int(ErrorCode::InvalidArgument)
                                   << std::string("part-file-size");
}

void TestModelslimFolder::impossibleOptionsAreRefused()
{
    QFETCH(std::vector<std::string>, saveTypes);
    QFETCH(int, part);
    QFETCH(int, code);
    QFETCH(std::string, word);
    const auto model = quantized(writeDefault(), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    SilentMonitor monitor;
    const ModelslimFolderOptions options{.saveTypes = saveTypes, .partFileSizeGib = part};
    VERNIER_REFUSES(writeModelslimFolder(*model, path("out"), options, monitor), static_cast<ErrorCode>(code), {word});
    QCOMPARE(namesIn(path("")), std::vector<std::string>{"model"});
}

void TestModelslimFolder::descriptionListsEveryTensor_data()
{
    QTest::addColumn<std::string>("modelType");
    QTest::addColumn<bool>("suppressed");
    QTest::addColumn<int>("tensorsOfABlock");
    // Seven linears of eight tensors less the bias, two norms; with biases, with norms of heads; a suppressed norm is
    // saved four times over.
    QTest::newRow("llama") << std::string("llama") << false << 7 * 7 + 2;
    QTest::newRow("mistral") << std::string("mistral") << false << 7 * 7 + 2;
    QTest::newRow("qwen2") << std::string("qwen2") << false << 7 * 7 + 3 + 2;
    QTest::newRow("qwen3") << std::string("qwen3") << false << 7 * 7 + 4;
    QTest::newRow("llama m1") << std::string("llama") << true << 7 * 7 + 2 * 4;
    QTest::newRow("qwen3 m1") << std::string("qwen3") << true << 7 * 7 + 4 * 4;
}

void TestModelslimFolder::descriptionListsEveryTensor()
{
    QFETCH(std::string, modelType);
    QFETCH(bool, suppressed);
    QFETCH(int, tensorsOfABlock);
    Recipe recipe = recipeOf(8, 8);
    if (suppressed) {
        recipe.antiOutlier.emplace();
        recipe.antiOutlier->antiMethod = AntiMethod::M1;
    }
    const auto model = quantized(writeTinyCheckpoint(path("model"), {.modelType = modelType}), recipe);
    VERNIER_SUCCEEDS(model);
    VERNIER_SUCCEEDS(exported(*model, path("out")));
    const auto description = nlohmann::json::parse(readBytes(path("out") / kDescription));
    const auto weights = openSafetensors(path("out") / kWeights);
    VERNIER_SUCCEEDS(weights);
    QCOMPARE(static_cast<int>((*weights)->tensors().size()), 2 * tensorsOfABlock + 2 + (suppressed ? 4 : 1));
    QCOMPARE(description.size(), (*weights)->tensors().size() + 1);
    QCOMPARE(description["model_quant_type"].get<std::string>(), std::string("W8A8"));
    for (const StoredTensor &tensor : (*weights)->tensors()) {
        QVERIFY2(description.contains(tensor.name), tensor.name.c_str());
        const bool isFloat = tensor.name.ends_with(".bias") || tensor.name.ends_with("norm.weight")
            || tensor.name.starts_with("lm_head") || tensor.name.starts_with("model.embed_tokens");
        const bool isInner = tensor.name.find(".module.") != std::string::npos;
        QCOMPARE(description[tensor.name].get<std::string>(), std::string(isFloat && !isInner ? "FLOAT" : "W8A8"));
    }
}

void TestModelslimFolder::floatsAreSavedAsLoaded_data()
{
    QTest::addColumn<int>("dtype");
    QTest::addColumn<int>("deqScale");
    QTest::newRow("F32") << int(DType::F32) << int(DType::I64);
    QTest::newRow("F16") << int(DType::F16) << int(DType::I64);
    QTest::newRow("BF16") << int(DType::BF16) << int(DType::F32); // as declared in config.json
}

void TestModelslimFolder::floatsAreSavedAsLoaded()
{
    QFETCH(int, dtype);
    QFETCH(int, deqScale);
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.modelType = "qwen2", .dtype = static_cast<DType>(dtype)});
    const auto model = quantized(writeCheckpoint(path("model"), checkpoint), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    VERNIER_SUCCEEDS(exported(*model, path("out")));
    const auto weights = openSafetensors(path("out") / kWeights);
    VERNIER_SUCCEEDS(weights);
    for (const char *name :
         {"model.embed_tokens.weight", "model.norm.weight", "lm_head.weight", "model.layers.0.self_attn.q_proj.bias"}) {
        const TinyTensor &stored = checkpoint.tensor(name);
        const TensorView view = (*weights)->find(name).value();
        QVERIFY(view.dtype == DType::F32 && view.shape == stored.shape); // load_dtype float32: widened, nothing is lost
        const TensorView original{stored.dtype, stored.shape, stored.bytes};
        std::vector<float> expected(static_cast<std::size_t>(original.elements()));
        copyToFloat(original, 0, expected);
        QVERIFY(std::memcmp(view.data.data(), expected.data(), view.data.size()) == 0);
    }
    const std::string layer = "model.layers.0.self_attn.q_proj";
    const auto typeOf = [&](const char *suffix) { return (*weights)->find(layer + suffix).value().dtype; };
    QVERIFY(typeOf(".weight") == DType::I8 && typeOf(".quant_bias") == DType::I32
            && typeOf(".input_scale") == DType::F32);
    QVERIFY(typeOf(".deq_scale") == static_cast<DType>(deqScale));
}

void TestModelslimFolder::tiedHeadIsSavedAsAHead()
{
    const auto model = quantized(writeTinyCheckpoint(path("model"), {.tied = true}), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    VERNIER_SUCCEEDS(exported(*model, path("out")));
    const fs::path weights = path("out") / kWeights;
    QVERIFY(valuesOf<float>(weights, "lm_head.weight") == valuesOf<float>(weights, "model.embed_tokens.weight"));
}

void TestModelslimFolder::biasesGoIntoQuantBias()
{
    const auto model = quantized(writeTinyCheckpoint(path("model"), {.modelType = "qwen2"}), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    VERNIER_SUCCEEDS(exported(*model, path("out")));
    const fs::path weights = path("out") / kWeights;
    const std::string layer = "model.layers.1.self_attn.k_proj";
    const auto codes = valuesOf<std::int8_t>(weights, layer + ".weight");
    const auto scales = valuesOf<float>(weights, layer + ".weight_scale");
    const auto bias = valuesOf<float>(weights, layer + ".bias");
    const auto inputScale = valuesOf<float>(weights, layer + ".input_scale").front();
    const auto inputOffset = valuesOf<float>(weights, layer + ".input_offset").front();
    const auto quantBias = valuesOf<std::int32_t>(weights, layer + ".quant_bias");
    const auto deqBits = valuesOf<std::int64_t>(weights, layer + ".deq_scale");
    QCOMPARE(quantBias.size(), bias.size());
    const std::size_t in = codes.size() / bias.size();
    for (std::size_t row = 0; row < bias.size(); ++row) {
        const float deq = inputScale * scales[row];
        QCOMPARE(deqBits[row], std::int64_t{std::bit_cast<std::int32_t>(deq)});
        double rowSum = 0.0;
        for (std::size_t i = 0; i < in; ++i)
            rowSum += codes[row * in + i];
        const double exact =
            static_cast<double>(bias[row]) / static_cast<double>(deq) - rowSum * static_cast<double>(inputOffset);
        constexpr double kHalf = 0.5 + 1e-3; // rounded to an integer, from a float32 of at most a few thousands
        QVERIFY(std::abs(quantBias[row] - exact) <= kHalf);
    }
}

void TestModelslimFolder::biasBeyondIntegersIsRefused()
{
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.modelType = "qwen2"});
    const float huge = 1e9f;
    std::memcpy(checkpoint.tensor("model.layers.1.self_attn.v_proj.bias").bytes.data() + 5 * sizeof huge, &huge,
                sizeof huge);
    const auto model = quantized(writeCheckpoint(path("model"), checkpoint), recipeOf(8, 8));
    VERNIER_SUCCEEDS(model);
    VERNIER_REFUSES(exported(*model, path("out")), ErrorCode::Numeric,
                    {"model.layers.1.self_attn.v_proj", "row 5", "float"});
    QCOMPARE(namesIn(path("")), std::vector<std::string>{"model"});
}

void TestModelslimFolder::damagedTensorsAreRefusedEvenIfOnlyCopied_data()
{
    QTest::addColumn<std::string>("tensor");
    for (const char *name :
         {"model.embed_tokens.weight", "lm_head.weight", "model.norm.weight", "model.layers.1.mlp.up_proj.weight"})
        QTest::newRow(name) << std::string(name);
}

void TestModelslimFolder::damagedTensorsAreRefusedEvenIfOnlyCopied()
{
    QFETCH(std::string, tensor);
    TinyCheckpoint checkpoint = makeTinyCheckpoint();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    std::memcpy(checkpoint.tensor(tensor).bytes.data() + 7 * sizeof nan, &nan, sizeof nan);
    // Weights only: nothing is run that would stumble over it.
    const auto opened = Checkpoint::open(writeCheckpoint(path("model"), checkpoint));
    VERNIER_SUCCEEDS(opened);
    SilentMonitor monitor;
    const auto model = quantizeModel(*opened, recipeOf(8, 16), {}, Compute{}, monitor);
    VERNIER_SUCCEEDS(model);
    VERNIER_REFUSES(exported(*model, path("out")), ErrorCode::Numeric,
                    {"\"" + tensor + "\"", "NaN", "element 7;", "model.safetensors"});
    QCOMPARE(namesIn(path("")), std::vector<std::string>{"model"});
}

void TestModelslimFolder::fourBitCodesArePacked()
{
    const auto model = quantized(writeDefault(), recipeOf(4, 16));
    VERNIER_SUCCEEDS(model);
    VERNIER_SUCCEEDS(exported(*model, path("plain")));
    VERNIER_SUCCEEDS(exported(*model, path("packed"), {"ascendV1"}));
    const std::string name = "model.layers.0.mlp.down_proj.weight";
    const auto codes = valuesOf<std::int8_t>(path("plain/quant_model_weight_w4a16.safetensors"), name);
    const auto packed = valuesOf<std::uint8_t>(path("packed/quant_model_weight_w4a16.safetensors"), name);
    QCOMPARE(packed.size() * 2, codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const unsigned nibble = (packed[i / 2] >> (i % 2 == 0 ? 0 : 4)) & 0xFu;
        QCOMPARE(static_cast<int>(nibble) - (nibble > 7 ? 16 : 0), static_cast<int>(codes[i]));
    }
    const auto description = nlohmann::json::parse(readBytes(path("packed/quant_model_description.json")));
    QCOMPARE(description["version"].get<std::string>(), std::string("1.0.0"));
}

void TestModelslimFolder::oddRowsCannotBePacked()
{
    const auto model = quantized(writeTinyCheckpoint(path("model"), {.intermediate = 47}), recipeOf(4, 16));
    VERNIER_SUCCEEDS(model);
    VERNIER_REFUSES(exported(*model, path("out"), {"ascendV1"}), ErrorCode::Unsupported,
                    {"model.layers.0.mlp.down_proj", "47", "safe_tensor"});
    QCOMPARE(namesIn(path("")), std::vector<std::string>{"model"});
    VERNIER_SUCCEEDS(exported(*model, path("out")));
}

QTEST_APPLESS_MAIN(TestModelslimFolder)
#include "tst_modelslim_folder.moc"
