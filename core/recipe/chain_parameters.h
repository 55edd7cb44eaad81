// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe_fields.h"

#include <algorithm>
#include <type_traits>

// A parameter of QuantConfig may be given in the constructor and again by a chain method, which wins. A form shows the value
// that counts and edits it wherever it is given.

namespace vernier {

/// The constructor's values with those of the chain's calls over them; nothing is validated or replaced.
[[nodiscard]] QuantConfig chainedConfig(const Recipe &recipe);

/// Sets a parameter in the constructor and in every call that gives it, too.
template <typename T>
void setParameter(Recipe &recipe, T QuantConfig::*member, std::type_identity_t<T> value)
{
    std::string_view key;
    forEachField<QuantConfig>([&](const auto &field) {
        if constexpr (std::is_same_v<decltype(field.member), T QuantConfig::*>) {
            if (field.member == member)
                key = field.key;
        }
    });
    const auto inCall = [&](auto &method) {
        using Method = std::decay_t<decltype(method)>;
        forEachField<Method>([&](const auto &field) {
            if constexpr (std::is_same_v<decltype(field.member), T Method::*>) {
                if (field.key == key)
                    method.*(field.member) = value;
            }
        });
    };
    for (ChainCall &call : recipe.chain)
        std::visit(inCall, call);
    recipe.quantConfig.*member = std::move(value);
}

/// co_sparse and use_kvcache_quant, which a call turns on by being there: turned off, the call goes; its other values stay.
void setCoSparse(Recipe &recipe, bool on);
void setKvCacheQuant(Recipe &recipe, bool on);

/// kv_quant's kv_sym and weight_quant's block_size, which the constructor does not have: the call comes with a value that is
/// not the default, and one that is there keeps its other values.
[[nodiscard]] bool kvSym(const Recipe &recipe);
void setKvSym(Recipe &recipe, bool symmetric);
[[nodiscard]] int blockSize(const Recipe &recipe);
void setBlockSize(Recipe &recipe, int size);

/// simulate_tp as it acts; without the call tpSize is none. Setting none takes the call out.
[[nodiscard]] SimulateTp simulateTp(const Recipe &recipe);
void setSimulateTp(Recipe &recipe, const SimulateTp &call);

} // namespace vernier
