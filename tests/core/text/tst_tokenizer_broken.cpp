// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "tests/core/text/text_test.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <set>
#include <sys/stat.h>

using namespace vernier;
using namespace vernier::test;

namespace {

/// A file with every kind of step, so that every key can be spoilt.
constexpr const char *kFull = R"({
    "added_tokens": [{"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
                      "normalized": false, "special": true}],
    "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Strip", "strip_left": true},
        {"type": "Replace", "pattern": {"String": "x"}, "content": "y"}, {"type": "Prepend", "prepend": " "}]},
    "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": " ?\\p{L}+"}, "behavior": "Isolated", "invert": false},
        {"type": "Digits", "individual_digits": true}, {"type": "Punctuation", "behavior": "Isolated"},
        {"type": "Metaspace", "replacement": "_", "prepend_scheme": "never", "split": false},
        {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}]},
    "post_processor": {"type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}}},
    "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "_"}, "content": " "},
        {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0},
        {"type": "Metaspace", "replacement": "_", "prepend_scheme": "always"}, {"type": "ByteLevel"}]},
    "model": {"type": "BPE", "unk_token": "a", "continuing_subword_prefix": "", "end_of_word_suffix": "",
        "fuse_unk": true, "byte_fallback": true, "ignore_merges": true,
        "vocab": {"a": 1, "b": 2, "ab": 3, "<0x0A>": 4}, "merges": ["a b", ["a", "b"]]}})";

constexpr const char *kConfig = R"({"add_bos_token": true, "add_eos_token": false, "tokenizer_class": "LlamaTokenizer",
    "bos_token": {"content": "<s>"}, "eos_token": "a", "added_tokens_decoder": {"7": {"content": "<x>", "special": true,
    "single_word": true, "lstrip": true, "rstrip": true, "normalized": true}}})";

/// What a broken tokenizer may do: refuse with a name and a short sentence, or work.
QString misbehaviour(const TextFolder &folder)
{
    const auto tokenizer = openTokenizer(folder.path());
    if (!tokenizer) {
        const Error &error = tokenizer.error();
        if (error.where.find(folder.path().string()) == std::string::npos)
            return "no file is named: " + shown(toString(error));
        if (error.message.empty() || error.message.size() > 600)
            return "the message is empty or endless: " + shown(toString(error));
        return {};
    }
    const auto ids = (*tokenizer)->encode("<s> ab\n\u00e9 xy 12! <x>\xff", true);
    if (ids)
        (void)(*tokenizer)->decode(*ids);
    for (int id = -1; id <= std::min((*tokenizer)->vocabularySize(), 100); ++id)
        (void)(*tokenizer)->tokenText(id);
    return {};
}

/// Every leaf of the tree and every node above one, each once.
std::vector<nlohmann::json::json_pointer> placesOf(const nlohmann::json &tree)
{
    std::set<std::string> names;
    const nlohmann::json flat = tree.flatten();
    for (const auto &[pointer, leaf] : flat.items()) {
        for (nlohmann::json::json_pointer place(pointer); !place.empty(); place = place.parent_pointer())
            names.insert(place.to_string());
    }
    std::vector<nlohmann::json::json_pointer> places{nlohmann::json::json_pointer()};
    for (const std::string &name : names)
        places.emplace_back(name);
    return places;
}

/// What goes wrong when any value under `prefix` becomes one of another kind.
QString wrongWithAnyKeySpoilt(const TextFolder &folder, const nlohmann::json &whole, const std::string &prefix)
{
    folder.write("tokenizer.json", whole.dump());
    if (const auto tokenizer = openTokenizer(folder.path()); !tokenizer)
        return shown(toString(tokenizer.error()));
    const nlohmann::json strange = nlohmann::json::parse(
        R"([null, true, 7, -1, 2147483648, 9223372036854775808, 1e300, "", "x", "Sequence", [], [1], {}, {"a": 1}])");
    for (const nlohmann::json::json_pointer &place : placesOf(whole)) {
        for (const nlohmann::json &value : place.to_string().starts_with(prefix) ? strange : nlohmann::json::array()) {
            nlohmann::json file = whole;
            file[place] = value;
            folder.write("tokenizer.json", file.dump());
            if (const QString wrong = misbehaviour(folder); !wrong.isEmpty())
                return shown(place.to_string() + " = " + value.dump() + ": ") + wrong;
        }
    }
    return {};
}

