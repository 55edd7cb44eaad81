// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/safetensors.h"
#include "core/quant/quantized_weight.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <bit>
#include <limits>

using namespace vernier;
using namespace vernier::test;

class TestQuantizedWeight : public QObject
{
    Q_OBJECT

private slots:
    void symmetricRowsAreTheSpecifications();
    void asymmetricRowsAreTheSpecifications();
    void minMaxIsTheOriginals_data() { schemes(); }
    void minMaxIsTheOriginals();
    void symmetricCodesLeaveOutTheLowestOne_data() { schemes(); }
    void symmetricCodesLeaveOutTheLowestOne();
    void zeroRowsComeBackAsZero_data() { schemes(); }
    void zeroRowsComeBackAsZero();
    void permutedRowsPermuteTheResult_data() { schemes(); }
    void permutedRowsPermuteTheResult();
    void doubledWeightsDoubleTheScales_data() { schemes(); }
    void doubledWeightsDoubleTheScales();
    void aPartOfTheRowsIsThatPartOfTheWhole_data() { schemes(); }
    void aPartOfTheRowsIsThatPartOfTheWhole();
    void numberOfThreadsChangesNothing_data() { schemes(); }
    void numberOfThreadsChangesNothing();
    void extremesAreThoseOfAllElements();
    void tinyWeightsGiveFiniteCodes_data() { schemes(); }
    void tinyWeightsGiveFiniteCodes();

private:
    static void schemes();
};

namespace {

Scheme fetchedScheme()
{
    QFETCH(int, bits);
    QFETCH(bool, symmetric);
    QFETCH(bool, perTensor);
    return weightScheme(bits, symmetric, perTensor);
}

/// Rows of very different size, as weights have them.
Matrix someWeight()
{
    Matrix weight = pseudoRandomMatrix(7, 33, 11);
    for (Eigen::Index row = 0; row < weight.rows(); ++row)
        weight.row(row) *= static_cast<float>(row + 1) * 0.1f;
    return weight;
}

bool equal(const QuantizedWeight &a, const QuantizedWeight &b)
{
    return a.bits == b.bits && a.codes == b.codes && a.parameters == b.parameters;
}

Matrix matrixOf(const TensorFile &file, const std::string &name)
{
    const TensorView view = file.find(name).value();
    const auto cols = static_cast<Eigen::Index>(view.shape.back());
    Matrix matrix(static_cast<Eigen::Index>(view.elements()) / cols, cols);
    copyToFloat(view, 0, {matrix.data(), static_cast<std::size_t>(matrix.size())});
    return matrix;
}

} // namespace

void TestQuantizedWeight::schemes()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("symmetric");
    QTest::addColumn<bool>("perTensor");
    for (const int bits : {4, 8}) {
        for (const bool symmetric : {true, false}) {
            for (const bool perTensor : {true, false})
                QTest::addRow("%d bits %s per %s", bits, symmetric ? "symmetric" : "asymmetric",
                              perTensor ? "tensor" : "channel")
                    << bits << symmetric << perTensor;
        }
    }
}

void TestQuantizedWeight::symmetricRowsAreTheSpecifications()
{
    // spec/msmodelslim.md 13.4
    const QuantizedWeight weight = quantizeMinMax(pseudoRandomMatrix(4, 8, 7), weightScheme(8, true, false), 1);
    CodeMatrix codes(4, 8);
    codes << 61, -4, -72, -127, -103, 51, 21, 52, -110, 20, -78, -48, 120, 97, -122, -127, 6, 19, 96, 122, -127, -64,
        -10, 58, -17, 93, 5, 112, 10, 120, -7, 127;
    QVERIFY(weight.codes == codes);
    const std::uint32_t scales[] = {0x3be75997, 0x3bd66863, 0x3bbc2df2, 0x3be01d01};
    for (std::size_t row = 0; row < 4; ++row) {
        QCOMPARE(std::bit_cast<std::uint32_t>(weight.parameters[row].scale), scales[row]);
        QVERIFY(weight.parameters[row].offset == 0.0f);
    }
}

void TestQuantizedWeight::asymmetricRowsAreTheSpecifications()
{
    const QuantizedWeight weight = quantizeMinMax(pseudoRandomMatrix(4, 8, 7), weightScheme(8, false, false), 1);
    const std::uint32_t scales[] = {0x3baaf386, 0x3bd01741, 0x3bb78621, 0x3b7d784d};
    const float offsets[] = {44.0f, 3.0f, 2.0f, -98.0f};
    for (std::size_t row = 0; row < 4; ++row) {
        QCOMPARE(std::bit_cast<std::uint32_t>(weight.parameters[row].scale), scales[row]);
        QVERIFY(weight.parameters[row].offset == offsets[row]);
    }
    CodeMatrix firstRow(1, 8);
    firstRow << 127, 38, -53, -128, -95, 113, 73, 115;
    QVERIFY(weight.codes.row(0) == firstRow);
}

