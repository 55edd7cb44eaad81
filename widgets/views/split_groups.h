// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// Groups of layers that serving engines fuse into one (q/k/v, gate/up) and the present recipe gives different types.

namespace vernier {

struct Workbench;

/// How many there are and the first of them; empty: none, or no plan.
[[nodiscard]] QString splitGroupsText(const Workbench &workbench);
/// Leaves their other layers in float, too, as one step that can be undone.
void makeFusedGroupsWhole(Workbench &workbench);

} // namespace vernier
