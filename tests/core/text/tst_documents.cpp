// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/documents.h"

#include "core/export/quant_script.h"
#include "core/text/tokenizer.h"

#include "tests/core/text/text_test.h"
#include "tests/support/shared_data.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace vernier;
using namespace vernier::test;

namespace {

/// Every byte is a token, and 256 comes first.
class ByteTokenizer final : public Tokenizer
{
public:
    Result<std::vector<int>> encode(std::string_view text, bool addSpecialTokens) const override
    {
        std::vector<int> ids;
        if (addSpecialTokens)
            ids.push_back(256);
        for (const char byte : text)
            ids.push_back(static_cast<unsigned char>(byte));
        return ids;
    }
    std::string decode(std::span<const int>) const override { return {}; }
    std::string tokenText(int) const override { return {}; }
    int vocabularySize() const override { return 257; }
    std::optional<int> beginOfText() const override { return 256; }
    std::optional<int> endOfText() const override { return {}; }
};

/// "text|text", with ids as "[1 2]".
QString listed(const std::vector<Document> &documents)
{
    QStringList all;
    for (const Document &document : documents) {
        QStringList ids;
        for (const int id : document.ids)
            ids << QString::number(id);
        all << (document.isTokens() ? "[" + ids.join(' ') + "]" : shown(document.text));
    }
    return all.join('|');
}

} // namespace

class TestDocuments : public QObject
{
    Q_OBJECT

private slots:
    void contentDecidesTheForm_data();
    void contentDecidesTheForm();
    void quantScriptReadsTheSame_data() { contentDecidesTheForm_data(); }
    void quantScriptReadsTheSame();
    void brokenFilesAreRefused_data();
    void brokenFilesAreRefused();
    void documentsKnowWhereTheyStood();
    void absurdSizesAreRefused();
    void goldenCalibrationIsRead();
    void textsAreTokenizedAndIdsAreKept();
    void idsOutsideTheVocabularyAreNamed();
    void textNeedsATokenizer();
};

void TestDocuments::contentDecidesTheForm_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("content");
    QTest::addColumn<QString>("documents");
    const auto row = [](const char *title, const char *name, const std::string &content, const char *documents) {
        QTest::newRow(title) << std::string(name) << content << QString::fromUtf8(documents);
    };
    row("lists of ids", "x.json", "[[1, 2], [3]]", "[1 2]|[3]");
    row("lists of ids under another name", "x.txt", " [[1, 2],\n [3]]\n", "[1 2]|[3]");
    row("object with calib", "x.json", R"({"lens": [2, 1], "calib": [[1, 2], [3]]})", "[1 2]|[3]");
    row("list of strings", "x.json", R"(["a b", "\u4f60"])", "a b|\u4f60");
    row("list of objects", "x.json", R"([{"prompt": "a", "ans": "b"}, {"text": "c"}])", "a|c");
    row("mixed list", "x.json", R"(["a", [1], {"prompt": "b"}])", "a|[1]|b");
    row("lines of objects", "x.jsonl", "{\"inputs_pretokenized\": \"a\"}\n{\"prompt\": \"b\"}\n", "a|b");
    row("lines under another name", "x.txt", "{\"text\": \"a\"}\n{\"text\": \"b\"}", "a|b");
    row("one line", "x.jsonl", R"({"text": "a"})", "a");
    row("first key wins", "x.jsonl", R"({"text": "c", "prompt": "b", "inputs_pretokenized": "a"})", "a");
    row("whole line without a key", "x.jsonl", "{\"z\": 1,  \"a\": 2}\n{\"prompt\": \"b\"}\n",
        R"({"z": 1,  "a": 2}|b)");
    row("only line without a key", "x.jsonl", "{\"z\": 1,  \"a\": 2}\n", R"({"z": 1,  "a": 2})");
    row("list of objects without a key", "x.json", R"([{"z": 1, "a": "\u00e9", "b": [1, 2]}, {"prompt": "b"}])", R"({"z":1,"a":"é","b":[1,2]}|b)");
    row("calib of objects without a key", "x.json", R"({"calib": [{"z": 1, "a": 2}]})", R"({"z":1,"a":2})");
    row("one object over several lines", "x.txt", " {\n \"z\": 1,\n \"a\": 2\n}\n", "{\n \"z\": 1,\n \"a\": 2\n}");
    row("null is no key", "x.jsonl", R"({"prompt": null, "text": "a"})", "a");
    row("lines of ids", "x.jsonl", "[1, 2]\n[3]\n", "[1 2]|[3]");
    row("lines of strings", "x.jsonl", "\"a\"\n\"b\"\n", "a|b");
    row("blank lines and carriage returns", "x.jsonl", "{\"text\": \"a\"}\r\n\r\n{\"text\": \"b\"}\r\n", "a|b");
    row("plain text", "x.txt", "One.\nTwo.\n", "One.\nTwo.");
    row("separated", "x.txt", "One.\nTwo.\n\n<|endoftext|>\nThree.\n<|endoftext|>\n", "One.\nTwo.|Three.");
    row("separator inside a line", "x.txt", "a <|endoftext|>\nb", "a <|endoftext|>\nb");
    row("separators in a row", "x.txt", "<|endoftext|>\n<|endoftext|>\n \n<|endoftext|>\na", "a");
    row("with carriage returns", "x.txt", "a\r\n<|endoftext|>\r\nb\r\n", "a|b");
    row("blanks belong to the text", "x.txt", " a \n", " a ");
    row("text that begins like JSON", "x.txt", "[1] A footnote.\n{\n", "[1] A footnote.\n{");
    row("byte order mark", "x.txt",
        "\xEF\xBB\xBF"
        "a",
        "a");
    row("byte order mark before JSON", "x.json", "\xEF\xBB\xBF[[1]]", "[1]");
    row("malformed text", "x.txt", "a\xFF", "a\uFFFD");
}

