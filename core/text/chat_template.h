// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How the common families of chat models frame a conversation. A template in a checkpoint is a Jinja program; it is not run, but
// recognised by marks that only its family has, and what the family does is known here as data.
// Source: the `chat_template` of the families' own tokenizer_config.json on huggingface.co.

namespace vernier {

class Tokenizer;

/// One question, as a model shall see it.
struct ChatRow
{
    std::optional<std::string> system = {};
    std::string user;
    std::optional<std::string> assistant = {}; ///< its answer; none: the text ends where the answer would begin
};

/// A family, filled in for one checkpoint: what stands around each part.
struct ChatTemplate
{
    struct Frame
    {
        std::string before;
        std::string after;
    };

    std::string family;        ///< among chatFamilies()
    std::string start;         ///< of the whole text
    std::optional<Frame> system; ///< none: the system's text stands in the user's, framed by systemInUser
    Frame systemInUser;
    Frame user;
    Frame assistant;
    std::string generation;    ///< where the model goes on
    std::string defaultSystem; ///< what the template says for itself where a row has no system; empty: nothing
    bool alwaysSystem = false; ///< its part is there even if it is empty
    bool trims = false;        ///< texts lose the blanks at their ends
    bool trimsAnswer = false;  ///< the assistant's text alone does
    bool tokenizerBegins = false; ///< the tokens that begin a text have no writing: encode with special tokens
};

/// Names of the families that are recognised, for messages.
[[nodiscard]] std::vector<std::string> chatFamilies();

/// jinja  the template's text.
/// beginOfText, endOfText  the tokenizer's bos_token and eos_token as text; empty: none.
/// Errors: Unsupported (no family that is known; its list), InvalidArgument (the family needs an end of text).
[[nodiscard]] Result<ChatTemplate> recogniseChatTemplate(std::string_view jinja, const std::string &beginOfText, const std::string &endOfText);

/// The template of a checkpoint: chat_template of tokenizer_config.json (the one named "default" of a list), else chat_template.jinja,
/// else that of the tokenizer's class where the family has it in its code (Qwen's first generation, ChatGLM2); of a .gguf file its own.
/// Errors: NotFound (neither), Io, CorruptFile, those of recogniseChatTemplate.
[[nodiscard]] Result<ChatTemplate> readChatTemplate(const std::filesystem::path &checkpoint);

/// The row's text. It has its own begin of text: encode it without special tokens, unless tokenizerBegins.
[[nodiscard]] std::string applyChatTemplate(const ChatTemplate &chat, const ChatRow &row);

/// A question in the template as a calibration text, which is encoded with special tokens: without the begin of text where the
/// tokenizer puts its own, so that the model sees the same ids as in a chat.
/// Errors: those of encode(); Unsupported (the tokenizer puts other tokens around texts than the template).
[[nodiscard]] Result<std::string> chatSample(const ChatTemplate &chat, const std::string &question, const Tokenizer &tokenizer);

} // namespace vernier
