// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_folder.h"
#include "core/export/modelslim_numpy.h"
#include "core/io/json_file.h"

#include "tests/core/io/io_test.h"
#include "tests/support/golden.h"
#include "tests/support/numpy.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

// save_type "numpy": places, files, and what NumPy finds in them, beside what msModelSlim saved.

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

class TestModelslimNumpy : public QObject
{
    Q_OBJECT

private slots:
    void placesAreTheOriginals_data()
    {
        QTest::addColumn<QString>("tensor");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("key");
        const auto row = [](const char *tensor, const char *file, const char *key) {
            QTest::newRow(tensor) << QString::fromLatin1(tensor) << QString::fromLatin1(file) << QString::fromLatin1(key);
        };
        row("model.embed_tokens.weight", "quant_weight.npy", "model.embed_tokens");
        row("l.mlp.up_proj.weight", "quant_weight.npy", "l.mlp.up_proj");
        row("l.mlp.up_proj.bias", "quant_weight.npy", "l.mlp.up_proj.bias"); // in the original it replaces the weight
        row("l.mlp.up_proj.weight_scale", "weight_scale.npy", "l.mlp.up_proj");
        row("l.mlp.up_proj.weight_offset", "weight_offset.npy", "l.mlp.up_proj");
        row("l.mlp.up_proj.input_scale", "input_scale.npy", "l.mlp.up_proj");
        row("l.mlp.up_proj.input_offset", "input_offset.npy", "l.mlp.up_proj");
        row("l.mlp.up_proj.quant_bias", "quant_bias.npy", "l.mlp.up_proj");
        row("l.mlp.up_proj.deq_scale", "deq_scale.npy", "l.mlp.up_proj");
        row("l.self_attn.k_proj.kv_cache_scale", "kv_cache_scale.npy", "l.self_attn.k_proj.kv_cache_scale");
        row("l.self_attn.k_proj.kv_cache_offset", "kv_cache_offset.npy", "l.self_attn.k_proj.kv_cache_offset");
        row("l.self_attn.fa_q.scale", "fa_quant_scale.npy", "l.self_attn.fa_q.scale");
        row("l.self_attn.fa_q.offset", "fa_quant_offset.npy", "l.self_attn.fa_q.offset");
        row("l.input_layernorm.weight", "anti_fp_norm.npy", "l.input_layernorm.weight");
        row("l.self_attn.q_norm.weight", "anti_fp_norm.npy", "l.self_attn.q_norm.weight");
        row("model.norm.bias", "anti_fp_norm.npy", "model.norm.bias");
        row("model.norm.module.weight", "quant_weight.npy", "model.norm.module");
        row("l.mlp.up_proj.weight_absmax", "quant_weight.npy", "l.mlp.up_proj.weight_absmax");
        row("l.mlp.up_proj.bias_absmax", "quant_weight.npy", "l.mlp.up_proj.bias_absmax");
        row("l.mlp.up_proj.weight_scale_second", "", "");
    }

    void placesAreTheOriginals()
    {
        QFETCH(QString, tensor);
        QFETCH(QString, file);
        QFETCH(QString, key);
        const std::optional<NumpyPlace> place = numpyPlace(tensor.toStdString());
        QCOMPARE(place ? QString::fromUtf8(place->file.data(), qsizetype(place->file.size())) : QString(), file);
        QCOMPARE(place ? QString::fromStdString(place->key) : QString(), key);
        const auto names = numpyFileNames();
        QVERIFY(!place || std::find(names.begin(), names.end(), place->file) != names.end());
    }

    void filesAreThoseOfTheTypes_data()
    {
        QTest::addColumn<std::vector<std::string>>("types");
        QTest::addColumn<bool>("safetensors");
        QTest::addColumn<bool>("numpy");
        using Types = std::vector<std::string>;
        QTest::newRow("alone") << Types{"numpy"} << false << true;
        QTest::newRow("beside safe_tensor") << Types{"safe_tensor", "numpy"} << true << true;
        QTest::newRow("ascendV1 replaces it") << Types{"numpy", "ascendV1"} << true << false;
    }

    void filesAreThoseOfTheTypes()
    {
        QFETCH(std::vector<std::string>, types);
        QFETCH(bool, safetensors);
        QFETCH(bool, numpy);
        const QTemporaryDir folder;
        const fs::path out = write(folder, "llama", types);
        const std::vector<std::string> names = namesIn(out);
        const auto has = [&names](const char *name) { return std::find(names.begin(), names.end(), name) != names.end(); };
        QCOMPARE(has("quant_model_weight_w8a8.safetensors"), safetensors);
        QCOMPARE(has("quant_model_description_w8a8.json") || has("quant_model_description.json"), safetensors);
        for (const char *name : {"quant_weight.npy", "input_scale.npy", "input_offset.npy", "quant_bias.npy", "deq_scale.npy",
                                 "weight_scale.npy", "weight_offset.npy", "anti_fp_norm.npy"}) {
            QCOMPARE(has(name), numpy);
            if (numpy)
                QCOMPARE(fs::status(out / name).permissions(), fs::perms(0400));
        }
        QVERIFY(!has("kv_cache_scale.npy")); // nothing to hold
    }

