// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/documents.h"
#include "core/text/tokenizer.h"
#include "core/text/unicode.h"

#include "tests/core/text/text_test.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <map>
#include <memory>

using namespace vernier;
using namespace vernier::test;

namespace {

using TokenizerPointer = std::shared_ptr<const Tokenizer>;

/// Most of a text is enough, and keeps the slow builds with sanitizers within their time.
constexpr std::size_t kRoundTripBytes = 60'000;

QList<int> listOf(const std::vector<int> &ids)
{
    return {ids.begin(), ids.end()};
}

/// The tokenizer of shared/<folder>: as it lies there, a copy of its SentencePiece model without tokenizer.json, or what a GGUF file holds.
Result<TokenizerPointer> openShared(const std::filesystem::path &folder, const std::string &kind, const TextFolder &scratch)
{
    if (kind != "model")
        return openTokenizer(folder);
    for (const char *name : {"tokenizer.model", "tokenizer_config.json", "special_tokens_map.json"}) {
        if (std::filesystem::exists(folder / name))
            scratch.write(name, readBytes(folder / name));
    }
    return openTokenizer(scratch.path());
}

std::vector<std::string> splitAt(const std::string &text, const std::string &separator)
{
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (std::size_t at = text.find(separator); at != text.npos; at = text.find(separator, from)) {
        parts.push_back(text.substr(from, at - from));
        from = at + separator.size();
    }
    parts.push_back(text.substr(from));
    return parts;
}

} // namespace

class TestTokenizerReference : public QObject
{
    Q_OBJECT

private slots:
    void stringsOfLlamaCppHaveTheirIds_data();
    void stringsOfLlamaCppHaveTheirIds();
    void promptsAndContinuationsAreTheModels_data();
    void promptsAndContinuationsAreTheModels();
    void documentsAreTheReferences_data();
    void documentsAreTheReferences();
    void textsComeBackAsTheyWere_data();
    void textsComeBackAsTheyWere();
    void chatGlmTextsBeginWithItsOwnTokens();
    void qwen2KnowsItsAddedTokens();
    void llama3TextsBeginWithItsToken();
    void calibrationFilesOfMsModelSlimAreRead_data();
    void calibrationFilesOfMsModelSlimAreRead();
    void brokenLineOfCevalIsNamed();
};

void TestTokenizerReference::stringsOfLlamaCppHaveTheirIds_data()
{
    QTest::addColumn<std::string>("folder");
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<std::string>("strings");
    const auto row = [](const char *folder, const char *kind, const char *strings) {
        QTest::addRow("%s %s", folder, kind) << std::string(folder) << std::string(kind) << std::string(strings);
    };
    row("llama2", "json", "llama-spm");
    row("llama2", "model", "llama-spm");
    row("gpt2", "vocabulary and merges", "gpt-2");
    row("llama3", "tiktoken", "llama-bpe");
    row("qwen2", "tiktoken", "qwen2");
    row("ggml/ggml-vocab-llama-spm.gguf", "GGUF", "llama-spm");
    row("ggml/ggml-vocab-gpt-2.gguf", "GGUF", "gpt-2");
}

void TestTokenizerReference::stringsOfLlamaCppHaveTheirIds()
{
    VERNIER_SHARED_OR_SKIP(path, "data/tokenizers");
    QFETCH(std::string, folder);
    QFETCH(std::string, kind);
    QFETCH(std::string, strings);
    const TextFolder scratch;
    const auto tokenizer = openShared(path / folder, kind, scratch);
    VERNIER_SUCCEEDS(tokenizer);
    const std::filesystem::path base = path / "ggml" / ("ggml-vocab-" + strings + ".gguf");
    const std::vector<std::string> inputs = splitAt(readBytes(base.string() + ".inp"), "\n__ggml_vocab_test__\n");
    const std::vector<std::string> outputs = splitAt(readBytes(base.string() + ".out"), "\n");
    QCOMPARE(inputs.size(), std::size_t{47});
    QCOMPARE(outputs.size(), inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        QList<int> expected;
        std::istringstream numbers(outputs[i]);
        for (int id = 0; numbers >> id;)
            expected.push_back(id);
        const auto ids = (*tokenizer)->encode(inputs[i], false);
        VERNIER_SUCCEEDS(ids);
        QCOMPARE(listOf(*ids), expected);
        const std::string again = folder == "qwen2" ? normalForm(inputs[i], NormalForm::C) : inputs[i];
        QCOMPARE(shown((*tokenizer)->decode(*ids)), shown(again));
    }
}

