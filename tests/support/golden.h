// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <utility>

// The reference material under shared/golden: what msModelSlim wrote for some 180 configurations.

namespace vernier::test {

/// The recipe that says what a meta.json's `spec` says.
inline nlohmann::ordered_json recipeJson(const nlohmann::ordered_json &spec)
{
    nlohmann::ordered_json recipe = {{"version", 1}};
    const std::pair<const char *, const char *> keys[] = {{"q", "quant_config"},
                                                          {"chain", "chain"},
                                                          {"anti", "anti_outlier"},
                                                          {"level", "disable_level"},
                                                          {"mix", "mix_cfg"}};
    for (const auto &[theirs, ours] : keys) {
        if (spec.contains(theirs))
            recipe[ours] = spec[theirs];
    }
    if (spec.contains("dtype"))
        recipe["load_dtype"] = "checkpoint"; // whose config.json then has to say the type
    if (spec.value("calib", 0) > 0)
        recipe["calibration"] = {{"samples", spec["calib"]}};
    return recipe;
}

/// Whether the case ran without calibration data.
inline bool isDataFree(const nlohmann::ordered_json &spec)
{
    return spec.contains("calib") && spec["calib"] == 0;
}

} // namespace vernier::test
