// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "tests/core/text/text_test.h"

#include <QElapsedTimer>
#include <QTest>

#include <nlohmann/json.hpp>

#include <thread>

using namespace vernier;
using namespace vernier::test;

namespace {

using TokenizerPointer = std::shared_ptr<const Tokenizer>;

/// Letters a…e and U+2581 with some merges, and the tokens <s> (1) and </s> (2).
constexpr const char *kSmall = R"({
    "added_tokens": [
        {"id": 0, "content": "<unk>", "special": true, "normalized": false},
        {"id": 1, "content": "<s>", "special": true, "normalized": false},
        {"id": 2, "content": "</s>", "special": true, "normalized": false}],
    "normalizer": null, "pre_tokenizer": null, "post_processor": null, "decoder": {"type": "Fuse"},
    "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": false, "byte_fallback": false,
        "vocab": {"<unk>": 0, "<s>": 1, "</s>": 2, "a": 3, "b": 4, "c": 5, "d": 6, "e": 7, " ": 8,
                  "ab": 9, "bc": 10, "abc": 11, "aa": 12, "aaaa": 13},
        "merges": ["b c", ["a", "b"], "a bc", "a a", "aa aa"]}})";

nlohmann::json smallFile()
{
    return nlohmann::json::parse(kSmall);
}

Result<TokenizerPointer> openFile(const nlohmann::json &file, const nlohmann::json &config = {})
{
    const TextFolder folder;
    folder.write("tokenizer.json", file.dump());
    if (!config.is_null())
        folder.write("tokenizer_config.json", config.dump());
    return openTokenizer(folder.path());
}

QString idsOf(const Tokenizer &tokenizer, std::string_view text, bool addSpecialTokens = false)
{
    const auto ids = tokenizer.encode(text, addSpecialTokens);
    if (!ids)
        return QString::fromStdString(toString(ids.error()));
    QStringList numbers;
    for (const int id : *ids)
        numbers << QString::number(id);
    return numbers.join(' ');
}

} // namespace

class TestTokenizer : public QObject
{
    Q_OBJECT

private slots:
    void mergesGoByRankThenFromTheLeft_data();
    void mergesGoByRankThenFromTheLeft();
    void unknownCharacters_data();
    void unknownCharacters();
    void wholeWordsWinWhenMergesAreIgnored();
    void decoratedCharactersAreLookedUp();
    void characterModelsNeedNoMergesAndOldFilesNoType();
    void addedTokensAreFoundFirst_data();
    void addedTokensAreFoundFirst();
    void configurationDecidesOverBosAndEos_data();
    void configurationDecidesOverBosAndEos();
    void configurationAddsTokens();
    void specialTokensMapIsTheSecondSource();
    void decodingSkipsSpecialTokens();
    void tokensAreShownToPeople();
    void malformedTextIsReplaced();
    void longWordsTakeNoQuadraticTime_data();
    void longWordsTakeNoQuadraticTime();
    void threadsShareOneTokenizer();
    void wordsAreTokensOrUnknown();
    void unigramTakesTheBestWay_data();
    void unigramTakesTheBestWay();
    void foldersWithoutTokenizerSaySo();
};

void TestTokenizer::mergesGoByRankThenFromTheLeft_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("ids");
    const auto row = [](const char *text, const char *ids) {
        QTest::addRow("'%s'", text) << std::string(text) << QString(ids);
    };
    row("", "");
    row("a", "3");
    row("ab", "9");
    row("abc", "11"); // b c has the lower rank, then a bc
    row("aabc", "3 11");
    row("aaa", "12 3");
    row("aaaaa", "13 3");
    row("abab c", "9 9 8 5");
    row("cba", "5 4 3");
    row("abcabcab", "11 11 9");
}

void TestTokenizer::mergesGoByRankThenFromTheLeft()
{
    QFETCH(std::string, text);
    QFETCH(QString, ids);
    const auto tokenizer = openFile(smallFile());
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, text), ids);
    QCOMPARE(shown((*tokenizer)->decode((*tokenizer)->encode(text, false).value())), shown(text));
}

