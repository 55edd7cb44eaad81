// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/prediction.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace vernier {

namespace {

std::vector<Scheme> schemesOf(const Plan &plan)
{
    std::vector<Scheme> schemes;
    for (const LayerDecision &decision : plan.layers)
        schemes.push_back(decision.scheme);
    return schemes;
}

} // namespace

void EffectModel::add(const Plan &plan, const EndToEndResult &result)
{
    if (m_effects.empty()) {
        m_known.push_back({std::vector<Scheme>(plan.layers.size()), 0.0, 0.0}); // the float model
        m_effects.resize(plan.layers.size());
        m_sum = result.sumOfKl;
        m_joint = result.jointKl.value_or(0.0);
    }
    std::map<std::string_view, const EndToEndSensitivity *> byName;
    for (const EndToEndSensitivity &layer : result.layers)
        byName[layer.layer] = &layer;
    for (std::size_t i = 0; i < plan.layers.size(); ++i) {
        if (const auto found = byName.find(plan.layers[i].layer); found != byName.end())
            m_effects[i].push_back({plan.layers[i].scheme, found->second->kl.mean, found->second->lossDifference.mean});
    }
    if (result.missing == 0 && result.jointKl && result.jointLossDifference)
        m_known.push_back({schemesOf(plan), *result.jointKl, *result.jointLossDifference});
}

void EffectModel::addKnown(const Plan &plan, double kl, double lossDifference)
{
    m_known.push_back({schemesOf(plan), kl, lossDifference});
}

const EffectModel::Effect *EffectModel::find(std::size_t layer, const Scheme &scheme) const
{
    static const Effect none;
    if (scheme.isFloat())
        return &none;
    const auto found = std::find_if(m_effects[layer].begin(), m_effects[layer].end(), [&](const Effect &effect) { return effect.scheme == scheme; });
    return found == m_effects[layer].end() ? nullptr : &*found;
}

std::optional<EffectModel::Change> EffectModel::change(const Known &from, const Plan &to) const
{
    Change change;
    for (std::size_t i = 0; i < to.layers.size(); ++i) {
        const bool isSame = from.schemes[i] == to.layers[i].scheme;
        const Effect *after = find(i, to.layers[i].scheme);
        const Effect *before = find(i, from.schemes[i]);
        if ((!after || !before) && !isSame)
            return std::nullopt;
        if (!after) // it stays as it is, and counts for nothing
            continue;
        change.before += before->kl;
        change.after += after->kl;
        change.lossDifference += after->lossDifference - before->lossDifference;
        if (isSame)
            continue;
        change.effects += after->kl + before->kl;
        change.lossEffects += std::abs(after->lossDifference) + std::abs(before->lossDifference);
    }
    return change;
}

double EffectModel::together(double sum) const
{
    if (m_sum <= 0.0 || m_joint <= 0.0)
        return sum;
    // Pairs of layers interact: the departure from the sum grows with its square, up to the measured one for all layers.
    const double share = sum / m_sum;
    return m_joint >= m_sum ? sum * (1.0 + (m_joint / m_sum - 1.0) * share) : sum / (1.0 + (m_sum / m_joint - 1.0) * share);
}

std::optional<Prediction> EffectModel::predict(const Plan &plan) const
{
    const Known *nearest = nullptr;
    std::optional<Change> least;
    for (const Known &known : m_known) {
        const std::optional<Change> found = known.schemes.size() == plan.layers.size() && m_effects.size() == plan.layers.size()
            ? change(known, plan)
            : std::nullopt;
        if (found && (!least || found->effects < least->effects)) {
            nearest = &known;
            least = found;
        }
    }
    if (!nearest)
        return std::nullopt;
    const double effect = together(least->after) - together(least->before);
    const double difference = least->after - least->before;
    const double stretch = std::abs(difference) > 0.0 ? effect / difference : 1.0;
    const auto estimate = [](double value, double changed) {
        return Estimate{value, changed > 0.0 ? std::hypot(kErrorOfChange * changed, kErrorOfWhole * value) : 0.0};
    };
    Prediction prediction{estimate(std::max(0.0, nearest->kl + effect), least->effects),
                          estimate(nearest->lossDifference + stretch * least->lossDifference, least->lossEffects)};
    prediction.lossDifference.standardError = std::max(prediction.lossDifference.standardError, kErrorOfLoss * prediction.kl.standardError);
    return prediction;
}

} // namespace vernier