/// Deterministic noise. Source: Vigna, splitmix64.
std::uint64_t nextRandom(std::uint64_t &state)
{
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

// A SentencePiece model, written by hand: the protocol buffer fields that the library needs.

std::string varint(std::uint64_t value)
{
    std::string bytes;
    for (; value >= 0x80; value >>= 7)
        bytes += static_cast<char>((value & 0x7F) | 0x80);
    return bytes + static_cast<char>(value);
}

std::string numberField(int field, std::uint64_t value)
{
    return varint(static_cast<std::uint64_t>(field) << 3) + varint(value);
}

std::string bytesField(int field, const std::string &bytes)
{
    return varint((static_cast<std::uint64_t>(field) << 3) | 2) + varint(bytes.size()) + bytes;
}

std::string littleEndian(std::uint32_t value)
{
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>((value >> shift) & 0xFF);
    return bytes;
}

std::string piece(const std::string &text, float score, int type = 1)
{
    return bytesField(1,
                      bytesField(1, text) + varint((2 << 3) | 5) + littleEndian(std::bit_cast<std::uint32_t>(score))
                          + numberField(3, static_cast<std::uint64_t>(type)));
}

std::string smallPieces()
{
    return piece("<unk>", 0, 2) + piece("<s>", 0, 3) + piece("</s>", 0, 3) + piece("\u2581a", 0) + piece("ab", -1)
        + piece("\u2581", -2) + piece("a", -3) + piece("b", -4);
}

constexpr int kUnigram = 1;
constexpr int kBpe = 2;

std::string sentencePieceModel(const std::string &pieces, const std::string &charsMap, int kind = kBpe)
{
    return pieces + bytesField(2, numberField(3, static_cast<std::uint64_t>(kind))) + bytesField(3, bytesField(2, charsMap));
}

/// The key "A" becomes "a": a double-array trie of 768 units with the root's children at 256 and the value at 512.
struct CharsMap
{
    std::vector<std::uint32_t> units = std::vector<std::uint32_t>(768, 0);
    std::string texts = std::string("a\0", 2);

    CharsMap()
    {
        units[0] = (1U << 10) | (1U << 9);
        units[256 ^ 'A'] = ((256U ^ 'A' ^ 512U) << 10) | (1U << 8) | 'A';
        units[512] = 1U << 31;
    }

    [[nodiscard]] std::string bytes() const
    {
        std::string trie;
        for (const std::uint32_t unit : units)
            trie += littleEndian(unit);
        return littleEndian(static_cast<std::uint32_t>(trie.size())) + trie + texts;
    }
};

} // namespace

class TestTokenizerBroken : public QObject
{
    Q_OBJECT

private slots:
    void cutOffFilesAreRefused();
    void everyKeyMayHaveAnyType();
    void everyKeyOfOtherModelsMayHaveAnyType();
    void everyKeyOfTheConfigurationMayHaveAnyType();
    void brokenTokenizersInGgufAreRefused_data();
    void brokenTokenizersInGgufAreRefused();
    void contradictionsAreNamed_data();
    void contradictionsAreNamed();
    void hostilePatternsEndInAnError();
    void whatIsNoFileIsSaid_data();
    void whatIsNoFileIsSaid();
    void garbageInPlaceOfTokenizerModelIsRefused_data();
    void garbageInPlaceOfTokenizerModelIsRefused();
    void handWrittenSentencePieceModelWorks();
    void reservedPiecesMayBeRenamed();
    void hostileGrowthEndsInAnError();
    void longTokensOfUnigramAreFound();
    void brokenNormalizationTablesAreRefused_data();
    void brokenNormalizationTablesAreRefused();
    void noisySentencePieceModelsDoNoHarm();
    void noisyRealModelsDoNoHarm();
};

