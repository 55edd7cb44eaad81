// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/safetensors.h"
#include "core/tensor/affine.h"
#include "core/tensor/matrix.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace vernier;
using namespace vernier::test;

class TestAffine : public QObject
{
    Q_OBJECT

private slots:
    void parametersAreTheSpecifications_data();
    void parametersAreTheSpecifications();
    void parametersAreTheOriginals_data() { bitsAndSymmetry(); }
    void parametersAreTheOriginals();
    void codesAreTheOriginals_data();
    void codesAreTheOriginals();
    void zeroStaysZero_data() { bitsAndSymmetry(); }
    void zeroStaysZero();
    void roundingErrorIsAtMostHalfAStep_data() { bitsAndSymmetry(); }
    void roundingErrorIsAtMostHalfAStep();
    void equalInputComesBack_data() { bitsAndSymmetry(); }
    void equalInputComesBack();
    void tiesGoToEven();
    void codesAreClampedToTheGrid();
    void allZeroInputIsHarmless();
    void formsOfTheQuantizerAgree();

private:
    static void bitsAndSymmetry();
};

namespace {

/// A scale is one division away from the range, a value one product and one quotient from its code.
constexpr float kRoundings = 4.0f * std::numeric_limits<float>::epsilon();

std::uint32_t bitsOf(float value)
{
    return std::bit_cast<std::uint32_t>(value);
}

std::vector<float> floatsOf(const TensorFile &file, std::string_view name)
{
    const TensorView view = file.find(name).value();
    std::vector<float> values(static_cast<std::size_t>(view.elements()));
    copyToFloat(view, 0, values);
    return values;
}

std::string suffixOf(int bits, bool symmetric)
{
    return ".b" + std::to_string(bits) + (symmetric ? ".sym" : ".asym");
}

/// x there and back on the grid of `bits` bits.
float roundTrip(float x, AffineParameters parameters, int bits)
{
    std::int8_t code = 0;
    const int half = 1 << (bits - 1);
    quantize({&x, 1}, parameters, -half, half - 1, {&code, 1});
    float back = 0.0f;
    dequantize({&code, 1}, parameters, {&back, 1});
    return back;
}

/// Ranges of every kind: around zero, on one side of it, wide, narrow.
std::vector<std::pair<float, float>> someRanges()
{
    std::vector<std::pair<float, float>> ranges{{-1.0f, 1.0f}, {0.0f, 3.0f},   {-2.0f, 0.0f},
                                                {0.2f, 0.7f},  {-5.0f, -4.0f}, {-1e-3f, 1e4f}};
    const std::vector<float> ends = pseudoRandom(200, 5);
    for (std::size_t i = 0; i < ends.size(); i += 2)
        ranges.emplace_back(std::minmax(ends[i], ends[i + 1]));
    return ranges;
}

} // namespace

void TestAffine::bitsAndSymmetry()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("symmetric");
    for (const int bits : {4, 8}) {
        QTest::addRow("%d bits symmetric", bits) << bits << true;
        QTest::addRow("%d bits asymmetric", bits) << bits << false;
    }
}

void TestAffine::parametersAreTheSpecifications_data()
{
    // spec/msmodelslim.md 13.2
    QTest::addColumn<float>("min");
    QTest::addColumn<float>("max");
    QTest::addColumn<std::uint32_t>("asymmetricScale");
    QTest::addColumn<float>("offset");
    QTest::addColumn<std::uint32_t>("symmetricScale");
    QTest::newRow("around zero") << -1.5f << 2.0f << 0x3c60e0e1u << -19.0f << 0x3c810204u;
    QTest::newRow("positive") << 0.2f << 0.7f << 0x3b33e71au << -128.0f << 0x3bb49c6cu;
    QTest::newRow("negative") << -0.001f << -0.0005f << 0x36839605u << 127.0f << 0x37041aa4u;
}

