// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/analysis.h"
#include "widgets/document/layer_selection.h"
#include "widgets/document/project_document.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/models/layer_model.h"

// What every view is given: the project, what is known of it, the selection they share. Owned by the window; tests make
// their own.

namespace vernier {

struct Workbench
{
    Workbench()
    {
        // A selected layer is an index: of another model it would mean another layer, or none.
        QObject::connect(&layers, &LayerModel::modelAboutToBeReset, &selection, &LayerSelection::clear);
    }
    Workbench(const Workbench &) = delete;

    ProjectDocument document;
    JobRunner runner; ///< destroyed after what its jobs report to
    Analysis analysis{document, runner};
    LayerSelection selection;
    LayerModel layers{analysis};
};

} // namespace vernier
