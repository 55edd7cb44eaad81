// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/range_score.h"

#include "core/forward/pass.h"
#include "core/io/json_file.h"
#include "core/io/safetensors.h"
#include "core/smooth/suppress.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

using namespace vernier;
using namespace vernier::test;
using Json = nlohmann::ordered_json;

namespace {

/// Statistics of activations that went through a forward pass in float32, and a float32 standard deviation on their side.
constexpr double kGoldenTolerance = 1e-6;
/// Numbers of the specification have nine digits.
constexpr double kNineDigits = 5e-9;
/// The original takes scores of sub-sampled values in float32.
constexpr double kFloatScore = 1e-6;

double relative(double value, double expected)
{
    return std::abs(value - expected) / std::abs(expected);
}

/// The samples of spec/msmodelslim.md 13.9 and 13.10: random numbers cubed, times a gain for each channel.
Matrix gainedSample(Eigen::Index tokens, std::uint32_t seed)
{
    const float gains[] = {1, 1, 12, 1, 0.25f, 1, 2, 0.5f};
    Matrix x = pseudoRandomMatrix(tokens, 8, seed);
    for (Eigen::Index row = 0; row < tokens; ++row) {
        for (Eigen::Index c = 0; c < 8; ++c)
            x(row, c) = x(row, c) * x(row, c) * x(row, c) * gains[c];
    }
    return x;
}

std::vector<float> sortedSubsample(const std::vector<Matrix> &samples)
{
    std::vector<float> values;
    for (const Matrix &sample : samples) {
        const std::vector<float> kept = subsample(sample);
        values.insert(values.end(), kept.begin(), kept.end());
    }
    std::sort(values.begin(), values.end());
    return values;
}

double absMax(const std::vector<Matrix> &samples)
{
    double largest = 0.0;
    for (const Matrix &sample : samples)
        largest = std::max(largest, static_cast<double>(sample.cwiseAbs().maxCoeff()));
    return largest;
}

/// Unbiased, of all elements of x - (channel max + channel min), in double and two passes.
double plainDeviation(const Matrix &x)
{
    const Eigen::RowVectorXf shift = x.colwise().maxCoeff() + x.colwise().minCoeff();
    const Eigen::MatrixXd shifted = x.cast<double>().rowwise() - shift.cast<double>();
    const double mean = shifted.mean();
    return std::sqrt((shifted.array() - mean).square().sum() / static_cast<double>(x.size() - 1));
}

std::vector<std::vector<int>> calibrationOf(const std::filesystem::path &input)
{
    return valueOf(readJsonFile(input / "calib.json"))["calib"].get<std::vector<std::vector<int>>>();
}

/// One case of each model and each outlier suppression that we have: all others have the same statistics.
std::map<std::string, std::string> goldenCases()
{
    return {{"rand2", "r2_w8a8_act1_pc"},
            {"rand2, after m1", "r2_anti_m1_w8a8"},
            {"rand2 in bfloat16", "r2_w8a8_bf16"},
            {"rand2g", "r2g_w4a16_g64_minmax_sym"},
            {"rand2o", "r2o_w8a8_act1_pc"},
            {"stories260K", "st_w8a8_act1_pc"},
            {"stories260K, after m1", "st_anti_m1_w8a8"}};
}

} // namespace

class TestRangeScore : public QObject
{
    Q_OBJECT

private slots:
    void numbersOfTheSpecification();
    void agreesWithTheDefinition_data();
    void agreesWithTheDefinition();
    void withoutSpreadThereIsNoScore();
    void onlyTheFirstFiveSamplesCount();
    void subsampleTakesEveryHundredth_data();
    void subsampleTakesEveryHundredth();
    void quantileScoreByHand();
    void kurtosisByHand();
    void quantileScoreOfTheOriginal();
    void statisticsOfTheOriginal_data();
    void statisticsOfTheOriginal();
    void layerSelectorOfTheOriginal_data();
    void layerSelectorOfTheOriginal();
};

