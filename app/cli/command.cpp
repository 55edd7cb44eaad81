// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "core/base/parallel.h"
#include "core/base/strings.h"

#include <cstdio>
#include <utility>

namespace vernier::cli {

Session::Session(const CommonOptions &options, TerminalMonitor &monitor)
    : m_json(options.json)
    , m_compute{.threads = options.threads > 0 ? options.threads : defaultThreadCount(),
                .backend = options.plainGemm ? GemmBackend::Plain : GemmBackend::OneDnn}
    , m_monitor(monitor)
{}

const Compute &Session::compute()
{
    if (!std::exchange(m_prepared, true))
        prepareProducts(m_compute);
    return m_compute;
}

void Session::print(const Json &json, const std::string &text)
{
    m_monitor.clearLine();
    // Names come from files: bytes that are no UTF-8 must not end the program.
    const std::string out = m_json ? json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : withoutControls(text, "\n\t");
    std::fwrite(out.data(), 1, out.size(), stdout);
}

void Session::note(const std::string &text)
{
    m_monitor.clearLine();
    printLine("note: ", text);
}

void printLine(const std::string &prefix, const std::string &text)
{
    constexpr std::size_t kLongest = 2000;
    std::fputs((prefix + shortenedText(withoutControls(text), kLongest) + "\n").c_str(), stderr);
}

void printError(const Error &error)
{
    constexpr std::size_t kLongestPlace = 300;
    Error shown = error;
    shown.where = shortenedText(shown.where, kLongestPlace);
    printLine("error: ", toString(shown));
}

CLI::App *addVerb(CLI::App &app, Chosen &chosen, const std::string &name, const std::string &description, Run run)
{
    CLI::App *verb = app.add_subcommand(name, description);
    verb->add_option("--threads", chosen.common.threads, "Threads to compute with (default: all processors)")
        ->check(CLI::Range(1, 1024));
    verb->add_flag("--json", chosen.common.json, "Print a JSON object with numbers at full precision instead of a table");
    verb->add_flag("--plain-gemm", chosen.common.plainGemm, "Multiply with plain loops instead of oneDNN (slow; to compare)");
    verb->callback([&chosen, run = std::move(run)] { chosen.run = run; });
    return verb;
}

CLI::Option *addPath(CLI::App *verb, const std::string &name, std::string &path, const std::string &description)
{
    const auto refuseEmpty = [](std::string &value) {
        return value.empty() ? std::string("the name is empty; give a path (is a shell variable not set?)") : std::string();
    };
    return verb->add_option(name, path, description)->check(CLI::Validator(refuseEmpty, ""));
}

} // namespace vernier::cli
