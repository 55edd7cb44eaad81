// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_folder.h"
#include "core/forward/pass.h"
#include "core/io/json_file.h"
#include "core/io/npy.h"
#include "core/io/safetensors_writer.h"
#include "core/quant/recipe_import.h"
#include "core/quant/stored_network.h"

#include "tests/core/io/io_test.h"
#include "tests/support/golden.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <map>

// Quantized folders, ours and the original's, opened again.

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// Of the logits' range, against the original's FakeQuantizeCalibrator: float32 roundings of a few blocks.
constexpr double kReloadTolerance = 1e-4;
/// Against the network that was saved: the same numbers, except that a weight scale may be recovered from deq_scale.
constexpr double kRoundTripTolerance = 1e-5;

const std::vector<std::vector<int>> kSequences = pseudoRandomSequences({24, 17, 30}, 64, 70);

/// Largest difference of the last rows of `logits` as a part of the range of `expected`.
double difference(const Matrix &logits, const Matrix &expected)
{
    const Matrix last = logits.bottomRows(expected.rows());
    return static_cast<double>((last - expected).cwiseAbs().maxCoeff() / (expected.maxCoeff() - expected.minCoeff()));
}

Matrix logitsOf(const Network &network, const std::vector<int> &ids)
{
    SilentMonitor monitor;
    return valueOf(computeLogits(network, TokenBatch({ids}), kTwoThreads, monitor));
}

Matrix matrixOf(const TensorView &view)
{
    const auto cols = static_cast<Eigen::Index>(view.shape.back());
    Matrix matrix(static_cast<Eigen::Index>(view.elements()) / cols, cols);
    copyToFloat(view, 0, {matrix.data(), static_cast<std::size_t>(matrix.size())});
    return matrix;
}

Recipe recipeFrom(const char *json)
{
    Json recipe = Json::parse(json);
    recipe["version"] = 1;
    return valueOf(parseRecipe(recipe, "row"));
}

enum Exceptions : int {
    None = 0,
    OtherSimulation = 1, ///< the original computes with other weights or inputs in memory than it saves
    OnlyAscendV1 = 2,
};

/// Files of weights and their description, to be damaged.
struct Files
{
    std::vector<TinyTensor> tensors;
    Json description;

    TinyTensor &tensor(const std::string &name)
    {
        const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const TinyTensor &tensor) { return tensor.name == name; });
        if (found == tensors.end())
            qFatal("no tensor %s", name.c_str());
        return *found;
    }
    void remove(const std::string &name)
    {
        std::erase_if(tensors, [&](const TinyTensor &tensor) { return tensor.name == name; });
        description.erase(name);
    }
};

Files readFiles(const fs::path &folder)
{
    const QuantizedDescription description = valueOf(readQuantizedDescription(folder));
    const auto tensors = valueOf(openDescribedTensors(description));
    Files files{.tensors = {}, .description = valueOf(readOrderedJsonFile(description.file))};
    for (const std::string &name : tensors->names()) {
        const TensorView view = valueOf(tensors->find(name));
        files.tensors.push_back({name, view.dtype, view.shape, {view.data.begin(), view.data.end()}});
    }
    return files;
}

void writeFiles(const fs::path &folder, const Files &files)
{
    fs::create_directories(folder);
    SafetensorsWriter writer;
    std::map<std::string, const TinyTensor *> byName;
    for (const TinyTensor &tensor : files.tensors) {
        if (!writer.declare(tensor.name, tensor.dtype, tensor.shape))
            qFatal("cannot declare %s", tensor.name.c_str());
        byName[tensor.name] = &tensor;
    }
    if (!writer.begin(folder / "quant_model_weight_x.safetensors"))
        qFatal("cannot write");
    for (const auto &declared : writer.order()) {
        if (!writer.write(declared.name, byName.at(declared.name)->bytes))
            qFatal("cannot write");
    }
    if (!writer.commit(fs::perms(0600)))
        qFatal("cannot write");
    writeBytes(folder / "quant_model_description_x.json", files.description.dump());
}

void setFloat(TinyTensor &tensor, std::size_t element, float value)
{
    std::memcpy(tensor.bytes.data() + element * sizeof value, &value, sizeof value);
}

void reshape(TinyTensor &tensor, Shape shape)
{
    tensor.shape = std::move(shape);
    tensor.bytes.resize(static_cast<std::size_t>(elementCount(tensor.shape)) * sizeOf(tensor.dtype));
}

} // namespace

class TestQuantizedFolder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void reopenedFoldersComputeAsTheOriginal_data();
    void reopenedFoldersComputeAsTheOriginal();
    void everyGoldenFolderOpens_data();
    void everyGoldenFolderOpens();
    void roundTrip_data();
    void roundTrip();
    void recipeBesideTheModelIsTakenIfItFits();
    void headInSlabsIsTheWholeHead();
    void largeTensorsComeWhole();
    void layersMissingInTheFileAreTheParents();
    void tensorsOfTheFileWin();
    void oldW8a8HasNoWeightScale();
    void damagedFilesAreRefused_data();
    void damagedFilesAreRefused();
    void truncatedFilesAreRefused();
    void anyByteMayBeWrong();
    void foldersWithoutADescriptionAreRefused();
    void keysTellVersionsApart();

private:
    std::shared_ptr<const Checkpoint> checkpoint(const TinyCheckpointOptions &options);
    /// A folder of this recipe on the model with biases in no layer.
    fs::path saved(const std::string &name, const Recipe &recipe, const std::string &saveType = "safe_tensor");

    QTemporaryDir m_folder;
    std::map<std::string, std::shared_ptr<const Checkpoint>> m_checkpoints;
};

