// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/error_text.h"

#include "widgets/support/core_messages.h"
#include "widgets/support/text.h"

#include <QCoreApplication>

namespace vernier {

namespace {

struct ErrorTextTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::ErrorText)
};

} // namespace

QString errorTitle(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument: return ErrorTextTr::tr("This cannot be done");
    case ErrorCode::NotFound: return ErrorTextTr::tr("Something is missing");
    case ErrorCode::Io: return ErrorTextTr::tr("Reading or writing failed");
    case ErrorCode::CorruptFile: return ErrorTextTr::tr("A file is damaged");
    case ErrorCode::Unsupported: return ErrorTextTr::tr("This is not supported");
    case ErrorCode::Numeric: return ErrorTextTr::tr("The numbers are not usable");
    case ErrorCode::Cancelled: return ErrorTextTr::tr("Cancelled");
    }
    return {};
}

QString errorDetail(const Error &error)
{
    const QString message = coreText(error.message);
    return error.where.empty() ? message : ErrorTextTr::tr("%1\nWhere: %2").arg(message, toText(error.where));
}

} // namespace vernier