void TestDocuments::contentDecidesTheForm()
{
    QFETCH(std::string, name);
    QFETCH(std::string, content);
    QFETCH(QString, documents);
    const TextFolder folder;
    const auto result = readDocuments(folder.write(name, content));
    VERNIER_SUCCEEDS(result);
    QCOMPARE(listed(*result), documents);
}

void TestDocuments::quantScriptReadsTheSame()
{
    QFETCH(std::string, name);
    QFETCH(std::string, content);
    QFETCH(QString, documents);
    const QString python = QStandardPaths::findExecutable("python3");
    if (python.isEmpty())
        QSKIP("there is no python3");
    const std::string script = quantScript(Recipe{}, {.calibFile = "calib.json"});
    const std::size_t begin = script.find("def parsed(");
    const std::size_t end = script.find("def read_token_ids(");
    QVERIFY(begin < end && end != std::string::npos);
    const TextFolder folder;
    QProcess process;
    process.start(python, {"-c",
                           QString::fromStdString("import json, sys\n" + script.substr(begin, end - begin)
                                                  + "\nprint(json.dumps(read_documents(sys.argv[1])))"),
                           QString::fromStdString(folder.write(name, content).string())});
    QVERIFY(process.waitForFinished());
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
    std::vector<Document> read;
    for (const auto &item : nlohmann::json::parse(process.readAllStandardOutput().toStdString()))
        read.push_back(item.is_string() ? Document{item.get<std::string>(), {}, {}} : Document{{}, item.get<std::vector<int>>(), {}});
    QCOMPARE(listed(read), documents);
}