std::shared_ptr<const Checkpoint> TestQuantizedFolder::checkpoint(const TinyCheckpointOptions &options)
{
    const std::string name = options.modelType + std::string(toString(options.dtype)) + (options.tied ? "tied" : "");
    std::shared_ptr<const Checkpoint> &opened = m_checkpoints[name];
    if (!opened)
        opened = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, name), options)));
    return opened;
}

namespace {

TinyCheckpointOptions optionsOf(const std::string &modelType, DType dtype = DType::F32, bool tied = false)
{
    return {.modelType = modelType, .hidden = 64, .intermediate = 128, .tied = tied, .dtype = dtype, .outlierGain = 8.0f};
}

} // namespace

fs::path TestQuantizedFolder::saved(const std::string &name, const Recipe &recipe, const std::string &saveType)
{
    const fs::path folder = pathIn(m_folder, name);
    SilentMonitor monitor;
    const QuantizedModel model = valueOf(quantizeModel(checkpoint(optionsOf("llama")), recipe, kSequences, kTwoThreads, monitor));
    if (const auto written = writeModelslimFolder(model, folder, {.saveTypes = {saveType}}, monitor); !written)
        qFatal("%s", toString(written.error()).c_str());
    return folder;
}

void TestQuantizedFolder::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

void TestQuantizedFolder::reopenedFoldersComputeAsTheOriginal_data()
{
    QTest::addColumn<std::string>("name");
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    int rows = 0;
    for (const std::string &name : namesIn(golden)) {
        if (!fs::exists(golden / name / "reload_logits.npy"))
            continue;
        QTest::newRow(name.c_str()) << name;
        ++rows;
    }
    QVERIFY(rows >= 17);
}

void TestQuantizedFolder::reopenedFoldersComputeAsTheOriginal()
{
    QFETCH(std::string, name);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const Json meta = valueOf(readOrderedJsonFile(golden / name / "meta.json"));
    const fs::path input = golden / "inputs" / meta["spec"]["model"].get<std::string>();
    const auto folder = QuantizedFolder::open(golden / name / "tool", valueOf(Checkpoint::open(input)));
    VERNIER_SUCCEEDS(folder);
    const Json calibration = valueOf(readOrderedJsonFile(input / "calib.json"));
    const Matrix logits = logitsOf(StoredNetwork(*folder, 2), calibration["eval"].get<std::vector<int>>());
    const auto stored = valueOf(NpyFile::open(golden / name / "reload_logits.npy"));
    const double worst = difference(logits, matrixOf(stored.tensor()));
    qInfo("%s: %.3g of the range", name.c_str(), worst);
    QVERIFY2(worst <= kReloadTolerance, std::to_string(worst).c_str());
}

void TestQuantizedFolder::everyGoldenFolderOpens_data()
{
    QTest::addColumn<std::string>("name");
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    for (const std::string &name : namesIn(golden)) {
        const auto meta = readOrderedJsonFile(golden / name / "meta.json");
        if (meta && (*meta)["status"] == "ok" && fs::exists(golden / name / "tool")
            && std::ranges::any_of(namesIn(golden / name / "tool"), [](const std::string &file) { return file.ends_with(".json"); }))
            QTest::newRow(name.c_str()) << name;
    }
}

/// And gives a recipe that makes the same types of the same layers.
void TestQuantizedFolder::everyGoldenFolderOpens()
{
    QFETCH(std::string, name);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const Json meta = valueOf(readOrderedJsonFile(golden / name / "meta.json"));
    const auto parent = valueOf(Checkpoint::open(golden / "inputs" / meta["spec"]["model"].get<std::string>()));
    const auto folder = QuantizedFolder::open(golden / name / "tool", parent);
    if (name.find("nf4") != name.npos) {
        VERNIER_REFUSES(folder, ErrorCode::Unsupported, {"weight_absmax", "without their blocks' scales"});
        return;
    }
    if (name.find("simulate_tp") != name.npos) {
        VERNIER_REFUSES(folder, ErrorCode::Unsupported, {"o_proj", "without simulate_tp"});
        return;
    }
    VERNIER_SUCCEEDS(folder);
    const StoredNetwork network(*folder, 2);
    QVERIFY(logitsOf(network, {1, 2, 3}).allFinite());
    const auto imported = importRecipe(**folder);
    VERNIER_SUCCEEDS(imported);
    for (const std::string &note : imported->notes)
        QVERIFY2(!note.starts_with("msModelSlim would refuse"), note.c_str());
    const auto plan = resolvePlan(imported->recipe, parent->layers());
    VERNIER_SUCCEEDS(plan);
    for (std::size_t i = 0; i < plan->layers.size(); ++i) {
        const Scheme &now = plan->layers[i].scheme;
        const Scheme &then = network.plan().layers[i].scheme;
        const QuantType label = then.type == QuantType::W8A8Mix ? QuantType::W8A8 : then.type;
        QCOMPARE(fileSpelling(now.type), fileSpelling(label));
        if (now.groupSize != parent->layers()[i].in) // one group, which the file cannot tell from a row
            QCOMPARE(now.groupSize, then.groupSize);
        if (!then.isFloat() && !then.hasStaticActivations())
            QCOMPARE(now.mmTensor, then.mmTensor);
    }
}