void TestAffine::parametersAreTheSpecifications()
{
    QFETCH(float, min);
    QFETCH(float, max);
    QFETCH(std::uint32_t, asymmetricScale);
    QFETCH(float, offset);
    QFETCH(std::uint32_t, symmetricScale);
    const AffineParameters asymmetric = affineParameters(min, max, 8, false);
    QCOMPARE(bitsOf(asymmetric.scale), asymmetricScale);
    QVERIFY(asymmetric.offset == offset);
    const AffineParameters symmetric = affineParameters(min, max, 8, true);
    QCOMPARE(bitsOf(symmetric.scale), symmetricScale);
    QVERIFY(symmetric.offset == 0.0f);
}

void TestAffine::parametersAreTheOriginals()
{
    QFETCH(int, bits);
    QFETCH(bool, symmetric);
    VERNIER_SHARED_OR_SKIP(path, "golden/unit/linear_quantization_params.safetensors");
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    const std::vector<float> minima = floatsOf(**file, "in.x_min");
    const std::vector<float> maxima = floatsOf(**file, "in.x_max");
    const std::vector<float> scales = floatsOf(**file, "out.scale" + suffixOf(bits, symmetric));
    const std::vector<float> offsets = floatsOf(**file, "out.zp" + suffixOf(bits, symmetric));
    for (std::size_t i = 0; i < minima.size(); ++i) {
        const AffineParameters parameters = affineParameters(minima[i], maxima[i], bits, symmetric);
        QCOMPARE(bitsOf(parameters.scale), bitsOf(scales[i]));
        QVERIFY(parameters.offset == offsets[i]);
    }
}

void TestAffine::codesAreTheOriginals_data()
{
    QTest::addColumn<std::string>("input");
    QTest::addColumn<std::string>("scales");
    QTest::addColumn<bool>("widened"); // the stored scales, of 8 bits, to 4 bits
    QTest::addColumn<bool>("hasOffset");
    QTest::addColumn<int>("low");
    QTest::addColumn<int>("high");
    const std::string input = "in.tensor";
    const std::string byRow = "in.scale_row";
    QTest::newRow("b8") << input << byRow << false << false << -128 << 127;
    QTest::newRow("b8_mb127") << input << byRow << false << false << -127 << 127;
    QTest::newRow("b4") << input << byRow << true << false << -8 << 7;
    QTest::newRow("b4_mb7") << input << byRow << true << false << -7 << 7;
    QTest::newRow("g32") << input << std::string("in.scale_g32") << false << false << -8 << 7;
    QTest::newRow("asym") << std::string("in.tensor5") << std::string("in.scale1") << false << true << -128 << 127;
}

void TestAffine::codesAreTheOriginals()
{
    QFETCH(std::string, input);
    QFETCH(std::string, scales);
    QFETCH(bool, widened);
    QFETCH(bool, hasOffset);
    QFETCH(int, low);
    QFETCH(int, high);
    VERNIER_SHARED_OR_SKIP(path, "golden/unit/fake_quantize.safetensors");
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    const std::string output = QTest::currentDataTag();
    const std::vector<float> x = floatsOf(**file, input);
    const std::vector<float> scale = floatsOf(**file, scales);
    const std::vector<float> expectedCodes = floatsOf(**file, "out.q." + output);
    const std::vector<float> expected = floatsOf(**file, "out.dq." + output);
    const std::size_t run = x.size() / scale.size();
    for (std::size_t i = 0; i < scale.size(); ++i) {
        const AffineParameters parameters{widened ? scale[i] * 127.0f / 7.0f : scale[i],
                                          hasOffset ? floatsOf(**file, "in.zp1").front() : 0.0f};
        std::vector<std::int8_t> codes(run);
        quantize(std::span(x).subspan(i * run, run), parameters, low, high, codes);
        std::vector<float> back(run);
        dequantize(codes, parameters, back);
        for (std::size_t j = 0; j < run; ++j) {
            QCOMPARE(static_cast<float>(codes[j]), expectedCodes[i * run + j]);
            QVERIFY(back[j] == expected[i * run + j]);
        }
    }
}

void TestAffine::zeroStaysZero()
{
    QFETCH(int, bits);
    QFETCH(bool, symmetric);
    for (const auto &[min, max] : someRanges()) {
        const AffineParameters parameters = affineParameters(min, max, bits, symmetric);
        QVERIFY(roundTrip(0.0f, parameters, bits) == 0.0f);
        QVERIFY(parameters.offset == std::rint(parameters.offset));
    }
}

