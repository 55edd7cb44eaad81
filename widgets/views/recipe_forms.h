// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/recipe_form.h"

// The recipe's forms beside those of QuantConfig, one for each part of it.

namespace vernier {

class AntiOutlierForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit AntiOutlierForm(QWidget *parent = nullptr);

private:
    void addSearch();
    void addDevice();
};

/// disable_level and disable_last_linear; names are in the list of rules.
class FallbackForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit FallbackForm(QWidget *parent = nullptr);
    /// Layers of the model: how far disable_level goes.
    void setLayerCount(int count);
    /// What disable_level chose, and why; empty: not known, or nothing.
    void setChosen(const QString &text);
};

class CalibrationForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit CalibrationForm(QWidget *parent = nullptr);
    /// Sequences in the calibration file; 0: there is none.
    void setAvailable(int sequences);

private:
    int m_available = 0;
};

/// Where to do better than msModelSlim.
class ImprovementsForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit ImprovementsForm(QWidget *parent = nullptr);
};

} // namespace vernier