void TestTokenizerReference::promptsAndContinuationsAreTheModels_data()
{
    QTest::addColumn<std::string>("folder");
    QTest::addColumn<std::string>("kind");
    for (const char *folder :
         {"data/stories260k", "data/stories280k", "data/tangpoem750k", "data/aidreams260k", "demo"}) {
        for (const char *kind : {"json", "model"}) {
            if (std::string_view(folder) != "data/tangpoem750k" || std::string_view(kind) == "json")
                QTest::addRow("%s %s", folder, kind) << std::string(folder) << std::string(kind);
        }
    }
}

void TestTokenizerReference::promptsAndContinuationsAreTheModels()
{
    QFETCH(std::string, folder);
    QFETCH(std::string, kind);
    VERNIER_SHARED_OR_SKIP(path, folder);
    const TextFolder scratch;
    const auto tokenizer = openShared(path, kind, scratch);
    VERNIER_SUCCEEDS(tokenizer);
    const nlohmann::json reference = nlohmann::json::parse(readBytes(path / "reference.json"));
    const bool isDemo = folder == "demo";
    const auto promptIds = reference[isDemo ? "ids" : "prompt_ids"].get<std::vector<int>>();
    const auto encoded = (*tokenizer)->encode(reference["prompt"].get<std::string>(), true);
    VERNIER_SUCCEEDS(encoded);
    QCOMPARE(listOf(*encoded), listOf(promptIds));

    std::vector<int> greedy;
    if (!isDemo) // there the ids of the prompt are among them
        greedy = promptIds;
    const nlohmann::json &more = isDemo ? reference["greedy_ids"] : reference["greedy"]["ids"];
    greedy.insert(greedy.end(), more.begin(), more.end());
    const nlohmann::json &text = isDemo ? reference["greedy_text"] : reference["greedy"]["text"];
    QCOMPARE(shown((*tokenizer)->decode(greedy)), shown(text.get<std::string>()));
    QCOMPARE((*tokenizer)->beginOfText().value_or(-1), 1);
    QCOMPARE((*tokenizer)->endOfText().value_or(-1), 2);
    const nlohmann::json config = nlohmann::json::parse(readBytes(path / "config.json"));
    QCOMPARE((*tokenizer)->vocabularySize(), config["vocab_size"].get<int>());
}

void TestTokenizerReference::documentsAreTheReferences_data()
{
    QTest::addColumn<std::string>("folder");
    QTest::addColumn<std::string>("kind");
    for (const char *folder : {"stories260k", "stories280k", "tangpoem750k"})
        QTest::newRow(folder) << std::string(folder) << std::string("json");
    // Its texts contain </s> as letters, and the reference was made with SentencePiece, which leaves them letters.
    QTest::newRow("aidreams260k") << std::string("aidreams260k") << std::string("model");
}

