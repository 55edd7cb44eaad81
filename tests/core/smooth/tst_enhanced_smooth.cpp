// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/enhanced_smooth.h"
#include "core/smooth/smooth_quant.h"

#include "tests/core/smooth/outlier_vectors.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace vernier;
using namespace vernier::test;

class TestEnhancedSmooth : public QObject
{
    Q_OBJECT

private slots:
    void scalesAreTheSpecifications();
    void withoutOutliersScalesAreSmoothQuants();
    void onlyTheFirstOfTwoLinearsCounts();
    void attentionDecidesForThreeLinears_data();
    void attentionDecidesForThreeLinears();
    void cancelling();
};

namespace {

using MatrixXd = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

ReadingLinears linearsOf(std::vector<Matrix> weights)
{
    const std::size_t count = weights.size();
    return {.weights = std::move(weights), .biases = std::vector<std::vector<float>>(count)};
}

std::vector<float> search(const InputStats &input, const Matrix &tokens, const ReadingLinears &linears)
{
    std::vector<float> largest;
    for (const Matrix &weight : linears.weights)
        raiseToColumnAbsMax(largest, weight);
    SilentMonitor monitor;
    return enhancedScales(outlierStats(input), largest, tokens, linears, {}, monitor).value();
}

std::ptrdiff_t scaledChannels(const std::vector<float> &scales)
{
    return std::count_if(scales.begin(), scales.end(), [](float scale) { return scale != 1.0f; });
}

/// Plain attention with one head as wide as the keys.
MatrixXd attention(const std::vector<MatrixXd> &inputs)
{
    const Eigen::Index width = inputs[1].cols();
    MatrixXd output(inputs[0].rows(), inputs[0].cols());
    for (Eigen::Index first = 0; first < output.cols(); first += width) {
        MatrixXd weights = inputs[0].middleCols(first, width) * inputs[1].transpose() / std::sqrt(static_cast<double>(width));
        weights = weights.array().exp();
        for (Eigen::Index row = 0; row < weights.rows(); ++row)
            weights.row(row) /= weights.row(row).sum();
        output.middleCols(first, width) = weights * inputs[2];
    }
    return output;
}

/// The loss of scaling every channel whose shifted maximum is at least `least`.
double lossOf(float least, const OutlierStats &stats, const Matrix &tokens, const ReadingLinears &linears, const std::vector<float> &largest)
{
    const Eigen::Index channels = tokens.cols();
    Eigen::RowVectorXd scales(channels), shift(channels);
    for (Eigen::Index c = 0; c < channels; ++c) {
        const auto i = static_cast<std::size_t>(c);
        scales[c] = stats.shiftedMax[i] >= least ? std::sqrt(static_cast<double>(stats.shiftedMax[i]) / static_cast<double>(largest[i])) : 1.0;
        shift[c] = static_cast<double>(stats.shift[i]);
    }
    const MatrixXd exact = tokens.cast<double>();
    MatrixXd x = (exact.rowwise() - shift).array().rowwise() / scales.array();
    const double step = (std::max(0.0, x.maxCoeff()) - std::min(0.0, x.minCoeff())) / 255.0;
    const double zero = std::rint(-std::min(0.0, x.minCoeff()) / step);
    x = ((x / step).array() + zero).rint().cwiseMax(0.0).cwiseMin(255.0);
    x = ((x.array() - zero) * step).rowwise() * scales.array();
    x.rowwise() += shift;
    std::vector<MatrixXd> before, after;
    for (std::size_t i = 0; i < linears.weights.size(); ++i) {
        const MatrixXd weight = linears.weights[i].cast<double>();
        Eigen::RowVectorXd bias = Eigen::RowVectorXd::Zero(weight.rows());
        if (!linears.biases[i].empty())
            bias = Eigen::Map<const Eigen::RowVectorXf>(linears.biases[i].data(), weight.rows()).cast<double>();
        before.push_back((exact * weight.transpose()).rowwise() + bias);
        after.push_back((x * weight.transpose()).rowwise() + bias);
    }
    return (attention(after) - attention(before)).squaredNorm();
}

} // namespace