void TestQuantizedFolder::roundTrip_data()
{
    QTest::addColumn<std::string>("recipe");
    QTest::addColumn<std::string>("modelType");
    QTest::addColumn<int>("exceptions");
    const auto row = [](const char *name, const char *recipe, const char *modelType = "llama", int exceptions = None) {
        QTest::newRow(name) << std::string(recipe) << std::string(modelType) << exceptions;
    };
    row("W8A16", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "mm_tensor": false}})");
    row("W8A16 per tensor", R"({"quant_config": {"w_bit": 8, "a_bit": 16}})");
    row("W8A16 asymmetric", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "mm_tensor": false, "w_sym": false}})");
    row("W8A16 HQQ", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "mm_tensor": false, "w_method": "HQQ"}})", "llama", OtherSimulation);
    row("W8A16 HQQ per tensor", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "w_method": "HQQ"}})");
    row("W8A16 GPTQ", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "mm_tensor": false, "w_method": "GPTQ"}})");
    row("W8A16 in groups", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "is_lowbit": true, "open_outlier": false, "group_size": 32}})", "llama",
        OtherSimulation);
    row("W8A16 with the head", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "disable_last_linear": false}})");
    row("W8A16 with a tied head", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "disable_last_linear": false}})", "tied");
    row("W8A16 of a tied head in float", R"({"quant_config": {"w_bit": 8, "a_bit": 16}})", "tied");
    row("W8A16 in bfloat16", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "mm_tensor": false}, "load_dtype": "checkpoint"})", "bfloat16",
        OtherSimulation);
    row("W8A16 in bfloat16, asymmetric", R"({"quant_config": {"w_bit": 8, "a_bit": 16, "w_sym": false}, "load_dtype": "checkpoint"})", "bfloat16");
    row("W4A16", R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false}})");
    row("W4A16 with the head", R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false, "disable_last_linear": false}})");
    row("W4A16 asymmetric", R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false, "w_sym": false}})");
    row("W4A16 HQQ", R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false, "w_method": "HQQ"}})", "llama", OtherSimulation);
    row("W4A16 with biases", R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false}})", "qwen2");
    row("W4A16 in groups", R"({"quant_config": {"w_bit": 4, "a_bit": 16, "is_lowbit": true, "open_outlier": false, "group_size": 32}})", "llama",
        OtherSimulation);
    row("W4A16 in groups of a row", R"({"quant_config": {"w_bit": 4, "a_bit": 16, "is_lowbit": true, "open_outlier": false, "group_size": 64}})", "llama",
        OtherSimulation);
    row("W4A16 in groups, GPTQ",
        R"({"quant_config": {"w_bit": 4, "a_bit": 16, "is_lowbit": true, "open_outlier": false, "group_size": 32, "w_method": "GPTQ"}})", "llama",
        OtherSimulation);
    row("W4A16 in groups, HQQ, asymmetric",
        R"({"quant_config": {"w_bit": 4, "a_bit": 16, "is_lowbit": true, "open_outlier": false, "group_size": 32, "w_method": "HQQ", "w_sym": false}})",
        "llama", OtherSimulation);
    row("W8A8", R"({"quant_config": {"mm_tensor": false}})");
    row("W8A8 per tensor", R"({"quant_config": {"act_method": 2}})");
    row("W8A8 with biases", R"({"quant_config": {"mm_tensor": false}})", "qwen2");
    row("W8A8 with norms of heads", R"({"quant_config": {"mm_tensor": false}})", "qwen3");
    row("W8A8 with the head", R"({"quant_config": {"disable_last_linear": false}})");
    row("W8A8 of a bfloat16 model", R"({"quant_config": {"mm_tensor": false}})", "bfloat16");
    row("W8A8 in bfloat16", R"({"quant_config": {}, "load_dtype": "checkpoint"})", "bfloat16");
    row("W8A8_MIX", R"({"quant_config": {"mm_tensor": false, "pdmix": true}})", "llama", OnlyAscendV1);
    row("W8A8 after m1", R"({"quant_config": {"mm_tensor": false}, "anti_outlier": {"anti_method": "m1"}})");
    row("W8A8 after m4", R"({"quant_config": {"mm_tensor": false}, "anti_outlier": {"anti_method": "m4"}})", "qwen2");
    row("W8A8 after m6", R"({"quant_config": {"mm_tensor": false}, "anti_outlier": {"anti_method": "m6"}})");
    row("W8A8 with a cache", R"({"quant_config": {"use_kvcache_quant": true}})");
    row("W8A8_DYNAMIC", R"({"quant_config": {"mm_tensor": false, "is_dynamic": true}})");
    row("W8A8_DYNAMIC in bfloat16", R"({"quant_config": {"mm_tensor": false, "is_dynamic": true}, "load_dtype": "checkpoint"})", "bfloat16");
    row("W8A8S", R"({"quant_config": {"co_sparse": true, "fraction": 0.05, "mm_tensor": false}})", "llama", OtherSimulation);
    row("W8A8S low-bit", R"({"quant_config": {"w_bit": 4, "is_lowbit": true, "use_sigma": true}})", "llama", OtherSimulation);
    row("W4A8_DYNAMIC",
        R"({"quant_config": {"w_bit": 4, "a_bit": 8, "is_dynamic": true, "is_lowbit": true, "open_outlier": false, "group_size": 32, "mm_tensor": false}})");
    row("NF4", R"({"quant_config": {"w_bit": 4, "a_bit": 16, "w_method": "NF"}})");
    row("mixed", R"({"quant_config": {"mm_tensor": false, "disable_names": ["model.layers.0.mlp.up_proj"]},
                     "mix_cfg": {"*down_proj": "w8a16", "*0.self_attn.k_proj": "w8a8_dynamic"}})");
}

