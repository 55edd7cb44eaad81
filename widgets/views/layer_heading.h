// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QLabel;
class QWidget;

// The lines over the views of one layer: which layer, and what the recipe makes of it.

namespace vernier {

struct Workbench;

/// Rich text: the name, strong, and below it shape, scheme and the rule that decided.
[[nodiscard]] QString layerHeading(const Workbench &workbench, int layer);

[[nodiscard]] QLabel *makeHeadingLabel(QWidget *parent);
/// For remarks that concern the whole view, in the secondary colour.
[[nodiscard]] QLabel *makeNotesLabel(QWidget *parent);
/// Centred words in place of a view that has nothing to show.
[[nodiscard]] QLabel *makeEmptyLabel(QWidget *parent);

} // namespace vernier
