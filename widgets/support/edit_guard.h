// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace vernier {

/// Keeps an editor from being changed by what was meant for something else: the wheel, which scrolls the page while the
/// keyboard is elsewhere, and in a closed list of choices a letter, which may be a layer's key.
void guardEdits(QWidget &editor);

} // namespace vernier