void TestTokenizerBroken::cutOffFilesAreRefused()
{
    const std::string whole = kFull;
    const TextFolder folder;
    folder.write("tokenizer.json", whole);
    VERNIER_SUCCEEDS(openTokenizer(folder.path()));
    for (std::size_t size = 0; size < whole.size(); size += 7) {
        folder.write("tokenizer.json", whole.substr(0, size));
        VERNIER_REFUSES(openTokenizer(folder.path()), ErrorCode::CorruptFile, {"tokenizer.json"});
    }
    folder.write("tokenizer.json", std::string(5'000'000, '['));
    VERNIER_REFUSES(openTokenizer(folder.path()), ErrorCode::CorruptFile, {"tokenizer.json", "nested"});
}

void TestTokenizerBroken::everyKeyMayHaveAnyType()
{
    const nlohmann::json whole = nlohmann::json::parse(kFull);
    const TextFolder folder;
    folder.write("tokenizer_config.json", kConfig);
    QVERIFY(placesOf(whole).size() > 100);
    QCOMPARE(wrongWithAnyKeySpoilt(folder, whole, {}), QString());
}

void TestTokenizerBroken::everyKeyOfOtherModelsMayHaveAnyType()
{
    nlohmann::json whole = nlohmann::json::parse(kFull);
    const TextFolder folder;
    for (const char *model : {R"({"type": "Unigram", "unk_id": 1, "byte_fallback": true, "vocab": [["<s>", 0], ["a", -1.5], ["ab", -2], ["<0x0A>", -3]]})",
                              R"({"type": "WordLevel", "unk_token": "a", "vocab": {"<s>": 0, "a": 1, "ab": 2}})"}) {
        whole["model"] = nlohmann::json::parse(model);
        QCOMPARE(wrongWithAnyKeySpoilt(folder, whole, "/model"), QString());
    }
}

void TestTokenizerBroken::everyKeyOfTheConfigurationMayHaveAnyType()
{
    const nlohmann::json whole = nlohmann::json::parse(kConfig);
    const TextFolder folder;
    folder.write("tokenizer.json", kFull);
    const nlohmann::json strange =
        nlohmann::json::parse(R"([null, false, 7, 2147483648, "", "x", [], {}, {"a": 1}, {"-1": {}}, {"1e9": {}},
            {"99999999999999999999": {"content": "a"}}, {"4194304": {"content": "a"}}])");
    for (const char *name : {"tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"}) {
        for (const nlohmann::json::json_pointer &place : placesOf(whole)) {
            for (const nlohmann::json &value : strange) {
                nlohmann::json file = whole;
                file[place] = value;
                folder.write(name, file.dump());
                const QString wrong = misbehaviour(folder);
                QVERIFY2(wrong.isEmpty(), qPrintable(shown(place.to_string() + " = " + value.dump() + ": ") + wrong));
            }
        }
        folder.write(name, "{}");
    }
}

