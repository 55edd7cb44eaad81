// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/core_messages.h"

#include <QtGlobal>

// What core says of models and texts on disk, one wording a line.

namespace vernier {

namespace {

constexpr const char *kFileTemplates[] = {
    // Quantized models that are opened again.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the folder holds no quantized model: it has no quant_model_description*.json. Choose a folder that "
                      "msModelSlim or Vernier saved as safe_tensor or ascendV1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the folder holds several quantized models: open one of their descriptions (%1)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" has the label %2, which is not known; labels are FLOAT, W8A8, W8A16, … as msModelSlim writes "
                      "them. Quantize the model again, or correct the description"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the description of a quantized model must be a JSON object"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"model_quant_type\" is missing, so this is no description of a quantized model; save the model "
                      "again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"version\" must be a text such as \"1.0.0\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"group_size\" must be a whole number"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "several files of weights could belong to this description (%1); leave one of them in the folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the description does not name the tensor \"%1\" of %2; the two are of different models. Save the "
                      "model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is missing, which a layer labelled %2 needs; the files are incomplete, save the "
                      "model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is missing; the files are incomplete, or the float checkpoint or config.json is "
                      "of another model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is missing; the files are incomplete, or config.json is of another model. Give "
                      "the float checkpoint as well"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is missing: msModelSlim saves NF4 codes without their blocks' scales, so nobody "
                      "can read them. Quantize the model with Vernier, which saves both, or use another type"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is %2; its label asks for %3. The label is wrong, or the float checkpoint is of "
                      "another model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "floats [%1, groups], where groups divide the %2 inputs"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "floats %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "floats"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "as many floats as weight_scale has"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "one float for each block of weights"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1, or half as many rows or columns of packed codes"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 (for bfloat16 models F32)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is not finite at element %2; the file is damaged, save the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is no bit pattern of a finite float at element %2; the file is damaged, save the "
                      "model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" must be above 0; the file is damaged, save the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" must be a whole number from -128 to 127; the file is damaged, save the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is not input_scale times weight_scale in row %2; the files contradict each other, "
                      "save the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is labelled %2, but its codes are beyond -8…7; the label is wrong, or the file is "
                      "damaged"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is not 0 in row %2, but weights beside 8-bit activations have no zero point; the "
                      "label is wrong, or the file is damaged"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the layer is labelled W8A8SC: its weights are compressed for one accelerator in a format that is "
                      "not public. Open the W8A8S model that was compressed"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a linear layer labelled %1 cannot be computed with here; those that can are FLOAT, W8A16, W4A16, "
                      "W8A8, W8A8_MIX, W8A8_DYNAMIC, W8A8S, W4A8_DYNAMIC and NF4"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the layer %1 is stored in parts for tensor parallelism (simulate_tp), which are not read; save the "
                      "model without simulate_tp"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensors of the norm \"%1\" have %2 and %3 elements; the architecture asks for %4. The float "
                      "checkpoint or config.json is of another model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensors \"%1\" and kv_cache_offset must have one element for each of the layer's %2 outputs; "
                      "save the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is not in the quantized files and is taken from the float checkpoint"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 tensors are not in the quantized files and are taken from the float checkpoint, the first being "
                      "%2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the int8 KV cache (C8) takes no part in the evaluation, which keeps no cache"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the attention quantization (FAQuant) is not computed"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the description says group_size %1, but %2 has groups of %3; the scales decide"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "no layer is %1, the model's type; its granularity is not known"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is no recipe; a recipe is a JSON object with \"version\", \"quant_config\" and the like"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "outliers were suppressed (the norms have biases), by anti_outlier or do_smooth; neither is saved, and "
                                               "both are left out"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "whether outliers were suppressed (anti_outlier) is not saved; it is left out"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "act_method and pr are not saved; act_method 1 and pr 1 are assumed"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_method is not saved; MinMax is assumed, it could have been GPTQ"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "w_method is HQQ because scales are float16, which only that method saves"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "what the files do not show was assumed; open the quantized model to read what that is"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "how W8A8S chose its outliers is not saved; co_sparse with its default fraction is assumed, it could "
                      "have been is_lowbit"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "layers in float are named in disable_names; whether disable_level or mix_cfg chose them is not saved"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "msModelSlim would refuse this recipe: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "recipe.json beside the model fits all that the files show, and is taken whole"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "recipe.json beside the model is left out: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "it makes another model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "it is older than the weights; open it with File > Open recipe if it belongs to them"),
    // Checkpoints.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a model that msModelSlim or Vernier already quantized (%1); open the float "
                      "checkpoint it was made from"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a file; give the folder of the checkpoint that it belongs to (with config.json)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "there is no such folder; give the folder of a Hugging Face checkpoint (with config.json)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this folder is no checkpoint: it has no config.json; choose a folder with config.json and "
                      "*.safetensors or pytorch_model*.bin, or a .gguf file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this folder is no checkpoint: it has no config.json; choose one of the folders in it (%1)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is missing; expected shape %2. The checkpoint is incomplete, or its "
                      "config.json belongs to another model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" has shape %2; config.json asks for %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is stored as %2; a float checkpoint (F32, F16, BF16) is needed"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" holds %2 at element %3; the checkpoint is damaged or was trained to "
                      "divergence, get another copy"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "an infinity"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "is not a JSON object; expected a Hugging Face config.json"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "no architecture is named (\"model_type\"); supported are: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the architecture \"%1\" is not supported; supported are: %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the checkpoint is already quantized (\"quantization_config\"); open the float checkpoint it "
                      "was made from"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is missing"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is not an object"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is not a list of integers"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is of type \"%2\", which is not supported; supported: linear, llama3, yarn, longrope, dynamic"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is not a list of positive numbers"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" has %2 short and %3 long factors; the heads turn %4 pairs of channels"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is 1, with which all channels turn alike and YaRN has nothing to stretch"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is \"%2\", a way to choose experts that is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is \"%2\"; softmax and sigmoid are supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" does not divide \"n_routed_experts\" into groups that can be chosen"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" leaves fewer experts than \"num_experts_per_tok\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" and \"num_hidden_layers\" make %2 experts, more than any model has"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" must be larger than \"%2\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is unusable: %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is not a multiple of \"num_attention_heads\", and there is no \"head_dim\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is odd: rotary embeddings need pairs of channels"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" does not divide \"num_attention_heads\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" leaves no channels for rotary embeddings"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is \"%2\"; only silu, gelu, gelu_new and relu are supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is true, a variant of the family that is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is false, a variant of the family that is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" belongs to the first ChatGLM, which is not supported; ChatGLM2, ChatGLM3 and GLM-4 are"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is \"%2\"; the family has gelu_pytorch_tanh"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "\"%1\" is odd; it counts the rows of w1 and w2 together"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the folder holds several files of weights and no model.safetensors: open one of them (%1)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the folder holds no weights and so is no complete checkpoint: download model.safetensors "
                      "(or model.safetensors.index.json and its shards) into it, or choose another folder"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the index has no object \"weight_map\": download it again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the shard of tensor \"%1\" is not the plain name of a file in this folder: download the index "
                      "again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this shard is missing; the index expects tensor \"%1\" and %2 more in it: download it again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the index expects tensor \"%1\" in this shard, which does not hold it: download both again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "there is no tensor \"%1\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" is stored as %2, which is not supported: convert the checkpoint to BF16, F16 or "
                      "F32"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a Git LFS pointer instead of the weights: fetch them with `git lfs pull` or "
                      "download the file again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file has %1 bytes, too few for a safetensors header"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the header would be %1 bytes long, more than the format allows: this is no safetensors "
                      "file, or it is damaged; download it again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the header is %1 bytes long, but the file ends after %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the header does not begin with an object: this is no safetensors file, or it is damaged; "
                      "download it again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" lies at %2, but the file holds only %3 bytes of data: it is incomplete, "
                      "download it again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has its data_offsets in reverse, %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has the impossible shape %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" of shape %2 in %3 needs %4 bytes, but has %5"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" overlaps %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" leaves a gap of %2 bytes after %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 bytes after %2 belong to no tensor"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" stands twice in the header"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has a negative extent in its shape"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has an impossible extent in its shape"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has more than %2 dimensions"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has two dtypes"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" lacks its dtype, shape or pair of data_offsets"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has %2 where none belongs, at \"%3\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the key \"%1\" stands twice in the metadata"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the metadata stands twice in the header"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the start of the data"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the last tensor \"%1\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the header"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensor \"%1\" is stored as %2 in another order than row by row, in which quantized models "
                      "are not read; save the model again"),
    // PyTorch files.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has a name that is no text"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pickle that describes the tensors contradicts itself"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pickle that describes the tensors is cut off: the file is incomplete, download it "
                      "again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pickle that describes the tensors has more than %1 values"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensors are described by a pickle of protocol %1, only 2 and 3 are read"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pickle has the opcode %1, which a dictionary of tensors does not need"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pickle asks for %1, which is neither a tensor nor a dictionary of them, and is not "
                      "run"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pickle fills a dictionary in a way that is not read"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pickle refers to a \"%1\", not to the storage of a tensor"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tensors are views of storages, as very old releases of PyTorch saved them"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has its numbers in the storage \"%2\", which is not in the file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" reaches beyond its storage of %2 elements"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" repeats its elements (a stride of 0), which is not read"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file holds no dictionary of tensors"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the dictionary in the file has no tensors: save the model's state_dict() by itself, or "
                      "convert it to safetensors"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the record \"%1\" of this zip file is compressed, which torch.save never does and is not "
                      "read"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this zip file has no data.pkl, so torch.save did not write it: choose the model's own "
                      "file of weights"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file was written on a big-endian machine, which is not read"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the storage \"%1\" belongs to no tensor"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the storage \"%1\" needs %2 bytes, but the file ends before: it is incomplete, download "
                      "it again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a PyTorch file of an unknown protocol"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is no file of tensors that torch.save wrote: choose the model's own file of weights, "
                      "or convert the checkpoint to safetensors"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the directory at the end of this zip file contradicts the file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this zip file has no directory at its end: it is incomplete, download it again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this zip file is one of several parts, which are not read: join them"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the record \"%1\" of this zip file does not lie where its directory says"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the record \"%1\" of this zip file overlaps the next one"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the record \"%1\" stands twice in this zip file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the folder holds several files of weights and no pytorch_model.bin: open one of them (%1)"),
    // GGUF files.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is no GGUF file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this GGUF file was written for big-endian machines, which is not read: convert the model "
                      "again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is GGUF version %1; only 2 and 3 are read: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the header counts %1 entries of metadata and %2 tensors, more than the file has room for"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the name of a %1 would be %2 bytes long, beyond the end of the file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "entry of the metadata"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the metadata \"%1\" is a list of lists, which is not read: write the file without it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the metadata \"%1\" has the unknown type %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the metadata \"%1\" reaches beyond the end of the file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the metadata \"%1\" is no power of two up to %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the description of tensor \"%1\" is cut off"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" has rows of %2 elements, no multiple of its blocks of %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tensor \"%1\" lies at %2 and has %3 bytes, but the file holds only %4 bytes of data"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "GGUF files of the architecture \"%1\" are not read, only of %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is one of several parts of a model, which are not read by themselves: join them with "
                      "`llama-gguf-split --merge`"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "GGUF files of models with experts are not read"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the metadata \"%1\" are missing, or no whole number: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file has %1 factors of rotary frequencies (%2), not one for each pair of channels"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the factors of rotary frequencies (%1) are not those of Llama 3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the folder holds several GGUF files; open one of them, such as %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the model turns %1 of the %2 channels of a head (%3), which is not computed"),
    // Texts and tokenizers.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the GGUF file has no chat template (tokenizer.chat_template)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "there is no tokenizer.json and no tokenizer.model, qwen.tiktoken or vocab.json here: copy "
                      "the tokenizer's files from the model into this folder, or use token ids instead of text"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "tokenizer models of type %1 are not supported, only BPE, Unigram and WordLevel"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a tokenizer model without type and merges is not supported, only BPE, Unigram and "
                      "WordLevel"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a list of tokens and their logarithmic probabilities"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the position of a token in vocab"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "line %1 is not a token in base64, a blank and a number"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "line %1 has the rank %2 where %3 is due"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the byte %1 is in no token"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "these are %1 tiktoken ranks, neither Qwen's 151643 nor Llama 3's 128000: put the model's "
                      "tokenizer.json beside them"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the GGUF file has no tokenizer: put tokenizer.json or tokenizer.model beside it, or use "
                      "token ids instead of text"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1, which is not read: put tokenizer.json or tokenizer.model beside it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file is of the kind \"%1\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file cuts words as \"%1\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file has no list of tokens: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file has tokens that are no UTF-8: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file has not as many kinds as tokens: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file has kinds of tokens that nobody knows: convert the model "
                      "again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file has not as many scores as tokens: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file has no list of merges: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file has a token twice: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the list of token ids is empty: remove it or fill it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "position %1 holds %2, which is no token id: a sequence is a list of whole numbers from 0"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the text is empty: remove it or fill it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is no document: expected a text, an object or a list of token ids"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file is one list of numbers: write a list of such lists, one for each sequence"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "JSON of %1 bytes is not read, only up to %2: split the file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is text, and the checkpoint has no tokenizer: put tokenizer.json or tokenizer.model "
                      "into its folder, or give lists of token ids"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the text has no token: remove it"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file holds no document: give it at least one text or list of token ids"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the text has the character %1 that is in no token, and unk_token %2 is not in the vocabulary"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the added token %1 with the id %2 contradicts the vocabulary in %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pattern %1 uses %2, which is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pattern %1 is not a regular expression: %2 (at byte %3)"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a pattern of %1 bytes is too long"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "searching the pattern %1 in a text of %2 bytes was given up: %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a replacement makes the text more than 16 times longer, which no tokenizer of a model does; take its original files"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the normalizer makes the text more than 16 times longer, which no tokenizer of a model does; take its original files"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the text has more than %1 combining marks on one letter; remove them"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer in the GGUF file has a token that is longer than any text: convert the model again"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "`single` contains the text twice, which is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "position %1 has the token id %2, but the model's vocabulary ends at %3: %4"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the ids were made for another model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer belongs to another model"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a link to %1, which does not exist: download the file again, or remove the link"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "this is a folder, pipe or device and no tokenizer: put the tokenizer's file in its place"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file must hold a JSON object"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "add_%1 is true, but `%2` names no token of the vocabulary"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "`%1` must be %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "one character"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "not empty"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the token %1 has two ids, %2 and %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the id of the token %1 must be a whole number from 0 to %2"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the id %1 belongs to two tokens, %2 and %3"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the post-processor %1 is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the pre-tokenizer %1 is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the normalizer %1 is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the decoder %1 is not supported"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the token %1 is not in the vocabulary"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is not two tokens and a blank between"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a merge must be a string of two tokens or a pair of strings"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file is not a SentencePiece model, or it is cut off"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the file is not a SentencePiece model: it has no pieces"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the SentencePiece model is broken: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the SentencePiece library refused: %1"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a window of %1 tokens predicts nothing: its first token is given; use 2 or more"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the text has %1 tokens, less than one window of %2; give more text or a smaller --window"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "no document has two tokens, so there is nothing to predict; give more text"),
    // Question sets, and calibration sets made of them.
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a quote begins here and does not end: mend the table"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a cell is not UTF-8: save the table as UTF-8"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "every line must be a JSON object"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the table has %1 solved examples, and 5 are needed: take the set's own file"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the row has %1 cells; expected are question, A, B, C, D and answer"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the subjects must be the keys of an object or a list of names"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the subject \"%1\" is no part of a file's name"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "%1 is left out: its table has %2 columns; expected are id, question, A, B, C, D and answer"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "it holds no question: is this the set's own file?"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "it holds no question: is this the set's own folder?"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "a text with the result after ####"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "given"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer has no token for \"%1\""),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer has no tokens that tell \"yes\" from \"no\"; BoolQ cannot be asked"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the checkpoint has no tokenizer that can be read, so no questions can be asked"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the logits after a question are not finite; a weight or an activation overflowed"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "with this layer alone quantized the model's output is not finite; leave it in float. The other layers are measured"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "these are token ids; a calibration set that is to grow must hold texts"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "is one of the files that are read; choose another name for the output"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "exists and is no calibration set; remove it first, or choose another name"),
    QT_TRANSLATE_NOOP("vernier::CoreMessages", "the tokenizer puts other tokens around a text than the chat template (%1); add the questions without the template"),
};

} // namespace

std::span<const char *const> fileTemplates()
{
    return kFileTemplates;
}

} // namespace vernier
