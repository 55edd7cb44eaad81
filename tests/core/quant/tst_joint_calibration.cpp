// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/joint_calibration.h"

#include "core/io/json_file.h"
#include "core/io/safetensors.h"

#include "tests/support/golden.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestJointCalibration : public QObject
{
    Q_OBJECT

private slots:
    void drawsAreTorchs();
    void rangesAreTheOriginals_data();
    void rangesAreTheOriginals();
    void largeLayersAreCalibratedInIntegers();
    void samplesAreNeeded();
};

namespace {

float numberOf(const TensorFile &file, const std::string &name)
{
    float value = 0.0f;
    copyToFloat(file.find(name).value(), 0, {&value, 1});
    return value;
}

} // namespace

void TestJointCalibration::drawsAreTorchs()
{
    constexpr std::uint32_t kSeed = 1234;
    VERNIER_SHARED_OR_SKIP(path, "golden/unit/torch_rand.safetensors");
    const auto opened = valueOf(openSafetensors(path));
    std::mt19937 generator(kSeed);
    for (const char *call : {"out.rand_like_f32", "out.second_call_shape_3x5"}) {
        const TensorView expected = opened->find(call).value();
        std::vector<float> values(static_cast<std::size_t>(expected.elements()));
        copyToFloat(expected, 0, values);
        for (const float value : values)
            QVERIFY(drawUniform(generator) == value);
    }
}

// Every observer, granularity, fallback and probability: one code that falls differently anywhere moves a scale.
void TestJointCalibration::rangesAreTheOriginals_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"r2_w8a8_act1_pc",
                             "r2_w8a8_act1_pt",
                             "r2_w8a8_act2_pc",
                             "r2_w8a8_act2_pt",
                             "r2_w8a8_act3_pc",
                             "r2_w8a8_act1_pc_L1",
                             "r2_w8a8_act1_pc_L3",
                             "r2_w8a8_act1_pc_pr00",
                             "r2_w8a8_act1_pc_pr05",
                             "r2_w8a8_act1_pc_pr20",
                             "r2_w8a8_act2_pc_pr05",
                             "r2_w8a8_disable_names_L1",
                             "r2_mix1",
                             "r2_mix2",
                             "r2_anti_m1_w8a8",
                             "r2o_w8a8_act1_pc",
                             "r2o_w8a8_act2_pc",
                             "r2o_w8a8_act3_pc",
                             "r2o_w8a8_act3_pc_L1",
                             "st_w8a8_act1_pc",
                             "st_w8a8_act1_pt",
                             "st_w8a8_act2_pc",
                             "st_w8a8_act3_pc",
                             "st_w8a8_act1_pc_L1",
                             "st_w8a8_act1_pc_L3",
                             "st_w8a8_act1_pc_L5",
                             "st_w8a8_act1_pc_pr05",
                             "st_w8a8_disable_names",
                             "st_mix1",
                             "st_anti_m1_w8a8"})
        QTest::newRow(name) << name;
}

void TestJointCalibration::rangesAreTheOriginals()
{
    QFETCH(const QString, name);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const std::filesystem::path folder = golden / name.toStdString();
    const nlohmann::ordered_json spec = valueOf(readOrderedJsonFile(folder / "meta.json"))["spec"];
    const std::filesystem::path inputs = golden / "inputs" / spec["model"].get<std::string>();
    const auto samples = valueOf(readJsonFile(inputs / "calib.json"))["calib"].get<std::vector<std::vector<int>>>();
    const auto model = openFloatModel(inputs);
    const QuantizedNetwork network =
        quantizedBy(valueOf(parseRecipe(recipeJson(spec), folder.string())), model, samples);

    std::vector<std::shared_ptr<const TensorFile>> files;
    for (const auto &entry : std::filesystem::directory_iterator(folder / "tool")) {
        if (entry.path().extension() == ".safetensors")
            files.push_back(valueOf(openSafetensors(entry.path())));
    }
    QCOMPARE(files.size(), std::size_t{1});
    int compared = 0;
    for (const auto &[layer, range] : network.ranges()) {
        if (!files.front()->contains(layer + ".input_scale"))
            continue; // calibrated, but dynamic
        QVERIFY(range.scale == numberOf(*files.front(), layer + ".input_scale"));
        QVERIFY(range.offset == numberOf(*files.front(), layer + ".input_offset"));
        ++compared;
    }
    QVERIFY(compared > 0);
}

void TestJointCalibration::largeLayersAreCalibratedInIntegers()
{
    // 96 · 704 weights are more than the ordered product takes; both ways agree up to a few codes that fall
    // differently.
    constexpr float kFewCodes = 0.01f;
    const QTemporaryDir folder;
    const auto model =
        openFloatModel(writeTinyCheckpoint(folder.path().toStdString(), {.hidden = 96, .intermediate = 704}));
    const std::vector<std::vector<int>> samples = pseudoRandomSequences({40, 33}, 64, 2);
    const QuantizedNetwork network = quantizedBy(recipeOf(8, 8), model, samples);
    Recipe nearly = recipeOf(8, 8);
    nearly.quantConfig.pr = 0.9999999; // the float path, with next to no element left in float
    const QuantizedNetwork inFloat = quantizedBy(nearly, model, samples);
    QCOMPARE(network.ranges().size(), inFloat.ranges().size());
    for (const auto &[layer, range] : network.ranges()) {
        const AffineParameters other = inFloat.ranges().at(layer);
        QVERIFY(std::abs(range.scale - other.scale) <= kFewCodes * other.scale);
    }
}

void TestJointCalibration::samplesAreNeeded()
{
    const QTemporaryDir folder;
    const auto model = openFloatModel(writeTinyCheckpoint(folder.path().toStdString()));
    const auto plan =
        std::make_shared<const Plan>(valueOf(resolvePlan(recipeOf(8, 8), model->checkpoint().layers(), {})));
    SilentMonitor monitor;
    const auto ranges = calibrateJointly(model, plan, {}, 1, {}, monitor);
    QVERIFY(!ranges);
    QVERIFY(ranges.error().code == ErrorCode::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestJointCalibration)
#include "tst_joint_calibration.moc"