void TestTokenizerBroken::contradictionsAreNamed_data()
{
    QTest::addColumn<std::string>("change"); // merged into the file
    QTest::addColumn<int>("code");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const std::string &change, ErrorCode code, const QStringList &words) {
        QTest::newRow(name) << change << static_cast<int>(code) << words;
    };
    const auto corrupt = ErrorCode::CorruptFile;
    row("two tokens of one id", R"({"model": {"vocab": {"c": 1}}})", corrupt, {"model.vocab", "id 1 ", "two tokens"});
    row("negative id", R"({"model": {"vocab": {"c": -1}}})", corrupt, {"token c", "0 to 4194303"});
    row("id 2^31", R"({"model": {"vocab": {"c": 2147483648}}})", corrupt, {"token c", "0 to 4194303"});
    row("id 2^63", R"({"model": {"vocab": {"c": 9223372036854775808}}})", corrupt, {"token c", "0 to 4194303"});
    row("broken number as id", R"({"model": {"vocab": {"c": 2.5}}})", corrupt, {"token c"});
    row("merge of unknown tokens", R"({"model": {"merges": ["a b", "q b"]}})", corrupt, {"merges[1]", "token q"});
    row("merge into an unknown token", R"({"model": {"merges": ["b a"]}})", corrupt, {"merges[0]", "token ba"});
    row("merge of three", R"({"model": {"merges": ["a b c"]}})", corrupt, {"merges[0]", "two tokens"});
    row("merge of one", R"({"model": {"merges": ["a"]}})", corrupt, {"merges[0]", "two tokens"});
    row("merge of numbers", R"({"model": {"merges": [[1, 2]]}})", corrupt, {"merges[0]"});
    row("merge list too long", R"({"model": {"merges": [["a", "b", "a"]]}})", corrupt, {"merges[0]"});
    row("empty vocabulary", R"({"model": {"vocab": null}})", corrupt, {"`vocab`"});
    row("another model", R"({"model": {"type": "WordPiece"}})", ErrorCode::Unsupported, {"WordPiece"});
    row("word piece", R"({"model": {"type": "WordPiece"}})", ErrorCode::Unsupported, {"WordPiece"});
    row("no type and no merges", R"({"model": {"type": null, "merges": null}})", ErrorCode::Unsupported, {"BPE"});
    row("added token of another id", R"({"added_tokens": [{"id": 9, "content": "a"}]})", corrupt,
        {"added_tokens[0]", "two ids, 1 and 9"});
    row("added token on another's id", R"({"added_tokens": [{"id": 1, "content": "c"}]})", corrupt,
        {"added_tokens[0]", "two tokens, a and c"});
    row("two added tokens of one id", R"({"added_tokens": [{"id": 9, "content": "c"}, {"id": 9, "content": "d"}]})",
        corrupt, {"added_tokens[1]", "two tokens, c and d"});
    row("huge added id", R"({"added_tokens": [{"id": 4194304, "content": "c"}]})", corrupt,
        {"added_tokens[0]", "`id`"});
    row("added token without id", R"({"added_tokens": [{"content": "c"}]})", corrupt, {"added_tokens[0]", "`id`"});
    row("endless added token", R"({"added_tokens": [{"id": 9, "content": ")" + std::string(5000, 'c') + R"("}]})",
        corrupt, {"added_tokens[0]", "4096"});
    row("template id outside", R"({"post_processor": {"special_tokens": {"<s>": {"ids": [5]}}}})", corrupt,
        {"post_processor", "below 5"});
    row("template without text", R"({"post_processor": {"single": [{"SpecialToken": {"id": "<s>"}}]}})", corrupt,
        {"post_processor", "`single`"});
    row("template of an unknown token", R"({"post_processor": {"single": [{"SpecialToken": {"id": "q"}}]}})", corrupt,
        {"special_tokens[q]"});
    row("bad pattern",
        R"({"pre_tokenizer": {"pretokenizers": [{"type": "Split", "pattern": {"Regex": "("}, "behavior": "Isolated"}]}})",
        corrupt, {"pre_tokenizer[0].pattern", "not a regular expression"});
}

void TestTokenizerBroken::contradictionsAreNamed()
{
    QFETCH(std::string, change);
    QFETCH(int, code);
    QFETCH(QStringList, words);
    nlohmann::json file = nlohmann::json::parse(kFull);
    file.update(nlohmann::json::parse(change), true);
    const TextFolder folder;
    folder.write("tokenizer.json", file.dump());
    std::vector<std::string> all{folder.path().string() + "/tokenizer.json"};
    for (const QString &word : words)
        all.push_back(word.toStdString());
    VERNIER_REFUSES(openTokenizer(folder.path()), static_cast<ErrorCode>(code), all);
}

void TestTokenizerBroken::hostilePatternsEndInAnError()
{
    for (const char *step : {"pre_tokenizer", "normalizer"}) {
        nlohmann::json file = nlohmann::json::parse(kFull);
        const nlohmann::json pattern{{"Regex", "(a+)+\\p{N}"}};
        if (std::string_view(step) == "pre_tokenizer")
            file[step] = {{"type", "Split"}, {"pattern", pattern}, {"behavior", "Isolated"}};
        else
            file[step] = {{"type", "Replace"}, {"pattern", pattern}, {"content", ""}};
        const TextFolder folder;
        folder.write("tokenizer.json", file.dump());
        const auto tokenizer = openTokenizer(folder.path());
        VERNIER_SUCCEEDS(tokenizer);
        VERNIER_REFUSES((*tokenizer)->encode(std::string(3000, 'a'), false), ErrorCode::Unsupported,
                        {"tokenizer.json", step, "given up"});
    }
}

