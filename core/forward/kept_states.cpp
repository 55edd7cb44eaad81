// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/kept_states.h"

#include <algorithm>

namespace vernier {

void KeptStates::keep(int boundary, int last, int blocks, const Matrix &hidden)
{
    const std::int64_t stateBytes = std::max<std::int64_t>(1, hidden.size() * static_cast<std::int64_t>(sizeof(float)));
    const std::int64_t room = m_budgetBytes / stateBytes;
    if (room < 1)
        return;
    const std::int64_t stride = (blocks + room - 1) / room;
    if (boundary % stride != 0 && boundary != last)
        return;
    std::erase_if(m_states, [&](const auto &kept) { return kept.first % stride != 0; }); // the last one of a shorter pass
    m_states.insert_or_assign(boundary, hidden);
}

KeptStates::Boundary KeptStates::lastUntil(int boundary) const
{
    auto after = m_states.upper_bound(boundary);
    if (after == m_states.begin())
        return {};
    --after;
    return {after->first, &after->second};
}

void KeptStates::forgetBehind(int boundary)
{
    m_states.erase(m_states.upper_bound(boundary), m_states.end());
}

} // namespace vernier