void TestEnhancedSmooth::scalesAreTheSpecifications()
{
    const std::vector<float> scales = search(outlierInput(), outlierSample(12, 30), linearsOf(outlierWeights()));
    QVERIFY(areTheSpecifications(scales, {1.0f, 1.0f, 3.40280747f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f}));
}

void TestEnhancedSmooth::withoutOutliersScalesAreSmoothQuants()
{
    const Matrix tokens = pseudoRandomMatrix(40, 8, 5); // between -1 and 1, deviation about 0.58
    const InputStats input{.samples = {sampleStats(tokens)}};
    QCOMPARE(search(input, tokens, linearsOf(outlierWeights())), smoothQuantScales(input.channelAbsMax(), outlierWeightAbsMax()));
}

void TestEnhancedSmooth::onlyTheFirstOfTwoLinearsCounts()
{
    const std::vector<Matrix> weights = outlierWeights();
    const auto scaled = scaledChannels(search(outlierInput(), outlierSample(12, 30), linearsOf(weights)));
    // The second has the same column maxima, so scales are the same, but other rows.
    const Matrix turned = weights[1].colwise().reverse();
    QCOMPARE(scaledChannels(search(outlierInput(), outlierSample(12, 30), linearsOf({weights[0], turned}))), scaled);
}

void TestEnhancedSmooth::attentionDecidesForThreeLinears_data()
{
    QTest::addColumn<int>("queryWidth");
    QTest::addColumn<bool>("hasBias");
    QTest::newRow("as wide as keys") << 4 << false;
    QTest::newRow("three queries for a key") << 12 << false;
    QTest::newRow("with biases") << 8 << true;
}

void TestEnhancedSmooth::attentionDecidesForThreeLinears()
{
    QFETCH(int, queryWidth);
    QFETCH(bool, hasBias);
    constexpr Eigen::Index kChannels = 24;
    Matrix tokens = pseudoRandomMatrix(30, kChannels, 7).array().cube();
    for (Eigen::Index c = 0; c < kChannels; c += 3)
        tokens.col(c) *= 2.0f + static_cast<float>(c);
    ReadingLinears linears = linearsOf({pseudoRandomMatrix(queryWidth, kChannels, 8), pseudoRandomMatrix(4, kChannels, 9), pseudoRandomMatrix(4, kChannels, 10)});
    for (std::size_t i = 0; hasBias && i < linears.biases.size(); ++i)
        linears.biases[i] = pseudoRandom(linears.weights[i].rows(), 11);
    const InputStats input{.samples = {sampleStats(tokens)}};
    const OutlierStats stats = outlierStats(input);
    std::vector<float> largest;
    for (const Matrix &weight : linears.weights)
        raiseToColumnAbsMax(largest, weight);
    // Every set of channels that some threshold of the hundred can choose.
    double smallest = HUGE_VAL;
    std::ptrdiff_t expected = 0;
    for (int i = 0; i < kThresholds; ++i) {
        const float threshold = stats.deviation + static_cast<float>(i) * (stats.largest - stats.deviation) / static_cast<float>(kThresholds - 1);
        const float least = std::nextafter(threshold, HUGE_VALF);
        if (const double loss = lossOf(least, stats, tokens, linears, largest); loss < smallest) {
            smallest = loss;
            expected = std::count_if(stats.shiftedMax.begin(), stats.shiftedMax.end(), [&](float c) { return c >= least; });
        }
    }
    QCOMPARE(scaledChannels(search(input, tokens, linears)), expected);
}

void TestEnhancedSmooth::cancelling()
{
    struct Stop final : JobMonitor
    {
        bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return false; }
    } stop;
    Matrix tokens = pseudoRandomMatrix(1000, 256, 1); // more than 50 ms
    tokens.col(3) *= 50.0f;
    const InputStats input{.samples = {sampleStats(tokens)}};
    const ReadingLinears linears = linearsOf({pseudoRandomMatrix(1024, 256, 2)});
    const auto scales = enhancedScales(outlierStats(input), std::vector(256, 1.0f), tokens, linears, {.order = SumOrder::Reference}, stop);
    QVERIFY(!scales);
    QVERIFY(scales.error().code == ErrorCode::Cancelled);
}

QTEST_APPLESS_MAIN(TestEnhancedSmooth)
#include "tst_enhanced_smooth.moc"
