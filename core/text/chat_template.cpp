// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

#include "core/base/strings.h"
#include "core/io/json_file.h"
#include "core/text/gguf_tokenizer.h"
#include "core/text/json_fields.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

#include <algorithm>
#include <array>
#include <span>

namespace vernier {

namespace {

/// In these texts \1 stands for the begin and \2 for the end of text.
constexpr char kBeginMark = '\1';
constexpr char kEndMark = '\2';

struct ChatFamily
{
    const char *name;
    std::array<const char *, 3> marks;    ///< the template has all of them; "" is none
    std::array<const char *, 2> excluded; ///< and none of these
    const char *start;
    std::array<const char *, 2> system; ///< before, after
    bool systemInUser;                  ///< those frame it inside the user's text
    std::array<const char *, 2> user;
    std::array<const char *, 2> assistant;
    const char *generation;
    bool trims;
    bool alwaysSystem = false;
    bool trimsAnswer = false;
    bool tokenizerBegins = false;
};

// The first that fits: special forms stand before general ones.
constexpr std::array<ChatFamily, 25> kChatFamilies{{
    {"InternLM2", {"<|im_start|>", "{{ bos_token }}", ""}, {"", ""}, "\1", {"<|im_start|>system\n", "<|im_end|>\n"}, false,
     {"<|im_start|>user\n", "<|im_end|>\n"}, {"<|im_start|>assistant\n", "<|im_end|>\n"}, "<|im_start|>assistant\n", false},
    {"ChatML (Qwen)", {"<|im_start|>", "<|im_end|>", ""}, {"<|im_sep|>", "<|im_middle|>"}, "", {"<|im_start|>system\n", "<|im_end|>\n"}, false,
     {"<|im_start|>user\n", "<|im_end|>\n"}, {"<|im_start|>assistant\n", "<|im_end|>\n"}, "<|im_start|>assistant\n", false},
    // Its system part is always there and tells two dates; the second is the template's own where nobody gives one.
    {"Llama 3.1", {"<|start_header_id|>", "Cutting Knowledge Date", ""}, {"", ""}, "\1",
     {"<|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n", "<|eot_id|>"}, false,
     {"<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"}, {"<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"},
     "<|start_header_id|>assistant<|end_header_id|>\n\n", true, true},
    {"Llama 3", {"<|start_header_id|>", "<|eot_id|>", ""}, {"", ""}, "\1", {"<|start_header_id|>system<|end_header_id|>\n\n", "<|eot_id|>"}, false,
     {"<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"}, {"<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"},
     "<|start_header_id|>assistant<|end_header_id|>\n\n", true},
    {"Llama 2", {"[INST]", "<<SYS>>", ""}, {"", ""}, "\1", {"<<SYS>>\n", "\n<</SYS>>\n\n"}, true, {"[INST] ", " [/INST]"}, {" ", " \2"}, "", true},
    {"Mistral (system prompt)", {"[INST]", "[SYSTEM_PROMPT]", "[SYSTEM_PROMPT] "}, {"", ""}, "\1", {"[SYSTEM_PROMPT] ", "[/SYSTEM_PROMPT]"}, false,
     {"[INST] ", "[/INST]"}, {" ", "\2"}, "", false},
    {"Mistral (system prompt, Tekken)", {"[INST]", "[SYSTEM_PROMPT]", ""}, {"", ""}, "\1", {"[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"}, false,
     {"[INST]", "[/INST]"}, {"", "\2"}, "", false},
    {"Ministral", {"[AVAILABLE_TOOLS]", "[INST]\" +", "\" \" + message[\"content\"]|trim"}, {"", ""}, "\1", {"", "\n\n"}, true, {"[INST]", "[/INST]"},
     {" ", "\2"}, "", false, false, true},
    {"Mistral (Tekken)", {"[AVAILABLE_TOOLS]", "[INST]\" +", ""}, {"", ""}, "\1", {"", "\n\n"}, true, {"[INST]", "[/INST]"}, {"", "\2"}, "", false},
    {"Mistral 0.3", {"[AVAILABLE_TOOLS]", "[INST] \" +", ""}, {"", ""}, "\1", {"", "\n\n"}, true, {"[INST] ", "[/INST]"}, {" ", "\2"}, "", false,
     false, true},
    {"Mistral 0.2", {"' [INST] ' + system_message", "' [/INST]'", ""}, {"", ""}, "\1", {"", "\n\n"}, true, {" [INST] ", " [/INST]"}, {" ", "\2"}, "",
     false},
    {"Mistral 0.1", {"'[INST] '", "' [/INST]'", "eos_token + ' '"}, {"", ""}, "\1", {"", "\n\n"}, true, {"[INST] ", " [/INST]"}, {"", "\2 "}, "", false},
    {"Mistral", {"'[INST] '", "' [/INST]'", ""}, {"", ""}, "\1", {"", "\n\n"}, true, {"[INST] ", " [/INST]"}, {"", "\2"}, "", false},
    {"ChatGLM3", {"[gMASK]sop", "", ""}, {"", ""}, "[gMASK]sop", {"<|system|>\n ", ""}, false, {"<|user|>\n ", ""}, {"<|assistant|>\n ", ""},
     "<|assistant|>", false},
    {"GLM-4", {"[gMASK]<sop>", "", ""}, {"", ""}, "[gMASK]<sop>", {"<|system|>\n", ""}, false, {"<|user|>\n", ""}, {"<|assistant|>\n", ""},
     "<|assistant|>", false},
    {"Zephyr (TinyLlama)", {"<|user|>", "<|assistant|>", "eos_token"}, {"<|end|>", "[gMASK]"}, "", {"<|system|>\n", "\2\n"}, false,
     {"<|user|>\n", "\2\n"}, {"<|assistant|>\n", "\2\n"}, "<|assistant|>\n", false},
    {"Phi-3 (begin of text)", {"bos_token", "<|user|>", "<|end|>"}, {"", ""}, "\1", {"<|system|>\n", "<|end|>\n"}, false, {"<|user|>\n", "<|end|>\n"},
     {"<|assistant|>\n", "<|end|>\n"}, "<|assistant|>\n", false},
    {"Phi-3", {"<|user|>", "<|assistant|>", "<|end|>"}, {"", ""}, "", {"<|system|>\n", "<|end|>\n"}, false, {"<|user|>\n", "<|end|>\n"},
     {"<|assistant|>\n", "<|end|>\n"}, "<|assistant|>\n", false},
    {"Gemma", {"<start_of_turn>", "<end_of_turn>", ""}, {"", ""}, "\1", {"", "\n\n"}, true, {"<start_of_turn>user\n", "<end_of_turn>\n"},
     {"<start_of_turn>model\n", "<end_of_turn>\n"}, "<start_of_turn>model\n", true},
    // Its special tokens are never found in texts; the tokenizer puts them.
    {"ChatGLM2", {"[Round ", "问：", "答："}, {"", ""}, "", {"", "\n\n"}, true, {"[Round 1]\n\n问：", "\n\n答："}, {"", "\n\n"}, "", false, false, false, true},
    {"Baichuan", {"<reserved_102>", "<reserved_103>", ""}, {"", ""}, "", {"", ""}, false, {"<reserved_102>", ""}, {"<reserved_103>", ""},
     "<reserved_103>", false},
    {"Baichuan2", {"<reserved_106>", "<reserved_107>", ""}, {"", ""}, "", {"", ""}, false, {"<reserved_106>", ""}, {"<reserved_107>", ""},
     "<reserved_107>", false},
    {"DeepSeek-R1", {"<｜User｜>", "<｜Assistant｜><think>\\n", ""}, {"", ""}, "\1", {"", ""}, false, {"<｜User｜>", ""}, {"<｜Assistant｜>", "\2"},
     "<｜Assistant｜><think>\n", false},
    {"DeepSeek-V3", {"<｜User｜>", "<｜Assistant｜>", ""}, {"", ""}, "\1", {"", ""}, false, {"<｜User｜>", ""}, {"<｜Assistant｜>", "\2"},
     "<｜Assistant｜>", false},
    {"DeepSeek-V2", {"'User: '", "'Assistant: '", "'Assistant:'"}, {"", ""}, "\1", {"", "\n\n"}, false, {"User: ", "\n\n"}, {"Assistant: ", "\2"},
     "Assistant:", false},
}};

bool fits(const ChatFamily &family, std::string_view jinja)
{
    const auto has = [jinja](const char *mark) { return jinja.find(mark) != jinja.npos; };
    return std::all_of(family.marks.begin(), family.marks.end(), has)
        && std::none_of(family.excluded.begin(), family.excluded.end(), [&](const char *mark) { return *mark != '\0' && has(mark); });
}

/// The text a ChatML template puts into a system part of its own: a literal that ends with the part.
std::string literalSystem(std::string_view jinja)
{
    for (const std::string_view opening : {"<|im_start|>system\\n", "<|im_start|>system\n"}) {
        for (std::size_t at = jinja.find(opening); at != jinja.npos; at = jinja.find(opening, at + 1)) {
            const std::string_view rest = jinja.substr(at + opening.size());
            const std::size_t end = rest.find_first_of("'\"<{");
            if (end != rest.npos && end > 0 && rest.substr(end).starts_with("<|im_end|>"))
                return std::string(rest.substr(0, end));
        }
    }
    return {};
}

/// Puts the tokenizer's tokens into a family's texts.
class Filler
{
public:
    Filler(const std::string &begin, const std::string &end)
        : m_begin(begin)
        , m_end(end)
    {}

