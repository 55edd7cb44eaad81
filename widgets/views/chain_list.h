// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe.h"

#include <QWidget>

class QGridLayout;

// The recipe's chain methods, each with a button that removes it.

namespace vernier {

class ChainList final : public QWidget
{
    Q_OBJECT
public:
    explicit ChainList(QWidget *parent = nullptr);

    void load(const Recipe &recipe);
    void retranslate() { load(m_recipe); }

signals:
    void edited(const QString &text, const vernier::Recipe &recipe);

private:
    void addCall(std::size_t index);

    Recipe m_recipe;
    QGridLayout *m_grid;
};

} // namespace vernier
