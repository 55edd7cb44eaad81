// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/token_batch.h"
#include "core/model/model_config.h"
#include "core/tensor/matrix.h"

#include <span>
#include <vector>

// Which experts a token goes through.

namespace vernier {

/// The rows that one expert sees.
struct ExpertTokens
{
    std::vector<Eigen::Index> rows; ///< of the activations, ascending
    std::vector<float> weights;     ///< of the expert's output, for each of `rows`
    std::vector<int> positions;     ///< in their sequences; `segments` refer to it
    std::vector<Segment> segments;  ///< `rows` cut at sequence borders; sequences without any are left out
};

class Routing
{
public:
    struct Choice
    {
        Eigen::Index row;
        float weight;
    };
    explicit Routing(std::vector<std::vector<Choice>> byExpert)
        : m_byExpert(std::move(byExpert))
    {}

    /// segments: those that all rows belong to.
    [[nodiscard]] ExpertTokens tokensOf(int expert, std::span<const Segment> segments) const;

private:
    std::vector<std::vector<Choice>> m_byExpert;
};

/// scores      [tokens, experts], from the router
/// correction  [experts], added for the choice alone, or empty
/// Of equal ones the first is chosen. Sources: Jiang et al. 2024, Mixtral of Experts, arXiv:2401.04088, where the softmax over the chosen
/// ones is the same as sumsToOne; groups: DeepSeek-V2, arXiv:2405.04434, section 2.2; sigmoids and correction: DeepSeek-V3,
/// arXiv:2412.19437, section 2.1.2.
[[nodiscard]] Routing route(const ExpertConfig &config, const Matrix &scores, std::span<const float> correction = {});

} // namespace vernier
