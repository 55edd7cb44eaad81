// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/logit_comparison.h"

#include "core/forward/pass.h"
#include "core/io/json_file.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace vernier;
using namespace vernier::test;

namespace {

/// Logits of the plain version are multiplied in other portions than those of the slabs: float32 rounding of logits of
/// size 10, a few times over.
constexpr double kLogitRounding = 1e-5;
/// Of doubles that depend on float32 logits such as 1.8.
constexpr double kFloatLogits = 1e-7;

/// A head whose logits are given: the same for every token.
class FixedHead final : public LinearOp
{
public:
    FixedHead(std::int64_t inputs, std::vector<float> logits)
        : m_inputs(inputs)
        , m_logits(std::move(logits))
    {}
    [[nodiscard]] std::int64_t inputs() const override { return m_inputs; }
    [[nodiscard]] std::int64_t outputs() const override { return static_cast<std::int64_t>(m_logits.size()); }
    void apply(const MatrixView &x, MatrixSpan y, const Compute &) const override
    {
        for (Eigen::Index row = 0; row < x.rows(); ++row)
            y.row(row) = Eigen::Map<const Eigen::RowVectorXf>(m_logits.data(), y.cols());
    }

private:
    std::int64_t m_inputs;
    std::vector<float> m_logits;
};

class FixedLogits final : public ForwardingNetwork
{
public:
    FixedLogits(const Network &network, std::vector<float> logits, std::string key)
        : ForwardingNetwork(network)
        , m_logits(std::move(logits))
        , m_key(std::move(key))
    {}
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &) const override
    {
        const auto begin = m_logits.begin() + first;
        return std::shared_ptr<const LinearOp>(std::make_shared<FixedHead>(config().hidden, std::vector<float>(begin, begin + count)));
    }
    [[nodiscard]] std::string headKey() const override { return m_key; }

private:
    std::vector<float> m_logits;
    std::string m_key;
};

TokenBatch batchOf(const std::vector<int> &window)
{
    TokenBatch batch;
    batch.append(window);
    return batch;
}

/// What compareLogits says of two fixed heads about the one token that a window of {0, target} predicts.
Result<TokenMetrics> compareFixed(const std::vector<float> &reference, const std::vector<float> &other, int target)
{
    const QTemporaryDir folder;
    const auto model = openFloatModel(
        writeTinyCheckpoint(pathIn(folder, "model"), {.blocks = 1, .vocabulary = static_cast<std::int64_t>(reference.size())}));
    const FloatNetwork network(model);
    const FixedLogits a(network, reference, "a");
    const FixedLogits b(network, other, "b");
    const Matrix hidden = Matrix::Ones(2, model->config().hidden);
    SilentMonitor monitor;
    return compareLogits({a, hidden}, {b, hidden}, batchOf({0, target}), kTwoThreads, monitor);
}

struct PlainSoftmax
{
    std::vector<double> logProbabilities;
    std::size_t top = 0;

    explicit PlainSoftmax(const Matrix &logits, Eigen::Index row)
    {
        double sum = 0.0;
        const auto largest = static_cast<double>(logits.row(row).maxCoeff());
        for (Eigen::Index i = 0; i < logits.cols(); ++i)
            sum += std::exp(static_cast<double>(logits(row, i)) - largest);
        for (Eigen::Index i = 0; i < logits.cols(); ++i) {
            logProbabilities.push_back(static_cast<double>(logits(row, i)) - largest - std::log(sum));
            if (logits(row, i) > logits(row, static_cast<Eigen::Index>(top)))
                top = static_cast<std::size_t>(i);
        }
    }
};

/// From full matrices of logits, in double.
TokenMetrics plainMetrics(const Matrix &reference, const Matrix &other, const TokenBatch &windows)
{
    TokenMetrics metrics;
    for (const Segment &segment : windows.segments()) {
        for (Eigen::Index row = segment.firstRow; row + 1 < segment.firstRow + segment.rows; ++row) {
            const PlainSoftmax p(reference, row);
            const PlainSoftmax q(other, row);
            const auto target = static_cast<std::size_t>(windows.ids()[static_cast<std::size_t>(row + 1)]);
            double kl = 0.0;
            for (std::size_t i = 0; i < p.logProbabilities.size(); ++i)
                kl += std::exp(p.logProbabilities[i]) * (p.logProbabilities[i] - q.logProbabilities[i]);
            metrics.window.push_back(segment.sequence);
            metrics.floatLoss.push_back(-p.logProbabilities[target]);
            metrics.quantizedLoss.push_back(-q.logProbabilities[target]);
            metrics.kl.push_back(kl);
            metrics.sameTop1.push_back(p.top == q.top ? 1.0 : 0.0);
        }
    }
    return metrics;
}

double largestDifference(const std::vector<double> &a, const std::vector<double> &b)
{
    double largest = a.size() == b.size() ? 0.0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

Result<Matrix> finalStates(const Network &network, const TokenBatch &windows)
{
    SilentMonitor monitor;
    VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), windows, kTwoThreads));
    VERNIER_TRY(runBlocks(network, windows, hidden, 0, network.config().blocks, {.compute = kTwoThreads}, monitor));
    return hidden;
}

} // namespace

