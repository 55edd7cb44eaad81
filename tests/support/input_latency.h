// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QWidget>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

// How long input waits while jobs run. A thread of its own posts keys and mouse moves, whatever the window does meanwhile, and
// after each a mark; what lies between posting and the mark's arrival is the wait of the input and the time it was handled in.

namespace vernier {
struct Workbench;
}

namespace vernier::test {

/// Milliseconds.
struct Latency
{
    std::size_t events = 0;
    double median = 0.0;
    double p99 = 0.0;
    double max = 0.0;
};

class InputLatency : public QObject
{
public:
    /// Every 10 ms `view` gets a mouse move, or a key that goes one step there or back.
    explicit InputLatency(QWidget &view, QWidget &viewport);
    ~InputLatency() override;

    /// Runs an event loop until no job is left, and prints what was measured. False: after `milliseconds` there still was one.
    bool measureUntilIdle(Workbench &workbench, const char *what, int milliseconds = 300000);
    [[nodiscard]] Latency latency() const;

protected:
    bool event(QEvent *event) override;

private:
    using Clock = std::chrono::steady_clock;
    void post();

    QWidget &m_view;
    QWidget &m_viewport;
    QRect m_area; ///< of the viewport, for the other thread
    int m_mark;
    std::vector<double> m_waits;
    std::atomic<bool> m_stops{false};
};

} // namespace vernier::test