void TestQuantizedFolder::roundTrip()
{
    QFETCH(std::string, recipe);
    QFETCH(std::string, modelType);
    QFETCH(int, exceptions);
    const auto parent = checkpoint(modelType == "bfloat16" ? optionsOf("llama", DType::BF16)
                                   : modelType == "tied"   ? optionsOf("llama", DType::F32, true)
                                                           : optionsOf(modelType));
    SilentMonitor monitor;
    const auto model = quantizeModel(parent, recipeFrom(recipe.c_str()), kSequences, kTwoThreads, monitor);
    VERNIER_SUCCEEDS(model);
    const Matrix expected = logitsOf(model->network, kSequences[0]);
    for (const std::string saveType : {"safe_tensor", "ascendV1"}) {
        if (saveType == "safe_tensor" && (exceptions & OnlyAscendV1) != 0)
            continue;
        const QTemporaryDir temporary;
        const fs::path path = pathIn(temporary, "out");
        VERNIER_SUCCEEDS(writeModelslimFolder(*model, path, {.saveTypes = {saveType}}, monitor));
        for (const bool withParent : {true, false}) {
            const auto folder = QuantizedFolder::open(path, withParent ? parent : nullptr);
            VERNIER_SUCCEEDS(folder);
            QCOMPARE((*folder)->kvCache() == model->kvCache, true);
            for (const LayerInfo &layer : parent->layers()) {
                const StoredLayer &stored = (*folder)->layer(layer);
                QCOMPARE(stored.scheme.isFloat(), model->network.schemeOf(layer).isFloat());
                if (stored.scheme.isFloat())
                    continue;
                const auto ours = valueOf(model->network.quantizedWeight(layer));
                const QuantizedWeight read = valueOf((*folder)->weightRows(stored, 0, layer.out));
                QVERIFY2(read.codes == ours->codes, layer.name.c_str());
                if (stored.label == QuantType::W8A8S) { // its scales come back from deq_scale, a rounding off
                    QCOMPARE(read.parameters.size(), ours->parameters.size());
                    for (std::size_t i = 0; i < read.parameters.size(); ++i)
                        QVERIFY(std::abs(read.parameters[i].scale - ours->parameters[i].scale) <= 1e-6f * ours->parameters[i].scale);
                    continue;
                }
                QVERIFY2(read.parameters == ours->parameters, layer.name.c_str());
                QVERIFY2(read.secondScales == ours->secondScales && read.blockAbsMax == ours->blockAbsMax, layer.name.c_str());
            }
            const double worst = difference(logitsOf(StoredNetwork(*folder, 2), kSequences[0]), expected);
            if ((exceptions & OtherSimulation) == 0)
                QVERIFY2(worst <= kRoundTripTolerance, (saveType + ": " + std::to_string(worst)).c_str());
        }
    }
}

void TestQuantizedFolder::recipeBesideTheModelIsTakenIfItFits()
{
    const auto parent = checkpoint(optionsOf("llama"));
    const Recipe recipe = recipeFrom(R"({"quant_config": {"act_method": 2, "mm_tensor": false}, "disable_level": "L2", "mix_cfg": {"*down_proj": "w8a16"}})");
    const fs::path path = saved("beside", recipe);
    const auto folder = valueOf(QuantizedFolder::open(path, parent));
    QVERIFY(!sameContent(valueOf(importRecipe(*folder)).recipe, recipe));

    const auto importedBeside = [&](const Recipe &beside) {
        writeBytes(path / kRecipeName, toJson(beside).dump());
        return valueOf(importRecipe(*folder));
    };
    QCOMPARE(importedBeside(recipe).recipe == recipe, true);
    QVERIFY(importedBeside(recipe).notes.front().ends_with("taken whole"));
    const auto isLeftOut = [&](const Recipe &beside) {
        const ImportedRecipe imported = importedBeside(beside);
        return imported.recipe.quantConfig.actMethod == 1 && imported.notes.front().ends_with("left out: it makes another model");
    };
    Recipe other = recipe;
    other.disableLevel = "L1";
    QVERIFY(isLeftOut(other));
    other = recipe;
    other.mixCfg.clear();
    QVERIFY(isLeftOut(other));
    other = recipe;
    other.quantConfig.isDynamic = true;
    QVERIFY(isLeftOut(other));
    other = recipe;
    other.quantConfig.useKvcacheQuant = true;
    QVERIFY(isLeftOut(other));
    other = recipe;
    other.quantConfig.mmTensor = true;
    QVERIFY(isLeftOut(other));
    writeBytes(path / kRecipeName, "{\"quant_config\": ");
    const ImportedRecipe damaged = valueOf(importRecipe(*folder));
    QCOMPARE(damaged.recipe.quantConfig.actMethod, 1);
    QVERIFY(damaged.notes.front().find("left out") != std::string::npos);
    importedBeside(recipe);
    for (const auto &weights : folder->tensors().files())
        fs::last_write_time(weights->path(), fs::file_time_type::clock::now() + std::chrono::seconds(10));
    QVERIFY(valueOf(importRecipe(*folder)).notes.front().find("older than the weights") != std::string::npos);
}

void TestQuantizedFolder::headInSlabsIsTheWholeHead()
{
    for (const std::string saveType : {"safe_tensor", "ascendV1"}) {
        for (const char *config : {R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false, "disable_last_linear": false}})",
                                   R"({"quant_config": {"w_bit": 4, "a_bit": 16, "is_lowbit": true, "open_outlier": false, "group_size": 32, "disable_last_linear": false}})",
                                   R"({"quant_config": {"w_bit": 4, "a_bit": 16, "w_method": "NF", "disable_last_linear": false}})"}) {
            const auto folder = valueOf(QuantizedFolder::open(saved("head", recipeFrom(config), saveType), nullptr));
            const StoredNetwork network(folder, 2);
            const Matrix x = pseudoRandomMatrix(3, 64, 5);
            Matrix whole(3, 64);
            valueOf(network.headRows(0, 64, kTwoThreads))->apply(x, whole, kTwoThreads);
            for (const auto &[first, count] : {std::pair{0, 7}, std::pair{7, 20}, std::pair{27, 37}}) {
                Matrix part(3, count);
                valueOf(network.headRows(first, count, kTwoThreads))->apply(x, part, kTwoThreads);
                QVERIFY((part - whole.middleCols(first, count)).cwiseAbs().maxCoeff() <= 1e-5f);
            }
        }
    }
}

