// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensor_folder.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <algorithm>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

class TestTensorFolder : public QObject
{
    Q_OBJECT

private slots:
    void tensorsComeFromTheirShards();
    void entryIsChosenByName_data();
    void entryIsChosenByName();
    void foldersWithoutOneEntryAreRefused_data();
    void foldersWithoutOneEntryAreRefused();
    void hostileIndexIsRefused_data();
    void hostileIndexIsRefused();
    void missingShardIsNamed();
    void truncatedShardIsNamed();
    void tensorMissingInItsShardIsNamed();
    void shardsEqualTheUnshardedModel_data();
    void shardsEqualTheUnshardedModel();
};

namespace {

/// A shard of one tensor of one byte.
std::string shard(const std::string &tensor)
{
    return safetensorsBytes("{\"" + tensor + R"(":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}})", 1);
}

const std::string kTwoShards =
    R"({"metadata":{"total_size":2},"weight_map":{"b":"s-1.safetensors","a":"s-2.safetensors"}})";

void writeTwoShards(const QTemporaryDir &folder)
{
    writeBytes(pathIn(folder, "model.safetensors.index.json"), kTwoShards);
    writeBytes(pathIn(folder, "s-1.safetensors"), shard("b"));
    writeBytes(pathIn(folder, "s-2.safetensors"), shard("a"));
}

} // namespace

void TestTensorFolder::tensorsComeFromTheirShards()
{
    const QTemporaryDir folder;
    writeTwoShards(folder);
    writeBytes(pathIn(folder, "s-2.safetensors"),
               safetensorsBytes(R"({"extra":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},)"
                                R"("a":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[1,2]}})",
                                2));
    const auto opened = TensorFolder::open(folder.path().toStdString());
    VERNIER_SUCCEEDS(opened);
    const TensorFolder &tensors = **opened;
    QCOMPARE(tensors.names(), (std::vector<std::string>{"b", "a"}));
    QCOMPARE(tensors.totalBytes(), std::uint64_t(2));
    QCOMPARE(tensors.files().size(), std::size_t(2));
    QVERIFY(tensors.contains("b") && tensors.contains("a") && !tensors.contains("extra"));
    VERNIER_SUCCEEDS(tensors.find("b"));
    QCOMPARE(tensors.fileOf("b")->path(), pathIn(folder, "s-1.safetensors"));
    QCOMPARE(tensors.fileOf("none"), nullptr);
    VERNIER_REFUSES(tensors.find("a"), ErrorCode::Unsupported, {"s-2.safetensors", "\"a\"", "F8_E5M2"});
    VERNIER_REFUSES(tensors.find("bb"), ErrorCode::NotFound,
                    {folder.path().toStdString(), "\"bb\"", "did you mean \"b\""});
    tensors.prefetch("b");
    tensors.release("b");
    tensors.release("none");
}

void TestTensorFolder::entryIsChosenByName_data()
{
    QTest::addColumn<std::vector<std::string>>("files");
    QTest::addColumn<std::string>("opened");
    QTest::addColumn<std::string>("tensor");
    using Names = std::vector<std::string>;
    QTest::newRow("model.safetensors first")
        << Names{"model.safetensors", "model.safetensors.index.json", "s-1.safetensors"} << std::string()
        << std::string("model.safetensors");
    QTest::newRow("the only file") << Names{"quant.safetensors", "config.json"} << std::string()
                                   << std::string("quant.safetensors");
    QTest::newRow("a file by its path") << Names{"x.safetensors", "y.safetensors"} << std::string("y.safetensors")
                                        << std::string("y.safetensors");
    QTest::newRow("a file of any name by its path")
        << Names{"x.st", "y.safetensors"} << std::string("x.st") << std::string("x.st");
    QTest::newRow("before PyTorch's") << Names{"pytorch_model.bin", "quant.safetensors"} << std::string() << std::string("quant.safetensors");
    QTest::newRow("the only index") << Names{"q.safetensors.index.json", "s-1.safetensors", "s-2.safetensors"}
                                    << std::string() << std::string("s-1.safetensors");
    QTest::newRow("an index by its path") << Names{"q.safetensors.index.json", "model.safetensors", "s-1.safetensors"}
                                          << std::string("q.safetensors.index.json") << std::string("s-1.safetensors");
}

