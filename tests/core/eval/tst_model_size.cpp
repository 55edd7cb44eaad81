// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/model_size.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

// All rows: hidden 32, FFN 48, 2 blocks, 4 heads and 2 key/value heads of 8, vocabulary 64.
//
// Linear layers of a block: q 32·32, k 16·32, v 16·32, o 32·32, gate 48·32, up 48·32, down 32·48 = 7680 weights in 224
// rows. Norms: 2·32 in each block and 32 at the end = 160. Embedding, and a head of its own: 64·32 = 2048 each.
// Parameters: 2·7680 + 160 + 2048 (+ 2048) = 17568 (19616).

class TestModelSize : public QObject
{
    Q_OBJECT

private slots:
    void floatModels_data();
    void floatModels();
};

void TestModelSize::floatModels_data()
{
    QTest::addColumn<QString>("modelType");
    QTest::addColumn<bool>("tied");
    QTest::addColumn<bool>("half");
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<double>("bits");
    QTest::newRow("float32, tied") << "llama" << true << false << qint64{17568 * 4} << 32.0;
    QTest::newRow("float32") << "llama" << false << false << qint64{19616 * 4} << 32.0;
    QTest::newRow("bfloat16") << "llama" << false << true << qint64{19616 * 2} << 16.0;
    // Biases of q, k, v: 64 in each block.
    QTest::newRow("biases") << "qwen2" << false << false << qint64{(19616 + 2 * 64) * 4} << 32.0;
    // Norms of queries and keys: 16 in each block.
    QTest::newRow("norms of heads") << "qwen3" << false << false << qint64{(19616 + 2 * 16) * 4} << 32.0;
}

void TestModelSize::floatModels()
{
    QFETCH(QString, modelType);
    QFETCH(bool, tied);
    QFETCH(bool, half);
    QFETCH(qint64, bytes);
    QFETCH(double, bits);
    const QTemporaryDir folder;
    const auto model = openFloatModel(writeTinyCheckpoint(
        pathIn(folder, "model"), {.modelType = modelType.toStdString(), .tied = tied, .dtype = half ? DType::BF16 : DType::F32}));
    const ModelSize size = floatSize(model->checkpoint());
    QCOMPARE(size.sizeBytes, bytes);
    QCOMPARE(size.bitsPerWeight, bits);
}

QTEST_APPLESS_MAIN(TestModelSize)
#include "tst_model_size.moc"
