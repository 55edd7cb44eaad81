// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/quant_config.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <sstream>

namespace vernier {

namespace {

constexpr std::array kGroupSizes{32, 64, 128, 256};
constexpr std::array kBlockSizes{64, 128, 256, 512, 1024, 2048, 4096};
constexpr std::array kTpSizes{2, 4, 8, 16};

Error refuse(std::string message)
{
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

std::string text(double value)
{
    std::ostringstream stream;
    stream << value; // "0.05", not "0.050000"
    return stream.str();
}

template <typename Range>
bool contains(const Range &allowed, int value)
{
    return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

template <typename Range>
std::string listed(const Range &allowed)
{
    std::string list;
    for (const int value : allowed)
        list += (list.empty() ? "" : ", ") + std::to_string(value);
    return list;
}

/// False for NaN too.
bool within(double value, double low, double high)
{
    return value >= low && value <= high;
}

Result<void> checkRange(std::string_view name, double value, double low, double high)
{
    if (within(value, low, high))
        return {};
    return refuse(std::string(name) + " is " + text(value) + "; it must lie in " + text(low) + " to " + text(high));
}

// The checks below follow spec 1.3; the number before each is the spec's.

/// 1, 2, 3, 4, 5
Result<void> checkBasics(const ResolvedConfig &state)
{
    const QuantConfig &c = state.config;
    if (c.devType != "cpu" && c.devType != "npu" && c.devType != "gpu")
        return refuse("dev_type is \"" + c.devType + "\"; allowed are cpu, npu and gpu");
    if (c.devId && *c.devId < 0)
        return refuse("dev_id is " + std::to_string(*c.devId) + "; it must be 0 or more, or null");
    if (c.actMethod < 1 || c.actMethod > 3) {
        return refuse("act_method is " + std::to_string(c.actMethod)
                      + "; allowed are 1 (min-max), 2 (histogram) and 3 (chosen by layer)");
    }
    if (!std::isfinite(c.pr))
        return refuse("pr is not a finite number; 1.0 passes every element on quantized");
    if (c.aBit == 8 && !c.wSym)
        return refuse(
            "w_sym is false with a_bit 8; 8-bit activations need symmetric weights: set w_sym true, or a_bit 16");
    VERNIER_TRY(checkRange("percdamp", c.percdamp, 0.0, 1.0));
    if (c.useKvcacheQuant && state.faQuant) {
        return refuse(
            "KV cache quantization (use_kvcache_quant, kv_quant) and fa_quant exclude each other; remove one");
    }
    return {};
}

/// 6, 7, 8, 9
Result<void> checkSparse(ResolvedConfig &state)
{
    QuantConfig &c = state.config;
    VERNIER_TRY(checkRange("fraction", c.fraction, 0.01, 0.1));
    if (c.coSparse && c.isLowbit) {
        c.coSparse = false;
        state.warnings.push_back("co_sparse is ignored because is_lowbit is true");
    }
    if (c.coSparse) {
        const auto force = [&state](std::string_view name, auto &value, auto wanted, const std::string &was) {
            if (value != wanted) {
                state.warnings.push_back("co_sparse replaces " + std::string(name) + " " + was);
                value = wanted;
            }
        };
        force("pr", c.pr, 1.0, text(c.pr) + " by 1");
        force("w_bit", c.wBit, 4, std::to_string(c.wBit) + " by 4");
        force("a_bit", c.aBit, 8, std::to_string(c.aBit) + " by 8");
    } else if (c.isLowbit && c.wBit == 4) {
        VERNIER_TRY(checkRange("pr with is_lowbit and w_bit 4", c.pr, 0.0, 1.0));
        if (c.aBit != 8 && c.aBit != 16)
            return refuse("a_bit is " + std::to_string(c.aBit) + " with is_lowbit and w_bit 4; allowed are 8 and 16");
    }
    return {};
}

/// 10, 11, 12
Result<void> checkLowbitAndDynamic(const QuantConfig &c)
{
    VERNIER_TRY(checkRange("sigma_factor", c.sigmaFactor, 3.0, 4.0));
    if (c.actMethod == 3 && c.isLowbit)
        return refuse("act_method is 3 with is_lowbit; the low-bit family takes act_method 1 or 2");
    if (c.isDynamic && c.wBit != 4 && c.wBit != 8)
        return refuse("w_bit is " + std::to_string(c.wBit) + " with is_dynamic; allowed are 4 and 8");
    if (c.isDynamic && c.aBit == 16) {
        return refuse("a_bit is 16 with is_dynamic, but dynamic quantization is of activations: set a_bit 8, or "
                      "is_dynamic false");
    }
    return {};
}

/// 13
Result<void> checkGroups(ResolvedConfig &state)
{
    QuantConfig &c = state.config;
    state.perGroup = c.isLowbit && !c.openOutlier && (c.aBit == 16 || (c.wBit == 4 && c.aBit == 8));
    if (state.perGroup) {
        if (!contains(kGroupSizes, c.groupSize)) {
            return refuse("group_size is " + std::to_string(c.groupSize) + "; allowed are " + listed(kGroupSizes));
        }
        c.doSmooth = false;
        c.mmTensor = false;
        return {};
    }
    c.groupSize = -1;
    if (c.isLowbit && (c.wMethod == WeightMethod::Hqq || c.wMethod == WeightMethod::Gptq)) {
        return refuse("w_method is " + std::string(toString(c.wMethod))
                      + " with is_lowbit but without groups; set open_outlier false with a_bit 16 (or w_bit 4), or "
                        "w_method MinMax");
    }
    return {};
}

/// 14
Result<void> checkNf(const ResolvedConfig &state)
{
    const QuantConfig &c = state.config;
    if (c.wMethod != WeightMethod::Nf)
        return {};
    if (c.wBit != 4)
        return refuse("w_bit is " + std::to_string(c.wBit) + " with w_method NF; NF needs w_bit 4");
    if (c.aBit != 16)
        return refuse("a_bit is " + std::to_string(c.aBit) + " with w_method NF; NF needs a_bit 16");
    if (c.isLowbit)
        return refuse("is_lowbit is true with w_method NF; NF needs is_lowbit false");
    if (state.faQuant)
        return refuse("w_method NF and fa_quant exclude each other; remove one");
    if (c.useKvcacheQuant)
        return refuse("w_method NF and KV cache quantization exclude each other; remove one");
    if (state.simulateTp)
        return refuse("w_method NF and simulate_tp exclude each other; remove one");
    return {};
}

/// 15, 16
Result<void> checkFourBit(ResolvedConfig &state)
{
    const QuantConfig &c = state.config;
    if (c.wBit == 4 && c.aBit == 8) {
        const bool sparse = c.coSparse || (c.isLowbit && !c.isDynamic);
        if (sparse && state.perGroup) {
            // The original lets this pass and fails when it saves (spec 14.6).
            return refuse(
                "open_outlier is false with w_bit 4, a_bit 8 and static activations, which cannot be saved; set "
                "is_dynamic true (W4A8_DYNAMIC) or open_outlier true (W8A8S)");
        }
        if (!sparse) {
            if (!c.isDynamic || !state.perGroup) {
                return refuse("w_bit 4 with a_bit 8 (W4A8_DYNAMIC) must be dynamic and per group; set is_dynamic true, "
                              "is_lowbit true, open_outlier false and group_size "
                              + listed(kGroupSizes));
            }
            if (!c.wSym)
                return refuse("w_sym is false with w_bit 4 and a_bit 8; W4A8_DYNAMIC needs w_sym true");
            state.aSym = true;
            state.twoStageWeights = true;
        }
    }
    if (c.wBit == 4 && c.aBit == 4) {
        if (!c.isDynamic)
            return refuse("is_dynamic is false with w_bit 4 and a_bit 4; W4A4 needs is_dynamic true");
        if (c.wMethod != WeightMethod::MinMax) {
            return refuse("w_method is " + std::string(toString(c.wMethod))
                          + " with w_bit 4 and a_bit 4; W4A4 needs MinMax");
        }
        if (!c.wSym)
            return refuse("w_sym is false with w_bit 4 and a_bit 4; W4A4 needs w_sym true");
        if (!c.disableLastLinear) {
            return refuse("disable_last_linear is false with w_bit 4 and a_bit 4; W4A4 needs disable_last_linear true");
        }
    }
    return {};
}

QuantType decideType(const ResolvedConfig &state)
{
    const QuantConfig &c = state.config;
    const auto bits = [&c](int w, int a) { return c.wBit == w && c.aBit == a; };
    if (bits(8, 8) && state.timestepQuant)
        return QuantType::W8A8Timestep;
    if (c.isDynamic) {
        if (bits(8, 8))
            return QuantType::W8A8Dynamic;
        if (bits(4, 8))
            return QuantType::W4A8Dynamic;
        return bits(4, 4) ? QuantType::W4A4FlatQuantDynamic : QuantType::Unknown;
    }
    if (c.coSparse)
        return QuantType::W8A8S;
    if (bits(8, 8))
        return QuantType::W8A8;
    if (bits(8, 16))
        return QuantType::W8A16;
    if (bits(4, 16))
        return c.wMethod == WeightMethod::Nf ? QuantType::NF4 : QuantType::W4A16;
    if (bits(16, 16))
        return QuantType::Float;
    if (c.isLowbit && bits(4, 8))
        return QuantType::W8A8S;
    return QuantType::Unknown;
}

/// All of spec 1.3 and 1.4 over the current state.
Result<void> checkAll(ResolvedConfig &state)
{
    state.aSym = false;
    state.twoStageWeights = false;
    VERNIER_TRY(checkBasics(state));
    VERNIER_TRY(checkSparse(state));
    VERNIER_TRY(checkLowbitAndDynamic(state.config));
    VERNIER_TRY(checkGroups(state));
    VERNIER_TRY(checkNf(state));
    VERNIER_TRY(checkFourBit(state));
    state.type = decideType(state);
    const QuantConfig &c = state.config;
    if (c.wMethod != WeightMethod::MinMax && (state.type == QuantType::W8A8 || state.type == QuantType::W8A8S)) { // 17
        return refuse("w_method is " + std::string(toString(c.wMethod)) + " with type "
                      + std::string(toString(state.type))
                      + "; it takes only MinMax (GPTQ and HQQ are for W8A16 and W4A16)");
    }
    if (c.pdmix && state.type != QuantType::W8A8) { // 18
        return refuse("pdmix is true with type " + std::string(toString(state.type))
                      + "; it is for W8A8 (w_bit 8, a_bit 8, is_dynamic false) only");
    }
    return {};
}

// What each chain method sets.

Result<void> apply(const WeightQuant &call, ResolvedConfig &state)
{
    if (!contains(kBlockSizes, call.blockSize))
        return refuse("block_size is " + std::to_string(call.blockSize) + "; allowed are " + listed(kBlockSizes));
    state.config.wMethod = call.wMethod;
    state.config.mmTensor = call.mmTensor;
    state.config.wSym = call.wSym;
    state.config.groupSize = call.groupSize;
    state.blockSize = call.blockSize;
    return {};
}

Result<void> apply(const WeightActivationQuant &call, ResolvedConfig &state)
{
    state.config.actMethod = call.actMethod;
    state.config.pr = call.pr;
    state.config.isDynamic = call.isDynamic;
    return {};
}

Result<void> apply(const SparseQuant &call, ResolvedConfig &state)
{
    QuantConfig &c = state.config;
    c.coSparse = true;
    c.actMethod = call.actMethod;
    c.fraction = call.fraction;
    c.nonuniform = call.nonuniform;
    c.isLowbit = call.isLowbit;
    c.doSmooth = call.doSmooth;
    c.useSigma = call.useSigma;
    c.sigmaFactor = call.sigmaFactor;
    return {};
}

Result<void> apply(const KvQuant &call, ResolvedConfig &state)
{
    state.config.useKvcacheQuant = true;
    state.kvSym = call.kvSym;
    return {};
}

Result<void> apply(const FaQuant &call, ResolvedConfig &state)
{
    if (call.faAmp < 0)
        return refuse("fa_amp is " + std::to_string(call.faAmp) + "; it must be 0 or more");
    state.faQuant = call;
    return {};
}

Result<void> apply(const SimulateTp &call, ResolvedConfig &state)
{
    if (!call.tpSize)
        return refuse("tp_size is missing; allowed are " + listed(kTpSizes));
    if (!contains(kTpSizes, *call.tpSize))
        return refuse("tp_size is " + std::to_string(*call.tpSize) + "; allowed are " + listed(kTpSizes));
    state.simulateTp = call;
    return {};
}

Result<void> apply(const TimestepQuant &call, ResolvedConfig &state)
{
    if (!call.maxDynamicStep)
        return refuse("max_dynamic_step is missing");
    if (*call.maxDynamicStep < 0)
        return refuse("max_dynamic_step is " + std::to_string(*call.maxDynamicStep) + "; it must be 0 or more");
    state.timestepQuant = call;
    return {};
}

} // namespace

std::string_view toString(WeightMethod method)
{
    switch (method) {
    case WeightMethod::MinMax: return "MinMax";
    case WeightMethod::Gptq: return "GPTQ";
    case WeightMethod::Hqq: return "HQQ";
    case WeightMethod::Nf: return "NF";
    }
    return "MinMax";
}

std::string_view methodName(const ChainCall &call)
{
    return std::visit([](const auto &method) { return std::decay_t<decltype(method)>::kMethod; }, call);
}

Result<ResolvedConfig> resolve(const QuantConfig &config, std::span<const ChainCall> chain)
{
    ResolvedConfig state;
    state.config = config;
    if (auto checked = checkAll(state); !checked)
        return Error{checked.error().code, "quant_config: " + checked.error().message, {}};
    for (const ChainCall &call : chain) {
        const std::string name(methodName(call));
        auto checked = std::visit([&state](const auto &method) { return apply(method, state); }, call);
        if (checked)
            checked = checkAll(state);
        if (!checked)
            return Error{checked.error().code, "chain method " + name + ": " + checked.error().message, {}};
        state.chainMethods.push_back(methodName(call));
    }
    return state;
}

Result<ResolvedConfig> derive(const ResolvedConfig &base, QuantType target)
{
    if (base.config.wBit != 8) {
        return refuse("other types can only be derived from a base with w_bit 8, and this one has w_bit "
                      + std::to_string(base.config.wBit) + " (" + std::string(toString(base.type)) + ")");
    }
    ResolvedConfig derived = base;
    derived.warnings.clear();
    switch (target) {
    case QuantType::W8A8:
    case QuantType::W8A8Dynamic: derived.config.aBit = 8; break;
    case QuantType::W8A16: derived.config.aBit = 16; break;
    default:
        return refuse(std::string(toString(target)) + " is not derived from a " + std::string(toString(base.type))
                      + " base");
    }
    derived.config.isDynamic = target == QuantType::W8A8Dynamic;
    VERNIER_TRY(checkAll(derived));
    return derived;
}

Result<void> checkSupported(const ResolvedConfig &resolved)
{
    const auto cannot = [](const std::string &what, const std::string &remedy) {
        return Error{ErrorCode::Unsupported, what + "; " + remedy, {}};
    };
    const QuantConfig &c = resolved.config;
    if (resolved.faQuant)
        return cannot("fa_quant needs changes in the model's own code, which exist for DeepSeek models only", "remove it from the recipe");
    if (resolved.timestepQuant)
        return cannot("timestep_quant is for diffusion models", "remove it from the recipe");
    if (resolved.type == QuantType::Unknown) {
        return refuse("w_bit " + std::to_string(c.wBit) + " with a_bit " + std::to_string(c.aBit)
                      + (c.isDynamic ? " (dynamic)" : "")
                      + " is no quantization type; take 8/8, 8/16 or 4/16 (w_bit/a_bit), or 16/16 for float");
    }
    if (resolved.type == QuantType::W4A4FlatQuantDynamic)
        return cannot("W4A4 (FlatQuant) is trained on an NPU or a GPU", "use W4A8_DYNAMIC or W8A8");
    if (c.isLowbit && c.nonuniform)
        return cannot("nonuniform with is_lowbit fails in msModelSlim as well", "set it false");
    if (resolved.type == QuantType::W4A8Dynamic && c.wMethod == WeightMethod::Gptq)
        return cannot("w_method GPTQ with W4A8_DYNAMIC fails in msModelSlim as well", "use MinMax or HQQ");
    if (resolved.simulateTp && (resolved.type != QuantType::W8A8 || c.isLowbit || c.pr < 1.0))
        return cannot("simulate_tp is built for W8A8 with static activations, without is_lowbit and with pr 1", "remove it from the recipe");
    if (c.pr < 0.0)
        return cannot("pr below 0 (a random probability for each call) is not built yet", "use 0 to 1");
    return {};
}

} // namespace vernier
