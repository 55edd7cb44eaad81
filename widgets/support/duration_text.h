// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vernier {

/// core's duration() with the user's units: "3 min 05 s", "3 分 05 秒".
[[nodiscard]] QString durationText(double seconds);

} // namespace vernier
