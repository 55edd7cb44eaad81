// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/loaded_model.h"

#include "core/forward/network.h"
#include "core/project/fingerprint.h"
#include "core/project/model_inputs.h"

namespace vernier {

Result<std::shared_ptr<const LoadedModel>> loadModel(const Project &project, const Compute &compute, JobMonitor &monitor, std::int64_t stateBytes,
                                                  const LoadedModel *previous)
{
    if (!project.checkpoint)
        return Error{ErrorCode::NotFound, "the project names no checkpoint; open a checkpoint folder", {}};
    constexpr int kSteps = 4;
    const auto goesOn = [&](int step) { return monitor.keepGoing(step, kSteps, "opening"); };
    if (!goesOn(0))
        return cancelledError();
    VERNIER_ASSIGN(OpenedCheckpoint opened, openCheckpoint(*project.checkpoint));
    auto loaded = std::make_shared<LoadedModel>();
    loaded->checkpoint = opened.checkpoint;
    loaded->files = opened.checkpoint->tensors().identity();
    loaded->stateBytes = stateBytes;
    loaded->floatSize = floatSize(*opened.checkpoint);
    loaded->fingerprint = opened.fingerprint;
    loaded->changed = opened.changed;
    if (!goesOn(1))
        return cancelledError();
    loaded->tokenizer = tokenizerOrNull(*loaded->checkpoint);
    if (!goesOn(2))
        return cancelledError();
    if (project.calibration) {
        if (Result<std::vector<std::vector<int>>> sequences = readCalibration(*project.calibration, *loaded->checkpoint))
            loaded->calibration = std::move(*sequences);
        else
            loaded->problems.push_back(sequences.error());
    }
    if (!goesOn(3))
        return cancelledError();
    if (project.evaluation) {
        if (Result<TokenBatch> windows = readWindows(*project.evaluation, *loaded->checkpoint))
            loaded->windows = std::move(*windows);
        else
            loaded->problems.push_back(windows.error());
    }
    loaded->calibratedOn = inputsFingerprint({}, loaded->calibration, {});
    loaded->evaluatedOn = inputsFingerprint(loaded->fingerprint, {}, loaded->windows);
    loaded->measuredOn = inputsFingerprint(loaded->fingerprint, loaded->calibration, loaded->windows);
    // A fingerprint alone does not see everything that may have changed, nor where the files are.
    const bool quantizesAlike = previous && previous->fingerprint == loaded->fingerprint && previous->files == loaded->files
        && previous->checkpoint->folder() == loaded->checkpoint->folder() && previous->calibratedOn == loaded->calibratedOn;
    if (quantizesAlike) {
        loaded->checkpoint = previous->checkpoint;
        loaded->quantized = previous->quantized;
    } else {
        loaded->quantized = std::make_shared<RecentModels>(loaded->checkpoint, loaded->calibration, stateBytes / 4);
    }
    loaded->model = std::make_shared<const FloatModel>(loaded->checkpoint);
    loaded->products = resolvedProducts(*loaded->model, compute);
    if (isPreview(loaded->products)) { // its numbers are not compared with others
        for (std::string *inputs : {&loaded->evaluatedOn, &loaded->measuredOn})
            *inputs += ' ' + std::string(toString(loaded->products));
    }
    if (loaded->windows.sequences() > 0)
        loaded->evaluator = std::make_shared<Evaluator>(loaded->model, loaded->windows, compute, stateBytes);
    return std::shared_ptr<const LoadedModel>(loaded);
}

} // namespace vernier
