// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/demo.h"
#include "widgets/models/workbench.h"
#include "widgets/support/text.h"

#include <QSignalSpy>
#include <QTest>

#include <filesystem>

// A workbench with a model in it, for tests of models and views.

namespace vernier::test {

/// Waits until no job waits or runs any more.
inline bool waitUntilIdle(Workbench &workbench, int milliseconds = 120000)
{
    return QTest::qWaitFor([&] { return !workbench.runner.isBusy(); }, milliseconds);
}

/// The demo with the default recipe.
inline Project demoProject()
{
    Project project = vernier::demoProject(std::filesystem::path(VERNIER_SOURCE_DIR) / "resources" / "demo");
    project.recipe = Recipe{};
    return project;
}

/// Opens the demo; autoEvaluate off keeps it to loading, statistics and local sensitivity.
inline bool openDemo(Workbench &workbench, bool autoEvaluate = false)
{
    workbench.analysis.setAutoEvaluate(autoEvaluate);
    workbench.document.reset(demoProject());
    return waitUntilIdle(workbench) && workbench.analysis.model();
}

} // namespace vernier::test
