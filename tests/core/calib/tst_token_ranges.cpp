// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/calib/token_ranges.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

using namespace vernier;

class TestTokenRanges : public QObject
{
    Q_OBJECT

private slots:
    void tokensAreCountedByEitherEnd()
    {
        Matrix x(5, 2);
        x << 0.0f, 1.0f, //
            -3.0f, 0.5f, // below
            0.0f, 2.5f, // above
            -2.0f, 2.0f, // just inside
            -9.0f, 9.0f; // both, counted once
        const SampleStats sample = sampleStats(x);
        QCOMPARE(tokensOutside(sample, {-2.0f, 2.0f}), (std::vector<std::int64_t>{1, 2, 4}));
        QVERIFY(tokensOutside(sample, {-9.0f, 9.0f}).empty());
    }

    void countsAreThoseOfTheActivations()
    {
        InputStats stats;
        std::vector<std::int64_t> expected;
        for (const int tokens : {7, 1, 40}) {
            const Matrix x = test::pseudoRandomMatrix(tokens, 6, static_cast<std::uint32_t>(tokens));
            stats.samples.push_back(sampleStats(x));
            std::int64_t count = 0;
            for (Eigen::Index t = 0; t < x.rows(); ++t)
                count += (x.row(t).array() < -0.8f || x.row(t).array() > 0.7f).any() ? 1 : 0;
            expected.push_back(count);
        }
        QCOMPARE(countTokensOutside(stats, {-0.8f, 0.7f}), expected);
    }
};

QTEST_APPLESS_MAIN(TestTokenRanges)
#include "tst_token_ranges.moc"
