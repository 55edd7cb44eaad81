// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "core/eval/generation.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"

#include <optional>

// generate MODEL --prompt T [--recipe R --calib F]: the most likely continuation.

namespace vernier::cli {

namespace {

struct GenerateOptions
{
    ModelOptions model;
    std::string prompt;
    std::string system; ///< empty: the template's own, or none
    bool chat = false;
    int tokens = 64;
};

/// The prompt as it stands, or as a question in the checkpoint's chat template.
Result<std::vector<int>> promptIds(const GenerateOptions &options, const Checkpoint &checkpoint, const Tokenizer &tokenizer)
{
    Document document{.text = options.prompt, .ids = {}, .origin = "--prompt"};
    if (options.chat) {
        VERNIER_ASSIGN(const ChatTemplate chat, readChatTemplate(checkpoint.path()));
        ChatRow row{.user = options.prompt};
        if (!options.system.empty())
            row.system = options.system;
        VERNIER_ASSIGN(document.ids, tokenizer.encode(applyChatTemplate(chat, row), chat.tokenizerBegins));
    }
    VERNIER_ASSIGN(const std::vector<std::vector<int>> ids, toTokenIds({document}, &tokenizer, static_cast<int>(checkpoint.config().vocabulary)));
    return ids.front();
}

Result<int> generate(const GenerateOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    VERNIER_ASSIGN(const std::shared_ptr<const Tokenizer> tokenizer, openTokenizer(checkpoint->path()));
    VERNIER_ASSIGN(const std::vector<int> prompt, promptIds(options, *checkpoint, *tokenizer));
    noteContext(session, *checkpoint, static_cast<std::int64_t>(prompt.size()) + options.tokens, "the prompt with what is added");
    std::optional<QuantizedModel> quantized;
    if (!options.model.recipe.empty()) {
        VERNIER_ASSIGN(QuantizedModel made, quantize(options.model, checkpoint, session));
        quantized.emplace(std::move(made));
    }
    const FloatNetwork floatNetwork(std::make_shared<const FloatModel>(checkpoint));
    const Network &network = quantized ? static_cast<const Network &>(quantized->network) : floatNetwork;
    const GenerationOptions generation{.tokens = options.tokens, .endOfText = tokenizer->endOfText()};
    VERNIER_ASSIGN(const std::vector<int> ids, generateGreedily(network, prompt, generation, session.compute(), session.monitor()));

    std::vector<int> all = prompt;
    all.insert(all.end(), ids.begin(), ids.end());
    const std::string text = tokenizer->decode(all);
    session.print({{"prompt_ids", prompt}, {"ids", ids}, {"text", text}}, text + "\n");
    return 0;
}

} // namespace

void addGenerate(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<GenerateOptions>();
    CLI::App *verb = addVerb(app, chosen, "generate", "Continue a prompt greedily, in float or quantized",
                             [options](Session &session) { return generate(*options, session); });
    addModelOption(verb, options->model);
    addRecipeOptions(verb, options->model, false);
    verb->add_option("--prompt", options->prompt, "Text to continue")->required();
    CLI::Option *chat = verb->add_flag("--chat", options->chat, "Ask the prompt as a user does, in the checkpoint's chat template");
    verb->add_option("--system", options->system, "System text of the chat")->needs(chat);
    verb->add_option("--tokens", options->tokens, "Tokens to add at most")->check(CLI::Range(1, 1 << 20))->capture_default_str();
}

} // namespace vernier::cli
