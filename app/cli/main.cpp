// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <execinfo.h>
#include <fcntl.h>
#include <iostream>
#include <new>
#include <string>
#include <system_error>
#include <unistd.h>

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
    printError(result.error());
    return kBadInput;
}

/// A standard stream that is closed would give its number to the next file that is opened, and what is printed would end there.
void holdStandardStreams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(stream, F_GETFD) >= 0)
            continue;
        // Reading only, where the result is written: that must fail, and not disappear.
        const int opened = ::open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
        if (opened >= 0 && opened != stream) {
            dup2(opened, stream);
            ::close(opened);
        }
    }
}

/// What was printed must have arrived.
int checkOutput(int exitCode)
{
    std::cout.flush();
    errno = 0;
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
    if (written)
        return exitCode;
    const int reason = errno;
    printLine("error: ", std::string("the result cannot be written to the standard output")
                             + (reason != 0 ? ": " + std::generic_category().message(reason) : std::string())
                             + "; give it a place with room, such as a file on another disk");
    return kBadInput;
}

int run(int argc, char **argv)
{

    CLI::App app("Tunes the precision of quantized language models: inspect, calibrate, measure, quantize, export.", "vernier-cli");
    app.set_version_flag("--version", "vernier-cli " VERNIER_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    app.footer("Exit codes: 0 success, 1 a gate such as --max-kl failed, 2 bad input, 130 interrupted (Ctrl-C; 143 by SIGTERM).");
    Chosen chosen;
    addInspect(app, chosen);
    addInspectQuantized(app, chosen);
    addCalibrate(app, chosen);
    addSensitivity(app, chosen);
    addAnalyze(app, chosen);
    addEvaluate(app, chosen);
    addAccuracy(app, chosen);
    addQuantize(app, chosen);
    addExport(app, chosen);
    addGenerate(app, chosen);
    addLogits(app, chosen);
    addMix(app, chosen);
    addDemo(app, chosen);
    try {
        app.parse(argc, argv);
        return runChosen(chosen);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : kBadInput;
    } catch (const std::bad_alloc &) {
        printLine("error: ", "out of memory; use a shorter --window, fewer calibration samples, fewer --threads or a machine with "
                             "more memory");
    } catch (const std::system_error &error) {
        printLine("error: ", std::string("the system gives no more memory or threads (") + error.what()
                                 + "); use fewer --threads, or raise the limits (ulimit -v, -u)");
    } catch (const std::exception &error) {
        printLine("internal error: ", error.what());
    }
    return kBadInput;
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a file that grows beyond a limit is an error to report, not a reason to die
    std::signal(SIGPIPE, SIG_DFL);
    holdStandardStreams();
    void *frame = nullptr;
    backtrace(&frame, 1); // loads what glibc needs to end a thread; without memory it could not, and would abort
    return checkOutput(run(argc, argv));
}
