// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/terminal_monitor.h"
#include "core/base/result.h"
#include "core/tensor/gemm.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <string>

// What the verbs of vernier-cli have in common. Each verb is one file: it declares its options and, when chosen, leaves
// behind what to run.

namespace vernier::cli {

using Json = nlohmann::ordered_json;

/// Exit codes besides 0.
inline constexpr int kGateFailed = 1;
inline constexpr int kBadInput = 2;
inline constexpr int kInterrupted = 128; ///< plus the signal's number: 130 after Ctrl-C, as a shell reports it

/// Options of every verb.
struct CommonOptions
{
    int threads = 0; ///< 0: as many as there are processors
    bool json = false;
    bool plainGemm = false;
};

/// What a running verb works with.
class Session
{
public:
    Session(const CommonOptions &options, TerminalMonitor &monitor);

    /// Where and how wide to compute; ready to do so from the first call on.
    [[nodiscard]] const Compute &compute();
    [[nodiscard]] JobMonitor &monitor() { return m_monitor; }

    /// Prints the result: the JSON object if the user asked for it, else the text, control characters escaped.
    void print(const Json &json, const std::string &text);
    /// A remark on the error stream.
    void note(const std::string &text);

private:
    bool m_json;
    Compute m_compute;
    bool m_prepared = false;
    TerminalMonitor &m_monitor;
};

/// Writes a line to the error stream, control characters escaped and shortened in the middle if it is very long.
void printLine(const std::string &prefix, const std::string &text);

/// An error; files and names of any length in it are shortened.
void printError(const Error &error);

/// Runs the chosen verb; the value is the exit code.
using Run = std::function<Result<int>(Session &)>;

/// The one verb the user chose.
struct Chosen
{
    CommonOptions common;
    Run run;
};

/// A subcommand with the common options; `run` is taken when it is chosen.
CLI::App *addVerb(CLI::App &app, Chosen &chosen, const std::string &name, const std::string &description, Run run);

/// An option that names a file or folder; an empty name, as of a shell variable that is not set, is refused.
CLI::Option *addPath(CLI::App *verb, const std::string &name, std::string &path, const std::string &description);

void addInspect(CLI::App &app, Chosen &chosen);
void addInspectQuantized(CLI::App &app, Chosen &chosen);
void addCalibrate(CLI::App &app, Chosen &chosen);
void addSensitivity(CLI::App &app, Chosen &chosen);
void addAnalyze(CLI::App &app, Chosen &chosen);
void addEvaluate(CLI::App &app, Chosen &chosen);
void addAccuracy(CLI::App &app, Chosen &chosen);
void addQuantize(CLI::App &app, Chosen &chosen);
void addExport(CLI::App &app, Chosen &chosen);
void addGenerate(CLI::App &app, Chosen &chosen);
void addLogits(CLI::App &app, Chosen &chosen);
void addMix(CLI::App &app, Chosen &chosen);
void addDemo(CLI::App &app, Chosen &chosen);

} // namespace vernier::cli
