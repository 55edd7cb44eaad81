// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_level.h"
#include "core/text/normalizer.h"
#include "core/text/post_processor.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/token_decoder.h"

#include "tests/core/text/text_test.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace vernier;
using namespace vernier::test;

namespace {

/// On one line.
QByteArray rowName(const std::string &description, const std::string &text)
{
    return (shown(description) + " of " + shown(text)).simplified().toUtf8();
}

} // namespace

class TestTextSteps : public QObject
{
    Q_OBJECT

private slots:
    void normalizersChangeTexts_data();
    void normalizersChangeTexts();
    void preTokenizersCutTexts_data();
    void preTokenizersCutTexts();
    void metaspaceFirstMeansTheStartOfTheText();
    void addedTokensAreNotCut();
    void decodersJoinTokens_data();
    void decodersJoinTokens();
    void bytesAndTheirCharactersAreOneToOne();
    void bytesThatAreNoTextAreNamed();
    void templatesFrameTheText_data();
    void templatesFrameTheText();
    void unknownStepsAreRefusedByName_data();
    void unknownStepsAreRefusedByName();
};

void TestTextSteps::normalizersChangeTexts_data()
{
    QTest::addColumn<std::string>("description");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("normalized");
    const auto row = [](const char *description, const char *text, const char *normalized) {
        QTest::newRow(rowName(description, text).constData())
            << std::string(description) << std::string(text) << std::string(normalized);
    };
    row(R"({"type": "Prepend", "prepend": "_"})", "a b", "_a b");
    row(R"({"type": "Prepend", "prepend": "_"})", "", "");
    row(R"({"type": "Replace", "pattern": {"String": " "}, "content": "_"})", " a  b", "_a__b");
    row(R"({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "})", " a   b", " a b");
    row(R"({"type": "NFC"})", "A\u0308", "\u00c4");
    row(R"({"type": "NFD"})", "\u00c4", "A\u0308");
    row(R"({"type": "NFKC"})", "\ufb01\uff21", "fiA");
    row(R"({"type": "NFKD"})", "\u00c4\ufb01", "A\u0308fi");
    row(R"({"type": "Lowercase"})", "AB\u00c4", "ab\u00e4");
    row(R"({"type": "Strip", "strip_left": true, "strip_right": true})", " \u3000a b\n", "a b");
    row(R"({"type": "Strip", "strip_left": false, "strip_right": true})", " a ", " a");
    row(R"({"type": "Strip", "strip_left": true, "strip_right": false})", " a ", "a ");
    row(R"({"type": "Strip"})", "  ", "");
    row(R"({"type": "StripAccents"})", "a\u0301\u00e9", "a\u00e9");
    row(R"({"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}]})",
        "\u00c9A", "ea");
    row(R"({"type": "Sequence", "normalizers": []})", "a", "a");
}

void TestTextSteps::normalizersChangeTexts()
{
    QFETCH(std::string, description);
    QFETCH(std::string, text);
    QFETCH(std::string, normalized);
    const auto normalizer = makeNormalizer(nlohmann::json::parse(description), "test");
    VERNIER_SUCCEEDS(normalizer);
    const Result<std::string> result = (*normalizer)->normalize(text);
    VERNIER_SUCCEEDS(result);
    QCOMPARE(shown(*result), shown(normalized));
}

