// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QSize>
#include <QString>

#include <functional>

// Pictures of plots and maps, on disk (PNG, SVG, PDF) and on the clipboard.

class QPaintDevice;
class QWidget;

namespace vernier {

/// Something that can draw itself at a size in device-independent pixels.
struct Picture
{
    QString name; ///< suggested file name without ending
    QSize size;
    std::function<void(QPaintDevice &)> paint;
};

/// Writes the format that the file's ending says: .png (twice the resolution), .svg, .pdf.
/// Errors: InvalidArgument (another ending), Io.
[[nodiscard]] Result<void> writePicture(const Picture &picture, const QString &filePath);

/// Asks where to, writes, and says what went wrong.
void savePictureAs(QWidget *parent, const Picture &picture);
void copyPicture(const Picture &picture);

} // namespace vernier
