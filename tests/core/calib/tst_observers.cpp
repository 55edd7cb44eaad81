// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/observers.h"

#include "core/tensor/half.h"

#include "core/io/safetensors.h"
#include "core/tensor/affine.h"

#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <numeric>
#include <string>

using namespace vernier;
using namespace vernier::test;

class TestObservers : public QObject
{
    Q_OBJECT

private slots:
    void extremesAreAveraged();
    void bfloat16RoundsTheSumAndTheMean();
    void histogramsOfBfloat16AreFoundInFloat32();
    void rangesAreTheOriginals_data();
    void rangesAreTheOriginals();
    void rangesAreTheSpecifications_data();
    void rangesAreTheSpecifications();
    void histogramHasTruncatedBounds();
    void equalBoundsAreThoseOfTheData();
    void constantInputIsHarmless();
    void sameRangeAddsCounts();
    void widerRangeKeepsCounts();
};

namespace {

Matrix tensorOf(const TensorFile &file, const std::string &name)
{
    const TensorView view = file.find(name).value();
    Matrix result(view.shape.empty() ? 1 : view.shape.front(), view.shape.size() < 2 ? 1 : view.shape.back());
    copyToFloat(view, 0, {result.data(), static_cast<std::size_t>(result.size())});
    return result;
}

float numberOf(const TensorFile &file, const std::string &name)
{
    return tensorOf(file, name)(0, 0);
}

/// QCOMPARE takes floats for equal that are nearly so.
quint32 bitsOf(float value)
{
    return std::bit_cast<quint32>(value);
}

float countOf(const HistogramObserver &observer)
{
    return std::accumulate(observer.histogram().begin(), observer.histogram().end(), 0.0f);
}

Matrix row(std::initializer_list<float> values)
{
    Matrix result(1, static_cast<Eigen::Index>(values.size()));
    std::copy(values.begin(), values.end(), result.data());
    return result;
}

} // namespace

void TestObservers::extremesAreAveraged()
{
    MeanMinMaxObserver observer;
    observer.observe(row({-1.0f, 0.5f, 2.0f}));
    observer.observe(row({-4.0f, 8.0f}));
    observer.observe(row({2.0f, 5.0f}));
    QCOMPARE(observer.range().min, -1.0f);
    QCOMPARE(observer.range().max, 5.0f);
}

void TestObservers::bfloat16RoundsTheSumAndTheMean()
{
    MeanMinMaxObserver observer(DType::BF16);
    observer.observe(row({-4.0f, 256.0f}));
    observer.observe(row({-1.0f, 4.0f}));
    observer.observe(row({-1.0f, 1.0f}));
    QCOMPARE(observer.range().min, -2.0f);
    QCOMPARE(observer.range().max, 86.5f); // 261 is a tie, to 260; 260 / 3 = 86.67 (261 / 3 would be 87)
    // 86.5 + 2 is exact; 88.5 / 255 = 0.347059, two of whose neighbours are 0.34765625 and 0.345703125: nearer to the first;
    // 2 / 0.34765625 = 5.75, which is rint to 6.
    QVERIFY((observedParameters(observer, false, DType::BF16) == AffineParameters{0.34765625f, -122.0f}));
}

void TestObservers::histogramsOfBfloat16AreFoundInFloat32()
{
    const auto observer = makeObserver(2, DType::BF16);
    const auto plain = makeObserver(2);
    for (RangeObserver *each : {observer.get(), plain.get()})
        each->observe(row({-4.0f, -1.0f, 0.5f, 3.0f, 6.5f}));
    QCOMPARE(observer->range().min, plain->range().min);
    QCOMPARE(observer->range().max, plain->range().max);
    const AffineParameters exact = observedParameters(*plain, false, DType::F32);
    const AffineParameters parameters = observedParameters(*observer, false, DType::BF16);
    QVERIFY(exact.scale != parameters.scale); // the parameters are rounded, nothing before them
    QCOMPARE(parameters.scale, roundToBfloat16(exact.scale));
    QCOMPARE(parameters.offset, exact.offset);
}

void TestObservers::rangesAreTheOriginals_data()
{
    QTest::addColumn<QString>("distribution");
    for (const char *name : {"gauss", "growing", "outlier", "positive", "tiny", "uniform"})
        QTest::newRow(name) << name;
}

void TestObservers::rangesAreTheOriginals()
{
    constexpr int kUpdates = 6;
    QFETCH(const QString, distribution);
    VERNIER_SHARED_OR_SKIP(unit, "golden/unit");
    const auto opened =
        valueOf(openSafetensors(unit / ("observers_" + distribution.toStdString() + ".safetensors")));
    const TensorFile &file = *opened;
    MeanMinMaxObserver extremes;
    HistogramObserver histogram;
    for (int update = 0; update < kUpdates; ++update) {
        const std::string number = std::to_string(update);
        const Matrix sample = tensorOf(file, "in.x" + number);
        extremes.observe(sample);
        histogram.observe(sample);
        QCOMPARE(bitsOf(extremes.range().min), bitsOf(numberOf(file, "out.minmax.min" + number)));
        QCOMPARE(bitsOf(extremes.range().max), bitsOf(numberOf(file, "out.minmax.max" + number)));
        QCOMPARE(bitsOf(histogram.range().min), bitsOf(numberOf(file, "out.hist.min" + number)));
        QCOMPARE(bitsOf(histogram.range().max), bitsOf(numberOf(file, "out.hist.max" + number)));
    }
    // The bounds were stored as references: all six are those after the last update.
    QCOMPARE(bitsOf(histogram.bounds().min), bitsOf(numberOf(file, "out.hist.raw_min0")));
    QCOMPARE(bitsOf(histogram.bounds().max), bitsOf(numberOf(file, "out.hist.raw_max0")));
    const Matrix counts = tensorOf(file, "out.hist.histogram_final");
    QVERIFY(std::equal(histogram.histogram().begin(), histogram.histogram().end(), counts.data(),
                       counts.data() + counts.size()));
}