void TestQuantizedFolder::largeTensorsComeWhole()
{
    // Tensors of more than a million elements are written in pieces: here the embedding and the head.
    TinyCheckpointOptions options = optionsOf("llama");
    options.vocabulary = 33'000;
    const auto parent = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, "large"), options)));
    for (const std::string saveType : {"safe_tensor", "ascendV1"}) {
        for (const char *config : {R"({"quant_config": {"w_bit": 8, "a_bit": 16, "mm_tensor": false}})", // the head in float
                                   R"({"quant_config": {"w_bit": 8, "a_bit": 16, "mm_tensor": false, "disable_last_linear": false}})",
                                   R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false, "disable_last_linear": false}})",
                                   R"({"quant_config": {"w_bit": 4, "a_bit": 16, "is_lowbit": true, "open_outlier": false, "group_size": 32, "disable_last_linear": false}})",
                                   R"({"quant_config": {"w_bit": 4, "a_bit": 16, "w_method": "NF", "disable_last_linear": false}})"}) {
            SilentMonitor monitor;
            const QuantizedModel model = valueOf(quantizeModel(parent, recipeFrom(config), kSequences, kTwoThreads, monitor));
            const fs::path path = pathIn(m_folder, "large-" + saveType);
            VERNIER_SUCCEEDS(writeModelslimFolder(model, path, {.saveTypes = {saveType}}, monitor));
            const auto folder = valueOf(QuantizedFolder::open(path, nullptr));
            const Matrix embedding = valueOf(folder->floatModel()->parameter("model.embed_tokens.weight"));
            QVERIFY(embedding == valueOf(model.network.floatModel().parameter("model.embed_tokens.weight")));
            const LayerInfo &head = model.network.floatModel().headLayer();
            if (model.network.schemeOf(head).isFloat()) {
                QVERIFY(valueOf(folder->floatModel()->weight(folder->layers().back().info)) == valueOf(model.network.floatModel().weight(head)));
                continue;
            }
            const QuantizedWeight read = valueOf(folder->weightRows(folder->layers().back(), 0, options.vocabulary));
            QVERIFY(read.codes == valueOf(model.network.quantizedWeight(head))->codes);
        }
    }
}

void TestQuantizedFolder::layersMissingInTheFileAreTheParents()
{
    Files files = readFiles(saved("complete", recipeFrom(R"({"quant_config": {"w_bit": 8, "a_bit": 16}})")));
    for (const char *part : {"weight", "weight_scale", "weight_offset"})
        files.remove(std::string("model.layers.1.mlp.up_proj.") + part);
    files.remove("model.norm.weight");
    writeFiles(pathIn(m_folder, "lacking"), files);
    const auto folder = QuantizedFolder::open(pathIn(m_folder, "lacking"), checkpoint(optionsOf("llama")));
    VERNIER_SUCCEEDS(folder);
    QCOMPARE((*folder)->notes().size(), std::size_t(1));
    QVERIFY((*folder)->notes().front().starts_with("2 tensors are not in the quantized files"));
    QVERIFY(logitsOf(StoredNetwork(*folder, 2), {1, 2, 3}).allFinite());
}

void TestQuantizedFolder::tensorsOfTheFileWin()
{
    Files files = readFiles(saved("parents", recipeFrom(R"({"quant_config": {"w_bit": 8, "a_bit": 16}})")));
    setFloat(files.tensor("model.embed_tokens.weight"), 0, 5.0f);
    setFloat(files.tensor("model.norm.weight"), 1, 6.0f);
    setFloat(files.tensor("lm_head.weight"), 2, 7.0f);
    writeFiles(pathIn(m_folder, "winning"), files);
    const auto folder = valueOf(QuantizedFolder::open(pathIn(m_folder, "winning"), checkpoint(optionsOf("llama"))));
    const int token = 0;
    QCOMPARE(valueOf(folder->floatModel()->embed({&token, 1}))(0, 0), 5.0f);
    QCOMPARE(valueOf(folder->floatModel()->norm("model.norm")).weight[1], 6.0f);
    QCOMPARE(valueOf(folder->floatModel()->weight(folder->layers().back().info))(0, 2), 7.0f);
}

void TestQuantizedFolder::oldW8a8HasNoWeightScale()
{
    const fs::path path = saved("new", recipeFrom(R"({"quant_config": {"mm_tensor": false}})"));
    Files files = readFiles(path);
    std::erase_if(files.tensors, [](const TinyTensor &tensor) { return tensor.name.ends_with("weight_scale") || tensor.name.ends_with("weight_offset"); });
    writeFiles(pathIn(m_folder, "old"), files);
    const auto parent = checkpoint(optionsOf("llama"));
    const auto old = QuantizedFolder::open(pathIn(m_folder, "old"), parent);
    VERNIER_SUCCEEDS(old);
    const Matrix expected = logitsOf(StoredNetwork(valueOf(QuantizedFolder::open(path, parent)), 2), kSequences[0]);
    QVERIFY(difference(logitsOf(StoredNetwork(*old, 2), kSequences[0]), expected) <= kRoundTripTolerance);
}

using Damage = std::function<void(Files &)>;