void TestTextSteps::preTokenizersCutTexts_data()
{
    QTest::addColumn<std::string>("description");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("words"); // with bars between
    const auto row = [](const std::string &description, const char *text, const char *words) {
        QTest::newRow(rowName(description, text).constData()) << description << std::string(text) << std::string(words);
    };
    const auto split = [](const char *pattern, const char *behavior, bool invert = false) {
        return R"({"type": "Split", "pattern": {"String": ")" + std::string(pattern) + R"("}, "behavior": ")" + behavior
            + R"(", "invert": )" + (invert ? "true" : "false") + "}";
    };
    // The example of Hugging Face's documentation of SplitDelimiterBehavior.
    row(split("-", "Removed"), "the-final--countdown", "the|final|countdown");
    row(split("-", "Isolated"), "the-final--countdown", "the|-|final|-|-|countdown");
    row(split("-", "MergedWithPrevious"), "the-final--countdown", "the-|final-|-|countdown");
    row(split("-", "MergedWithNext"), "the-final--countdown", "the|-final|-|-countdown");
    row(split("-", "Contiguous"), "the-final--countdown", "the|-|final|--|countdown");
    row(split("-", "Removed", true), "a-b--", "-|-|-");
    row(split("-", "Isolated"), "-a", "-|a");
    row(R"({"type": "Split", "pattern": {"Regex": "\\d{1,3}"}, "behavior": "Isolated"})", "a12345", "a|123|45");
    row(R"({"type": "Split", "pattern": {"Regex": "\\w+|[^\\w\\s]+"}, "behavior": "Removed", "invert": true})",
        "Hey, you", "Hey|,|you");
    row(R"({"type": "Digits", "individual_digits": true})", "a12\u0664", "a|1|2|\u0664");
    row(R"({"type": "Digits", "individual_digits": false})", "a12b3", "a|12|b|3");
    row(R"({"type": "Punctuation"})", "Hi!? you\u3002", "Hi|!|?| you|\u3002");
    row(R"({"type": "Punctuation", "behavior": "Contiguous"})", "Hi!? you", "Hi|!?| you");
    row(R"({"type": "Whitespace"})", "Hey friend!     How are you?!?", "Hey|friend|!|How|are|you|?!?");
    row(R"({"type": "WhitespaceSplit"})", " Hey, you\u3000there ", "Hey,|you|there");
    row(R"({"type": "CharDelimiterSplit", "delimiter": "x"})", "axbxx", "a|b");
    row(R"({"type": "BertPreTokenizer"})", "Hey, you", "Hey|,|you");
    row(R"({"type": "ByteLevel", "add_prefix_space": false, "use_regex": true})", "Hello  my\n\u00e9 it's 12",
        "Hello|\u0120|\u0120my|\u010a|\u00c3\u00a9|\u0120it|'s|\u012012");
    row(R"({"type": "ByteLevel", "add_prefix_space": true})", "a b", "\u0120a|\u0120b");
    row(R"({"type": "ByteLevel", "add_prefix_space": true})", " a", "\u0120a");
    row(R"({"type": "ByteLevel", "add_prefix_space": false, "use_regex": false})", "a b", "a\u0120b");
    row(R"({"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always"})", "Hey  you",
        "\u2581Hey|\u2581|\u2581you");
    row(R"({"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "never"})", "Hey you", "Hey|\u2581you");
    row(R"({"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": false})", "Hey you",
        "\u2581Hey\u2581you");
    row(R"({"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": true})", "a", "\u2581a");
    row(R"({"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": true})", " a", "\u2581a");
    row(R"({"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": false})", "a", "a");
    row(R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "first"})", "a b", "_a|_b");
    row(R"({"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Punctuation"}]})", "Hey, you",
        "Hey|,|you");
    row(R"({"type": "Sequence", "pretokenizers": []})", "a b", "a b");
    row(R"({"type": "WhitespaceSplit"})", "", "");
}

void TestTextSteps::preTokenizersCutTexts()
{
    QFETCH(std::string, description);
    QFETCH(std::string, text);
    QFETCH(std::string, words);
    const auto preTokenizer = makePreTokenizer(nlohmann::json::parse(description), "test");
    VERNIER_SUCCEEDS(preTokenizer);
    std::vector<TextPiece> pieces{{text, -1, true}};
    if (text.empty())
        pieces.clear();
    const Result<void> done = (*preTokenizer)->cut(pieces);
    VERNIER_SUCCEEDS(done);
    std::string joined;
    for (const TextPiece &piece : pieces)
        joined += (joined.empty() ? "" : "|") + piece.text;
    QCOMPARE(shown(joined), shown(words));
}

void TestTextSteps::metaspaceFirstMeansTheStartOfTheText()
{
    const auto metaspace = makePreTokenizer({{"type", "Metaspace"}, {"prepend_scheme", "first"}}, "test");
    VERNIER_SUCCEEDS(metaspace);
    std::vector<TextPiece> pieces{{"a", -1, true}, {"", 7, false}, {"b", -1, false}};
    QVERIFY((*metaspace)->cut(pieces).hasValue());
    QCOMPARE(shown(pieces[0].text), shown("\u2581a"));
    QCOMPARE(shown(pieces[2].text), shown("b"));
}

