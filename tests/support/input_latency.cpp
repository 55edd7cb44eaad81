// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/input_latency.h"

#include "widgets/models/workbench.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QTimer>

#include <algorithm>
#include <cstdio>

namespace vernier::test {

namespace {

constexpr std::chrono::milliseconds kInterval{10};

class Mark final : public QEvent
{
public:
    Mark(int type, std::chrono::steady_clock::time_point posted)
        : QEvent(static_cast<Type>(type))
        , m_posted(posted)
    {}
    [[nodiscard]] std::chrono::steady_clock::time_point posted() const { return m_posted; }

private:
    std::chrono::steady_clock::time_point m_posted;
};

} // namespace

InputLatency::InputLatency(QWidget &view, QWidget &viewport)
    : m_view(view)
    , m_viewport(viewport)
    , m_mark(QEvent::registerEventType())
{}

InputLatency::~InputLatency() = default;

void InputLatency::post()
{
    const auto steps = [](int n, int room) { return room > 0 ? n * 7 % room : 0; };
    Clock::time_point next = Clock::now();
    for (int n = 0; !m_stops; ++n) {
        const Clock::time_point posted = Clock::now();
        if (n % 3 == 0) {
            const int key = n / 15 % 2 == 0 ? Qt::Key_Right : Qt::Key_Left;
            QCoreApplication::postEvent(&m_view, new QKeyEvent(QEvent::KeyPress, key, Qt::NoModifier));
        } else {
            const QPoint at = m_area.topLeft() + QPoint(steps(n, m_area.width()), steps(n, m_area.height()));
            QCoreApplication::postEvent(&m_viewport, new QMouseEvent(QEvent::MouseMove, at, at, Qt::NoButton, Qt::NoButton, Qt::NoModifier));
        }
        QCoreApplication::postEvent(this, new Mark(m_mark, posted)); // comes after what was posted before
        next += kInterval;
        std::this_thread::sleep_until(next);
    }
}

bool InputLatency::event(QEvent *event)
{
    if (event->type() != m_mark)
        return QObject::event(event);
    m_waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - static_cast<Mark *>(event)->posted()).count());
    return true;
}

bool InputLatency::measureUntilIdle(Workbench &workbench, const char *what, int milliseconds)
{
    m_waits.clear();
    m_stops = false;
    m_area = m_viewport.rect();
    QEventLoop loop; // which, unlike the waiting of Qt Test, never sleeps while there are events
    QTimer timeout;
    timeout.setSingleShot(true);
    QObject::connect(&timeout, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&workbench.runner, &JobRunner::idle, &loop, [&] {
        if (!workbench.runner.isBusy())
            loop.quit();
    });
    timeout.start(milliseconds);
    std::thread poster(&InputLatency::post, this);
    if (workbench.runner.isBusy())
        loop.exec();
    m_stops = true;
    poster.join();
    QCoreApplication::sendPostedEvents();
    const Latency found = latency();
    std::printf("INFO   : input during %s: %zu events, median %.1f ms, 99 %% within %.1f ms, at most %.1f ms\n", what, found.events, found.median,
                found.p99, found.max);
    std::fflush(stdout);
    return !workbench.runner.isBusy();
}

Latency InputLatency::latency() const
{
    if (m_waits.empty())
        return {};
    std::vector<double> sorted = m_waits;
    std::sort(sorted.begin(), sorted.end());
    const auto share = [&](double part) { return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(part * static_cast<double>(sorted.size())))]; };
    return {sorted.size(), share(0.5), share(0.99), sorted.back()};
}

} // namespace vernier::test
