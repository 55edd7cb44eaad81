// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/vector_math.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace vernier;
using namespace vernier::test;

class TestVectorMath : public QObject
{
    Q_OBJECT

private slots:
    void sumsAreTakenInBlocks_data();
    void sumsAreTakenInBlocks();
    void sumsAgreeWithDoubles();
    void columnMeansAreTakenDownTheRows();
    void powersAreWithinOneUnit_data();
    void powersAreWithinOneUnit();
    void exponentialsAreTheReferences();
    void exponentialsAreWithinOneUnit();
    void exponentialsEndInZeroAndInfinity();
    void exponentialsInDoubleAreWithinTwoUnits();
    void cosinesAndSinesAreTheReferences();
    void cosinesAndSinesAreWithinOneUnit();
    void softmaxIsTheReferences();
    void maskedScoresBecomeZero();
    void siluIsTheReferences();
    void siluMayBeCutAtPieces();
};

namespace {

std::vector<float> floatsOf(std::initializer_list<std::uint32_t> bits)
{
    std::vector<float> values;
    for (const std::uint32_t word : bits)
        values.push_back(std::bit_cast<float>(word));
    return values;
}

/// Distance from an exact value in units of the last place of the float next to it.
double units(float value, double exact)
{
    const auto nearest = std::abs(static_cast<float>(exact));
    const double unit = static_cast<double>(std::nextafter(nearest, std::numeric_limits<float>::infinity()))
        - static_cast<double>(nearest);
    return std::abs(static_cast<double>(value) - exact) / unit;
}

/// The reference functions promise one unit, and half a unit of it may be the rounding of `exact`.
constexpr double kOneUnit = 1.0;

} // namespace

// Rows in which another order gives another sum: beside 1e8 a 1 is lost.
void TestVectorMath::sumsAreTakenInBlocks_data()
{
    QTest::addColumn<QList<float>>("values");
    QTest::addColumn<float>("sum");
    QTest::newRow("none") << QList<float>{} << 0.0f;
    QTest::newRow("three, one after the other") << QList<float>{1.0f, 1e8f, -1e8f} << 0.0f;
    QTest::newRow("six, in four chains") << QList<float>{1e8f, -1e8f, 1.0f, 1.0f, 1.0f, 1.0f} << 2.0f;
    QTest::newRow("eight, lane by lane") << QList<float>{1e8f, -1e8f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f} << 6.0f;
    QTest::newRow("ten, the rest first") << QList<float>{1e8f, -1e8f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f}
                                         << 6.0f;
    QList<float> two(16, 1.0f);
    two[0] = 1e8f;
    two[9] = -1e8f;
    QTest::newRow("two vectors in one chain") << two << 12.0f;
    QList<float> five(40, 0.0f);
    five[0] = 1e8f;
    five[8] = 1.0f; // another chain, so not lost before the large values cancel; the fifth vector joins the first
    five[32] = -1e8f;
    QTest::newRow("five vectors in four chains") << five << 1.0f;
}

void TestVectorMath::sumsAreTakenInBlocks()
{
    QFETCH(const QList<float>, values);
    QFETCH(const float, sum);
    QVERIFY(blockedSum({values.data(), static_cast<std::size_t>(values.size())}) == sum);
}

void TestVectorMath::sumsAgreeWithDoubles()
{
    // The longest chains of additions have 16 runs of 16, four chains and eight lanes.
    constexpr double kTolerance = (16 + 16 + 4 + 8) * 0x1p-24;
    for (const std::int64_t count : {1, 7, 8, 31, 64, 100, 4096, 11008, 20000}) {
        const std::vector<float> x = pseudoRandom(count, 1);
        double exact = 0.0;
        double squares = 0.0;
        double magnitude = 0.0;
        for (const float value : x) {
            exact += static_cast<double>(value);
            squares += static_cast<double>(value) * static_cast<double>(value);
            magnitude += std::abs(static_cast<double>(value));
        }
        QVERIFY(std::abs(static_cast<double>(blockedSum(x)) - exact) <= kTolerance * magnitude);
        QVERIFY(std::abs(static_cast<double>(blockedSumOfSquares(x)) - squares) <= kTolerance * squares);
    }
}

// Stored numbers: PyTorch 1.13.1 on a CPU, ATEN_CPU_CAPABILITY=avx2.

void TestVectorMath::columnMeansAreTakenDownTheRows()
{
    QCOMPARE(columnMeans(std::vector{1.0f, 10.0f, 2.0f, 20.0f, 6.0f, 0.0f}, 2), (std::vector{3.0f, 10.0f}));
    // Sixteen rows are added before the next sixteen begin: a large number swallows only what is in its run.
    std::vector<float> values(32, 1.0f);
    values[0] = 0x1p24f;
    QCOMPARE(columnMeans(values, 1).front(), (0x1p24f + 16.0f) / 32.0f);
}

