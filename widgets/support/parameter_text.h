// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// msModelSlim's parameters, explained.

namespace vernier {

/// What a parameter ("act_method", "anti_outlier.w_bit") does and what its values mean: for tooltips.
[[nodiscard]] QString parameterTip(const QString &key);
/// "anti_outlier.w_bit" is called w_bit beside its field.
[[nodiscard]] QString parameterName(const QString &key);
/// A preset's name in the user's language; core's own where there is no translation.
[[nodiscard]] QString presetName(const char *name);

} // namespace vernier
