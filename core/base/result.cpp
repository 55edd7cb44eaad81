// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

namespace vernier {

std::string_view toString(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument: return "invalid argument";
    case ErrorCode::NotFound: return "not found";
    case ErrorCode::Io: return "input/output error";
    case ErrorCode::CorruptFile: return "corrupt file";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::Numeric: return "numeric error";
    case ErrorCode::Cancelled: return "cancelled";
    }
    return "error";
}

std::string toString(const Error &error)
{
    return error.where.empty() ? error.message : error.where + ": " + error.message;
}

} // namespace vernier
