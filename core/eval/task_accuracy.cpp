// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/task_accuracy.h"

#include "core/base/job_steps.h"
#include "core/base/strings.h"
#include "core/eval/generation.h"
#include "core/forward/pass.h"
#include "core/text/documents.h"

#include <algorithm>
#include <cmath>

namespace vernier {

namespace {

/// Tokens that go through the network together: their hidden states are held, and each block is fetched once for all of them.
constexpr std::int64_t kTokensPerPass = 8192;
constexpr int kLetterTokens = 20;
constexpr int kSumTokens = 256;

/// Reports nothing of its own, since nobody knows how often it will be needed, but can be cancelled.
class CancelOnly final : public JobMonitor
{
public:
    explicit CancelOnly(JobMonitor &job)
        : m_job(job)
    {}
    bool keepGoing(std::int64_t, std::int64_t, std::string_view what) override { return m_job.keepGoing(1, 1, what); }

private:
    JobMonitor &m_job;
};

/// Logits [sequences, vocabulary] of the token after each sequence.
Result<Matrix> nextLogits(const Network &network, const TokenBatch &batch, const Compute &compute, JobMonitor &monitor)
{
    VERNIER_ASSIGN(Matrix hidden, embedTokens(network.floatModel(), batch, compute));
    VERNIER_TRY(runBlocks(network, batch, hidden, 0, network.config().blocks, {.compute = compute}, monitor));
    Matrix last(batch.sequences(), hidden.cols());
    for (const Segment &segment : batch.segments())
        last.row(segment.sequence) = hidden.row(segment.firstRow + segment.rows - 1);
    VERNIER_ASSIGN(const Matrix normed, applyFinalNorm(network.floatModel(), last, compute));
    VERNIER_ASSIGN(Matrix logits, headLogits(network, normed, compute));
    for (Eigen::Index row = 0; row < logits.rows(); ++row) {
        if (!logits.row(row).allFinite())
            return Error{ErrorCode::Numeric, "the logits after a question are not finite; a weight or an activation overflowed", {}};
    }
    return logits;
}

TokenBatch batchOf(std::span<const Task::Row> rows)
{
    TokenBatch batch;
    for (const Task::Row &row : rows)
        batch.append(row.ids);
    return batch;
}

Result<std::vector<std::string>> yesOrNo(const Network &network, const Task &task, std::span<const Task::Row> rows, const Compute &compute,
                                         JobMonitor &monitor)
{
    VERNIER_ASSIGN(const Matrix logits, nextLogits(network, batchOf(rows), compute, monitor));
    std::vector<std::string> answers;
    for (Eigen::Index row = 0; row < logits.rows(); ++row)
        answers.emplace_back(logits(row, task.yes) > logits(row, task.no) ? "yes" : "no");
    return answers;
}

/// The first character that is no blank; empty if there is none.
std::string firstCharacter(std::string_view text)
{
    text = trimmed(text);
    std::size_t length = std::min<std::size_t>(1, text.size());
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u)
        ++length;
    return std::string(text.substr(0, length));
}

/// Nearly always one token is enough: then one pass answers all. The others go through again, one token longer.
Result<std::vector<std::string>> letters(const Network &network, const Task &task, std::span<const Task::Row> rows, const Compute &compute,
                                         JobMonitor &monitor)
{
    std::vector<std::string> answers(rows.size());
    std::vector<std::vector<int>> sequences;
    std::vector<std::size_t> open; ///< rows without an answer yet, in the order of `sequences`
    for (std::size_t i = 0; i < rows.size(); ++i) {
        open.push_back(i);
        sequences.push_back(rows[i].ids);
    }
    CancelOnly cancelOnly(monitor);
    for (int round = 0; round < kLetterTokens && !open.empty(); ++round) {
        VERNIER_ASSIGN(const Matrix logits, nextLogits(network, TokenBatch(sequences), compute, round == 0 ? monitor : cancelOnly));
        std::vector<std::vector<int>> longer;
        std::vector<std::size_t> stillOpen;
        for (std::size_t i = 0; i < open.size(); ++i) {
            Eigen::Index best = 0;
            logits.row(static_cast<Eigen::Index>(i)).maxCoeff(&best);
            const int token = static_cast<int>(best);
            if (token == task.tokenizer->endOfText())
                continue;
            sequences[i].push_back(token);
            const std::size_t prompt = rows[open[i]].ids.size();
            answers[open[i]] = firstCharacter(task.tokenizer->decode(std::span(sequences[i]).subspan(prompt)));
            if (!answers[open[i]].empty())
                continue;
            stillOpen.push_back(open[i]);
            longer.push_back(std::move(sequences[i]));
        }
        open = std::move(stillOpen);
        sequences = std::move(longer);
    }
    return answers;
}

/// The last group of digits before the first blank line.
std::string lastNumber(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789";
    text = text.substr(0, text.find("\n\n"));
    const std::size_t last = text.find_last_of(kDigits);
    if (last == text.npos)
        return {};
    const std::size_t before = text.find_last_not_of(kDigits, last);
    const std::size_t first = before == text.npos ? 0 : before + 1;
    return std::string(text.substr(first, last + 1 - first));
}

Result<std::vector<std::string>> numbers(const Network &network, const Task &task, std::span<const Task::Row> rows, const Compute &compute,
                                         JobMonitor &monitor)
{
    GenerationOptions options{.tokens = kSumTokens, .endOfText = task.tokenizer->endOfText()};
    options.isEnough = [&task](std::span<const int> ids) { return task.tokenizer->decode(ids).find("\n\n") != std::string::npos; };
    JobSteps steps(monitor, std::vector<double>(rows.size(), 1.0));
    std::vector<std::string> answers;
    for (const Task::Row &row : rows) {
        VERNIER_ASSIGN(const std::vector<int> ids, generateGreedily(network, row.ids, options, compute, steps.next()));
        answers.push_back(lastNumber(task.tokenizer->decode(ids)));
    }
    return answers;
}

/// Ends of groups of rows that have at most kTokensPerPass tokens, or one row.
std::vector<std::size_t> groupEnds(const std::vector<Task::Row> &rows)
{
    std::vector<std::size_t> ends;
    std::int64_t tokens = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto length = static_cast<std::int64_t>(rows[i].ids.size());
        if (tokens > 0 && tokens + length > kTokensPerPass) {
            ends.push_back(i);
            tokens = 0;
        }
        tokens += length;
    }
    ends.push_back(rows.size());
    return ends;
}