void TestTokenizerBroken::whatIsNoFileIsSaid_data()
{
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<std::string>("word");
    QTest::newRow("pipe") << std::string("pipe") << std::string("pipe");
    QTest::newRow("folder") << std::string("folder") << std::string("folder");
    QTest::newRow("link to nothing") << std::string("link") << std::string("does not exist");
}

void TestTokenizerBroken::whatIsNoFileIsSaid()
{
    QFETCH(std::string, kind);
    QFETCH(std::string, word);
    for (const char *name : {"tokenizer.json", "tokenizer.model"}) {
        const TextFolder folder;
        const std::filesystem::path file = folder.path() / name;
        if (kind == "pipe")
            QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
        else if (kind == "folder")
            std::filesystem::create_directory(file);
        else
            std::filesystem::create_symlink("nowhere", file);
        if (name == std::string("tokenizer.json"))
            folder.write("tokenizer.model", "another that must not be taken instead");
        const auto opened = openTokenizer(folder.path());
        QVERIFY(!opened);
        QVERIFY2(toString(opened.error()).find(word) != std::string::npos, toString(opened.error()).c_str());
        QVERIFY2(toString(opened.error()).find(name) != std::string::npos, toString(opened.error()).c_str());
    }
}

void TestTokenizerBroken::garbageInPlaceOfTokenizerModelIsRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const std::string &bytes, ErrorCode code = ErrorCode::CorruptFile) {
        QTest::newRow(name) << bytes << static_cast<int>(code);
    };
    std::string noise;
    std::uint64_t state = 1;
    for (int i = 0; i < 4096; ++i)
        noise += static_cast<char>(nextRandom(state));
    row("empty", "");
    row("noise", noise);
    row("zeros", std::string(1000, '\0'));
    row("text", "This is not a model.\n");
    row("tiktoken, few ranks", "IQ== 0\nIg== 1\n", ErrorCode::Unsupported);
    row("tiktoken, no base64", "I*== 0\n");
    row("tiktoken, half a byte", "IQ= 0\n");
    row("tiktoken, a rank left out", "IQ== 0\nIg== 2\n");
    row("tiktoken, a rank twice", "IQ== 0\nIg== 0\n");
    row("tiktoken, a huge rank", "IQ== 99999999999999999999\n");
    row("tiktoken, no rank", "IQ== 0\nIg==\n");
    row("length beyond the file", std::string("\x0A\xFF\xFF\xFF\xFF\x7F", 6));
    row("endless varint", std::string(100, '\xFF'));
    row("no pieces", bytesField(2, numberField(3, 2)));
    row("empty piece", sentencePieceModel(smallPieces() + piece("", 0), ""));
    row("piece with NUL in a trie", sentencePieceModel(smallPieces() + piece(std::string("a\0b", 3), 0), "", kUnigram));
    row("piece with NUL in the trie of users' pieces", sentencePieceModel(smallPieces() + piece(std::string("a\0b", 3), 0, 4), ""));
    row("piece that is no text", sentencePieceModel(smallPieces() + piece("\xFF", 0), ""));
    row("score that is no number", sentencePieceModel(smallPieces() + piece("c", std::nanf("")), ""));
    row("piece twice", sentencePieceModel(smallPieces() + piece("a", 0), ""));
    row("unknown piece twice", sentencePieceModel(smallPieces() + piece("?", 0, 2), ""));
    row("no unknown piece", sentencePieceModel(piece("a", 0) + piece("<s>", 0, 3), ""));
    row("another kind of model", smallPieces() + bytesField(2, numberField(3, 99)));
    row("piece cut off", bytesField(1, "\x0A"));
}