void TestTokenizerReference::documentsAreTheReferences()
{
    QFETCH(std::string, folder);
    QFETCH(std::string, kind);
    VERNIER_SHARED_OR_SKIP(path, "data");
    const TextFolder scratch;
    const auto tokenizer = openShared(path / folder, kind, scratch);
    VERNIER_SUCCEEDS(tokenizer);
    const nlohmann::json reference = nlohmann::json::parse(readBytes(path / folder / "reference.json"));
    const nlohmann::json config = nlohmann::json::parse(readBytes(path / folder / "config.json"));
    const nlohmann::json &evaluation = reference["evaluation"];
    const auto documents = readDocuments(path / evaluation["text"].get<std::string>());
    VERNIER_SUCCEEDS(documents);
    const auto sequences = toTokenIds(*documents, tokenizer->get(), config["vocab_size"].get<int>());
    VERNIER_SUCCEEDS(sequences);
    QCOMPARE(sequences->size(), evaluation["documents"]["count"].get<std::size_t>());
    const auto context = config["max_position_embeddings"].get<std::size_t>();
    std::size_t predictions = 0;
    for (const std::vector<int> &sequence : *sequences)
        predictions += std::min(sequence.size(), context) - 1;
    QCOMPARE(predictions, evaluation["documents"]["predictions"].get<std::size_t>());
    std::vector<int> first = sequences->front();
    const auto expected = evaluation["documents"]["first_document_ids"].get<std::vector<int>>();
    first.resize(std::min(first.size(), expected.size()));
    QCOMPARE(listOf(first), listOf(expected));
}

void TestTokenizerReference::textsComeBackAsTheyWere_data()
{
    QTest::addColumn<std::string>("folder");
    QTest::addColumn<std::string>("kind");
    const auto row = [](const char *folder, const char *kind) {
        QTest::addRow("%s %s", folder, kind) << std::string(folder) << std::string(kind);
    };
    row("data/stories260k", "json");
    row("data/stories260k", "model");
    row("demo", "json");
    row("demo", "model");
    row("data/tokenizers/llama2", "json");
    row("data/tokenizers/llama2", "model");
    row("data/tokenizers/minimind", "json");
    row("data/tokenizers/gpt2", "vocabulary and merges");
    row("data/tokenizers/llama3", "tiktoken");
    row("data/tokenizers/qwen2", "tiktoken");
    row("data/tokenizers/ggml/ggml-vocab-llama-spm.gguf", "GGUF");
}

void TestTokenizerReference::textsComeBackAsTheyWere()
{
    QFETCH(std::string, folder);
    QFETCH(std::string, kind);
    VERNIER_SHARED_OR_SKIP(path, "data/text");
    const TextFolder scratch;
    const auto tokenizer = openShared(sharedDirectory() / folder, kind, scratch);
    VERNIER_SUCCEEDS(tokenizer);
    int files = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(path)) {
        if (!entry.is_regular_file())
            continue;
        std::string text = readBytes(entry.path());
        for (const char *special : {"<unk>", "<s>", "</s>", "<|endoftext|>"}) { // they do not come back
            const std::vector<std::string> parts = splitAt(text, special);
            text.clear();
            for (const std::string &part : parts)
                text += part;
        }
        text = text.substr(0, kRoundTripBytes);
        while (!isValidUtf8(text))
            text.pop_back();
        const auto ids = (*tokenizer)->encode(text, true);
        VERNIER_SUCCEEDS(ids);
        if (folder.ends_with("qwen2"))
            text = normalForm(text, NormalForm::C);
        const std::string again = (*tokenizer)->decode(*ids);
        QVERIFY2(again == text, entry.path().filename().c_str());
        ++files;
    }
    QVERIFY(files > 10);
}

void TestTokenizerReference::chatGlmTextsBeginWithItsOwnTokens()
{
    VERNIER_SHARED_OR_SKIP(path, "data/tokenizers/chatglm2");
    const auto tokenizer = openTokenizer(path);
    VERNIER_SUCCEEDS(tokenizer);
    const auto ids = (*tokenizer)->encode("\u4f60\u597d", true);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(listOf(*ids), (QList<int>{64790, 64792, 36474, 54591}));
    QCOMPARE(shown((*tokenizer)->decode(*ids)), shown("\u4f60\u597d"));
    const auto people = (*tokenizer)->encode("people", false); // contains the name of the token eop
    VERNIER_SUCCEEDS(people);
    QCOMPARE(shown((*tokenizer)->decode(*people)), shown("people"));
}

