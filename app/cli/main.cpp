// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

// vernier-cli: the whole job without a window.

namespace {

using namespace vernier;
using namespace vernier::cli;

int runChosen(const Chosen &chosen)
{
    TerminalMonitor monitor;
    Session session(chosen.common, monitor);
    const Result<int> result = chosen.run(session);
    monitor.clearLine();
    if (result)
        return *result;
    if (result.error().code == ErrorCode::Cancelled) {
        std::fputs("cancelled\n", stderr);
        return kInterrupted + TerminalMonitor::stopSignal();
    }
    std::fprintf(stderr, "error: %s\n", toString(result.error()).c_str());
    return kBadInput;
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a file that grows beyond a limit is an error to report, not a reason to die
    std::signal(SIGPIPE, SIG_DFL);

    CLI::App app("Tunes the precision of quantized language models: inspect, calibrate, measure, quantize, export.", "vernier-cli");
    app.set_version_flag("--version", "vernier-cli " VERNIER_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    app.footer("Exit codes: 0 success, 1 a gate such as --max-kl failed, 2 bad input.");
    Chosen chosen;
    addInspect(app, chosen);
    addCalibrate(app, chosen);
    addSensitivity(app, chosen);
    addEvaluate(app, chosen);
    addQuantize(app, chosen);
    addExport(app, chosen);
    addGenerate(app, chosen);
    addLogits(app, chosen);
    addDemo(app, chosen);
    try {
        app.parse(argc, argv);
        return runChosen(chosen);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : kBadInput;
    } catch (const std::bad_alloc &) {
        std::fputs("error: out of memory; use a shorter --window, fewer calibration samples or a machine with more memory\n", stderr);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "internal error: %s\n", error.what());
    }
    return kBadInput;
}
