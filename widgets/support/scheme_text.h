// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/plan.h"

#include <QString>

// Schemes in a few characters, and in words.

namespace vernier {

/// "F", "8", "8d", "8s", "8/16", "4/16", "4d", "nf4": what fits into a cell of the map.
[[nodiscard]] QString schemeBadge(QuantType type);
/// "groups of 64": what shares a weight scale.
[[nodiscard]] QString granularityText(const Scheme &scheme);
/// "W8A8, per channel, static min-max": for hover cards and tables.
[[nodiscard]] QString schemeDescription(const Scheme &scheme);

} // namespace vernier
