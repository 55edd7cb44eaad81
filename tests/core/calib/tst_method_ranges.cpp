// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/method_ranges.h"

#include "core/calib/range_score.h"
#include "core/forward/pass.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <bit>
#include <limits>
#include <map>

using namespace vernier;
using namespace vernier::test;

namespace {

/// QCOMPARE takes floats for equal that are nearly so.
bool sameBits(Range a, Range b)
{
    return std::bit_cast<quint32>(a.min) == std::bit_cast<quint32>(b.min) && std::bit_cast<quint32>(a.max) == std::bit_cast<quint32>(b.max);
}

/// Both observers, one sample after the other, layer by layer.
class DirectObservers final : public Taps
{
public:
    void linear(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &input, const MatrixView &) override
    {
        for (const Segment &segment : segments) {
            meanMinMax[layer.index].observe(input.middleRows(segment.firstRow, segment.rows));
            histogram[layer.index].observe(input.middleRows(segment.firstRow, segment.rows));
        }
    }
    std::map<std::size_t, MeanMinMaxObserver> meanMinMax;
    std::map<std::size_t, HistogramObserver> histogram;
};

} // namespace

class TestMethodRanges : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model"), {.outlierGain = 20.0f}));
        m_samples = TokenBatch(pseudoRandomSequences({9, 1, 30, 14}, 64, 7));
    }

    void rangesAreThoseOfTheObservers_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread") << 1;
        QTest::newRow("three threads") << 3;
    }

    void rangesAreThoseOfTheObservers()
    {
        QFETCH(int, threads);
        const Compute compute{.threads = threads};
        SilentMonitor monitor;
        const FloatNetwork network(m_model);
        DirectObservers expected;
        Matrix hidden = valueOf(embedTokens(*m_model, m_samples, compute));
        VERNIER_SUCCEEDS(runBlocks(network, m_samples, hidden, 0, 2, {.compute = compute, .taps = &expected}, monitor));
        const Matrix normed = valueOf(applyFinalNorm(*m_model, hidden, compute));
        expected.linear(m_model->headLayer(), m_samples.segments(), normed, normed);

        MethodRangeCollector collector;
        const ActivationStats stats = valueOf(collectActivations(network, m_samples, compute, monitor, &collector));
        const std::vector<LayerInfo> &layers = m_model->checkpoint().layers();
        const std::vector<double> scores = rangeScores(stats, layers);
        const std::vector<MethodRanges> ranges = collector.ranges(stats, layers, scores);
        QCOMPARE(ranges.size(), layers.size());
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const std::size_t place = layers[i].index;
            QVERIFY(sameBits(ranges[i].of(1), expected.meanMinMax.at(place).range()));
            QVERIFY(sameBits(ranges[i].of(2), expected.histogram.at(place).range()));
            QVERIFY(sameBits(ranges[i].of(3), ranges[i].of(scores[i] > 50.0 ? 1 : 2)));
        }
    }

    void watchingLeavesTheStatisticsAlone()
    {
        SilentMonitor monitor;
        MethodRangeCollector collector;
        const ActivationStats with = valueOf(collectActivations(FloatNetwork(m_model), m_samples, kTwoThreads, monitor, &collector));
        const ActivationStats without = valueOf(collectActivations(FloatNetwork(m_model), m_samples, kTwoThreads, monitor));
        for (const LayerInfo &layer : m_model->checkpoint().layers()) {
            for (std::size_t i = 0; i < 4; ++i) {
                QCOMPARE(with.of(layer).samples[i].tokenMax, without.of(layer).samples[i].tokenMax);
                QCOMPARE(with.of(layer).samples[i].channelSum, without.of(layer).samples[i].channelSum);
            }
        }
    }

    void samplesOfOneChunkAreObservedOneByOne()
    {
        const Matrix x = pseudoRandomMatrix(12, 5, 3);
        const std::vector<Segment> segments{{.sequence = 0, .firstRow = 0, .rows = 4}, {.sequence = 1, .firstRow = 4, .rows = 8}};
        MethodRangeCollector collector;
        const LayerInfo layer;
        collector.linear(layer, segments, x, x);
        ActivationStats stats(std::span(&layer, 1), 2);
        stats.of(layer).samples = {sampleStats(x.topRows(4)), sampleStats(x.bottomRows(8))};
        HistogramObserver expected;
        expected.observe(x.topRows(4));
        expected.observe(x.bottomRows(8));
        const std::vector<MethodRanges> ranges = collector.ranges(stats, std::span(&layer, 1), std::vector<double>{51.0});
        QVERIFY(sameBits(ranges.front().histogram, expected.range()));
        QVERIFY(sameBits(ranges.front().of(3), ranges.front().meanMinMax));
    }

    void meanByHand()
    {
        const std::vector<Range> samples{{-1.0f, 2.0f}, {-3.0f, 4.0f}};
        QVERIFY(sameBits(meanMinMax(samples), {-2.0f, 3.0f}));
        QVERIFY(sameBits(withZero({0.5f, 3.0f}), {0.0f, 3.0f}));
        QVERIFY(sameBits(withZero({-2.0f, -1.0f}), {-2.0f, 0.0f}));
    }

    void automaticIsHistogramUpToFifty()
    {
        QCOMPARE(automaticActMethod(50.0), 2);
        QCOMPARE(automaticActMethod(50.1), 1);
        QCOMPARE(automaticActMethod(std::numeric_limits<double>::quiet_NaN()), 2);
    }

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const FloatModel> m_model;
    TokenBatch m_samples;
};

QTEST_APPLESS_MAIN(TestMethodRanges)
#include "tst_method_ranges.moc"