void TestTensorFolder::entryIsChosenByName()
{
    QFETCH(std::vector<std::string>, files);
    QFETCH(std::string, opened);
    QFETCH(std::string, tensor);
    const QTemporaryDir folder;
    for (const std::string &name : files) {
        const bool isIndex = name.ends_with(".index.json");
        writeBytes(pathIn(folder, name),
                   isIndex ? R"({"weight_map":{"s-1.safetensors":"s-1.safetensors"}})" : shard(name));
    }
    const auto tensors =
        TensorFolder::open(opened.empty() ? fs::path(folder.path().toStdString()) : pathIn(folder, opened));
    VERNIER_SUCCEEDS(tensors);
    QCOMPARE((*tensors)->names(), std::vector<std::string>{tensor});
}

void TestTensorFolder::foldersWithoutOneEntryAreRefused_data()
{
    QTest::addColumn<std::vector<std::string>>("files");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    using Names = std::vector<std::string>;
    QTest::newRow("nothing") << Names{} << int(ErrorCode::NotFound) << std::string("no weights");
    QTest::newRow("only a config") << Names{"config.json"} << int(ErrorCode::NotFound) << std::string("no weights");
    QTest::newRow("only other files of PyTorch") << Names{"optimizer.bin", "training_args.bin"} << int(ErrorCode::NotFound) << std::string("no weights");
    QTest::newRow("two files of PyTorch") << Names{"pytorch_model-a.bin", "pytorch_model-b.bin"} << int(ErrorCode::InvalidArgument)
                                          << std::string("no pytorch_model.bin: open one of them (pytorch_model-a.bin, pytorch_model-b.bin)");
    QTest::newRow("two files") << Names{"a.safetensors", "b.safetensors"} << int(ErrorCode::InvalidArgument)
                               << std::string("a.safetensors, b.safetensors");
}

void TestTensorFolder::foldersWithoutOneEntryAreRefused()
{
    QFETCH(std::vector<std::string>, files);
    QFETCH(int, code);
    QFETCH(std::string, word);
    const QTemporaryDir folder;
    for (const std::string &name : files)
        writeBytes(pathIn(folder, name), "x");
    VERNIER_REFUSES(TensorFolder::open(folder.path().toStdString()), ErrorCode(code),
                    {folder.path().toStdString(), word});
    VERNIER_REFUSES(TensorFolder::open(pathIn(folder, "none")), ErrorCode::NotFound, {"none", "check the path"});
}

void TestTensorFolder::hostileIndexIsRefused_data()
{
    QTest::addColumn<std::string>("index");
    QTest::addColumn<std::string>("word");
    const auto row = [](const char *name, const std::string &index, const char *word) {
        QTest::newRow(name) << index << std::string(word);
    };
    const auto shardNamed = [](const std::string &json) { return R"({"weight_map":{"w":)" + json + "}}"; };
    row("not JSON", "{", "line 1");
    row("a list", "[]", "weight_map");
    row("no map", "{}", "weight_map");
    row("map is a list", R"({"weight_map":[]})", "weight_map");
    row("tensor twice", R"({"weight_map":{"w":"a","w":"b"}})", "\"w\" stands twice");
    row("shard is a number", shardNamed("1"), "\"w\"");
    row("shard without a name", shardNamed(R"("")"), "\"w\"");
    row("shard above the folder", shardNamed(R"("../s-1.safetensors")"), "\"w\"");
    row("shard by its full path", shardNamed(R"("/s-1.safetensors")"), "\"w\"");
    row("shard in a subfolder", shardNamed(R"("sub/s-1.safetensors")"), "\"w\"");
    row("shard in a subfolder of Windows", shardNamed(R"("..\\s-1.safetensors")"), "\"w\"");
    row("shard is the parent folder", shardNamed(R"("..")"), "\"w\"");
    row("shard is the folder", shardNamed(R"(".")"), "\"w\"");
    row("shard with a zero byte", shardNamed(R"("s-1.safetensors\u0000")"), "\"w\"");
}

