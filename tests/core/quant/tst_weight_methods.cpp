// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/weight_methods.h"

#include "core/io/safetensors.h"
#include "core/quant/gptq.h"
#include "core/quant/group_weight.h"
#include "core/quant/hqq.h"
#include "core/quant/msd.h"
#include "core/quant/nf4.h"
#include "core/quant/sparse_weight.h"
#include "core/tensor/cholesky.h"
#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <Eigen/LU>

#include <cmath>

// Each weight method against the original's functions on stored inputs, hand-worked numbers and plain versions.

using namespace vernier;
using namespace vernier::test;

namespace {

Scheme sparseScheme(Sparsity sparsity, double value, bool symmetric = true, bool perTensor = false)
{
    Scheme scheme = weightScheme(4, symmetric, perTensor);
    scheme.sparsity = sparsity;
    (sparsity == Sparsity::RowSigma ? scheme.sigmaFactor : scheme.fraction) = value;
    return scheme;
}

Scheme groupScheme(int bits, int size, bool symmetric = true)
{
    Scheme scheme = weightScheme(bits, symmetric, false);
    scheme.groupSize = size;
    return scheme;
}

Matrix cubed(Eigen::Index rows, Eigen::Index cols, std::uint32_t seed, int power)
{
    const Matrix base = pseudoRandomMatrix(rows, cols, seed);
    Matrix result = base;
    for (int i = 1; i < power; ++i)
        result = result.cwiseProduct(base);
    return result;
}

std::vector<int> firstCodes(const QuantizedWeight &weight, Eigen::Index row, Eigen::Index count)
{
    std::vector<int> codes;
    for (Eigen::Index i = 0; i < count; ++i)
        codes.push_back(weight.codes(row, i));
    return codes;
}

double largestDifference(const Matrix &a, const Matrix &b)
{
    return static_cast<double>((a - b).cwiseAbs().maxCoeff());
}

/// Files of the original's functions.
class UnitFile
{
public:
    UnitFile(const std::filesystem::path &golden, const std::string &name)
        : m_file(openSafetensors(golden / "unit" / (name + ".safetensors")).value())
    {}

    [[nodiscard]] Matrix matrix(const std::string &name) const
    {
        const TensorView view = m_file->find(name).value();
        const Eigen::Index cols = view.shape.empty() ? 1 : static_cast<Eigen::Index>(view.shape.back());
        Matrix result(static_cast<Eigen::Index>(view.elements()) / cols, cols);
        copyToFloat(view, 0, {result.data(), static_cast<std::size_t>(result.size())});
        return result;
    }

private:
    std::shared_ptr<const TensorFile> m_file;
};

} // namespace

class TestWeightMethods : public QObject
{
    Q_OBJECT

private slots:
    void sparseRowsAreTheOriginals_data();
    void sparseRowsAreTheOriginals();
    void sparseTensorsAreTheOriginals_data();
    void sparseTensorsAreTheOriginals();
    void groupsAreTheOriginals_data();
    void groupsAreTheOriginals();
    void twoLevelsAreTheOriginals_data();
    void twoLevelsAreTheOriginals();
    void hqqIsTheOriginals_data();
    void hqqIsTheOriginals();
    void correctedHqqRefinesAsymmetricScales();
    void gptqIsTheSpecifications();
    void gptqIsTheOriginals_data();
    void gptqIsTheOriginals();
    void correctedGptqHasTheLeastError();
    void deadInputsAreTakenOut();
    void nf4();
    void digitsAreTheOriginals();
    void factorOfTheInverse_data();
    void factorOfTheInverse();
    void degenerateWeights();
    void stoppedWorkIsCancelled();
    void momentsAreSumsOverCalls();
    void shapesAreChecked();
};

void TestWeightMethods::sparseRowsAreTheOriginals_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("sigma");
    QTest::addColumn<double>("fraction");
    QTest::addColumn<bool>("symmetric");
    QTest::newRow("fraction") << "fraction0.05" << 0.0 << 0.05 << true;
    QTest::newRow("larger fraction") << "fraction0.1" << 0.0 << 0.1 << true;
    QTest::newRow("sigma 3") << "sigma3.0" << 3.0 << 0.0 << true;
    QTest::newRow("sigma 4") << "sigma4.0" << 4.0 << 0.0 << true;
    QTest::newRow("fraction, per tensor") << "fraction0.05_pt" << 0.0 << 0.05 << true;
    QTest::newRow("sigma, per tensor") << "sigma3.0_pt" << 3.0 << 0.0 << true;
    QTest::newRow("sigma, asymmetric") << "sigma3_asym" << 3.0 << 0.0 << false;
}

