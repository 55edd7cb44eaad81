// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/question_sets.h"

#include "core/base/python_random.h"
#include "core/base/strings.h"
#include "core/io/json_file.h"
#include "core/io/posix_file.h"
#include "core/text/csv.h"
#include "core/text/json_fields.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

namespace vernier {

namespace {

constexpr std::size_t kMaxSetBytes = std::size_t{1} << 30;
constexpr std::size_t kSolvedExamples = 5;
constexpr std::string_view kOptions = "ABCD";
/// Question, options, answer.
constexpr std::size_t kCells = 1 + kOptions.size() + 1;

struct SetName
{
    QuestionSet set;
    std::string_view text;
};
constexpr std::array<SetName, 4> kSetNames{
    {{QuestionSet::BoolQ, "boolq"}, {QuestionSet::CEval, "ceval_5_shot"}, {QuestionSet::Gsm8k, "gsm8k"}, {QuestionSet::Mmlu, "mmlu"}}};

Error badSet(std::string message, std::string where)
{
    return {ErrorCode::CorruptFile, std::move(message), std::move(where)};
}

// JSON lines ------------------------------------------------------------------------------------------------------------------

Result<Question> boolQuestion(const nlohmann::json &object, const std::string &where)
{
    VERNIER_ASSIGN(const std::string title, stringField(object, "title", where));
    VERNIER_ASSIGN(const std::string question, stringField(object, "question", where));
    VERNIER_ASSIGN(const std::string passage, stringField(object, "passage", where));
    VERNIER_ASSIGN(const std::optional<bool> answer, optionalBoolField(object, "answer", where));
    if (!answer)
        return badField("answer", "true or false", where);
    return Question{title + " -- " + passage + "\nQuestion: " + question + "?\nAnswer:", *answer, where};
}

Result<Question> gsm8kQuestion(const nlohmann::json &object, const std::string &where)
{
    constexpr std::string_view kMark = "####";
    VERNIER_ASSIGN(const std::string question, stringField(object, "question", where));
    VERNIER_ASSIGN(const std::string solution, stringField(object, "answer", where));
    const std::size_t mark = solution.find(kMark);
    if (mark == solution.npos)
        return badField("answer", "a text with the result after ####", where);
    std::string_view result = std::string_view(solution).substr(mark + kMark.size());
    result = result.substr(0, result.find(kMark));
    return Question{"Question: " + question + "\n", std::string(trimmed(result)), where};
}

Result<std::vector<Question>> readLines(const std::filesystem::path &path, Result<Question> (*questionOf)(const nlohmann::json &, const std::string &))
{
    VERNIER_ASSIGN(const std::string content, readTextFile(path, kMaxSetBytes));
    std::vector<Question> questions;
    std::string_view rest = content;
    if (rest.starts_with("\xEF\xBB\xBF"))
        rest.remove_prefix(3);
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (trimmed(line).empty())
            continue;
        const std::string where = path.string() + ", line " + std::to_string(number);
        VERNIER_ASSIGN(const nlohmann::json object, parseJson(line, where));
        if (!object.is_object())
            return badSet("every line must be a JSON object", where);
        VERNIER_ASSIGN(Question question, questionOf(object, where));
        questions.push_back(std::move(question));
    }
    return questions;
}

// Folders of tables -----------------------------------------------------------------------------------------------------------

/// Question, options and, in a solved example, the answer.
std::string asked(const CsvRow &row, bool solved)
{
    std::string text = row.cells[0];
    for (std::size_t i = 0; i < kOptions.size(); ++i)
        text += std::string("\n") + kOptions[i] + ". " + row.cells[i + 1];
    text += "\nAnswer:";
    return solved ? text + " " + row.cells[kCells - 1] + "\n\n" : text;
}

/// A blank before each word of the subject, as the original writes it.
std::string subjectWords(std::string_view subject)
{
    std::string words = " ";
    for (const char c : subject)
        words += c == '_' ? ' ' : c;
    return words;
}

std::string introduction(std::string_view subject, PromptForm form)
{
    return std::string("The following are multiple choice questions ") + (form == PromptForm::Evaluation ? "(with answers) " : "") + "about "
        + subjectWords(subject) + ".\n\n";
}

Result<std::string> solvedExamples(std::span<const CsvRow> rows, const std::filesystem::path &path)
{
    if (rows.size() < kSolvedExamples)
        return badSet("the table has " + std::to_string(rows.size()) + " solved examples, and 5 are needed: take the set's own file", path.string());
    std::string text;
    for (const CsvRow &row : rows.first(kSolvedExamples))
        text += asked(row, true);
    return text;
}

/// Refuses rows that lack cells.
Result<void> checkCells(std::span<const CsvRow> rows, const std::filesystem::path &path)
{
    for (const CsvRow &row : rows) {
        if (row.cells.size() < kCells)
            return badSet("the row has " + std::to_string(row.cells.size()) + " cells; expected are question, A, B, C, D and answer",
                           path.string() + ", line " + std::to_string(row.line));
    }
    return {};
}

/// The keys of an object or the texts of a list. They become parts of file names.
Result<std::vector<std::string>> subjectsOf(const nlohmann::ordered_json &value, const std::string &where)
{
    std::vector<std::string> subjects;
    if (value.is_object()) {
        for (const auto &[key, ignored] : value.items())
            subjects.push_back(key);
    } else if (value.is_array() && std::all_of(value.begin(), value.end(), [](const auto &entry) { return entry.is_string(); })) {
        subjects = value.get<std::vector<std::string>>();
    } else {
        return badSet("the subjects must be the keys of an object or a list of names", where);
    }
    for (const std::string &subject : subjects) {
        if (subject.empty() || subject.find('/') != subject.npos)
            return badSet("the subject \"" + printable(subject) + "\" is no part of a file's name", where);
    }
    return subjects;
}

Result<std::vector<std::string>> readSubjects(const std::filesystem::path &path, std::string_view key)
{
    VERNIER_ASSIGN(const nlohmann::ordered_json mapping, readOrderedJsonFile(path));
    if (key.empty())
        return subjectsOf(mapping, path.string());
    if (!mapping.is_object() || !mapping.contains(key))
        return badField(key, "given", path.string());
    return subjectsOf(mapping.at(std::string(key)), path.string() + ": " + std::string(key));
}

void append(QuestionList &list, std::span<const CsvRow> rows, const std::string &before, const std::filesystem::path &path)
{
    for (const CsvRow &row : rows)
        list.questions.push_back({before + asked(row, false), row.cells[kCells - 1], path.string() + ", line " + std::to_string(row.line)});
}

/// Tables with a header and a first column of ids, both left out.
std::vector<CsvRow> withoutFrame(std::vector<CsvRow> rows)
{
    if (!rows.empty())
        rows.erase(rows.begin());
    for (CsvRow &row : rows)
        row.cells.erase(row.cells.begin());
    return rows;
}

Result<QuestionList> readCEval(const std::filesystem::path &folder, PromptForm form)
{
    VERNIER_ASSIGN(const std::vector<std::string> subjects, readSubjects(folder / "subject_mapping.json", {}));
    QuestionList list;
    for (const std::string &subject : subjects) {
        const std::filesystem::path solvedPath = folder / "dev" / (subject + "_dev.csv");
        const std::filesystem::path path = folder / "val" / (subject + "_val.csv");
        VERNIER_ASSIGN(std::vector<CsvRow> rows, readCsv(path));
        if (rows.empty() || rows.front().cells.size() < 1 + kCells) {
            list.notes.push_back(subject + " is left out: its table has " + std::to_string(rows.empty() ? 0 : rows.front().cells.size())
                                 + " columns; expected are id, question, A, B, C, D and answer");
            continue;
        }
        rows = withoutFrame(std::move(rows));
        VERNIER_TRY(checkCells(rows, path));
        VERNIER_ASSIGN(std::vector<CsvRow> solved, readCsv(solvedPath));
        solved = withoutFrame(std::move(solved));
        VERNIER_TRY(checkCells(solved, solvedPath));
        VERNIER_ASSIGN(const std::string examples, solvedExamples(solved, solvedPath));
        append(list, rows, introduction(subject, form) + examples, path);
    }
    return list;
}

Result<QuestionList> readMmlu(const std::filesystem::path &folder, PromptForm form)
{
    VERNIER_ASSIGN(const std::vector<std::string> subjects, readSubjects(folder / "subject_mapping.json", "mmlu_all_sets"));
    QuestionList list;
    for (const std::string &subject : subjects) {
        const std::filesystem::path path = folder / "test" / (subject + "_test.csv");
        VERNIER_ASSIGN(const std::vector<CsvRow> rows, readCsv(path));
        VERNIER_TRY(checkCells(rows, path));
        std::string before;
        if (form == PromptForm::Evaluation) { // for calibration the original means to put them first, and does not
            const std::filesystem::path solvedPath = folder / "dev" / (subject + "_dev.csv");
            VERNIER_ASSIGN(const std::vector<CsvRow> solved, readCsv(solvedPath));
            VERNIER_TRY(checkCells(solved, solvedPath));
            VERNIER_ASSIGN(const std::string examples, solvedExamples(solved, solvedPath));
            before = introduction(subject, form) + examples;
        }
        append(list, rows, before, path);
    }
    return list;
}

Result<QuestionList> readAny(QuestionSet set, const std::filesystem::path &path, PromptForm form)
{
    if (set == QuestionSet::CEval)
        return readCEval(path, form);
    if (set == QuestionSet::Mmlu)
        return readMmlu(path, form);
    QuestionList list;
    VERNIER_ASSIGN(list.questions, readLines(path, set == QuestionSet::BoolQ ? boolQuestion : gsm8kQuestion));
    return list;
}

} // namespace