// spec/msmodelslim.md 13.3: min, max, scale as bits, and the offset, after each of three samples.
void TestObservers::rangesAreTheSpecifications_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<int>("samples");
    QTest::addColumn<QList<quint32>>("bits");
    QTest::addColumn<float>("offset");
    QTest::newRow("extremes of one") << 1 << 1 << QList<quint32>{0xbf7d9360, 0x3f74fc39, 0x3bfa420e} << 2.0f;
    QTest::newRow("extremes of two") << 1 << 2 << QList<quint32>{0xbfbec46c, 0x3fbcb22c, 0x3c3e79c6} << 0.0f;
    QTest::newRow("extremes of three") << 1 << 3 << QList<quint32>{0xbffced1d, 0x3ffcca9d, 0x3c7dd9b7} << 0.0f;
    QTest::newRow("histogram of one") << 2 << 1 << QList<quint32>{0xbf7d9360, 0x3f74bde6, 0x3bfa22c6} << 2.0f;
    QTest::newRow("histogram of two") << 2 << 2 << QList<quint32>{0xbffebf27, 0x3ffd8191, 0x3c7f1f7b} << 0.0f;
    QTest::newRow("histogram of three") << 2 << 3 << QList<quint32>{0xc03c9f40, 0x403e35de, 0x3cbe28b8} << -1.0f;
}

void TestObservers::rangesAreTheSpecifications()
{
    QFETCH(const int, method);
    QFETCH(const int, samples);
    QFETCH(const QList<quint32>, bits);
    QFETCH(const float, offset);
    const std::unique_ptr<RangeObserver> observer = makeObserver(method);
    for (int sample = 0; sample < samples; ++sample) {
        Matrix x = pseudoRandomMatrix(50, 8, static_cast<std::uint32_t>(sample));
        x = x.cwiseProduct(x).cwiseProduct(x) * static_cast<float>(sample + 1);
        observer->observe(x);
    }
    const Range range = observer->range();
    const AffineParameters parameters = affineParameters(range.min, range.max, 8, false);
    QCOMPARE(bitsOf(range.min), bits[0]);
    QCOMPARE(bitsOf(range.max), bits[1]);
    QCOMPARE(bitsOf(parameters.scale), bits[2]);
    QCOMPARE(parameters.offset, offset);
}

void TestObservers::histogramHasTruncatedBounds()
{
    HistogramObserver observer;
    observer.observe(row({-2.7f, -1.0f, 0.0f, 0.5f, 3.9f})); // counted between -2 and 3
    QCOMPARE(countOf(observer), 3.0f);
    QCOMPARE(observer.histogram()[409], 1.0f);  // -1: a fifth of the way
    QCOMPARE(observer.histogram()[819], 1.0f);  // 0
    QCOMPARE(observer.histogram()[1024], 1.0f); // 0.5: the middle
    QCOMPARE(observer.bounds().min, -2.7f);
    QCOMPARE(observer.bounds().max, 3.9f);
}

void TestObservers::equalBoundsAreThoseOfTheData()
{
    HistogramObserver observer;
    observer.observe(row({0.1f, 0.35f, 0.6f})); // both bounds are cut to 0
    QCOMPARE(observer.histogram().front(), 1.0f);
    QCOMPARE(observer.histogram()[1024], 1.0f);
    QCOMPARE(observer.histogram().back(), 1.0f);
}

void TestObservers::constantInputIsHarmless()
{
    HistogramObserver observer;
    for (int update = 0; update < 2; ++update) {
        observer.observe(row({2.0f, 2.0f, 2.0f}));
        QCOMPARE(observer.range().min, 2.0f);
        QCOMPARE(observer.range().max, 2.0f);
        QCOMPARE(observer.histogram()[1024], 3.0f); // between 1 and 3
    }
}

void TestObservers::sameRangeAddsCounts()
{
    HistogramObserver observer;
    const Matrix x = row({-4.0f, -1.0f, 0.5f, 2.0f, 4.0f});
    observer.observe(x);
    const std::vector<float> once(observer.histogram().begin(), observer.histogram().end());
    observer.observe(x);
    QCOMPARE(observer.bounds().min, -4.0f);
    QCOMPARE(observer.bounds().max, 4.0f);
    for (std::size_t bin = 0; bin < once.size(); ++bin)
        QCOMPARE(observer.histogram()[bin], 2.0f * once[bin]);
}

void TestObservers::widerRangeKeepsCounts()
{
    HistogramObserver observer;
    observer.observe(row({-4.0f, -1.0f, 0.5f, 2.0f, 4.0f}));
    observer.observe(row({-8.0f, 0.0f, 8.0f}));
    QCOMPARE(countOf(observer), 8.0f);
    QCOMPARE(observer.bounds().min, -8.0f);
    QVERIFY(observer.bounds().max >= 8.0f);
}

QTEST_APPLESS_MAIN(TestObservers)
#include "tst_observers.moc"