void TestWeightMethods::sparseRowsAreTheOriginals()
{
    QFETCH(QString, name);
    QFETCH(double, sigma);
    QFETCH(double, fraction);
    QFETCH(bool, symmetric);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const UnitFile file(golden, "lowbit_quant_one_weight_by_outliers");
    const bool perTensor = name.endsWith("_pt");
    const Scheme scheme = sigma > 0.0 ? sparseScheme(Sparsity::RowSigma, sigma, symmetric, perTensor)
                                      : sparseScheme(Sparsity::RowFraction, fraction, symmetric, perTensor);
    const QuantizedWeight weight = quantizeSparse(file.matrix("in.weight"), scheme, 2).value();
    QVERIFY(!weight.simulated.empty());
    const std::string prefix = "out." + name.toStdString();
    // What the function returns is what is computed with in memory.
    QCOMPARE(largestDifference(dequantize(weight, 2), file.matrix(prefix + ".recovered")), 0.0);
    const Matrix scale = file.matrix(prefix + ".scale");
    for (Eigen::Index row = 0; row < scale.size(); ++row)
        QCOMPARE(weight.parameters[static_cast<std::size_t>(row)].scale, scale.data()[row]);
}

void TestWeightMethods::sparseTensorsAreTheOriginals_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("fraction");
    QTest::newRow("per channel") << "f0.01_pc" << 0.01;
    QTest::newRow("per channel, more") << "f0.05_pc" << 0.05;
    QTest::newRow("per tensor") << "f0.01_pt" << 0.01;
}

void TestWeightMethods::sparseTensorsAreTheOriginals()
{
    QFETCH(QString, name);
    QFETCH(double, fraction);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const UnitFile file(golden, "cosparse_quant_one_weight_by_outliers");
    Scheme scheme = sparseScheme(Sparsity::WholeTensor, fraction, true, name.endsWith("_pt"));
    scheme.type = QuantType::W8A8S;
    scheme.aBit = 8;
    const QuantizedWeight weight = quantizeSparse(file.matrix("in.weight"), scheme, 2).value();
    const std::string prefix = "out." + name.toStdString();
    QCOMPARE(weight.bits, 8);
    QCOMPARE(largestDifference(weight.codes.cast<float>(), file.matrix(prefix + ".int")), 0.0);
    QCOMPARE(largestDifference(dequantize(weight, 1), file.matrix(prefix + ".recovered")), 0.0);
}

void TestWeightMethods::groupsAreTheOriginals_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("bits");
    for (const int size : {32, 64, 128}) {
        for (const char *kind : {"sym", "asym", "hqq", "hqq_asym"})
            QTest::addRow("%d %s", size, kind) << QString("group%1_%2").arg(size).arg(kind) << size << 4;
    }
    QTest::newRow("8 bits") << "group64_b8" << 64 << 8;
}

void TestWeightMethods::groupsAreTheOriginals()
{
    QFETCH(QString, name);
    QFETCH(int, size);
    QFETCH(int, bits);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const UnitFile file(golden, "lowbit_quant_one_weight_by_outliers");
    Scheme scheme = groupScheme(bits, size, !name.endsWith("asym"));
    scheme.wMethod = name.contains("hqq") ? WeightMethod::Hqq : WeightMethod::MinMax;
    const QuantizedWeight weight = quantizeWeight(file.matrix("in.weight"), scheme, 2).value();
    const std::string prefix = "out." + name.toStdString();
    const Matrix scale = file.matrix(prefix + ".scale");
    const Matrix offset = file.matrix(prefix + ".offset");
    QCOMPARE(weight.parameters.size(), static_cast<std::size_t>(scale.size()));
    for (std::size_t i = 0; i < weight.parameters.size(); ++i) {
        QCOMPARE(weight.parameters[i].scale, scale.data()[i]);
        QCOMPARE(weight.parameters[i].offset, offset.data()[i]);
    }
    QCOMPARE(largestDifference(weight.codes.cast<float>(), file.matrix(prefix + ".int")), 0.0);
    QCOMPARE(largestDifference(dequantize(weight, 2), file.matrix(prefix + ".recovered")), 0.0);
}

