// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/word_patterns.h"

namespace vernier {

nlohmann::json byteLevelSteps(const char *pattern)
{
    const bool isGpt2 = *pattern == '\0';
    nlohmann::json bytes{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", isGpt2}};
    nlohmann::json steps{{"decoder", {{"type", "ByteLevel"}}}};
    if (isGpt2) {
        steps["pre_tokenizer"] = std::move(bytes);
        return steps;
    }
    const nlohmann::json split{{"type", "Split"}, {"pattern", {{"Regex", pattern}}}, {"behavior", "Isolated"}, {"invert", false}};
    steps["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", nlohmann::json::array({split, bytes})}};
    return steps;
}

} // namespace vernier
