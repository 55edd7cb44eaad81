// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/picture.h"

#include "widgets/support/error_text.h"
#include "widgets/support/text.h"

#include <QBuffer>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QMessageBox>
#include <QPageLayout>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace vernier {

namespace {

struct PictureTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::Picture)
};

constexpr double kImageScale = 2.0;
constexpr int kDotsPerInch = 96;

QImage toImage(const Picture &picture)
{
    QImage image(picture.size * kImageScale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(kImageScale);
    image.fill(Qt::transparent);
    picture.paint(image);
    return image;
}

} // namespace

Result<void> writePicture(const Picture &picture, const QString &filePath)
{
    const QString ending = QFileInfo(filePath).suffix().toLower();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (ending == QLatin1String("png")) {
        toImage(picture).save(&buffer, "PNG");
    } else if (ending == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(picture.size);
        generator.setViewBox(QRect(QPoint(0, 0), picture.size));
        generator.setResolution(kDotsPerInch);
        generator.setTitle(picture.name);
        picture.paint(generator);
    } else if (ending == QLatin1String("pdf")) {
        QPdfWriter writer(&buffer);
        writer.setResolution(kDotsPerInch);
        writer.setPageMargins({0, 0, 0, 0});
        writer.setPageSize(QPageSize(QSizeF(picture.size) * 72.0 / kDotsPerInch, QPageSize::Point));
        writer.setTitle(picture.name);
        picture.paint(writer);
    } else {
        return Error{ErrorCode::InvalidArgument, "pictures end in .png, .svg or .pdf; choose one of these", toUtf8(filePath)};
    }
    QSaveFile file(filePath);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return Error{ErrorCode::Io, "the picture could not be written: " + toUtf8(file.errorString()), toUtf8(filePath)};
    return {};
}

void savePictureAs(QWidget *parent, const Picture &picture)
{
    QString filter;
    const QString path = QFileDialog::getSaveFileName(parent, PictureTr::tr("Save picture"), picture.name + QStringLiteral(".png"),
                                                      PictureTr::tr("PNG image (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)"), &filter);
    if (path.isEmpty())
        return;
    if (const Result<void> written = writePicture(picture, path); !written)
        QMessageBox::warning(parent, errorTitle(written.error().code), errorDetail(written.error()));
}

void copyPicture(const Picture &picture)
{
    QGuiApplication::clipboard()->setImage(toImage(picture));
}

} // namespace vernier