void TestWeightMethods::twoLevelsAreTheOriginals_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {32, 64, 128})
        QTest::addRow("%d", size) << size;
}

void TestWeightMethods::twoLevelsAreTheOriginals()
{
    QFETCH(int, size);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const UnitFile file(golden, "lowbit_quant_one_weight_by_outliers");
    Scheme scheme = groupScheme(4, size);
    scheme.twoLevel = true;
    const QuantizedWeight weight = quantizeTwoLevel(file.matrix("in.weight"), scheme, 2);
    const std::string prefix = "out.group" + std::to_string(size) + "_progressive";
    const Matrix first = file.matrix(prefix + ".scale.0");
    const Matrix second = file.matrix(prefix + ".scale.1");
    for (std::size_t row = 0; row < weight.parameters.size(); ++row)
        QCOMPARE(weight.parameters[row].scale, first.data()[row]);
    for (std::size_t i = 0; i < weight.secondScales.size(); ++i)
        QCOMPARE(weight.secondScales[i], second.data()[i]);
    // The function stops at -7, its caller, whose files are the truth, at -8.
    QCOMPARE(largestDifference(weight.codes.cast<float>().cwiseMax(-7.0f), file.matrix(prefix + ".int")), 0.0);
    // Two products, and their order is the original's own affair: one unit in the last place.
    const Matrix recovered = file.matrix(prefix + ".recovered");
    const Matrix found = dequantize(weight, 2);
    for (Eigen::Index i = 0; i < found.size(); ++i)
        QVERIFY(weight.codes.data()[i] == -8 || std::abs(found.data()[i] - recovered.data()[i]) <= 1.2e-7f * std::abs(recovered.data()[i]));
}

void TestWeightMethods::hqqIsTheOriginals_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("symmetric");
    QTest::addColumn<bool>("perTensor");
    for (const int bits : {4, 8}) {
        for (const bool symmetric : {true, false}) {
            for (const bool perTensor : {true, false})
                QTest::addRow("%d bits, %s, %s", bits, symmetric ? "symmetric" : "asymmetric", perTensor ? "tensor" : "rows")
                    << bits << symmetric << perTensor;
        }
    }
}

void TestWeightMethods::hqqIsTheOriginals()
{
    QFETCH(int, bits);
    QFETCH(bool, symmetric);
    QFETCH(bool, perTensor);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const UnitFile file(golden, "init_weight_quant_normal");
    const QuantizedWeight weight = quantizeHqq(file.matrix("in.weight"), weightScheme(bits, symmetric, perTensor), false, 2);
    const std::string suffix = ".b" + std::to_string(bits) + (symmetric ? ".sym" : ".asym") + (perTensor ? ".pt" : ".pc") + ".hqq";
    const Matrix scale = file.matrix("out.scale" + suffix);
    for (std::size_t i = 0; i < weight.parameters.size(); ++i)
        QCOMPARE(weight.parameters[i].scale, scale.data()[i]);
    QCOMPARE(largestDifference(dequantize(weight, 2), file.matrix("out.dq" + suffix)), 0.0);
}

void TestWeightMethods::correctedHqqRefinesAsymmetricScales()
{
    const Matrix weight = cubed(16, 96, 5, 3).array() + 0.2f; // not centred: zero points matter
    const auto error = [&](const QuantizedWeight &quantized) { return (weight - dequantize(quantized, 1)).cwiseAbs().mean(); };
    const Scheme scheme = weightScheme(4, false, false);
    const float original = error(quantizeHqq(weight, scheme, false, 1));
    const float corrected = error(quantizeHqq(weight, scheme, true, 1));
    QVERIFY2(corrected < 0.99f * original, qPrintable(QString("%1 %2").arg(corrected).arg(original)));
}

