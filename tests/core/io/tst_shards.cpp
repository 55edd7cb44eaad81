// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/shards.h"

#include "core/io/json_file.h"
#include "core/io/tensor_folder.h"
#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

class TestShards : public QObject
{
    Q_OBJECT

private slots:
    void shardsStayBelowTheLimit_data();
    void shardsStayBelowTheLimit();
    void namesAreNumbered();
    void indexIsAsPythonWritesIt();
    void referenceShardsAreReproduced_data();
    void referenceShardsAreReproduced();
};

using Sizes = std::vector<int>;

void TestShards::shardsStayBelowTheLimit_data()
{
    QTest::addColumn<Sizes>("sizes");
    QTest::addColumn<std::string>("shards");
    QTest::newRow("nothing") << Sizes{} << std::string();
    QTest::newRow("one shard") << Sizes{3, 3, 3} << std::string("012|");
    QTest::newRow("reaching the limit closes") << Sizes{5, 5} << std::string("0|1|");
    QTest::newRow("just below the limit") << Sizes{5, 4, 1} << std::string("01|2|");
    QTest::newRow("too large alone") << Sizes{1, 30, 1} << std::string("0|1|2|");
    QTest::newRow("too large first") << Sizes{30, 1, 1} << std::string("0|12|");
    QTest::newRow("empty tensors join") << Sizes{9, 0, 0} << std::string("012|");
}

void TestShards::shardsStayBelowTheLimit()
{
    QFETCH(Sizes, sizes);
    QFETCH(std::string, shards);
    std::vector<TensorSize> tensors;
    for (const int size : sizes)
        tensors.push_back({"t", std::uint64_t(size)});
    std::string text;
    for (const auto &shard : splitIntoShards(tensors, 10)) {
        for (const std::size_t tensor : shard)
            text += std::to_string(tensor);
        text += '|';
    }
    QCOMPARE(text, shards);
}

void TestShards::namesAreNumbered()
{
    QCOMPARE(shardFileName("w", 1, 4), std::string("w-00001-of-00004.safetensors"));
    QCOMPARE(shardFileName("w", 99999, 99999), std::string("w-99999-of-99999.safetensors"));
    QCOMPARE(shardFileName("w", 7, 100000), std::string("w-7-of-100000.safetensors"));
    QCOMPARE(shardIndexFileName("w"), std::string("w.safetensors.index.json"));
}

void TestShards::indexIsAsPythonWritesIt()
{
    const std::vector<TensorSize> tensors{{"b\"", 1}, {"\xc3\xa9", 2}};
    const std::vector<std::vector<std::size_t>> shards{{0}, {1}};
    const std::string expected = R"({
  "metadata": {
    "total_size": 3
  },
  "weight_map": {
    "b\"": "w-00001-of-00002.safetensors",
    "\u00e9": "w-00002-of-00002.safetensors"
  }
})";
    QCOMPARE(shardIndexJson("w", tensors, shards), expected);
    const std::string expectedEmpty = R"({
  "metadata": {
    "total_size": 0
  },
  "weight_map": {}
})";
    QCOMPARE(shardIndexJson("w", {}, {}), expectedEmpty);
}

void TestShards::referenceShardsAreReproduced_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<quint64>("limit");
    QTest::addColumn<int>("count");
    QTest::newRow("one part of 1 GiB") << std::string("r2_w8a8_part1") << (quint64(1) << 30) << 1;
    QTest::newRow("parts of 70000 bytes") << std::string("r2_w8a8_part_small") << quint64(70000) << 4;
}

void TestShards::referenceShardsAreReproduced()
{
    QFETCH(std::string, name);
    QFETCH(quint64, limit);
    QFETCH(int, count);
    VERNIER_SHARED_OR_SKIP(path, "golden/" + name + "/tool");
    const std::string prefix = "quant_model_weight_w8a8";
    const auto indexPath = path / shardIndexFileName(prefix);
    const auto index = readOrderedJsonFile(indexPath);
    const auto folder = TensorFolder::open(path);
    VERNIER_SUCCEEDS(index);
    VERNIER_SUCCEEDS(folder);
    std::vector<TensorSize> tensors; // in the order in which they were saved, which is the index's
    for (const auto &[tensor, file] : (*index)["weight_map"].items())
        tensors.push_back({tensor, (*folder)->find(tensor)->data.size()});
    const auto shards = splitIntoShards(tensors, limit);
    QCOMPARE(int(shards.size()), count);
    QCOMPARE(shardIndexJson(prefix, tensors, shards), readBytes(indexPath));
}

QTEST_APPLESS_MAIN(TestShards)
#include "tst_shards.moc"
