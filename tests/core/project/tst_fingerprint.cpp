// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/fingerprint.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

namespace {

std::string fingerprintOf(const fs::path &folder)
{
    return valueOf(checkpointFingerprint(*valueOf(Checkpoint::open(folder))));
}

/// About 600 KiB of weights: more than is read of a file.
const TinyCheckpointOptions kLarge{.hidden = 64, .intermediate = 256, .vocabulary = 256};

} // namespace

class TestFingerprint : public QObject
{
    Q_OBJECT

private slots:
    void isTheSameForEver();
    void doesNotDependOnTheFolder();
    void changesAreSeen_data();
    void changesAreSeen();
    void everyWeightOfASmallFileCounts();
    void everyTokenOfTheTextsCounts();
};

void TestFingerprint::isTheSameForEver()
{
    // It stands in project files: a new value here means a new name before the colon.
    const QTemporaryDir folder;
    writeBytes(pathIn(folder, "config.json"),
               R"({"model_type": "llama", "hidden_size": 2, "intermediate_size": 2, "num_hidden_layers": 1, "num_attention_heads": 1,)"
               R"( "num_key_value_heads": 1, "vocab_size": 2, "max_position_embeddings": 8, "tie_word_embeddings": true})");
    std::string header = "{";
    std::size_t bytes = 0;
    const auto add = [&](const std::string &name, const std::string &shape, std::size_t size) {
        header += (bytes ? "," : "") + ("\"" + name + ".weight\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[")
            + std::to_string(bytes) + "," + std::to_string(bytes + size) + "]}";
        bytes += size;
    };
    add("model.embed_tokens", "[2,2]", 16);
    add("model.norm", "[2]", 8);
    add("model.layers.0.input_layernorm", "[2]", 8);
    add("model.layers.0.post_attention_layernorm", "[2]", 8);
    for (const char *layer : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"})
        add(std::string("model.layers.0.") + layer, "[2,2]", 16);
    writeBytes(pathIn(folder, "model.safetensors"), safetensorsBytes(header + "}", bytes));
    QCOMPARE(fingerprintOf(pathIn(folder, "")), std::string("fnv1a64:e40c116d9416fae5"));
}

void TestFingerprint::doesNotDependOnTheFolder()
{
    const QTemporaryDir folder;
    const std::string a = fingerprintOf(writeTinyCheckpoint(pathIn(folder, "a"), kLarge));
    QCOMPARE(fingerprintOf(writeTinyCheckpoint(pathIn(folder, "b"), kLarge)), a);
    QCOMPARE(fingerprintOf(pathIn(folder, "b/../a/")), a);
}

void TestFingerprint::changesAreSeen_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"config", "weights", "dtype", "tensor name"})
        QTest::newRow(what) << what;
}

void TestFingerprint::changesAreSeen()
{
    QFETCH(QString, what);
    const QTemporaryDir folder;
    const std::string before = fingerprintOf(writeTinyCheckpoint(pathIn(folder, "before"), kLarge));
    TinyCheckpointOptions options = kLarge;
    if (what == "weights") // same shapes, same file size: another training
        options.seed = 2;
    if (what == "dtype")
        options.dtype = DType::F16;
    TinyCheckpoint checkpoint = makeTinyCheckpoint(options);
    if (what == "config")
        checkpoint.config["rms_norm_eps"] = 2e-5;
    if (what == "tensor name")
        checkpoint.tensors.push_back({"unused", DType::F32, {1}, std::vector<std::byte>(4)});
    QVERIFY(fingerprintOf(writeCheckpoint(pathIn(folder, "after"), checkpoint)) != before);
}

void TestFingerprint::everyWeightOfASmallFileCounts()
{
    const QTemporaryDir folder;
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.hidden = 8, .intermediate = 8, .blocks = 1, .heads = 2, .kvHeads = 1, .vocabulary = 16});
    const std::string before = fingerprintOf(writeCheckpoint(pathIn(folder, "before"), checkpoint));
    std::byte &last = checkpoint.tensor("model.norm.weight").bytes[5];
    last ^= std::byte{1};
    QVERIFY(fingerprintOf(writeCheckpoint(pathIn(folder, "after"), checkpoint)) != before);
}

void TestFingerprint::everyTokenOfTheTextsCounts()
{
    using Sequences = std::vector<std::vector<int>>;
    const auto of = [](const char *checkpoint, const Sequences &calibration, const Sequences &windows) {
        return inputsFingerprint(checkpoint, calibration, TokenBatch(windows));
    };
    const std::string before = of("a", {{1, 2}, {3}}, {{4, 5}});
    QCOMPARE(of("a", {{1, 2}, {3}}, {{4, 5}}), before);
    for (const std::string &other : {of("b", {{1, 2}, {3}}, {{4, 5}}), of("a", {{1}, {2, 3}}, {{4, 5}}), of("a", {{1, 2}}, {{3}, {4, 5}}),
                                     of("a", {{1, 2}, {3}}, {{4, 6}}), of("a", {{1, 2}, {3}}, {})})
        QVERIFY(other != before);
}

QTEST_APPLESS_MAIN(TestFingerprint)
#include "tst_fingerprint.moc"
