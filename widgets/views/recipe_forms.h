// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/recipe_form.h"

// The recipe's forms, one for each part of it: the parameters that core can run in this version.

namespace vernier {

class QuantConfigForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit QuantConfigForm(QWidget *parent = nullptr);
};

class AntiOutlierForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit AntiOutlierForm(QWidget *parent = nullptr);
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

} // namespace vernier
