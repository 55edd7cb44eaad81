// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <span>
#include <string_view>

// core speaks English and knows no translations. Its messages are recognized here by their wording, so that window and
// command line can say the same in two languages. A message that is not listed stays English.

namespace vernier {

/// A message or note of core in the user's language, with those inside it; names and numbers stay as they are.
[[nodiscard]] QString coreText(std::string_view message);

/// The wordings that are known, arguments as %1 to %9 in the order of the text.
[[nodiscard]] std::span<const char *const> coreTemplates();
/// Those of them about models and texts on disk.
[[nodiscard]] std::span<const char *const> fileTemplates();
/// The one that a message follows; null: none.
[[nodiscard]] const char *coreTemplateOf(std::string_view message);

} // namespace vernier
