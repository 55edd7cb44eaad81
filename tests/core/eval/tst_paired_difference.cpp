// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/paired_difference.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <cmath>

using namespace vernier;

namespace {

/// Means of the same doubles taken in another way.
constexpr double kDoubleRounding = 1e-12;

/// Four windows of five tokens; the quantized losses and divergences are the float loss and seeded noise.
Evaluation evaluationOf(std::uint32_t seed, double offset = 0.0)
{
    constexpr int kWindows = 4;
    constexpr int kTokens = 5;
    const std::vector<float> text = test::pseudoRandom(kWindows * kTokens, 99);
    const std::vector<float> noise = test::pseudoRandom(kWindows * kTokens, seed);
    TokenMetrics tokens;
    for (std::size_t i = 0; i < text.size(); ++i) {
        tokens.window.push_back(static_cast<int>(i) / kTokens);
        tokens.floatLoss.push_back(2.0 + static_cast<double>(text[i]));
        tokens.quantizedLoss.push_back(tokens.floatLoss[i] + 0.01 * static_cast<double>(noise[i]) + offset);
        tokens.kl.push_back(0.1 + offset + 0.01 * static_cast<double>(noise[i]));
        tokens.sameTop1.push_back(noise[i] > -0.5f ? 1.0 : 0.0);
    }
    return summarize(std::move(tokens));
}

} // namespace

class TestPairedDifference : public QObject
{
    Q_OBJECT

private slots:
    void workedExample();
    void meansAreThoseOfTheEvaluations();
    void anEvaluationDoesNotDifferFromItself();
    void whatBothShareCancels();
    void exchangingTheTwoChangesTheSign();
    void otherTextsAreNotPaired();
    void perplexityErrorIsThatOfItsSlope();
    void perplexityAgainstFloat();
    void studentFactors_data();
    void studentFactors();
    void intervals();
    void unitsAreWindowsOrTokens();
    void unpairedErrorsAddUp();
};

void TestPairedDifference::workedExample()
{
    // Differences 1, 2 | 3, 6 of KL: as worked out for clusteredMean, 3 ± 1.5.
    TokenMetrics a;
    a.window = {0, 0, 1, 1};
    a.floatLoss = a.quantizedLoss = {1, 1, 1, 1};
    a.kl = {1, 1, 1, 1};
    a.sameTop1 = {1, 1, 1, 1};
    TokenMetrics b = a;
    b.kl = {2, 3, 4, 7};
    b.sameTop1 = {1, 0, 0, 1};
    const auto difference = pairedDifference(summarize(a), summarize(b));
    QVERIFY(difference);
    QCOMPARE(difference->kl.mean, 3.0);
    QCOMPARE(difference->kl.standardError, 1.5);
    QCOMPARE(difference->sameTop1.mean, -0.5);
    QCOMPARE(difference->loss.mean, 0.0);
    QCOMPARE(difference->units, 2);
}

void TestPairedDifference::meansAreThoseOfTheEvaluations()
{
    const Evaluation a = evaluationOf(1);
    const Evaluation b = evaluationOf(2, 0.05);
    const auto difference = pairedDifference(a, b);
    QVERIFY(difference);
    QVERIFY(std::abs(difference->kl.mean - (b.kl.mean - a.kl.mean)) < kDoubleRounding);
    QVERIFY(std::abs(difference->loss.mean - (b.quantizedLoss.mean - a.quantizedLoss.mean)) < kDoubleRounding);
    QVERIFY(std::abs(difference->sameTop1.mean - (b.sameTop1.mean - a.sameTop1.mean)) < kDoubleRounding);
    QVERIFY(std::abs(difference->perplexity.mean - (b.quantizedPerplexity() - a.quantizedPerplexity())) < kDoubleRounding);
}

void TestPairedDifference::anEvaluationDoesNotDifferFromItself()
{
    const Evaluation a = evaluationOf(1);
    const auto difference = pairedDifference(a, a);
    QVERIFY(difference);
    for (const Estimate &estimate : {difference->kl, difference->loss, difference->perplexity, difference->sameTop1}) {
        QCOMPARE(estimate.mean, 0.0);
        QCOMPARE(estimate.standardError, 0.0);
        QVERIFY(interval95(estimate, difference->units).contains(0.0));
    }
}

void TestPairedDifference::whatBothShareCancels()
{
    // The losses of either spread by 0.5 from token to token, their difference by 0.01.
    const Evaluation a = evaluationOf(1);
    const Evaluation b = evaluationOf(2, 0.05);
    const auto paired = pairedDifference(a, b);
    QVERIFY(paired);
    QVERIFY(paired->loss.standardError < 0.1 * unpairedDifference(a.quantizedLoss, b.quantizedLoss).standardError);
    QVERIFY(!interval95(paired->loss, paired->units).contains(0.0));
    QVERIFY(interval95(unpairedDifference(a.quantizedLoss, b.quantizedLoss), paired->units).contains(0.0));
}