void TestQuantizedWeight::minMaxIsTheOriginals()
{
    const Scheme scheme = fetchedScheme();
    VERNIER_SHARED_OR_SKIP(path, "golden/unit/init_weight_quant_normal.safetensors");
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    const std::string suffix = ".b" + std::to_string(scheme.wBit) + (scheme.wSym ? ".sym" : ".asym")
        + (scheme.mmTensor ? ".pt" : ".pc") + ".minmax";
    const QuantizedWeight weight = quantizeMinMax(matrixOf(**file, "in.weight"), scheme, 1);
    const Matrix scales = matrixOf(**file, "out.scale" + suffix);
    const Matrix offsets = matrixOf(**file, "out.zp" + suffix);
    QCOMPARE(static_cast<Eigen::Index>(weight.parameters.size()), scales.size());
    for (Eigen::Index i = 0; i < scales.size(); ++i) {
        const auto &[scale, offset] = weight.parameters[static_cast<std::size_t>(i)];
        QVERIFY(scale == scales.data()[i] && offset == offsets.data()[i]);
    }
    QVERIFY(weight.codes.cast<float>() == matrixOf(**file, "out.q" + suffix));
    QVERIFY(dequantize(weight, 1) == matrixOf(**file, "out.dq" + suffix));
}

void TestQuantizedWeight::symmetricCodesLeaveOutTheLowestOne()
{
    const Scheme scheme = fetchedScheme();
    const QuantizedWeight weight = quantizeMinMax(someWeight(), scheme, 1);
    const int high = (1 << (scheme.wBit - 1)) - 1;
    QVERIFY(weight.codes.maxCoeff() <= high);
    QVERIFY(weight.codes.minCoeff() >= (scheme.wSym ? -high : -high - 1));
    QCOMPARE(weight.bits, scheme.wBit);
    QCOMPARE(weight.parameters.size(), std::size_t(scheme.mmTensor ? 1 : 7));
}

void TestQuantizedWeight::zeroRowsComeBackAsZero()
{
    const Scheme scheme = fetchedScheme();
    Matrix weight = someWeight();
    weight.row(2).setZero();
    QVERIFY(dequantize(quantizeMinMax(weight, scheme, 1), 1).row(2).isZero(0.0f));
    weight.setZero();
    const QuantizedWeight zero = quantizeMinMax(weight, scheme, 1);
    QVERIFY(dequantize(zero, 1).isZero(0.0f));
    QVERIFY(zero.parameters.front().scale == kSmallestScale);
}

void TestQuantizedWeight::permutedRowsPermuteTheResult()
{
    const Scheme scheme = fetchedScheme();
    const Matrix weight = someWeight();
    const QuantizedWeight straight = quantizeMinMax(weight, scheme, 1);
    const Matrix reversed = weight.colwise().reverse();
    const QuantizedWeight turned = quantizeMinMax(reversed, scheme, 1);
    for (Eigen::Index row = 0; row < weight.rows(); ++row) {
        const Eigen::Index other = weight.rows() - 1 - row;
        QVERIFY(straight.codes.row(row) == turned.codes.row(other));
        QVERIFY(straight.ofRow(row) == turned.ofRow(other));
    }
}

void TestQuantizedWeight::doubledWeightsDoubleTheScales()
{
    const Scheme scheme = fetchedScheme();
    const Matrix weight = someWeight();
    const QuantizedWeight one = quantizeMinMax(weight, scheme, 1);
    const QuantizedWeight two = quantizeMinMax(2.0f * weight, scheme, 1);
    QVERIFY(one.codes == two.codes);
    for (std::size_t i = 0; i < one.parameters.size(); ++i) {
        QVERIFY(two.parameters[i].scale == 2.0f * one.parameters[i].scale);
        QVERIFY(two.parameters[i].offset == one.parameters[i].offset);
    }
}

void TestQuantizedWeight::aPartOfTheRowsIsThatPartOfTheWhole()
{
    const Scheme scheme = fetchedScheme();
    const Matrix weight = someWeight();
    const QuantizedWeight all = quantizeMinMax(weight, scheme, 1);
    const Extremes whole = extremes(weight, 1);
    const QuantizedWeight part = quantizeMinMax(weight.middleRows(2, 3), scheme, 1, &whole);
    QVERIFY(part.codes == all.codes.middleRows(2, 3));
    QVERIFY(dequantize(part, 1) == dequantize(all, 1).middleRows(2, 3));
}

void TestQuantizedWeight::numberOfThreadsChangesNothing()
{
    const Scheme scheme = fetchedScheme();
    const Matrix weight = someWeight();
    const QuantizedWeight one = quantizeMinMax(weight, scheme, 1);
    const QuantizedWeight three = quantizeMinMax(weight, scheme, 3);
    QVERIFY(equal(one, three));
    QVERIFY(dequantize(one, 1) == dequantize(one, 3));
}

void TestQuantizedWeight::extremesAreThoseOfAllElements()
{
    Matrix weight = Matrix::Constant(5, 3, 0.25f);
    weight(4, 2) = -7.0f;
    weight(0, 1) = 9.0f;
    const Extremes range = extremes(weight, 2);
    QVERIFY(range.min == -7.0f && range.max == 9.0f);
    // Positive everywhere: zero is not among them, the quantizer adds it.
    const Extremes constant = extremes(Matrix::Constant(2, 2, 0.25f), 2);
    QVERIFY(constant.min == 0.25f && constant.max == 0.25f);
}

void TestQuantizedWeight::tinyWeightsGiveFiniteCodes()
{
    const Scheme scheme = fetchedScheme();
    const Matrix tiny = 1e-30f * someWeight();
    const Matrix back = dequantize(quantizeMinMax(tiny, scheme, 1), 1);
    QVERIFY(back.allFinite());
    QVERIFY(back.isZero(0.0f)); // far below the smallest scale
    const Matrix huge = 1e30f * someWeight();
    QVERIFY(dequantize(quantizeMinMax(huge, scheme, 1), 1).allFinite());
}

QTEST_APPLESS_MAIN(TestQuantizedWeight)
#include "tst_quantized_weight.moc"
