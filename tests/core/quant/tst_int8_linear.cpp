// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/int8_linear.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace vernier;
using namespace vernier::test;

class TestInt8Linear : public QObject
{
    Q_OBJECT

private slots:
    void equalsTheFakeQuantizedProduct_data();
    void equalsTheFakeQuantizedProduct();
    void savedBiasAndScaleGiveTheSame_data() { backends(); }
    void savedBiasAndScaleGiveTheSame();
    void everyTokenHasItsOwnRange_data() { backends(); }
    void everyTokenHasItsOwnRange();
    void backendsGiveTheSameBits();
    void threadsGiveTheSameBits();
    void manyRowsGiveTheBitsOfOne();
    void deepestSumsAreExact_data() { backends(); }
    void deepestSumsAreExact();
    void inputMayBePartOfAWiderMatrix_data() { backends(); }
    void inputMayBePartOfAWiderMatrix();
    void anotherRangeReplacesTheLayers();
    void zeroTokensGiveTheBias();
    void whatWasStoppedIsDoneAnew();

private:
    static void backends();
};

namespace {

/// A scale product, a conversion, a product, the bias: four roundings of the result, which cancellation against the
/// bias can make larger than the sum.
constexpr double kRoundings = 4.0 * static_cast<double>(std::numeric_limits<float>::epsilon());
constexpr Eigen::Index kTokens = 5;

Scheme schemeOf(bool perTensor)
{
    Scheme scheme;
    scheme.type = QuantType::W8A8;
    scheme.wBit = 8;
    scheme.aBit = 8;
    scheme.mmTensor = perTensor;
    return scheme;
}

QuantizedWeight someWeight(Eigen::Index out, Eigen::Index in, bool perTensor = false)
{
    return quantizeMinMax(pseudoRandomMatrix(out, in, 21), schemeOf(perTensor), 1);
}

Matrix someInput(Eigen::Index in)
{
    Matrix x = pseudoRandomMatrix(kTokens, in, 22);
    for (Eigen::Index token = 0; token < kTokens; ++token)
        x.row(token) *= static_cast<float>(token + 1); // ranges of their own
    return x;
}

const AffineParameters kRange = affineParameters(-2.5f, 3.25f, 8, false);

/// One output in double precision: codes of x and w turned back into numbers, multiplied and summed; and the sum of
/// the magnitudes of what is added at the end, for the tolerance.
std::pair<double, double> reference(const Matrix &x, const QuantizedWeight &weight, const std::vector<float> &bias,
                                    AffineParameters activation, Eigen::Index token, Eigen::Index out)
{
    double sum = 0.0;
    for (Eigen::Index i = 0; i < x.cols(); ++i) {
        const double code =
            std::clamp(std::nearbyint(x(token, i) / activation.scale + activation.offset), -128.0f, 127.0f);
        sum += (code - static_cast<double>(activation.offset)) * weight.codes(out, i);
    }
    const double product = sum * static_cast<double>(activation.scale) * static_cast<double>(weight.ofRow(out).scale);
    const double added = bias.empty() ? 0.0 : static_cast<double>(bias[static_cast<std::size_t>(out)]);
    return {product + added, std::abs(product) + std::abs(added)};
}

Matrix apply(const Int8Linear &linear, const MatrixView &x, const Compute &compute)
{
    Matrix y = Matrix::Constant(x.rows(), linear.outputs(), std::numeric_limits<float>::quiet_NaN());
    linear.apply(x, y, compute);
    return y;
}

Compute fetchedCompute()
{
    QFETCH(bool, plain);
    return {.threads = 2, .backend = plain ? GemmBackend::Plain : GemmBackend::OneDnn};
}

} // namespace

void TestInt8Linear::backends()
{
    QTest::addColumn<bool>("plain");
    QTest::newRow("oneDNN") << false;
    QTest::newRow("plain") << true;
}

void TestInt8Linear::equalsTheFakeQuantizedProduct_data()
{
    QTest::addColumn<bool>("plain");
    QTest::addColumn<bool>("isStatic");
    QTest::addColumn<bool>("perTensor");
    QTest::addColumn<bool>("hasBias");
    QTest::addColumn<int>("in");
    for (const bool plain : {false, true}) {
        for (const bool isStatic : {true, false}) {
            for (const bool perTensor : {true, false}) {
                for (const bool hasBias : {true, false}) {
                    for (const int in : {1, 64, 177}) // one channel, a round number, none of anything
                        QTest::addRow("%s %s per %s%s, %d inputs", plain ? "plain" : "oneDNN",
                                      isStatic ? "static" : "dynamic", perTensor ? "tensor" : "channel",
                                      hasBias ? " with bias" : "", in)
                            << plain << isStatic << perTensor << hasBias << in;
                }
            }
        }
    }
}