void TestTokenizer::unknownCharacters_data()
{
    QTest::addColumn<std::string>("model"); // changes to the small model
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("ids");
    const auto row = [](const char *name, const char *model, const char *text, const char *ids) {
        QTest::newRow(name) << std::string(model) << std::string(text) << QString(ids);
    };
    row("each by itself", R"({})", "axyb", "3 0 0 4");
    row("fused", R"({"fuse_unk": true})", "axybx", "3 0 4 0");
    row("not between merges", R"({"fuse_unk": true})", "axb", "3 0 4");
    row("dropped without unk_token", R"({"unk_token": null})", "axb", "9");
    row("as bytes", R"({"byte_fallback": true, "vocab": {"<0xC3>": 20, "<0xA9>": 21}})", "a\u00e9b", "3 20 21 4");
    row("not half as bytes", R"({"byte_fallback": true, "vocab": {"<0xC3>": 20}})", "a\u00e9b", "3 0 4");
    row("bytes only with the fallback", R"({"vocab": {"<0xC3>": 20, "<0xA9>": 21}})", "\u00e9", "0");
}

void TestTokenizer::unknownCharacters()
{
    QFETCH(std::string, model);
    QFETCH(std::string, text);
    QFETCH(QString, ids);
    nlohmann::json file = smallFile();
    file["model"].update(nlohmann::json::parse(model), true);
    file["model"]["unk_token"] = nlohmann::json::parse(model).value("/unk_token"_json_pointer, nlohmann::json("<unk>"));
    const auto tokenizer = openFile(file);
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, text), ids);
}

void TestTokenizer::wholeWordsWinWhenMergesAreIgnored()
{
    nlohmann::json file = smallFile();
    file["model"]["vocab"]["cd"] = 14; // no merge makes it
    file["pre_tokenizer"] = {{"type", "WhitespaceSplit"}};
    const auto merged = openFile(file);
    VERNIER_SUCCEEDS(merged);
    QCOMPARE(idsOf(**merged, "cd cde"), QString("5 6 5 6 7"));
    file["model"]["ignore_merges"] = true;
    const auto ignored = openFile(file);
    VERNIER_SUCCEEDS(ignored);
    QCOMPARE(idsOf(**ignored, "cd cde"), QString("14 5 6 7"));
}

void TestTokenizer::decoratedCharactersAreLookedUp()
{
    nlohmann::json file = smallFile();
    file["pre_tokenizer"] = {{"type", "WhitespaceSplit"}};
    file["model"]["continuing_subword_prefix"] = "##";
    file["model"]["end_of_word_suffix"] = "</w>";
    file["model"]["vocab"] = {{"<unk>", 0}, {"a", 1},     {"##b", 2},    {"##c</w>", 3},
                              {"ab", 4},    {"a</w>", 5}, {"abc</w>", 6}};
    file["model"]["merges"] = {"a ##b", "ab ##c</w>"};
    file["added_tokens"] = nlohmann::json::array();
    const auto tokenizer = openFile(file);
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, "abc a ac b"), QString("6 5 1 3 0"));
}

void TestTokenizer::characterModelsNeedNoMergesAndOldFilesNoType()
{
    nlohmann::json characters = smallFile();
    characters["model"]["merges"] = nlohmann::json::array();
    const auto first = openFile(characters);
    VERNIER_SUCCEEDS(first);
    QCOMPARE(idsOf(**first, "abc"), QString("3 4 5"));
    characters["model"].erase("merges");
    const auto second = openFile(characters);
    VERNIER_SUCCEEDS(second);
    QCOMPARE(idsOf(**second, "abc"), QString("3 4 5"));
    nlohmann::json old = smallFile();
    old["model"].erase("type");
    const auto third = openFile(old);
    VERNIER_SUCCEEDS(third);
    QCOMPARE(idsOf(**third, "abc"), QString("11"));
}

void TestTokenizer::addedTokensAreFoundFirst_data()
{
    QTest::addColumn<std::string>("token"); // beside the small file's own
    QTest::addColumn<std::string>("normalizer");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("ids");
    const auto row = [](const char *name, const char *token, const char *normalizer, const char *text,
                        const char *ids) {
        QTest::newRow(name) << std::string(token) << std::string(normalizer) << std::string(text) << QString(ids);
    };
    const char *none = "null";
    const char *lower = R"({"type": "Lowercase"})";
    const char *prepend = R"({"type": "Prepend", "prepend": "a"})";
    const char *plain = R"({"content": "bc", "special": false, "normalized": false})";
    row("inside a word", plain, none, "abca", "3 20 3");
    row("special", plain, none, "a<s>b", "3 1 4");
    row("the longest", R"({"content": "<s>b", "normalized": false})", none, "<s>b<s>", "20 1");
    row("the leftmost", R"({"content": "s>b", "normalized": false})", none, "<s>b", "1 4");
    row("single word", R"({"content": "bc", "single_word": true, "normalized": false})", none, "abc bc", "11 8 20");
    row("takes blanks before", R"({"content": "bc", "lstrip": true, "normalized": false})", none, "a  bc a",
        "3 20 8 3");
    row("takes blanks after", R"({"content": "bc", "rstrip": true, "normalized": false})", none, "a bc  a", "3 8 20 3");
    row("takes blanks at both ends", R"({"content": "bc", "lstrip": true, "rstrip": true, "normalized": false})", none,
        " bc bc ", "20 20");
    row("before normalizing", R"({"content": "BC", "normalized": false})", lower, "ABCbc", "3 20 10");
    row("after normalizing", R"({"content": "BC", "normalized": true})", lower, "ABCbC", "3 20 20");
    row("normalized like the text", R"({"content": "bc", "normalized": true})", prepend, "bc bc", "20 8 20");
    row("each part is normalized", plain, prepend, "b<s>c", "9 1 3 5");
    row("non-ASCII", R"({"content": "\u4f60\u597d", "normalized": false})", none, "a\u4f60\u597d", "3 20");
    row("empty content is no token", R"({"content": "", "normalized": false})", none, "abc", "11");
}

