// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/windows.h"

#include "tests/core/io/io_test.h"
#include "tests/support/reference_tokenizer.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

namespace {

/// One token for each character, its code; 1 comes before every text.
class CharacterTokenizer final : public Tokenizer
{
public:
    explicit CharacterTokenizer(std::optional<int> beginOfText)
        : m_beginOfText(beginOfText)
    {}
    [[nodiscard]] Result<std::vector<int>> encode(std::string_view text, bool addSpecialTokens) const override
    {
        std::vector<int> ids;
        if (addSpecialTokens && m_beginOfText)
            ids.push_back(*m_beginOfText);
        ids.insert(ids.end(), text.begin(), text.end());
        return ids;
    }
    [[nodiscard]] std::string decode(std::span<const int>) const override { return {}; }
    [[nodiscard]] std::string tokenText(int) const override { return {}; }
    [[nodiscard]] int vocabularySize() const override { return 128; }
    [[nodiscard]] std::optional<int> beginOfText() const override { return m_beginOfText; }
    [[nodiscard]] std::optional<int> endOfText() const override { return {}; }

private:
    std::optional<int> m_beginOfText;
};

Document textDocument(const std::string &text)
{
    return {.text = text, .ids = {}, .origin = "text"};
}

Document idDocument(std::vector<int> ids)
{
    return {.text = {}, .ids = std::move(ids), .origin = "ids"};
}

std::vector<std::vector<int>> sequencesOf(const TokenBatch &batch)
{
    std::vector<std::vector<int>> sequences;
    for (int i = 0; i < batch.sequences(); ++i)
        sequences.emplace_back(batch.sequence(i).begin(), batch.sequence(i).end());
    return sequences;
}

using Sequences = std::vector<std::vector<int>>;
constexpr std::int64_t kVocabulary = 128;

} // namespace

class TestWindows : public QObject
{
    Q_OBJECT

private slots:
    void streamJoinsDocumentsAndDropsTheRest();
    void documentsBeginEachAndAreCut();
    void idsAreTakenAsTheyAre();
    void tokenizersWithoutBeginningAddNone();
    void whatCannotBeCutIsRefused_data();
    void whatCannotBeCutIsRefused();
    void namesOfModes();
    void referenceTextsHaveTheirCounts_data();
    void referenceTextsHaveTheirCounts();
};

void TestWindows::streamJoinsDocumentsAndDropsTheRest()
{
    const CharacterTokenizer tokenizer(1);
    const auto windows = makeWindows({textDocument("abc"), textDocument("de"), textDocument("fgh")}, &tokenizer, kVocabulary, WindowMode::Stream, 4);
    VERNIER_SUCCEEDS(windows);
    QCOMPARE(sequencesOf(*windows), (Sequences{{1, 'a', 'b', 'c'}, {1, 'd', 'e', 1}})); // f, g, h are less than a window
    QCOMPARE(predictionCount(*windows), 6);
}

void TestWindows::documentsBeginEachAndAreCut()
{
    const CharacterTokenizer tokenizer(1);
    const auto windows =
        makeWindows({textDocument("abcdef"), textDocument("g"), textDocument("hij")}, &tokenizer, kVocabulary, WindowMode::Documents, 4);
    VERNIER_SUCCEEDS(windows);
    QCOMPARE(sequencesOf(*windows), (Sequences{{1, 'a', 'b', 'c'}, {1, 'g'}, {1, 'h', 'i', 'j'}}));
    QCOMPARE(predictionCount(*windows), 7);
}

void TestWindows::idsAreTakenAsTheyAre()
{
    const std::vector<Document> documents{idDocument({1, 5, 6}), idDocument({1, 7})};
    const auto stream = makeWindows(documents, nullptr, kVocabulary, WindowMode::Stream, 5);
    VERNIER_SUCCEEDS(stream);
    QCOMPARE(sequencesOf(*stream), (Sequences{{1, 5, 6, 1, 7}}));
    const auto each = makeWindows(documents, nullptr, kVocabulary, WindowMode::Documents, 5);
    VERNIER_SUCCEEDS(each);
    QCOMPARE(sequencesOf(*each), (Sequences{{1, 5, 6}, {1, 7}}));
}

void TestWindows::tokenizersWithoutBeginningAddNone()
{
    const CharacterTokenizer tokenizer(std::nullopt);
    const auto windows = makeWindows({textDocument("ab"), textDocument("cd")}, &tokenizer, kVocabulary, WindowMode::Stream, 4);
    VERNIER_SUCCEEDS(windows);
    QCOMPARE(sequencesOf(*windows), (Sequences{{'a', 'b', 'c', 'd'}}));
}

