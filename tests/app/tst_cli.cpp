// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tiny_checkpoint.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

// vernier-cli as a user runs it: results, exit codes, and what bad input does.

namespace {

struct Outcome
{
    int exitCode = -1;
    QByteArray out;
    QByteArray error;
};

Outcome run(const QStringList &arguments, const QString &output = {})
{
    QProcess process;
    if (!output.isEmpty())
        process.setStandardOutputFile(output);
    process.start(QStringLiteral(VERNIER_CLI), arguments);
    constexpr int kLongestRunMs = 120'000;
    if (!process.waitForFinished(kLongestRunMs) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(), "crashed or hung: " + process.readAllStandardError()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

class TestCli : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void inspectListsTheLayers();
    void evaluatePrintsItsDocumentedKeys();
    void floatAgainstItselfIsExactlyZero();
    void blocksAreRanked_data();
    void blocksAreRanked();
    void rightAnswersAreCounted();
    void calibrationSetsAreMixed();
    void promptsAreAskedInTheChatTemplate();
    void aGateThatFailsExitsWithOne();
    void theWholeWay();
    void quantizedModelsAreInspected();
    void outputThatCannotBeWrittenIsAnError_data();
    void outputThatCannotBeWrittenIsAnError();
    void whatIsOddIsRemarked_data();
    void whatIsOddIsRemarked();
    void tensorsThatAreNotUsedAreListed();
    void controlCharactersDoNotReachTheTerminal();
    void floatAloneHasNoDivergence();
    void littleMemoryIsReported_data();
    void littleMemoryIsReported();
    void exportWritesWhatItCan_data();
    void exportWritesWhatItCan();
    void signalsStopALongSequence_data();
    void signalsStopALongSequence();
    void badInputExitsWithTwo_data();
    void badInputExitsWithTwo();

private:
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(name); }
    QString write(const char *name, const QByteArray &contents) const
    {
        QFile file(path(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(contents);
        return file.fileName();
    }

    QTemporaryDir m_folder;
    QString m_model;
    QString m_ids;
    QString m_recipe;
    QString m_questions; ///< six of yes or no
    QString m_huge; ///< ids of a sequence too long to run
};

void TestCli::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_model = path("model");
    vernier::test::writeTinyCheckpoint(m_model.toStdString(), {});
    m_ids = write("ids.json", "[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [5, 4, 3, 2, 1, 7, 9, 3, 3, 2, 8, 1]]");
    QByteArray huge("[[1");
    for (int i = 0; i < (1 << 20); ++i)
        huge += ",2";
    m_huge = write("huge.json", huge + "]]");
    QByteArray questions;
    for (int i = 0; i < 6; ++i)
        questions += R"({"title": "Tom", "question": "is it cat )" + QByteArray::number(i) + R"(", "passage": "Tom has a cat.", "answer": )"
            + (i < 3 ? "true" : "false") + "}\n";
    m_questions = write("questions.jsonl", questions);
    m_recipe = write("recipe.json", R"({"version": 1, "quant_config": {"w_bit": 8, "a_bit": 8, "mm_tensor": false}})");
}

void TestCli::inspectListsTheLayers()
{
    const Outcome outcome = run({"inspect", m_model, "--json"});
    QCOMPARE(outcome.exitCode, 0);
    const QJsonArray layers = json(outcome.out)["layers"].toArray();
    QVERIFY(layers.size() > 7);
    QCOMPARE(layers.first().toObject()["name"].toString(), QString("model.layers.0.self_attn.q_proj"));
    QCOMPARE(layers.last().toObject()["name"].toString(), QString("lm_head"));
}

void TestCli::evaluatePrintsItsDocumentedKeys()
{
    const Outcome outcome = run({"evaluate", m_model, "--recipe", m_recipe, "--calib", m_ids, "--text", m_ids, "--window", "8", "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    const QJsonObject result = json(outcome.out);
    QCOMPARE(result["mode"].toString(), QString("stream"));
    QCOMPARE(result["window"].toInt(), 8);
    QCOMPARE(result["predictions"].toInt(), 3 * 7);
    for (const char *key : {"loss", "perplexity"})
        QVERIFY2(result["float"].toObject()[QLatin1String(key)].isDouble(), key);
    for (const char *key : {"loss", "perplexity", "kl_mean", "kl_mean_se", "same_top1", "size_bytes", "bits_per_weight"})
        QVERIFY2(result["quantized"].toObject()[QLatin1String(key)].isDouble(), key);
}

void TestCli::floatAgainstItselfIsExactlyZero()
{
    const QString recipe = write("float.json", R"({"version": 1, "quant_config": {"w_bit": 16, "a_bit": 16}})");
    const Outcome outcome = run({"evaluate", m_model, "--recipe", recipe, "--text", m_ids, "--window", "8", "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    QCOMPARE(json(outcome.out)["quantized"].toObject()["kl_mean"].toDouble(-1), 0.0);
    QCOMPARE(json(outcome.out)["quantized"].toObject()["same_top1"].toDouble(-1), 1.0);
}

void TestCli::blocksAreRanked_data()
{
    QTest::addColumn<QString>("metric");
    for (const char *metric : {"mse_layer_wise", "mse_model_wise"})
        QTest::addRow("%s", metric) << metric;
}

void TestCli::blocksAreRanked()
{
    QFETCH(QString, metric);
    const QStringList arguments{"analyze", m_model, "--calib", m_ids, "--metrics", metric, "--topk", "1"};
    const Outcome outcome = run(arguments + QStringList{"--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    const QJsonArray layers = json(outcome.out)["layers"].toArray();
    QCOMPARE(layers.size(), 2);
    const double first = layers[0].toObject()["score"].toDouble();
    const double second = layers[1].toObject()["score"].toDouble();
    QVERIFY(first > second && second > 0.0);
    const QString worst = layers[0].toObject()["layer"].toString();
    QCOMPARE(json(outcome.out)["selected"].toArray(), QJsonArray{worst + ".*"});
    const Outcome table = run(arguments);
    QVERIFY2(table.out.startsWith("1. " + worst.toUtf8() + " | Score: "), table.out);
    QVERIFY2(table.out.endsWith("Total layers analyzed: 2\n\n- \"" + worst.toUtf8() + ".*\"\n"), table.out);
    const Outcome part = run(arguments + QStringList{"--json", "--pattern", "*.1", "--quant_modules", "*mlp*", "*o_proj"});
    QVERIFY2(part.exitCode == 0, part.error);
    QCOMPARE(json(part.out)["selected"].toArray(), QJsonArray{"model.layers.1.*"});
}

void TestCli::rightAnswersAreCounted()
{
    const QString demo = QStringLiteral(VERNIER_SOURCE_DIR "/resources/demo/model");
    const QString recipe = write("dynamic.json", R"({"version": 1, "quant_config": {"w_bit": 8, "a_bit": 8, "is_dynamic": true, "mm_tensor": false}})");
    const QStringList arguments{"accuracy", demo, "--boolq", m_questions, "--questions", "3"};
    const Outcome outcome = run(arguments + QStringList{"--recipe", recipe, "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    const QJsonObject task = json(outcome.out)["tasks"].toArray().first().toObject();
    QCOMPARE(task["task"].toString(), QString("boolq"));
    QCOMPARE(task["questions"].toInt(), 3);
    QCOMPARE(task["rows"].toArray().size(), qsizetype(3));
    const QJsonObject quantized = task["quantized"].toObject();
    QCOMPARE(quantized["both"].toInt() + quantized["only_float"].toInt(), task["float"].toObject()["correct"].toInt());
    for (const char *key : {"accuracy", "low", "high", "p"})
        QVERIFY2(quantized[QLatin1String(key)].isDouble(), key);
    const Outcome floats = run(arguments);
    QVERIFY2(floats.exitCode == 0 && floats.out.contains("boolq"), floats.error);
    QVERIFY(!floats.out.contains("McNemar"));
}

void TestCli::calibrationSetsAreMixed()
{
    const QString config = write("mix.json", R"({"configurations": [{"dataset_name": "boolq", "dataset_path": "questions.jsonl"}]})");
    const QString cases = write("cases.jsonl", R"({"prompt": "What went wrong?"})");
    const QStringList arguments{"mix", config, "--size", "boolq=4", "--add", cases, "--out", path("mixed.json")};
    Outcome outcome = run(arguments + QStringList{"--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    QCOMPARE(json(outcome.out)["questions"].toInt(), 5);
    QCOMPARE(json(outcome.out)["bad_cases"].toInt(), 1);
    QCOMPARE(json(outcome.out)["counts"].toObject()["boolq"].toInt(), 4);
    QFile mixed(path("mixed.json"));
    QVERIFY(mixed.open(QIODevice::ReadOnly));
    QVERIFY(mixed.readAll().contains("What went wrong?"));
    outcome = run(arguments + QStringList{"--model", QStringLiteral(VERNIER_SOURCE_DIR "/resources/demo/model")}); // over the first
    QVERIFY2(outcome.exitCode == 0, outcome.error);
}

void TestCli::promptsAreAskedInTheChatTemplate()
{
    const QDir demo(QStringLiteral(VERNIER_SOURCE_DIR "/resources/demo/model"));
    QVERIFY(QDir(m_folder.path()).mkdir("chat"));
    for (const QString &file : demo.entryList(QDir::Files))
        QVERIFY(QFile::link(demo.filePath(file), path("chat/") + file));
    write("chat/chat_template.jinja", "<reserved_106><reserved_107>");
    const QStringList arguments{"generate", path("chat"), "--tokens", "1", "--json", "--prompt"};
    const Outcome plain = run(arguments + QStringList{"Be kind.<reserved_106>Who?<reserved_107>"});
    const Outcome chat = run(arguments + QStringList{"Who?", "--chat", "--system", "Be kind."});
    QVERIFY2(chat.exitCode == 0, chat.error);
    QJsonArray ids = json(plain.out)["prompt_ids"].toArray();
    ids.removeFirst(); // begin of text, which the template would bring
    QCOMPARE(json(chat.out)["prompt_ids"].toArray(), ids);
}

void TestCli::aGateThatFailsExitsWithOne()
{
    const QStringList arguments{"evaluate", m_model, "--recipe", m_recipe, "--calib", m_ids, "--text", m_ids, "--window", "8", "--max-kl"};
    QCOMPARE(run(arguments + QStringList{"0"}).exitCode, 1);
    QCOMPARE(run(arguments + QStringList{"1000"}).exitCode, 0);
}

void TestCli::theWholeWay()
{
    const Outcome calibrated = run({"calibrate", m_model, "--calib", m_ids, "--json"});
    QVERIFY2(calibrated.exitCode == 0, calibrated.error);
    QCOMPARE(json(calibrated.out)["samples"].toInt(), 2);

    const Outcome sensitivity = run({"sensitivity", m_model, "--recipe", m_recipe, "--calib", m_ids, "--text", m_ids, "--window", "8", "--json"});
    QVERIFY2(sensitivity.exitCode == 0, sensitivity.error);
    QVERIFY(!json(sensitivity.out)["end_to_end"].toObject()["layers"].toArray().isEmpty());

    const Outcome logits = run({"logits", m_model, "--ids", m_ids, "--sequence", "1", "--out", path("logits.npy")});
    QVERIFY2(logits.exitCode == 0, logits.error);
    QVERIFY(QFile::exists(path("logits.npy")));

    const Outcome quantized = run({"quantize", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", path("quantized")});
    QVERIFY2(quantized.exitCode == 0, quantized.error);
    for (const char *file : {"quant_model_weight_w8a8.safetensors", "quant_model_description_w8a8.json", "config.json"})
        QVERIFY2(QFile::exists(path("quantized") + "/" + file), file);

    const Outcome exported = run({"export", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", path("scripts")});
    QVERIFY2(exported.exitCode == 0, exported.error);
    for (const char *file : {"quant.py", "quant.yaml", "recipe.json"})
        QVERIFY2(QFile::exists(path("scripts") + "/" + file), file);
}

void TestCli::quantizedModelsAreInspected()
{
    const QString folder = path("inspected");
    QVERIFY(run({"quantize", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", folder}).exitCode == 0);
    const QJsonObject alone = json(run({"inspect-quantized", folder, "--json"}).out);
    QCOMPARE(alone["model_quant_type"].toString(), QString("W8A8"));
    QVERIFY(alone["evaluation"].isNull());
    QCOMPARE(alone["layers"].toArray().first().toObject()["per"].toString(), QString("channel"));

    const QStringList text{"--text", m_ids, "--window", "8"};
    const QString recipe = path("imported.json");
    const Outcome outcome = run(QStringList{"inspect-quantized", folder, "--model", m_model, "--write-recipe", recipe, "--json"} + text);
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    const QJsonObject measured = json(outcome.out)["evaluation"].toObject();
    const QJsonObject direct = json(run(QStringList{"evaluate", m_model, "--recipe", m_recipe, "--calib", m_ids, "--json"} + text).out);
    for (const char *key : {"kl_mean", "perplexity", "size_bytes"})
        QCOMPARE(measured["quantized"].toObject()[QLatin1String(key)].toDouble(-1), direct["quantized"].toObject()[QLatin1String(key)].toDouble(-2));
    QCOMPARE(measured["float"], direct["float"]);
    QVERIFY(!json(outcome.out)["recipe"].toObject()["notes"].toArray().isEmpty());
    QCOMPARE(json(outcome.out)["recipe_notes"], json(outcome.out)["recipe"].toObject()["notes"]); // also where none is written
    const QJsonObject again = json(run(QStringList{"evaluate", m_model, "--recipe", recipe, "--calib", m_ids, "--json"} + text).out);
    QCOMPARE(again["quantized"], direct["quantized"]); // the same recipe in other words

    QCOMPARE(run(QStringList{"inspect-quantized", folder, "--model", m_model, "--max-kl", "0"} + text).exitCode, 1);
    const auto refuses = [&](const QStringList &arguments, const char *message) {
        const Outcome refused = run(QStringList{"inspect-quantized"} + arguments);
        return refused.exitCode == 2 && refused.error.contains(message);
    };
    QVERIFY(refuses({m_model}, "no quantized model"));
    QVERIFY(refuses(QStringList{folder} + text, "--model"));
    QVERIFY(refuses({folder, "--max-kl", "1"}, "--text"));
    QVERIFY(refuses({folder, "--write-recipe", folder + "/recipe.json"}, "inside"));
    QVERIFY(refuses({folder, "--write-recipe", m_ids}, "is no recipe"));
}

void TestCli::outputThatCannotBeWrittenIsAnError_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("table") << QStringList{"inspect", m_model};
    QTest::newRow("JSON") << QStringList{"inspect", m_model, "--json"};
    QTest::newRow("help") << QStringList{"--help"};
}

void TestCli::outputThatCannotBeWrittenIsAnError()
{
    QFETCH(QStringList, arguments);
    if (!QFile::exists("/dev/full"))
        QSKIP("there is no /dev/full");
    const Outcome full = run(arguments, "/dev/full");
    QVERIFY2(full.exitCode == 2, full.error);
    QVERIFY2(full.error.contains("standard output"), full.error);

    QProcess closed;
    closed.start("/bin/sh", QStringList{"-c", "exec \"$0\" \"$@\" >&-", QStringLiteral(VERNIER_CLI)} + arguments);
    QVERIFY(closed.waitForFinished());
    QCOMPARE(closed.exitCode(), 2);
}

void TestCli::whatIsOddIsRemarked_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("remark");
    using namespace vernier::test;
    TinyCheckpoint biased = makeTinyCheckpoint();
    TinyTensor bias = biased.tensor("model.norm.weight");
    bias.name = "model.layers.0.self_attn.q_proj.bias";
    biased.tensors.push_back(bias);
    writeCheckpoint(path("biased").toStdString(), biased);
    TinyCheckpoint cut = makeTinyCheckpoint();
    cut.config["num_hidden_layers"] = 1;
    writeCheckpoint(path("cut").toStdString(), cut);
    TinyCheckpoint overflowing = makeTinyCheckpoint();
    std::vector<std::byte> &down = overflowing.tensor("model.layers.0.mlp.down_proj.weight").bytes;
    for (std::size_t i = 0; i < down.size(); ++i)
        down[i] = std::byte{static_cast<unsigned char>(i % 4 == 3 ? 0x7e : 0xff)}; // 1.7e38
    writeCheckpoint(path("overflowing").toStdString(), overflowing);

    const auto row = [](const char *name, QStringList arguments, const char *remark) {
        QTest::newRow(name) << std::move(arguments) << QByteArray(remark);
    };
    QByteArray longIds = "[[1";
    for (int i = 0; i < 300; ++i)
        longIds += ", 2";
    const QString beyond = write("beyond.json", longIds + "]]");
    row("bias that config denies", {"evaluate", path("biased"), "--text", m_ids, "--window", "8"}, "q_proj.bias");
    row("blocks that config denies", {"inspect", path("cut")}, "num_hidden_layers");
    row("calibration that overflows", {"calibrate", path("overflowing"), "--calib", m_ids}, "overflowed");
    row("sensitivity that overflows",
        {"sensitivity", path("overflowing"), "--recipe", write("weights.json", R"({"version":1,"quant_config":{"w_bit":8,"a_bit":16}})"), "--calib", m_ids}, "overflowed");
    row("logits beyond the context", {"logits", m_model, "--ids", beyond, "--out", path("beyond.npy")}, "context");
    row("calibration beyond the context", {"calibrate", m_model, "--calib", beyond}, "context");
    row("name that suppression does not find",
        {"calibrate", m_model, "--calib", m_ids, "--recipe", write("anti.json", R"({"version":1,"anti_outlier":{"anti_method":"m1","disable_anti_names":["nothing"]}})")},
        "nothing");
}

void TestCli::whatIsOddIsRemarked()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, remark);
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    QVERIFY2(outcome.error.contains("note: ") && outcome.error.contains(remark), outcome.error);
}

void TestCli::tensorsThatAreNotUsedAreListed()
{
    using namespace vernier::test;
    TinyCheckpoint checkpoint = makeTinyCheckpoint({.tied = true});
    TinyTensor head = checkpoint.tensor("model.embed_tokens.weight");
    head.name = "lm_head.weight";
    checkpoint.tensors.push_back(head);
    writeCheckpoint(path("tied").toStdString(), checkpoint);
    const Outcome outcome = run({"inspect", path("tied"), "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    QCOMPARE(json(outcome.out)["ignored_tensors"].toArray(), QJsonArray{"lm_head.weight"});
    QVERIFY(json(run({"inspect", m_model, "--json"}).out)["ignored_tensors"].toArray().isEmpty());
}

void TestCli::controlCharactersDoNotReachTheTerminal()
{
    const QString name = path("") + "\x1b[31mred" + QString(400, 'x');
    const Outcome outcome = run({"inspect", name});
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY(!outcome.error.contains('\x1b'));
    QVERIFY2(outcome.error.contains("\\x1b[31mred"), outcome.error);
    QVERIFY(outcome.error.size() < 500);
}

void TestCli::floatAloneHasNoDivergence()
{
    const Outcome outcome = run({"evaluate", m_model, "--text", m_ids, "--window", "8"});
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    QVERIFY2(!outcome.out.contains("KL") && outcome.out.contains("perplexity"), outcome.out);
}

void TestCli::littleMemoryIsReported_data()
{
    QTest::addColumn<int>("limitKib");
    for (const int limit : {100'000, 140'000, 180'000, 220'000, 260'000})
        QTest::addRow("%d KiB", limit) << limit;
}

void TestCli::littleMemoryIsReported()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("sanitizers need the address space");
#endif
    QFETCH(int, limitKib);
    QByteArray ids = "[[1";
    for (int i = 0; i < 20'000; ++i)
        ids += ", 2";
    const QStringList arguments{"logits", m_model, "--ids", write("twenty.json", ids + "]]"), "--out", path("none.npy"), "--threads", "8",
                                "--recipe", m_recipe, "--calib", m_ids};
    QProcess process;
    process.start("/bin/sh", QStringList{"-c", "ulimit -v " + QString::number(limitKib) + " && exec \"$0\" \"$@\"", QStringLiteral(VERNIER_CLI)} + arguments);
    QVERIFY(process.waitForFinished(60'000));
    const QByteArray error = process.readAllStandardError();
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && (process.exitCode() == 0 || process.exitCode() == 2), error);
    QVERIFY2(process.exitCode() == 0 || error.contains("memory"), error);
    QFile::remove(path("none.npy"));
}

void TestCli::exportWritesWhatItCan_data()
{
    QTest::addColumn<QByteArray>("recipe");
    QTest::addColumn<bool>("calibrated");
    QTest::addColumn<bool>("yaml");
    QTest::addColumn<QByteArray>("note");
    const auto row = [](const char *name, const char *recipe, bool calibrated, bool yaml, const char *note) {
        QTest::newRow(name) << QByteArray(R"({"version": 1, )") + recipe + "}" << calibrated << yaml << QByteArray(note);
    };
    const char *readme = R"("quant_config": {"w_bit": 8, "a_bit": 8, "mm_tensor": false, "disable_names": ["model.layers.0.mlp.down_proj"]},
        "anti_outlier": {"anti_method": "m1"}, "disable_level": "L2", "mix_cfg": {"*.layers.1.*": "w8a8_dynamic", "*down_proj": "w8a16"})";
    row("README's recipe", readme, true, true, "");
    row("README's recipe without data", readme, false, false, "CALIB_FILE");
    row("static without data", R"("quant_config": {"w_bit": 8, "a_bit": 8})", false, true, "CALIB_FILE");
    row("weights only without data", R"("quant_config": {"w_bit": 8, "a_bit": 16})", false, true, "");
    row("GPTQ", R"("quant_config": {"w_bit": 8, "a_bit": 16, "w_method": "GPTQ"})", true, false, "GPTQ");
    row("m2", R"("anti_outlier": {"anti_method": "m2"})", true, false, "m2");
    row("m2 and a level", R"("anti_outlier": {"anti_method": "m2"}, "disable_level": "L1")", true, false, "m2");
    row("KV cache", R"("chain": [["kv_quant", {"kv_sym": false}]])", true, false, "kv_quant");
}

void TestCli::exportWritesWhatItCan()
{
    QFETCH(QByteArray, recipe);
    QFETCH(bool, calibrated);
    QFETCH(bool, yaml);
    QFETCH(QByteArray, note);
    const QString out = path("exported");
    QDir(out).removeRecursively();
    QDir().mkpath(out);
    write("exported/quant.yaml", "of an earlier recipe");
    QStringList arguments{"export", m_model, "--recipe", write("export.json", recipe), "--out", out};
    if (calibrated)
        arguments << "--calib" << m_ids;
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.exitCode == 0, outcome.error);
    QVERIFY(QFile::exists(out + "/quant.py") && QFile::exists(out + "/recipe.json"));
    QCOMPARE(QFile::exists(out + "/quant.yaml"), yaml);
    QVERIFY2(outcome.error.contains(note), outcome.error);
    if (note.isEmpty())
        QVERIFY2(!outcome.error.contains("quant.yaml") && !outcome.error.contains("CALIB_FILE"), outcome.error);
}

void TestCli::signalsStopALongSequence_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl-C") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TestCli::signalsStopALongSequence()
{
    QFETCH(int, signal);
    QByteArray ids = "[[1";
    for (int i = 0; i < 60'000; ++i)
        ids += ", 2";
    QProcess process;
    process.start(QStringLiteral(VERNIER_CLI), {"logits", m_model, "--ids", write("long.json", ids + "]]"), "--out", path("none.npy")});
    QVERIFY(process.waitForStarted());
    process.setReadChannel(QProcess::StandardError);
    while (!process.readAllStandardError().contains("context")) // the note comes before the work
        QVERIFY(process.waitForReadyRead(10'000));
    QTest::qWait(200);
    ::kill(static_cast<pid_t>(process.processId()), signal);
    constexpr int kSoonMs = 3000;
    QVERIFY(process.waitForFinished(kSoonMs));
    QCOMPARE(process.exitCode(), 128 + signal);
    QVERIFY(!QFile::exists(path("none.npy")));
}

void TestCli::badInputExitsWithTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("message"); ///< must be part of what is said
    QDir().mkpath(path("scripts-in"));
    const auto row = [](const char *name, QStringList arguments, const char *message) {
        QTest::newRow(name) << std::move(arguments) << QByteArray(message);
    };
    row("no verb", {}, "ubcommand");
    row("unknown verb", {"quantise"}, "ubcommand");
    row("no such folder", {"inspect", path("nowhere")}, "nowhere");
    row("unknown recipe key", {"evaluate", m_model, "--recipe", write("typo.json", R"({"version":1,"quant_config":{"w_bits":8}})"), "--text", m_ids, "--window", "8"}, "w_bit");
    row("disabled layer that is not there",
        {"evaluate", m_model, "--recipe", write("name.json", R"({"version":1,"quant_config":{"disable_names":["model.layers.0.mlp.down"]}})"), "--calib", m_ids,
         "--text", m_ids, "--window", "8"},
        "model.layers.0.mlp.down_proj");
    row("static activations without data", {"quantize", m_model, "--recipe", m_recipe, "--out", path("none")}, "calib");
    row("empty calibration file", {"calibrate", m_model, "--calib", write("empty.json", "")}, "empty.json");
    row("ids outside the vocabulary", {"calibrate", m_model, "--calib", write("large.json", "[[1, 2147483647]]")}, "large.json");
    row("text without tokenizer", {"calibrate", m_model, "--calib", write("text.txt", "some words\n")}, "tokenizer");
    row("text shorter than a window", {"evaluate", m_model, "--text", m_ids, "--window", "4096"}, "--window");
    row("method that is not built",
        {"quantize", m_model, "--recipe", write("below.json", R"({"version":1,"quant_config":{"pr":-1.0}})"), "--calib", m_ids, "--out", path("none")},
        "pr below 0");
    row("attention's mse", {"analyze", m_model, "--calib", m_ids, "--metrics", "mse"}, "fa3");
    row("a metric that is none", {"analyze", m_model, "--calib", m_ids, "--metrics", "mse_wise"}, "mse_layer_wise");
    row("modules where nothing is quantized", {"analyze", m_model, "--calib", m_ids, "--quant_modules", "*mlp*"}, "--pattern");
    row("modules that are not there", {"analyze", m_model, "--calib", m_ids, "--metrics", "mse_model_wise", "--quant_modules", "lm_head"}, "model.layers.0.self_attn.q_proj");
    row("blocks of no samples", {"analyze", m_model, "--calib", write("no-samples.json", "[]"), "--metrics", "mse_model_wise"}, "no-samples.json");
    row("unknown save type", {"quantize", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", path("none"), "--save-type", "gguf"}, "gguf");
    row("the checkpoint as output", {"quantize", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", m_model}, "own folder");
    row("output below a file", {"quantize", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", m_ids + "/out"}, "ids.json");
    row("empty name of a calibration file", {"calibrate", m_model, "--calib", ""}, "--calib");
    row("empty name of a recipe", {"evaluate", m_model, "--recipe", "", "--text", m_ids}, "--recipe");
    row("empty name of the ids", {"logits", m_model, "--ids", "", "--out", path("x.npy")}, "--ids");
    row("empty name of the output", {"logits", m_model, "--ids", m_ids, "--out", ""}, "--out");
    row("empty name of the model", {"inspect", ""}, "MODEL");
    row("logits over their input", {"logits", m_model, "--ids", m_ids, "--out", m_ids}, "read");
    row("logits over a file that is no .npy", {"logits", m_model, "--ids", m_ids, "--out", write("letter.txt", "dear")}, "no .npy");
    row("logits into the model's folder", {"logits", m_model, "--ids", m_ids, "--out", m_model + "/x.npy"}, "checkpoint's folder");
    row("quantized model around the checkpoint", {"quantize", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", m_folder.path()}, "holds the checkpoint");
    row("quantized model into the root", {"quantize", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", "/"}, "root");
    row("quantized model inside the checkpoint", {"quantize", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", m_model + "/q"}, "inside");
    row("scripts over their recipe", {"export", m_model, "--recipe", write("scripts-in/recipe.json", R"({"version": 1})"), "--out", path("scripts-in")}, "recipe.json");
    row("fallback that cannot be pinned",
        {"export", m_model, "--recipe", write("level.json", R"({"version":1,"disable_level":"L1"})"), "--out", path("none"), "--pin-fallback"}, "calibration data");
    row("scripts into the checkpoint", {"export", m_model, "--recipe", m_recipe, "--calib", m_ids, "--out", m_model}, "own folder");
    row("a gate without a recipe", {"evaluate", m_model, "--text", m_ids, "--window", "8", "--max-kl", "1"}, "--recipe");
    row("a gate that is no number",
        {"evaluate", m_model, "--recipe", m_recipe, "--calib", m_ids, "--text", m_ids, "--window", "8", "--max-kl", "nan"}, "--max-kl");
    row("text instead of ids", {"logits", m_model, "--ids", write("words.txt", "some words\n"), "--out", path("x.npy")}, "list of lists");
    row("logits that overflow", {"logits", path("overflowing"), "--ids", m_ids, "--out", path("none")}, "token 0");
    row("text that overflows", {"evaluate", path("overflowing"), "--text", m_ids, "--window", "8"}, "overflowed");
    row("a model's configuration as recipe", {"evaluate", m_model, "--recipe", m_model + "/config.json", "--text", m_ids, "--window", "8"}, "no recipe");
    row("another file as recipe", {"evaluate", m_model, "--recipe", write("other.json", R"({"a": 1})"), "--text", m_ids, "--window", "8"}, "no recipe");
    row("a recipe that makes no sense names its file",
        {"quantize", m_model, "--recipe", write("sense.json", R"({"version":1,"disable_level":"X"})"), "--calib", m_ids, "--out", path("none")}, "sense.json: disable_level");
    row("a layer that is not there names the recipe's file",
        {"quantize", m_model, "--recipe", write("layer.json", R"({"version":1,"quant_config":{"disable_names":["zzz"]}})"), "--calib", m_ids, "--out", path("none")},
        "layer.json: disable_names");
    row("chat without template", {"generate", QStringLiteral(VERNIER_SOURCE_DIR "/resources/demo/model"), "--prompt", "a", "--chat"}, "no chat template");
    row("no question set", {"accuracy", m_model}, "--boolq");
    row("a question set that is none", {"accuracy", QStringLiteral(VERNIER_SOURCE_DIR "/resources/demo/model"), "--boolq", m_ids}, "ids.json, line 1");
    row("questions without tokenizer", {"accuracy", m_model, "--boolq", m_questions}, "tokenizer");
    const QString mixture = write("mixture.json", R"({"configurations": [{"dataset_name": "boolq", "dataset_path": "questions.jsonl"}]})");
    row("size that is no number", {"mix", mixture, "--size", "boolq", "--out", path("none")}, "NAME=NUMBER");
    row("size of no source", {"mix", mixture, "--size", "mmlu=1", "--out", path("none")}, "mmlu");
    row("no configuration", {"mix", m_recipe, "--size", "boolq=1", "--out", path("none")}, "configurations");
    row("nothing drawn", {"mix", mixture, "--size", "boolq=0", "--out", path("none")}, "--size");
    row("mixture over its configuration", {"mix", mixture, "--size", "boolq=1", "--out", mixture}, "read");
    row("mixture over a file of ids", {"mix", mixture, "--size", "boolq=1", "--out", m_ids}, "no calibration set");
    row("a file as model", {"inspect", m_model + "/config.json"}, "this is a file");
    row("a quantized model", {"inspect", path("quantized")}, "already quantized");
    row("a sequence below the first", {"logits", m_model, "--ids", m_ids, "--sequence", "-1", "--out", path("x.npy")}, "range 0 to 1099511627776");
    row("a sequence of more than a million tokens", {"logits", m_model, "--ids", m_huge, "--out", path("none")}, "1048576");
    row("no such sequence", {"logits", m_model, "--ids", m_ids, "--sequence", "2", "--out", path("x.npy")}, "ids.json");
}

void TestCli::badInputExitsWithTwo()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, message);
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.exitCode == 2, outcome.error);
    QVERIFY2(outcome.error.contains(message) || outcome.out.contains(message), outcome.error + outcome.out);
    QVERIFY(!QFile::exists(path("none")));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
