// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/calibration_smooth.h"

#include "core/forward/pass.h"

#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace vernier;
using namespace vernier::test;

// The whole way is compared with the original's files in tst_golden_folders; here the search against a slow version in double.

namespace {

Matrix noise(Eigen::Index rows, Eigen::Index cols, unsigned seed)
{
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal;
    return Matrix::NullaryExpr(rows, cols, [&] { return normal(generator); });
}

/// Tokens with a few channels far from the others, which no weight grid of one row likes.
Matrix tokensWithOutliers()
{
    Matrix x = noise(24, 32, 7);
    for (const Eigen::Index channel : {3, 17, 30})
        x.col(channel) *= 25.0f;
    x.col(5).array() += 40.0f;
    return x;
}

Eigen::MatrixXd rounded(const Eigen::MatrixXd &x, double scale, double high)
{
    return x.unaryExpr([=](double value) { return std::clamp(std::rint(value / scale), -high, high) * scale; });
}

/// What the search minimizes, in double throughout.
double slowLoss(const Eigen::MatrixXd &x, const Eigen::MatrixXd &w, double alpha, int bits)
{
    const Eigen::ArrayXd scales = x.cwiseAbs().colwise().maxCoeff().array().pow(alpha).transpose()
        / w.cwiseAbs().colwise().maxCoeff().array().pow(1.0 - alpha).transpose();
    Eigen::MatrixXd scaledX = x * (1.0 / scales).matrix().asDiagonal();
    scaledX = rounded(scaledX, scaledX.cwiseAbs().maxCoeff() / 127.0, 127.0);
    Eigen::MatrixXd scaledW = w * scales.matrix().asDiagonal();
    const double high = bits == 4 ? 7.0 : 127.0;
    for (Eigen::Index r = 0; r < scaledW.rows(); ++r) {
        const Eigen::ArrayXd magnitudes = scaledW.row(r).cwiseAbs().transpose();
        const double mean = magnitudes.mean();
        const double deviation = std::sqrt((magnitudes - mean).square().sum() / static_cast<double>(magnitudes.size() - 1));
        const auto isOutlier = [&](double magnitude) { return bits == 4 && magnitude / deviation > 3.0; };
        double largest = 0.0;
        for (const double magnitude : magnitudes)
            largest = std::max(largest, isOutlier(magnitude) ? 0.0 : magnitude);
        for (Eigen::Index c = 0; c < scaledW.cols(); ++c) {
            const double bound = isOutlier(magnitudes(c)) ? 127.0 : high;
            scaledW(r, c) = std::clamp(std::rint(scaledW(r, c) / (largest / high)), -bound, bound) * (largest / high);
        }
    }
    return (x * w.transpose() - scaledX * scaledW.transpose()).array().square().matrix().norm();
}

} // namespace

class TestCalibrationSmooth : public QObject
{
    Q_OBJECT

private slots:
    void findsTheLeastLoss_data();
    void findsTheLeastLoss();
    void silentChannelsHaveFiniteScales();
    void keepsTheFunction();
    void stops();
};

void TestCalibrationSmooth::findsTheLeastLoss_data()
{
    QTest::addColumn<int>("bits");
    QTest::newRow("sparse 4 bits") << 4;
    QTest::newRow("8 bits") << 8;
}

