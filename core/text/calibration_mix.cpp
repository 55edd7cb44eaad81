// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/calibration_mix.h"

#include "core/base/python_random.h"
#include "core/io/atomic_file.h"
#include "core/io/json_file.h"
#include "core/io/posix_file.h"
#include "core/text/json_fields.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_set>

namespace vernier {

namespace {

namespace fs = std::filesystem;

constexpr auto kSetMode = fs::perms(0400);

fs::path placeOf(const std::string &path, const fs::path &config)
{
    std::error_code ignored;
    const fs::path beside = config.parent_path() / path;
    return !fs::exists(path, ignored) && fs::exists(beside, ignored) ? beside : fs::path(path);
}

std::string remark(const std::string &source, const std::string &what)
{
    return printable(source) + ": " + what;
}

/// Draws from one source.
class Sampler
{
public:
    Sampler(const MixSource &source, std::int64_t wanted, const MixOptions &options, JobMonitor &monitor)
        : m_source(source)
        , m_wanted(wanted)
        , m_options(options)
        , m_monitor(monitor)
    {}

    Result<std::vector<Question>> draw(const std::vector<Question> &all, std::vector<std::string> &notes)
    {
        std::vector<std::size_t> order(all.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        PythonRandom(m_options.samplingSeed).shuffle(order);
        std::vector<Question> drawn;
        const auto batch = static_cast<std::size_t>(m_options.batch);
        for (std::size_t first = 0; first < order.size(); first += std::min(batch, order.size() - first)) {
            if (static_cast<std::int64_t>(drawn.size()) >= m_wanted) {
                drawn.resize(static_cast<std::size_t>(m_wanted));
                return drawn;
            }
            if (!m_monitor.keepGoing(static_cast<std::int64_t>(drawn.size()), m_wanted, "drawing questions"))
                return cancelledError();
            for (std::size_t i = first; i < std::min(order.size(), first + batch); ++i)
                VERNIER_TRY(take(all[order[i]], drawn));
        }
        if (static_cast<std::int64_t>(drawn.size()) < m_wanted)
            notes.push_back(remark(m_source.name, "gives " + std::to_string(drawn.size()) + " questions of the " + std::to_string(m_wanted)
                                                      + " wanted: it has " + std::to_string(all.size())
                                                      + (m_options.isPositive ? ", and the model answers no more of them rightly" : "")));
        return drawn;
    }

private:
    Result<void> take(const Question &question, std::vector<Question> &drawn)
    {
        if (m_options.isPositive) {
            VERNIER_ASSIGN(const bool positive, m_options.isPositive(m_source.name, question));
            if (!positive)
                return {};
        }
        drawn.push_back(question);
        return {};
    }

    const MixSource &m_source;
    std::int64_t m_wanted;
    const MixOptions &m_options;
    JobMonitor &m_monitor;
};

Result<void> checkOptions(const std::vector<MixSource> &sources, const MixOptions &options)
{
    if (options.batch < 1)
        return Error{ErrorCode::InvalidArgument, "the batch must hold at least one question", {}};
    for (const auto &[name, size] : options.sizes) {
        if (size < 0)
            return Error{ErrorCode::InvalidArgument, "the number of questions must be 0 or more", printable(name)};
        if (std::none_of(sources.begin(), sources.end(), [&name](const MixSource &source) { return source.name == name; }))
            return Error{ErrorCode::InvalidArgument, "is not among the configuration's sources; add it there or remove its number", printable(name)};
    }
    return {};
}

/// Nothing for a name that nobody can read.
Result<std::optional<QuestionList>> readSource(const MixSource &source, const MixOptions &options)
{
    if (const auto reader = options.readers.find(source.name); reader != options.readers.end()) {
        VERNIER_ASSIGN(QuestionList list, reader->second(source.path));
        return std::optional(std::move(list));
    }
    const std::optional<QuestionSet> set = questionSetFromName(source.name);
    if (!set)
        return std::optional<QuestionList>();
    VERNIER_ASSIGN(QuestionList list, readQuestions(*set, source.path, PromptForm::Calibration));
    return std::optional(std::move(list));
}

} // namespace

Result<std::vector<MixSource>> readMixConfig(const fs::path &path)
{
    VERNIER_ASSIGN(const nlohmann::json config, readJsonFile(path));
    const nlohmann::json *list = findField(config, "configurations");
    if (!list || !list->is_array())
        return badField("configurations", "a list of objects with dataset_name and dataset_path", path.string());
    std::vector<MixSource> sources;
    std::set<std::string> names;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const std::string where = path.string() + ": configurations[" + std::to_string(i) + "]";
        if (!(*list)[i].is_object())
            return Error{ErrorCode::CorruptFile, "must be an object with dataset_name and dataset_path", where};
        VERNIER_ASSIGN(const std::string name, stringField((*list)[i], "dataset_name", where));
        VERNIER_ASSIGN(const std::string place, stringField((*list)[i], "dataset_path", where));
        if (!names.insert(name).second)
            return Error{ErrorCode::InvalidArgument, "\"" + printable(name) + "\" is there already; name each source once", where};
        sources.push_back({name, placeOf(place, path)});
    }
    return sources;
}

Result<Mix> mixCalibration(const std::vector<MixSource> &sources, const MixOptions &options, JobMonitor &monitor)
{
    VERNIER_TRY(checkOptions(sources, options));
    Mix mix;
    for (const MixSource &source : sources) {
        const auto wanted = options.sizes.find(source.name);
        if (wanted == options.sizes.end() || wanted->second == 0)
            continue;
        VERNIER_ASSIGN(const std::optional<QuestionList> list, readSource(source, options));
        if (!list) {
            mix.notes.push_back(remark(source.name, "gives nothing: no reader is known for this name"));
            continue;
        }
        for (const std::string &note : list->notes)
            mix.notes.push_back(remark(source.name, note));
        VERNIER_ASSIGN(const std::vector<Question> drawn, Sampler(source, wanted->second, options, monitor).draw(list->questions, mix.notes));
        mix.counts[source.name] = static_cast<std::int64_t>(drawn.size());
        mix.questions.insert(mix.questions.end(), drawn.begin(), drawn.end());
    }
    PythonRandom(options.seed).shuffle(mix.questions);
    return mix;
}

Result<void> writeCalibrationSet(const fs::path &path, const std::vector<Question> &questions)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Question &question : questions) {
        nlohmann::ordered_json entry{{"prompt", question.prompt}};
        std::visit([&entry](const auto &answer) { entry["ans"] = answer; }, question.answer);
        list.push_back(std::move(entry));
    }
    // Malformed UTF-8 can only come from callers' own readers.
    return writeFileAtomically(path, list.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace), kSetMode);
}