void TestTokenizerBroken::garbageInPlaceOfTokenizerModelIsRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(int, code);
    const TextFolder folder;
    folder.write("tokenizer.model", bytes);
    const auto tokenizer = openTokenizer(folder.path());
    if (tokenizer) // the library may take an unknown kind for the default
        QVERIFY(std::string_view(QTest::currentDataTag()) == "another kind of model");
    else
        VERNIER_REFUSES(tokenizer, static_cast<ErrorCode>(code), {"tokenizer.model"});
}

void TestTokenizerBroken::handWrittenSentencePieceModelWorks()
{
    const TextFolder folder;
    folder.write("tokenizer.model", sentencePieceModel(smallPieces(), CharsMap().bytes()));
    const auto tokenizer = openTokenizer(folder.path());
    VERNIER_SUCCEEDS(tokenizer);
    const auto ids = (*tokenizer)->encode("aBab \xFF", true);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(*ids, (std::vector<int>{1, 3, 0, 4, 5, 0}));
    const auto mapped = (*tokenizer)->encode("Ab a", false); // A becomes a
    VERNIER_SUCCEEDS(mapped);
    QCOMPARE(*mapped, (std::vector<int>{3, 7, 3}));
    QCOMPARE(shown((*tokenizer)->decode(std::vector<int>{1, 3, 7, 3, 99, 0, 2})), shown("ab a\uFFFD"));
    QCOMPARE(shown((*tokenizer)->tokenText(3)), shown(" a"));
    QCOMPARE(shown((*tokenizer)->tokenText(2)), shown("</s>"));
    QCOMPARE(shown((*tokenizer)->tokenText(8)), shown("\uFFFD"));
    QCOMPARE((*tokenizer)->vocabularySize(), 8);
    QCOMPARE((*tokenizer)->beginOfText().value_or(-1), 1);
    QCOMPARE((*tokenizer)->endOfText().value_or(-1), 2);

    folder.write("tokenizer_config.json", R"({"bos_token": "<s>", "add_bos_token": false, "add_eos_token": true,
        "eos_token": "<end>", "added_tokens_decoder": {"1": {"content": "<s>", "special": true},
        "10": {"content": "<end>", "special": true}}})");
    const auto configured = openTokenizer(folder.path());
    VERNIER_SUCCEEDS(configured);
    const auto framed = (*configured)->encode("a<s>a<end>", true);
    VERNIER_SUCCEEDS(framed);
    QCOMPARE(*framed, (std::vector<int>{3, 1, 3, 10, 10}));
    QCOMPARE((*configured)->vocabularySize(), 11);

    folder.write("tokenizer_config.json", R"({"added_tokens_decoder": {"9": {"content": "ab"}}})");
    VERNIER_REFUSES(openTokenizer(folder.path()), ErrorCode::CorruptFile, {"tokenizer_config.json", "ab"});
}

/// As InternLM2's chat models have it, which also have a piece of a NUL.
void TestTokenizerBroken::reservedPiecesMayBeRenamed()
{
    const TextFolder folder;
    folder.write("tokenizer.model", sentencePieceModel(smallPieces() + piece("[UNUSED]", -5) + piece(std::string("\0", 1), -6), ""));
    folder.write("tokenizer_config.json", R"({"added_tokens_decoder": {"8": {"content": "<|im_end|>", "special": true}}})");
    const auto tokenizer = openTokenizer(folder.path());
    VERNIER_SUCCEEDS(tokenizer);
    const auto ids = (*tokenizer)->encode("a<|im_end|>", false);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(*ids, (std::vector<int>{3, 8}));
    QCOMPARE(shown((*tokenizer)->tokenText(8)), shown("<|im_end|>"));
    QCOMPARE(shown((*tokenizer)->decode(std::vector<int>{3, 8})), shown("a"));
    QCOMPARE((*tokenizer)->vocabularySize(), 10);
}

