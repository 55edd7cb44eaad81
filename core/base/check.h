// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// VERNIER_CHECK: a promise between our own functions was broken; stop at once and say where.

namespace vernier {

[[noreturn]] void checkFailed(const char *condition, const char *file, int line);

} // namespace vernier

#define VERNIER_CHECK(condition)                                                                                       \
    do {                                                                                                               \
        if (!(condition)) [[unlikely]]                                                                                 \
            ::vernier::checkFailed(#condition, __FILE__, __LINE__);                                                    \
    } while (false)