Result<std::vector<Question>> readCalibrationSet(const fs::path &path)
{
    VERNIER_ASSIGN(const std::vector<Document> documents, readDocuments(path));
    std::vector<Question> questions;
    for (const Document &document : documents) {
        if (document.isTokens())
            return Error{ErrorCode::InvalidArgument, "these are token ids; a calibration set that is to grow must hold texts", document.origin};
        questions.push_back({document.text, document.answer.value_or(Answer(std::string())), document.origin});
    }
    return questions;
}

Result<void> checkCalibrationOutput(const fs::path &path, const std::vector<fs::path> &inputs)
{
    std::error_code ignored;
    for (const fs::path &input : inputs) {
        if (!input.empty() && fs::equivalent(path, input, ignored))
            return Error{ErrorCode::InvalidArgument, "is one of the files that are read; choose another name for the output", path.string()};
    }
    if (fs::exists(path, ignored) && !readCalibrationSet(path))
        return Error{ErrorCode::InvalidArgument, "exists and is no calibration set; remove it first, or choose another name", path.string()};
    return {};
}

std::vector<Question> withBadCases(const std::vector<Question> &set, const std::vector<Question> &cases, const BadCaseOptions &options)
{
    VERNIER_CHECK(options.largestShare > 0.0 && options.largestShare < 1.0);
    std::unordered_set<std::string> known;
    for (const Question &question : set)
        known.insert(question.prompt);
    std::vector<Question> added;
    for (const Question &question : cases) {
        if (known.insert(question.prompt).second)
            added.push_back(question);
    }
    const double room = std::floor(static_cast<double>(set.size()) * options.largestShare / (1.0 - options.largestShare));
    if (!set.empty() && static_cast<double>(added.size()) > room) {
        PythonRandom(options.seed).shuffle(added);
        added.resize(static_cast<std::size_t>(room));
    }
    std::vector<Question> result;
    const std::size_t total = set.size() + added.size();
    for (std::size_t i = 0; i < total; ++i) {
        const std::size_t due = (2 * (i + 1) * added.size() + total) / (2 * total); // rounded share of the first i + 1
        const std::size_t there = (2 * i * added.size() + total) / (2 * total);
        result.push_back(due > there ? added[there] : set[i - there]);
    }
    return result;
}

} // namespace vernier
