// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/mxfp4.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>
#include <limits>

// MXFP4 by hand, against a plain version in double, and against msModelSlim's own numbers.

using namespace vernier;
using namespace vernier::test;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::vector<float> fakeQuantized(std::vector<float> row)
{
    fakeQuantizeMxfp4(row);
    return row;
}

/// By the definition: the smallest power of two at which no element rounds above 6, then the nearest of the fifteen elements,
/// the one further from zero of two as near. For blocks that are large enough for what is added to them not to matter.
std::vector<double> plainly(const std::vector<double> &row)
{
    constexpr double kElements[]{0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0};
    std::vector<double> rounded;
    for (std::size_t first = 0; first < row.size(); first += 32) {
        const std::vector<double> block(row.begin() + static_cast<std::ptrdiff_t>(first),
                                        row.begin() + static_cast<std::ptrdiff_t>(std::min(first + 32, row.size())));
        double most = 0.0;
        for (const double x : block)
            most = std::max(most, std::abs(x));
        double scale = std::pow(2.0, -40.0);
        while (most >= 7.0 * scale)
            scale *= 2.0;
        for (const double x : block) {
            double best = 0.0;
            for (const double element : kElements) {
                if (std::abs(std::abs(x) / scale - element) <= std::abs(std::abs(x) / scale - best))
                    best = element;
            }
            rounded.push_back(std::copysign(best * scale, x));
        }
    }
    return rounded;
}

} // namespace

class TestMxfp4 : public QObject
{
    Q_OBJECT

private slots:
    void exponents_data()
    {
        QTest::addColumn<float>("most");
        QTest::addColumn<int>("exponent");
        const auto row = [](const char *name, float most, int exponent) { QTest::newRow(name) << most << exponent; };
        // By hand.
        row("6 is the grid's end", 6.0f, 0);
        row("right below 7 rounds to 6", 6.999f, 0);
        row("7 would round to 8", 7.0f, 1);
        row("3.5 is 7 at the next smaller one", 3.5f, 0);
        row("right below 3.5", 3.499f, -1);
        row("one", 1.0f, -2);
        row("large", 3.5f * 0x1p20f, 20);
        // Of the original.
        row("a block of zeros", 0.0f, -22);
        row("next to nothing", 1e-38f, -22);
        row("small enough for the added 9.6e-7", 1e-6f, -21);
        row("added to just below 3.5", 3.4999995f, 0);
        row("rounded up to 8", 6.9999995f, 1);
        row("a thousandth", 1e-3f, -12);
        row("quotient still finite", 2.9e38f, 125);
        row("quotient overflows", 3.4e38f, 125);
        row("infinity", kInfinity, 125);
    }

    void exponents()
    {
        QFETCH(float, most);
        QFETCH(int, exponent);
        QCOMPARE(mxfp4Exponent(most), exponent);
    }

    void elements_data()
    {
        QTest::addColumn<float>("value");
        QTest::addColumn<float>("element");
        const auto row = [](float value, float element) { QTest::addRow("%.9g", static_cast<double>(value)) << value << element; };
        row(0.0f, 0.0f);
        row(0.2f, 0.0f);
        row(0.25f, 0.5f); // halves go away from zero
        row(-0.25f, -0.5f);
        row(0.75f, 1.0f);
        row(1.25f, 1.5f);
        row(1.75f, 2.0f);
        row(1.9999999f, 2.0f);
        row(2.4999998f, 2.0f);
        row(2.5f, 3.0f);
        row(3.5f, 4.0f);
        row(3.9999998f, 4.0f);
        row(4.9999995f, 4.0f);
        row(-5.0f, -6.0f);
        row(6.9f, 6.0f);
        // Of the original: in float32, half a step and a half are a whole one.
        row(0.24999997f, 0.0f);
        row(0.24999999f, 0.5f);
    }

    /// At the exponent 0, which the block's first element makes.
    void elements()
    {
        QFETCH(float, value);
        QFETCH(float, element);
        QCOMPARE(fakeQuantized({6.0f, value}), (std::vector<float>{6.0f, element}));
        QCOMPARE(fakeQuantized({6.0f * 0x1p-9f, value * 0x1p-9f}), (std::vector<float>{6.0f * 0x1p-9f, element * 0x1p-9f}));
    }