void TestRangeScore::numbersOfTheSpecification()
{
    // 13.10; the score is a float32.
    constexpr double kFloatDigits = 1e-7;
    const std::vector<Matrix> samples{gainedSample(120, 30), gainedSample(90, 31)};
    const std::vector<SampleStats> stats{sampleStats(samples[0]), sampleStats(samples[1])};
    QVERIFY(relative(rangeScore(stats), 6.64857483) < kFloatDigits);
    QVERIFY(relative(static_cast<double>(std::max(stats[0].max(), stats[1].max())), 11.4642658) < kFloatDigits);
    QVERIFY(relative(static_cast<double>(std::min(stats[0].min(), stats[1].min())), -11.5945091) < kFloatDigits);
    const std::vector<float> values = sortedSubsample(samples);
    QCOMPARE(values.size(), std::size_t{17});
    QVERIFY2(relative(quantileScore(values), 0.2466429025) < kFloatDigits,
             qPrintable(QString::number(quantileScore(values), 'g', 12)));
    QVERIFY2(relative(kurtosisScore(values), 10.8567028) < kNineDigits, qPrintable(QString::number(kurtosisScore(values), 'g', 12)));
}

void TestRangeScore::agreesWithTheDefinition_data()
{
    QTest::addColumn<float>("offset");
    QTest::addColumn<float>("gain");
    QTest::newRow("around zero") << 0.0f << 1.0f;
    QTest::newRow("one-sided") << 5.0f << 1.0f;
    QTest::newRow("large against its spread") << 1000.0f << 1.0f;
    QTest::newRow("tiny") << 0.0f << 1e-20f;
    QTest::newRow("huge") << 0.0f << 1e15f;
}

void TestRangeScore::agreesWithTheDefinition()
{
    constexpr double kCancellation = 1e-9; // Σx² - (Σx)²/n in double, offset 1000 against a spread of 1
    QFETCH(float, offset);
    QFETCH(float, gain);
    const Matrix a = (pseudoRandomMatrix(40, 12, 1).array() + offset).matrix() * gain;
    const Matrix b = (pseudoRandomMatrix(7, 12, 2).array() * 2.0f - offset).matrix() * gain;
    const std::vector<SampleStats> samples{sampleStats(a), sampleStats(b)};
    const double expected = absMax({a, b}) / std::max(plainDeviation(a), plainDeviation(b));
    QVERIFY2(relative(rangeScore(samples), expected) < kCancellation, qPrintable(QString::number(rangeScore(samples) - expected)));
}

void TestRangeScore::withoutSpreadThereIsNoScore()
{
    QVERIFY(std::isnan(rangeScore({})));
    QVERIFY(std::isnan(rangeScore(std::vector<SampleStats>{sampleStats(Matrix::Zero(3, 4))})));
    QVERIFY(std::isnan(rangeScore(std::vector<SampleStats>{sampleStats(Matrix::Constant(3, 4, 2.0f))})));
    QVERIFY(std::isnan(rangeScore(std::vector<SampleStats>{sampleStats(Matrix::Constant(1, 1, 2.0f))})));
    QVERIFY(std::isnan(quantileScore({})));
    QVERIFY(std::isnan(quantileScore(std::vector<float>{1, 2, 3})));
    QVERIFY(std::isnan(quantileScore(std::vector<float>{2, 2, 2, 2})));
    QVERIFY(std::isnan(kurtosisScore({})));
}

void TestRangeScore::onlyTheFirstFiveSamplesCount()
{
    const QTemporaryDir folder;
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(folder, "model")));
    const auto sequences = pseudoRandomSequences({9, 8, 7, 6, 5, 40, 40}, 64, 2);
    SilentMonitor monitor;
    const FloatNetwork network(model);
    const auto all = collectActivations(network, TokenBatch(sequences), kTwoThreads, monitor);
    VERNIER_SUCCEEDS(all);
    const auto five = collectActivations(network, TokenBatch({sequences.begin(), sequences.begin() + 5}), kTwoThreads, monitor);
    VERNIER_SUCCEEDS(five);
    const auto &layers = model->checkpoint().layers();
    QCOMPARE(rangeScores(*all, layers), rangeScores(*five, layers));
    QCOMPARE(rangeScores(*all, layers).size(), layers.size());
    QVERIFY(rangeScores(*five, layers) != rangeScores(five->without(4), layers));
}