void TestTokenizer::addedTokensAreFoundFirst()
{
    QFETCH(std::string, token);
    QFETCH(std::string, normalizer);
    QFETCH(std::string, text);
    QFETCH(QString, ids);
    nlohmann::json file = smallFile();
    nlohmann::json added = nlohmann::json::parse(token);
    added["id"] = 20;
    if (added["content"] == "bc") // which the model merges too
        file["model"]["vocab"]["bc"] = 20;
    file["added_tokens"].push_back(added);
    file["normalizer"] = nlohmann::json::parse(normalizer);
    const auto tokenizer = openFile(file);
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, text), ids);
}

void TestTokenizer::configurationDecidesOverBosAndEos_data()
{
    QTest::addColumn<std::string>("config");
    QTest::addColumn<bool>("hasTemplate"); // <s> text
    QTest::addColumn<QString>("ids");      // of "a", with special tokens
    const auto row = [](const char *config, bool hasTemplate, const char *ids) {
        QTest::addRow("%s%s", config, hasTemplate ? " with template" : "")
            << std::string(config) << hasTemplate << QString(ids);
    };
    row("null", true, "1 3");
    row("null", false, "3");
    row(R"({"bos_token": "<s>"})", true, "1 3");
    row(R"({"bos_token": "<s>"})", false, "3");
    row(R"({"bos_token": "<s>", "add_bos_token": true})", false, "1 3");
    row(R"({"bos_token": "<s>", "add_bos_token": true})", true, "1 3");
    row(R"({"bos_token": "<s>", "add_bos_token": false})", true, "3");
    row(R"({"bos_token": {"__type": "AddedToken", "content": "<s>"}, "add_bos_token": true})", false, "1 3");
    row(R"({"bos_token": "<s>", "eos_token": "</s>", "add_eos_token": true})", true, "1 3 2");
    row(R"({"eos_token": {"content": "</s>"}, "add_bos_token": null, "add_eos_token": true})", false, "3 2");
    row(R"({"bos_token": null, "eos_token": "</s>", "add_bos_token": false, "add_eos_token": false})", false, "3");
}

void TestTokenizer::configurationDecidesOverBosAndEos()
{
    QFETCH(std::string, config);
    QFETCH(bool, hasTemplate);
    QFETCH(QString, ids);
    nlohmann::json file = smallFile();
    if (hasTemplate) {
        file["post_processor"] = nlohmann::json::parse(R"({"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}})");
    }
    const auto tokenizer = openFile(file, nlohmann::json::parse(config));
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, "a", true), ids);
    QCOMPARE(idsOf(**tokenizer, "a", false), QString("3"));
}

void TestTokenizer::configurationAddsTokens()
{
    const auto config = nlohmann::json::parse(R"({"added_tokens_decoder": {
        "1": {"content": "renamed", "special": true}, "30": {"content": "<end>", "special": true},
        "31": {"content": "abc", "special": false}}, "eos_token": "<end>"})");
    const auto tokenizer = openFile(smallFile(), config);
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, "a<end>abc<s>"), QString("3 30 11 1")); // the file itself knows 1 and abc
    QCOMPARE((*tokenizer)->vocabularySize(), 31);
    QCOMPARE((*tokenizer)->endOfText().value_or(-1), 30);
    QVERIFY(!(*tokenizer)->beginOfText());
    QCOMPARE(shown((*tokenizer)->tokenText(20)), shown("\uFFFD")); // a hole
}

