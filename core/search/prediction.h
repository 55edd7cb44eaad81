// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/plan.h"
#include "core/search/sensitivity.h"

#include <optional>
#include <vector>

// What a changed recipe would cost, told at once: from layers that were measured one by one, before it is evaluated.

namespace vernier {

struct Prediction
{
    Estimate kl;             ///< what the evaluation on the same windows will say, and how far off this may be (one standard error)
    Estimate lossDifference;
};

/// Effects of single layers, and plans whose joint effect is known exactly. A prediction goes from the nearest known plan to
/// the asked one by the effects of the layers that differ, shrunk (or stretched) as all layers together fall short of (or
/// exceed) their sum.
class EffectModel
{
public:
    /// Layers measured one by one under their schemes in `plan`, and all together. The first table added says how effects add up.
    void add(const Plan &plan, const EndToEndResult &result);
    /// A plan that was evaluated; of the same model and windows.
    void addKnown(const Plan &plan, double kl, double lossDifference);

    /// Nothing: there is no table, or a layer that differs was not measured under its scheme. Plans are of one model's layers.
    [[nodiscard]] std::optional<Prediction> predict(const Plan &plan) const;

    /// Standard error of a prediction: of the sum of the effects that changed, and of the whole (calibration sees another
    /// model, too). On random recipes (`vernier-bench predict`) at least 8 of 10 are within one error and 9 of 10 within two; beyond are
    /// recipes in which layers act on each other much more than all layers together do.
    static constexpr double kErrorOfChange = 0.1;
    static constexpr double kErrorOfWhole = 0.03;
    /// The loss goes up and down where the divergence only grows, so that its effects add up less well: at least so many times the
    /// error of the divergence.
    static constexpr double kErrorOfLoss = 2.0;

private:
    struct Effect
    {
        Scheme scheme;
        double kl = 0.0;
        double lossDifference = 0.0;
    };
    struct Known
    {
        std::vector<Scheme> schemes; ///< one for each layer
        double kl = 0.0;
        double lossDifference = 0.0;
    };
    /// Between two plans.
    struct Change
    {
        double effects = 0.0; ///< Σ of what was taken away and of what was added
        double lossEffects = 0.0; ///< likewise, of magnitudes
        double before = 0.0;  ///< Σ over all layers, of the known plan
        double after = 0.0;
        double lossDifference = 0.0;
    };

    [[nodiscard]] const Effect *find(std::size_t layer, const Scheme &scheme) const;
    [[nodiscard]] std::optional<Change> change(const Known &from, const Plan &to) const;
    /// Effect of layers together whose single effects have this sum.
    [[nodiscard]] double together(double sum) const;

    std::vector<std::vector<Effect>> m_effects; ///< by layer
    std::vector<Known> m_known;
    double m_sum = 0.0;   ///< of the first table, with its joint effect
    double m_joint = 0.0;
};

} // namespace vernier