void TestRangeScore::subsampleTakesEveryHundredth_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QList<float>>("expected");
    QTest::newRow("below a hundred: all") << 3 << QList<float>{0, 1, 2};
    QTest::newRow("a hundred") << 100 << QList<float>{50};
    QTest::newRow("just before the next") << 150 << QList<float>{50};
    QTest::newRow("with the next") << 151 << QList<float>{50, 150};
}

void TestRangeScore::subsampleTakesEveryHundredth()
{
    QFETCH(int, count);
    QFETCH(QList<float>, expected);
    Matrix x(1, count);
    for (int i = 0; i < count; ++i)
        x(0, i) = static_cast<float>(count - 1 - i); // descending: it sorts
    QCOMPARE(subsample(x), std::vector<float>(expected.begin(), expected.end()));
}

void TestRangeScore::quantileScoreByHand()
{
    // n = 9: s[6] - s[2] = 4; 2 · 127 / 254 / 4 = 0.25.
    QCOMPARE(quantileScore(std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 127}), 0.25);
    QCOMPARE(quantileScore(std::vector<float>{-127, -7, -6, -5, -4, -3, -2, -1, 0}), 0.25);
}

void TestRangeScore::kurtosisByHand()
{
    constexpr double kEpsilonOfTheDefinition = 1e-9; // 1e-10 is added to the deviation
    QVERIFY(std::abs(kurtosisScore(std::vector<float>{-1, 1, -1, 1}) + 2.0) < kEpsilonOfTheDefinition);
    // Mean 1, deviations -1 -1 -1 3: variance 3, fourth moment 21, 21 / 9 - 3.
    QVERIFY(std::abs(kurtosisScore(std::vector<float>{0, 0, 0, 4}) - (21.0 / 9.0 - 3.0)) < kEpsilonOfTheDefinition);
    QCOMPARE(kurtosisScore(std::vector<float>{5, 5, 5}), -3.0);
}

void TestRangeScore::quantileScoreOfTheOriginal()
{
    VERNIER_SHARED_OR_SKIP(path, "golden/unit/get_quantile_score.safetensors");
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    for (const std::string index : {"0", "1"}) {
        const TensorView input = valueOf((*file)->find("in.act" + index));
        std::vector<float> values(static_cast<std::size_t>(input.elements()));
        copyToFloat(input, 0, values);
        double expected = 0.0;
        std::memcpy(&expected, valueOf((*file)->find("out.score" + index)).data.data(), sizeof expected);
        std::sort(values.begin(), values.end());
        const double score = quantileScore(values);
        QVERIFY2(relative(score, expected) < kFloatScore, qPrintable(QString("%1 instead of %2").arg(score, 0, 'g', 10).arg(expected, 0, 'g', 10)));
    }
}

void TestRangeScore::statisticsOfTheOriginal_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &[model, name] : goldenCases())
        QTest::newRow(model.c_str()) << QString::fromStdString(name);
}

