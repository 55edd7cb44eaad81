// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/workbench.h"
#include "widgets/support/text.h"

#include <QSignalSpy>
#include <QTest>

#include <filesystem>

// A workbench with a model in it, for tests of models and views.

namespace vernier::test {

/// The bundled demo, with planted outliers.
inline Project demoProject()
{
    const std::filesystem::path folder = std::filesystem::path(VERNIER_SOURCE_DIR) / "resources" / "demo";
    Project project;
    project.checkpoint = CheckpointReference{folder / "model-outliers", {}};
    project.calibration = folder / "calibration.jsonl";
    project.evaluation = EvaluationText{folder / "evaluation.txt", WindowMode::Stream, 256};
    return project;
}

/// Waits until no job waits or runs any more.
inline bool waitUntilIdle(Workbench &workbench, int milliseconds = 120000)
{
    return QTest::qWaitFor([&] { return !workbench.runner.isBusy(); }, milliseconds);
}

/// Opens the demo; autoEvaluate off keeps it to loading, statistics and local sensitivity.
inline bool openDemo(Workbench &workbench, bool autoEvaluate = false)
{
    workbench.analysis.setAutoEvaluate(autoEvaluate);
    workbench.document.reset(demoProject());
    return waitUntilIdle(workbench) && workbench.analysis.model();
}

} // namespace vernier::test
