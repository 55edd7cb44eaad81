// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/recipe_text.h"

#include "core/base/number_text.h"
#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace vernier {

namespace {

struct RecipeTextTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::RecipeText)
};

constexpr std::size_t kShownChanges = 6;
constexpr std::size_t kShownLayers = 8;

QString orNone(const std::string &value)
{
    return value.empty() ? QCoreApplication::translate("vernier::RecipeText", "none") : toText(value);
}

} // namespace

QString changeText(const RecipeChange &change)
{
    const int count = static_cast<int>(change.names.size());
    switch (change.kind) {
    case RecipeChange::Kind::Fallback:
        return change.before.empty() ? RecipeTextTr::tr("%n layer(s) more in float", nullptr, count) : RecipeTextTr::tr("%n layer(s) less in float", nullptr, count);
    case RecipeChange::Kind::Mix:
        if (count == 1)
            return RecipeTextTr::tr("mix_cfg “%1”: %2 → %3").arg(toText(change.names.front()), orNone(change.before), orNone(change.after));
        return RecipeTextTr::tr("mix_cfg of %n layers or patterns: %1 → %2", nullptr, count).arg(orNone(change.before), orNone(change.after));
    case RecipeChange::Kind::Order: return RecipeTextTr::tr("%1 in another order").arg(toText(change.key));
    case RecipeChange::Kind::Value: break;
    }
    return RecipeTextTr::tr("%1: %2 → %3").arg(toText(change.key), orNone(change.before), orNone(change.after));
}

QString changesText(std::span<const RecipeChange> changes)
{
    if (changes.empty())
        return RecipeTextTr::tr("no change");
    QStringList texts;
    for (const RecipeChange &change : changes.first(std::min(changes.size(), kShownChanges)))
        texts << changeText(change);
    if (changes.size() > kShownChanges)
        texts << RecipeTextTr::tr("%n more", nullptr, static_cast<int>(changes.size() - kShownChanges));
    return texts.join(RecipeTextTr::tr("; "));
}

QString changeNames(const RecipeChange &change)
{
    QStringList names;
    for (const std::string &name : change.names)
        names << toText(name);
    return names.join(QLatin1Char('\n'));
}

QString levelText(const Plan &plan, std::span<const double> scores, bool byInputs)
{
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < plan.layers.size() && i < scores.size(); ++i) {
        if (plan.layers[i].reason == Reason::DisableLevel)
            chosen.push_back(i);
    }
    if (chosen.empty())
        return {};
    std::stable_sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    QStringList lines{byInputs ? RecipeTextTr::tr("Chosen by the largest input while the first calibration sample passes:")
                               : RecipeTextTr::tr("Chosen by range score, the largest activation over the standard deviation:")};
    for (const std::size_t i : std::span(chosen).first(std::min(chosen.size(), kShownLayers)))
        lines << RecipeTextTr::tr("%1: %2", "layer and its score").arg(toText(plan.layers[i].layer), toText(significant(scores[i], 3)));
    if (chosen.size() > kShownLayers)
        lines << RecipeTextTr::tr("and %n more", nullptr, static_cast<int>(chosen.size() - kShownLayers));
    return lines.join(QLatin1Char('\n'));
}

} // namespace vernier