void TestRangeScore::statisticsOfTheOriginal()
{
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    QFETCH(QString, name);
    const auto meta = readOrderedJsonFile(golden / name.toStdString() / "meta.json");
    VERNIER_SUCCEEDS(meta);
    const std::filesystem::path input = golden / "inputs" / (*meta)["spec"]["model"].get<std::string>();
    auto model = openFloatModel(input);
    SilentMonitor monitor;
    const TokenBatch samples(calibrationOf(input));
    if (meta->at("spec").contains("anti")) {
        AntiOutlierConfig config;
        config.antiMethod = AntiMethod::M1;
        model = std::make_shared<const FloatModel>(model->sharedCheckpoint(), valueOf(suppress(config, model, samples, kTwoThreads, monitor)));
    }
    const bool inBfloat16 = meta->at("spec").contains("dtype");
    if (inBfloat16)
        model = std::make_shared<const FloatModel>(model->sharedCheckpoint(), Rewrites{}, DType::BF16);
    const auto stats = collectActivations(FloatNetwork(model), samples, kTwoThreads, monitor);
    VERNIER_SUCCEEDS(stats);
    const std::vector<LayerInfo> &layers = model->checkpoint().layers();
    const std::vector<double> scores = rangeScores(*stats, layers, model->loadDtype());
    QCOMPARE(meta->at("range_param").size(), layers.size());

    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        order.push_back(i);
        const std::string &layer = layers[i].name;
        QVERIFY2(relative(scores[i], meta->at("range_param").at(layer).get<double>()) < kGoldenTolerance, layer.c_str());
        // rangeScores looks at five samples, so these do, too.
        const Json &expected = meta->at("act_states").at(layer);
        const auto first = std::span(stats->of(layers[i]).samples).first(kRangeScoreSamples);
        float most = first.front().max();
        float least = first.front().min();
        for (const SampleStats &sample : first) {
            most = std::max(most, sample.max());
            least = std::min(least, sample.min());
        }
        QVERIFY2(relative(static_cast<double>(most), expected["t_max"].get<double>()) < kGoldenTolerance, layer.c_str());
        QVERIFY2(relative(static_cast<double>(least), expected["t_min"].get<double>()) < kGoldenTolerance, layer.c_str());
        const double deviation = static_cast<double>(std::max(most, -least)) / scores[i];
        // In bfloat16 the quotient was rounded, so that it gives the deviation back to half a unit.
        QVERIFY2(relative(deviation, expected["std"].get<double>()) < (inBfloat16 ? 0x1p-8 : kGoldenTolerance), layer.c_str());
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<std::string> names;
    for (const std::size_t i : order)
        names.push_back(layers[i].name);
    QCOMPARE(names, meta->at("auto_order_desc").get<std::vector<std::string>>());
}

void TestRangeScore::layerSelectorOfTheOriginal_data()
{
    QTest::addColumn<QString>("model");
    for (const char *model : {"stories260K", "rand2", "rand2o"})
        QTest::newRow(model) << model;
}

void TestRangeScore::layerSelectorOfTheOriginal()
{
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    QFETCH(QString, model);
    const auto selector = readOrderedJsonFile(golden / "layer_selector.json");
    VERNIER_SUCCEEDS(selector);
    const std::filesystem::path input = golden / "inputs" / model.toStdString();
    const auto floatModel = openFloatModel(input);

    /// Everything that enters each layer, sample by sample.
    class SampleTaps final : public Taps
    {
    public:
        void linear(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &x, const MatrixView &) override
        {
            for (const Segment &segment : segments)
                inputs[layer.index].emplace_back(x.middleRows(segment.firstRow, segment.rows));
        }
        std::map<std::size_t, std::vector<Matrix>> inputs;
    };
    SampleTaps taps;
    SilentMonitor monitor;
    const FloatNetwork network(floatModel);
    const TokenBatch samples(calibrationOf(input));
    Matrix hidden = valueOf(embedTokens(*floatModel, samples, kTwoThreads));
    VERNIER_SUCCEEDS(runBlocks(network, samples, hidden, 0, floatModel->config().blocks, {.compute = kTwoThreads, .taps = &taps}, monitor));
    const Matrix normed = valueOf(applyFinalNorm(*floatModel, hidden, kTwoThreads));
    taps.linear(floatModel->headLayer(), samples.segments(), normed, normed);

    for (const char *method : {"quantile", "std"}) {
        const Json &expected = selector->at(model.toStdString() + "." + method).at("scores_desc");
        QCOMPARE(expected.size(), floatModel->checkpoint().layers().size());
        for (const Json &entry : expected) {
            const LayerInfo *layer = floatModel->checkpoint().findLayer(entry["name"].get<std::string>());
            QVERIFY(layer);
            const std::vector<Matrix> &inputs = taps.inputs.at(layer->index);
            std::vector<SampleStats> stats;
            for (const Matrix &sample : inputs)
                stats.push_back(sampleStats(sample));
            const double score =
                std::string_view(method) == "std" ? rangeScore(stats) : quantileScore(sortedSubsample(inputs));
            QVERIFY2(relative(score, entry["score"].get<double>()) < kGoldenTolerance,
                     qPrintable(QString("%1: %2 instead of %3").arg(layer->name.c_str()).arg(score, 0, 'g', 9).arg(entry["score"].get<double>(), 0, 'g', 9)));
        }
    }
}

QTEST_APPLESS_MAIN(TestRangeScore)
#include "tst_range_score.moc"
