// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/activation_stats.h"

#include "core/forward/pass.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <map>

using namespace vernier;
using namespace vernier::test;

namespace {

const std::vector<int> kLengths{9, 1, 30, 14};

bool sameHistogram(const MagnitudeHistogram &a, const MagnitudeHistogram &b)
{
    return std::equal(a.positive().begin(), a.positive().end(), b.positive().begin())
        && std::equal(a.negative().begin(), a.negative().end(), b.negative().begin()) && a.zeros() == b.zeros();
}

bool sameSample(const SampleStats &a, const SampleStats &b)
{
    return a.tokenMin == b.tokenMin && a.tokenMax == b.tokenMax && a.channelMin == b.channelMin && a.channelMax == b.channelMax
        && a.channelSum == b.channelSum && a.channelSumSquares == b.channelSumSquares && sameHistogram(a.histogram, b.histogram);
}

/// Of the same model, whose layers are given.
bool sameStats(const ActivationStats &a, const ActivationStats &b, const std::vector<LayerInfo> &layers)
{
    return a.samples() == b.samples() && std::all_of(layers.begin(), layers.end(), [&](const LayerInfo &layer) {
        const InputStats &x = a.of(layer);
        const InputStats &y = b.of(layer);
        return std::equal(x.samples.begin(), x.samples.end(), y.samples.begin(), y.samples.end(), sameSample);
    });
}

std::int64_t count(std::span<const std::int64_t> counts)
{
    std::int64_t sum = 0;
    for (const std::int64_t n : counts)
        sum += n;
    return sum;
}

/// Keeps every input that flows by.
class InputTaps final : public Taps
{
public:
    void linear(const LayerInfo &layer, std::span<const Segment>, const MatrixView &input, const MatrixView &) override
    {
        inputs[layer.index] = input;
    }
    std::map<std::size_t, Matrix> inputs;
};

} // namespace

class TestActivationStats : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void smallSampleByHand();
    void histogramEdges_data();
    void histogramEdges();
    void everyValueLiesInItsBin();
    void histogramsMerge();
    void statsAreThoseOfTheInputs();
    void layersThatReadTheSameShareAnEntry();
    void mergingIsCollectingTogether();
    void mergingIsAssociative();
    void withoutASampleIsNotCollectingIt();
    void chunksDoNotMatter();
    void rangesAreOverAllSamples();

private:
    [[nodiscard]] ActivationStats collect(const std::vector<std::vector<int>> &sequences) const
    {
        SilentMonitor monitor;
        return valueOf(collectActivations(FloatNetwork(m_model), TokenBatch(sequences), kTwoThreads, monitor));
    }

    QTemporaryDir m_folder;
    [[nodiscard]] const std::vector<LayerInfo> &layers() const { return m_model->checkpoint().layers(); }
    [[nodiscard]] const LayerInfo &layer(int block, LayerRole role) const { return *findRole(m_model->blockLayers(block), role); }

    std::shared_ptr<const FloatModel> m_model;
    std::vector<std::vector<int>> m_sequences;
};

void TestActivationStats::initTestCase()
{
    m_model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model"), {.outlierGain = 20.0f}));
    m_sequences = pseudoRandomSequences(kLengths, 64, 7);
}

void TestActivationStats::smallSampleByHand()
{
    Matrix x(2, 3);
    x << 1.0f, -2.0f, 0.0f, //
        3.0f, 0.5f, -0.25f;
    const SampleStats stats = sampleStats(x);
    QCOMPARE(stats.tokens(), 2);
    QCOMPARE(stats.tokenMin, (std::vector<float>{-2.0f, -0.25f}));
    QCOMPARE(stats.tokenMax, (std::vector<float>{1.0f, 3.0f}));
    QCOMPARE(stats.channelMin, (std::vector<float>{1.0f, -2.0f, -0.25f}));
    QCOMPARE(stats.channelMax, (std::vector<float>{3.0f, 0.5f, 0.0f}));
    QCOMPARE(stats.channelSum, (std::vector<double>{4.0, -1.5, -0.25}));
    QCOMPARE(stats.channelSumSquares, (std::vector<double>{10.0, 4.25, 0.0625}));
    QCOMPARE(stats.min(), -2.0f);
    QCOMPARE(stats.max(), 3.0f);
    QCOMPARE(stats.histogram.zeros(), 1);
    QCOMPARE(count(stats.histogram.positive()), 3);
    QCOMPARE(count(stats.histogram.negative()), 2);
}

