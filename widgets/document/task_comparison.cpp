// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/task_comparison.h"

#include "core/base/job_steps.h"

#include <algorithm>

namespace vernier {

namespace {

constexpr std::int64_t kDrawSeed = 0; // the command line's default, so that both ask the same questions

bool sameQuestions(const std::vector<Question> &a, const std::vector<Question> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Question &x, const Question &y) { return x.prompt == y.prompt && x.answer == y.answer; });
}

} // namespace

OutcomeChange outcomeChange(const TaskComparison &comparison, std::size_t question)
{
    const bool before = comparison.floats.outcomes[question].isRight();
    const bool after = comparison.quantized.outcomes[question].isRight();
    if (before == after)
        return before ? OutcomeChange::BothRight : OutcomeChange::BothWrong;
    return before ? OutcomeChange::Lost : OutcomeChange::Won;
}

Result<TaskComparison> compareOnTask(const LoadedModel &model, const Recipe &recipe, const TaskRequest &request,
                                     const std::shared_ptr<const TaskComparison> &before, const Compute &compute, JobMonitor &monitor)
{
    if (!model.tokenizer)
        return Error{ErrorCode::Unsupported, "the checkpoint has no tokenizer that can be read, so no questions can be asked", model.checkpoint->folder().string()};
    TaskComparison comparison{.request = request, .fingerprint = model.fingerprint, .recipe = recipe, .questions = {}, .notes = {}, .longest = 0, .floats = {}, .quantized = {}};
    VERNIER_ASSIGN(QuestionList list, readQuestions(request.set, request.path, PromptForm::Evaluation));
    comparison.notes = std::move(list.notes);
    comparison.questions = drawQuestions(std::move(list.questions), request.questions, kDrawSeed);
    VERNIER_ASSIGN(const Task task, makeTask(request.set, comparison.questions, model.tokenizer, model.checkpoint->config().vocabulary));
    double tokens = 0.0;
    for (const Task::Row &row : task.rows) {
        const auto length = static_cast<std::int64_t>(row.ids.size());
        tokens += static_cast<double>(length);
        comparison.longest = std::max(comparison.longest, length);
    }
    const bool isKnown = before && before->fingerprint == comparison.fingerprint && before->request.set == request.set
        && before->recipe.loadDtype == recipe.loadDtype && sameQuestions(before->questions, comparison.questions);
    JobSteps steps(monitor, {model.quantized->cost(recipe), isKnown ? 0.0 : tokens, tokens});
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedModel> quantized, model.quantized->quantize(recipe, compute, steps.next()));
    JobMonitor &floatStep = steps.next();
    if (isKnown) {
        comparison.floats = before->floats;
    } else {
        VERNIER_ASSIGN(comparison.floats, measureAccuracy(FloatNetwork(withoutRewrites(quantized->network.floatModel())), task, compute, floatStep));
    }
    VERNIER_ASSIGN(comparison.quantized, measureAccuracy(quantized->network, task, compute, steps.next()));
    return comparison;
}

} // namespace vernier
