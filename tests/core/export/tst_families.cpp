// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/range_score.h"
#include "core/eval/generation.h"
#include "core/export/modelslim_folder.h"
#include "core/forward/pass.h"
#include "core/io/json_file.h"
#include "core/quant/calibration_smooth.h"
#include "core/quant/stored_network.h"
#include "core/search/sensitivity.h"
#include "core/smooth/suppress.h"

#include "tests/core/io/io_test.h"
#include "tests/support/arch_reference.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

// Every architecture through everything: continued as by the family's public code, quantized, saved, opened again, suppressed.

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(vernier::GemmBackend)

namespace {

/// Of a rewritten model of a few blocks against the original, whose weights are rounded anew: of the logits' range.
constexpr double kRewriteTolerance = 1e-3;
/// Against the network that was saved: the same numbers, except that a weight scale may be recovered from deq_scale.
constexpr double kRoundTripTolerance = 1e-5;

Matrix logitsOf(const Network &network, const std::vector<int> &ids, const Compute &compute = kTwoThreads)
{
    SilentMonitor monitor;
    return valueOf(computeLogits(network, TokenBatch({ids}), compute, monitor));
}

Recipe smoothedBy(AntiMethod method)
{
    Recipe recipe = recipeOf(method == AntiMethod::M3 ? 4 : 8, method == AntiMethod::M3 ? 16 : 8);
    AntiOutlierConfig &config = recipe.antiOutlier.emplace();
    config.antiMethod = method;
    if (method == AntiMethod::M3)
        config.aBit = 16;
    if (method == AntiMethod::M6)
        config.flexConfig = {.alpha = 0.6, .beta = 0.3};
    return recipe;
}

} // namespace

class TestFamilies : public QObject
{
    Q_OBJECT

private slots:
    void continuesAsItsPublicCode_data();
    void continuesAsItsPublicCode();
    void savedModelsComputeTheSame_data();
    void savedModelsComputeTheSame();
    void suppressionKeepsTheFunction_data() { families(); }
    void suppressionKeepsTheFunction();
    void everyLayerIsMeasured_data() { families(); }
    void everyLayerIsMeasured();
    void cacheGetsItsScales_data() { families(); }
    void cacheGetsItsScales();
    void anExpertMayBeIdle();

private:
    static void families();
};

void TestFamilies::families()
{
    QTest::addColumn<QString>("family");
    for (const char *family : kArchFamilies)
        QTest::newRow(family) << family;
}

void TestFamilies::continuesAsItsPublicCode_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<GemmBackend>("backend");
    for (const char *family : kArchFamilies) {
        QTest::newRow(family) << family << GemmBackend::OneDnn;
        QTest::addRow("%s, plain", family) << family << GemmBackend::Plain;
    }
}

/// That its states and logits are those of the public code, tst_forward says.
void TestFamilies::continuesAsItsPublicCode()
{
    QFETCH(const QString, family);
    QFETCH(const GemmBackend, backend);
    VERNIER_SHARED_OR_SKIP(arch, "arch");
    const fs::path folder = arch / family.toStdString();
    const FloatNetwork network(openFloatModel(folder));
    const nlohmann::json reference = valueOf(readJsonFile(folder / "reference.json"));
    const auto prompt = reference["sequences"][0]["input_ids"].get<std::vector<int>>();
    const auto expected = reference["greedy"]["tokens"].get<std::vector<int>>();
    SilentMonitor monitor;
    const std::vector<int> tokens =
        valueOf(generateGreedily(network, prompt, {.tokens = static_cast<int>(expected.size())}, {.threads = 2, .backend = backend}, monitor));
    QCOMPARE(tokens, expected);
}

void TestFamilies::savedModelsComputeTheSame_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<Recipe>("recipe");
    QTest::addColumn<std::string>("saveType");
    Recipe gptq = recipeOf(4, 16);
    gptq.quantConfig.wMethod = WeightMethod::Gptq;
    for (const char *family : kArchFamilies) {
        QTest::addRow("%s, W8A8 after m4", family) << family << smoothedBy(AntiMethod::M4) << std::string("safe_tensor");
        QTest::addRow("%s, W8A8 dynamic", family) << family << recipeOf(8, 8, true) << std::string("safe_tensor");
        QTest::addRow("%s, W4A16 by GPTQ", family) << family << gptq << std::string("ascendV1");
    }
}

