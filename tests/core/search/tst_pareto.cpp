// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/pareto.h"

#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace vernier;

namespace {

using Indices = std::vector<std::size_t>;

/// The definition.
bool beaten(const TradeOff &point, const std::vector<TradeOff> &others)
{
    return std::any_of(others.begin(), others.end(), [&](const TradeOff &other) {
        return other.size <= point.size && other.loss <= point.loss && (other.size < point.size || other.loss < point.loss);
    });
}

} // namespace

class TestPareto : public QObject
{
    Q_OBJECT

private slots:
    void smallestAndBestAreOnIt() { QVERIFY((paretoFront(std::vector<TradeOff>{{3, 1}, {1, 3}, {2, 2}, {3, 3}}) == Indices{1, 2, 0})); }
    void nothingOfNothing() { QVERIFY(paretoFront({}).empty()); }
    void equalPointsAreAllKept() { QVERIFY((paretoFront(std::vector<TradeOff>{{1, 1}, {2, 1}, {1, 1}, {1, 2}}) == Indices{0, 2})); }
    void whatWasNotMeasuredIsLeftOut()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QVERIFY((paretoFront(std::vector<TradeOff>{{1, nan}, {nan, 0}, {2, 2}}) == Indices{2}));
    }
    void agreesWithTheDefinition()
    {
        const std::vector<float> numbers = test::pseudoRandom(400, 7);
        std::vector<TradeOff> points;
        for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) // coarse, so that ties occur
            points.push_back({std::round(8.0 * static_cast<double>(numbers[i])), std::round(8.0 * static_cast<double>(numbers[i + 1]))});
        Indices front = paretoFront(points);
        QVERIFY(std::is_sorted(front.begin(), front.end(), [&](std::size_t a, std::size_t b) { return points[a].size < points[b].size; }));
        std::sort(front.begin(), front.end());
        Indices expected;
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (!beaten(points[i], points))
                expected.push_back(i);
        }
        QVERIFY(expected.size() > 1);
        QVERIFY(front == expected);
    }
};

QTEST_APPLESS_MAIN(TestPareto)
#include "tst_pareto.moc"
