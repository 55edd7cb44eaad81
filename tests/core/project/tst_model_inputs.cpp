// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/model_inputs.h"

#include <QTest>

using namespace vernier;

class TestModelInputs : public QObject
{
    Q_OBJECT

private slots:
    void textIsCounted()
    {
        const TextCounts none = textCounts(TokenBatch());
        QCOMPARE(none.sequences, std::int64_t{0});
        QCOMPARE(none.longest, std::int64_t{0});
        const TextCounts counts = textCounts(TokenBatch({{1, 2, 3}, {4}, {5, 6, 7, 8}}));
        QCOMPARE(counts.sequences, std::int64_t{3});
        QCOMPARE(counts.tokens, std::int64_t{8});
        QCOMPARE(counts.longest, std::int64_t{4});
        QCOMPARE(counts.predictions, std::int64_t{5}); // the first token of each sequence is given
    }
};

QTEST_APPLESS_MAIN(TestModelInputs)
#include "tst_model_inputs.moc"