void TestCalibrationSmooth::findsTheLeastLoss()
{
    QFETCH(int, bits);
    const Matrix x = tokensWithOutliers();
    const std::vector<Matrix> weights{noise(20, 32, 1), noise(12, 32, 2)};
    SilentMonitor monitor;
    const ShiftedScales found = valueOf(searchShiftedScales(x, weights, bits, kTwoThreads, monitor));

    Eigen::MatrixXd shifted = x.cast<double>();
    for (Eigen::Index c = 0; c < x.cols(); ++c) {
        const double middle = (shifted.col(c).maxCoeff() + shifted.col(c).minCoeff()) / 2.0;
        QVERIFY(std::abs(static_cast<double>(found.shift[static_cast<std::size_t>(c)]) - middle) < 1e-5);
        shifted.col(c).array() -= middle;
    }
    Eigen::MatrixXd stacked(32, 32);
    stacked << weights[0].cast<double>(), weights[1].cast<double>();
    const auto best = [&](double first, double last) {
        double least = first;
        for (int i = 1; i <= 10; ++i) {
            const double alpha = first + (last - first) * i / 10.0;
            if (slowLoss(shifted, stacked, alpha, bits) < slowLoss(shifted, stacked, least, bits))
                least = alpha;
        }
        return least;
    };
    const double coarse = best(0.0, 1.0);
    const double alpha = best(std::max(coarse - 1.0 / 11.0, 0.0), std::min(coarse + 1.0 / 11.0, 1.0));
    QVERIFY2(std::abs(static_cast<double>(found.alpha) - alpha) < 1e-6, qPrintable(QString::number(found.alpha)));
    for (Eigen::Index c = 0; c < x.cols(); ++c) {
        const double scale = std::pow(shifted.col(c).cwiseAbs().maxCoeff(), alpha) / std::pow(stacked.col(c).cwiseAbs().maxCoeff(), 1.0 - alpha);
        QVERIFY(std::abs(static_cast<double>(found.scales[static_cast<std::size_t>(c)]) - scale) < 1e-5 * scale); // float32
    }
}

void TestCalibrationSmooth::silentChannelsHaveFiniteScales()
{
    Matrix x = tokensWithOutliers();
    x.col(0).setZero(); // where the original divides 0 by 0
    Matrix weight = noise(8, 32, 3);
    weight.col(1).setZero();
    SilentMonitor monitor;
    const ShiftedScales found = valueOf(searchShiftedScales(x, std::vector<Matrix>{weight}, 4, kTwoThreads, monitor));
    for (const float scale : found.scales)
        QVERIFY(std::isfinite(scale) && scale >= 1e-5f);
}

void TestCalibrationSmooth::keepsTheFunction()
{
    QTemporaryDir folder;
    writeTinyCheckpoint(folder.path().toStdString());
    const auto model = openFloatModel(folder.path().toStdString());
    Recipe recipe = recipeOf(4, 8);
    recipe.quantConfig.isLowbit = recipe.quantConfig.useSigma = recipe.quantConfig.doSmooth = true;
    const std::vector<std::vector<int>> calibration{{1, 2, 3, 4, 5, 6, 7, 8}, {3, 1, 4, 1, 5}};
    const QuantizedNetwork network = quantizedBy(recipe, model, calibration);

    const auto smoothed = network.sharedFloatModel();
    QCOMPARE(smoothed->rewrites().norms.size(), norms(model->config()).size());
    TokenBatch batch;
    batch.append(std::vector<int>{2, 7, 1, 8, 2, 8});
    SilentMonitor monitor;
    const Matrix before = valueOf(computeLogits(FloatNetwork(model), batch, kTwoThreads, monitor));
    const Matrix after = valueOf(computeLogits(FloatNetwork(smoothed), batch, kTwoThreads, monitor));
    // Scales and shifts cancel but for the roundings of float32.
    QVERIFY((before - after).cwiseAbs().maxCoeff() <= 1e-4f * (before.maxCoeff() - before.minCoeff()));
}

void TestCalibrationSmooth::stops()
{
    StoppingMonitor monitor(0);
    const auto found = searchShiftedScales(tokensWithOutliers(), std::vector<Matrix>{noise(8, 32, 3)}, 4, kTwoThreads, monitor);
    QVERIFY(!found);
    QVERIFY(found.error().code == ErrorCode::Cancelled);
}

QTEST_APPLESS_MAIN(TestCalibrationSmooth)
#include "tst_calibration_smooth.moc"