void TestWindows::whatCannotBeCutIsRefused_data()
{
    QTest::addColumn<QList<QList<int>>>("documents");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<int>("window");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("less than a window") << QList<QList<int>>{{1, 2}, {3}} << "stream" << 4 << QStringList{"3 tokens", "window of 4", "--window"};
    QTest::newRow("documents of one token") << QList<QList<int>>{{1}, {2}} << "documents" << 4 << QStringList{"two tokens"};
    QTest::newRow("no document") << QList<QList<int>>{} << "documents" << 4 << QStringList{"two tokens"};
    QTest::newRow("no document in a stream") << QList<QList<int>>{} << "stream" << 4 << QStringList{"0 tokens"};
    QTest::newRow("id beyond the vocabulary") << QList<QList<int>>{{1, 128}} << "stream" << 2 << QStringList{"ids", "128", "127"};
    QTest::newRow("negative id") << QList<QList<int>>{{1, -1}} << "documents" << 2 << QStringList{"-1"};
    QTest::newRow("window of one") << QList<QList<int>>{{1, 2, 3}} << "stream" << 1 << QStringList{"window of 1", "2 or more"};
    QTest::newRow("window of one, documents") << QList<QList<int>>{{1, 2, 3}} << "documents" << 1 << QStringList{"window of 1"};
    QTest::newRow("negative window") << QList<QList<int>>{{1, 2, 3}} << "stream" << -5 << QStringList{"window of -5"};
}

void TestWindows::whatCannotBeCutIsRefused()
{
    QFETCH(QList<QList<int>>, documents);
    QFETCH(QString, mode);
    QFETCH(int, window);
    QFETCH(QStringList, words);
    std::vector<Document> ids;
    for (const QList<int> &document : documents)
        ids.push_back(idDocument({document.begin(), document.end()}));
    std::vector<std::string> expected;
    for (const QString &word : words)
        expected.push_back(word.toStdString());
    const auto windows = makeWindows(ids, nullptr, kVocabulary, windowModeFromName(mode.toStdString()).value(), window);
    VERNIER_REFUSES(windows, ErrorCode::InvalidArgument, expected);
}

void TestWindows::namesOfModes()
{
    for (const WindowMode mode : {WindowMode::Stream, WindowMode::Documents})
        QVERIFY(windowModeFromName(toString(mode)) == mode);
    QVERIFY(!windowModeFromName("Stream"));
    QVERIFY(!windowModeFromName(""));
}

void TestWindows::referenceTextsHaveTheirCounts_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("window");
    QTest::addColumn<int>("predictions");
    QTest::addColumn<int>("streamWindows");
    // The table of shared/data/README.md.
    QTest::newRow("stories260k") << "stories260k" << "tinystories-40.txt" << 512 << 14270 << 27;
    QTest::newRow("stories280k") << "stories280k" << "tinystories-40.txt" << 256 << 10135 << 55;
    QTest::newRow("tangpoem750k") << "tangpoem750k" << "tang-poems.txt" << 128 << 5122 << 40;
    QTest::newRow("aidreams260k") << "aidreams260k" << "aidreams-sampled.txt" << 128 << 2736 << 21;
}

void TestWindows::referenceTextsHaveTheirCounts()
{
    VERNIER_SHARED_OR_SKIP(data, "data");
    QFETCH(QString, model);
    QFETCH(QString, text);
    QFETCH(int, window);
    QFETCH(int, predictions);
    QFETCH(int, streamWindows);
    const auto tokenizer = openReferenceTokenizer(data / model.toStdString());
    VERNIER_SUCCEEDS(tokenizer);
    const auto documents = readDocuments(data / "text" / text.toStdString());
    VERNIER_SUCCEEDS(documents);
    const std::int64_t vocabulary = (*tokenizer)->vocabularySize();
    const auto each = makeWindows(*documents, tokenizer->get(), vocabulary, WindowMode::Documents, window);
    VERNIER_SUCCEEDS(each);
    QCOMPARE(predictionCount(*each), predictions);
    const auto stream = makeWindows(*documents, tokenizer->get(), vocabulary, WindowMode::Stream, window);
    VERNIER_SUCCEEDS(stream);
    QCOMPARE(stream->sequences(), streamWindows);
    QCOMPARE(predictionCount(*stream), std::int64_t{streamWindows} * (window - 1));
}

QTEST_APPLESS_MAIN(TestWindows)
#include "tst_windows.moc"