/// What is opened needs nothing of the original's folder.
void TestFamilies::savedModelsComputeTheSame()
{
    QFETCH(const QString, family);
    QFETCH(const Recipe, recipe);
    QFETCH(const std::string, saveType);
    VERNIER_SHARED_OR_SKIP(arch, "arch");
    const nlohmann::json reference = valueOf(readJsonFile(arch / family.toStdString() / "reference.json"));
    const auto ids = reference["sequences"][1]["input_ids"].get<std::vector<int>>();
    SilentMonitor monitor;
    const auto checkpoint = valueOf(Checkpoint::open(arch / family.toStdString()));
    const QuantizedModel made = valueOf(quantizeModel(checkpoint, recipe, {ids, reference["sequences"][0]["input_ids"].get<std::vector<int>>()},
                                                      kTwoThreads, monitor));
    QCOMPARE(made.network.plan().rollback.size(), std::size_t{1}); // the output head
    const QTemporaryDir folder;
    const fs::path saved = fs::path(folder.path().toStdString()) / "saved";
    VERNIER_SUCCEEDS(writeModelslimFolder(made, saved, {.saveTypes = {saveType}}, monitor));
    const auto opened = QuantizedFolder::open(saved, nullptr);
    VERNIER_SUCCEEDS(opened);
    const Matrix logits = logitsOf(made.network, ids);
    const double worst = relativeError(logitsOf(StoredNetwork(*opened, 2), ids), logits);
    QVERIFY2(worst <= kRoundTripTolerance, std::to_string(worst).c_str());
    // Quantization is an error that shows, and no more.
    const double error = relativeError(logits, logitsOf(FloatNetwork(std::make_shared<const FloatModel>(checkpoint)), ids));
    QVERIFY2(error > 1e-4 && error < 0.5, std::to_string(error).c_str());
}

void TestFamilies::suppressionKeepsTheFunction()
{
    QFETCH(const QString, family);
    VERNIER_SHARED_OR_SKIP(arch, "arch");
    const auto model = openFloatModel(arch / family.toStdString());
    const nlohmann::json reference = valueOf(readJsonFile(arch / family.toStdString() / "reference.json"));
    const auto ids = reference["sequences"][1]["input_ids"].get<std::vector<int>>();
    const Matrix expected = logitsOf(FloatNetwork(model), ids);
    SilentMonitor monitor;
    const auto check = [&](Rewrites rewrites) {
        QVERIFY(!rewrites.norms.empty());
        const auto rewritten = std::make_shared<const FloatModel>(model->sharedCheckpoint(), std::move(rewrites));
        const double worst = relativeError(logitsOf(FloatNetwork(rewritten), ids), expected);
        QVERIFY2(worst <= kRewriteTolerance, std::to_string(worst).c_str());
    };
    for (const AntiMethod method : {AntiMethod::M1, AntiMethod::M2, AntiMethod::M3, AntiMethod::M4, AntiMethod::M5, AntiMethod::M6})
        check(valueOf(suppress(*smoothedBy(method).antiOutlier, model, TokenBatch({ids}), kTwoThreads, monitor)));
    Recipe sparse = recipeOf(4, 8);
    sparse.quantConfig.isLowbit = sparse.quantConfig.useSigma = true;
    sparse.quantConfig.doSmooth = true;
    const auto plan = resolvePlan(sparse, model->checkpoint().layers());
    if (model->config().experts.count > 0) {
        VERNIER_REFUSES(plan, ErrorCode::Unsupported, {"experts"});
        return;
    }
    VERNIER_SUCCEEDS(plan);
    check(valueOf(smoothDuringCalibration(model, std::make_shared<const Plan>(*plan), TokenBatch({ids}), 4, kTwoThreads, monitor)));
}

