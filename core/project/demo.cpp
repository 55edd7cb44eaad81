// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/demo.h"

#include <system_error>

namespace vernier {

Result<std::filesystem::path> findDemoFolder()
{
    std::error_code error;
    for (std::filesystem::path at = std::filesystem::read_symlink("/proc/self/exe", error).parent_path(); !error && at.has_relative_path();
         at = at.parent_path()) {
        for (const char *place : {"resources/demo", "share/vernier/demo"}) {
            if (std::filesystem::is_directory(at / place, error))
                return at / place;
        }
        error.clear();
    }
    return Error{ErrorCode::NotFound, "the demo's files were not found beside the program", "resources/demo"};
}

Recipe demoRecipe()
{
    Recipe recipe;
    recipe.quantConfig.wBit = 8;
    recipe.quantConfig.aBit = 8;
    recipe.quantConfig.mmTensor = false;
    return recipe;
}

std::filesystem::path demoQuestions(const Project &project)
{
    const Result<std::filesystem::path> folder = findDemoFolder();
    std::error_code error;
    const bool isDemo = folder && project.checkpoint && std::filesystem::equivalent(project.checkpoint->path.parent_path(), *folder, error);
    return isDemo ? *folder / "questions.jsonl" : std::filesystem::path();
}

Project demoProject(const std::filesystem::path &folder)
{
    Project project;
    project.checkpoint = CheckpointReference{folder / "model-outliers", {}};
    project.calibration = folder / "calibration.jsonl";
    project.evaluation = EvaluationText{folder / "evaluation.txt", WindowMode::Stream, kDemoWindow};
    project.recipe = demoRecipe();
    return project;
}

} // namespace vernier
