// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

#include "core/text/tokenizer.h"
#include "tests/core/text/text_test.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/shared_data.h"
#include "tests/support/test_models.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace vernier;
using namespace vernier::test;

class TestChatTemplate : public QObject
{
    Q_OBJECT

private slots:
    /// As a calibration text, which is encoded with special tokens, a question must give the ids that it has in a chat.
    void samplesHaveTheIdsOfAChat()
    {
        const auto tokenizer = valueOf(openTokenizer(std::filesystem::path(VERNIER_SOURCE_DIR) / "resources/demo/model")); // adds <s>
        const ChatTemplate llama = valueOf(
            recogniseChatTemplate("{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }} '<<SYS>>\\n' + system_message", "<s>", "</s>"));
        const std::string text = valueOf(chatSample(llama, "Who is there?", *tokenizer));
        QCOMPARE(text, std::string("[INST] Who is there? [/INST]"));
        QCOMPARE(valueOf(tokenizer->encode(text, true)), valueOf(tokenizer->encode("<s>[INST] Who is there? [/INST]", false)));
        const auto qwen = valueOf(recogniseChatTemplate("{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}", "", ""));
        const auto refused = chatSample(qwen, "Who is there?", *tokenizer); // which has no begin of text
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::Unsupported);
    }

    void ggufFilesBringTheirTemplate()
    {
        const TextFolder folder;
        GgufBytes bytes;
        bytes.add("tokenizer.ggml.tokens", 9, GgufBytes::number(8u) + GgufBytes::number(std::uint64_t{2}) + GgufBytes::text("<b>") + GgufBytes::text("</b>"));
        bytes.add("tokenizer.ggml.bos_token_id", std::uint32_t{0});
        bytes.add("tokenizer.ggml.eos_token_id", std::uint32_t{1});
        folder.write("none.gguf", bytes.file());
        VERNIER_REFUSES(readChatTemplate(folder.path() / "none.gguf"), ErrorCode::NotFound, {"none.gguf", "tokenizer.chat_template"});
        bytes.add("tokenizer.chat_template", "'[INST] ' ' [/INST]'");
        folder.write("model.gguf", bytes.file());
        const ChatTemplate chat = valueOf(readChatTemplate(folder.path() / "model.gguf"));
        QCOMPARE(applyChatTemplate(chat, {.user = "U", .assistant = "A"}), std::string("<b>[INST] U [/INST]A</b>"));
    }

    void familiesWithoutTemplateAreKnownByTheirTokenizer()
    {
        const TextFolder folder;
        folder.write("tokenizer_config.json", R"({"tokenizer_class": "QWenTokenizer"})");
        const ChatTemplate qwen = valueOf(readChatTemplate(folder.path()));
        QCOMPARE(applyChatTemplate(qwen, {.user = "U"}),
                 std::string("<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n"));
        folder.write("tokenizer_config.json", R"({"tokenizer_class": "ChatGLMTokenizer", "added_tokens_decoder": {"64795": {"content": "<|user|>"}}})");
        QCOMPARE(valueOf(readChatTemplate(folder.path())).family, std::string("ChatGLM3"));
        VERNIER_SHARED_OR_SKIP(path, "data/tokenizers/chatglm2");
        const ChatTemplate glm = valueOf(readChatTemplate(path));
        QCOMPARE(glm.family, std::string("ChatGLM2"));
        const auto tokenizer = valueOf(openTokenizer(path));
        const std::string sample = valueOf(chatSample(glm, "你好", *tokenizer));
        QCOMPARE(shown(sample), shown("[Round 1]\n\n问：你好\n\n答："));
        QCOMPARE(valueOf(tokenizer->encode(sample, true)).front(), 64790); // [gMASK]
    }

    /// `jinja` is the part of the family's template that matters; the texts are worked out by hand.
    void familiesFrameTheirTexts_data()
    {
        QTest::addColumn<QString>("jinja");
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("asked");    ///< user "U" alone
        QTest::addColumn<QString>("answered"); ///< system "S", user "U", assistant "A"
        const auto row = [](const char *family, const char *jinja, const char *asked, const char *answered) {
            QTest::newRow(family) << QString::fromUtf8(jinja) << QString::fromUtf8(family) << QString::fromUtf8(asked) << QString::fromUtf8(answered);
        };
        row("ChatML (Qwen)",
            "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
            "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
            "<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n",
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n");
        row("InternLM2", "{{ bos_token }}{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>'}}{% endfor %}",
            "<s><|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n",
            "<s><|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n");
        row("Llama 2", "{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }} '<<SYS>>\\n' + system_message",
            "<s>[INST] U [/INST]", "<s>[INST] <<SYS>>\nS\n<</SYS>>\n\nU [/INST] A </s>");
        row("Llama 3",
            "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' %}",
            "<s><|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
            "<s><|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\nA<|eot_id|>");
        row("Llama 3.1", "{{- \"<|start_header_id|>system<|end_header_id|>\\n\\n\" }}{{- \"Cutting Knowledge Date: December 2023\\n\" }} <|eot_id|>",
            "<s><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|>"
            "<|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
            "<s><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\nS<|eot_id|>"
            "<|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nA<|eot_id|>");
        row("Mistral", "{{ '[INST] ' + message['content'] + ' [/INST]' }}{{ message['content'] + eos_token}}", "<s>[INST] U [/INST]",
            "<s>[INST] S\n\nU [/INST]A</s>");
        row("Mistral 0.1", "{{ '[INST] ' + message['content'] + ' [/INST]' }}{{ message['content'] + eos_token + ' ' }}", "<s>[INST] U [/INST]",
            "<s>[INST] S\n\nU [/INST]A</s> ");
        row("Mistral 0.2", "{{- ' [INST] ' + system_message + '\\n\\n' + message['content'] + ' [/INST]' }}{{- ' ' + message['content'] + eos_token}}",
            "<s> [INST] U [/INST]", "<s> [INST] S\n\nU [/INST] A</s>");
        row("Mistral 0.3",
            "{{- \"[AVAILABLE_TOOLS] [\" }}{{- \"[INST] \" + message[\"content\"] + \"[/INST]\" }}{{- \" \" + message[\"content\"]|trim + eos_token}}",
            "<s>[INST] U[/INST]", "<s>[INST] S\n\nU[/INST] A</s>");
        row("Mistral (Tekken)", "{{- \"[AVAILABLE_TOOLS][\" }}{{- \"[INST]\" + message[\"content\"] + \"[/INST]\" }}{{- message[\"content\"] + eos_token}}",
            "<s>[INST]U[/INST]", "<s>[INST]S\n\nU[/INST]A</s>");
        row("Ministral",
            "{{- \"[AVAILABLE_TOOLS][\" }}{{- \"[INST]\" + message[\"content\"] + \"[/INST]\" }}{{- \" \" + message[\"content\"]|trim + eos_token}}",
            "<s>[INST]U[/INST]", "<s>[INST]S\n\nU[/INST] A</s>");
        row("Mistral (system prompt)", "{{ '[INST] ' + message['content'] + '[/INST]' }}{{ '[SYSTEM_PROMPT] ' + message['content'] + '[/SYSTEM_PROMPT]' }}",
            "<s>[INST] U[/INST]", "<s>[SYSTEM_PROMPT] S[/SYSTEM_PROMPT][INST] U[/INST] A</s>");
        row("Mistral (system prompt, Tekken)",
            "{{ '[INST]' + message['content'] + '[/INST]' }}{{ '[SYSTEM_PROMPT]' + message['content'] + '[/SYSTEM_PROMPT]' }}", "<s>[INST]U[/INST]",
            "<s>[SYSTEM_PROMPT]S[/SYSTEM_PROMPT][INST]U[/INST]A</s>");
        row("ChatGLM3", "{% if loop.first %}[gMASK]sop<|{{ message['role'] }}|>\\n {{ message['content'] }}", "[gMASK]sop<|user|>\n U<|assistant|>",
            "[gMASK]sop<|system|>\n S<|user|>\n U<|assistant|>\n A");
        row("GLM-4", "[gMASK]<sop>{% for item in messages %}<|{{ item['role'] }}|>{{ item['metadata'] }}\\n{{ item['content'] }}",
            "[gMASK]<sop><|user|>\nU<|assistant|>", "[gMASK]<sop><|system|>\nS<|user|>\nU<|assistant|>\nA");
        row("Zephyr (TinyLlama)", "{% for message in messages %}\n{{ '<|user|>\n' + message['content'] + eos_token }}\n{{ '<|assistant|>' }}",
            "<|user|>\nU</s>\n<|assistant|>\n", "<|system|>\nS</s>\n<|user|>\nU</s>\n<|assistant|>\nA</s>\n");
        row("Phi-3", "{{'<|user|>\n' + message['content'] + '<|end|>\n'}}{{ '<|assistant|>\n' }}{{ eos_token }}", "<|user|>\nU<|end|>\n<|assistant|>\n",
            "<|system|>\nS<|end|>\n<|user|>\nU<|end|>\n<|assistant|>\nA<|end|>\n");
        row("Phi-3 (begin of text)", "{{ bos_token }}{{'<|user|>' + '\n' + message['content'] + '<|end|>' + '\n' + '<|assistant|>' + '\n'}}",
            "<s><|user|>\nU<|end|>\n<|assistant|>\n", "<s><|system|>\nS<|end|>\n<|user|>\nU<|end|>\n<|assistant|>\nA<|end|>\n");
        row("Gemma", "{{ bos_token }}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}",
            "<s><start_of_turn>user\nU<end_of_turn>\n<start_of_turn>model\n",
            "<s><start_of_turn>user\nS\n\nU<end_of_turn>\n<start_of_turn>model\nA<end_of_turn>\n");
        row("ChatGLM2", "[Round 1]\n\n问：\n\n答：", "[Round 1]\n\n问：U\n\n答：", "[Round 1]\n\n问：S\n\nU\n\n答：A\n\n");
        row("Baichuan", "{{ '<reserved_102>' + message['content'] }}{{ '<reserved_103>' }}", "<reserved_102>U<reserved_103>", "S<reserved_102>U<reserved_103>A");
        row("Baichuan2", "{{- '<reserved_106>' + message['content'] -}}{{- '<reserved_107>' + message['content'] -}}", "<reserved_106>U<reserved_107>",
            "S<reserved_106>U<reserved_107>A");
        row("DeepSeek-V2",
            "{{ 'User: ' + message['content'] + '\\n\\n' }}{{ 'Assistant: ' + message['content'] + eos_token }}{{ 'Assistant:' }}",
            "<s>User: U\n\nAssistant:", "<s>S\n\nUser: U\n\nAssistant: A</s>");
        row("DeepSeek-V3", "{{'<｜User｜>' + message['content']}}{{'<｜Assistant｜>'}}", "<s><｜User｜>U<｜Assistant｜>", "<s>S<｜User｜>U<｜Assistant｜>A</s>");
        row("DeepSeek-R1", "{{'<｜User｜>' + message['content']}}{{'<｜Assistant｜><think>\\n'}}", "<s><｜User｜>U<｜Assistant｜><think>\n",
            "<s>S<｜User｜>U<｜Assistant｜>A</s>");
    }

    void familiesFrameTheirTexts()
    {
        QFETCH(QString, jinja);
        QFETCH(QString, family);
        QFETCH(QString, asked);
        QFETCH(QString, answered);
        const auto chat = recogniseChatTemplate(jinja.toStdString(), "<s>", "</s>");
        VERNIER_SUCCEEDS(chat);
        QCOMPARE(shown(chat->family), family);
        QCOMPARE(shown(applyChatTemplate(*chat, {.user = "U"})), asked);
        QCOMPARE(shown(applyChatTemplate(*chat, {.system = "S", .user = "U", .assistant = "A"})), answered);
    }

    void everyFamilyIsTested()
    {
        QCOMPARE(chatFamilies().size(), std::size_t(25)); // a new one needs its row above
    }

    void theTemplatesOwnSystemIsUsed_data()
    {
        QTest::addColumn<QString>("jinja");
        QTest::addColumn<QString>("expected");
        QTest::newRow("Qwen2") << "{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}"
                               << "You are a helpful assistant.";
        QTest::newRow("Qwen2.5, whose first part is of tools")
            << "{{- '<|im_start|>system\\n' }}{{- 'You are Qwen.' }}{{- \"<|im_end|>\\n\" }}{{- '<|im_start|>system\\nYou are Qwen, created by Alibaba "
               "Cloud. You are a helpful assistant.<|im_end|>\\n' }}"
            << "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.";
        QTest::newRow("Qwen3, which has none") << "{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}" << "";
    }

    void theTemplatesOwnSystemIsUsed()
    {
        QFETCH(QString, jinja);
        QFETCH(QString, expected);
        const auto chat = recogniseChatTemplate(jinja.toStdString(), {}, {});
        VERNIER_SUCCEEDS(chat);
        QCOMPARE(shown(chat->defaultSystem), expected);
        const QString frame = expected.isEmpty() ? QString() : "<|im_start|>system\n" + expected + "<|im_end|>\n";
        QCOMPARE(shown(applyChatTemplate(*chat, {.user = "U"})), frame + "<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n");
        QVERIFY(applyChatTemplate(*chat, {.system = "S", .user = "U"}).starts_with("<|im_start|>system\nS<"));
    }

    void blanksAtTheEndsGoWhereTheFamilyTrims()
    {
        const auto llama = recogniseChatTemplate("'<|start_header_id|>' | trim + '<|eot_id|>'", "<s>", "</s>");
        VERNIER_SUCCEEDS(llama);
        QVERIFY(applyChatTemplate(*llama, {.user = " \nU\n"}).find("\n\nU<|eot_id|>") != std::string::npos);
        const auto qwen = recogniseChatTemplate("<|im_start|><|im_end|>", {}, {});
        VERNIER_SUCCEEDS(qwen);
        QVERIFY(applyChatTemplate(*qwen, {.user = " U\n"}).find("user\n U\n<|im_end|>") != std::string::npos);
    }

    void otherTemplatesAreRefusedWithTheList()
    {
        VERNIER_REFUSES(recogniseChatTemplate("{{ '<start_of_turn>user' }}", "<s>", "</s>"), ErrorCode::Unsupported, {"ChatML (Qwen)", "DeepSeek-V3", "Llama 2"});
        VERNIER_REFUSES(recogniseChatTemplate("'<|im_start|>' '<|im_sep|>' '<|im_end|>'", "<s>", "</s>"), ErrorCode::Unsupported, {"no family"});
        VERNIER_REFUSES(recogniseChatTemplate("'[INST] ' ' [/INST]'", "<s>", {}), ErrorCode::InvalidArgument, {"Mistral", "eos_token"});
    }

    void checkpointsBringTheirTemplate()
    {
        const TextFolder folder;
        VERNIER_REFUSES(readChatTemplate(folder.path()), ErrorCode::NotFound, {folder.path().string(), "chat_template"});
        folder.write("chat_template.jinja", "<reserved_106><reserved_107>");
        auto chat = readChatTemplate(folder.path());
        VERNIER_SUCCEEDS(chat);
        QCOMPARE(chat->family, std::string("Baichuan2"));

        nlohmann::json config{{"bos_token", "<b>"}, {"eos_token", {{"content", "</b>"}}}, {"chat_template", "'[INST] ' ' [/INST]'"}};
        folder.write("tokenizer_config.json", config.dump());
        chat = readChatTemplate(folder.path());
        VERNIER_SUCCEEDS(chat);
        QCOMPARE(applyChatTemplate(*chat, {.user = "U", .assistant = "A"}), std::string("<b>[INST] U [/INST]A</b>"));

        config["chat_template"] = {{{"name", "tool_use"}, {"template", "x"}}, {{"name", "default"}, {"template", "[gMASK]sop"}}};
        folder.write("tokenizer_config.json", config.dump());
        chat = readChatTemplate(folder.path());
        VERNIER_SUCCEEDS(chat);
        QCOMPARE(chat->family, std::string("ChatGLM3"));

        config["chat_template"] = 5;
        folder.write("tokenizer_config.json", config.dump());
        VERNIER_REFUSES(readChatTemplate(folder.path()), ErrorCode::CorruptFile, {"chat_template"});
        config["chat_template"] = "unheard of";
        folder.write("tokenizer_config.json", config.dump());
        VERNIER_REFUSES(readChatTemplate(folder.path()), ErrorCode::Unsupported, {folder.path().string(), "ChatML (Qwen)"});
    }
};

QTEST_APPLESS_MAIN(TestChatTemplate)
#include "tst_chat_template.moc"
