// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/shared_data.h"

#include <QProcess>
#include <QTest>

// NumPy itself, as the judge of files that it has to read.

namespace vernier::test {

/// A Python that has NumPy: Debian's, or the first in PATH; empty if there is none.
inline QString pythonWithNumpy()
{
    for (const QString &python : {QStringLiteral("/usr/bin/python3"), QStringLiteral("python3")}) {
        if (QProcess::execute(python, {QStringLiteral("-c"), QStringLiteral("import importlib.util, sys; "
                                                                           "sys.exit(importlib.util.find_spec('numpy') is None)")})
            == 0)
            return python;
    }
    return {};
}

/// What tests/support/numpy_files.py prints, errors included.
inline QString numpyFiles(const QString &python, const QStringList &arguments)
{
    constexpr int kLongestRunMs = 60'000;
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(python, QStringList{QStringLiteral(VERNIER_SOURCE_DIR "/tests/support/numpy_files.py")} + arguments);
    process.waitForFinished(kLongestRunMs);
    return QString::fromUtf8(process.readAll());
}

} // namespace vernier::test

/// In a test function: goes on with `variable` set to such a Python, skips where there is none (fails in CI).
#define VERNIER_NUMPY_OR_SKIP(variable)                                                                                \
    const QString variable = vernier::test::pythonWithNumpy();                                                         \
    if (variable.isEmpty()) {                                                                                          \
        if (vernier::test::inContinuousIntegration())                                                                  \
            QFAIL("no python3 with NumPy: install python3-numpy");                                                     \
        QSKIP("no python3 with NumPy (Debian's python3-numpy)");                                                       \
    }
