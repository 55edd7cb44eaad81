// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/quant_type.h"

#include <array>

namespace vernier {

namespace {

struct TypeLabel
{
    QuantType type;
    std::string_view label;
};

constexpr std::array kLabels{
    TypeLabel{QuantType::Float, "FLOAT"},
    TypeLabel{QuantType::W8A16, "W8A16"},
    TypeLabel{QuantType::W8A8, "W8A8"},
    TypeLabel{QuantType::W8A8S, "W8A8S"},
    TypeLabel{QuantType::W8A8SC, "W8A8SC"},
    TypeLabel{QuantType::W4A16, "W4A16"},
    TypeLabel{QuantType::W8A8Dynamic, "W8A8_DYNAMIC"},
    TypeLabel{QuantType::W4A8Dynamic, "W4A8_DYNAMIC"},
    TypeLabel{QuantType::W8A8Timestep, "W8A8_TIMESTEP"},
    TypeLabel{QuantType::W8A8Mix, "W8A8_MIX"},
    TypeLabel{QuantType::NF4, "NF4"},
    TypeLabel{QuantType::FAQuant, "FAQuant"},
    TypeLabel{QuantType::C8, "C8"},
    TypeLabel{QuantType::W4A4FlatQuantDynamic, "W4A4_FLATQUANT_DYNAMIC"},
    TypeLabel{QuantType::W16A16S, "W16A16S"},
    TypeLabel{QuantType::W16A16SC, "W16A16SC"},
    TypeLabel{QuantType::Unknown, "UNKNOWN"},
};

} // namespace

std::string_view toString(QuantType type)
{
    for (const TypeLabel &entry : kLabels) {
        if (entry.type == type)
            return entry.label;
    }
    return "UNKNOWN";
}

std::optional<QuantType> quantTypeFromString(std::string_view label)
{
    for (const TypeLabel &entry : kLabels) {
        if (entry.label == label)
            return entry.type;
    }
    return std::nullopt;
}

std::string fileSpelling(QuantType type)
{
    std::string spelling(toString(type));
    for (char &c : spelling) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return spelling;
}

} // namespace vernier