    std::string fill(std::string_view text)
    {
        std::string filled;
        for (const char c : text) {
            if (c != kBeginMark && c != kEndMark) {
                filled += c;
                continue;
            }
            const std::string &token = c == kBeginMark ? m_begin : m_end;
            m_lacking |= token.empty() && c == kEndMark;
            filled += token;
        }
        return filled;
    }

    ChatTemplate::Frame fill(const std::array<const char *, 2> &frame) { return {fill(frame[0]), fill(frame[1])}; }

    /// Whether an end of text was needed that the tokenizer does not have. A missing begin is no fault: many have none.
    [[nodiscard]] bool lacksEnd() const { return m_lacking; }

private:
    const std::string &m_begin;
    const std::string &m_end;
    bool m_lacking = false;
};

ChatTemplate filled(const ChatFamily &family, std::string_view jinja, Filler &filler)
{
    ChatTemplate chat;
    chat.family = family.name;
    chat.start = filler.fill(family.start);
    if (family.systemInUser)
        chat.systemInUser = filler.fill(family.system);
    else
        chat.system = filler.fill(family.system);
    chat.user = filler.fill(family.user);
    chat.assistant = filler.fill(family.assistant);
    chat.generation = filler.fill(family.generation);
    chat.trims = family.trims;
    chat.alwaysSystem = family.alwaysSystem;
    chat.trimsAnswer = family.trimsAnswer;
    chat.tokenizerBegins = family.tokenizerBegins;
    chat.defaultSystem = literalSystem(jinja);
    return chat;
}

std::string familyList()
{
    std::string text;
    for (const ChatFamily &family : kChatFamilies)
        text += (text.empty() ? "" : ", ") + std::string(family.name);
    return text;
}

/// The template's text in tokenizer_config.json; nothing if it has none.
Result<std::optional<std::string>> configuredTemplate(const std::filesystem::path &path)
{
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return std::optional<std::string>();
    VERNIER_ASSIGN(const nlohmann::json config, readJsonFile(path));
    const nlohmann::json *value = findField(config, "chat_template");
    if (!value || !value->is_array())
        return optionalStringField(config, "chat_template", path.string());
    for (const nlohmann::json &entry : *value) { // several of them, by name
        VERNIER_ASSIGN(const std::string name, stringField(entry, "name", path.string() + ": chat_template"));
        if (name == "default")
            return optionalStringField(entry, "template", path.string() + ": chat_template");
    }
    return std::optional<std::string>();
}

/// recogniseChatTemplate with the place in its errors.
Result<ChatTemplate> recognisedAt(const std::string &jinja, const std::string &beginOfText, const std::string &endOfText, const std::filesystem::path &where)
{
    Result<ChatTemplate> chat = recogniseChatTemplate(jinja, beginOfText, endOfText);
    if (!chat)
        return Error{chat.error().code, chat.error().message, where.string()};
    return chat;
}

/// What families that frame conversations in their own code would have said: enough of it to be recognised.
std::optional<std::string> templateOfClass(const TokenizerConfig &config)
{
    if (config.tokenizerClass == "QWenTokenizer")
        return "<|im_start|>system\nYou are a helpful assistant.<|im_end|>";
    if (config.tokenizerClass != "ChatGLMTokenizer")
        return std::nullopt;
    // The third generation has tokens for the roles.
    const auto isRole = [](const AddedToken &token) { return token.content == "<|user|>"; };
    const bool hasRoles = std::any_of(config.addedTokens.begin(), config.addedTokens.end(), isRole);
    return hasRoles ? "[gMASK]sop" : "[Round 1]\n\n问：\n\n答：";
}

} // namespace

std::vector<std::string> chatFamilies()
{
    std::vector<std::string> names;
    for (const ChatFamily &family : kChatFamilies)
        names.emplace_back(family.name);
    return names;
}

Result<ChatTemplate> recogniseChatTemplate(std::string_view jinja, const std::string &beginOfText, const std::string &endOfText)
{
    const auto family = std::find_if(kChatFamilies.begin(), kChatFamilies.end(), [jinja](const ChatFamily &f) { return fits(f, jinja); });
    if (family == kChatFamilies.end())
        return Error{ErrorCode::Unsupported,
                     "the chat template is of no family that is known: " + familyList()
                         + ". Put the texts into the model's form beforehand",
                     {}};
    Filler filler(beginOfText, endOfText);
    ChatTemplate chat = filled(*family, jinja, filler);
    if (filler.lacksEnd())
        return Error{ErrorCode::InvalidArgument, "the chat template (" + chat.family + ") needs an eos_token; name it in tokenizer_config.json", {}};
    return chat;
}

Result<ChatTemplate> readChatTemplate(const std::filesystem::path &checkpoint)
{
    std::error_code ignored;
    if (std::filesystem::is_regular_file(checkpoint, ignored)) {
        VERNIER_ASSIGN(const GgufChat chat, readGgufChat(checkpoint));
        if (chat.jinja.empty())
            return Error{ErrorCode::NotFound, "the GGUF file has no chat template (tokenizer.chat_template)", checkpoint.string()};
        return recognisedAt(chat.jinja, chat.beginOfText, chat.endOfText, checkpoint);
    }
    const std::filesystem::path path = checkpoint / "tokenizer_config.json";
    VERNIER_ASSIGN(std::optional<std::string> jinja, configuredTemplate(path));
    const std::filesystem::path separate = checkpoint / "chat_template.jinja";
    if (!jinja && std::filesystem::exists(separate, ignored)) {
        VERNIER_ASSIGN(jinja, readTextFile(separate));
    }
    VERNIER_ASSIGN(const TokenizerConfig config, readTokenizerConfig(checkpoint));
    if (!jinja)
        jinja = templateOfClass(config);
    if (!jinja)
        return Error{ErrorCode::NotFound, "the checkpoint has no chat template: neither chat_template in tokenizer_config.json nor chat_template.jinja",
                     checkpoint.string()};
    return recognisedAt(*jinja, config.beginOfText.value_or(""), config.endOfText.value_or(""), checkpoint);
}

std::string applyChatTemplate(const ChatTemplate &chat, const ChatRow &row)
{
    const auto text = [&chat](const std::string &part) { return chat.trims ? trimmed(part) : std::string_view(part); };
    const auto framed = [&](const ChatTemplate::Frame &frame, std::string_view part) { return frame.before + std::string(part) + frame.after; };
    const std::string system(text(row.system.value_or(chat.defaultSystem)));
    const bool hasSystem = row.system.has_value() || !system.empty() || chat.alwaysSystem;
    std::string result = chat.start;
    std::string user(text(row.user));
    if (hasSystem && chat.system)
        result += framed(*chat.system, system);
    else if (hasSystem)
        user = framed(chat.systemInUser, system) + user;
    result += framed(chat.user, user);
    if (!row.assistant)
        return result + chat.generation;
    return result + framed(chat.assistant, chat.trimsAnswer ? trimmed(*row.assistant) : text(*row.assistant));
}

Result<std::string> chatSample(const ChatTemplate &chat, const std::string &question, const Tokenizer &tokenizer)
{
    const std::string whole = applyChatTemplate(chat, {.user = question});
    VERNIER_ASSIGN(const std::vector<int> wanted, tokenizer.encode(whole, chat.tokenizerBegins));
    for (const std::string &text : {whole, whole.substr(chat.start.size())}) {
        VERNIER_ASSIGN(const std::vector<int> ids, tokenizer.encode(text, true));
        if (ids == wanted)
            return text;
    }
    return Error{ErrorCode::Unsupported,
                 "the tokenizer puts other tokens around a text than the chat template (" + chat.family + "); add the questions without the template", {}};
}

} // namespace vernier
