// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/gemm.h"
#include "widgets/support/theme.h"

#include <QString>

// What the user prefers on this computer; nothing here changes a number.

namespace vernier {

struct Preferences
{
    int threads = 0;  ///< that jobs compute with; 0: all processors
    QString language; ///< "en", "zh_CN"; empty: the system's
    ThemeChoice theme = ThemeChoice::System;
    bool autoEvaluate = true; ///< a changed recipe is evaluated by itself
    int stateMegabytes = 1024; ///< for hidden states that make a changed recipe quick to evaluate
    FloatProducts products = FloatProducts::Automatic; ///< how float layers multiply

    bool operator==(const Preferences &) const = default;
};

} // namespace vernier
