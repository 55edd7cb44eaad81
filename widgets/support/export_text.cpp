// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/export_text.h"

#include "core/base/number_text.h"
#include "widgets/support/text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace vernier {

namespace {

struct ExportTextTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::ExportText)
};

/// Whether the recipe could run in the type of the checkpoint instead.
bool mayLoadAsStored(Recipe recipe, const Checkpoint &checkpoint)
{
    recipe.loadDtype = LoadDtype::Checkpoint;
    const Result<DType> loaded = loadDtypeOf(recipe, checkpoint);
    return checkSupported(recipe) && loaded && *loaded != DType::F32;
}

QString unpackedText(const ModelslimSize &size)
{
    return ExportTextTr::tr("4-bit codes are saved one to a byte, which adds %1; save_type ascendV1 packs them.").arg(toText(byteSize(size.unpackedBytes)));
}

} // namespace

QString largerExportText(const ModelslimSize &size, std::int64_t floatBytes, const Recipe &recipe, const Checkpoint &checkpoint)
{
    if (size.fileBytes <= floatBytes)
        return {};
    QStringList sentences{ExportTextTr::tr("That is more than the checkpoint takes.")};
    if (size.widenedBytes > 0) {
        const QString stored = toText(checkpoint.storedType());
        const QString added = toText(byteSize(size.widenedBytes));
        if (mayLoadAsStored(recipe, checkpoint))
            sentences << ExportTextTr::tr("What stays in float is saved as F32, which adds %1; load_dtype checkpoint keeps %2.").arg(added, stored);
        else
            sentences << ExportTextTr::tr("What stays in float is saved as F32, which adds %1; load_dtype checkpoint would keep the checkpoint's type, "
                                "but is not possible with this recipe.")
                             .arg(added);
    }
    if (size.unpackedBytes > 0)
        sentences << unpackedText(size);
    return sentences.join(QLatin1Char('\n'));
}

QString addedText(const ModelslimSize &size, std::int64_t floatBytes)
{
    QStringList sentences;
    if (size.fileBytes > floatBytes)
        return {};
    if (size.widenedBytes > 0)
        sentences << ExportTextTr::tr("What stays in float is saved as F32 (load_dtype float32), which adds %1.").arg(toText(byteSize(size.widenedBytes)));
    if (size.unpackedBytes > 0)
        sentences << unpackedText(size);
    return sentences.join(QLatin1Char('\n'));
}

QString modelSizeText()
{
    return ExportTextTr::tr("The files of weights, as an export writes them: codes, scales and offsets, and what stays in float in the type it is saved in "
                            "(F32 unless load_dtype says otherwise). 4-bit codes count half a byte, as ascendV1 saves them; safe_tensor gives each a whole one.");
}

QString replacedFilesText(const std::vector<std::string> &names)
{
    constexpr std::size_t kNamed = 4;
    if (names.empty())
        return {};
    QStringList named;
    for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i)
        named << toText(names[i]);
    if (names.size() > kNamed)
        named << ExportTextTr::tr("and %n more", nullptr, static_cast<int>(names.size() - kNamed));
    return ExportTextTr::tr("%n file(s) in the folder will be replaced: %1. Others stay.", nullptr, static_cast<int>(names.size()))
        .arg(named.join(ExportTextTr::tr(", ", "between the names of files")));
}

} // namespace vernier
