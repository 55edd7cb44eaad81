// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a layer, a tensor or a whole model is stored as, in msModelSlim's labels.

namespace vernier {

enum class QuantType : std::uint8_t {
    Float,
    W8A16,
    W8A8,
    W8A8S,
    W8A8SC,
    W4A16,
    W8A8Dynamic,
    W4A8Dynamic,
    W8A8Timestep,
    W8A8Mix,
    NF4,
    FAQuant,
    C8,
    W4A4FlatQuantDynamic,
    W16A16S,
    W16A16SC,
    Unknown,
};

/// The label of the description JSON: "W8A8_DYNAMIC".
[[nodiscard]] std::string_view toString(QuantType type);
/// The inverse of toString; none for any other text (case counts).
[[nodiscard]] std::optional<QuantType> quantTypeFromString(std::string_view label);
/// As file names and mix_cfg spell it: "w8a8_dynamic".
[[nodiscard]] std::string fileSpelling(QuantType type);

} // namespace vernier