/// What is asked of a small text must not take minutes, or all memory.
void TestTokenizerBroken::hostileGrowthEndsInAnError()
{
    nlohmann::json file = nlohmann::json::parse(kFull);
    const nlohmann::json doubling{{"type", "Replace"}, {"pattern", {{"String", "a"}}}, {"content", "aa"}};
    file["normalizer"] = {{"type", "Sequence"}, {"normalizers", std::vector<nlohmann::json>(60, doubling)}};
    file["decoder"] = {{"type", "Sequence"}, {"decoders", std::vector<nlohmann::json>(60, doubling)}};
    const TextFolder folder;
    folder.write("tokenizer.json", file.dump());
    const auto tokenizer = openTokenizer(folder.path());
    VERNIER_SUCCEEDS(tokenizer);
    VERNIER_REFUSES((*tokenizer)->encode("abc", false), ErrorCode::Unsupported, {"tokenizer.json", "16 times"});
    QVERIFY((*tokenizer)->decode(std::vector<int>{1}).size() < 10000);

    file["normalizer"] = {{"type", "NFC"}};
    folder.write("tokenizer.json", file.dump());
    const auto composing = openTokenizer(folder.path());
    VERNIER_SUCCEEDS(composing);
    std::string marks = "a";
    for (const char *mark : {"\u0301", "\u0316"}) {
        for (int i = 0; i < 100000; ++i)
            marks += mark;
    }
    VERNIER_REFUSES((*composing)->encode(marks, false), ErrorCode::Unsupported, {"combining marks"});
}

void TestTokenizerBroken::longTokensOfUnigramAreFound()
{
    using json = nlohmann::json;
    const std::string longest(20000, 'a');
    const nlohmann::json model{{"type", "Unigram"}, {"unk_id", 0}, {"vocab", json::array({json::array({"<unk>", 0.0}), json::array({"a", -1.0}), json::array({longest, -2.0})})}};
    const TextFolder folder;
    folder.write("tokenizer.json", nlohmann::json{{"model", model}}.dump());
    const auto tokenizer = openTokenizer(folder.path());
    VERNIER_SUCCEEDS(tokenizer);
    const auto ids = (*tokenizer)->encode(longest, false);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(*ids, std::vector<int>{2});
}

void TestTokenizerBroken::brokenNormalizationTablesAreRefused_data()
{
    QTest::addColumn<std::string>("charsMap");
    const auto row = [](const char *name, const CharsMap &map) { QTest::newRow(name) << map.bytes(); };
    const std::size_t letter = 256 ^ 'A';
    CharsMap map;
    map.units[0] = 0xFFFFFC00U;
    row("root points outside", map);
    map = CharsMap();
    map.units[letter] = (1U << 30) | (1U << 8) | 'A';
    row("letter points outside", map);
    map = CharsMap();
    map.units[512] = (1U << 31) | 2;
    row("value outside the texts", map);
    map = CharsMap();
    map.units[letter] = (((256U ^ 'A') ^ 256U) << 10) | (1U << 8) | 'A'; // A leads to the place where A leads from
    row("endless key", map);
    map = CharsMap();
    map.texts = "a";
    row("text without end", map);
    map = CharsMap();
    map.texts = std::string("\xE4\0", 2);
    row("text that is no text", map);
    QTest::newRow("size beyond the table") << littleEndian(0x7FFFFFFCU) + std::string(2000, '\0');
    QTest::newRow("size up to the end") << littleEndian(2000) + std::string(1998, '\0');
    QTest::newRow("tiny") << std::string("\0\0\0\0\0", 5);
}

void TestTokenizerBroken::brokenNormalizationTablesAreRefused()
{
    QFETCH(std::string, charsMap);
    const TextFolder folder;
    folder.write("tokenizer.model", sentencePieceModel(smallPieces(), charsMap));
    VERNIER_REFUSES(openTokenizer(folder.path()), ErrorCode::CorruptFile, {"tokenizer.model", "normalization table"});
}

