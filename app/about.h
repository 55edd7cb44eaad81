// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

#include <QString>

#include <vector>

// Texts that the window shows about itself.

class QAction;
class QMainWindow;

namespace vernier {

/// Version, licences, libraries; rich text.
[[nodiscard]] QString aboutText();
/// Every action of the menus that has a key, and the keys of layers; a rich-text table.
[[nodiscard]] QString shortcutsText(const QMainWindow &window, const std::vector<QAction *> &layerActions);
/// The vernier-cli command that evaluates a saved project's recipe, quoted for a shell.
[[nodiscard]] QString evaluateCommand(const Project &project, const QString &projectPath);

} // namespace vernier
