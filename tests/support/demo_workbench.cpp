// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/demo_workbench.h"

#include "core/export/modelslim_folder.h"
#include "core/project/demo.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

namespace vernier::test {

bool waitUntilIdle(Workbench &workbench, int milliseconds)
{
    return QTest::qWaitFor([&] { return !workbench.runner.isBusy(); }, milliseconds);
}

Project demoProject()
{
    Project project = vernier::demoProject(std::filesystem::path(VERNIER_SOURCE_DIR) / "resources" / "demo");
    project.recipe = Recipe{};
    project.recipe->calibration.samples = 6; // of 28: enough for everything to differ, and a quarter of the time
    return project;
}

Project shortDemo(const QTemporaryDir &scratch)
{
    const std::filesystem::path folder = std::filesystem::path(VERNIER_SOURCE_DIR) / "resources" / "demo";
    QFile whole(QString::fromStdString((folder / "evaluation.txt").string()));
    QFile shortened(scratch.filePath(QStringLiteral("short.txt")));
    if (whole.open(QIODevice::ReadOnly) && shortened.open(QIODevice::WriteOnly))
        shortened.write(whole.read(4000));
    Project project = demoProject();
    project.evaluation->path = shortened.fileName().toStdString();
    return project;
}

Project shortDemoOnAllSamples(const QTemporaryDir &scratch)
{
    Project project = shortDemo(scratch);
    project.recipe = vernier::demoProject(std::filesystem::path(VERNIER_SOURCE_DIR) / "resources" / "demo").recipe;
    return project;
}

std::filesystem::path saveQuantized(Workbench &workbench, const QTemporaryDir &scratch, const char *name, const Recipe &recipe)
{
    SilentMonitor monitor;
    const std::filesystem::path folder = toPath(scratch.filePath(QString::fromLatin1(name)));
    const LoadedModel &model = *workbench.analysis.model();
    const auto quantized = model.quantized->quantize(recipe, workbench.analysis.compute(), monitor);
    if (!quantized)
        qFatal("%s", toString(quantized.error()).c_str());
    if (const auto written = writeModelslimFolder(**quantized, folder, {}, monitor); !written)
        qFatal("%s", toString(written.error()).c_str());
    return folder;
}

bool openDemo(Workbench &workbench, bool autoEvaluate)
{
    workbench.analysis.setAutoEvaluate(autoEvaluate);
    workbench.document.reset(demoProject());
    return waitUntilIdle(workbench) && workbench.analysis.model();
}

} // namespace vernier::test
