// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smooth/flex_smooth.h"

#include "core/io/safetensors.h"

#include "tests/core/io/io_test.h"
#include "tests/core/smooth/outlier_vectors.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cstring>

using namespace vernier;
using namespace vernier::test;

class TestFlexSmooth : public QObject
{
    Q_OBJECT

private slots:
    void searchFindsTheSpecifications();
    void givenExponentsAreTheSpecifications();
    void searchFindsTheOriginals();
    void severalWeightsAreOneSearch();
    void threadsChangeNothing();
    void laterOfEqualCandidatesWins();
    void cancelling();
};

namespace {

Matrix outlierTokens()
{
    Matrix tokens(21, 8);
    tokens << outlierSample(12, 30), outlierSample(9, 31);
    return tokens;
}

FlexExponents search(const Matrix &tokens, const std::vector<Matrix> &weights, int threads = 1)
{
    SilentMonitor monitor;
    return searchFlexExponents(tokens, weights, {.threads = threads}, monitor).value();
}

Matrix matrixOf(const TensorFile &file, const std::string &name)
{
    const TensorView view = file.find(name).value();
    Matrix matrix(view.shape[0], view.shape[1]);
    copyToFloat(view, 0, {matrix.data(), static_cast<std::size_t>(matrix.size())});
    return matrix;
}

template <typename T>
double numberOf(const TensorFile &file, const std::string &name)
{
    T value{};
    std::memcpy(&value, file.find(name).value().data.data(), sizeof value);
    return static_cast<double>(value);
}

} // namespace

void TestFlexSmooth::searchFindsTheSpecifications()
{
    const FlexExponents found = search(outlierTokens(), outlierWeights());
    QCOMPARE(found.alpha, 0.7);
    QCOMPARE(found.beta, 0.2);
    const std::vector<float> scales = balancedScales(outlierInput().channelAbsMax(), outlierWeightAbsMax(), found.alpha, found.beta);
    QVERIFY(areTheSpecifications(scales, {0.80708736f, 1.00862181f, 5.58647013f, 0.95010471f, 0.37589312f, 0.88581258f, 1.6057812f, 0.59648925f}));
}

void TestFlexSmooth::givenExponentsAreTheSpecifications()
{
    const std::vector<float> scales = balancedScales(outlierInput().channelAbsMax(), outlierWeightAbsMax(), 0.4, 0.325);
    QVERIFY(areTheSpecifications(scales, {0.88724208f, 1.06284177f, 2.70913434f, 0.99304628f, 0.57585615f, 0.96957254f, 1.31276703f, 0.74515712f}));
}

void TestFlexSmooth::searchFindsTheOriginals()
{
    VERNIER_SHARED_OR_SKIP(path, "golden/unit/flex_smooth_search.safetensors");
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    const FlexExponents found = search(matrixOf(**file, "in.act"), {matrixOf(**file, "in.weight")});
    QCOMPARE(found.alpha, numberOf<double>(**file, "out.alpha"));
    QCOMPARE(found.beta, numberOf<double>(**file, "out.beta"));
    constexpr double kSumsInFloat = 1e-5; // of the error: the original's products are float32, ours integers
    const double expected = numberOf<float>(**file, "out.mse_beta");
    QVERIFY(std::abs(found.error - expected) <= kSumsInFloat * expected);
}

void TestFlexSmooth::severalWeightsAreOneSearch()
{
    const std::vector<Matrix> weights = outlierWeights();
    Matrix stacked(weights[0].rows() + weights[1].rows(), 8);
    stacked << weights[0], weights[1];
    const FlexExponents apart = search(outlierTokens(), weights);
    const FlexExponents together = search(outlierTokens(), {stacked});
    QCOMPARE(apart.alpha, together.alpha);
    QCOMPARE(apart.beta, together.beta);
    QVERIFY(std::abs(apart.error - together.error) <= 1e-9 * together.error);
}

void TestFlexSmooth::threadsChangeNothing()
{
    const Matrix tokens = pseudoRandomMatrix(600, 48, 1);
    const std::vector<Matrix> weights{pseudoRandomMatrix(70, 48, 2), pseudoRandomMatrix(33, 48, 3)};
    QVERIFY(search(tokens, weights, 1).error == search(tokens, weights, 4).error);
}

void TestFlexSmooth::laterOfEqualCandidatesWins()
{
    // Abs-maxima of 1 give scales of 1 whatever the exponents.
    const FlexExponents found = search(Matrix::Constant(3, 2, 1.0f), {Matrix::Constant(2, 2, 1.0f)});
    QCOMPARE(found.alpha, 1.0);
    QCOMPARE(found.beta, 1.0);
}

void TestFlexSmooth::cancelling()
{
    struct Stop final : JobMonitor
    {
        bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return false; }
    } stop;
    const Matrix tokens = pseudoRandomMatrix(2000, 256, 1); // more than 50 ms
    const auto found = searchFlexExponents(tokens, std::vector{pseudoRandomMatrix(1024, 256, 2)}, {}, stop);
    QVERIFY(!found);
    QVERIFY(found.error().code == ErrorCode::Cancelled);
}

QTEST_APPLESS_MAIN(TestFlexSmooth)
#include "tst_flex_smooth.moc"