void TestTextSteps::addedTokensAreNotCut()
{
    for (const char *type : {"WhitespaceSplit", "ByteLevel", "Metaspace", "Digits", "Punctuation"}) {
        const auto step = makePreTokenizer({{"type", type}}, "test");
        VERNIER_SUCCEEDS(step);
        std::vector<TextPiece> pieces{{"", 3, false}};
        QVERIFY((*step)->cut(pieces).hasValue());
        QCOMPARE(pieces.size(), std::size_t{1});
        QCOMPARE(pieces[0].id, 3);
        QVERIFY(pieces[0].text.empty());
    }
}

void TestTextSteps::decodersJoinTokens_data()
{
    QTest::addColumn<std::string>("description");
    QTest::addColumn<QStringList>("tokens");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *description, const QStringList &tokens, const char *text) {
        QTest::newRow(rowName(description, tokens.join('|').toStdString()).constData())
            << std::string(description) << tokens << std::string(text);
    };
    row(R"({"type": "Fuse"})", {"a", "b"}, "ab");
    row(R"({"type": "Replace", "pattern": {"String": "_"}, "content": " "})", {"_a", "_b_"}, " a b ");
    row(R"({"type": "Replace", "pattern": {"Regex": "[_-]"}, "content": " "})", {"_a", "-b"}, " a b");
    row(R"({"type": "ByteFallback"})", {"<0xE4>", "<0xBD>", "<0xA0>", "a"}, "\u4f60a");
    row(R"({"type": "ByteFallback"})", {"<0xE4>", "<0xBD>", "a"}, "\uFFFD\uFFFDa");
    row(R"({"type": "ByteFallback"})", {"<0x61>", "<0xZZ>", "<0x6>"}, "a<0xZZ><0x6>");
    row(R"({"type": "Strip", "content": " ", "start": 1, "stop": 0})", {"  a", " b "}, " ab ");
    row(R"({"type": "Strip", "content": "_", "start": 0, "stop": 2})", {"a___", "_"}, "a_");
    row(R"({"type": "ByteLevel"})", {"\u0120a", "\u00e4\u00bd", "\u0142"}, " a\xE4\xBD\xA0");
    row(R"({"type": "ByteLevel"})", {"\u00e4\u00bd", "a"}, "\uFFFDa");
    row(R"({"type": "ByteLevel"})", {"\u4e2d"}, "\u4e2d"); // not made of byte characters: as it is
    row(R"({"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always"})", {"\u2581a", "\u2581b"}, "a b");
    row(R"({"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "never"})", {"\u2581a", "\u2581b"}, " a b");
    row(R"({"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": true})", {"\u2581a", "\u2581b"}, "a b");
    row(R"({"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
          {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]})",
        {"\u2581a", "\u2581", "<0xC3>", "<0xA9>"}, "a \u00e9");
    row(R"({"type": "Fuse"})", {}, "");
    row(R"({"type": "ByteLevel"})", {}, "");
}

void TestTextSteps::decodersJoinTokens()
{
    QFETCH(std::string, description);
    QFETCH(QStringList, tokens);
    QFETCH(std::string, text);
    const auto decoder = makeTokenDecoder(nlohmann::json::parse(description), "test");
    VERNIER_SUCCEEDS(decoder);
    std::vector<std::string> parts;
    for (const QString &token : tokens)
        parts.push_back(token.toStdString());
    (*decoder)->decode(parts);
    std::string joined;
    for (const std::string &part : parts)
        joined += part;
    QCOMPARE(shown(joined), shown(text));
}

void TestTextSteps::bytesAndTheirCharactersAreOneToOne()
{
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte)
        bytes += static_cast<char>(byte);
    QCOMPARE(charactersAsBytes(bytesAsCharacters(bytes)).value_or("none"), bytes);
    QCOMPARE(shown(bytesAsCharacters(" \n!")), shown("\u0120\u010a!"));
    QCOMPARE(shown(bytesAsCharacters("\xad\x7f")), shown("\u0143\u0121"));
    QVERIFY(!charactersAsBytes("a b"));
    QVERIFY(!charactersAsBytes("\u4e2d"));
}

