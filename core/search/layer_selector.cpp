// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/layer_selector.h"

#include "core/base/strings.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vernier {

namespace {

double scoreOf(const LocalSensitivity &layer, SelectorMethod method)
{
    switch (method) {
    case SelectorMethod::Quantile: return layer.quantileScore;
    case SelectorMethod::Std: return layer.rangeScore;
    case SelectorMethod::Kurtosis: return layer.kurtosis;
    }
    return 0.0;
}

} // namespace

std::vector<LayerScore> highestFirst(std::vector<LayerScore> scores)
{
    std::erase_if(scores, [](const LayerScore &layer) { return std::isnan(layer.score); });
    std::stable_sort(scores.begin(), scores.end(), [](const LayerScore &a, const LayerScore &b) { return a.score > b.score; });
    return scores;
}

std::vector<LayerScore> rankedScores(std::span<const LocalSensitivity> layers, SelectorMethod method)
{
    std::vector<LayerScore> scores;
    for (const LocalSensitivity &layer : layers)
        scores.push_back({layer.layer, scoreOf(layer, method)});
    return highestFirst(std::move(scores));
}

std::vector<std::string> layersAbove(std::span<const LayerScore> ranked, double threshold)
{
    std::vector<std::string> chosen;
    for (const LayerScore &layer : ranked) {
        if (layer.score > threshold)
            chosen.push_back(layer.layer);
    }
    return chosen;
}

std::vector<std::string> layersOfLevels(std::span<const LayerScore> ranked, std::size_t levels)
{
    std::vector<std::string> chosen;
    std::size_t level = 0;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        if (i == 0 || ranked[i].score != ranked[i - 1].score)
            ++level;
        if (level > levels)
            break;
        chosen.push_back(ranked[i].layer);
    }
    return chosen;
}

std::vector<LayerScore> matching(std::span<const LayerScore> ranked, std::string_view pattern)
{
    std::vector<LayerScore> kept;
    std::copy_if(ranked.begin(), ranked.end(), std::back_inserter(kept), [pattern](const LayerScore &layer) { return globMatch(pattern, layer.layer); });
    return kept;
}

std::string analysisTable(std::span<const LayerScore> ranked)
{
    std::string text;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        char score[32];
        std::snprintf(score, sizeof score, "%.4e", ranked[i].score);
        text += std::to_string(i + 1) + ". " + ranked[i].layer + " | Score: " + score + "\n";
    }
    return text + "Total layers analyzed: " + std::to_string(ranked.size()) + "\n";
}

std::string analysisYaml(std::span<const std::string> layers)
{
    std::string text;
    for (const std::string &layer : layers)
        text += "- \"" + layer + "\"\n";
    return text;
}

} // namespace vernier