void TestVectorMath::powersAreWithinOneUnit_data()
{
    QTest::addColumn<double>("exponent");
    for (const double exponent : {0.0, 0.05, 0.1, 0.5, 0.7, 0.9, 0.95, 1.0})
        QTest::addRow("%g", exponent) << exponent;
}

void TestVectorMath::powersAreWithinOneUnit()
{
    QFETCH(double, exponent);
    std::vector<float> values{0.0f, 1.0f, std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::min(), std::numeric_limits<float>::max(), 0.75f, 1.5f};
    for (const float value : pseudoRandom(200, 9))
        values.push_back(std::ldexp(std::abs(value), static_cast<int>(values.size()) % 60 - 30));
    std::vector<float> powers = values;
    power(powers, exponent);
    for (std::size_t i = 0; i < values.size(); ++i) {
        // Whole pieces take the exponent as a float, which with large numbers is another one.
        const bool isTail = i >= values.size() - values.size() % kVectorPiece;
        const double taken = isTail ? exponent : static_cast<double>(static_cast<float>(exponent));
        QVERIFY2(units(powers[i], std::pow(static_cast<double>(values[i]), taken)) <= kOneUnit, std::to_string(values[i]).c_str());
    }
}

void TestVectorMath::exponentialsAreTheReferences()
{
    std::vector<float> x{-87.5f, -20.25f, -3.7f,   -1.0f,  -0.3333333f, 0.0f,     0.1f,  1.0f,
                         5.5f,   88.0f,   -103.5f, 100.5f, 2.7182817f,  -0.0001f, 17.0f, 50.3f};
    exponential(x);
    QCOMPARE(
        x,
        floatsOf({0x006cb2bc, 0x30dc9ef1, 0x3cca88fe, 0x3ebc5ab2, 0x3f376e99, 0x3f800000, 0x3f8d763e, 0x402df854,
                  0x4374b122, 0x7ef882b7, 0x00000001, 0x7f800000, 0x417277da, 0x3f7ff972, 0x4bb849a4, 0x63bdb2a6}));
}

void TestVectorMath::exponentialsAreWithinOneUnit()
{
    std::vector<float> x(20001);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = -87.0f + 175.0f * static_cast<float>(i) / 20000.0f;
    std::vector<float> y = x;
    exponential(y);
    for (std::size_t i = 0; i < x.size(); ++i)
        QVERIFY(units(y[i], std::exp(static_cast<double>(x[i]))) <= kOneUnit);
}

void TestVectorMath::exponentialsEndInZeroAndInfinity()
{
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    std::vector<float> x{-kInfinity, std::numeric_limits<float>::lowest(), -105.0f,
                         105.0f,     std::numeric_limits<float>::max(),    kInfinity};
    exponential(x);
    QCOMPARE(x, (std::vector<float>{0.0f, 0.0f, 0.0f, kInfinity, kInfinity, kInfinity}));
}

