// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "core/eval/task_accuracy.h"
#include "core/text/calibration_mix.h"

#include <charconv>
#include <optional>

// mix CONFIG --size NAME=N --out F [--model M] [--add F]: a calibration set as msModelSlim's CalibrationData makes it.

namespace vernier::cli {

namespace {

struct MixVerbOptions
{
    std::string config;
    std::vector<std::string> sizes;
    std::string out;
    ModelOptions model; ///< empty: questions are taken whether it can answer them or not
    std::string cases;
    double share = BadCaseOptions{}.largestShare;
    MixOptions mix;
};

/// "boolq=20"
Result<void> addSize(const std::string &text, std::map<std::string, std::int64_t> &sizes)
{
    const std::size_t equals = text.rfind('=');
    std::int64_t size = 0;
    if (equals != text.npos) {
        const char *const end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data() + equals + 1, end, size);
        if (error == std::errc() && rest == end) {
            sizes[text.substr(0, equals)] = size;
            return {};
        }
    }
    return Error{ErrorCode::InvalidArgument, "\"" + text + "\" is no NAME=NUMBER such as boolq=20", "--size"};
}

Result<int> mix(const MixVerbOptions &given, Session &session)
{
    MixOptions options = given.mix;
    for (const std::string &size : given.sizes)
        VERNIER_TRY(addSize(size, options.sizes));
    VERNIER_ASSIGN(const std::vector<MixSource> sources, readMixConfig(given.config));
    std::vector<std::filesystem::path> inputs{given.config, given.cases};
    for (const MixSource &source : sources)
        inputs.push_back(source.path);
    VERNIER_TRY(checkCalibrationOutput(given.out, inputs));

    std::optional<FloatNetwork> network;
    if (!given.model.model.empty()) {
        VERNIER_ASSIGN(const std::shared_ptr<const Checkpoint> checkpoint, openModel(given.model, session));
        VERNIER_ASSIGN(const std::shared_ptr<const Tokenizer> tokenizer, openTokenizer(checkpoint->path()));
        network.emplace(std::make_shared<const FloatModel>(checkpoint));
        options.isPositive = [&network, &session, tokenizer](std::string_view source, const Question &question) {
            return answersRightly(*network, *questionSetFromName(source), question, tokenizer, session.compute(), session.monitor());
        };
    }
    VERNIER_ASSIGN(Mix made, mixCalibration(sources, options, session.monitor()));
    for (const std::string &note : made.notes)
        session.note(note);
    const std::size_t mixed = made.questions.size();
    if (!given.cases.empty()) {
        VERNIER_ASSIGN(const std::vector<Question> cases, readCalibrationSet(given.cases));
        made.questions = withBadCases(made.questions, cases, {.largestShare = given.share, .seed = options.seed});
    }
    if (made.questions.empty())
        return Error{ErrorCode::InvalidArgument, "no question is taken; say how many with --size NAME=NUMBER", given.config};
    VERNIER_TRY(writeCalibrationSet(given.out, made.questions));
    const std::size_t added = made.questions.size() - mixed;
    std::string text = given.out + ": " + std::to_string(made.questions.size()) + (made.questions.size() == 1 ? " question\n" : " questions\n");
    for (const auto &[name, count] : made.counts)
        text += "  " + name + ": " + std::to_string(count) + "\n";
    if (!given.cases.empty())
        text += "  bad cases: " + std::to_string(added) + "\n";
    session.print({{"out", given.out}, {"questions", made.questions.size()}, {"counts", made.counts}, {"bad_cases", added}}, text);
    return 0;
}

} // namespace

void addMix(CLI::App &app, Chosen &chosen)
{
    auto options = std::make_shared<MixVerbOptions>();
    CLI::App *verb = addVerb(app, chosen, "mix", "Draw a calibration set from question sets, as msModelSlim's CalibrationData does",
                             [options](Session &session) { return mix(*options, session); });
    addPath(verb, "CONFIG", options->config, "JSON with configurations: dataset_name (boolq, ceval_5_shot, gsm8k, mmlu), dataset_path")->required();
    verb->add_option("--size", options->sizes, "Questions of a source, NAME=NUMBER; others give none")->delimiter(',')->required();
    addPath(verb, "--out", options->out, "File to write (JSON)")->required();
    addPath(verb, "--model", options->model.model, "Take only questions that this checkpoint answers rightly");
    addPath(verb, "--add", options->cases, "Bad cases to put evenly between them (JSON, JSONL or text)");
    verb->add_option("--share", options->share, "Largest part of the bad cases in the set")->check(CLI::Range(0.01, 0.99))->capture_default_str();
    verb->add_option("--seed", options->mix.seed, "Of the order of the set")->capture_default_str();
    verb->add_option("--sampling-seed", options->mix.samplingSeed, "Of the choice within each source")->capture_default_str();
    verb->add_option("--batch", options->mix.batch, "Questions drawn at a time")->check(CLI::Range(1, 1 << 20))->capture_default_str();
}

} // namespace vernier::cli