void TestWeightMethods::gptqIsTheSpecifications()
{
    // Section 13.6: weight G((4, 8), 7), two sequences of 16 tokens in one call.
    const Matrix weight = pseudoRandomMatrix(4, 8, 7);
    Matrix hessian = Matrix::Zero(8, 8);
    addToHessian(pseudoRandomMatrix(32, 8, 40), hessian, {});
    hessian *= 0.5f; // over the number of sequences in a call
    const auto basis = gptqBasis(hessian, {}, {}).value();
    const QuantizedWeight quantized = quantizeGptq(weight, *basis, weightScheme(4, true, false), {}).value();
    const std::vector<std::vector<int>> expected{
        {3, 0, -4, -7, -6, 3, 1, 3}, {-6, 1, -4, -3, 7, 5, -7, -7}, {0, 1, 5, 7, -7, -4, -1, 3}, {-1, 5, 0, 6, 0, 7, -1, 7}};
    for (Eigen::Index row = 0; row < 4; ++row)
        QCOMPARE(firstCodes(quantized, row, 8), expected[static_cast<std::size_t>(row)]);
}

void TestWeightMethods::gptqIsTheOriginals_data()
{
    hqqIsTheOriginals_data();
}

/// Once rounded, before the second rounding of rows.
void TestWeightMethods::gptqIsTheOriginals()
{
    QFETCH(int, bits);
    QFETCH(bool, symmetric);
    QFETCH(bool, perTensor);
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const UnitFile file(golden, "init_weight_quant_hessian");
    const Matrix weight = file.matrix("in.weight");
    Matrix hessian = Matrix::Zero(weight.cols(), weight.cols());
    addToHessian(file.matrix("in.x"), hessian, {});
    const auto basis = gptqBasis(hessian, {.asOriginal = false}, {}).value();
    const QuantizedWeight quantized = quantizeGptq(weight, *basis, weightScheme(bits, symmetric, perTensor), {}).value();
    const Matrix expected = file.matrix("out.weight_after.b" + std::to_string(bits) + (symmetric ? ".sym" : ".asym") + (perTensor ? ".pt" : ".pc"));
    const Matrix found = dequantize(quantized, 1);
    Eigen::Index different = 0;
    for (Eigen::Index i = 0; i < found.size(); ++i)
        different += std::abs(found.data()[i] - expected.data()[i]) > 1e-5f ? 1 : 0;
    // Sums in float32 there and in double here, so a few codes near a tie and what follows from them may differ.
    QVERIFY2(different <= found.size() / 50, qPrintable(QString::number(different)));
}

void TestWeightMethods::correctedGptqHasTheLeastError()
{
    const Matrix weight = pseudoRandomMatrix(24, 200, 3);
    Matrix x = pseudoRandomMatrix(400, 200, 4);
    for (Eigen::Index c = 1; c < x.cols(); ++c)
        x.col(c) = 0.3f * x.col(c) + 0.7f * x.col(c - 1); // inputs that tell of each other
    Matrix hessian = Matrix::Zero(200, 200);
    addToHessian(x, hessian, {});
    const auto error = [&](const QuantizedWeight &quantized) {
        return static_cast<double>((x * (weight - dequantize(quantized, 1)).transpose()).squaredNorm());
    };
    const Scheme scheme = weightScheme(4, true, false);
    const double nearest = error(quantizeMinMax(weight, scheme, 1));
    const double original = error(quantizeGptq(weight, *gptqBasis(hessian, {}, {}).value(), scheme, {}).value());
    const double corrected = error(quantizeGptq(weight, *gptqBasis(hessian, {.asOriginal = false}, {}).value(), scheme, {}).value());
    const double ordered =
        error(quantizeGptq(weight, *gptqBasis(hessian, {.asOriginal = false, .actOrder = true}, {}).value(), scheme, {}).value());
    QVERIFY2(corrected < 0.7 * nearest && corrected < original && ordered < 0.7 * nearest,
             qPrintable(QString("%1 %2 %3 %4").arg(nearest).arg(original).arg(corrected).arg(ordered)));
    const QuantizedWeight symmetric = quantizeGptq(weight, *gptqBasis(hessian, {.asOriginal = false}, {}).value(), scheme, {}).value();
    QVERIFY(symmetric.codes.minCoeff() >= -7 && symmetric.simulated.empty() && symmetric.simulatedCodes.size() == 0);
    // In groups, too, where the original saves what rounding to nearest does.
    const Scheme groups = groupScheme(4, 40);
    const double nearestGroups = error(quantizeGroups(weight, groups, 1));
    const double correctedGroups = error(quantizeGptq(weight, *gptqBasis(hessian, {.asOriginal = false}, {}).value(), groups, {}).value());
    QVERIFY(correctedGroups < 0.7 * nearestGroups);
}