void TestAffine::roundingErrorIsAtMostHalfAStep()
{
    QFETCH(int, bits);
    QFETCH(bool, symmetric);
    for (const auto &[min, max] : someRanges()) {
        const AffineParameters parameters = affineParameters(min, max, bits, symmetric);
        const float allowed = 0.5f * parameters.scale + kRoundings * std::max(std::abs(min), std::abs(max));
        for (int i = 0; i <= 100; ++i) {
            const float x = min + (max - min) * static_cast<float>(i) / 100.0f;
            QVERIFY(std::abs(roundTrip(x, parameters, bits) - x) <= allowed);
        }
    }
}

void TestAffine::equalInputComesBack()
{
    QFETCH(int, bits);
    QFETCH(bool, symmetric);
    for (const float value : pseudoRandom(100, 9)) {
        const AffineParameters parameters = affineParameters(value, value, bits, symmetric);
        QVERIFY(std::abs(roundTrip(value, parameters, bits) - value) <= kRoundings * std::abs(value));
    }
}

void TestAffine::tiesGoToEven()
{
    const std::vector<float> x{-2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f};
    std::vector<std::int8_t> codes(x.size());
    quantize(x, {1.0f, 0.0f}, -128, 127, codes);
    QCOMPARE(codes, (std::vector<std::int8_t>{-2, -2, 0, 0, 2, 2}));
    // The offset is added before rounding: an odd one turns the ties around.
    quantize(x, {1.0f, 1.0f}, -128, 127, codes);
    QCOMPARE(codes, (std::vector<std::int8_t>{-2, 0, 0, 2, 2, 4}));
}

void TestAffine::codesAreClampedToTheGrid()
{
    const std::vector<float> x{-1e30f, -129.0f, -128.0f, 127.0f, 128.0f, 1e30f};
    std::vector<std::int8_t> codes(x.size());
    quantize(x, {1.0f, 0.0f}, -128, 127, codes);
    QCOMPARE(codes, (std::vector<std::int8_t>{-128, -128, -128, 127, 127, 127}));
    quantize(x, {1.0f, 0.0f}, -127, 127, codes);
    QCOMPARE(codes, (std::vector<std::int8_t>{-127, -127, -127, 127, 127, 127}));
    quantize(x, {1.0f, 0.0f}, -8, 7, codes);
    QCOMPARE(codes, (std::vector<std::int8_t>{-8, -8, -8, 7, 7, 7}));
}

void TestAffine::allZeroInputIsHarmless()
{
    QVERIFY((affineParameters(0.0f, 0.0f, 8, true) == AffineParameters{kSmallestScale, 0.0f}));
    QVERIFY((affineParameters(0.0f, 0.0f, 8, false) == AffineParameters{kSmallestScale, -128.0f}));
    // Subnormal numbers have no scale of their own: they become zero.
    const float tiny = std::numeric_limits<float>::denorm_min();
    QVERIFY(roundTrip(tiny, affineParameters(-tiny, tiny, 8, false), 8) == 0.0f);
}

void TestAffine::formsOfTheQuantizerAgree()
{
    const std::vector<float> x = pseudoRandom(1000, 3); // more than any vector length, and no multiple of one
    const AffineParameters parameters = affineParameters(-0.7f, 0.9f, 8, false);
    std::vector<std::int8_t> codes(x.size());
    quantize(x, parameters, -128, 127, codes);
    std::vector<std::uint8_t> shifted(x.size());
    quantizeShifted(x, parameters, shifted);
    std::vector<float> back(x.size());
    dequantize(codes, parameters, back);
    std::vector<float> inPlace = x;
    fakeQuantize(inPlace, parameters);
    for (std::size_t i = 0; i < x.size(); ++i) {
        QCOMPARE(static_cast<int>(shifted[i]), codes[i] + 128);
        QVERIFY(inPlace[i] == back[i]);
        std::int8_t alone = 0;
        quantize({&x[i], 1}, parameters, -128, 127, {&alone, 1});
        QCOMPARE(alone, codes[i]);
    }
}

QTEST_APPLESS_MAIN(TestAffine)
#include "tst_affine.moc"
