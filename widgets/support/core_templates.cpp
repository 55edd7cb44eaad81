// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/core_messages.h"

#include <QtGlobal>

#include <iterator>
#include <vector>

// What core says, one wording a line. What it says of models and texts on disk stands in core_templates_files.cpp.

namespace vernier {

namespace {

// The first that matches is taken, so what is special stands before what is general.
constexpr const char *kFirst[] = {
    // Around other messages.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1; did you mean \"%2\"?"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1; known are %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1: the file is damaged, download it again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1: convert the checkpoint to safetensors, for example with save_pretrained(..., "
                      "safe_serialization=True) of transformers"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1; open the checkpoint that it was converted from"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "quant_config: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "anti_outlier: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this project cannot be saved: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "mend or remove this line, which must be a JSON object, string or list of token ids: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "cannot be done: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is not written: %2"),
    // Recipe: quant_config and chain.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "dev_type is \"%1\"; allowed are cpu, npu and gpu"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is %2; it must be 0 or more, or null"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is %2; it must be 0 or more"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "act_method is %1; allowed are 1 (min-max), 2 (histogram) and 3 (chosen by layer)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "pr is not a finite number; 1.0 passes every element on quantized"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_sym is false with a_bit 8; 8-bit activations need symmetric weights: set w_sym true, or "
                      "a_bit 16"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "KV cache quantization (use_kvcache_quant, kv_quant) and fa_quant exclude each other; remove "
                      "one"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "co_sparse is ignored because is_lowbit is true"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "co_sparse replaces %1 %2 by %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a_bit is %1 with is_lowbit and w_bit 4; allowed are 8 and 16"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "act_method is 3 with is_lowbit; the low-bit family takes act_method 1 or 2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_bit is %1 with is_dynamic; allowed are 4 and 8"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a_bit is 16 with is_dynamic, but dynamic quantization is of activations: set a_bit 8, or "
                      "is_dynamic false"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_method is %1 with is_lowbit but without groups; set open_outlier false with a_bit 16 (or "
                      "w_bit 4), or w_method MinMax"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_bit is %1 with w_method NF; NF needs w_bit 4"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a_bit is %1 with w_method NF; NF needs a_bit 16"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "is_lowbit is true with w_method NF; NF needs is_lowbit false"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_method NF and %1 exclude each other; remove one"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "open_outlier is false with w_bit 4, a_bit 8 and static activations, which cannot be saved; "
                      "set is_dynamic true (W4A8_DYNAMIC) or open_outlier true (W8A8S)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_bit 4 with a_bit 8 (W4A8_DYNAMIC) must be dynamic and per group; set is_dynamic true, "
                      "is_lowbit true, open_outlier false and group_size %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_sym is false with w_bit 4 and a_bit 8; W4A8_DYNAMIC needs w_sym true"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "is_dynamic is false with w_bit 4 and a_bit 4; W4A4 needs is_dynamic true"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_method is %1 with w_bit 4 and a_bit 4; W4A4 needs MinMax"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_sym is false with w_bit 4 and a_bit 4; W4A4 needs w_sym true"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_last_linear is false with w_bit 4 and a_bit 4; W4A4 needs disable_last_linear true"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_method is %1 with type %2; it takes only MinMax (GPTQ and HQQ are for W8A16 and W4A16)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "pdmix is true with type %1; it is for W8A8 (w_bit 8, a_bit 8, is_dynamic false) only"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tp_size is missing; allowed are %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "max_dynamic_step is missing"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "other types can only be derived from a base with w_bit 8, and this one has w_bit %1 (%2)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is not derived from a %2 base"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_bit %1 with a_bit %2 (dynamic) is no quantization type; take 8/8, 8/16 or 4/16 "
                      "(w_bit/a_bit), or 16/16 for float"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_bit %1 with a_bit %2 is no quantization type; take 8/8, 8/16 or 4/16 (w_bit/a_bit), or "
                      "16/16 for float"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "load_dtype \"checkpoint\" with simulate_tp, the low-bit family, sparse weights, GPTQ, HQQ or NF is not built "
                      "yet; use load_dtype \"float32\", or w_method MinMax"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "load_dtype \"checkpoint\" with anti_method %1 is not built yet; use load_dtype \"float32\", m4, or "
                      "m6 with alpha and beta"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "load_dtype \"checkpoint\" of a checkpoint in %1 is not built yet, only F32 and BF16; use "
                      "load_dtype \"float32\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the v1 YAML of %1 is not built yet; export quant.py instead"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "fa_quant needs changes in the model's own code, which exist for DeepSeek models only; %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "timestep_quant is for diffusion models; %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "W4A4 (FlatQuant) is trained on an NPU or a GPU; %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "do_smooth after anti_method m1 to m5 fails in msModelSlim as well; set do_smooth false, or anti_method m6"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "nonuniform with is_lowbit fails in msModelSlim as well; %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_method GPTQ with W4A8_DYNAMIC fails in msModelSlim as well; %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the low-bit family, GPTQ, HQQ or NF"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "remove it from the recipe"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "set it false"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "use %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "0 to 1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "W8A8, W8A8_DYNAMIC, W8A16, W4A16 and FLOAT are"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "set pdmix false or save as safe_tensor"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "chain method %1: %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "chain method %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "co_sparse (W8A8S)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "is_lowbit (the low-bit and per-group family)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "quantization type %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "type %1 with w_method %2 per group"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "type %1 with w_method %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "KV cache quantization (kv_quant, use_kvcache_quant)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "KV cache quantization"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "pr below 0 (a random probability for each call)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "pdmix with save type ascendV1"),
    // Recipe: outlier suppression, rules, calibration.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_bit is %1; allowed are 4 and 8"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a_bit is %1; allowed are 8, and 16 with anti_method m3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a_bit 16 is for anti_method m3 only, not %1; use m3 or a_bit 8"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_sym false is for anti_method m3 only, not %1; use m3 or w_sym true"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_level is \"%1\"; it must be L0 (none) or L and a number without leading zero, as L5"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "mix_cfg \"%1\" asks for \"%2\"; allowed are w8a8, w8a16, w8a8_dynamic, w4a8_dynamic and float"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "calibration.samples is %1; it must be 1 or more, or null for all"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "calibration.max_length is %1; it must be 1 or more, or null for whole sequences"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 needs calibration data, and there is none; give some, or use W8A16, W4A16 or "
                      "W8A8_DYNAMIC without outlier suppression, GPTQ or static layers"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "mix_cfg type %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "mix_cfg \"%1\" asks for %2 for layer \"%3\", which is not available beside this quant_config: %4"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_names \"%1\" matches nothing; entries are full names, not patterns (mix_cfg takes "
                      "patterns, with type float); the nearest layer is \"%2\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_names \"%1\" matches nothing; entries are full names, not patterns (mix_cfg takes "
                      "patterns, with type float); layers have names such as \"%2\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_names \"%1\" matches nothing; the nearest layer is \"%2\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_names \"%1\" matches nothing; layers have names such as \"%2\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_level %1 with is_lowbit ranks layers by another score, which is not built yet; use "
                      "disable_names"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_level %1 needs the range scores of the layers, which are measured on calibration "
                      "data; give some, or use L0"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_level and act_method 3 are decided on calibration data, and there is none; give a "
                      "calibration file"),
    // Notes of the plan and of exports.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_names \"%1\" is an attention module, which matters to fa_quant only; its linear "
                      "layers stay quantized"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_level %1 asks for more layers than the %2 that are left; all of them are float"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "mix_cfg \"%1\": %2 matches no layer"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "mix_cfg \"%1\": %2 decides nothing: stronger rules have all its layers"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "disable_anti_names \"%1\" is no layer of the model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "act_method 3 is not decided yet: the range scores of the layers are not measured"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the evaluation keeps outliers in 8 bits, as msModelSlim does in memory; the exported 4-bit codes clamp them, so open the exported folder to see its own numbers"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "msModelSlim saves the float weights rounded on GPTQ's group scales, while its simulation, followed in the evaluation, computes with GPTQ's own codes; improvements.gptq saves those"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the evaluation expands 16-bit activations into three digits (MSD), as the per-group kernels do; the exported weights are not affected"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "msModelSlim's NF4 files lack the blocks' scales and cannot be read back; Vernier saves them besides, as weight_absmax"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a folder saved with simulate_tp cannot be opened here again: its layers are stored rank by rank"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "simulate_tp splits layers in W8A8 and in float; attention outputs and down projections of another "
                                               "type are computed whole"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the power law of nonuniform is not part of msModelSlim's files, whose codes look evenly spaced; the "
                                               "evaluation follows the power law"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "msModelSlim quantizes nn.Linear alone and leaves this family's Conv1D layers in float; engines that "
                      "read its folders will not expect them otherwise"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "msModelSlim does not support sparse and low-bit quantization (co_sparse, is_lowbit) of models with experts; take W8A8, W8A8_DYNAMIC or W8A16"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the evaluation keeps no KV cache: what its 8 bits cost is not part of the numbers"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "use_kvcache_quant finds no key and value layers here: DeepSeek's cache holds the latent, and no scales are saved"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "for DeepSeek models without a mix_cfg msModelSlim takes {\"*.mlp.*\": \"w8a8_dynamic\", \"*\": \"w8a8\"}, and so does this plan; a mix_cfg of your own replaces it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "sigma_factor is taken as 3: msModelSlim follows it only without calibration data"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "serving engines that fuse q/k/v or gate/up refuse parts of different types; 1 group is "
                      "split, the first being %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "serving engines that fuse q/k/v or gate/up refuse parts of different types; %1 groups are "
                      "split, the first being %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "msModelSlim itself measures which layers disable_level or act_method 3 chooses; here that "
                      "takes calibration data"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the recipe needs calibration data: set CALIB_FILE in quant.py before running it, or export "
                      "again with calibration data"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "act_method 3 is not decided yet for every layer; measure the range scores before exporting "
                      "the v1 YAML"),
    // Edits of rules.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is no type that a layer can be given"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is not available for single layers beside this quant_config: %2; change w_bit and a_bit "
                      "for the whole model instead"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a rule needs a layer's name or a pattern, such as *down_proj"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is no type that a rule can ask for"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "there is a rule for \"%1\" already: %2; edit that one"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an entry of disable_names is a layer's full name, such as model.layers.0.mlp.down_proj"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is in disable_names already"),
    // Recipes and projects as documents.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "unknown key \"%1\" in %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "unknown key \"%1\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 has an unknown key \"%2\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "unknown chain method \"%1\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is \"AWQ\", which msModelSlim has as anti_outlier.anti_method m3, not as a w_method"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"version\" is missing; add \"version\": %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 has no \"version\"; add \"version\": %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "version is %1; this program reads recipes of version %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "version is %1; this program reads projects of version %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is no recipe but a model's config.json; a recipe has \"version\" and \"quant_config\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is no recipe: it has neither \"version\" nor \"quant_config\" nor another key of a recipe"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is missing or no path; name a file or folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is \"%2\"; allowed are stream and documents"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the project holds no recipe; add one under \"recipe\" or give a recipe file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the project names no checkpoint; open a checkpoint folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the project's checkpoint is not here any more; move its folder back, or write where it is "
                      "now into the project file (\"checkpoint\": {\"path\": …})"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is no Vernier project, which is a JSON file that Vernier saves (*.vernier); choose "
                      "one, or the folder of a checkpoint (with config.json and *.safetensors)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the name is not UTF-8, so that JSON cannot hold it; rename the file or folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 has no id; give it one of its own"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 has the id \"%2\" of %3; every entry needs its own"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the parent \"%1\" of %2 is not in the history; leave \"parent\" out to make it a root"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 (\"%2\") is its own ancestor; leave its \"parent\" out to make it a root"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 has no \"%2\"; measure the end-to-end sensitivity again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is missing; give the layer's full name"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is \"%2\" a second time; every layer stands there once"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a list of layers"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the demo's files were not found beside the program"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the document"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an integer from %1 to %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an integer"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a number from %1 to %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a number"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "true or false"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a float, written with a point, such as 0.05 or 3.0"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a string such as %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a string"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a list of strings or null"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a list of [method, {arguments}]"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "[method, {arguments}], such as %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an object of name patterns and types, such as %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an object with \"version\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an object of tokens and ids"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an object"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an array"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a list of entries"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a list of sequences"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a list of token ids"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a list"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a whole number from %1 to %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 (a string)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 (a float)"),
    // Files.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "cannot be listed: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "cannot %1: %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "open the file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "read the file's size"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "read a temporary file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "write a temporary file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "make a temporary file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "read the file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "map the file into memory"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "list the folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "write into this folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "find a name for the temporary file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "write the file to the disk"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "write the file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "set the file's permissions"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "set the folder's permissions"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "put the finished file in its place"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "put the finished folder in its place"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "make the folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "make a folder here"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "find this folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "remove this file of an earlier export; the new one is complete"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the disk is full: free some space or choose another folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the disk quota is used up: free some space or choose another folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file system or a limit (ulimit -f) allows no larger file: choose another folder or "
                      "raise it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "permission denied: change the permissions or choose another place"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file system is read-only: choose another folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "it does not exist: check the path"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a part of the path is not a folder: check the path"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the name is too long: choose a shorter one"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "too many files are open: raise the limit (ulimit -n)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a folder: choose a file in it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a folder: choose a file name in it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a pipe or device: choose a regular file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is not a folder: choose another name"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a file and a folder of this name would replace each other: choose another output folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file has %1 bytes, more than the %2 that are read of such a file: check that it is the "
                      "right one"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "not usable as JSON at line %1 (byte %2): %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "syntax error while parsing %1 - %2; expected %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "syntax error while parsing %1 - %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "unexpected end of input"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "unexpected %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "invalid literal"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the key \"%1\" stands twice in one object"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "nested more than %1 levels deep"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "not enough memory for this JSON"),
};