void TestWeightMethods::deadInputsAreTakenOut()
{
    const Matrix weight = pseudoRandomMatrix(4, 8, 7);
    Matrix x = pseudoRandomMatrix(32, 8, 40);
    x.col(2).setZero();
    Matrix hessian = Matrix::Zero(8, 8);
    addToHessian(x, hessian, {});
    const QuantizedWeight quantized = quantizeGptq(weight, *gptqBasis(hessian, {}, {}).value(), weightScheme(8, true, false), {}).value();
    QVERIFY(quantized.codes.col(2).isZero());
    // Without any input there is nothing to go by, but no failure either.
    const auto blind = gptqBasis(Matrix::Zero(8, 8), {}, {});
    QVERIFY(blind);
    QVERIFY(quantizeGptq(weight, **blind, weightScheme(8, true, false), {}).value().codes.isZero());
    Matrix broken = Matrix::Constant(8, 8, std::nanf(""));
    QVERIFY(gptqBasis(broken, {}, {}).error().code == ErrorCode::Numeric);
}

void TestWeightMethods::nf4()
{
    Matrix weight(1, 64);
    for (Eigen::Index i = 0; i < 64; ++i)
        weight(0, i) = 2.0f * nf4Table()[static_cast<std::size_t>(i % 16)];
    const QuantizedWeight quantized = quantizeNf4(weight, 64, 1);
    QCOMPARE(quantized.blockAbsMax, std::vector<float>{2.0f});
    QCOMPARE(firstCodes(quantized, 0, 16), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
    QCOMPARE(largestDifference(dequantize(quantized, 1), weight), 0.0);
    const std::vector<std::byte> packed = packNf4(quantized.codes);
    QVERIFY(packed.size() == 32 && packed[0] == std::byte{0x01} && packed[7] == std::byte{0xEF}); // the first is the high half
    QVERIFY(dequantize(quantizeNf4(Matrix::Zero(2, 32), 64, 1), 1).isZero());
}

void TestWeightMethods::digitsAreTheOriginals()
{
    VERNIER_SHARED_OR_SKIP(golden, "golden");
    const UnitFile file(golden, "simple_quant_msd");
    const Matrix x = file.matrix("in.x");
    QCOMPARE(largestDifference(expandedDigits(x, 4, {}), file.matrix("out.fold3.b4.opt1.0")), 0.0);
    // The third digit of 8 bits is beyond float32: within a rounding.
    QVERIFY(largestDifference(expandedDigits(x, 8, {}), file.matrix("out.fold3.b8.opt1.0")) < 1e-6);
    QVERIFY(expandedDigits(Matrix::Zero(2, 4), 4, {}).isZero());
}

void TestWeightMethods::factorOfTheInverse_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {1, 7, 256, 257, 600})
        QTest::addRow("%d", size) << size;
}

void TestWeightMethods::factorOfTheInverse()
{
    QFETCH(int, size);
    const Matrix x = pseudoRandomMatrix(2 * size, size, 9);
    Matrix a = x.transpose() * x;
    a.diagonal().array() += 0.1f;
    const Eigen::MatrixXd inverse = a.cast<double>().inverse();
    Matrix u = a;
    QVERIFY(inverseUpperFactor(u, Compute{.threads = 2}));
    QVERIFY(u.isUpperTriangular(0.0f));
    const Eigen::MatrixXd exact = u.cast<double>();
    // Float32 products of blocks, and a condition number of a few hundred.
    QVERIFY((exact.transpose() * exact - inverse).cwiseAbs().maxCoeff() <= 1e-4 * inverse.cwiseAbs().maxCoeff());
    a(0, 0) = -1.0f;
    QVERIFY(!inverseUpperFactor(a, {}));
}

