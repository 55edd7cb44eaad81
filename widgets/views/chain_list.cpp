// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/chain_list.h"

#include "core/recipe/recipe_difference.h"
#include "widgets/support/text.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace vernier {

ChainList::ChainList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setColumnStretch(0, 1);
}

void ChainList::load(const Recipe &recipe)
{
    m_recipe = recipe;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // one of them may be the button that was clicked
        delete item;
    }
    for (std::size_t i = 0; i < recipe.chain.size(); ++i)
        addCall(i);
}

void ChainList::addCall(std::size_t index)
{
    const QString call = toText(toString(m_recipe.chain[index]));
    auto *text = new QLabel(call, this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    auto *remove = new QPushButton(tr("Remove"), this);
    remove->setObjectName(QStringLiteral("chain.remove.%1").arg(index));
    remove->setAccessibleName(tr("Remove %1").arg(call));
    remove->setToolTip(tr("Take this method out of the chain; its values are lost"));
    connect(remove, &QPushButton::clicked, this, [this, index, call] {
        Recipe recipe = m_recipe;
        recipe.chain.erase(recipe.chain.begin() + static_cast<std::ptrdiff_t>(index));
        emit edited(tr("Remove %1").arg(call), recipe);
    });
    const int row = static_cast<int>(index);
    m_grid->addWidget(text, row, 0);
    m_grid->addWidget(remove, row, 1, Qt::AlignTop);
}

} // namespace vernier
