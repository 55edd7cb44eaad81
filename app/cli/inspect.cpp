// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/text_table.h"
#include "core/base/number_text.h"
#include "core/eval/model_size.h"
#include "core/text/tokenizer.h"

// inspect MODEL: what the checkpoint is and which layers it has.

namespace vernier::cli {

namespace {

Json layerJson(const Checkpoint &checkpoint, const LayerInfo &layer)
{
    const Result<TensorView> weight = checkpoint.tensor(checkpoint.weightName(layer));
    return {{"name", layer.name},
            {"kind", layer.kind()},
            {"block", layer.block < 0 ? Json(nullptr) : Json(layer.block)},
            {"shape", {layer.out, layer.in}},
            {"parameters", layer.parameters()},
            {"bias", layer.hasBias},
            {"dtype", weight ? Json(weight->typeName()) : Json(nullptr)}};
}

Result<int> inspect(const ModelOptions &options, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options, session));
    const ModelConfig &config = checkpoint->config();
    const ModelSize size = floatSize(*checkpoint);
    const Result<std::shared_ptr<const Tokenizer>> tokenizer = openTokenizer(checkpoint->path());

    Json json{{"path", checkpoint->path().string()},
              {"model_type", config.modelType},
              {"parameters", checkpoint->parameters()},
              {"size_bytes", size.sizeBytes},
              {"stored_dtype", checkpoint->storedType()},
              {"blocks", config.blocks},
              {"hidden", config.hidden},
              {"intermediate", config.intermediate},
              {"heads", config.heads},
              {"kv_heads", config.kvHeads},
              {"head_dim", config.headDim},
              {"vocabulary", config.vocabulary},
              {"context", config.context},
              {"tied_head", config.tiedHead},
              {"tokenizer_vocabulary", tokenizer ? Json((*tokenizer)->vocabularySize()) : Json(nullptr)},
              {"ignored_tensors", Json::array()},
              {"layers", Json::array()}};
    const std::vector<IgnoredTensor> ignored = checkpoint->ignoredTensors();
    for (const IgnoredTensor &tensor : ignored)
        json["ignored_tensors"].push_back(tensor.name);
    TextTable table({{"layer", TextTable::Align::Left}, {"out"}, {"in"}, {"parameters"}, {"dtype", TextTable::Align::Left}, {"bias", TextTable::Align::Left}});
    for (const LayerInfo &layer : checkpoint->layers()) {
        json["layers"].push_back(layerJson(*checkpoint, layer));
        const Json &row = json["layers"].back();
        table.addRow({layer.name, std::to_string(layer.out), std::to_string(layer.in), grouped(layer.parameters()),
                      row["dtype"].is_null() ? "–" : row["dtype"].get<std::string>(), layer.hasBias ? "yes" : ""});
    }
    std::string text = checkpoint->path().string() + ": " + config.modelType + ", " + grouped(checkpoint->parameters()) + " parameters, "
        + byteSize(size.sizeBytes) + " (" + checkpoint->storedType() + ")\n";
    text += std::to_string(config.blocks) + " blocks, hidden " + std::to_string(config.hidden) + ", MLP " + std::to_string(config.intermediate) + ", "
        + std::to_string(config.heads) + " heads / " + std::to_string(config.kvHeads) + " KV heads of " + std::to_string(config.headDim)
        + ", vocabulary " + std::to_string(config.vocabulary) + ", context " + std::to_string(config.context)
        + (config.tiedHead ? ", output head tied to the embedding" : "") + "\n";
    text += tokenizer ? "tokenizer: " + std::to_string((*tokenizer)->vocabularySize()) + " tokens\n"
                      : "tokenizer: not usable, so only token ids can be read (" + toString(tokenizer.error()) + ")\n";
    if (!ignored.empty())
        text += "not used: " + std::to_string(ignored.size()) + (ignored.size() == 1 ? " stored tensor (" : " stored tensors (") + ignored.front().name
            + (ignored.size() == 1 ? ")\n" : ", …; all with --json)\n");
    session.print(json, text + "\n" + table.text());
    return 0;
}

} // namespace

void addInspect(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<ModelOptions>();
    CLI::App *verb = addVerb(app, chosen, "inspect", "Show configuration, size and layers of a checkpoint",
                             [options](Session &session) { return inspect(*options, session); });
    addModelOption(verb, *options);
}

} // namespace vernier::cli
