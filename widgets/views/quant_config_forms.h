// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/recipe_form.h"

// The parameters of QuantConfig in forms. What a chain method gives is shown and edited like a parameter.

namespace vernier {

class WeightsForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit WeightsForm(QWidget *parent = nullptr);

private:
    void addGranularity();
};

class ActivationsForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit ActivationsForm(QWidget *parent = nullptr);
};

/// co_sparse and the low-bit family.
class SparseForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit SparseForm(QWidget *parent = nullptr);
};

class KvCacheForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit KvCacheForm(QWidget *parent = nullptr);
};

/// simulate_tp: the ranks of tensor parallelism, and how they send.
class TensorParallelForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit TensorParallelForm(QWidget *parent = nullptr);
};

/// Where msModelSlim runs, and the type it loads the model in.
class LoadingForm final : public RecipeForm
{
    Q_OBJECT
public:
    explicit LoadingForm(QWidget *parent = nullptr);
};

} // namespace vernier