void TestTokenizer::specialTokensMapIsTheSecondSource()
{
    const TextFolder folder;
    folder.write("tokenizer.json", kSmall);
    folder.write("tokenizer_config.json", R"({"add_bos_token": true, "eos_token": "</s>"})");
    folder.write("special_tokens_map.json", R"({"bos_token": {"content": "<s>"}, "eos_token": "a"})");
    folder.write("added_tokens.json", R"({"<more>": 14})");
    const auto tokenizer = openTokenizer(folder.path());
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, "a<more>", true), QString("1 3 14"));
    QCOMPARE((*tokenizer)->endOfText().value_or(-1), 2);
}

void TestTokenizer::decodingSkipsSpecialTokens()
{
    const auto tokenizer = openFile(smallFile());
    VERNIER_SUCCEEDS(tokenizer);
    const std::vector<int> ids{1, 11, -1, 3, 99, 2, 0, 2147483647, -2147483647 - 1};
    QCOMPARE(shown((*tokenizer)->decode(ids)), shown("abc\uFFFDa\uFFFD\uFFFD\uFFFD"));
    QCOMPARE((*tokenizer)->decode({}), std::string());
    QCOMPARE((*tokenizer)->vocabularySize(), 14);
    QCOMPARE((*tokenizer)->beginOfText().value_or(-1), 1); // known by its name
    nlohmann::json file = smallFile();
    file["decoder"] = nullptr;
    const auto bare = openFile(file);
    VERNIER_SUCCEEDS(bare);
    QCOMPARE((*bare)->decode(ids), std::string("abc \uFFFD a \uFFFD \uFFFD \uFFFD")); // as Hugging Face joins them
}

void TestTokenizer::tokensAreShownToPeople()
{
    nlohmann::json bytes = smallFile();
    bytes["decoder"] = {{"type", "ByteLevel"}};
    bytes["model"]["vocab"]["\u0120ab"] = 14;
    bytes["model"]["vocab"]["\u00e4\u00bd"] = 15;
    bytes["model"]["vocab"]["\u010a"] = 16;
    const auto byteLevel = openFile(bytes);
    VERNIER_SUCCEEDS(byteLevel);
    QCOMPARE(shown((*byteLevel)->tokenText(14)), shown(" ab"));
    QCOMPARE(shown((*byteLevel)->tokenText(15)), shown("<0xE4><0xBD>"));
    QCOMPARE(shown((*byteLevel)->tokenText(16)), shown("\n"));
    QCOMPARE(shown((*byteLevel)->tokenText(1)), shown("<s>"));
    QCOMPARE(shown((*byteLevel)->tokenText(-1)), shown("\uFFFD"));

    nlohmann::json pieces = smallFile();
    pieces["decoder"] = nlohmann::json::parse(R"({"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "}, {"type": "ByteFallback"},
        {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]})");
    pieces["model"]["vocab"]["\u2581ab"] = 14;
    pieces["model"]["vocab"]["<0xE4>"] = 15;
    pieces["model"]["vocab"]["<0x0A>"] = 16;
    const auto sentencePiece = openFile(pieces);
    VERNIER_SUCCEEDS(sentencePiece);
    QCOMPARE(shown((*sentencePiece)->tokenText(14)), shown(" ab"));
    QCOMPARE(shown((*sentencePiece)->tokenText(15)), shown("<0xE4>"));
    QCOMPARE(shown((*sentencePiece)->tokenText(16)), shown("\n"));
    QCOMPARE(shown((*sentencePiece)->decode(std::vector<int>{14, 14, 16})), shown("ab ab\n"));
}

void TestTokenizer::malformedTextIsReplaced()
{
    nlohmann::json file = smallFile();
    file["model"]["vocab"]["\uFFFD"] = 14;
    const auto tokenizer = openFile(file);
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer,
                   "a\xE4\xBD"
                   "b\xFF"),
             QString("3 14 4 14"));
    QCOMPARE(idsOf(**tokenizer, std::string_view("a\0b", 3)), QString("3 0 4"));
}

void TestTokenizer::longWordsTakeNoQuadraticTime_data()
{
    QTest::addColumn<std::string>("pattern"); // repeated
    for (const char *pattern : {"a", "ab", "abc", "x", "abcde ", "aaab"})
        QTest::newRow(pattern) << std::string(pattern);
}