void TestTensorFolder::hostileIndexIsRefused()
{
    QFETCH(std::string, index);
    QFETCH(std::string, word);
    const QTemporaryDir folder;
    writeTwoShards(folder);
    const auto path = pathIn(folder, "model.safetensors.index.json");
    writeBytes(path, index);
    VERNIER_REFUSES(TensorFolder::open(folder.path().toStdString()), ErrorCode::CorruptFile, {path.string(), word});
}

void TestTensorFolder::missingShardIsNamed()
{
    const QTemporaryDir folder;
    writeTwoShards(folder);
    const auto lost = pathIn(folder, "s-2.safetensors");
    fs::remove(lost);
    VERNIER_REFUSES(TensorFolder::open(folder.path().toStdString()), ErrorCode::NotFound,
                    {lost.string(), "\"a\"", "download it again"});
}

void TestTensorFolder::truncatedShardIsNamed()
{
    const QTemporaryDir folder;
    writeTwoShards(folder);
    const auto cut = pathIn(folder, "s-1.safetensors");
    fs::resize_file(cut, fs::file_size(cut) - 1);
    VERNIER_REFUSES(TensorFolder::open(folder.path().toStdString()), ErrorCode::CorruptFile,
                    {cut.string(), "\"b\"", "download it again"});
}

void TestTensorFolder::tensorMissingInItsShardIsNamed()
{
    const QTemporaryDir folder;
    writeTwoShards(folder);
    writeBytes(pathIn(folder, "s-1.safetensors"), shard("c"));
    VERNIER_REFUSES(TensorFolder::open(folder.path().toStdString()), ErrorCode::CorruptFile,
                    {pathIn(folder, "s-1.safetensors").string(), "\"b\"", "download both again"});
}

void TestTensorFolder::shardsEqualTheUnshardedModel_data()
{
    QTest::addColumn<std::string>("name");
    for (const char *name : {"llama", "qwen2"})
        QTest::newRow(name) << std::string(name);
}

void TestTensorFolder::shardsEqualTheUnshardedModel()
{
    QFETCH(std::string, name);
    VERNIER_SHARED_OR_SKIP(path, "arch/" + name);
    const auto sharded = TensorFolder::open(path / "safetensors_sharded");
    const auto single = TensorFolder::open(path);
    VERNIER_SUCCEEDS(sharded);
    VERNIER_SUCCEEDS(single);
    std::vector<std::string> shardedNames = (*sharded)->names();
    std::vector<std::string> singleNames = (*single)->names();
    std::sort(shardedNames.begin(), shardedNames.end());
    std::sort(singleNames.begin(), singleNames.end());
    QCOMPARE(shardedNames, singleNames);
    QCOMPARE((*sharded)->totalBytes(), (*single)->totalBytes());
    QVERIFY((*sharded)->files().size() > 1);
    for (const std::string &tensor : singleNames) {
        const auto one = (*sharded)->find(tensor);
        const auto other = (*single)->find(tensor);
        VERNIER_SUCCEEDS(one);
        VERNIER_SUCCEEDS(other);
        QVERIFY(one->dtype == other->dtype);
        QCOMPARE(one->shape, other->shape);
        QVERIFY(std::equal(one->data.begin(), one->data.end(), other->data.begin(), other->data.end()));
    }
}

QTEST_APPLESS_MAIN(TestTensorFolder)
#include "tst_tensor_folder.moc"
