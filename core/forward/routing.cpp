// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/routing.h"

#include <algorithm>
#include <numeric>

namespace vernier {

namespace {

Eigen::RowVectorXf sharesOf(const Eigen::RowVectorXf &scores, RouterScoring scoring)
{
    if (scoring == RouterScoring::Sigmoid)
        return (1.0f + (-scores.array()).exp()).inverse();
    const Eigen::RowVectorXf powers = (scores.array() - scores.maxCoeff()).exp();
    return powers / powers.sum();
}

/// Places of the largest values, in descending order; of equal ones the first.
std::vector<Eigen::Index> largest(const Eigen::RowVectorXf &values, int count)
{
    std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::partial_sort(order.begin(), order.begin() + count, order.end(),
                      [&](Eigen::Index a, Eigen::Index b) { return values[a] != values[b] ? values[a] > values[b] : a < b; });
    order.resize(static_cast<std::size_t>(count));
    return order;
}

/// Experts outside the chosen groups get 0, as in the public code.
void dropGroups(const ExpertConfig &config, Eigen::RowVectorXf &choice)
{
    const Eigen::Index size = config.count / config.groups;
    Eigen::RowVectorXf scores(config.groups);
    for (Eigen::Index group = 0; group < config.groups; ++group) {
        const Eigen::RowVectorXf members = choice.segment(group * size, size);
        scores[group] = members.maxCoeff();
        if (config.groupScore == GroupScore::TwoLargest) {
            const std::vector<Eigen::Index> two = largest(members, 2);
            scores[group] = members[two[0]] + members[two[1]];
        }
    }
    Eigen::RowVectorXf kept = Eigen::RowVectorXf::Zero(choice.size());
    for (const Eigen::Index group : largest(scores, config.chosenGroups))
        kept.segment(group * size, size) = choice.segment(group * size, size);
    choice = kept;
}

} // namespace

Routing route(const ExpertConfig &config, const Matrix &scores, std::span<const float> correction)
{
    std::vector<std::vector<Routing::Choice>> byExpert(static_cast<std::size_t>(config.count));
    for (Eigen::Index row = 0; row < scores.rows(); ++row) {
        const Eigen::RowVectorXf shares = sharesOf(scores.row(row), config.scoring);
        Eigen::RowVectorXf choice = shares;
        if (!correction.empty())
            choice += Eigen::Map<const Eigen::RowVectorXf>(correction.data(), choice.size());
        if (config.groups > 1)
            dropGroups(config, choice);
        const std::vector<Eigen::Index> chosen = largest(choice, config.perToken);
        const float sum = std::accumulate(chosen.begin(), chosen.end(), 0.0f, [&](float before, Eigen::Index expert) { return before + shares[expert]; });
        for (const Eigen::Index expert : chosen) {
            const float weight = config.sumsToOne ? shares[expert] / sum : shares[expert];
            byExpert[static_cast<std::size_t>(expert)].push_back({row, weight * config.weightScale});
        }
    }
    return Routing(std::move(byExpert));
}

ExpertTokens Routing::tokensOf(int expert, std::span<const Segment> segments) const
{
    ExpertTokens tokens;
    const std::vector<Choice> &choices = m_byExpert[static_cast<std::size_t>(expert)];
    tokens.positions.reserve(choices.size()); // what spans refer to must not move
    auto choice = choices.begin();
    for (const Segment &segment : segments) {
        Segment part{.sequence = segment.sequence, .firstRow = static_cast<std::int64_t>(tokens.rows.size()), .rows = 0, .firstPosition = segment.firstPosition};
        for (; choice != choices.end() && choice->row < segment.firstRow + segment.rows; ++choice) {
            tokens.rows.push_back(choice->row);
            tokens.weights.push_back(choice->weight);
            tokens.positions.push_back(static_cast<int>(segment.firstPosition + choice->row - segment.firstRow));
            ++part.rows;
        }
        if (part.rows == 0)
            continue;
        part.positions = std::span(tokens.positions.data() + part.firstRow, static_cast<std::size_t>(part.rows));
        tokens.segments.push_back(part);
    }
    return tokens;
}

} // namespace vernier
