// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/config_keys.h"
#include "core/model/model_config.h"

// What is peculiar to the config.json of a family: Family::adapt. Each is called when everything common has been read, and refuses by
// name the variants that would compute something else.

namespace vernier {

void adaptBaichuan(ConfigKeys &keys, ModelConfig &config);
void adaptBloom(ConfigKeys &keys, ModelConfig &config);
void adaptChatGlm(ConfigKeys &keys, ModelConfig &config);
void adaptDeepSeek(ConfigKeys &keys, ModelConfig &config);
void adaptGemma(ConfigKeys &keys, ModelConfig &config);
void adaptGemma2(ConfigKeys &keys, ModelConfig &config);
void adaptGlm4(ConfigKeys &keys, ModelConfig &config);
void adaptGpt2(ConfigKeys &keys, ModelConfig &config);
void adaptGptNeox(ConfigKeys &keys, ModelConfig &config);
void adaptInternLm2(ConfigKeys &keys, ModelConfig &config);
void adaptMixtral(ConfigKeys &keys, ModelConfig &config);
void adaptOpt(ConfigKeys &keys, ModelConfig &config);
void adaptPhi3(ConfigKeys &keys, ModelConfig &config);
void adaptQwen(ConfigKeys &keys, ModelConfig &config);
void adaptQwenMoe(ConfigKeys &keys, ModelConfig &config);

} // namespace vernier
