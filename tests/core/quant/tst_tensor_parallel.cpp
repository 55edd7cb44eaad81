// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/tensor_parallel.h"

#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vernier;
using namespace vernier::test;

// Whole models are compared with the original's in tst_golden_folders.

namespace {

Scheme splitScheme(int ranks, bool perTensor = false)
{
    Scheme scheme = weightScheme(8, true, perTensor);
    scheme.type = QuantType::W8A8;
    scheme.aBit = 8;
    scheme.ranks = ranks;
    return scheme;
}

/// Ranks that hand on the columns they get.
std::vector<std::shared_ptr<const LinearOp>> identities(int ranks, Eigen::Index columns)
{
    std::vector<std::shared_ptr<const LinearOp>> linears;
    for (int rank = 0; rank < ranks; ++rank)
        linears.push_back(std::make_shared<FloatLinear>(Matrix::Identity(columns, columns), std::vector<float>{}));
    return linears;
}

Matrix applied(const ParallelLinear &linear, const Matrix &x)
{
    Matrix y(x.rows(), linear.outputs());
    linear.apply(x, y, kTwoThreads);
    return y;
}

} // namespace

class TestTensorParallel : public QObject
{
    Q_OBJECT

private slots:
    void ranksAreQuantizedAlone_data();
    void ranksAreQuantizedAlone();
    void sendsOnItsGrids();
    void calibrationRemembersTheLargest();
    void indivisibleInputsAreRefused();
};

void TestTensorParallel::ranksAreQuantizedAlone_data()
{
    QTest::addColumn<bool>("perTensor");
    QTest::newRow("a scale for each row") << false;
    QTest::newRow("one scale") << true;
}

void TestTensorParallel::ranksAreQuantizedAlone()
{
    QFETCH(bool, perTensor);
    const Matrix weight = pseudoRandomMatrix(6, 32, 5);
    const Scheme scheme = splitScheme(4, perTensor);
    const QuantizedWeight all = quantizeRanks(weight, scheme, 2);
    QCOMPARE(all.codes.cols(), Eigen::Index{32});
    Matrix together(6, 32);
    for (int rank = 0; rank < 4; ++rank) {
        const Matrix columns = weight.middleCols(rank * 8, 8);
        const QuantizedWeight alone = quantizeMinMax(columns, weightScheme(8, true, perTensor), 2);
        const QuantizedWeight part = rankOf(all, scheme, rank);
        QVERIFY(part.codes == alone.codes);
        QVERIFY(part.parameters == alone.parameters);
        together.middleCols(rank * 8, 8) = dequantize(alone, 2);
    }
    QVERIFY(dequantize(all, 2) == together);
}

void TestTensorParallel::sendsOnItsGrids()
{
    // Two ranks, two channels. Channel 0: parts 100 and 27 on grids of 1 and 0.5; channel 1 was always 0.
    const CommunicationRanges ranges{.reduce = {{127.0f, 0.0f}, {63.5f, 0.0f}}, .gather = {254.0f, 0.0f}};
    const ParallelLinear linear(identities(2, 2), ranges);
    Matrix x(2, 4);
    x << 100.4f, 3.0f, 27.3f, 4.0f, //
        900.0f, 0.0f, -900.0f, 0.0f; // beyond both grids
    const Matrix y = applied(linear, x);
    QCOMPARE(y(0, 0), 128.0f); // 100 + 27.5 = 127.5 on a grid of 2: 63.75 steps, 64
    QCOMPARE(y(0, 1), 0.0f);
    QCOMPARE(y(1, 0), 64.0f); // 127 - 63.5 = 63.5: 31.75 steps
    const ParallelLinear floats(identities(2, 2));
    QCOMPARE(applied(floats, x)(0, 1), 7.0f);
}

void TestTensorParallel::calibrationRemembersTheLargest()
{
    Matrix small(1, 4);
    small << 1.0f, -2.0f, 0.5f, 4.0f;
    Matrix large(1, 4);
    large << -8.0f, 1.0f, 0.25f, 16.0f;
    for (const bool own : {true, false}) {
        const ParallelLinear linear(identities(2, 2), own);
        applied(linear, large);
        // Each call is sent on its own grids, on which one token's parts lie exactly, but for the grid that ranks share.
        const Matrix y = applied(linear, small);
        QVERIFY(std::abs(y(0, 0) - 1.5f) <= (own ? 1e-6f : 0.5f / 127.0f));
        const std::vector<std::vector<float>> expected =
            own ? std::vector<std::vector<float>>{{8.0f, 2.0f}, {0.5f, 16.0f}} : std::vector<std::vector<float>>{{8.0f, 16.0f}};
        QCOMPARE(linear.ranges().reduce, expected);
        QVERIFY(std::abs(linear.ranges().gather[1] - 17.0f) <= (own ? 1e-5f : 16.0f / 127.0f));
    }
}

void TestTensorParallel::indivisibleInputsAreRefused()
{
    QTemporaryDir folder;
    writeTinyCheckpoint(folder.path().toStdString(), {.hidden = 40, .intermediate = 42, .heads = 4, .kvHeads = 2});
    const auto checkpoint = valueOf(Checkpoint::open(folder.path().toStdString()));
    Recipe recipe = recipeOf(8, 8);
    recipe.chain.push_back(SimulateTp{.tpSize = 4});
    SilentMonitor monitor;
    const auto made = quantizeModel(checkpoint, recipe, {{1, 2, 3, 4}}, kTwoThreads, monitor);
    QVERIFY(!made);
    QVERIFY(made.error().message.find("42 inputs, no multiple of tp_size 4") != std::string::npos);
    QVERIFY(made.error().where.ends_with("down_proj"));
}

QTEST_APPLESS_MAIN(TestTensorParallel)
#include "tst_tensor_parallel.moc"
