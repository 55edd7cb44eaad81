// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/quant_script.h"

#include "core/export/quoted_text.h"
#include "core/recipe/recipe_fields.h"

#include <algorithm>
#include <array>

namespace vernier {

namespace {

// Reads what core/text/documents.h reads, in the same way.
constexpr std::string_view kReadCalibration = R"(
def parsed(text):
    """The value of a JSON text; None where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def document(item, line):
    """The token ids or the text that an item of the file means; line: the item as it stands there."""
    if not isinstance(item, dict):
        return item
    for key in ("inputs_pretokenized", "prompt", "text"):
        if item.get(key) is not None:
            return item[key]
    return line


def read_documents(path):
    """JSON list of id lists, texts or objects (or an object with that under "calib"), JSON lines of such items, or
    plain text whose documents end at lines <|endoftext|>."""
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        content = file.read()
    blanks = " \t\r\n"
    trimmed = content.strip(blanks)
    bracket = trimmed.startswith(("{", "["))
    whole = parsed(content) if bracket else None
    if isinstance(whole, dict) and "calib" in whole:
        whole = whole["calib"]
    if isinstance(whole, list):
        compact = {"separators": (",", ":"), "ensure_ascii": False}
        return [document(item, json.dumps(item, **compact)) for item in whole]
    if isinstance(whole, dict):
        return [document(whole, trimmed)]
    first_line = trimmed.split("\n")[0]
    if path.endswith((".json", ".jsonl")) or (bracket and parsed(first_line) is not None):
        lines = [line[:-1] if line.endswith("\r") else line for line in content.split("\n")]
        return [document(json.loads(line), line) for line in lines if line.strip(blanks)]
    documents = [[]]
    for line in content.split("\n"):
        if line in ("<|endoftext|>", "<|endoftext|>\r"):
            documents.append([])
        else:
            documents[-1].append(line)
    texts = ["\n".join(lines).strip("\r\n") for lines in documents]
    return [text for text in texts if text.strip(blanks)]


def read_token_ids(path):
    """The ids of every sequence, texts with the tokenizer's special tokens."""
    tokenizer = None
    sequences = []
    for item in read_documents(path)[:MAX_SAMPLES]:
        if isinstance(item, str):
            if tokenizer is None:
                tokenizer = AutoTokenizer.from_pretrained(MODEL_PATH, local_files_only=True)
            item = tokenizer(item)["input_ids"]
        sequences.append(item[:MAX_LENGTH])
    return sequences


def read_calibration(path):
    """One sample of the statistics for each sequence: [input_ids, attention_mask]."""
    samples = []
    for ids in read_token_ids(path):
        input_ids = torch.tensor([ids], dtype=torch.int64, device=DEVICE)
        samples.append([input_ids, torch.ones_like(input_ids)])
    return samples

)";

std::string literal(bool value)
{
    return value ? "True" : "False";
}

std::string literal(int value)
{
    return std::to_string(value);
}

std::string literal(double value)
{
    return nlohmann::json(value).dump(); // the shortest text that reads back the same
}

std::string literal(const std::string &value)
{
    return quotedText(value);
}

std::string literal(WeightMethod value)
{
    return quotedText(toString(value));
}

std::string literal(AntiMethod value)
{
    return quotedText(toString(value));
}

template <typename T>
std::string literal(const std::optional<T> &value)
{
    return value ? literal(*value) : "None";
}

std::string literal(const std::vector<std::string> &values)
{
    if (values.empty())
        return "[]";
    std::string out = "[\n";
    for (const std::string &value : values)
        out += "        " + quotedText(value) + ",\n";
    return out + "    ]";
}

std::string literal(const FlexConfig &value)
{
    return "{\"alpha\": " + literal(value.alpha) + ", \"beta\": " + literal(value.beta) + "}";
}

/// `name(` the arguments that are not the default or are among `always` `)`, one a line.
template <typename Struct>
std::string call(std::string_view name, const Struct &value, std::span<const std::string_view> always = {})
{
    std::string arguments;
    const Struct defaults{};
    forEachField<Struct>([&](const auto &field) {
        const auto &member = value.*(field.member);
        if (member != defaults.*(field.member) || std::find(always.begin(), always.end(), field.key) != always.end())
            arguments += "    " + std::string(field.key) + "=" + literal(member) + ",\n";
    });
    return std::string(name) + (arguments.empty() ? "()" : "(\n" + arguments + ")");
}

std::string device(const QuantConfig &config)
{
    if (config.devType == "cpu")
        return "cpu";
    return (config.devType == "gpu" ? "cuda" : "npu") + std::string(":") + std::to_string(config.devId.value_or(0));
}

bool readsCalibration(const Recipe &recipe, const QuantScriptOptions &options)
{
    return !options.calibFile.empty() || needsCalibration(recipe) || needsLayerScores(recipe);
}

std::string header(const Recipe &recipe, const QuantScriptOptions &options)
{
    const QuantConfig &config = recipe.quantConfig;
    const bool calibrated = readsCalibration(recipe, options);
    std::string out =
        "\"\"\"Repeats a recipe of Vernier with msModelSlim (v0 API). Run it where msModelSlim is installed.\"\"\"\n";
    if (calibrated)
        out += "import json\n\n";
    out += "import torch\n";
    if (config.devType == "npu")
        out += "import torch_npu  # noqa: F401\n";
    out += calibrated ? "from transformers import AutoModelForCausalLM, AutoTokenizer\n\n"
                      : "from transformers import AutoModelForCausalLM\n\n";
    if (recipe.antiOutlier)
        out += "from msmodelslim.pytorch.llm_ptq.anti_outlier import AntiOutlier, AntiOutlierConfig\n";
    out += "from msmodelslim.pytorch.llm_ptq.llm_ptq_tools import Calibrator, QuantConfig\n\n";
    out += "MODEL_PATH = " + literal(options.modelPath) + "\n";
    out += "SAVE_PATH = " + literal(options.savePath) + "\n";
    if (calibrated) {
        const auto bound = [](std::optional<std::int64_t> n) { return n ? std::to_string(*n) : std::string("None"); };
        out += "CALIB_FILE = " + literal(options.calibFile)
            + (options.calibFile.empty() ? "  # TO BE SET: token ids (JSON), JSON lines or text; this recipe needs them\n" : "\n");
        out += "MAX_SAMPLES = " + bound(recipe.calibration.samples) + "  # sequences; None: all\n";
        out += "MAX_LENGTH = " + bound(recipe.calibration.maxLength) + "  # tokens of a sequence; None: all\n";
    }
    return out + "DEVICE = " + quotedText(device(config)) + "\n";
}

/// Where nothing is said of the suppression's device, it is the quantization's, to which the model was moved.
AntiOutlierConfig onDeviceOf(const QuantConfig &config, AntiOutlierConfig suppression)
{
    const AntiOutlierConfig defaults;
    if (suppression.devType == defaults.devType && suppression.devId == defaults.devId) {
        suppression.devType = config.devType;
        suppression.devId = config.devId;
    }
    return suppression;
}

std::string antiOutlierPart(const AntiOutlierConfig &config)
{
    constexpr std::array<std::string_view, 4> kAlways{"w_bit", "a_bit", "anti_method", "dev_type"};
    return "\n# Outlier suppression changes the float model before it is quantized.\nanti_config = "
        + call("AntiOutlierConfig", config, kAlways)
        + "\nAntiOutlier(model, calib_data=calib_data, cfg=anti_config).process()\n";
}

std::string quantConfigPart(const QuantConfig &config, const std::vector<ChainCall> &chain)
{
    constexpr std::array<std::string_view, 8> kAlways{"w_bit",      "a_bit", "disable_names", "dev_type",
                                                      "act_method", "w_sym", "mm_tensor",     "w_method"};
    std::string out = "\nquant_config = " + call("QuantConfig", config, kAlways) + "\n";
    for (const ChainCall &entry : chain) {
        out += "quant_config = "
            + std::visit([](const auto &method) { return call("quant_config." + std::string(method.kMethod), method); },
                         entry)
            + "\n";
    }
    return out;
}

/// Which layers Vernier leaves in float, to compare with the tool's log.
std::string fallbackComment(const Plan &plan)
{
    if (plan.rollback.empty())
        return {};
    std::string out = "\n# Left in float by fallback in Vernier:\n";
    for (const LayerDecision &decision : plan.layers) {
        if (decision.reason == Reason::DisableNames || decision.reason == Reason::LastLinear
            || decision.reason == Reason::DisableLevel)
            out += "#   " + quotedText(decision.layer) + " by " + std::string(toString(decision.reason)) + "\n";
    }
    return out;
}

std::string calibratorPart(const Recipe &recipe, const QuantScriptOptions &options, const std::string &level)
{
    std::string out =
        "\ncalibrator = Calibrator(\n    model,\n    quant_config,\n    calib_data=calib_data,\n    disable_level="
        + quotedText(level) + ",\n";
    if (!recipe.mixCfg.empty()) {
        out += "    mix_cfg={\n";
        for (const auto &[pattern, type] : recipe.mixCfg)
            out += "        " + quotedText(pattern) + ": " + quotedText(type) + ",\n";
        out += "    },\n";
    }
    out += ")\ncalibrator.run()\ncalibrator.save(\n    SAVE_PATH,\n    save_type=[";
    for (std::size_t i = 0; i < options.saveTypes.size(); ++i)
        out += (i == 0 ? "" : ", ") + quotedText(options.saveTypes[i]);
    out += "],\n";
    if (options.partFileSizeGib > 0)
        out += "    part_file_size=" + std::to_string(options.partFileSizeGib) + ",  # GiB\n";
    return out + ")\n";
}

bool drawsAtRandom(const Recipe &recipe)
{
    return recipe.quantConfig.pr < 1.0
        || std::any_of(recipe.chain.begin(), recipe.chain.end(), [](const ChainCall &entry) {
               const auto *activations = std::get_if<WeightActivationQuant>(&entry);
               return activations && activations->pr < 1.0;
           });
}

} // namespace

