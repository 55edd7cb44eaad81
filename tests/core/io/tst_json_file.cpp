// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_file.h"

#include "tests/core/io/io_test.h"

#include <QElapsedTimer>
#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestJsonFile : public QObject
{
    Q_OBJECT

private slots:
    void valuesAreAsWritten();
    void orderedKeepsTheOrderOfTheText();
    void hostileTextIsRefused_data();
    void hostileTextIsRefused();
    void deepestAllowedNestingIsAccepted();
    void manyKeysAreReadInLinearTime();
    void filesNameThemselvesInErrors();
    void tooLargeFilesAreNotRead();
};

void TestJsonFile::valuesAreAsWritten()
{
    const auto json =
        parseJson(R"({"a": [1, -2, 2.5, true, null, "x\u00e9"], "b": {"c": {}}, "big": 18446744073709551615})", "t");
    VERNIER_SUCCEEDS(json);
    QCOMPARE((*json)["a"][0].get<int>(), 1);
    QCOMPARE((*json)["a"][1].get<int>(), -2);
    QCOMPARE((*json)["a"][2].get<double>(), 2.5);
    QVERIFY((*json)["a"][3].get<bool>());
    QVERIFY((*json)["a"][4].is_null());
    QCOMPARE((*json)["a"][5].get<std::string>(), std::string("x\xc3\xa9"));
    QVERIFY((*json)["b"]["c"].is_object());
    QCOMPARE((*json)["big"].get<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
    QVERIFY(*json == nlohmann::json::parse(json->dump()));
    VERNIER_SUCCEEDS(parseJson(" 7 \n", "t"));
}

void TestJsonFile::orderedKeepsTheOrderOfTheText()
{
    const std::string text = R"({"z":1,"a":{"y":[{"q":2,"b":3}],"c":4},"m":null})";
    const auto json = parseOrderedJson(text, "t");
    VERNIER_SUCCEEDS(json);
    QCOMPARE(json->dump(), text);
}

void TestJsonFile::hostileTextIsRefused_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("word");
    const auto row = [](const char *name, const std::string &text, const char *word) {
        QTest::newRow(name) << text << std::string(word);
    };
    row("empty", "", "byte 0");
    row("cut off", "{\"a\": [1, 2", "line 1 (byte 11)");
    row("error in the third line", "{\n\"a\": 1,\n\"b\": x}", "line 3");
    row("something behind", "{} {}", "byte 4");
    row("comma at the end", "[1,]", "byte 4");
    row("comment", "{} // c", "byte 4");
    row("not a number", "[NaN]", "byte 2");
    row("number beyond double", "[1e999]", "line 1");
    row("not UTF-8", "[\"\xff\xfe\"]", "UTF-8");
    row("half a surrogate pair", R"(["\ud800"])", "surrogate");
    row("same key twice", R"({"a": {"k1": 1, "k2": 2, "k1": 3}})", "\"k1\" stands twice");
    row("same key twice, spelled differently", R"({"k": 1, "\u006b": 2})", "\"k\" stands twice");
    row("65 levels", std::string(65, '[') + std::string(65, ']'), "64 levels");
    row("a million levels", std::string(1'000'000, '['), "64 levels");
    row(
        "a million levels of objects",
        [] {
            std::string text;
            for (int i = 0; i < 1'000'000; ++i)
                text += "{\"a\":";
            return text;
        }(),
        "64 levels");
    row("a long word", "[" + std::string(1'000'000, 't'), "byte");
}

void TestJsonFile::hostileTextIsRefused()
{
    QFETCH(std::string, text);
    QFETCH(std::string, word);
    const auto json = parseJson(text, "folder/some.json");
    VERNIER_REFUSES(json, ErrorCode::CorruptFile, {"folder/some.json", "byte", word});
    QVERIFY(toString(json.error()).size() < 400);
    VERNIER_REFUSES(parseOrderedJson(text, "folder/some.json"), ErrorCode::CorruptFile, {"folder/some.json", word});
}

void TestJsonFile::deepestAllowedNestingIsAccepted()
{
    VERNIER_SUCCEEDS(parseJson(std::string(kMaxJsonDepth, '[') + std::string(kMaxJsonDepth, ']'), "t"));
}

void TestJsonFile::manyKeysAreReadInLinearTime()
{
    // A vocabulary; comparing every key with all before it would take minutes.
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i)
        text += (i ? ",\"token" : "\"token") + std::to_string(i) + "\":" + std::to_string(i);
    text += "}";
    QElapsedTimer timer;
    timer.start();
    const auto json = parseOrderedJson(text, "t");
    VERNIER_SUCCEEDS(json);
    QCOMPARE(json->size(), std::size_t(200'000));
    QVERIFY(timer.elapsed() < 10'000);
}

void TestJsonFile::filesNameThemselvesInErrors()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "config.json");
    VERNIER_REFUSES(readJsonFile(path), ErrorCode::NotFound, {path.string()});
    VERNIER_REFUSES(readJsonFile(pathIn(folder, "")), ErrorCode::InvalidArgument,
                    {folder.path().toStdString(), "folder"});
    writeBytes(path, "{\"a\": 1");
    VERNIER_REFUSES(readJsonFile(path), ErrorCode::CorruptFile, {path.string(), "line 1"});
    VERNIER_REFUSES(readOrderedJsonFile(path), ErrorCode::CorruptFile, {path.string(), "line 1"});
    writeBytes(path, "{\"a\": 1}");
    const auto json = readJsonFile(path);
    VERNIER_SUCCEEDS(json);
    QCOMPARE((*json)["a"].get<int>(), 1);
}

void TestJsonFile::tooLargeFilesAreNotRead()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "big.txt");
    writeBytes(path, "0123456789");
    VERNIER_REFUSES(readTextFile(path, 9), ErrorCode::Unsupported, {path.string(), "10 bytes"});
    const auto text = readTextFile(path, 10);
    VERNIER_SUCCEEDS(text);
    QCOMPARE(*text, std::string("0123456789"));
}

QTEST_APPLESS_MAIN(TestJsonFile)
#include "tst_json_file.moc"
