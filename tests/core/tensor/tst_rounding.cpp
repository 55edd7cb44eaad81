// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/rounding.h"

#include "core/forward/block_forward.h"
#include "core/forward/linear_op.h"
#include "core/tensor/affine.h"
#include "core/tensor/vector_math.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>

// What a model in bfloat16 rounds. 8 bits of precision: from 1 to 2 the numbers are 2^-7 apart, from 256 to 512 2.

using namespace vernier;
using namespace vernier::test;

namespace {

const Compute kInBfloat16{.arithmetic = DType::BF16};

Matrix row(std::initializer_list<float> values)
{
    Matrix matrix(1, static_cast<Eigen::Index>(values.size()));
    std::copy(values.begin(), values.end(), matrix.data());
    return matrix;
}

} // namespace

class TestRounding : public QObject
{
    Q_OBJECT

private slots:
    void tiesGoToTheEvenNumber_data();
    void tiesGoToTheEvenNumber();
    void float32IsLeftAlone();
    void onlyTheBlockOfAMatrixIsRounded();
    void productAndBiasAreRoundedOnce();
    void normIsRoundedBeforeAndAfterTheWeight();
    void gateIsRoundedAfterEveryOperation();
    void activationsAreRoundedAfterEveryOperation();
};

void TestRounding::tiesGoToTheEvenNumber_data()
{
    QTest::addColumn<float>("value");
    QTest::addColumn<float>("expected");
    QTest::newRow("exact") << 1.5f << 1.5f;
    QTest::newRow("zero keeps its sign") << -0.0f << -0.0f;
    QTest::newRow("tie down") << 1.0f + 0x1p-8f << 1.0f;
    QTest::newRow("tie up") << 1.0f + 3 * 0x1p-8f << 1.0f + 2 * 0x1p-7f;
    QTest::newRow("above a tie") << 1.0f + 0x1p-8f + 0x1p-23f << 1.0f + 0x1p-7f;
    QTest::newRow("negative") << -257.0f << -256.0f;
    QTest::newRow("largest") << std::numeric_limits<float>::max() << std::numeric_limits<float>::infinity();
}

void TestRounding::tiesGoToTheEvenNumber()
{
    QFETCH(float, value);
    QFETCH(float, expected);
    QVERIFY(roundedTo(DType::BF16, value) == expected && std::signbit(roundedTo(DType::BF16, value)) == std::signbit(expected));
    std::vector<float> many(37, value); // more than the lanes of any processor, and a rest
    roundTo(DType::BF16, many);
    QCOMPARE(many, std::vector<float>(37, expected));
}

void TestRounding::float32IsLeftAlone()
{
    const Matrix x = pseudoRandomMatrix(5, 7, 1);
    Matrix same = x;
    roundTo(DType::F32, same);
    QVERIFY(same == x);
    QVERIFY(roundedTo(DType::F32, 1.0f + 0x1p-23f) == 1.0f + 0x1p-23f);
}

void TestRounding::onlyTheBlockOfAMatrixIsRounded()
{
    Matrix x = Matrix::Constant(4, 6, 257.0f);
    roundTo(DType::BF16, x.block(1, 2, 2, 3));
    QCOMPARE((x.array() == 256.0f).count(), Eigen::Index{6});
    QCOMPARE((x.array() == 257.0f).count(), Eigen::Index{18});
}

void TestRounding::productAndBiasAreRoundedOnce()
{
    // 256 + 1 = 257 would round to 256 before the bias, and 256 + 2 stay 258; 257 + 2 = 259 is a tie, to 260.
    const FloatLinear linear(row({1.0f, 1.0f}), {2.0f});
    Matrix y(1, 1);
    linear.apply(row({256.0f, 1.0f}), y, kInBfloat16);
    QCOMPARE(y(0, 0), 260.0f);
    linear.apply(row({256.0f, 1.0f}), y, {});
    QCOMPARE(y(0, 0), 259.0f);
}

void TestRounding::normIsRoundedBeforeAndAfterTheWeight()
{
    // mean(x²) = (9 + 1) / 2 = 5: 3 / sqrt 5 = 1.34164 lies between 1.3359375 and 1.34375, nearer to the second;
    // 1.34375 · 1.1015625 = 1.480225 between 1.4765625 and 1.484375, nearer to the first (1.34164 · 1.1015625 = 1.4779 as well).
    // 1 / sqrt 5 = 0.447214 -> 0.447265625; times 3 = 1.341796875 -> 1.34375.
    Matrix y(1, 2);
    rmsNorm(row({3.0f, 1.0f}), {.weight = {1.1015625f, 3.0f}, .bias = {}}, 0.0f, y, kInBfloat16);
    QVERIFY(y == row({1.4765625f, 1.34375f}));
    // A bias is added to the rounded product: 1.34375 + 256 = 257.34375 -> 258.
    rmsNorm(row({3.0f, 1.0f}), {.weight = {1.1015625f, 3.0f}, .bias = {0.0f, 256.0f}}, 0.0f, y, kInBfloat16);
    QVERIFY(y == row({1.4765625f, 258.0f}));
}

void TestRounding::gateIsRoundedAfterEveryOperation()
{
    // exp(-1) = 0.367879 -> 0.3671875 (2^-9 apart there, tie at 0.3681640625); 1.3671875 is exact;
    // 1 / 1.3671875 = 0.731429 -> 0.73046875 or 0.734375, nearer to the first; times 3 = 2.19140625 -> 2.1875.
    std::vector<float> gate(19, 1.0f); // whole lanes and a rest
    siluTimes(gate, std::vector<float>(19, 3.0f), DType::BF16);
    QCOMPARE(gate, std::vector<float>(19, 2.1875f));
}

void TestRounding::activationsAreRoundedAfterEveryOperation()
{
    // high - low = 256.75 -> 256, as numbers are 2 apart there; 256 / 255 = 1.003922 -> 1.0078125 (a tie would be 1.00390625); 0.75 / 1.0078125 = 0.744186 -> 0.74609375,
    // so the offset is 1 - 128.
    const AffineParameters parameters = affineParameters(-0.75f, 256.0f, 8, false, DType::BF16);
    QVERIFY((parameters == AffineParameters{1.0078125f, -127.0f}));
    // 100.5 / 1.0078125 = 99.72093 -> 99.5; 99.5 - 127 = -27.5, whose tie goes to -28; back: 99 · 1.0078125 = 99.7734375 -> 100.
    std::vector<float> x(19, 100.5f);
    fakeQuantize(x, parameters, DType::BF16);
    QCOMPARE(x, std::vector<float>(19, 100.0f));
    // In float32 the code is rint(-27.279) = -27, and 100 · 1.0078125 = 100.78125.
    fakeQuantize(x = {100.5f}, parameters);
    QCOMPARE(x, std::vector<float>{100.78125f});
}

QTEST_APPLESS_MAIN(TestRounding)
#include "tst_rounding.moc"
