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

class QTemporaryDir;

namespace vernier::test {

/// Waits until no job waits or runs any more.
bool waitUntilIdle(Workbench &workbench, int milliseconds = 120000);

/// The demo with the default recipe, calibrated on a few samples.
Project demoProject();

/// The same with a shorter text, which lies in `scratch`: it is evaluated in a second.
Project shortDemo(const QTemporaryDir &scratch);
/// The same with the demo's own recipe, calibrated on all samples.
Project shortDemoOnAllSamples(const QTemporaryDir &scratch);

/// What the open model becomes with a recipe, saved as msModelSlim saves it (safe_tensor) in a folder of `scratch`.
std::filesystem::path saveQuantized(Workbench &workbench, const QTemporaryDir &scratch, const char *name, const Recipe &recipe);

/// Opens it; autoEvaluate off keeps it to loading, statistics and local sensitivity.
bool openDemo(Workbench &workbench, bool autoEvaluate = false);

} // namespace vernier::test
