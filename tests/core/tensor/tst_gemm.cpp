// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"
#include "core/tensor/bfloat16_terms.h"
#include "core/tensor/gemm.h"
#include "core/tensor/ordered_gemm.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <random>
#include <thread>

using namespace vernier;
using namespace vernier::test;

Q_DECLARE_METATYPE(vernier::GemmBackend)

class TestGemm : public QObject
{
    Q_OBJECT

private slots:
    void productsAgreeWithDoubles_data() { shapes(); }
    void productsAgreeWithDoubles();
    void operandsMayBePartsOfWiderMatrices_data() { backends(); }
    void operandsMayBePartsOfWiderMatrices();
    void threadsDoNotChangeBits_data() { backends(); }
    void threadsDoNotChangeBits();
    void piecesHaveTheBitsOfTheWhole();
    void isStoppedBetweenPieces();
    void termsAddUpToTheirNumber();
    void productsByTermsAgreeWithDoubles_data();
    void productsByTermsAgreeWithDoubles();
    void fewerTermsRoundTheInput();
    void extremeNumbersByTerms();
    void packedFloatsAgreeWithDoubles_data();
    void packedFloatsAgreeWithDoubles();
    void packedWeightsAreUnpackedExactly();
    void packingStops();
    void emptyProductsAreLeftAlone();
    void shortSumsAreOneChain_data();
    void shortSumsAreOneChain();
    void longChainsAreCutInRuns();
    void fewOutputsAreSummedInLanes();
    void narrowProductsAreSummedInLanes();
    void integerProductsAreExact_data() { shapes(); }
    void integerProductsAreExact();
    void largestCodesDoNotOverflow_data() { backends(); }
    void largestCodesDoNotOverflow();

private:
    static void backends();
    static void shapes();
};

namespace {

/// A sum of k products has an error of at most k roundings of its largest partial sum; random signs leave far less.
double tolerance(Eigen::Index k)
{
    return (static_cast<double>(k) + 2.0) * std::numeric_limits<float>::epsilon();
}

/// |x| |w|: what the error of a product is measured against.
Eigen::MatrixXd magnitude(const Matrix &x, const Eigen::MatrixXf &w)
{
    return x.cwiseAbs().cast<double>() * w.cwiseAbs().cast<double>();
}

bool isNear(const Matrix &y, const Matrix &x, const Eigen::MatrixXf &w)
{
    const Eigen::MatrixXd exact = x.cast<double>() * w.cast<double>();
    const Eigen::MatrixXd error = (y.cast<double>() - exact).cwiseAbs();
    return (error.array() <= magnitude(x, w).array() * tolerance(x.cols())).all();
}

Matrix transposedProduct(const Matrix &x, const Matrix &w, const Compute &compute)
{
    Matrix y = Matrix::Constant(x.rows(), w.rows(), std::numeric_limits<float>::quiet_NaN());
    multiplyTransposed(x, w, y, compute);
    return y;
}

Matrix product(const Matrix &x, const Matrix &w, const Compute &compute)
{
    Matrix y = Matrix::Constant(x.rows(), w.cols(), std::numeric_limits<float>::quiet_NaN());
    multiply(x, w, y, compute);
    return y;
}

/// One fused multiply-add after the other over products [first, last).
float chain(const Matrix &x, Eigen::Index row, const Matrix &w, Eigen::Index output, Eigen::Index first,
            Eigen::Index last)
{
    float sum = 0.0f;
    for (Eigen::Index i = first; i < last; ++i)
        sum = std::fma(x(row, i), w(output, i), sum);
    return sum;
}

/// Sixteen chains, neighbours added first.
float lanes(const Matrix &x, Eigen::Index row, const Matrix &w, Eigen::Index output)
{
    std::array<float, 16> sums{};
    for (Eigen::Index i = 0; i < x.cols(); ++i) {
        float &sum = sums[static_cast<std::size_t>(i % 16)];
        sum = std::fma(x(row, i), w(output, i), sum);
    }
    const auto four = [&](std::size_t i) { return (sums[i] + sums[i + 1]) + (sums[i + 2] + sums[i + 3]); };
    return (four(0) + four(4)) + (four(8) + four(12));
}

} // namespace

void TestGemm::backends()
{
    QTest::addColumn<GemmBackend>("backend");
    QTest::newRow("oneDNN") << GemmBackend::OneDnn;
    QTest::newRow("plain") << GemmBackend::Plain;
}