void TestVectorMath::exponentialsInDoubleAreWithinTwoUnits()
{
    constexpr double kTwoUnits = 2.0 * std::numeric_limits<double>::epsilon();
    std::vector<double> x(40'001);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = -708.0 + 1417.0 * static_cast<double>(i) / 40'000.0;
    std::vector<double> y = x;
    exponential(y);
    for (std::size_t i = 0; i < x.size(); ++i)
        QVERIFY(std::abs(y[i] / std::exp(x[i]) - 1.0) <= kTwoUnits);

    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    std::vector<double> special{0.0, -kInfinity, -746.0, kInfinity, 710.0, std::numeric_limits<double>::quiet_NaN(), -744.0};
    exponential(special);
    QCOMPARE(special[0], 1.0);
    QCOMPARE(std::vector<double>(special.begin() + 1, special.begin() + 5), (std::vector<double>{0.0, 0.0, kInfinity, kInfinity}));
    QVERIFY(std::isnan(special[5]));
    QCOMPARE(special[6], std::exp(-744.0)); // subnormal
}

void TestVectorMath::cosinesAndSinesAreTheReferences()
{
    // Eight angles below 125, then eight of which some are above: they are reduced in another way.
    const std::vector<float> angles{0.0f, 0.1f,   1.0f,   2.0f,    3.1415927f, 10.5f,   63.0f,   124.5f,
                                    1.0f, 125.0f, 126.5f, 500.25f, 1000.0f,    2047.0f, 8191.0f, 31.0f};
    std::vector<float> cosines(angles.size());
    std::vector<float> sines(angles.size());
    cosineSine(angles, cosines, sines);
    QCOMPARE(
        cosines,
        floatsOf({0x3f800000, 0x3f7eb898, 0x3f0a5141, 0xbed51133, 0xbf800000, 0xbef37994, 0x3f7c63b8, 0x3ecab884,
                  0x3f0a5141, 0x3f49a7a8, 0x3f2b9368, 0xbf3d9ad7, 0x3f0ff813, 0x3e7fb55b, 0xbf2579d9, 0x3f6a2c8e}));
    QCOMPARE(
        sines,
        floatsOf({0x00000000, 0x3dcc7577, 0x3f576aa4, 0x3f68c7b7, 0xb3bbbd2e, 0xbf6133be, 0x3e2b5f4b, 0xbf6b1431,
                  0x3f576aa4, 0xbf1db4d4, 0x3f3dfe7b, 0xbf2c017d, 0x3f53ae61, 0xbf77e3c6, 0xbf43546a, 0xbecede06}));
}

void TestVectorMath::cosinesAndSinesAreWithinOneUnit()
{
    for (const float step : {0.001f, 0.0137f, 1.0f, 37.7f}) {
        std::vector<float> angles(10000);
        for (std::size_t i = 0; i < angles.size(); ++i)
            angles[i] = static_cast<float>(i) * step;
        std::vector<float> cosines(angles.size());
        std::vector<float> sines(angles.size());
        cosineSine(angles, cosines, sines);
        for (std::size_t i = 0; i < angles.size(); ++i) {
            QVERIFY(units(cosines[i], std::cos(static_cast<double>(angles[i]))) <= kOneUnit);
            QVERIFY(units(sines[i], std::sin(static_cast<double>(angles[i]))) <= kOneUnit);
        }
    }
}

void TestVectorMath::softmaxIsTheReferences()
{
    const std::vector<float> scores{0.5f, -1.25f, 3.0f, 2.0f, 0.0f, -0.5f, 1.0f, 2.5f, -3.0f, 0.25f, 1.75f};
    std::vector<float> row = scores;
    softmax(row, row.size());
    QCOMPARE(row,
             floatsOf({0x3cfecf48, 0x3bb11dfc, 0x3ec2037b, 0x3e0ebf4a, 0x3c9a8cc5, 0x3c3b7a7f, 0x3d520e19, 0x3e6b59b3,
                       0x3a763a0d, 0x3cc6722c, 0x3dde57e3}));
    std::vector<float> shortRow(scores.begin(), scores.begin() + 5);
    softmax(shortRow, shortRow.size());
    QCOMPARE(shortRow, floatsOf({0x3d5e1260, 0x3c1a5c75, 0x3f291636, 0x3e78d06e, 0x3d06b17f}));
}

void TestVectorMath::maskedScoresBecomeZero()
{
    constexpr float kMasked = -std::numeric_limits<float>::infinity();
    std::vector<float> row{kMasked, kMasked, 1.0f, 1.0f};
    softmax(row, 10);
    QCOMPARE(row, (std::vector<float>{0.0f, 0.0f, 0.5f, 0.5f}));
    softmax({}, 0);
}

void TestVectorMath::siluIsTheReferences()
{
    std::vector<float> x{0.5f,  -1.25f, 3.0f,  2.0f, 0.0f,    -0.5f, 1.0f,  2.5f, -3.0f,
                         0.25f, 1.75f,  -8.0f, 4.0f, -0.125f, 6.0f,  -2.0f, 0.7f, -0.7f};
    siluTimes(x, std::vector<float>(x.size(), 1.0f));
    QCOMPARE(x,
             floatsOf({0x3e9f597f, 0xbe8e8731, 0x4036e4ed, 0x3fe17bea, 0x00000000, 0xbe414d03, 0x3f3b26a8, 0x4013dcd9,
                       0xbe11b139, 0x3e0feacd, 0x3fbed661, 0xbb2fd1ef, 0x407b6541, 0xbd700553, 0x40bf8678, 0xbe7420a9,
                       0x3eef7a7e, 0xbe6dd7cf}));
}

void TestVectorMath::siluMayBeCutAtPieces()
{
    std::vector<float> whole = pseudoRandom(5 * kVectorPiece + 3, 2);
    const std::vector<float> factor = pseudoRandom(5 * kVectorPiece + 3, 3);
    std::vector<float> cut = whole;
    siluTimes(whole, factor);
    constexpr std::size_t kCut = 2 * kVectorPiece;
    siluTimes(std::span(cut).first(kCut), std::span(factor).first(kCut));
    siluTimes(std::span(cut).subspan(kCut), std::span(factor).subspan(kCut));
    QCOMPARE(cut, whole);
}

QTEST_APPLESS_MAIN(TestVectorMath)
#include "tst_vector_math.moc"
