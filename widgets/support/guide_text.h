// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/tuning_guide.h"

#include <QString>

// The steps of the tuning guide in the user's language.

namespace vernier {

/// "Outlier suppression"
[[nodiscard]] QString guideTitle(const GuideStep &step);
/// Why to try it, in a sentence or two.
[[nodiscard]] QString guideReason(GuideStepId step);
/// What recipes it is for: what is said where it does not apply.
[[nodiscard]] QString guideScope(GuideStepId step);
/// What it did elsewhere, for a tooltip; empty for most.
[[nodiscard]] QString guideExample(GuideStepId step);
/// What applying it does, for its button and the undo step: "Set anti_method m2".
[[nodiscard]] QString guideAction(const GuideStep &step);
/// "begun: m1"
[[nodiscard]] QString guideState(const GuideStep &step);

} // namespace vernier