std::string_view toString(QuestionSet set)
{
    return std::find_if(kSetNames.begin(), kSetNames.end(), [set](const SetName &name) { return name.set == set; })->text;
}

std::optional<QuestionSet> questionSetFromName(std::string_view name)
{
    const auto found = std::find_if(kSetNames.begin(), kSetNames.end(), [name](const SetName &known) { return known.text == name; });
    return found == kSetNames.end() ? std::nullopt : std::optional(found->set);
}

Result<QuestionList> readQuestions(QuestionSet set, const std::filesystem::path &path, PromptForm form)
{
    VERNIER_ASSIGN(QuestionList list, readAny(set, path, form));
    if (list.questions.empty())
        return badSet("it holds no question: is this the set's own " + std::string(set == QuestionSet::BoolQ || set == QuestionSet::Gsm8k ? "file" : "folder") + "?",
                       path.string());
    return list;
}

std::vector<Question> drawQuestions(std::vector<Question> questions, std::int64_t wanted, std::int64_t seed)
{
    if (wanted == 0 || wanted >= static_cast<std::int64_t>(questions.size()))
        return questions;
    std::vector<std::size_t> order(questions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    PythonRandom(seed).shuffle(order);
    order.resize(static_cast<std::size_t>(wanted));
    std::sort(order.begin(), order.end());
    std::vector<Question> drawn;
    for (const std::size_t index : order)
        drawn.push_back(std::move(questions[index]));
    return drawn;
}

} // namespace vernier
