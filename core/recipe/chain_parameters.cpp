// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/chain_parameters.h"

namespace vernier {

namespace {

/// The call's values in the constructor's parameters of the same name.
void applyCall(const ChainCall &call, QuantConfig &config)
{
    const auto applyMethod = [&config](const auto &method) {
        using Method = std::decay_t<decltype(method)>;
        forEachField<Method>([&](const auto &from) {
            forEachField<QuantConfig>([&](const auto &to) {
                if constexpr (std::is_same_v<std::decay_t<decltype(method.*(from.member))>, std::decay_t<decltype(config.*(to.member))>>) {
                    if (from.key == to.key)
                        config.*(to.member) = method.*(from.member);
                }
            });
        });
        if constexpr (std::is_same_v<Method, SparseQuant>)
            config.coSparse = true;
        if constexpr (std::is_same_v<Method, KvQuant>)
            config.useKvcacheQuant = true;
    };
    std::visit(applyMethod, call);
}

template <typename Method>
void removeCalls(Recipe &recipe)
{
    std::erase_if(recipe.chain, [&recipe](const ChainCall &call) {
        const bool gone = std::holds_alternative<Method>(call);
        if (gone)
            applyCall(call, recipe.quantConfig);
        return gone;
    });
}

/// The last call, which decides; null: none.
template <typename Method, typename Chain>
auto *lastCall(Chain &chain)
{
    const auto found = std::find_if(chain.rbegin(), chain.rend(), [](const ChainCall &call) { return std::holds_alternative<Method>(call); });
    return found == chain.rend() ? nullptr : &std::get<Method>(*found);
}

} // namespace

QuantConfig chainedConfig(const Recipe &recipe)
{
    QuantConfig config = recipe.quantConfig;
    for (const ChainCall &call : recipe.chain)
        applyCall(call, config);
    return config;
}

void setCoSparse(Recipe &recipe, bool on)
{
    if (!on)
        removeCalls<SparseQuant>(recipe);
    recipe.quantConfig.coSparse = on;
}

void setKvCacheQuant(Recipe &recipe, bool on)
{
    if (!on)
        removeCalls<KvQuant>(recipe);
    recipe.quantConfig.useKvcacheQuant = on;
}

bool kvSym(const Recipe &recipe)
{
    const KvQuant *call = lastCall<KvQuant>(recipe.chain);
    return call ? call->kvSym : KvQuant{}.kvSym;
}

void setKvSym(Recipe &recipe, bool symmetric)
{
    if (KvQuant *call = lastCall<KvQuant>(recipe.chain))
        call->kvSym = symmetric;
    else if (symmetric != KvQuant{}.kvSym)
        recipe.chain.emplace_back(KvQuant{symmetric});
}

SimulateTp simulateTp(const Recipe &recipe)
{
    const SimulateTp *call = lastCall<SimulateTp>(recipe.chain);
    return call ? *call : SimulateTp{};
}

void setSimulateTp(Recipe &recipe, const SimulateTp &call)
{
    if (!call.tpSize)
        removeCalls<SimulateTp>(recipe);
    else if (SimulateTp *present = lastCall<SimulateTp>(recipe.chain))
        *present = call;
    else
        recipe.chain.emplace_back(call);
}

int blockSize(const Recipe &recipe)
{
    const WeightQuant *call = lastCall<WeightQuant>(recipe.chain);
    return call ? call->blockSize : WeightQuant{}.blockSize;
}

void setBlockSize(Recipe &recipe, int size)
{
    if (WeightQuant *call = lastCall<WeightQuant>(recipe.chain)) {
        call->blockSize = size;
    } else if (size != WeightQuant{}.blockSize) {
        const QuantConfig &c = recipe.quantConfig;
        recipe.chain.emplace_back(WeightQuant{c.wMethod, c.mmTensor, c.wSym, c.groupSize, size});
    }
}

} // namespace vernier