void TestTextSteps::bytesThatAreNoTextAreNamed()
{
    QCOMPARE(shown(showBytes("a\xE4\xBD")), shown("a<0xE4><0xBD>"));
    QCOMPARE(shown(showBytes(" \xE4\xBD\xA0\xFF")), shown(" \u4f60<0xFF>"));
    for (int byte = 0; byte < 256; ++byte)
        QCOMPARE(byteNamedBy(byteName(static_cast<unsigned char>(byte))), std::optional(static_cast<char>(byte)));
    for (const char *other : {"<0x>", "<0x0>", "<0x000>", "0x00", "<0xGG>", "<0x+1>", "<0x 1>"})
        QVERIFY(!byteNamedBy(other));
}

void TestTextSteps::templatesFrameTheText_data()
{
    QTest::addColumn<std::string>("description");
    QTest::addColumn<QList<int>>("before");
    QTest::addColumn<QList<int>>("after");
    const auto row = [](const char *name, const char *description, const QList<int> &before, const QList<int> &after) {
        QTest::newRow(name) << std::string(description) << before << after;
    };
    row("begin only", R"({"type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}})",
        {1}, {});
    row("both ends, two ids", R"({"type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "b"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "e"}}],
        "special_tokens": {"b": {"ids": [1, 2]}, "e": {"ids": [9]}}})",
        {1, 2}, {9});
    row("text only", R"({"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}]})", {}, {});
    row("byte level", R"({"type": "ByteLevel", "trim_offsets": false})", {}, {});
    row("Bert", R"({"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]})", {2}, {3});
    row("Roberta", R"({"type": "RobertaProcessing", "sep": ["</s>", 3], "cls": ["<s>", 2]})", {2}, {3});
    row("sequence", R"({"type": "Sequence", "processors": [{"type": "ByteLevel"},
        {"type": "BertProcessing", "sep": ["s", 3], "cls": ["c", 2]}]})",
        {2}, {3});
}

void TestTextSteps::templatesFrameTheText()
{
    QFETCH(std::string, description);
    QFETCH(QList<int>, before);
    QFETCH(QList<int>, after);
    const auto frame = readTokenFrame(nlohmann::json::parse(description), 10, "test");
    VERNIER_SUCCEEDS(frame);
    QCOMPARE(QList<int>(frame->before.begin(), frame->before.end()), before);
    QCOMPARE(QList<int>(frame->after.begin(), frame->after.end()), after);
}

void TestTextSteps::unknownStepsAreRefusedByName_data()
{
    QTest::addColumn<std::string>("description");
    QTest::addColumn<int>("code");
    const auto row = [](const char *description, ErrorCode code) {
        QTest::addRow("%s", description) << std::string(description) << static_cast<int>(code);
    };
    row(R"({"type": "Marvellous"})", ErrorCode::Unsupported);
    row(R"({"type": 7})", ErrorCode::CorruptFile);
    row(R"({"type": null})", ErrorCode::CorruptFile);
    row(R"({})", ErrorCode::CorruptFile);
    row(R"([])", ErrorCode::CorruptFile);
    row(R"("NFC")", ErrorCode::CorruptFile);
    row(R"(3)", ErrorCode::CorruptFile);
    row(R"({"type": "Sequence"})", ErrorCode::CorruptFile);
    row(R"({"type": "Sequence", "normalizers": 1, "pretokenizers": 1, "decoders": 1, "processors": 1})",
        ErrorCode::CorruptFile);
    row(R"({"type": "Sequence", "normalizers": [1], "pretokenizers": [1], "decoders": [1], "processors": [1]})",
        ErrorCode::CorruptFile);
}

void TestTextSteps::unknownStepsAreRefusedByName()
{
    QFETCH(std::string, description);
    QFETCH(int, code);
    const nlohmann::json json = nlohmann::json::parse(description);
    const auto refused = [&](const auto &result, const char *kind) {
        if (result || static_cast<int>(result.error().code) != code || !result.error().where.starts_with("f.json"))
            return false;
        return result.error().code != ErrorCode::Unsupported
            || (result.error().message.find("Marvellous") != std::string::npos
                && result.error().message.find(kind) != std::string::npos);
    };
    QVERIFY(refused(makeNormalizer(json, "f.json"), "normalizer"));
    QVERIFY(refused(makePreTokenizer(json, "f.json"), "pre-tokenizer"));
    QVERIFY(refused(makeTokenDecoder(json, "f.json"), "decoder"));
    QVERIFY(refused(readTokenFrame(json, 10, "f.json"), "post-processor"));
}

QTEST_APPLESS_MAIN(TestTextSteps)
#include "tst_text_steps.moc"