void TestPairedDifference::exchangingTheTwoChangesTheSign()
{
    const auto there = pairedDifference(evaluationOf(1), evaluationOf(2));
    const auto back = pairedDifference(evaluationOf(2), evaluationOf(1));
    QCOMPARE(there->kl.mean, -back->kl.mean);
    QCOMPARE(there->perplexity.mean, -back->perplexity.mean);
    QCOMPARE(there->perplexity.standardError, back->perplexity.standardError);
}

void TestPairedDifference::otherTextsAreNotPaired()
{
    const Evaluation a = evaluationOf(1);
    Evaluation otherText = a;
    otherText.tokens.floatLoss[7] += 0.1;
    QVERIFY(!pairedDifference(a, otherText));
    Evaluation otherWindows = a;
    otherWindows.tokens.window.back() = 4;
    QVERIFY(!pairedDifference(a, otherWindows));
    Evaluation broken = a;
    broken.tokens.floatLoss[0] = std::nan("");
    QVERIFY(!pairedDifference(a, broken));
    Evaluation otherThreads = a;
    otherThreads.tokens.floatLoss[7] += 1e-6;
    QVERIFY(pairedDifference(a, otherThreads));
    QVERIFY(!pairedDifference(Evaluation{}, Evaluation{}));
}

void TestPairedDifference::perplexityErrorIsThatOfItsSlope()
{
    // Against a constant the error is that of one perplexity, which Evaluation knows.
    Evaluation certain = evaluationOf(1);
    for (double &loss : certain.tokens.quantizedLoss)
        loss = 2.0;
    const Evaluation b = evaluationOf(2);
    const auto difference = pairedDifference(summarize(certain.tokens), b);
    QVERIFY(std::abs(difference->perplexity.standardError - b.quantizedPerplexityError()) < kDoubleRounding);
}

void TestPairedDifference::perplexityAgainstFloat()
{
    const Evaluation a = evaluationOf(1, 0.05);
    const Estimate difference = perplexityDifference(a);
    QVERIFY(std::abs(difference.mean - (a.quantizedPerplexity() - a.floatPerplexity())) < kDoubleRounding);
    QVERIFY(difference.standardError > 0.0);
    QVERIFY(difference.standardError < 0.2 * a.quantizedPerplexityError());
    QCOMPARE(perplexityDifference(Evaluation{}).mean, 0.0);
}

void TestPairedDifference::studentFactors_data()
{
    QTest::addColumn<int>("freedom");
    QTest::addColumn<double>("factor");
    // R: qt(0.975, n)
    QTest::newRow("1") << 1 << 12.70620;
    QTest::newRow("4") << 4 << 2.776445;
    QTest::newRow("10") << 10 << 2.228139;
    QTest::newRow("11") << 11 << 2.200985;
    QTest::newRow("30") << 30 << 2.042272;
    QTest::newRow("100") << 100 << 1.983972;
    QTest::newRow("100000") << 100000 << 1.959988;
}

void TestPairedDifference::studentFactors()
{
    QFETCH(int, freedom);
    QFETCH(double, factor);
    QVERIFY(std::abs(studentFactor95(freedom) - factor) < 1e-4); // the table's last digit
}

void TestPairedDifference::intervals()
{
    const Interval interval = interval95({1.0, 0.5}, 5);
    QVERIFY(std::abs(interval.low - (1.0 - 2.7764 * 0.5)) < kDoubleRounding);
    QVERIFY(std::abs(interval.high - (1.0 + 2.7764 * 0.5)) < kDoubleRounding);
    QVERIFY(interval.contains(0.0));
    QVERIFY(!interval.contains(3.0));
    QVERIFY(interval95({1.0, 0.0}, 1).contains(-1e9)); // one value says nothing about its error
}

void TestPairedDifference::unitsAreWindowsOrTokens()
{
    TokenMetrics tokens;
    QCOMPARE(independentUnits(tokens), 0);
    tokens.window = {0, 0, 0};
    QCOMPARE(independentUnits(tokens), 3);
    tokens.window = {0, 0, 1, 4, 4};
    QCOMPARE(independentUnits(tokens), 3);
}

void TestPairedDifference::unpairedErrorsAddUp()
{
    const Estimate difference = unpairedDifference({1.0, 3.0}, {6.0, 4.0});
    QCOMPARE(difference.mean, 5.0);
    QCOMPARE(difference.standardError, 5.0);
}

QTEST_APPLESS_MAIN(TestPairedDifference)
#include "tst_paired_difference.moc"