void TestDocuments::brokenFilesAreRefused_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("content");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *title, const char *name, const std::string &content, const QStringList &words) {
        QTest::newRow(title) << std::string(name) << content << words;
    };
    row("empty", "x.txt", "", {"no document"});
    row("blank", "x.json", " \n\n", {"no document"});
    row("only separators", "x.txt", "<|endoftext|>\n<|endoftext|>\n", {"no document"});
    row("empty list", "x.json", "[]", {"no document"});
    row("empty calib", "x.json", R"({"calib": []})", {"no document"});
    row("calib is no list", "x.json", R"({"calib": 3})", {"`calib`"});
    row("empty sequence", "x.json", "[[1], []]", {"sequence 1", "empty"});
    row("flat list of ids", "x.json", "[1, 2, 3]", {"a list of such lists"});
    row("id that is no integer", "x.json", "[[1, 2.5]]", {"sequence 0", "position 1", "2.5"});
    row("id that is text", "x.json", R"([[1], ["2"]])", {"sequence 1", "position 0", "\"2\""});
    row("negative id", "x.json", "[[1, -2]]", {"position 1", "-2"});
    row("id 2^31", "x.json", "[[2147483648]]", {"position 0", "2147483648"});
    row("id 2^64", "x.json", "[[1, 18446744073709551616]]", {"position 1"});
    row("sequence that is a number", "x.json", "[[1], 7]", {"sequence 1", "7", "no document"});
    row("nested sequences", "x.json", "[[[1]]]", {"sequence 0", "position 0"});
    row("cut off list", "x.json", "[[1, 2], [3", {"JSON"});
    row("cut off object", "x.jsonl", "{\"text\": \"a", {"JSON"});
    row("second line broken", "x.jsonl", "{\"text\": \"a\"}\n{\"text\": }\n", {"line 2", "mend or remove"});
    row("line that is a number", "x.jsonl", "{\"text\": \"a\"}\n\n7\n", {"line 3", "no document"});
    row("empty text", "x.jsonl", "{\"text\": \"a\"}\n{\"text\": \"\"}\n", {"line 2", "empty"});
    row("text that is a number", "x.jsonl", "{\"prompt\": 3}\n", {"`prompt`", "string"});
    row("deep nesting", "x.json", std::string(100'000, '['), {"nested"});
    row("plain text called JSON", "x.json", "Hello there.\n", {"line 1", "JSON"});
}

void TestDocuments::brokenFilesAreRefused()
{
    QFETCH(std::string, name);
    QFETCH(std::string, content);
    QFETCH(QStringList, words);
    const TextFolder folder;
    const std::filesystem::path path = folder.write(name, content);
    std::vector<std::string> all{path.string()};
    for (const QString &word : words)
        all.push_back(word.toStdString());
    VERNIER_REFUSES(readDocuments(path), ErrorCode::CorruptFile, all);
}

void TestDocuments::documentsKnowWhereTheyStood()
{
    const TextFolder folder;
    const std::filesystem::path text = folder.write("x.txt", "a\nb\n<|endoftext|>\nc\n");
    const auto texts = readDocuments(text);
    VERNIER_SUCCEEDS(texts);
    QCOMPARE((*texts)[0].origin, text.string() + ", line 1");
    QCOMPARE((*texts)[1].origin, text.string() + ", line 4");
    const std::filesystem::path lists = folder.write("x.json", R"({"calib": [[1], [2]]})");
    const auto sequences = readDocuments(lists);
    VERNIER_SUCCEEDS(sequences);
    QCOMPARE((*sequences)[1].origin, lists.string() + ": calib, sequence 1");
    VERNIER_REFUSES(readDocuments(folder.path() / "none.txt"), ErrorCode::NotFound, {"none.txt"});
    VERNIER_REFUSES(readDocuments(folder.path()), ErrorCode::InvalidArgument, {folder.path().string()});
}

void TestDocuments::absurdSizesAreRefused()
{
    const TextFolder folder;
    const std::filesystem::path path = folder.write("x.txt", "a");
    std::filesystem::resize_file(path, (std::uintmax_t{1} << 30) + 1); // sparse
    VERNIER_REFUSES(readDocuments(path), ErrorCode::Unsupported, {path.string(), "1073741825"});
}

void TestDocuments::goldenCalibrationIsRead()
{
    VERNIER_SHARED_OR_SKIP(path, "golden/inputs/rand2/calib.json");
    const auto documents = readDocuments(path);
    VERNIER_SUCCEEDS(documents);
    const std::vector<std::size_t> lengths{32, 96, 48, 64, 33, 80, 57, 40};
    QCOMPARE(documents->size(), lengths.size());
    for (std::size_t i = 0; i < lengths.size(); ++i)
        QCOMPARE((*documents)[i].ids.size(), lengths[i]);
    const auto sequences = toTokenIds(*documents, nullptr, 256);
    VERNIER_SUCCEEDS(sequences);
    QCOMPARE((*sequences)[0][0], 92);
}

void TestDocuments::textsAreTokenizedAndIdsAreKept()
{
    const ByteTokenizer tokenizer;
    const auto sequences = toTokenIds({{"ab", {}, "x"}, {"", {7, 8}, "y"}}, &tokenizer, 257);
    VERNIER_SUCCEEDS(sequences);
    QCOMPARE(*sequences, (std::vector<std::vector<int>>{{256, 'a', 'b'}, {7, 8}}));
}

void TestDocuments::idsOutsideTheVocabularyAreNamed()
{
    const ByteTokenizer tokenizer;
    const std::vector<Document> ids{{"", {1}, "f, sequence 0"}, {"", {1, 2, 9, 3}, "f, sequence 1"}};
    VERNIER_SUCCEEDS(toTokenIds(ids, nullptr, 10));
    VERNIER_REFUSES(toTokenIds(ids, nullptr, 9), ErrorCode::InvalidArgument,
                    {"f, sequence 1", "position 2", "token id 9", "ends at 8", "another model"});
    VERNIER_REFUSES(toTokenIds({{"a", {}, "f, line 3"}}, &tokenizer, 256), ErrorCode::InvalidArgument,
                    {"f, line 3", "position 0", "256", "tokenizer belongs to another model"});
}

void TestDocuments::textNeedsATokenizer()
{
    VERNIER_REFUSES(toTokenIds({{"", {1}, "f"}, {"a", {}, "f, line 3"}}, nullptr, 10), ErrorCode::Unsupported,
                    {"f, line 3", "no tokenizer", "token ids"});
}

QTEST_APPLESS_MAIN(TestDocuments)
#include "tst_documents.moc"
