// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <fstream>
#include <new>
#include <numeric>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

// Loops on several threads: all pieces once, and an orderly end when a piece fails, the user stops or threads are refused.

using namespace vernier;

namespace {

constexpr int kThreads = 4;

/// Address space in use.
rlim_t addressSpaceBytes()
{
    std::ifstream statm("/proc/self/statm");
    rlim_t pages = 0;
    statm >> pages;
    return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

class TestParallel : public QObject
{
    Q_OBJECT

private slots:
    void everyPieceIsDoneOnce_data();
    void everyPieceIsDoneOnce();
    void refusedThreadsAreDoneWithout();
    void anExceptionComesOutWhenNobodyWorks_data();
    void anExceptionComesOutWhenNobodyWorks();
    void interruptStopsBetweenPieces_data();
    void interruptStopsBetweenPieces();
    void onlyTheCallerAsks();
};

void TestParallel::everyPieceIsDoneOnce_data()
{
    QTest::addColumn<int>("threads");
    QTest::addColumn<int>("count");
    for (const int threads : {1, 2, 7}) {
        for (const int count : {0, 1, 3, 1000})
            QTest::addRow("%d threads, %d pieces", threads, count) << threads << count;
    }
}

void TestParallel::everyPieceIsDoneOnce()
{
    QFETCH(int, threads);
    QFETCH(int, count);
    std::vector<int> done(static_cast<std::size_t>(count), 0);
    parallelFor(threads, count, [&](std::int64_t i) { ++done[static_cast<std::size_t>(i)]; });
    QCOMPARE(done, std::vector<int>(static_cast<std::size_t>(count), 1));
}

void TestParallel::refusedThreadsAreDoneWithout()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("sanitizers need the address space");
#endif
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_AS, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = addressSpaceBytes() + (rlim_t{4} << 20); // less than one thread's stack
    QCOMPARE(setrlimit(RLIMIT_AS, &tight), 0);
    constexpr int kMany = 64;
    std::atomic<int> sum{0};
    parallelFor(kMany, 2 * kMany, [&](std::int64_t i) { sum += static_cast<int>(i); });
    QCOMPARE(setrlimit(RLIMIT_AS, &before), 0);
    QCOMPARE(sum.load(), 2 * kMany * (2 * kMany - 1) / 2);
}

void TestParallel::anExceptionComesOutWhenNobodyWorks_data()
{
    QTest::addColumn<int>("failing");
    QTest::addColumn<int>("threads");
    for (const int threads : {1, kThreads}) {
        for (const int failing : {0, 1, 50})
            QTest::addRow("piece %d, %d threads", failing, threads) << failing << threads;
    }
}

void TestParallel::anExceptionComesOutWhenNobodyWorks()
{
    QFETCH(int, failing);
    QFETCH(int, threads);
    std::atomic<int> working{0};
    bool caught = false;
    try {
        parallelFor(threads, 200, [&](std::int64_t i) {
            ++working;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            --working;
            if (i == failing)
                throw std::bad_alloc();
        });
    } catch (const std::bad_alloc &) {
        caught = true;
        QCOMPARE(working.load(), 0);
    }
    QVERIFY(caught);
    // The next loop is not disturbed.
    std::atomic<int> done{0};
    parallelFor(threads, 100, [&](std::int64_t) { ++done; });
    QCOMPARE(done.load(), 100);
}

void TestParallel::interruptStopsBetweenPieces_data()
{
    QTest::addColumn<int>("threads");
    QTest::newRow("one thread") << 1;
    QTest::newRow("several") << kThreads;
}

void TestParallel::interruptStopsBetweenPieces()
{
    QFETCH(int, threads);
    int asked = 0;
    Interrupt interrupt([&] { return ++asked < 2; });
    std::atomic<int> done{0};
    constexpr int kPieces = 100'000;
    const auto piece = [&](std::int64_t) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        ++done;
    };
    parallelFor({threads, &interrupt}, kPieces, piece);
    QVERIFY(interrupt.requested());
    QCOMPARE(asked, 2);
    QVERIFY(done < kPieces / 10);
    parallelFor({threads, &interrupt}, kPieces, piece); // still stopped, and not asked again
    QCOMPARE(asked, 2);
}

void TestParallel::onlyTheCallerAsks()
{
    const std::thread::id caller = std::this_thread::get_id();
    bool others = false;
    int asked = 0;
    Interrupt interrupt([&] {
        ++asked;
        others = others || std::this_thread::get_id() != caller;
        return true;
    });
    const auto shortPiece = [](std::int64_t) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
    // Also where loops are nested.
    const auto piece = [&](std::int64_t) { parallelFor({kThreads, &interrupt}, 10, shortPiece); };
    parallelFor({kThreads, &interrupt}, 100, piece);
    QVERIFY(asked > 1);
    QVERIFY(!others);
}

QTEST_APPLESS_MAIN(TestParallel)
#include "tst_parallel.moc"
