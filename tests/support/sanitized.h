// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vernier::test {

/// Whether this build looks for memory errors. It takes twenty times as long, so what is repeated only for the sake of
/// numbers may be repeated less often: the plain build checks those.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

} // namespace vernier::test