class TestLogitComparison : public QObject
{
    Q_OBJECT

private slots:
    void referenceNumbers();
    void agreesWithFullLogitsInDouble_data();
    void agreesWithFullLogitsInDouble();
    void identicalNetworksDivergeByExactlyZero_data();
    void identicalNetworksDivergeByExactlyZero();
    void shiftedLogitsAreTheSameDistribution();
    void firstOfEqualLogitsIsTheTop();
    void windowsOfOneTokenPredictNothing();
    void logitsThatAreNotFiniteAreRefused_data();
    void logitsThatAreNotFiniteAreRefused();
    void cancelling();

private:
    QTemporaryDir m_folder;
};

void TestLogitComparison::referenceNumbers()
{
    VERNIER_SHARED_OR_SKIP(file, "spec/golden/metrics.json");
    const auto json = readJsonFile(file);
    VERNIER_SUCCEEDS(json);
    const auto metrics = compareFixed((*json)["logits_reference"], (*json)["logits_test"], 0);
    VERNIER_SUCCEEDS(metrics);
    QVERIFY(std::abs(metrics->kl[0] - (*json)["kl_nats"].get<double>()) < kFloatLogits);
    QVERIFY(std::abs(metrics->floatLoss[0] - (*json)["nll_label0_reference"].get<double>()) < kFloatLogits);
    QVERIFY(std::abs(metrics->quantizedLoss[0] - (*json)["nll_label0_test"].get<double>()) < kFloatLogits);
    QCOMPARE(metrics->sameTop1[0], 1.0);
}

void TestLogitComparison::agreesWithFullLogitsInDouble_data()
{
    QTest::addColumn<qint64>("vocabulary");
    QTest::addColumn<bool>("tied");
    QTest::addColumn<bool>("quantizedHead");
    QTest::newRow("small") << qint64{64} << false << false;
    QTest::newRow("exactly one slab") << qint64{kHeadRowsPerSlab} << true << false;
    QTest::newRow("second slab") << qint64{9000} << true << false;
    QTest::newRow("second slab, quantized head") << qint64{9000} << false << true;
    QTest::newRow("third slab of one row") << qint64{2 * kHeadRowsPerSlab + 1} << true << false;
}

void TestLogitComparison::agreesWithFullLogitsInDouble()
{
    QFETCH(qint64, vocabulary);
    QFETCH(bool, tied);
    QFETCH(bool, quantizedHead);
    const auto model = openFloatModel(
        writeTinyCheckpoint(pathIn(m_folder, QTest::currentDataTag()), {.vocabulary = vocabulary, .tied = tied}));
    Recipe recipe = recipeOf(4, 16);
    recipe.quantConfig.disableLastLinear = !quantizedHead;
    const QuantizedNetwork quantized = quantizedBy(recipe, model);
    const FloatNetwork network(model);
    // Windows of different lengths; more predictions than go through the head at a time.
    const TokenBatch windows(pseudoRandomSequences({300, 1, 7, 300}, static_cast<int>(vocabulary), 5));

    SilentMonitor monitor;
    const auto floatStates = finalStates(network, windows);
    VERNIER_SUCCEEDS(floatStates);
    const auto quantizedStates = finalStates(quantized, windows);
    VERNIER_SUCCEEDS(quantizedStates);
    const auto metrics = compareLogits({network, *floatStates}, {quantized, *quantizedStates}, windows, kTwoThreads, monitor);
    VERNIER_SUCCEEDS(metrics);

    const TokenMetrics expected = plainMetrics(valueOf(computeLogits(network, windows, kTwoThreads, monitor)),
                                               valueOf(computeLogits(quantized, windows, kTwoThreads, monitor)), windows);
    QCOMPARE(metrics->window, expected.window);
    QCOMPARE(metrics->size(), std::size_t{299 + 6 + 299});
    QVERIFY(largestDifference(metrics->floatLoss, expected.floatLoss) < kLogitRounding);
    QVERIFY(largestDifference(metrics->quantizedLoss, expected.quantizedLoss) < kLogitRounding);
    QVERIFY(largestDifference(metrics->kl, expected.kl) < kLogitRounding);
    QCOMPARE(metrics->sameTop1, expected.sameTop1);
    QVERIFY(*std::max_element(expected.kl.begin(), expected.kl.end()) > 100 * kLogitRounding);
    QVERIFY(std::count(expected.sameTop1.begin(), expected.sameTop1.end(), 0.0) > 0);
}

void TestLogitComparison::identicalNetworksDivergeByExactlyZero_data()
{
    QTest::addColumn<qint64>("vocabulary");
    QTest::newRow("one slab") << qint64{64};
    QTest::newRow("two slabs") << qint64{9000};
}