void TestTokenizerBroken::noisySentencePieceModelsDoNoHarm()
{
    const std::string whole = sentencePieceModel(smallPieces(), CharsMap().bytes());
    const TextFolder folder;
    std::uint64_t state = 7;
    for (int round = 0; round < 500; ++round) {
        std::string bytes = whole;
        for (int i = 0; i <= round % 3; ++i) // half of the changes before the long table
            bytes[nextRandom(state) % (i == 0 ? 200 : bytes.size())] = static_cast<char>(nextRandom(state));
        if (round % 10 == 0)
            bytes.resize(nextRandom(state) % bytes.size());
        folder.write("tokenizer.model", bytes);
        const QString wrong = misbehaviour(folder);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
}

void TestTokenizerBroken::noisyRealModelsDoNoHarm()
{
    VERNIER_SHARED_OR_SKIP(path, "data/stories260k");
    const std::string whole = readBytes(path / "tokenizer.model");
    const TextFolder folder;
    std::uint64_t state = 11;
    for (int round = 0; round < 300; ++round) {
        std::string bytes = whole;
        for (int i = 0; i <= round % 5; ++i)
            bytes[nextRandom(state) % bytes.size()] = static_cast<char>(nextRandom(state));
        folder.write("tokenizer.model", bytes);
        const QString wrong = misbehaviour(folder);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
}

void TestTokenizerBroken::brokenTokenizersInGgufAreRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    const auto list = [](std::uint32_t type, const std::vector<std::string> &elements) {
        std::string bytes = GgufBytes::number(type) + GgufBytes::number(std::uint64_t{elements.size()});
        for (const std::string &element : elements)
            bytes += type == 8 ? GgufBytes::text(element) : element;
        return bytes;
    };
    const auto row = [&](const char *name, const char *model, const std::vector<std::string> &tokens, int kinds, int scores, const std::vector<std::string> &merges,
                         ErrorCode code, const char *word) {
        GgufBytes bytes;
        bytes.add("tokenizer.ggml.model", model);
        bytes.add("tokenizer.ggml.pre", "gpt-2");
        bytes.add("tokenizer.ggml.unknown_token_id", std::uint32_t{0});
        bytes.add("tokenizer.ggml.bos_token_id", std::uint32_t{4'000'000'000});
        if (!tokens.empty())
            bytes.add("tokenizer.ggml.tokens", 9, list(8, tokens));
        bytes.add("tokenizer.ggml.token_type", 9, list(5, std::vector<std::string>(static_cast<std::size_t>(kinds), GgufBytes::number(std::int32_t{1}))));
        bytes.add("tokenizer.ggml.scores", 9, list(6, std::vector<std::string>(static_cast<std::size_t>(scores), GgufBytes::number(scores == 2 ? -1.0f : NAN))));
        bytes.add("tokenizer.ggml.merges", 9, list(8, merges));
        QTest::newRow(name) << bytes.file() << int(code) << std::string(word);
    };
    QTest::newRow("no tokenizer") << GgufBytes().file() << int(ErrorCode::NotFound) << std::string("has no tokenizer");
    row("another kind", "rwkv", {"a", "b"}, 2, 2, {}, ErrorCode::Unsupported, "\"rwkv\"");
    row("no tokens", "gpt2", {}, 0, 2, {}, ErrorCode::CorruptFile, "no list of tokens");
    row("too few kinds", "gpt2", {"a", "b"}, 1, 2, {}, ErrorCode::CorruptFile, "as many kinds");
    row("too few scores", "llama", {"a", "b"}, 2, 1, {}, ErrorCode::CorruptFile, "as many scores");
    row("a token twice", "gpt2", {"a", "a"}, 2, 2, {}, ErrorCode::CorruptFile, "a token twice");
    row("an endless token", "llama", {"a", std::string(5000, 'a')}, 2, 2, {}, ErrorCode::CorruptFile, "longer than any text");
    row("no UTF-8", "gpt2", {"a", "\xff"}, 2, 2, {}, ErrorCode::CorruptFile, "no UTF-8");
    row("a merge of nothing", "gpt2", {"a", "b"}, 2, 2, {"a c"}, ErrorCode::CorruptFile, "not in the vocabulary");
}

void TestTokenizerBroken::brokenTokenizersInGgufAreRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(int, code);
    QFETCH(std::string, word);
    const TextFolder folder;
    folder.write("model.gguf", bytes);
    VERNIER_REFUSES(openTokenizer(folder.path() / "model.gguf"), ErrorCode(code), {"model.gguf", word});
}

QTEST_APPLESS_MAIN(TestTokenizerBroken)
#include "tst_tokenizer_broken.moc"
