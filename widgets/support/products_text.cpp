// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/products_text.h"

#include <QCoreApplication>

namespace vernier {

namespace {

struct ProductsTextTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::ProductsText)
};

} // namespace

QString productsName(FloatProducts products)
{
    switch (products) {
    case FloatProducts::Automatic: return ProductsTextTr::tr("Automatic");
    case FloatProducts::Float32: return ProductsTextTr::tr("float32");
    case FloatProducts::Bf16Terms3: return ProductsTextTr::tr("bfloat16, three terms (exact)");
    case FloatProducts::Bf16Terms2: return ProductsTextTr::tr("Preview: bfloat16, two terms");
    case FloatProducts::Bf16Terms1: return ProductsTextTr::tr("Coarse preview: bfloat16, one term");
    }
    return {};
}

QString productsText(FloatProducts products)
{
    switch (products) {
    case FloatProducts::Bf16Terms3: return ProductsTextTr::tr("Float layers multiplied in bfloat16 by three terms, which add up to float32.");
    case FloatProducts::Bf16Terms2: return ProductsTextTr::tr("A preview: in float layers activations had 16 bits. Preferences choose exact products.");
    case FloatProducts::Bf16Terms1: return ProductsTextTr::tr("A coarse preview: in float layers activations had 8 bits. Preferences choose exact products.");
    case FloatProducts::Automatic:
    case FloatProducts::Float32: break;
    }
    return ProductsTextTr::tr("Float layers multiplied in float32.");
}

} // namespace vernier