void TestGemm::shapes()
{
    QTest::addColumn<GemmBackend>("backend");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("m");
    QTest::addColumn<int>("k");
    constexpr std::array<int, 3> kShapes[] = {{1, 1, 1},     {1, 7, 3},     {5, 1, 33},    {3, 5, 31},   {17, 33, 32},
                                              {33, 32, 64},  {2, 9, 513},   {7, 24, 96},   {6, 6, 1030}, {40, 176, 64},
                                              {64, 64, 100}, {257, 70, 65}, {129, 515, 77}};
    for (const auto &[n, m, k] : kShapes) {
        QTest::addRow("oneDNN %dx%dx%d", n, m, k) << GemmBackend::OneDnn << n << m << k;
        QTest::addRow("plain %dx%dx%d", n, m, k) << GemmBackend::Plain << n << m << k;
    }
}

void TestGemm::productsAgreeWithDoubles()
{
    QFETCH(const GemmBackend, backend);
    QFETCH(const int, n);
    QFETCH(const int, m);
    QFETCH(const int, k);
    const Compute compute{2, backend};
    const Matrix x = pseudoRandomMatrix(n, k, 1);
    const Matrix w = pseudoRandomMatrix(m, k, 2);
    QVERIFY(isNear(transposedProduct(x, w, compute), x, w.transpose()));
    const Matrix v = pseudoRandomMatrix(k, m, 3);
    QVERIFY(isNear(product(x, v, compute), x, v));
}

void TestGemm::operandsMayBePartsOfWiderMatrices()
{
    QFETCH(const GemmBackend, backend);
    const Compute compute{1, backend};
    for (const Eigen::Index n : {3, 200}) {
        const Matrix x = pseudoRandomMatrix(n, 300, 4);
        const Matrix w = pseudoRandomMatrix(240, 300, 5);
        Matrix y = Matrix::Zero(n, 250);
        multiplyTransposed(x.middleCols(7, 100), w.middleCols(30, 100), y.middleCols(4, 240), compute);
        const Matrix xPart = x.middleCols(7, 100);
        const Matrix wPart = w.middleCols(30, 100);
        QVERIFY(isNear(y.middleCols(4, 240), xPart, wPart.transpose()));
        QVERIFY(y.leftCols(4).isZero(0.0f) && y.rightCols(6).isZero(0.0f));

        y.setZero();
        multiply(x.middleCols(7, 240), w.middleCols(30, 100), y.middleCols(4, 100), compute);
        QVERIFY(isNear(y.middleCols(4, 100), x.middleCols(7, 240), wPart));
        QVERIFY(y.leftCols(4).isZero(0.0f) && y.rightCols(146).isZero(0.0f));
    }
}

void TestGemm::threadsDoNotChangeBits()
{
    QFETCH(const GemmBackend, backend);
    for (const Eigen::Index n : {1, 40, 300, 700}) {
        const Matrix x = pseudoRandomMatrix(n, 530, 6);
        const Matrix w = pseudoRandomMatrix(1100, 530, 7);
        QVERIFY(transposedProduct(x, w, {1, backend}) == transposedProduct(x, w, {3, backend}));
    }
}

void TestGemm::piecesHaveTheBitsOfTheWhole()
{
    // 1500 outputs are two pieces, with the border at 750; half of them, from 375 on, are one. What lies in the middle must
    // not depend on that.
    const Compute compute{.threads = 2};
    const Matrix x = pseudoRandomMatrix(256, 2100, 16);
    const Matrix w = pseudoRandomMatrix(1500, 2100, 17);
    QVERIFY(transposedProduct(x, w.middleRows(375, 750), compute) == transposedProduct(x, w, compute).middleCols(375, 750));
}

