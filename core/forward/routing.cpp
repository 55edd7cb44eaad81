// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/routing.h"

#include <algorithm>
#include <numeric>

namespace vernier {

Routing route(const ExpertConfig &config, const Matrix &scores)
{
    std::vector<std::vector<Routing::Choice>> byExpert(static_cast<std::size_t>(config.count));
    std::vector<Eigen::Index> order(static_cast<std::size_t>(config.count));
    const auto lastChosen = order.begin() + config.perToken;
    for (Eigen::Index row = 0; row < scores.rows(); ++row) {
        const Eigen::RowVectorXf powers = (scores.row(row).array() - scores.row(row).maxCoeff()).exp();
        const Eigen::RowVectorXf shares = powers / powers.sum();
        std::iota(order.begin(), order.end(), Eigen::Index{0});
        std::partial_sort(order.begin(), lastChosen, order.end(), [&](Eigen::Index a, Eigen::Index b) { return shares[a] != shares[b] ? shares[a] > shares[b] : a < b; });
        const float chosen = std::accumulate(order.begin(), lastChosen, 0.0f, [&](float sum, Eigen::Index expert) { return sum + shares[expert]; });
        for (auto expert = order.begin(); expert != lastChosen; ++expert)
            byExpert[static_cast<std::size_t>(*expert)].push_back({row, config.sumsToOne ? shares[*expert] / chosen : shares[*expert]});
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
