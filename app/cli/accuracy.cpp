// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/text_table.h"
#include "core/base/job_steps.h"
#include "core/base/number_text.h"
#include "core/eval/task_accuracy.h"

#include <algorithm>
#include <optional>

// accuracy MODEL --boolq F --ceval D --mmlu D --gsm8k F [--recipe R --calib F]: right answers in float, and quantized.

namespace vernier::cli {

namespace {

struct AccuracyOptions
{
    ModelOptions model;
    std::string boolq;
    std::string ceval;
    std::string mmlu;
    std::string gsm8k;
    std::int64_t questions = 0; ///< of each set at most; 0: all
    std::int64_t seed = 0;
};

struct Source
{
    QuestionSet set;
    std::string path;
};

std::vector<Source> sourcesOf(const AccuracyOptions &options)
{
    std::vector<Source> sources{
        {QuestionSet::BoolQ, options.boolq}, {QuestionSet::CEval, options.ceval}, {QuestionSet::Mmlu, options.mmlu}, {QuestionSet::Gsm8k, options.gsm8k}};
    std::erase_if(sources, [](const Source &source) { return source.path.empty(); });
    return sources;
}

Result<std::vector<Task>> readTasks(const AccuracyOptions &options, const std::vector<Source> &sources, const Checkpoint &checkpoint, Session &session)
{
    VERNIER_ASSIGN(const std::shared_ptr<const Tokenizer> tokenizer, openTokenizer(checkpoint.path()));
    std::vector<Task> tasks;
    for (const Source &source : sources) {
        VERNIER_ASSIGN(QuestionList list, readQuestions(source.set, source.path, PromptForm::Evaluation));
        for (const std::string &note : list.notes)
            session.note(source.path + ": " + note);
        list.questions = drawQuestions(std::move(list.questions), options.questions, options.seed);
        VERNIER_ASSIGN(Task task, makeTask(source.set, list.questions, tokenizer, checkpoint.config().vocabulary));
        std::size_t longest = 0;
        for (const Task::Row &row : task.rows)
            longest = std::max(longest, row.ids.size());
        noteContext(session, checkpoint, static_cast<std::int64_t>(longest), "the longest question of " + std::string(toString(source.set)));
        tasks.push_back(std::move(task));
    }
    return tasks;
}

Json accuracyJson(const TaskAccuracy &accuracy)
{
    const Interval interval = accuracy.interval();
    return {{"correct", accuracy.correct()}, {"accuracy", accuracy.accuracy()}, {"low", interval.low}, {"high", interval.high}};
}

std::string shareText(const TaskAccuracy &accuracy)
{
    const Interval interval = accuracy.interval();
    return percent(accuracy.accuracy()) + " (" + percent(interval.low) + " to " + percent(interval.high) + ")";
}

Json taskJson(const Source &source, const TaskAccuracy &floats, const TaskAccuracy *quantized)
{
    Json rows = Json::array();
    for (std::size_t i = 0; i < floats.outcomes.size(); ++i) {
        const TaskOutcome &outcome = floats.outcomes[i];
        rows.push_back({{"origin", outcome.origin}, {"expected", outcome.expected}, {"float", outcome.given}});
        if (quantized)
            rows.back()["quantized"] = quantized->outcomes[i].given;
    }
    Json json{{"task", toString(source.set)}, {"path", source.path}, {"questions", floats.total()}, {"float", accuracyJson(floats)}, {"quantized", nullptr}};
    if (quantized) {
        const PairedOutcomes paired = compareOutcomes(floats, *quantized);
        json["quantized"] = accuracyJson(*quantized);
        json["quantized"].update({{"both", paired.both},
                                  {"only_float", paired.onlyFirst},
                                  {"only_quantized", paired.onlySecond},
                                  {"neither", paired.neither},
                                  {"p", paired.p}});
    }
    json["rows"] = std::move(rows);
    return json;
}

std::string tableText(const std::vector<Source> &sources, const std::vector<TaskAccuracy> &floats, const std::vector<TaskAccuracy> &quantized)
{
    std::vector<TextTable::Column> columns{{"", TextTable::Align::Left}, {"questions"}, {"float"}};
    if (!quantized.empty())
        columns.insert(columns.end(), {{"quantized"}, {"float alone"}, {"quantized alone"}, {"p"}});
    TextTable table(columns);
    for (std::size_t i = 0; i < sources.size(); ++i) {
        std::vector<std::string> row{std::string(toString(sources[i].set)), std::to_string(floats[i].total()), shareText(floats[i])};
        if (!quantized.empty()) {
            const PairedOutcomes paired = compareOutcomes(floats[i], quantized[i]);
            row.insert(row.end(), {shareText(quantized[i]), std::to_string(paired.onlyFirst), std::to_string(paired.onlySecond), significant(paired.p, 2)});
        }
        table.addRow(row);
    }
    return table.text() + "right answers, with the 95 % interval of so many questions"
        + (quantized.empty() ? "\n" : "; p: how likely so uneven a split is if both are as good (McNemar)\n");
}

Result<std::vector<TaskAccuracy>> measure(const Network &network, const std::vector<Task> &tasks, Session &session)
{
    std::vector<double> costs;
    for (const Task &task : tasks)
        costs.push_back(static_cast<double>(task.rows.size()));
    JobSteps steps(session.monitor(), costs);
    std::vector<TaskAccuracy> measured;
    for (const Task &task : tasks) {
        VERNIER_ASSIGN(TaskAccuracy accuracy, measureAccuracy(network, task, session.compute(), steps.next()));
        measured.push_back(std::move(accuracy));
    }
    return measured;
}

Result<int> accuracy(const AccuracyOptions &options, Session &session)
{
    const std::vector<Source> sources = sourcesOf(options);
    if (sources.empty())
        return Error{ErrorCode::InvalidArgument, "there is nothing to ask; give --boolq, --ceval, --mmlu or --gsm8k", {}};
    VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(options.model, session));
    VERNIER_ASSIGN(const std::vector<Task> tasks, readTasks(options, sources, *checkpoint, session));
    std::optional<QuantizedModel> model;
    if (!options.model.recipe.empty()) {
        VERNIER_ASSIGN(QuantizedModel made, quantize(options.model, checkpoint, session));
        model.emplace(std::move(made));
    }
    const auto reference = model ? withoutRewrites(model->network.floatModel()) : std::make_shared<const FloatModel>(checkpoint);
    VERNIER_ASSIGN(const std::vector<TaskAccuracy> floats, measure(FloatNetwork(reference), tasks, session));
    std::vector<TaskAccuracy> quantized;
    if (model) {
        VERNIER_ASSIGN(quantized, measure(model->network, tasks, session));
    }
    Json json{{"tasks", Json::array()}};
    for (std::size_t i = 0; i < sources.size(); ++i)
        json["tasks"].push_back(taskJson(sources[i], floats[i], quantized.empty() ? nullptr : &quantized[i]));
    session.print(json, tableText(sources, floats, quantized));
    return 0;
}

} // namespace

void addAccuracy(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<AccuracyOptions>();
    CLI::App *verb = addVerb(app, chosen, "accuracy", "Count right answers on public question sets, in float and quantized",
                             [options](Session &session) { return accuracy(*options, session); });
    addModelOption(verb, options->model);
    addRecipeOptions(verb, options->model, false);
    addPath(verb, "--boolq", options->boolq, "BoolQ: JSON lines with title, question, passage, answer");
    addPath(verb, "--ceval", options->ceval, "C-Eval: folder with subject_mapping.json, dev and val");
    addPath(verb, "--mmlu", options->mmlu, "MMLU: folder with subject_mapping.json, dev and test");
    addPath(verb, "--gsm8k", options->gsm8k, "GSM8K: JSON lines with question, answer");
    verb->add_option("--questions", options->questions, "Ask so many of each set, drawn at random (default: all)")->check(CLI::Range(1, 1 << 30));
    verb->add_option("--seed", options->seed, "Of that draw")->capture_default_str();
}

} // namespace vernier::cli