void TestActivationStats::histogramEdges_data()
{
    QTest::addColumn<float>("value");
    QTest::addColumn<int>("bin"); // -1: counted as zero
    const auto one = MagnitudeHistogram::kBinsPerOctave * -MagnitudeHistogram::kLowestExponent;
    const float below = std::nextafter(1.0f, 0.0f);
    const float above = std::nextafter(1.125f, 2.0f);
    QTest::newRow("zero") << 0.0f << -1;
    QTest::newRow("negative zero") << -0.0f << -1;
    QTest::newRow("subnormal") << 1e-40f << -1;
    QTest::newRow("just below the lowest bin") << std::nextafter(std::ldexp(1.0f, -32), 0.0f) << -1;
    QTest::newRow("lowest edge") << std::ldexp(1.0f, -32) << 0;
    QTest::newRow("just below one") << below << one - 1;
    QTest::newRow("one") << 1.0f << one;
    QTest::newRow("just below the next bin") << std::nextafter(1.125f, 0.0f) << one;
    QTest::newRow("next bin") << 1.125f << one + 1;
    QTest::newRow("in the next bin") << above << one + 1;
    QTest::newRow("last bin of an octave") << 1.99f << one + 7;
    QTest::newRow("two") << 2.0f << one + 8;
    QTest::newRow("just below the highest edge") << std::nextafter(std::ldexp(1.0f, 32), 0.0f) << MagnitudeHistogram::kBins - 1;
    QTest::newRow("highest edge") << std::ldexp(1.0f, 32) << MagnitudeHistogram::kBins - 1;
    QTest::newRow("largest number") << std::numeric_limits<float>::max() << MagnitudeHistogram::kBins - 1;
    QTest::newRow("infinity") << std::numeric_limits<float>::infinity() << MagnitudeHistogram::kBins - 1;
}

void TestActivationStats::histogramEdges()
{
    QFETCH(float, value);
    QFETCH(int, bin);
    for (const float sign : {1.0f, -1.0f}) {
        MagnitudeHistogram histogram;
        histogram.add(sign * value);
        QCOMPARE(histogram.zeros(), bin < 0 ? 1 : 0);
        const auto same = sign > 0 ? histogram.positive() : histogram.negative();
        const auto other = sign > 0 ? histogram.negative() : histogram.positive();
        QCOMPARE(count(other), 0);
        QCOMPARE(count(same), bin < 0 ? 0 : 1);
        if (bin >= 0)
            QCOMPARE(same[static_cast<std::size_t>(bin)], 1);
    }
}

void TestActivationStats::everyValueLiesInItsBin()
{
    QCOMPARE(MagnitudeHistogram::lowerEdge(0), std::ldexp(1.0f, -32));
    QCOMPARE(MagnitudeHistogram::lowerEdge(MagnitudeHistogram::kBins), std::ldexp(1.0f, 32));
    for (int bin = 0; bin < MagnitudeHistogram::kBins; ++bin) {
        const float lower = MagnitudeHistogram::lowerEdge(bin);
        const float upper = MagnitudeHistogram::lowerEdge(bin + 1);
        QVERIFY(lower < upper);
        MagnitudeHistogram histogram;
        histogram.add(lower);
        histogram.add(std::nextafter(upper, 0.0f));
        QCOMPARE(histogram.positive()[static_cast<std::size_t>(bin)], 2);
    }
}

void TestActivationStats::histogramsMerge()
{
    MagnitudeHistogram a;
    MagnitudeHistogram b;
    MagnitudeHistogram both;
    const std::vector<float> values = pseudoRandom(200, 3);
    for (std::size_t i = 0; i < values.size(); ++i) {
        (i % 3 == 0 ? a : b).add(values[i] * 100.0f);
        both.add(values[i] * 100.0f);
    }
    a.add(0.0f);
    both.add(0.0f);
    a.merge(b);
    QVERIFY(sameHistogram(a, both));
}

void TestActivationStats::statsAreThoseOfTheInputs()
{
    const ActivationStats stats = collect({m_sequences[2]});
    const FloatNetwork network(m_model);
    SilentMonitor monitor;
    InputTaps taps;
    const TokenBatch batch({m_sequences[2]});
    Matrix hidden = valueOf(embedTokens(*m_model, batch, kTwoThreads));
    VERNIER_SUCCEEDS(runBlocks(network, batch, hidden, 0, 2, {.compute = kTwoThreads, .taps = &taps}, monitor));
    for (const auto &[layer, input] : taps.inputs)
        QVERIFY(sameSample(stats.of(layers()[layer]).samples.at(0), sampleStats(input)));
    QCOMPARE(taps.inputs.size(), std::size_t{2 * 7});
    const Matrix normed = valueOf(applyFinalNorm(*m_model, hidden, kTwoThreads));
    QVERIFY(sameSample(stats.of(m_model->headLayer()).samples.at(0), sampleStats(normed)));
}