    /// 20 G³ with G of spec/msmodelslim.md 13.1, seed 21, the second block times 1e-5: elements (doubled) that the original's
    /// calculate_mxfp4_qparam and mxfp4_quantize gave with PyTorch 1.13.
    void agreesWithTheOriginal()
    {
        constexpr int kExponents[]{2, -15, 2};
        constexpr int kDoubled[]{4, 3, -6, 6, -2, 4, -3, 1, 8, -1, -3, 0, 2, 0, 1, 0, 6, 4, 0, -1, -1, 0, -1, 0, 1, 3, -8, -8, 0, 0,
                                 -8, 0, 8, -1, 0, 0, 4, 0, 0, 0, 3, 0, -4, 1, -12, -4, -3, 8, -8, 3, 0, 0, 8, -4, -12, 0, 0, 2, 6, 0,
                                 0, 4, -1, 4, 8, 4, -2, -8, 0, 6, -4, -8};
        std::vector<float> values = pseudoRandom(72, 21);
        std::vector<float> expected;
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = values[i] * values[i] * values[i] * 20.0f * (i / kMxfp4Block == 1 ? 1e-5f : 1.0f);
            expected.push_back(std::ldexp(0.5f * static_cast<float>(kDoubled[i]), kExponents[i / kMxfp4Block]));
        }
        QCOMPARE(fakeQuantized(values), expected);
    }

    void agreesWithAPlainVersion_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {1, 31, 32, 33, 64, 172})
            QTest::addRow("%d", count) << count;
    }

    void agreesWithAPlainVersion()
    {
        QFETCH(int, count);
        for (std::uint32_t seed = 0; seed < 200; ++seed) {
            std::vector<float> values = pseudoRandom(count, seed);
            for (float &value : values)
                value = std::ldexp(std::copysign(0.01f, value) + value * value * value, static_cast<int>(seed % 30));
            const std::vector<double> expected = plainly({values.begin(), values.end()});
            fakeQuantizeMxfp4(values);
            for (std::size_t i = 0; i < values.size(); ++i)
                QCOMPARE(static_cast<double>(values[i]), expected[i]);
        }
    }

    void theGridIsExact()
    {
        std::vector<float> grid;
        for (const float element : {0.0f, 0.5f, 1.0f, 1.5f, 2.0f, 3.0f, 4.0f, 6.0f})
            grid.insert(grid.end(), {element * 0x1p7f, -element * 0x1p7f});
        QCOMPARE(fakeQuantized(grid), grid);
    }

    void everyBlockStandsAlone()
    {
        std::vector<float> row(70, 0.4f);
        row[3] = 6.0f;
        row[69] = 1e6f;
        const std::vector<float> rounded = fakeQuantized(row);
        QCOMPARE(rounded[0], 0.5f);
        QCOMPARE(rounded[32], 0.375f); // at 2^-4: 6.4 rounds to 6
        QCOMPARE(rounded[64], 0.0f);
    }

    void whatIsNoNumber()
    {
        const std::vector<float> infinite = fakeQuantized({kInfinity, -kInfinity, 1.0f});
        QCOMPARE(infinite, (std::vector<float>{6.0f * 0x1p125f, -6.0f * 0x1p125f, 0.0f}));
        for (const std::size_t place : {std::size_t{0}, std::size_t{5}, std::size_t{31}}) {
            std::vector<float> row(40, 1.0f);
            row[place] = kNan;
            row[7] = 100.0f;
            fakeQuantizeMxfp4(row);
            for (std::size_t i = 0; i < 32; ++i)
                QVERIFY(std::isnan(row[i]));
            QCOMPARE(row[32], 1.0f);
        }
    }

    void bothFactorsAreRounded()
    {
        const Matrix weight = pseudoRandomMatrix(19, 70, 3);
        const Matrix x = pseudoRandomMatrix(37, 70, 4);
        const std::vector<float> bias = pseudoRandom(19, 5);
        const Mxfp4Linear linear(weight, bias, 2);
        QCOMPARE(linear.inputs(), 70);
        QCOMPARE(linear.outputs(), 19);
        const auto rounded = [](const Matrix &matrix) {
            Eigen::MatrixXd result(matrix.rows(), matrix.cols());
            for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
                std::vector<double> values(static_cast<std::size_t>(matrix.cols()));
                for (Eigen::Index column = 0; column < matrix.cols(); ++column)
                    values[static_cast<std::size_t>(column)] = static_cast<double>(matrix(row, column));
                values = plainly(values);
                result.row(row) = Eigen::Map<const Eigen::RowVectorXd>(values.data(), matrix.cols());
            }
            return result;
        };
        const Eigen::MatrixXd expected = (rounded(x) * rounded(weight).transpose()).rowwise()
            + Eigen::Map<const Eigen::RowVectorXf>(bias.data(), 19).cast<double>();
        constexpr double kRounding = 1e-5; // 70 products of about 1, summed in float32
        for (const Compute &compute : {Compute{}, Compute{.threads = 2}, Compute{.backend = GemmBackend::Plain}}) {
            Matrix y(37, 19);
            linear.apply(x, y, compute);
            QVERIFY((y.cast<double>() - expected).cwiseAbs().maxCoeff() < kRounding);
        }
    }
};

QTEST_APPLESS_MAIN(TestMxfp4)
#include "tst_mxfp4.moc"