std::string quantScript(const Recipe &recipe, const QuantScriptOptions &options, const Plan *plan)
{
    QuantConfig config = recipe.quantConfig;
    std::string level = recipe.disableLevel;
    if (plan && options.pinFallback) {
        level = "L0";
        config.disableNames.clear();
        for (const LayerDecision &decision : plan->layers) {
            if (decision.reason == Reason::DisableNames || decision.reason == Reason::DisableLevel)
                config.disableNames.push_back(decision.layer);
        }
    }
    std::string out = header(recipe, options);
    if (!readsCalibration(recipe, options)) {
        out += "\ncalib_data = None  # data-free\n";
    } else {
        out += "\n" + std::string(kReadCalibration);
        if (options.calibFile.empty())
            out += "\nif not CALIB_FILE:\n    raise SystemExit(\"set CALIB_FILE first: this recipe needs calibration data\")\n";
        out += "\ncalib_data = read_calibration(CALIB_FILE)\n";
    }
    // Whatever the device: the type decides the numbers, and "auto" is the checkpoint's.
    const std::string dtype = recipe.loadDtype == LoadDtype::Float32 ? "torch.float32" : "\"auto\"";
    out += "model = AutoModelForCausalLM.from_pretrained(MODEL_PATH, torch_dtype=" + dtype
        + ", local_files_only=True" + (options.needsOwnCode ? ", trust_remote_code=True" : "") + ")\n";
    if (options.declaresBfloat16)
        out += "model.config.torch_dtype = torch.bfloat16  # as the checkpoint declares; it decides the type of deq_scale\n";
    out += "model = model.to(DEVICE).eval()\n";
    if (recipe.antiOutlier)
        out += antiOutlierPart(onDeviceOf(config, *recipe.antiOutlier));
    if (plan)
        out += fallbackComment(*plan);
    out += quantConfigPart(config, recipe.chain);
    if (recipe.improvements.gptq || recipe.improvements.hqq)
        out += "# Vernier's improvements of GPTQ and HQQ do not exist in msModelSlim: its weights will differ from those exported there.\n";
    if (recipe.improvements.expandSiblings && level != "L0")
        out += "# Vernier also leaves the layers in float that engines fuse with those that disable_level chooses.\n";
    if (drawsAtRandom(recipe))
        out += "\ntorch.manual_seed(" + std::to_string(recipe.calibration.seed) + ")  # pr < 1 draws at random\n";
    return out + calibratorPart(recipe, options, level);
}

} // namespace vernier