void TestInt8Linear::equalsTheFakeQuantizedProduct()
{
    const Compute compute = fetchedCompute();
    QFETCH(bool, isStatic);
    QFETCH(bool, perTensor);
    QFETCH(bool, hasBias);
    QFETCH(int, in);
    constexpr Eigen::Index kOut = 19;
    const QuantizedWeight weight = someWeight(kOut, in, perTensor);
    const std::vector<float> bias = hasBias ? pseudoRandom(kOut, 23) : std::vector<float>{};
    const Matrix x = someInput(in);
    const Int8Linear linear(weight, bias, isStatic ? std::optional(kRange) : std::nullopt);
    QCOMPARE(linear.inputs(), std::int64_t(in));
    QCOMPARE(linear.outputs(), std::int64_t(kOut));
    const Matrix y = apply(linear, x, compute);
    for (Eigen::Index token = 0; token < kTokens; ++token) {
        const AffineParameters activation =
            isStatic ? kRange : affineParameters(x.row(token).minCoeff(), x.row(token).maxCoeff(), 8, false);
        for (Eigen::Index out = 0; out < kOut; ++out) {
            const auto [expected, size] = reference(x, weight, bias, activation, token, out);
            QVERIFY(std::abs(static_cast<double>(y(token, out)) - expected) <= kRoundings * size);
        }
    }
}

void TestInt8Linear::savedBiasAndScaleGiveTheSame()
{
    // spec/msmodelslim.md 6.5 with the numbers of 13.4: y ≈ (q_x q_wᵀ + quant_bias) · deq
    const Compute compute = fetchedCompute();
    const QuantizedWeight weight = quantizeMinMax(pseudoRandomMatrix(4, 8, 7), schemeOf(false), 1);
    std::vector<float> bias = pseudoRandom(4, 8);
    for (float &value : bias)
        value *= 0.1f;
    const AffineParameters activation = affineParameters(-1.5f, 2.0f, 8, false);
    const std::int32_t quantBias[] = {-2137, -4077, 2970, 8997};
    const std::uint32_t deqBits[] = {0x38cb399e, 0x38bc57ae, 0x38a54d81, 0x38c4de3f};
    const Matrix x = 1.5f * pseudoRandomMatrix(kTokens, 8, 24);
    const Matrix y = apply(Int8Linear(weight, bias, activation), x, compute);
    for (Eigen::Index token = 0; token < kTokens; ++token) {
        std::vector<std::int8_t> codes(8);
        quantize({x.row(token).data(), 8}, activation, -128, 127, codes);
        for (Eigen::Index out = 0; out < 4; ++out) {
            const float deq = std::bit_cast<float>(deqBits[out]);
            std::int32_t sum = quantBias[out];
            for (std::size_t i = 0; i < codes.size(); ++i)
                sum += codes[i] * weight.codes(out, static_cast<Eigen::Index>(i));
            // quant_bias is rounded to a whole multiple of deq: half of one either way.
            const float allowed = 0.5f * deq + static_cast<float>(kRoundings) * std::abs(y(token, out));
            QVERIFY(std::abs(static_cast<float>(sum) * deq - y(token, out)) <= allowed);
        }
    }
}

void TestInt8Linear::everyTokenHasItsOwnRange()
{
    const Compute compute = fetchedCompute();
    const Int8Linear linear(someWeight(11, 48), {}, std::nullopt);
    const Matrix x = someInput(48);
    const Matrix together = apply(linear, x, compute);
    for (Eigen::Index token = 0; token < kTokens; ++token)
        QVERIFY(apply(linear, x.row(token), compute) == together.row(token));
    const std::vector<AffineParameters> parameters = perTokenParameters(x, false, compute);
    QCOMPARE(parameters.size(), std::size_t(kTokens));
    QVERIFY(parameters[2] == affineParameters(x.row(2).minCoeff(), x.row(2).maxCoeff(), 8, false));
}

void TestInt8Linear::backendsGiveTheSameBits()
{
    const Matrix x = someInput(177);
    for (const bool isStatic : {true, false}) {
        const Int8Linear linear(someWeight(19, 177), pseudoRandom(19, 23),
                                isStatic ? std::optional(kRange) : std::nullopt);
        QVERIFY(apply(linear, x, {.threads = 1, .backend = GemmBackend::OneDnn})
                == apply(linear, x, {.threads = 1, .backend = GemmBackend::Plain}));
    }
}

void TestInt8Linear::threadsGiveTheSameBits()
{
    const Matrix x = someInput(177);
    const Int8Linear linear(someWeight(19, 177), {}, std::nullopt);
    QVERIFY(apply(linear, x, {.threads = 1}) == apply(linear, x, {.threads = 4}));
}