namespace {

std::vector<Scheme> groupedRefinedAndSparse()
{
    Scheme twoLevel = groupScheme(4, 32);
    twoLevel.twoLevel = true;
    Scheme hqq = weightScheme(4, true, false);
    hqq.wMethod = WeightMethod::Hqq;
    Scheme groupHqq = groupScheme(4, 32, false);
    groupHqq.wMethod = WeightMethod::Hqq;
    return {groupScheme(4, 32), groupScheme(8, 32, false), twoLevel, hqq, groupHqq, sparseScheme(Sparsity::RowSigma, 3.0),
            sparseScheme(Sparsity::RowFraction, 0.05), sparseScheme(Sparsity::RowFraction, 0.05, false)};
}

} // namespace

void TestWeightMethods::degenerateWeights()
{
    Matrix weight = pseudoRandomMatrix(4, 64, 2);
    weight.row(1).setZero();
    for (const Scheme &scheme : groupedRefinedAndSparse()) {
        const Matrix found = dequantize(quantizeWeight(weight, scheme, 1).value(), 1);
        QVERIFY(found.allFinite());
        QVERIFY(found.row(1).isZero());
    }
    // All of a row are outliers, or the fraction is less than one weight.
    QVERIFY(quantizeSparse(pseudoRandomMatrix(3, 16, 1), sparseScheme(Sparsity::RowFraction, 0.01), 1).error().message.find("fraction") != std::string::npos);
    QVERIFY(quantizeSparse(pseudoRandomMatrix(3, 16, 1), sparseScheme(Sparsity::WholeTensor, 0.01), 1).error().code == ErrorCode::InvalidArgument);
}

void TestWeightMethods::stoppedWorkIsCancelled()
{
    Interrupt interrupt([] { return false; });
    while (!interrupt.poll()) {}
    const Matrix weight = pseudoRandomMatrix(8, 64, 2);
    Scheme nf4 = weightScheme(4, true, false);
    nf4.blockSize = 64;
    std::vector<Scheme> schemes = groupedRefinedAndSparse();
    schemes.insert(schemes.end(), {nf4, weightScheme(8, true, false), weightScheme(4, false, true), sparseScheme(Sparsity::WholeTensor, 0.1)});
    for (const Scheme &scheme : schemes)
        VERNIER_REFUSES(quantizeWeight(weight, scheme, {2, &interrupt}), ErrorCode::Cancelled, {});
    Matrix hessian;
    addToHessian(pseudoRandomMatrix(100, 64, 3), hessian, {});
    const Compute stopped{.threads = 2, .interrupt = &interrupt};
    VERNIER_REFUSES(gptqBasis(hessian, {}, stopped), ErrorCode::Cancelled, {});
    VERNIER_REFUSES(quantizeGptq(weight, *gptqBasis(hessian, {}, {}).value(), weightScheme(4, true, false), stopped), ErrorCode::Cancelled, {});
}

void TestWeightMethods::momentsAreSumsOverCalls()
{
    for (const Eigen::Index size : {33, 300, 523}) { // in double; in float32, of one piece of rows and of several
        const Matrix x = pseudoRandomMatrix(70, size, 5);
        Matrix hessian;
        addToHessian(x.topRows(30), hessian, {.threads = 2});
        addToHessian(x.bottomRows(40), hessian, {});
        const Eigen::MatrixXd exact = 2.0 * x.cast<double>().transpose() * x.cast<double>();
        // 70 products in [-1, 1] and their sum, each rounded to float32.
        QVERIFY((hessian.cast<double>() - exact).cwiseAbs().maxCoeff() <= 70.0 * 140.0 * 6e-8);
    }
}

void TestWeightMethods::shapesAreChecked()
{
    const std::vector<LayerInfo> layers{{.name = "a", .out = 48, .in = 96}};
    const auto refusal = [&](const Scheme &scheme) {
        Plan plan;
        plan.layers.push_back({"a", scheme, Reason::Base, {}, {}});
        const auto checked = checkShapes(plan, layers);
        return checked ? std::string() : checked.error().where + " " + checked.error().message;
    };
    QCOMPARE(refusal(groupScheme(4, 32)), std::string());
    QVERIFY(refusal(groupScheme(4, 64)).find("a has 96 inputs") == 0);
    Scheme nf = weightScheme(4, true, false);
    nf.blockSize = 64;
    QCOMPARE(refusal(nf), std::string());
    nf.blockSize = 4096;
    QVERIFY(refusal(nf).find("block_size 4096") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestWeightMethods)
#include "tst_weight_methods.moc"