constexpr const char *kLast[] = {
    // Calibration and measuring.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "calibration sequence %1 (they count from 0) is empty; remove it or give it tokens"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "calibration sequence %1 (they count from 0) holds the token id %2, but the model's "
                      "vocabulary ends at %3; it was made for another model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "outlier suppression needs calibration data, and there is none; give a calibration file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "static activation ranges need calibration data, and there is none; give a calibration file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the layer has static activations, but was not calibrated; give calibration data"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "has %1 inputs; integer sums are exact only up to %2. Leave the layer in float or use a "
                      "weight-only type"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a sequence has %1 tokens, and at most %2 are run; cut it, for calibration with the recipe's "
                      "calibration.max_length"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a sequence has %1 tokens, and the model knows only %2 positions; cut it, for calibration with the "
                      "recipe's calibration.max_length"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "no calibration token is sent to this expert, so its activations have no range; give more calibration "
                      "data, or choose w8a8_dynamic for it (mix_cfg)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "there are no samples to measure layers on; give a calibration file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the logits are not finite in window %1; a weight or an activation overflowed"),
    // Exports.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "nothing is chosen; choose at least one of weights, quant.py, YAML and recipe"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "no folder is chosen"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a file, not a folder; choose another name"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is a file, so no folder can be made in it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "writing into %1 is not permitted; choose another folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the weights need %1, and %2 are free there; choose another disk"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is the root of the file system; name a folder of its own for the output"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is the checkpoint's own folder; choose another one for the output"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this lies inside the checkpoint's folder %1; choose a folder elsewhere"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this holds the checkpoint's folder %1; name a folder of its own for the quantized model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this holds another model (%1), and its config.json would be replaced; choose an empty "
                      "folder, or one with an earlier quantized model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this holds %1, which is read and would be replaced; choose another folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "is the root of the file system; name a folder of its own for the output"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "is the checkpoint's own folder; choose another one for the output"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "lies inside the checkpoint's folder %1; choose a folder elsewhere"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "holds the checkpoint's folder %1; name a folder of its own for the quantized model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "holds another model (%1), and its config.json would be replaced; choose an empty folder, or "
                      "one with an earlier quantized model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "holds %1, which is read and would be replaced; choose another folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "W4A8_DYNAMIC cannot be saved as numpy; save as safe_tensor or ascendV1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "has %1 inputs, an odd number: ascendV1 packs two 4-bit codes to a byte. Leave the layer in "
                      "float or save as safe_tensor"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "has %1 outputs, an odd number: ascendV1 packs two 4-bit codes to a byte. Leave the layer in float or save as safe_tensor"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "has %1 inputs, no multiple of group_size %2; choose a group_size that divides it or leave the layer in float"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "has %1 weights and a bias, no multiple of block_size %2; choose a smaller block_size or leave the layer in float"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "has %1 weights, no multiple of block_size %2; choose a smaller block_size or leave the layer in float"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the inputs' second moments are not positive definite even when damped, so GPTQ cannot be computed; use w_method MinMax or HQQ, more calibration data, or leave the layer in float"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "is empty; give safe_tensor, numpy or ascendV1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is not known; give safe_tensor, numpy or ascendV1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "quant_bias of row %1 does not fit into 32 bits: the bias is too large for so small a scale. "
                      "Leave the layer in float"),
    // Of the general form; last, for they would take the special ones.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is not built yet; %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is not a finite number"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is %2; it must lie in %3 to %4"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is %2; allowed are %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is %2; expected %3"),
};

} // namespace

std::span<const char *const> coreTemplates()
{
    static const std::vector<const char *> all = [] {
        std::vector<const char *> made(std::begin(kFirst), std::end(kFirst));
        made.insert(made.end(), fileTemplates().begin(), fileTemplates().end());
        made.insert(made.end(), std::begin(kLast), std::end(kLast));
        return made;
    }();
    return all;
}

} // namespace vernier
