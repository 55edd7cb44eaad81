// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/eval/evaluator.h"
#include "core/model/float_model.h"
#include "core/project/project.h"
#include "core/quant/recent_models.h"
#include "core/text/tokenizer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

// A project's model and texts, opened: what every measurement starts from. Immutable, but for the evaluator, which only
// one job at a time uses.

namespace vernier {

struct LoadedModel
{
    std::shared_ptr<const Checkpoint> checkpoint;
    std::shared_ptr<const FloatModel> model;
    std::shared_ptr<const Tokenizer> tokenizer; ///< null: the checkpoint has none
    std::vector<std::vector<int>> calibration;  ///< empty: none, or it could not be read
    TokenBatch windows;                         ///< empty: no evaluation text, or it could not be read
    std::shared_ptr<RecentModels> quantized;    ///< by recipe, on these calibration sequences
    std::shared_ptr<Evaluator> evaluator;       ///< null without windows
    std::int64_t stateBytes = BoundaryStates::kDefaultBudgetBytes; ///< that an evaluator may keep
    FloatProducts products = FloatProducts::Float32; ///< how its float layers multiply, see resolvedProducts
    ModelSize floatSize;
    std::string fingerprint;
    std::string files;             ///< TensorFolder::identity when it was opened
    std::string calibratedOn;      ///< inputsFingerprint of the calibration samples alone
    std::string evaluatedOn;       ///< that of checkpoint and evaluation text
    std::string measuredOn;        ///< that of all three
    bool changed = false;          ///< not the checkpoint that the project was saved with
    std::vector<Error> problems;   ///< of the texts: the model opens all the same

    [[nodiscard]] const std::vector<LayerInfo> &layers() const { return checkpoint->layers(); }
};

/// Opens what the project refers to. Errors: those of the checkpoint; what is wrong with the texts is in `problems`.
/// previous  what was open before, or null: with the same checkpoint and calibration samples, what was quantized stays known.
[[nodiscard]] Result<std::shared_ptr<const LoadedModel>> loadModel(const Project &project, const Compute &compute, JobMonitor &monitor,
                                                                std::int64_t stateBytes = BoundaryStates::kDefaultBudgetBytes,
                                                                const LoadedModel *previous = nullptr);

} // namespace vernier