void TestLogitComparison::identicalNetworksDivergeByExactlyZero()
{
    QFETCH(qint64, vocabulary);
    const auto model =
        openFloatModel(writeTinyCheckpoint(pathIn(m_folder, QTest::currentDataTag()), {.vocabulary = vocabulary, .tied = true}));
    const FloatNetwork network(model);
    const TokenBatch windows(pseudoRandomSequences({40, 40}, static_cast<int>(vocabulary), 9));
    SilentMonitor monitor;
    const auto states = finalStates(network, windows);
    VERNIER_SUCCEEDS(states);
    const auto metrics = compareLogits({network, *states}, {FloatNetwork(model), *states}, windows, kTwoThreads, monitor);
    VERNIER_SUCCEEDS(metrics);
    QCOMPARE(metrics->size(), std::size_t{78});
    for (std::size_t i = 0; i < metrics->size(); ++i) {
        QVERIFY(metrics->kl[i] == 0.0 && !std::signbit(metrics->kl[i]));
        QVERIFY(metrics->sameTop1[i] == 1.0);
        QVERIFY(metrics->floatLoss[i] == metrics->quantizedLoss[i]);
    }
}

void TestLogitComparison::shiftedLogitsAreTheSameDistribution()
{
    const auto metrics = compareFixed({1, 2, 3}, {33, 34, 35}, 2);
    VERNIER_SUCCEEDS(metrics);
    constexpr double kRoundingOfLogarithms = 1e-14;
    QVERIFY(metrics->kl[0] >= 0.0 && metrics->kl[0] < kRoundingOfLogarithms);
    QVERIFY(std::abs(metrics->floatLoss[0] - std::log(1 + std::exp(-1.0) + std::exp(-2.0))) < kRoundingOfLogarithms);
}

void TestLogitComparison::firstOfEqualLogitsIsTheTop()
{
    const auto same = compareFixed({0, 5, 5, 1}, {0, 5, 4, 1}, 0);
    VERNIER_SUCCEEDS(same);
    QCOMPARE(same->sameTop1[0], 1.0);
    const auto other = compareFixed({0, 5, 5, 1}, {0, 4, 5, 1}, 0);
    VERNIER_SUCCEEDS(other);
    QCOMPARE(other->sameTop1[0], 0.0);
    // The same across a slab's border.
    std::vector<float> early(static_cast<std::size_t>(kHeadRowsPerSlab) + 2, 0.0f);
    std::vector<float> both = early;
    early[3] = both[3] = both[static_cast<std::size_t>(kHeadRowsPerSlab) + 1] = 2.0f;
    const auto across = compareFixed(early, both, 0);
    VERNIER_SUCCEEDS(across);
    QCOMPARE(across->sameTop1[0], 1.0);
}

void TestLogitComparison::windowsOfOneTokenPredictNothing()
{
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model")));
    const FloatNetwork network(model);
    SilentMonitor monitor;
    const Matrix hidden = Matrix::Ones(1, model->config().hidden);
    const auto metrics = compareLogits({network, hidden}, {network, hidden}, batchOf({3}), kTwoThreads, monitor);
    VERNIER_SUCCEEDS(metrics);
    QCOMPARE(metrics->size(), std::size_t{0});
}

void TestLogitComparison::logitsThatAreNotFiniteAreRefused_data()
{
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
    QTest::addColumn<QList<float>>("reference");
    QTest::addColumn<QList<float>>("other");
    QTest::newRow("NaN in the reference") << QList<float>{1, kNan, 2} << QList<float>{1, 2, 3};
    QTest::newRow("NaN in the other") << QList<float>{1, 2, 3} << QList<float>{kNan, 2, 3};
    QTest::newRow("infinity") << QList<float>{1, 2, 3} << QList<float>{1, kInfinity, 3};
    QTest::newRow("-infinity in the other") << QList<float>{1, 2, 3} << QList<float>{1, 2, -kInfinity};
    // Was taken for a divergence of 0.
    QTest::newRow("-infinity in both") << QList<float>{1, 2, -kInfinity} << QList<float>{1, 5, -kInfinity};
    QTest::newRow("-infinity everywhere") << QList<float>{-kInfinity, -kInfinity} << QList<float>{1, 2};
}

void TestLogitComparison::logitsThatAreNotFiniteAreRefused()
{
    QFETCH(QList<float>, reference);
    QFETCH(QList<float>, other);
    const auto metrics = compareFixed({reference.begin(), reference.end()}, {other.begin(), other.end()}, 0);
    VERNIER_REFUSES(metrics, ErrorCode::Numeric, {"not finite", "window 0"});
}

void TestLogitComparison::cancelling()
{
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(m_folder, "model")));
    const FloatNetwork network(model);
    StoppingMonitor monitor(0);
    const Matrix hidden = Matrix::Ones(2, model->config().hidden);
    const auto metrics = compareLogits({network, hidden}, {network, hidden}, batchOf({3, 4}), kTwoThreads, monitor);
    VERNIER_REFUSES(metrics, ErrorCode::Cancelled, {});
}

QTEST_APPLESS_MAIN(TestLogitComparison)
#include "tst_logit_comparison.moc"