void TestFamilies::everyLayerIsMeasured()
{
    QFETCH(const QString, family);
    VERNIER_SHARED_OR_SKIP(arch, "arch");
    const auto model = openFloatModel(arch / family.toStdString());
    const nlohmann::json reference = valueOf(readJsonFile(arch / family.toStdString() / "reference.json"));
    std::vector<std::vector<int>> sequences;
    for (const nlohmann::json &sequence : reference["sequences"])
        sequences.push_back(sequence["input_ids"].get<std::vector<int>>());
    SilentMonitor monitor;
    Recipe recipe = recipeOf(8, 8);
    recipe.disableLevel = "L2";
    recipe.quantConfig.disableLastLinear = false;
    const QuantizedModel made = valueOf(quantizeModel(model->sharedCheckpoint(), recipe, sequences, kTwoThreads, monitor));
    QCOMPARE(made.network.plan().rollback.size(), std::size_t{2});
    const std::vector<LocalSensitivity> measured = valueOf(measureLocally(made.network, TokenBatch(sequences), kTwoThreads, monitor));
    QCOMPARE(measured.size(), model->checkpoint().layers().size());
    for (std::size_t i = 0; i < measured.size(); ++i) {
        QVERIFY(std::isfinite(measured[i].rangeScore));
        if (made.network.schemeOf(model->checkpoint().layers()[i]).isFloat())
            continue;
        // 8 bits: experts see few tokens, whose range may be that of others.
        QVERIFY2(measured[i].sqnrDb && *measured[i].sqnrDb > 5.0 && *measured[i].sqnrDb < 60.0,
                 qPrintable(QString("%1: %2 dB").arg(measured[i].layer.c_str()).arg(measured[i].sqnrDb.value_or(-1.0))));
    }
}

void TestFamilies::cacheGetsItsScales()
{
    QFETCH(const QString, family);
    VERNIER_SHARED_OR_SKIP(arch, "arch");
    const auto model = openFloatModel(arch / family.toStdString());
    const ModelConfig &config = model->config();
    const TokenBatch samples({std::vector<int>{5, 6, 7, 8}});
    SilentMonitor monitor;
    const KvCacheParameters parameters = valueOf(kvCacheParameters(FloatNetwork(model), samples, true, kTwoThreads, monitor));
    QCOMPARE(parameters.size(), static_cast<std::size_t>(config.latent.rank > 0 ? 0 : 2 * config.blocks)); // a latent has no scales in msModelSlim's files
    for (const auto &[name, channels] : parameters)
        QCOMPARE(channels.size(), static_cast<std::size_t>(config.kvHeads * config.headDim));
}

void TestFamilies::anExpertMayBeIdle()
{
    VERNIER_SHARED_OR_SKIP(arch, "arch");
    const auto checkpoint = valueOf(Checkpoint::open(arch / "qwen3_moe"));
    const std::vector<std::vector<int>> few{{3, 4}, {5}};
    SilentMonitor monitor;
    const auto stats = valueOf(collectActivations(FloatNetwork(std::make_shared<const FloatModel>(checkpoint)), TokenBatch(few), kTwoThreads, monitor));
    const auto &layers = checkpoint->layers();
    const auto idle = std::find_if(layers.begin(), layers.end(), [&](const LayerInfo &layer) { return stats.of(layer).isEmpty(); });
    QVERIFY(idle != layers.end() && idle->isRouted());
    QVERIFY(stats.of(*idle).channelAbsMax().empty());
    QVERIFY(std::isnan(rangeScores(stats, layers)[idle->index]));
    // Of the tokens that an expert sees, it is known which they are.
    const auto busy = std::find_if(layers.begin(), layers.end(), [&](const LayerInfo &layer) { return layer.isRouted() && stats.of(layer).samples[0].tokens() == 1; });
    QVERIFY(busy != layers.end());
    QCOMPARE(stats.of(*busy).samples[0].positions.size(), std::size_t{1});

    const auto refused = quantizeModel(checkpoint, recipeOf(8, 8), few, kTwoThreads, monitor);
    VERNIER_REFUSES(refused, ErrorCode::InvalidArgument, {idle->name, "w8a8_dynamic"});
    Recipe gptq = recipeOf(4, 16);
    gptq.quantConfig.wMethod = WeightMethod::Gptq;
    const QuantizedModel made = valueOf(quantizeModel(checkpoint, gptq, few, kTwoThreads, monitor));
    // Without data it is rounded to the nearest.
    const auto codes = valueOf(made.network.quantizedWeight(*idle));
    const auto nearest = quantizeMinMax(valueOf(FloatModel(checkpoint).weight(*idle)), made.network.schemeOf(*idle), 1, nullptr, DType::F32);
    QVERIFY(codes->codes == nearest.codes);
}

QTEST_APPLESS_MAIN(TestFamilies)
#include "tst_families.moc"