void TestGemm::isStoppedBetweenPieces()
{
    const Matrix x = Matrix::Zero(64, 20'000);
    const Matrix w = Matrix::Zero(600, 20'000); // two pieces of 0.8 GFLOP
    int asked = 0;
    Interrupt interrupt([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(25)); // it is time to ask again
        return ++asked < 2;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    const Matrix y = transposedProduct(x, w, {.threads = 1, .interrupt = &interrupt});
    QCOMPARE(asked, 2);
    QVERIFY(y.leftCols(300).isZero(0.0f) && y.rightCols(300).array().isNaN().all());
}

namespace {

Matrix inBfloat16(Matrix matrix)
{
    roundTo(DType::BF16, matrix);
    return matrix;
}

/// A float32 product of k numbers of random signs, relative to |x| |w|: partial sums are about √k of the k magnitudes, and the k
/// roundings of those add up as randomly, to about one rounding (6e-8) of the whole. Four times that, and one for each of the three sums.
constexpr double kTermsTolerance = 3e-7;

double largestError(const Matrix &y, const Matrix &x, const Matrix &w)
{
    const Eigen::MatrixXf transposed = w.transpose();
    const Eigen::MatrixXd exact = x.cast<double>() * transposed.cast<double>();
    return ((y.cast<double>() - exact).array().abs() / magnitude(x, transposed).array()).maxCoeff();
}

Matrix productByTerms(const Matrix &x, const Matrix &w, int terms, int threads = 2)
{
    const Compute compute{.threads = threads};
    Matrix y = Matrix::Constant(x.rows(), w.rows() + 2, 7.0f);
    multiplyTransposedByTerms(x, *PackedWeights::ofBfloat16(w, compute), terms, y.leftCols(w.rows()), compute);
    return (y.rightCols(2).array() == 7.0f).all() ? Matrix(y.leftCols(w.rows())) : Matrix();
}

} // namespace

void TestGemm::termsAddUpToTheirNumber()
{
    using Limits = std::numeric_limits<float>;
    std::vector<float> values = pseudoRandom(1000, 20);
    for (const float special : {0.0f, -0.0f, 1.0f, 1.00390625f, 0.3333333433f, Limits::max(), Limits::lowest(), 0x1.fffffep-110f, Limits::infinity()})
        values.push_back(special);
    std::vector<float> rest = values;
    std::vector<std::uint16_t> bits(values.size());
    std::vector<double> sums(values.size(), 0.0);
    for (int term = 0; term < kExactTerms; ++term) {
        QCOMPARE(takeTerm(rest, bits), term + 1 < kExactTerms);
        for (std::size_t i = 0; i < bits.size(); ++i)
            sums[i] += static_cast<double>(bfloat16ToFloat(bits[i]));
    }
    QVERIFY(std::equal(sums.begin(), sums.end(), values.begin(), [](double sum, float value) { return sum == static_cast<double>(value); }));
    std::vector<float> none{Limits::quiet_NaN()};
    QVERIFY(!takeTerm(none, std::span(bits).first(1)));
    QVERIFY(std::isnan(bfloat16ToFloat(bits[0])));
}

void TestGemm::productsByTermsAgreeWithDoubles_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("m");
    QTest::addColumn<int>("k");
    constexpr std::array<int, 3> kShapes[] = {{1, 1, 1}, {1, 700, 513}, {3, 5, 31}, {40, 176, 64}, {128, 515, 77}, {300, 70, 1030}};
    for (const auto &[n, m, k] : kShapes)
        QTest::addRow("%dx%dx%d", n, m, k) << n << m << k;
}

void TestGemm::productsByTermsAgreeWithDoubles()
{
    if (!hasBfloat16Products())
        QSKIP("this processor has no bfloat16");
    QFETCH(const int, n);
    QFETCH(const int, m);
    QFETCH(const int, k);
    const Matrix x = pseudoRandomMatrix(n, k, 21);
    const Matrix w = inBfloat16(pseudoRandomMatrix(m, k, 22));
    const Matrix y = productByTerms(x, w, kExactTerms);
    QVERIFY2(largestError(y, x, w) <= kTermsTolerance, qPrintable(QString::number(largestError(y, x, w))));
    QVERIFY(y == productByTerms(x, w, kExactTerms, 1));
}

void TestGemm::fewerTermsRoundTheInput()
{
    if (!hasBfloat16Products())
        QSKIP("this processor has no bfloat16");
    const Matrix x = pseudoRandomMatrix(20, 300, 23);
    const Matrix w = inBfloat16(pseudoRandomMatrix(64, 300, 24));
    for (const int terms : {1, 2}) {
        const Matrix rounded = roundedToTerms(x, terms, {});
        QVERIFY(((rounded - x).array().abs() <= x.array().abs() * std::ldexp(1.0f, -8 * terms)).all());
        QVERIFY(largestError(productByTerms(x, w, terms), rounded, w) <= kTermsTolerance);
    }
    QVERIFY(roundedToTerms(x, 1, {}) == inBfloat16(x));
    // What bfloat16 holds needs no second term, and is not changed by one.
    QVERIFY(productByTerms(inBfloat16(x), w, kExactTerms) == productByTerms(inBfloat16(x), w, 1));
}

void TestGemm::extremeNumbersByTerms()
{
    if (!hasBfloat16Products())
        QSKIP("this processor has no bfloat16");
    constexpr Eigen::Index kDepth = 100;
    Matrix x = pseudoRandomMatrix(4, kDepth, 25);
    x.row(0).setConstant(std::numeric_limits<float>::max());
    x.row(1) *= 1e-40f; // below the normal numbers
    x.row(2) *= 0x1p-120f;
    x(3, 5) = std::numeric_limits<float>::quiet_NaN();
    const Matrix w = inBfloat16(0.001f * pseudoRandomMatrix(8, kDepth, 26).cwiseAbs());
    const Matrix y = productByTerms(x, w, kExactTerms);
    // Numbers and products below 2^-126 may count as 0, each of them.
    const double flushed = 3.0 * kDepth * 0x1p-126;
    const Eigen::MatrixXf transposed = w.transpose();
    const Eigen::MatrixXd exact = x.cast<double>() * transposed.cast<double>();
    const Eigen::ArrayXXd allowed = magnitude(x, transposed).array() * kTermsTolerance + flushed;
    QVERIFY(((y.cast<double>() - exact).array().abs() <= allowed).topRows(3).all());
    QVERIFY(y.row(3).array().isNaN().all());
}

void TestGemm::packedFloatsAgreeWithDoubles_data()
{
    productsByTermsAgreeWithDoubles_data();
}

void TestGemm::packedFloatsAgreeWithDoubles()
{
    QFETCH(const int, n);
    QFETCH(const int, m);
    QFETCH(const int, k);
    const Matrix w = pseudoRandomMatrix(m, k, 29);
    if (!PackedWeights::ofFloats(w, {}))
        QSKIP("this processor multiplies packed floats no faster");
    // Inputs and outputs lie between others.
    const Matrix wide = pseudoRandomMatrix(n, k + 3, 28);
    const Matrix x = wide.leftCols(k);
    const auto product = [&](const MatrixView &input, int threads) {
        const Compute compute{.threads = threads};
        Matrix y = Matrix::Constant(n, m + 2, 7.0f);
        multiplyTransposed(input, *PackedWeights::ofFloats(w, compute), y.leftCols(m), compute);
        return (y.rightCols(2).array() == 7.0f).all() ? Matrix(y.leftCols(m)) : Matrix();
    };
    const Matrix y = product(wide.leftCols(k), 2);
    QVERIFY2(largestError(y, x, w) <= kTermsTolerance, qPrintable(QString::number(largestError(y, x, w))));
    QVERIFY(y == product(x, 1));
}

void TestGemm::packedWeightsAreUnpackedExactly()
{
    const Compute compute{.threads = 2};
    const Matrix w = inBfloat16(pseudoRandomMatrix(700, 33, 27));
    QVERIFY(isExactInBfloat16(w, compute));
    QVERIFY(!isExactInBfloat16(w * 1.1f, compute));
    if (const auto packed = PackedWeights::ofBfloat16(w, compute))
        QVERIFY(packed->unpacked() == w);
    QVERIFY(!PackedWeights::ofBfloat16(w, {.backend = GemmBackend::Plain}));
    const Matrix floats = pseudoRandomMatrix(700, 33, 30);
    if (const auto packed = PackedWeights::ofFloats(floats, compute))
        QVERIFY(packed->unpacked() == floats);
    QVERIFY(!PackedWeights::ofFloats(floats, {.backend = GemmBackend::Plain}));
}

void TestGemm::packingStops()
{
    Interrupt interrupt([] { return false; });
    while (!interrupt.poll()) {}
    const Compute stopped{.threads = 2, .interrupt = &interrupt};
    const Matrix w = pseudoRandomMatrix(1100, 33, 30);
    QVERIFY(!PackedWeights::ofFloats(w, stopped));
    QVERIFY(!PackedWeights::ofBfloat16(w, stopped));
    QVERIFY(!PackedWeights::ofCodes(CodeMatrix::Constant(1100, 33, 3), stopped));
}

void TestGemm::emptyProductsAreLeftAlone()
{
    for (const GemmBackend backend : {GemmBackend::OneDnn, GemmBackend::Plain}) {
        Matrix y(0, 4);
        multiplyTransposed(Matrix(0, 3), Matrix(4, 3), y, {1, backend});
        multiplyInt8({}, CodeMatrix(4, 3), {}, {1, backend});
        QCOMPARE(y.size(), 0);
    }
}

// The order of sums below is that of OpenBLAS 0.3.21's AVX-512 kernels, compared with that library for 28,000 shapes
// when this was written. A sum in another order differs in about every second number.

namespace {
const Compute kInOrder = inReferenceOrder({});
}

void TestGemm::shortSumsAreOneChain_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("m");
    QTest::addColumn<int>("k");
    QTest::newRow("too short for lanes") << 3 << 5 << 31;
    QTest::newRow("too many outputs for lanes") << 33 << 37 << 64;
    QTest::newRow("longest") << 64 << 146 << 448;
}

void TestGemm::shortSumsAreOneChain()
{
    QFETCH(const int, n);
    QFETCH(const int, m);
    QFETCH(const int, k);
    QVERIFY(isSummedInOrder(n, m, k, SumOrder::Reference));
    const Matrix x = pseudoRandomMatrix(n, k, 8);
    const Matrix w = pseudoRandomMatrix(m, k, 9);
    const Matrix y = transposedProduct(x, w, kInOrder);
    for (Eigen::Index row = 0; row < n; ++row) {
        for (Eigen::Index output = 0; output < m; ++output)
            QVERIFY(y(row, output) == chain(x, row, w, output, 0, k));
    }
}

void TestGemm::longChainsAreCutInRuns()
{
    const Matrix x = pseudoRandomMatrix(40, 1000, 10);
    const Matrix w = pseudoRandomMatrix(64, 1000, 11);
    const Matrix y = transposedProduct(x, w, kInOrder);
    for (Eigen::Index row = 0; row < 40; ++row) {
        for (Eigen::Index output = 0; output < 64; ++output)
            QVERIFY(y(row, output)
                    == chain(x, row, w, output, 0, 448) + chain(x, row, w, output, 448, 736)
                        + chain(x, row, w, output, 736, 1000));
    }
}

void TestGemm::fewOutputsAreSummedInLanes()
{
    const Matrix x = pseudoRandomMatrix(33, 50, 12);
    const Matrix w = pseudoRandomMatrix(36, 50, 13);
    const Matrix y = transposedProduct(x, w, kInOrder);
    for (Eigen::Index row = 0; row < 33; ++row) {
        for (Eigen::Index output = 0; output < 36; ++output)
            QVERIFY(y(row, output) == lanes(x, row, w, output));
    }
}

void TestGemm::narrowProductsAreSummedInLanes()
{
    const Matrix x = pseudoRandomMatrix(40, 40, 14);
    const Matrix w = pseudoRandomMatrix(40, 24, 15); // 16 outputs in chains, 8 in lanes
    const Matrix transposed = w.transpose();
    const Matrix y = product(x, w, kInOrder);
    for (Eigen::Index row = 0; row < 40; ++row) {
        for (Eigen::Index output = 0; output < 24; ++output)
            QVERIFY(y(row, output)
                    == (output < 16 ? chain(x, row, transposed, output, 0, 40) : lanes(x, row, transposed, output)));
    }
}

void TestGemm::integerProductsAreExact()
{
    QFETCH(const GemmBackend, backend);
    QFETCH(const int, n);
    QFETCH(const int, m);
    QFETCH(const int, k);
    std::mt19937 generator(5);
    std::vector<std::uint8_t> x(static_cast<std::size_t>(n * k));
    std::generate(x.begin(), x.end(), [&] { return static_cast<std::uint8_t>(generator()); });
    CodeMatrix w(m, k);
    std::generate_n(w.data(), w.size(), [&] { return static_cast<std::int8_t>(generator()); });
    std::vector<std::int32_t> y(static_cast<std::size_t>(n * m), -1);
    multiplyInt8(x, w, y, {2, backend});
    const Eigen::Map<const Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> xs(x.data(), n,
                                                                                                            k);
    const Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> exact =
        xs.cast<std::int64_t>() * w.cast<std::int64_t>().transpose();
    QVERIFY(std::equal(y.begin(), y.end(), exact.data()));
}

void TestGemm::largestCodesDoNotOverflow()
{
    QFETCH(const GemmBackend, backend);
    for (const std::int64_t k : {2, 511, 513, 4096, static_cast<int>(kMaxInt8Depth)}) {
        const std::vector<std::uint8_t> x(static_cast<std::size_t>(3 * k), 255);
        CodeMatrix w = CodeMatrix::Constant(2, k, -128);
        w.row(1).setConstant(127);
        std::vector<std::int32_t> y(6);
        multiplyInt8(x, w, y, {1, backend});
        for (std::size_t i = 0; i < y.size(); ++i)
            QCOMPARE(static_cast<std::int64_t>(y[i]), (i % 2 == 0 ? -128 : 127) * 255 * k);
    }
}

QTEST_APPLESS_MAIN(TestGemm)
#include "tst_gemm.moc"
