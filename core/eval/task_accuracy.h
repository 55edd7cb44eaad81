// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/eval/paired_difference.h"
#include "core/forward/network.h"
#include "core/text/question_sets.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

// How many questions of a public set a network answers rightly, and whether two networks differ in that.
// Source: spec/msmodelslim.md 7.1 and 8 (what counts as an answer).

namespace vernier {

/// Questions as token ids.
struct Task
{
    struct Row
    {
        std::vector<int> ids;
        std::string expected; ///< "yes", "no", a letter or a number
        std::string origin;   ///< file and line
    };

    QuestionSet set = QuestionSet::BoolQ;
    std::vector<Row> rows;
    std::shared_ptr<const Tokenizer> tokenizer;
    int yes = 0; ///< token ids that BoolQ compares
    int no = 0;
};

/// vocabulary  of the model.
/// Errors: those of toTokenIds; InvalidArgument (BoolQ and a tokenizer that ends "yes" and "no" with the same token, or no questions).
[[nodiscard]] Result<Task> makeTask(QuestionSet set, const std::vector<Question> &questions, std::shared_ptr<const Tokenizer> tokenizer,
                                    std::int64_t vocabulary);

struct TaskOutcome
{
    std::string origin;
    std::string expected;
    std::string given; ///< what the network answers; empty: nothing that counts
    [[nodiscard]] bool isRight() const { return given == expected; }
};

struct TaskAccuracy
{
    std::vector<TaskOutcome> outcomes; ///< in the order of the task's rows

    [[nodiscard]] std::int64_t correct() const;
    [[nodiscard]] std::int64_t total() const { return static_cast<std::int64_t>(outcomes.size()); }
    [[nodiscard]] double accuracy() const; ///< share, 0 to 1
    [[nodiscard]] Interval interval() const; ///< wilsonInterval95 of the share
};

/// Answers every question:
///   - BoolQ: yes if its token scores higher than that of no right after the prompt;
///   - C-Eval, MMLU: the first character that is no blank of a greedy continuation of at most 20 tokens;
///   - GSM8K: the last group of digits before the first blank line of a greedy continuation of at most 256 tokens (the original
///     draws at random here).
/// Questions go through the network together, without padding, some thousand tokens at a time. The monitor is asked about every
/// 20 ms. Errors: Numeric (logits that are not finite), those of the network, Cancelled.
[[nodiscard]] Result<TaskAccuracy> measureAccuracy(const Network &network, const Task &task, const Compute &compute, JobMonitor &monitor);

/// Whether the network answers one question rightly: what CalibrationData calls a positive prompt.
/// Errors: those of makeTask and measureAccuracy.
[[nodiscard]] Result<bool> answersRightly(const Network &network, QuestionSet set, const Question &question,
                                          std::shared_ptr<const Tokenizer> tokenizer, const Compute &compute, JobMonitor &monitor);

/// Wilson's score interval for a share, 95 %; everything for a total of 0.
/// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
[[nodiscard]] Interval wilsonInterval95(std::int64_t correct, std::int64_t total);

/// Two networks on the same questions.
struct PairedOutcomes
{
    std::int64_t both = 0; ///< right
    std::int64_t onlyFirst = 0;
    std::int64_t onlySecond = 0;
    std::int64_t neither = 0;
    double p = 1.0; ///< of so unequal a split of those that only one answers, if both were as good: McNemar's exact test, two-sided
};

/// Both must come from the same task.
/// Source: Q. McNemar, Note on the sampling error of the difference between correlated proportions, Psychometrika 12, 1947.
[[nodiscard]] PairedOutcomes compareOutcomes(const TaskAccuracy &first, const TaskAccuracy &second);

/// 2·P(X ≤ min(a, b)) for X binomial with a + b trials of one half, at most 1.
[[nodiscard]] double mcNemarExact(std::int64_t onlyFirst, std::int64_t onlySecond);

} // namespace vernier
