// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_info.h"
#include "core/recipe/recipe.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

// The plan: what every linear layer becomes, and the rule that decided it. Source: spec/msmodelslim.md 5.1, 6.2, 9.

namespace vernier {

/// Which weights count as outliers, on a grid that only the others have to fit (is_lowbit and co_sparse).
enum class Sparsity : std::uint8_t {
    None,        ///< no distinction
    WholeTensor, ///< the share `fraction` of largest magnitude in the tensor
    RowFraction, ///< the same in each row
    RowSigma,    ///< beyond sigmaFactor standard deviations of the row's magnitudes
};

/// What one layer becomes. Values that mean nothing to the type keep their default, so equal schemes compare equal.
struct Scheme
{
    QuantType type = QuantType::Float;
    int wBit = 16;
    int aBit = 16;
    bool wSym = true;
    bool mmTensor = true; ///< one weight scale for the tensor, not for each output channel
    WeightMethod wMethod = WeightMethod::MinMax;
    bool corrected = false; ///< GPTQ and HQQ without the original's slips (see Improvements)
    bool actOrder = false;  ///< of a corrected GPTQ
    double percdamp = 0.01; ///< of GPTQ; the original's own is always 0.01
    int groupSize = -1; ///< -1: not per group
    bool twoLevel = false; ///< 8-bit rows whose codes have 4 bits and a second scale per group (W4A8_DYNAMIC)
    int blockSize = 0;     ///< NF4: elements that share an abs-max
    Sparsity sparsity = Sparsity::None;
    double fraction = 0.0;    ///< of WholeTensor and RowFraction
    double sigmaFactor = 0.0; ///< of RowSigma
    bool nonuniform = false;  ///< of WholeTensor: a power-law grid
    bool msd = false;         ///< the simulation expands activations into three digits, as the 16-bit per-group kernels do (spec 3.7)
    int actMethod =
        0; ///< observer: 1 min-max, 2 histogram; 0 without activations; 3 only while scores are not measured
    bool aSym = false;
    bool isDynamic = false; ///< per-token activations; calibration itself still uses the observer (spec 2.6)
    int ranks = 0;          ///< of tensor parallelism, each with its part of the inputs (simulate_tp); 0: not split
    bool sendsEightBits = false; ///< what the ranks add up is sent in 8 bits
    bool ownSendScales = false;  ///< of each rank, not of all together
    double pr = 1.0;        ///< probability that calibration passes an element on quantized

    bool operator==(const Scheme &) const = default;
    /// The weight stays float. Where ranks share the layer, what they send may be in 8 bits all the same.
    [[nodiscard]] bool isFloat() const { return type == QuantType::Float; }
    /// Saved with 4-bit codes: two fit into a byte.
    [[nodiscard]] bool hasFourBitCodes() const { return wBit == 4 && type != QuantType::W8A8S; }
    /// Saved with a fixed activation range (input_scale, input_offset).
    [[nodiscard]] bool hasStaticActivations() const { return aBit < 16 && !isDynamic; }
};

/// All of a scheme as text: the same for equal schemes alone.
[[nodiscard]] std::string schemeKey(const Scheme &scheme);

/// The scheme of a layer with this configuration. score: as in resolvePlan; NaN: no statistics.
[[nodiscard]] Scheme schemeOf(const ResolvedConfig &config, std::optional<double> score);

/// Which kind of rule decided, strongest first.
enum class Reason { DisableNames, LastLinear, DisableLevel, MixExact, MixGlob, Base };
[[nodiscard]] std::string_view toString(Reason reason);

struct LayerDecision
{
    std::string layer;
    Scheme scheme;
    Reason reason = Reason::Base;
    std::string rule;                ///< the winning rule in words: `mix_cfg "*down*": w8a16`
    std::vector<std::string> beaten; ///< other rules that match the layer, strongest first; the base is not listed
};

struct Plan
{
    QuantType modelType = QuantType::Unknown; ///< type of the base configuration
    std::vector<LayerDecision> layers;        ///< in the order given to resolvePlan
    std::vector<std::string> rollback;        ///< layers left in float by fallback (not by mix_cfg), same order
    std::vector<std::string> notes;           ///< what the user should know: rules without effect, undecided observers

    /// None if there is no such layer.
    [[nodiscard]] const LayerDecision *find(std::string_view layer) const;
};

/// The first member of the group that serving engines fuse the role into (query, key and value; gate and up).
[[nodiscard]] std::optional<LayerRole> fusedRole(LayerRole role);
/// Whether serving engines fuse the two into one.
[[nodiscard]] bool areFused(const LayerInfo &a, const LayerInfo &b);

/// Layers that serving engines fuse into one and whose types differ, so that they refuse
/// the model: positions in plan.layers, one list for each group, in module order. layers: those of the plan.
[[nodiscard]] std::vector<std::vector<std::size_t>> splitGroups(const Plan &plan, std::span<const LayerInfo> layers);

/// mix_cfg as it counts: for W8A8 of models with latent attention msModelSlim has one of its own where the recipe has none.
/// Source: spec/msmodelslim.md 9.
[[nodiscard]] MixConfig effectiveMix(const Recipe &recipe, std::span<const LayerInfo> layers);

/// Expands a recipe (validated here; checkSupported is the caller's) over a model's linear layers.
///
/// layers  in module order, the output head last.
/// scores  max(|t_max|,|t_min|)/std of each layer's input (spec 5.1), same order; NaN: no statistics. Empty: not
///         measured, allowed while disable_level is L0; act_method 3 then stays undecided (a note says so). Where
///         ranksByInputs() says so, the largest inputs instead.
/// Errors: InvalidArgument (as validate; a mix_cfg type that is used but cannot be derived; scores missing), Unsupported (sparse or low-bit
///         quantization of a model with experts), NotFound (a
///         disable_names entry that matches nothing).
[[nodiscard]] Result<Plan> resolvePlan(const Recipe &recipe, std::span<const LayerInfo> layers,
                                       std::span<const double> scores = {});

/// Whether two recipes make the same quantized model on the same data, in whatever words. False where one of them does not
/// resolve without range scores, unless they are equal.
[[nodiscard]] bool quantizeAlike(const Recipe &a, const Recipe &b, std::span<const LayerInfo> layers);

} // namespace vernier
