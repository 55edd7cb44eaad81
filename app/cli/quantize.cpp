// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/text_table.h"
#include "core/base/number_text.h"
#include "core/eval/model_size.h"
#include "core/export/checkpoint_files.h"
#include "core/export/modelslim_folder.h"
#include "core/export/modelslim_size.h"
#include "core/export/output_place.h"

#include <map>

// quantize MODEL --recipe R [--calib F] --out DIR: the folder that msModelSlim would write.

namespace vernier::cli {

namespace {

struct QuantizeOptions
{
    ModelOptions model;
    std::string out;
    ModelslimFolderOptions folder;
};

Result<int> quantizeTo(const QuantizeOptions &options, Session &session)
{
    VERNIER_TRY(validate(options.folder)); // before minutes of work
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    VERNIER_ASSIGN(const Recipe recipe, readRecipe(options.model, *checkpoint));
    VERNIER_TRY(validate(options.folder, recipe));
    VERNIER_TRY(checkQuantizedFolder(options.out, checkpoint->folder()));
    VERNIER_ASSIGN(const QuantizedModel quantized, quantize(options.model, recipe, checkpoint, session));
    VERNIER_TRY(writeModelslimFolder(quantized, options.out, options.folder, session.monitor()));

    for (const std::string &name : companionsNotCopied(*checkpoint))
        session.note(name + " is not copied: it is a link to nothing, a pipe or a folder");
    const Plan &plan = quantized.network.plan();
    const ModelSize before = floatSize(*checkpoint);
    VERNIER_ASSIGN(const ModelSize after, quantizedSize(*checkpoint, quantized.recipe, plan));
    VERNIER_ASSIGN(const ModelslimSize files, modelslimSize(*checkpoint, quantized.recipe, plan, options.folder));
    std::map<std::string, int> counts;
    Json layers = Json::array();
    for (const LayerDecision &decision : plan.layers) {
        ++counts[std::string(toString(decision.scheme.type))];
        layers.push_back({{"name", decision.layer}, {"type", toString(decision.scheme.type)}, {"rule", decision.rule}});
    }
    Json json{{"out", options.out},
              {"model_quant_type", toString(plan.modelType)},
              {"size_bytes", after.sizeBytes},
              {"bits_per_weight", after.bitsPerWeight},
              {"file_bytes", files.fileBytes},
              {"layer_counts", counts},
              {"float_layers", plan.rollback},
              {"layers", layers}};
    std::string text = options.out + ": " + std::string(toString(plan.modelType)) + ", " + byteSize(before.sizeBytes) + " → "
        + byteSize(after.sizeBytes) + " (" + fixedPoint(after.bitsPerWeight, 2) + " bits per weight)\n";
    if (byteSize(files.fileBytes) != byteSize(after.sizeBytes)) // 4-bit codes with a byte each, or .npy files
        text += "  the files of weights take " + byteSize(files.fileBytes) + "\n";
    for (const auto &[type, count] : counts)
        text += "  " + type + ": " + std::to_string(count) + (count == 1 ? " layer\n" : " layers\n");
    for (const std::string &name : plan.rollback)
        text += "  left in float: " + name + " (" + plan.find(name)->rule + ")\n";
    session.print(json, text);
    return 0;
}

} // namespace

void addQuantize(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<QuantizeOptions>();
    CLI::App *verb = addVerb(app, chosen, "quantize", "Quantize and write msModelSlim's folder: weights, description, tokenizer",
                             [options](Session &session) { return quantizeTo(*options, session); });
    addModelOption(verb, options->model);
    addRecipeOptions(verb, options->model, true);
    addPath(verb, "--out", options->out, "Folder to write; it appears complete or not at all, and replaces an earlier quantized model")->required();
    verb->add_option("--save-type", options->folder.saveTypes, "safe_tensor, numpy or both; or ascendV1")->delimiter(',')->capture_default_str();
    verb->add_option("--part-file-size", options->folder.partFileSizeGib, "Cut the weights into files of so many GiB (default: one file)")
        ->check(CLI::Range(1, 1 << 20));
}

} // namespace vernier::cli
