// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/recipe/quant_type.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// msModelSlim's QuantConfig (v0): the parameters, its chain methods, its refusals and the type they add up to.
// Source: spec/msmodelslim.md 1.1-1.4.

namespace vernier {

/// How a weight becomes integers: the values of `w_method`.
enum class WeightMethod : std::uint8_t { MinMax, Gptq, Hqq, Nf };
/// "MinMax", "GPTQ", "HQQ", "NF".
[[nodiscard]] std::string_view toString(WeightMethod method);

/// The constructor parameters, with the original's defaults.
struct QuantConfig
{
    int wBit = 8;                          ///< bits of a weight: 4, 8 or 16
    int aBit = 8;                          ///< bits of an activation: 4, 8 or 16
    std::vector<std::string> disableNames; ///< full names of layers that stay float
    std::string devType = "cpu";           ///< cpu, npu or gpu: where msModelSlim runs; Vernier always uses the CPU
    std::optional<int> devId;              ///< device index for msModelSlim
    int actMethod = 1;                     ///< range of a static activation: 1 mean min-max, 2 histogram, 3 by layer
    double pr = 1.0;                       ///< probability that calibration passes an element on quantized
    bool wSym = true;                      ///< weights without zero point; must be true when aBit is 8
    bool mmTensor = true;                  ///< one weight scale for the tensor; false: one for each output channel
    WeightMethod wMethod = WeightMethod::MinMax; ///< how weights are rounded
    bool coSparse = false;                       ///< W8A8S sparse quantization; forces wBit 4, aBit 8, pr 1
    double fraction = 0.01;                      ///< share of protected outlier weights when sparse, 0.01...0.1
    bool nonuniform = false;                     ///< power-law weight grid when sparse
    bool isLowbit = false;                       ///< the low-bit family of algorithms (per group, sparse)
    bool doSmooth = false;                       ///< smooth search of the low-bit family
    bool useSigma = false;                       ///< low-bit outliers by sigma rule instead of fraction
    double sigmaFactor = 3.0;                    ///< threshold of that rule in standard deviations, 3...4
    bool disableLastLinear = true;               ///< the last linear layer (lm_head) stays float
    bool useKvcacheQuant = false;                ///< int8 parameters for the KV cache
    bool isDynamic = false;                      ///< activation ranges for each token at run time
    int groupSize = 64;                          ///< weights sharing a scale, 32...256; only for per-group low-bit
    bool openOutlier = true;                     ///< low-bit outlier branch; false: plain per group or per channel
    double percdamp = 0.01;                      ///< GPTQ damping, 0...1; checked, but msModelSlim always uses 0.01
    bool pdmix = false;                          ///< ascendV1 marks W8A8 as W8A8_MIX (prefill dynamic, decode static)

    bool operator==(const QuantConfig &) const = default;
};

// The chain methods: `QuantConfig(...).kv_quant(kv_sym=False)`. Each sets its values and validates all again.
struct WeightQuant
{
    static constexpr std::string_view kMethod = "weight_quant";
    WeightMethod wMethod = WeightMethod::MinMax;
    bool mmTensor = true;
    bool wSym = true;
    int groupSize = 64;
    int blockSize = 64; ///< weights sharing an abs-max, NF only: 64...4096
    bool operator==(const WeightQuant &) const = default;
};

struct WeightActivationQuant
{
    static constexpr std::string_view kMethod = "weight_activation_quant";
    int actMethod = 1;
    double pr = 1.0;
    bool isDynamic = false;
    bool operator==(const WeightActivationQuant &) const = default;
};

struct SparseQuant
{
    static constexpr std::string_view kMethod = "sparse_quant";
    int actMethod = 1;
    double fraction = 0.01;
    bool nonuniform = false;
    bool isLowbit = false;
    bool doSmooth = false;
    bool useSigma = false;
    double sigmaFactor = 3.0;
    bool operator==(const SparseQuant &) const = default;
};

struct KvQuant
{
    static constexpr std::string_view kMethod = "kv_quant";
    bool kvSym = true; ///< no zero point for the cache
    bool operator==(const KvQuant &) const = default;
};

struct FaQuant
{
    static constexpr std::string_view kMethod = "fa_quant";
    int faAmp = 0; ///< number of most difficult attention layers left in float
    bool operator==(const FaQuant &) const = default;
};

struct SimulateTp
{
    static constexpr std::string_view kMethod = "simulate_tp";
    std::optional<int> tpSize; ///< tensor-parallel ranks: 2, 4, 8 or 16; has no default
    bool enableCommunicationQuant = true;
    bool enablePerDeviceQuant = true;
    bool operator==(const SimulateTp &) const = default;
};

struct TimestepQuant
{
    static constexpr std::string_view kMethod = "timestep_quant";
    std::optional<int> maxDynamicStep; ///< diffusion models only; has no default
    bool operator==(const TimestepQuant &) const = default;
};

using ChainCall =
    std::variant<WeightQuant, WeightActivationQuant, SparseQuant, KvQuant, FaQuant, SimulateTp, TimestepQuant>;
/// "kv_quant".
[[nodiscard]] std::string_view methodName(const ChainCall &call);

/// A validated configuration: the values after the chain and after what the rules replaced.
struct ResolvedConfig
{
    QuantConfig config;                  ///< effective values; groupSize is -1 where weights are not per group
    QuantType type = QuantType::Unknown; ///< model_quant_type
    bool perGroup = false;               ///< weight scales per group of config.groupSize
    bool aSym = false;                   ///< activations without zero point (W4A8_DYNAMIC only)
    bool twoStageWeights = false;        ///< W4A8_DYNAMIC's second scale
    int blockSize = 64;                  ///< NF block
    bool kvSym = true;
    std::optional<FaQuant> faQuant;
    std::optional<SimulateTp> simulateTp;
    std::optional<TimestepQuant> timestepQuant;
    std::vector<std::string_view> chainMethods; ///< names of the calls made, in order
    std::vector<std::string> warnings;          ///< what the rules replaced, one sentence each
};

/// Validates as the original does, in its order, and decides the type. Says nothing about what Vernier can run.
/// Errors: InvalidArgument, naming the parameter, its value, what is allowed and the remedy.
[[nodiscard]] Result<ResolvedConfig> resolve(const QuantConfig &config, std::span<const ChainCall> chain = {});

/// The configuration that mix_cfg's `target` (W8A8, W8A16 or W8A8_DYNAMIC) stands for beside `base`.
/// Errors: InvalidArgument: it cannot be derived, and why (spec 9).
[[nodiscard]] Result<ResolvedConfig> derive(const ResolvedConfig &base, QuantType target);

/// Whether Vernier can run what the original accepts.
/// Errors: Unsupported, naming the method or parameter; InvalidArgument where the type is UNKNOWN.
[[nodiscard]] Result<void> checkSupported(const ResolvedConfig &resolved);

} // namespace vernier
