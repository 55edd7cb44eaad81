// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/kept_weights.h"

#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestKeptWeights : public QObject
{
    Q_OBJECT

private slots:
    void codesOfDataAreKeptWhateverTheyTake();
    void stoppedOnTheWayToTheDiskNothingIsKept();
    void whatCanBeMadeStaysWithinTheBudget();
    void everythingTellsCodesOfDataApart();
};

namespace {

/// With something in each of its parts. 64 · 32 codes, twice: 4 KiB and more.
std::shared_ptr<QuantizedWeight> weightOf(int seed)
{
    auto weight = std::make_shared<QuantizedWeight>();
    weight->codes = CodeMatrix::Random(64, 32);
    weight->codes(0, 0) = static_cast<std::int8_t>(seed);
    weight->simulatedCodes = CodeMatrix::Random(64, 32);
    weight->parameters = {{0.5f, 1.0f}, {0.25f, static_cast<float>(seed)}};
    weight->secondScales = {3.0f};
    weight->blockAbsMax = {1.0f, 2.0f, 3.0f};
    weight->simulated = {{70, 0.5f}, {3, -1.0f}};
    weight->bits = 4;
    weight->groupSize = 16;
    weight->blockSize = 8;
    weight->exponent = 1.5f;
    weight->arithmetic = DType::BF16;
    weight->scaleType = DType::F16;
    return weight;
}

bool same(const QuantizedWeight &a, const QuantizedWeight &b)
{
    const auto sameSimulated = [](const SimulatedWeight &one, const SimulatedWeight &other) { return one.element == other.element && one.value == other.value; };
    return a.codes == b.codes && a.simulatedCodes == b.simulatedCodes && a.parameters == b.parameters && a.secondScales == b.secondScales
        && a.blockAbsMax == b.blockAbsMax && std::ranges::equal(a.simulated, b.simulated, sameSimulated) && a.bits == b.bits && a.groupSize == b.groupSize
        && a.blockSize == b.blockSize && a.exponent == b.exponent && a.arithmetic == b.arithmetic && a.scaleType == b.scaleType;
}

} // namespace

void TestKeptWeights::codesOfDataAreKeptWhateverTheyTake()
{
    auto from = std::make_unique<KeptWeights>(10'000); // two of them
    KeptWeights &kept = *from;
    std::vector<std::shared_ptr<const QuantizedWeight>> made;
    for (int i = 0; i < 5; ++i) {
        made.push_back(weightOf(i));
        VERNIER_SUCCEEDS(kept.keep("layer " + std::to_string(i), made.back()));
    }
    KeptWeights another(10'000);
    for (int i = 0; i < 5; ++i) {
        const std::string layer = "layer " + std::to_string(i);
        const std::shared_ptr<const QuantizedWeight> found = valueOf(kept.find(layer));
        QVERIFY(found && same(*found, *made[static_cast<std::size_t>(i)]));
        QCOMPARE(found == made[static_cast<std::size_t>(i)], i < 2); // the others lie on disk
        another.takeFrom(kept, layer, i != 3);
        QCOMPARE(another.contentKey(layer).empty(), i == 3);
    }
    QVERIFY(kept.dataBytes() > 5 * 4096);
    kept.forgetWhatCanBeMade();
    from.reset();
    QVERIFY(same(*valueOf(another.find("layer 4")), *made[4])); // the file lives as long as somebody needs it
    QVERIFY(!valueOf(another.find("layer 3")));
}

void TestKeptWeights::stoppedOnTheWayToTheDiskNothingIsKept()
{
    Interrupt interrupt([] { return false; });
    while (!interrupt.poll()) {}
    KeptWeights kept(10'000);
    for (int i = 0; i < 2; ++i)
        VERNIER_SUCCEEDS(kept.keep(std::to_string(i), weightOf(i), &interrupt)); // there is room in memory
    const std::int64_t before = kept.dataBytes();
    const std::shared_ptr<const QuantizedWeight> third = weightOf(2);
    VERNIER_REFUSES(kept.keep("2", third, &interrupt), ErrorCode::Cancelled, {});
    QCOMPARE(kept.dataBytes(), before);
    QVERIFY(!valueOf(kept.find("2")));
    VERNIER_SUCCEEDS(kept.keep("2", third));
    QVERIFY(same(*valueOf(kept.find("2")), *third));
}

void TestKeptWeights::whatCanBeMadeStaysWithinTheBudget()
{
    KeptWeights kept(10'000);
    for (int i = 0; i < 5; ++i)
        kept.keepIfRoom(std::to_string(i), weightOf(i));
    QVERIFY(valueOf(kept.find("1")) && !valueOf(kept.find("2")));
    QCOMPARE(kept.dataBytes(), 0);
    kept.forgetWhatCanBeMade();
    QVERIFY(!valueOf(kept.find("1")));
    kept.keepIfRoom("4", weightOf(4));
    QVERIFY(valueOf(kept.find("4")));
}

void TestKeptWeights::everythingTellsCodesOfDataApart()
{
    const std::shared_ptr<const QuantizedWeight> plain = weightOf(0);
    KeptWeights kept;
    const auto keyOf = [&](auto change) {
        auto changed = std::make_shared<QuantizedWeight>(*plain);
        change(*changed);
        if (!kept.keep("layer", changed))
            qFatal("not kept");
        return kept.contentKey("layer");
    };
    const std::string key = keyOf([](QuantizedWeight &) {});
    QCOMPARE(keyOf([](QuantizedWeight &) {}), key);
    QVERIFY(keyOf([](QuantizedWeight &weight) { ++weight.codes(5, 5); }) != key);
    QVERIFY(keyOf([](QuantizedWeight &weight) { ++weight.simulatedCodes(5, 5); }) != key);
    QVERIFY(keyOf([](QuantizedWeight &weight) { weight.parameters[1].scale = 2.0f; }) != key);
    QVERIFY(keyOf([](QuantizedWeight &weight) { weight.simulated[1].value = 2.0f; }) != key);
    QVERIFY(keyOf([](QuantizedWeight &weight) { weight.simulated[1].element = 4; }) != key);
}

QTEST_APPLESS_MAIN(TestKeptWeights)
#include "tst_kept_weights.moc"