    /// The only word of a second save type is in the options: another type of model would lose scales.
    void secondScalesAreNotSavedHere()
    {
        const ModelslimFolderOptions options{.saveTypes = {"safe_tensor", "numpy"}};
        QVERIFY(savesNumpy(options, QuantType::W8A8Dynamic));
        QVERIFY(!savesNumpy(options, QuantType::W4A8Dynamic));
        Recipe recipe = recipeOf(4, 8, true);
        recipe.quantConfig.isLowbit = true;
        recipe.quantConfig.openOutlier = false;
        recipe.quantConfig.groupSize = 64;
        VERNIER_SUCCEEDS(validate(options, recipe));
        VERNIER_REFUSES(validate({.saveTypes = {"numpy"}}, recipe), ErrorCode::InvalidArgument, {"W4A8_DYNAMIC", "safe_tensor"});
    }

    void aBiasDoesNotReplaceItsWeight()
    {
        VERNIER_NUMPY_OR_SKIP(python);
        const QTemporaryDir folder;
        const fs::path out = write(folder, "qwen2", {"numpy"});
        const QString shown = numpyFiles(python, {QStringLiteral("show"), QString::fromStdString((out / "quant_weight.npy").string())});
        QVERIFY2(shown.contains(QStringLiteral("\nmodel.layers.0.self_attn.q_proj int8 (32, 32) ")), qPrintable(shown.left(2000)));
        QVERIFY(shown.contains(QStringLiteral("\nmodel.layers.0.self_attn.q_proj.bias float32 (32,) ")));
    }

    void arraysAreTheOriginals_data()
    {
        QTest::addColumn<std::string>("name");
        for (const char *name : {"r2_w8a8_npy", "r2_w8a8_kv8_npy", "r2_anti_m1_w8a8_npy"})
            QTest::newRow(name) << std::string(name);
    }

    void arraysAreTheOriginals()
    {
        QFETCH(std::string, name);
        VERNIER_SHARED_OR_SKIP(golden, "golden");
        VERNIER_NUMPY_OR_SKIP(python);
        const auto meta = readOrderedJsonFile(golden / name / "meta.json");
        VERNIER_SUCCEEDS(meta);
        const auto recipe = parseRecipe(recipeJson((*meta)["spec"]), name);
        VERNIER_SUCCEEDS(recipe);
        if (const auto supported = checkSupported(*recipe); !supported)
            QSKIP(supported.error().message.c_str());
        const fs::path input = golden / "inputs" / (*meta)["spec"]["model"].get<std::string>();
        const auto checkpoint = Checkpoint::open(input);
        VERNIER_SUCCEEDS(checkpoint);
        const auto calibration = readOrderedJsonFile(input / "calib.json");
        VERNIER_SUCCEEDS(calibration);
        SilentMonitor monitor;
        const auto model =
            quantizeModel(*checkpoint, *recipe, (*calibration)["calib"].get<std::vector<std::vector<int>>>(), Compute{.threads = 2}, monitor);
        VERNIER_SUCCEEDS(model);
        const QTemporaryDir folder;
        const fs::path out = pathIn(folder, "out");
        VERNIER_SUCCEEDS(writeModelslimFolder(*model, out, {.saveTypes = {"numpy"}}, monitor));
        QCOMPARE(numpyFiles(python, {QStringLiteral("compare"), QString::fromStdString(out.string()),
                                     QString::fromStdString((golden / name / "tool").string())}),
                 QString());
    }

private:
    static fs::path write(const QTemporaryDir &folder, const std::string &modelType, const std::vector<std::string> &saveTypes)
    {
        const auto checkpoint = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(folder, "model"), {.modelType = modelType})));
        SilentMonitor monitor;
        const auto model = valueOf(quantizeModel(checkpoint, Recipe{}, pseudoRandomSequences({12, 20}, 64, 70), Compute{}, monitor));
        const Result<void> written = writeModelslimFolder(model, pathIn(folder, "out"), {.saveTypes = saveTypes}, monitor);
        return written ? pathIn(folder, "out") : fs::path();
    }
};

QTEST_APPLESS_MAIN(TestModelslimNumpy)
#include "tst_modelslim_numpy.moc"
