// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/quant_type.h"

#include <QColor>
#include <QPalette>

// Every colour of the window: two palettes, one accent, a perceptually uniform map for metrics (cividis), and the
// Okabe–Ito colours for schemes, which colour-blind people can tell apart.

class QApplication;

namespace vernier {

enum class ThemeChoice { System, Light, Dark };

/// Fusion style with our palette; views follow through PaletteChange.
void applyTheme(ThemeChoice choice);

[[nodiscard]] bool isDark(const QPalette &palette);

/// Colours that plots and painted views take from the palette they are shown with.
struct ThemeColors
{
    QColor background;
    QColor text;
    QColor mutedText; ///< secondary labels, units
    QColor grid;
    QColor accent;   ///< selection, the current thing
    QColor series;   ///< the first data series
    QColor seriesB;  ///< what it is compared with
    QColor warning;  ///< outliers, tokens outside the range
    QColor error;
    QColor noData;   ///< fill of a cell that was not measured
};
[[nodiscard]] ThemeColors themeColors(const QPalette &palette);

/// cividis at t in [0, 1] (clamped): dark blue to yellow.
[[nodiscard]] QColor heatColor(double t);
/// Black or white, whichever reads better on `background`.
[[nodiscard]] QColor contrastColor(const QColor &background);

[[nodiscard]] QColor schemeColor(QuantType type);

} // namespace vernier