std::string expectedText(const Answer &answer)
{
    const bool *yes = std::get_if<bool>(&answer);
    return yes ? (*yes ? "yes" : "no") : std::get<std::string>(answer);
}

/// The last token of a sentence that ends so, as the original finds it.
Result<int> lastToken(const Tokenizer &tokenizer, const std::string &word)
{
    VERNIER_ASSIGN(const std::vector<int> ids, tokenizer.encode("How can we learning machine learning: " + word, false));
    if (ids.empty())
        return Error{ErrorCode::InvalidArgument, "the tokenizer has no token for \"" + word + "\"", {}};
    return ids.back();
}

} // namespace

Result<Task> makeTask(QuestionSet set, const std::vector<Question> &questions, std::shared_ptr<const Tokenizer> tokenizer, std::int64_t vocabulary)
{
    if (questions.empty())
        return Error{ErrorCode::InvalidArgument, "there are no questions", {}};
    std::vector<Document> prompts;
    for (const Question &question : questions)
        prompts.push_back({question.prompt, {}, question.origin});
    VERNIER_ASSIGN(std::vector<std::vector<int>> ids, toTokenIds(prompts, tokenizer.get(), static_cast<int>(vocabulary)));
    Task task;
    task.set = set;
    for (std::size_t i = 0; i < questions.size(); ++i)
        task.rows.push_back({std::move(ids[i]), expectedText(questions[i].answer), questions[i].origin});
    if (set == QuestionSet::BoolQ) {
        VERNIER_ASSIGN(task.yes, lastToken(*tokenizer, "yes"));
        VERNIER_ASSIGN(task.no, lastToken(*tokenizer, "no"));
        if (task.yes == task.no || std::max(task.yes, task.no) >= vocabulary)
            return Error{ErrorCode::InvalidArgument, "the tokenizer has no tokens that tell \"yes\" from \"no\"; BoolQ cannot be asked", {}};
    }
    task.tokenizer = std::move(tokenizer);
    return task;
}