void TestQuantizedFolder::damagedFilesAreRefused_data()
{
    QTest::addColumn<std::string>("recipe");
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<std::vector<std::string>>("words");
    const std::string w8a8 = R"({"quant_config": {"mm_tensor": false}})";
    const std::string w4a16 = R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false}})";
    const std::string groups = R"({"quant_config": {"w_bit": 4, "a_bit": 16, "is_lowbit": true, "open_outlier": false, "group_size": 32}})";
    const std::string twoLevel =
        R"({"quant_config": {"w_bit": 4, "a_bit": 8, "is_dynamic": true, "is_lowbit": true, "open_outlier": false, "group_size": 32, "mm_tensor": false}})";
    const std::string nf4 = R"({"quant_config": {"w_bit": 4, "a_bit": 16, "w_method": "NF"}})";
    const std::string layer = "model.layers.1.mlp.up_proj.";
    const auto row = [](const char *name, const std::string &recipe, ErrorCode code, std::vector<std::string> words, Damage damage) {
        QTest::newRow(name) << recipe << std::move(damage) << code << std::move(words);
    };
    using enum ErrorCode;
    row("no type", w8a8, CorruptFile, {"model_quant_type", "quant_model_description_x.json"}, [](Files &f) { f.description.erase("model_quant_type"); });
    row("unknown type", w8a8, CorruptFile, {"model_quant_type", "W9A9"}, [](Files &f) { f.description["model_quant_type"] = "W9A9"; });
    row("unknown label", w8a8, CorruptFile, {layer + "weight", "W5A5"}, [=](Files &f) { f.description[layer + "weight"] = "W5A5"; });
    row("label that is no text", w8a8, CorruptFile, {layer + "weight", "7"}, [=](Files &f) { f.description[layer + "weight"] = 7; });
    row("group size that is no number", w8a8, CorruptFile, {"group_size"}, [](Files &f) { f.description["group_size"] = "many"; });
    row("tensor that is not described", w8a8, CorruptFile, {layer + "deq_scale", "does not name"}, [=](Files &f) { f.description.erase(layer + "deq_scale"); });
    row("description of another model", w8a8, CorruptFile, {"does not name"}, [](Files &f) { f.description = {{"model_quant_type", "W8A8"}}; });
    for (const char *part : {"input_scale", "input_offset", "quant_bias", "deq_scale"})
        row((std::string("missing ") + part).c_str(), w8a8, NotFound, {layer + part, "W8A8", "save the model again"}, [=](Files &f) { f.remove(layer + part); });
    row("missing weight", w8a8, NotFound, {layer + "weight", "missing"}, [=](Files &f) { f.remove(layer + "weight"); });
    row("missing offset", w4a16, NotFound, {layer + "weight_offset"}, [=](Files &f) { f.remove(layer + "weight_offset"); });
    row("missing second scale", twoLevel, NotFound, {layer + "weight_scale_second"}, [=](Files &f) { f.remove(layer + "weight_scale_second"); });
    row("NF4 of the original", nf4, Unsupported, {layer + "weight_absmax", "nobody can read"}, [=](Files &f) { f.remove(layer + "weight_absmax"); });
    row("weight of another shape", w8a8, CorruptFile, {layer + "weight", "[128, 60]", "[128, 64]"}, [=](Files &f) { reshape(f.tensor(layer + "weight"), {128, 60}); });
    row("weight turned over", w8a8, CorruptFile, {layer + "weight", "[64, 128]"}, [=](Files &f) { f.tensor(layer + "weight").shape = {64, 128}; });
    row("packed weight of 8 bits", w8a8, CorruptFile, {layer + "weight", "[128, 32]"}, [=](Files &f) { reshape(f.tensor(layer + "weight"), {128, 32}); });
    row("weight without an axis", w8a8, CorruptFile, {layer + "weight"}, [=](Files &f) { reshape(f.tensor(layer + "weight"), {}); });
    row("weight of another type", w8a8, CorruptFile, {layer + "weight", "U8"}, [=](Files &f) { f.tensor(layer + "weight").dtype = DType::U8; });
    row("scales of another shape", w4a16, CorruptFile, {layer + "weight_scale"}, [=](Files &f) { reshape(f.tensor(layer + "weight_scale"), {127, 1}); });
    row("scales in groups that do not divide", groups, CorruptFile, {layer + "weight_scale", "groups divide the 64 inputs"},
        [=](Files &f) { reshape(f.tensor(layer + "weight_scale"), {128, 3}); });
    row("more groups than inputs", groups, CorruptFile, {layer + "weight_scale"}, [=](Files &f) { reshape(f.tensor(layer + "weight_scale"), {128, 4096}); });
    row("no groups", groups, CorruptFile, {layer + "weight_scale"}, [=](Files &f) { reshape(f.tensor(layer + "weight_scale"), {128, 0}); });
    row("fewer offsets than scales", groups, CorruptFile, {layer + "weight_offset"}, [=](Files &f) { reshape(f.tensor(layer + "weight_offset"), {128, 1}); });
    row("second scales that do not divide", twoLevel, CorruptFile, {layer + "weight_scale_second"},
        [=](Files &f) { reshape(f.tensor(layer + "weight_scale_second"), {128, 5}); });
    row("first scales in groups", twoLevel, CorruptFile, {layer + "weight_scale"}, [=](Files &f) { reshape(f.tensor(layer + "weight_scale"), {128, 2}); });
    row("too few NF4 codes", nf4, CorruptFile, {layer + "weight"}, [=](Files &f) { reshape(f.tensor(layer + "weight"), {17}); });
    row("NF4 blocks that do not divide", nf4, CorruptFile, {layer + "weight_absmax"}, [=](Files &f) { reshape(f.tensor(layer + "weight_absmax"), {127}); });
    row("no NF4 blocks", nf4, CorruptFile, {layer + "weight_absmax"}, [=](Files &f) { reshape(f.tensor(layer + "weight_absmax"), {0}); });
    row("many input scales", w8a8, CorruptFile, {layer + "input_scale"}, [=](Files &f) { reshape(f.tensor(layer + "input_scale"), {64}); });
    row("input scale 0", w8a8, Numeric, {layer + "input_scale", "above 0"}, [=](Files &f) { setFloat(f.tensor(layer + "input_scale"), 0, 0.0f); });
    row("input scale NaN", w8a8, Numeric, {layer + "input_scale"}, [=](Files &f) { setFloat(f.tensor(layer + "input_scale"), 0, std::nanf("")); });
    row("input offset out of range", w8a8, Numeric, {layer + "input_offset"}, [=](Files &f) { setFloat(f.tensor(layer + "input_offset"), 0, 1e9f); });
    row("input offset between codes", w8a8, Numeric, {layer + "input_offset"}, [=](Files &f) { setFloat(f.tensor(layer + "input_offset"), 0, 0.5f); });
    row("scale infinite", w4a16, Numeric, {layer + "weight_scale", "element 3"}, [=](Files &f) { setFloat(f.tensor(layer + "weight_scale"), 3, INFINITY); });
    row("scales that contradict each other", w8a8, CorruptFile, {layer + "deq_scale", "input_scale times weight_scale"},
        [=](Files &f) { setFloat(f.tensor(layer + "weight_scale"), 3, 9.0f); });
    row("deq_scale beyond 32 bits", w8a8, Numeric, {layer + "deq_scale", "bit pattern"}, [=](Files &f) {
        f.tensor(layer + "deq_scale").bytes[7] = std::byte{0x12};
    });
    row("zero points beside 8-bit activations", w8a8, CorruptFile, {layer + "weight_offset", "zero point"},
        [=](Files &f) { setFloat(f.tensor(layer + "weight_offset"), 3, 9.0f); });
    row("label FLOAT for codes", w8a8, CorruptFile, {layer + "weight", "I8", "floats"}, [=](Files &f) { f.description[layer + "weight"] = "FLOAT"; });
    row("label W8A8 for floats", w8a8, CorruptFile, {"lm_head.weight", "F32"}, [](Files &f) { f.description["lm_head.weight"] = "W8A8"; });
    row("label W4A16 for 8-bit codes", R"({"quant_config": {"w_bit": 8, "a_bit": 16}})", CorruptFile, {layer + "weight", "-8…7"},
        [=](Files &f) { f.description[layer + "weight"] = "W4A16"; });
    row("label W8A8 for weights alone", w4a16, NotFound, {layer + "input_scale"}, [=](Files &f) { f.description[layer + "weight"] = "W8A8"; });
    row("label W8A8_DYNAMIC for groups", groups, CorruptFile, {layer + "weight_scale"}, [=](Files &f) { f.description[layer + "weight"] = "W8A8_DYNAMIC"; });
    row("compressed", w8a8, Unsupported, {layer.substr(0, layer.size() - 1), "not public", "W8A8S"}, [=](Files &f) { f.description[layer + "weight"] = "W8A8SC"; });
    row("FlatQuant", w8a8, Unsupported, {"W4A4_FLATQUANT_DYNAMIC"}, [=](Files &f) { f.description[layer + "weight"] = "W4A4_FLATQUANT_DYNAMIC"; });
    row("a cache's label", w8a8, Unsupported, {"C8"}, [=](Files &f) { f.description[layer + "weight"] = "C8"; });
    row("norm of another width", w8a8, CorruptFile, {"model.norm.weight"}, [](Files &f) { reshape(f.tensor("model.norm.weight"), {63}); });
    row("bias of a norm of another width", w8a8, CorruptFile, {"model.norm", "63"}, [](Files &f) {
        f.tensors.push_back({"model.norm.bias", DType::F32, {63}, std::vector<std::byte>(63 * 4)});
        f.description["model.norm.bias"] = "FLOAT";
    });
    row("bias of another width", w8a8, CorruptFile, {layer + "bias"}, [=](Files &f) {
        f.tensors.push_back({layer + "bias", DType::F32, {127}, std::vector<std::byte>(127 * 4)});
        f.description[layer + "bias"] = "FLOAT";
    });
    row("embedding in codes", w8a8, Unsupported, {"model.embed_tokens.weight", "I32"}, [](Files &f) { f.tensor("model.embed_tokens.weight").dtype = DType::I32; });
    row("cache of another width", w8a8, CorruptFile, {"k_proj.kv_cache_scale"}, [](Files &f) {
        for (const char *part : {"kv_cache_scale", "kv_cache_offset"}) {
            f.tensors.push_back({std::string("model.layers.0.self_attn.k_proj.") + part, DType::F32, {3}, std::vector<std::byte>(12)});
            f.description[f.tensors.back().name] = "C8";
        }
    });
}