void TestTokenizerReference::qwen2KnowsItsAddedTokens()
{
    VERNIER_SHARED_OR_SKIP(path, "data/tokenizers/qwen2");
    const auto tokenizer = openTokenizer(path);
    VERNIER_SUCCEEDS(tokenizer);
    const auto ids = (*tokenizer)->encode("<|im_start|>user\n\u4f60<|im_end|>", true);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(listOf(*ids), (QList<int>{151644, 872, 198, 56568, 151645}));
    QCOMPARE(shown((*tokenizer)->decode(*ids)), shown("user\n\u4f60"));
    QCOMPARE((*tokenizer)->vocabularySize(), 151851); // with <|extra_0|> … <|extra_204|>
    QCOMPARE((*tokenizer)->endOfText().value_or(-1), 151643);
    QCOMPARE(shown((*tokenizer)->tokenText(151644)), shown("<|im_start|>"));
}

void TestTokenizerReference::llama3TextsBeginWithItsToken()
{
    VERNIER_SHARED_OR_SKIP(path, "data/tokenizers/llama3");
    const auto tokenizer = openTokenizer(path);
    VERNIER_SUCCEEDS(tokenizer);
    const auto ids = (*tokenizer)->encode("<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>", true);
    VERNIER_SUCCEEDS(ids);
    QCOMPARE(listOf(*ids), (QList<int>{128000, 128006, 882, 128007, 271, 13347, 128009}));
    QCOMPARE((*tokenizer)->vocabularySize(), 128256);
    QCOMPARE(shown((*tokenizer)->tokenText(128255)), shown("<|reserved_special_token_250|>"));
}

void TestTokenizerReference::calibrationFilesOfMsModelSlimAreRead_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<int>("count");
    QTest::addColumn<std::string>("beginning");
    const auto row = [](const char *name, int count, const char *beginning) {
        QTest::newRow(name) << std::string(name) << count << std::string(beginning);
    };
    row("boolq.jsonl", 50, "Ghost in the Shell -- Animation");
    row("cn_en.jsonl", 94, "Ghost in the Shell -- Animation");
    row("teacher_qualification.jsonl", 44, "\u7f16\u5199\u4e2d\u5c0f\u5b66");
    row("mix_calib.jsonl", 48, "Question: Kenny is selling");
    row("mix_dataset_glm.json", 0, "Question: At a restaurant, Juice Box A");
    row("qwen_mix_dataset.json", 0, "The following are multiple choice questions about  electrical");
    row("wiki.jsonl", 0, " in the late summer .");
}

void TestTokenizerReference::calibrationFilesOfMsModelSlimAreRead()
{
    QFETCH(std::string, name);
    QFETCH(int, count);
    QFETCH(std::string, beginning);
    VERNIER_SHARED_OR_SKIP(path, "data/text/msmodelslim");
    const auto documents = readDocuments(path / name);
    VERNIER_SUCCEEDS(documents);
    if (count > 0)
        QCOMPARE(documents->size(), static_cast<std::size_t>(count));
    QVERIFY2(documents->front().text.starts_with(beginning), documents->front().text.c_str());
}

void TestTokenizerReference::brokenLineOfCevalIsNamed()
{
    VERNIER_SHARED_OR_SKIP(path, "data/text/msmodelslim");
    // Its line 25 has a TeX formula with a single backslash, which is no JSON.
    VERNIER_REFUSES(readDocuments(path / "ceval.jsonl"), ErrorCode::CorruptFile, {"ceval.jsonl", "line 25", "mend"});
}

QTEST_APPLESS_MAIN(TestTokenizerReference)
#include "tst_tokenizer_reference.moc"
