// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

// An error of core in the user's language: the kind for the head of a message, core's sentence as the detail.

namespace vernier {

/// "The file is damaged", for the head of a message.
[[nodiscard]] QString errorTitle(ErrorCode code);
/// Core's sentence with its place on a line of its own.
[[nodiscard]] QString errorDetail(const Error &error);

} // namespace vernier
