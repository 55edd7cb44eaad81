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
    void quantizedModels_data();
    void quantizedModels();
    void tiedHeadsThatAreQuantizedTakeRoomOfTheirOwn();
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

void TestModelSize::quantizedModels_data()
{
    QTest::addColumn<int>("wBit");
    QTest::addColumn<int>("aBit");
    QTest::addColumn<bool>("perTensor");
    QTest::addColumn<bool>("dynamic");
    QTest::addColumn<qint64>("layerBytes"); // of the 14 layers
    // Scale and offset: 8 bytes for each of 448 rows or 14 layers; the same again for each layer's fixed range.
    QTest::newRow("W8A16 per channel") << 8 << 16 << false << false << qint64{15360 + 448 * 8};
    QTest::newRow("W8A16 per tensor") << 8 << 16 << true << false << qint64{15360 + 14 * 8};
    QTest::newRow("W4A16 per channel") << 4 << 16 << false << false << qint64{15360 / 2 + 448 * 8};
    QTest::newRow("W8A8 per channel") << 8 << 8 << false << false << qint64{15360 + 448 * 8 + 14 * 8};
    QTest::newRow("W8A8_DYNAMIC per channel") << 8 << 8 << false << true << qint64{15360 + 448 * 8};
}

void TestModelSize::quantizedModels()
{
    QFETCH(int, wBit);
    QFETCH(int, aBit);
    QFETCH(bool, perTensor);
    QFETCH(bool, dynamic);
    QFETCH(qint64, layerBytes);
    const QTemporaryDir folder;
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(folder, "model"), {.dtype = DType::BF16}));
    Recipe recipe = recipeOf(wBit, aBit, dynamic);
    recipe.quantConfig.mmTensor = perTensor;
    const auto plan = resolvePlan(recipe, model->checkpoint().layers());
    VERNIER_SUCCEEDS(plan);
    const ModelSize size = quantizedSize(model->checkpoint(), *plan);
    QCOMPARE(size.sizeBytes, (160 + 2048 + 2048) * 2 + layerBytes);
    QCOMPARE(size.bitsPerWeight, 8.0 * static_cast<double>(size.sizeBytes) / 19616.0);
}

void TestModelSize::tiedHeadsThatAreQuantizedTakeRoomOfTheirOwn()
{
    const QTemporaryDir folder;
    const auto model = openFloatModel(writeTinyCheckpoint(pathIn(folder, "model"), {.tied = true}));
    Recipe recipe = recipeOf(8, 16);
    const auto floatHead = resolvePlan(recipe, model->checkpoint().layers());
    VERNIER_SUCCEEDS(floatHead);
    recipe.quantConfig.disableLastLinear = false;
    const auto quantizedHead = resolvePlan(recipe, model->checkpoint().layers());
    VERNIER_SUCCEEDS(quantizedHead);
    QCOMPARE(quantizedSize(model->checkpoint(), *quantizedHead).sizeBytes - quantizedSize(model->checkpoint(), *floatHead).sizeBytes,
             2048 + 64 * 8);
}

QTEST_APPLESS_MAIN(TestModelSize)
#include "tst_model_size.moc"