/// When it is opened or, where reading all of it is needed to tell, when it is run.
void TestQuantizedFolder::damagedFilesAreRefused()
{
    QFETCH(std::string, recipe);
    QFETCH(Damage, damage);
    QFETCH(ErrorCode, code);
    QFETCH(std::vector<std::string>, words);
    Files files = readFiles(saved("sound", recipeFrom(recipe.c_str())));
    damage(files);
    const fs::path path = pathIn(m_folder, "damaged");
    fs::remove_all(path);
    writeFiles(path, files);
    const auto run = [&]() -> Result<Matrix> {
        VERNIER_ASSIGN(const auto folder, QuantizedFolder::open(path, checkpoint(optionsOf("llama"))));
        SilentMonitor monitor;
        return computeLogits(StoredNetwork(folder, 2), TokenBatch({std::vector<int>{1, 2}}), kTwoThreads, monitor);
    };
    VERNIER_REFUSES(run(), code, words);
}

void TestQuantizedFolder::truncatedFilesAreRefused()
{
    const fs::path sound = saved("whole", recipeFrom(R"({"quant_config": {"mm_tensor": false}})"));
    const std::string weights = readBytes(sound / "quant_model_weight_w8a8.safetensors");
    const std::string description = readBytes(sound / "quant_model_description_w8a8.json");
    const fs::path path = pathIn(m_folder, "truncated");
    fs::create_directory(path);
    for (const std::size_t eighths : {0u, 1u, 4u, 7u}) {
        writeBytes(path / "quant_model_description_w8a8.json", description);
        writeBytes(path / "quant_model_weight_w8a8.safetensors", weights.substr(0, weights.size() * eighths / 8));
        VERNIER_REFUSES(QuantizedFolder::open(path, checkpoint(optionsOf("llama"))), ErrorCode::CorruptFile, {"quant_model_weight_w8a8.safetensors"});
        writeBytes(path / "quant_model_weight_w8a8.safetensors", weights);
        writeBytes(path / "quant_model_description_w8a8.json", description.substr(0, description.size() * eighths / 8));
        VERNIER_REFUSES(QuantizedFolder::open(path, checkpoint(optionsOf("llama"))), ErrorCode::CorruptFile, {"quant_model_description_w8a8.json"});
    }
}