void TestInt8Linear::manyRowsGiveTheBitsOfOne()
{
    // Many rows are multiplied with packed weights, in shares and panels, the last of each smaller; one row with the codes as they are.
    const Matrix x = pseudoRandomMatrix(300, 130, 28);
    for (const bool isStatic : {true, false}) {
        const auto activation = isStatic ? std::optional(kRange) : std::nullopt;
        const Int8Linear packed(someWeight(700, 130), pseudoRandom(700, 29), activation);
        const Matrix y = apply(packed, x, {.threads = 2});
        QVERIFY(y == apply(packed, x, {.threads = 1}));
        QVERIFY(y.topRows(100) == apply(packed, x.topRows(100), {.threads = 2}));
        const Int8Linear asTheyAre(someWeight(700, 130), pseudoRandom(700, 29), activation);
        for (const Eigen::Index row : {0, 127, 128, 299})
            QVERIFY(apply(asTheyAre, x.row(row), Compute{}) == y.row(row));
        QVERIFY(apply(packed, x.topRows(20), {.threads = 1, .backend = GemmBackend::Plain}) == y.topRows(20));
    }
}

void TestInt8Linear::deepestSumsAreExact()
{
    // The longest rows allowed with the largest codes: no sum may leave 32 bits.
    const Compute compute = fetchedCompute();
    QuantizedWeight weight;
    weight.codes = CodeMatrix::Constant(2, kMaxInt8Depth, 127);
    weight.codes.row(1).setConstant(-127);
    weight.parameters = {{1.0f, 0.0f}};
    const Matrix x = Matrix::Constant(1, kMaxInt8Depth, 1000.0f);
    const auto depth = static_cast<float>(kMaxInt8Depth);
    for (const float offset : {-128.0f, 0.0f, 127.0f}) {
        const Matrix y = apply(Int8Linear(weight, {}, AffineParameters{1.0f, offset}), x, compute);
        const float expected = (127.0f - offset) * 127.0f * depth; // the input is beyond the range: its code is 127
        QVERIFY(std::abs(y(0, 0) - expected) <= static_cast<float>(kRoundings) * expected);
        QVERIFY(y(0, 1) == -y(0, 0));
        const Matrix lowest = apply(Int8Linear(weight, {}, AffineParameters{1.0f, offset}), -x, compute);
        const float expectedLowest = (-128.0f - offset) * 127.0f * depth;
        QVERIFY(std::abs(lowest(0, 0) - expectedLowest) <= static_cast<float>(kRoundings) * std::abs(expectedLowest));
    }
}

void TestInt8Linear::inputMayBePartOfAWiderMatrix()
{
    const Compute compute = fetchedCompute();
    const Matrix wide = pseudoRandomMatrix(kTokens, 100, 25);
    const Matrix part = wide.middleCols(10, 64);
    const Int8Linear linear(someWeight(9, 64), pseudoRandom(9, 26), kRange);
    Matrix wideResult = Matrix::Zero(kTokens, 20);
    linear.apply(wide.middleCols(10, 64), wideResult.middleCols(3, 9), compute);
    QVERIFY(wideResult.middleCols(3, 9) == apply(linear, part, compute));
    QVERIFY(wideResult.leftCols(3).isZero(0.0f) && wideResult.rightCols(8).isZero(0.0f));
}

void TestInt8Linear::anotherRangeReplacesTheLayers()
{
    const Compute compute;
    const Matrix x = someInput(64);
    const QuantizedWeight weight = someWeight(9, 64);
    const AffineParameters other = affineParameters(-1.0f, 5.0f, 8, false);
    Matrix y(kTokens, 9);
    Int8Linear(weight, {}, kRange).applyWith(other, x, y, compute);
    QVERIFY(y == apply(Int8Linear(weight, {}, other), x, compute));
}

void TestInt8Linear::zeroTokensGiveTheBias()
{
    const std::vector<float> bias = pseudoRandom(9, 27);
    const Matrix y = apply(Int8Linear(someWeight(9, 64), bias, std::nullopt), Matrix::Zero(2, 64), Compute{});
    for (Eigen::Index out = 0; out < 9; ++out)
        QVERIFY(y(0, out) == bias[static_cast<std::size_t>(out)] && y(1, out) == y(0, out));
}

void TestInt8Linear::whatWasStoppedIsDoneAnew()
{
    Interrupt interrupt([] { return false; });
    while (!interrupt.poll()) {}
    const Matrix x = pseudoRandomMatrix(300, 64, 28);
    const Int8Linear linear(someWeight(700, 64), {}, kRange);
    apply(linear, x, {.threads = 2, .interrupt = &interrupt}); // packs no weights, or only some
    QVERIFY(apply(linear, x, {.threads = 2}) == apply(Int8Linear(someWeight(700, 64), {}, kRange), x, {.threads = 2}));
}

QTEST_APPLESS_MAIN(TestInt8Linear)
#include "tst_int8_linear.moc"