void TestActivationStats::layersThatReadTheSameShareAnEntry()
{
    const ActivationStats stats = collect({m_sequences[0]});
    for (int block = 0; block < 2; ++block) {
        QCOMPARE(&stats.of(layer(block, LayerRole::Query)), &stats.of(layer(block, LayerRole::Key)));
        QCOMPARE(&stats.of(layer(block, LayerRole::Query)), &stats.of(layer(block, LayerRole::Value)));
        QCOMPARE(&stats.of(layer(block, LayerRole::Gate)), &stats.of(layer(block, LayerRole::Up)));
        QVERIFY(&stats.of(layer(block, LayerRole::Query)) != &stats.of(layer(block, LayerRole::AttentionOutput)));
        QVERIFY(&stats.of(layer(block, LayerRole::Gate)) != &stats.of(layer(block, LayerRole::Down)));
        QCOMPARE(stats.of(layer(block, LayerRole::Down)).samples.at(0).channelMin.size(), std::size_t{48});
    }
    QVERIFY(&stats.of(layer(0, LayerRole::Query)) != &stats.of(layer(1, LayerRole::Query)));
    QCOMPARE(std::count_if(layers().begin(), layers().end(), [](const LayerInfo &layer) { return layer.standsForInput(); }), 2 * 4 + 1);
}

void TestActivationStats::mergingIsCollectingTogether()
{
    ActivationStats merged = collect({m_sequences[0], m_sequences[1]});
    merged.merge(collect({m_sequences[2], m_sequences[3]}));
    QVERIFY(sameStats(merged, collect(m_sequences), layers()));
}

void TestActivationStats::mergingIsAssociative()
{
    const ActivationStats a = collect({m_sequences[0]});
    const ActivationStats b = collect({m_sequences[1]});
    const ActivationStats c = collect({m_sequences[2]});
    ActivationStats left = a;
    left.merge(b);
    left.merge(c);
    ActivationStats right = b;
    right.merge(c);
    ActivationStats whole = a;
    whole.merge(right);
    QVERIFY(sameStats(left, whole, layers()));
    const ActivationStats empty(layers(), 0);
    left.merge(empty);
    QVERIFY(sameStats(left, whole, layers()));
}

void TestActivationStats::withoutASampleIsNotCollectingIt()
{
    const ActivationStats all = collect(m_sequences);
    for (int left = 0; left < all.samples(); ++left) {
        std::vector<std::vector<int>> others = m_sequences;
        others.erase(others.begin() + left);
        QVERIFY(sameStats(all.without(left), collect(others), layers()));
    }
    QCOMPARE(all.samples(), 4);
    QCOMPARE(all.without(0).without(0).without(0).without(0).samples(), 0);
}

void TestActivationStats::chunksDoNotMatter()
{
    // More tokens than a pass takes at a time: samples land at their own place whatever the chunk.
    std::vector<std::vector<int>> sequences = pseudoRandomSequences({500, 400, 300, 200}, 64, 11);
    const ActivationStats together = collect(sequences);
    for (int i = 0; i < together.samples(); ++i) {
        const ActivationStats alone = collect({sequences[static_cast<std::size_t>(i)]});
        QCOMPARE(together.of(layer(1, LayerRole::Down)).samples.at(static_cast<std::size_t>(i)).tokens(), alone.of(layer(1, LayerRole::Down)).samples.at(0).tokens());
        QCOMPARE(together.of(m_model->headLayer()).samples.at(static_cast<std::size_t>(i)).tokens(),
                 static_cast<std::int64_t>(sequences[static_cast<std::size_t>(i)].size()));
    }
}

void TestActivationStats::rangesAreOverAllSamples()
{
    InputStats input;
    Matrix first(1, 2);
    first << 1.0f, -3.0f;
    Matrix second(2, 2);
    second << -2.0f, 2.0f, 0.5f, 0.0f;
    input.samples = {sampleStats(first), sampleStats(second)};
    QCOMPARE(input.min(), -3.0f);
    QCOMPARE(input.max(), 2.0f);
    QCOMPARE(input.channelAbsMax(), (std::vector<float>{2.0f, 3.0f}));
}

QTEST_APPLESS_MAIN(TestActivationStats)
#include "tst_activation_stats.moc"