std::int64_t TaskAccuracy::correct() const
{
    return std::count_if(outcomes.begin(), outcomes.end(), [](const TaskOutcome &outcome) { return outcome.isRight(); });
}

double TaskAccuracy::accuracy() const
{
    return total() == 0 ? 0.0 : static_cast<double>(correct()) / static_cast<double>(total());
}

Interval TaskAccuracy::interval() const
{
    return wilsonInterval95(correct(), total());
}

Result<TaskAccuracy> measureAccuracy(const Network &network, const Task &task, const Compute &compute, JobMonitor &monitor)
{
    const std::vector<std::size_t> ends = groupEnds(task.rows);
    std::vector<double> costs;
    for (std::size_t i = 0; i < ends.size(); ++i)
        costs.push_back(static_cast<double>(ends[i] - (i == 0 ? 0 : ends[i - 1])));
    JobSteps steps(monitor, costs, "answering questions");
    TaskAccuracy accuracy;
    std::size_t first = 0;
    for (const std::size_t end : ends) {
        const std::span<const Task::Row> rows = std::span(task.rows).subspan(first, end - first);
        const auto answer = task.set == QuestionSet::BoolQ ? yesOrNo : task.set == QuestionSet::Gsm8k ? numbers : letters;
        VERNIER_ASSIGN(const std::vector<std::string> given, answer(network, task, rows, compute, steps.next()));
        for (std::size_t i = 0; i < rows.size(); ++i)
            accuracy.outcomes.push_back({rows[i].origin, rows[i].expected, given[i]});
        first = end;
    }
    return accuracy;
}

Result<bool> answersRightly(const Network &network, QuestionSet set, const Question &question, std::shared_ptr<const Tokenizer> tokenizer,
                            const Compute &compute, JobMonitor &monitor)
{
    VERNIER_ASSIGN(const Task task, makeTask(set, {question}, std::move(tokenizer), network.config().vocabulary));
    VERNIER_ASSIGN(const TaskAccuracy accuracy, measureAccuracy(network, task, compute, monitor));
    return accuracy.correct() == 1;
}

Interval wilsonInterval95(std::int64_t correct, std::int64_t total)
{
    VERNIER_CHECK(correct >= 0 && correct <= total);
    if (total == 0)
        return {0.0, 1.0};
    constexpr double kZ = 1.959963984540054; // of the normal distribution, two-sided 95 %
    const auto n = static_cast<double>(total);
    const double share = static_cast<double>(correct) / n;
    const double middle = (share + kZ * kZ / (2.0 * n)) / (1.0 + kZ * kZ / n);
    const double half = kZ / (1.0 + kZ * kZ / n) * std::sqrt(share * (1.0 - share) / n + kZ * kZ / (4.0 * n * n));
    // Rounding must not leave the ends outside.
    return {correct == 0 ? 0.0 : std::max(0.0, middle - half), correct == total ? 1.0 : std::min(1.0, middle + half)};
}

double mcNemarExact(std::int64_t onlyFirst, std::int64_t onlySecond)
{
    const auto n = static_cast<double>(onlyFirst + onlySecond);
    double tail = 0.0;
    for (std::int64_t k = 0; k <= std::min(onlyFirst, onlySecond); ++k) {
        const auto x = static_cast<double>(k);
        tail += std::exp(std::lgamma(n + 1.0) - std::lgamma(x + 1.0) - std::lgamma(n - x + 1.0) - n * std::log(2.0));
    }
    return std::min(1.0, 2.0 * tail);
}

PairedOutcomes compareOutcomes(const TaskAccuracy &first, const TaskAccuracy &second)
{
    VERNIER_CHECK(first.total() == second.total());
    PairedOutcomes paired;
    for (std::size_t i = 0; i < first.outcomes.size(); ++i) {
        const bool a = first.outcomes[i].isRight();
        const bool b = second.outcomes[i].isRight();
        ++(a && b ? paired.both : a ? paired.onlyFirst : b ? paired.onlySecond : paired.neither);
    }
    paired.p = mcNemarExact(paired.onlyFirst, paired.onlySecond);
    return paired;
}

} // namespace vernier