void TestTokenizer::longWordsTakeNoQuadraticTime()
{
    QFETCH(std::string, pattern);
    const auto tokenizer = openFile(smallFile());
    VERNIER_SUCCEEDS(tokenizer);
    std::string text;
    while (text.size() < 1'000'000)
        text += pattern;
    QElapsedTimer timer;
    timer.start();
    const auto ids = (*tokenizer)->encode(text, false);
    VERNIER_SUCCEEDS(ids);
    QVERIFY2(timer.elapsed() < 20'000, "a second on an idle machine; a quadratic way takes many minutes");
    if (pattern != "x")
        QVERIFY((*tokenizer)->decode(*ids) == text);
}

void TestTokenizer::threadsShareOneTokenizer()
{
    const auto tokenizer = openFile(smallFile());
    VERNIER_SUCCEEDS(tokenizer);
    std::string text;
    for (int i = 0; i < 2000; ++i)
        text += "abc abde aaaa <s> ";
    const QString expected = idsOf(**tokenizer, text, true);
    std::vector<QString> results(4);
    std::vector<std::thread> threads;
    for (QString &result : results)
        threads.emplace_back([&] { result = idsOf(**tokenizer, text, true); });
    for (std::thread &thread : threads)
        thread.join();
    for (const QString &result : results)
        QCOMPARE(result, expected);
}

void TestTokenizer::wordsAreTokensOrUnknown()
{
    nlohmann::json file = smallFile();
    file["pre_tokenizer"] = {{"type", "Whitespace"}};
    file["model"] = {{"type", "WordLevel"}, {"vocab", {{"<unk>", 0}, {"<s>", 1}, {"</s>", 2}, {"ab", 3}, {"\u6625", 4}}}, {"unk_token", "<unk>"}};
    const auto tokenizer = openFile(file);
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, "ab \u6625 abc</s>"), QString("3 4 0 2"));
    QCOMPARE((*tokenizer)->vocabularySize(), 5);
    file["model"]["unk_token"] = "[UNK]";
    const auto without = openFile(file);
    VERNIER_SUCCEEDS(without);
    VERNIER_REFUSES((*without)->encode("abc", false), ErrorCode::CorruptFile, {"abc", "[UNK]"});
}

void TestTokenizer::unigramTakesTheBestWay_data()
{
    QTest::addColumn<bool>("byteFallback");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("ids");
    // a -2, b -3, ab -4.5, ba -4, aba -7.5, bab -6.5: "ab" is a+b = -5 or ab = -4.5; unknown -17.5
    QTest::newRow("one way") << false << std::string("a") << "1";
    QTest::newRow("the pair is better than its parts") << false << std::string("ab") << "3";
    QTest::newRow("the later pair is better") << false << std::string("aba") << "1 4"; // a+ba -6; ab+a -6.5; aba -7.5
    QTest::newRow("three at a time") << false << std::string("bab") << "6";            // bab -6.5; ba+b -7; b+ab -7.5
    QTest::newRow("all of it") << false << std::string("ababab") << "1 4 6";            // a+ba+bab -12.5; a+ba+ba+b -13; ab+ab+ab -13.5
    QTest::newRow("unknown characters are one") << false << std::string("a\u6625\u6625b") << "1 0 2";
    QTest::newRow("unknown characters are bytes") << true << std::string("\u00e9") << "7 8";
    QTest::newRow("bytes that are missing") << true << std::string("\u6625") << "0";
    QTest::newRow("nothing") << false << std::string() << "";
}

void TestTokenizer::unigramTakesTheBestWay()
{
    QFETCH(bool, byteFallback);
    QFETCH(std::string, text);
    QFETCH(QString, ids);
    nlohmann::json file = smallFile();
    file["added_tokens"] = nlohmann::json::array();
    file["model"] = nlohmann::json::parse(R"({"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["a", -2], ["b", -3], ["ab", -4.5], ["ba", -4],
        ["aba", -7.5], ["bab", -6.5], ["<0xC3>", -5], ["<0xA9>", -5]]})");
    file["model"]["byte_fallback"] = byteFallback;
    const auto tokenizer = openFile(file);
    VERNIER_SUCCEEDS(tokenizer);
    QCOMPARE(idsOf(**tokenizer, text), ids);
}

void TestTokenizer::foldersWithoutTokenizerSaySo()
{
    const TextFolder folder;
    VERNIER_REFUSES(openTokenizer(folder.path()), ErrorCode::NotFound,
                    {folder.path().string(), "tokenizer.json", "tokenizer.model", "token ids"});
    VERNIER_REFUSES(openTokenizer(folder.path() / "nowhere"), ErrorCode::NotFound, {"nowhere"});
}

QTEST_APPLESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