/// Whatever a header or description says, the program goes on: it opens the folder or says what is wrong.
void TestQuantizedFolder::anyByteMayBeWrong()
{
    const fs::path sound = saved("bytes", recipeFrom(R"({"quant_config": {"w_bit": 4, "a_bit": 16, "mm_tensor": false}})"), "ascendV1");
    const fs::path path = pathIn(m_folder, "changed");
    fs::create_directory(path);
    const auto parent = checkpoint(optionsOf("llama"));
    int refused = 0;
    for (const char *file : {"quant_model_description.json", "quant_model_weight_w4a16.safetensors"}) {
        for (const char *other : {"quant_model_description.json", "quant_model_weight_w4a16.safetensors"})
            writeBytes(path / other, readBytes(sound / other));
        const std::string bytes = readBytes(sound / file);
        const std::size_t header = std::min<std::size_t>(bytes.size(), 4000);
        for (std::size_t i = 0; i < 300; ++i) {
            std::string changed = bytes;
            const std::size_t at = i * 2654435761u % header;
            changed[at] = "019]},\"F"[i % 8];
            writeBytes(path / file, changed);
            const auto folder = QuantizedFolder::open(path, parent);
            refused += folder ? 0 : 1;
            if (folder) {
                SilentMonitor monitor;
                (void)computeLogits(StoredNetwork(*folder, 1), TokenBatch({std::vector<int>{1, 2}}), {}, monitor);
            }
        }
    }
    QVERIFY(refused > 300);
}

void TestQuantizedFolder::foldersWithoutADescriptionAreRefused()
{
    const auto parent = checkpoint(optionsOf("llama"));
    VERNIER_REFUSES(QuantizedFolder::open(parent->folder(), parent), ErrorCode::NotFound, {"quant_model_description"});
    VERNIER_REFUSES(QuantizedFolder::open(pathIn(m_folder, "nowhere"), parent), ErrorCode::NotFound, {"nowhere"});
    const fs::path sound = saved("alone", recipeFrom(R"({"quant_config": {"mm_tensor": false}})"));
    fs::copy_file(sound / "quant_model_description_w8a8.json", sound / "quant_model_description.json");
    VERNIER_REFUSES(QuantizedFolder::open(sound, parent), ErrorCode::InvalidArgument, {"several", "quant_model_description_w8a8.json"});
    VERNIER_SUCCEEDS(QuantizedFolder::open(sound / "quant_model_description_w8a8.json", parent));
    fs::remove(sound / "quant_model_description.json");
    fs::remove(sound / "config.json");
    VERNIER_REFUSES(QuantizedFolder::open(sound, nullptr), ErrorCode::NotFound, {"config.json", "float checkpoint"});
    fs::remove(sound / "quant_model_weight_w8a8.safetensors");
    VERNIER_REFUSES(QuantizedFolder::open(sound, parent), ErrorCode::NotFound, {"holds no weights"});
}

void TestQuantizedFolder::keysTellVersionsApart()
{
    const auto parent = checkpoint(optionsOf("llama"));
    const fs::path path = saved("keys", recipeFrom(R"({"quant_config": {"mm_tensor": false}})"));
    const StoredNetwork first(valueOf(QuantizedFolder::open(path, parent)), 2);
    const StoredNetwork same(valueOf(QuantizedFolder::open(path, parent)), 2);
    QCOMPARE(first.blockKey(0), same.blockKey(0));
    QVERIFY(first.blockKey(0) != first.blockKey(1));
    QVERIFY(first.blockKey(0) != FloatNetwork(first.folder().floatModel()).blockKey(0));
    const fs::path weights = path / "quant_model_weight_w8a8.safetensors";
    fs::last_write_time(weights, fs::last_write_time(weights) + std::chrono::seconds(1));
    QVERIFY(StoredNetwork(valueOf(QuantizedFolder::open(path, parent)), 2).headKey() != first.headKey());
}

QTEST_APPLESS_MAIN(TestQuantizedFolder)
#include "tst_quantized_folder.moc"
