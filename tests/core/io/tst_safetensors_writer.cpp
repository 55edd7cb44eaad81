// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/safetensors_writer.h"

#include "core/io/safetensors.h"
#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

class TestSafetensorsWriter : public QObject
{
    Q_OBJECT

private slots:
    void dataIsOrderedByDtypeThenName();
    void headerIsAsPythonWritesIt();
    void chunksMakeTheSameFile();
    void zeroSizeTensorsNeedNoWrite();
    void impossibleDeclarationsAreRefused();
    void wrongTurnsAreRefused();
    void unfinishedFileLeavesNothing();
    void referenceFilesAreRewrittenIdentically_data();
    void referenceFilesAreRewrittenIdentically();
};

namespace {

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

} // namespace

void TestSafetensorsWriter::dataIsOrderedByDtypeThenName()
{
    const QTemporaryDir folder;
    SafetensorsWriter writer;
    const std::vector<DType> dtypes{DType::Bool, DType::U8,  DType::I8,  DType::I16, DType::F16,
                                    DType::BF16, DType::I32, DType::F32, DType::F64, DType::I64};
    for (const DType dtype : dtypes) {
        VERNIER_SUCCEEDS(writer.declare("b." + std::string(toString(dtype)), dtype, {1}));
        VERNIER_SUCCEEDS(writer.declare("a." + std::string(toString(dtype)), dtype, {1}));
    }
    VERNIER_SUCCEEDS(writer.declare("B", DType::I64, {1}));
    VERNIER_SUCCEEDS(writer.declare("\xc3\xa9", DType::I64, {1})); // bytes, not characters, are compared
    VERNIER_SUCCEEDS(writer.begin(pathIn(folder, "m.safetensors")));
    std::string order;
    for (const auto &tensor : writer.order())
        order += tensor.name + " ";
    QCOMPARE(order,
             std::string("B a.I64 b.I64 \xc3\xa9 a.F64 b.F64 a.F32 b.F32 a.I32 b.I32 a.BF16 b.BF16 a.F16 b.F16 "
                         "a.I16 b.I16 a.I8 b.I8 a.U8 b.U8 a.BOOL b.BOOL "));
}

void TestSafetensorsWriter::headerIsAsPythonWritesIt()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    const std::vector<NamedTensor> tensors{{"small", {DType::I8, {2}, bytesOf("yz")}},
                                           {"a \"b\"\n\x01\xc3\xa9", {DType::F32, {1, 1}, bytesOf("1234")}},
                                           {"scalar", {DType::F32, {}, bytesOf("5678")}}};
    VERNIER_SUCCEEDS(writeSafetensors(path, tensors, {{"format", "pt"}, {"a", ""}}));
    std::string header = R"({"__metadata__":{"a":"","format":"pt"},)"
                         R"("a \"b\"\n\u0001)"
                         "\xc3\xa9"
                         R"(":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},)"
                         R"("scalar":{"dtype":"F32","shape":[],"data_offsets":[4,8]},)"
                         R"("small":{"dtype":"I8","shape":[2],"data_offsets":[8,10]}})";
    header.append((8 - header.size() % 8) % 8, ' ');
    QCOMPARE(readBytes(path), safetensorsBytes(header, 0) + "12345678yz");
    VERNIER_SUCCEEDS(openSafetensors(path));

    VERNIER_SUCCEEDS(writeSafetensors(path, {}));
    QCOMPARE(readBytes(path), safetensorsBytes("{}      ", 0));
}

void TestSafetensorsWriter::chunksMakeTheSameFile()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    SafetensorsWriter writer;
    VERNIER_SUCCEEDS(writer.declare("b", DType::U8, {2, 3}));
    VERNIER_SUCCEEDS(writer.declare("a", DType::U8, {1}));
    VERNIER_SUCCEEDS(writer.begin(path));
    VERNIER_SUCCEEDS(writer.write("a", bytesOf("A")));
    VERNIER_SUCCEEDS(writer.write("b", bytesOf("B")));
    VERNIER_SUCCEEDS(writer.write("b", bytesOf("")));
    VERNIER_SUCCEEDS(writer.write("b", bytesOf("CDE")));
    VERNIER_SUCCEEDS(writer.write("b", bytesOf("FG")));
    VERNIER_SUCCEEDS(writer.commit(fs::perms(0400)));
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    QCOMPARE(textOf((*file)->find("b")->data), std::string("BCDEFG"));
    QCOMPARE(fs::status(path).permissions(), fs::perms(0400));
}

void TestSafetensorsWriter::zeroSizeTensorsNeedNoWrite()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    SafetensorsWriter writer;
    for (const char *name : {"a", "c", "e"})
        VERNIER_SUCCEEDS(writer.declare(name, DType::F32, {0, 7}));
    VERNIER_SUCCEEDS(writer.declare("b", DType::F32, {1}));
    VERNIER_SUCCEEDS(writer.begin(path));
    VERNIER_SUCCEEDS(writer.write("b", bytesOf("1234")));
    VERNIER_SUCCEEDS(writer.write("c", {}));
    VERNIER_SUCCEEDS(writer.commit());
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    QCOMPARE((*file)->tensors().size(), std::size_t(4));
}

void TestSafetensorsWriter::impossibleDeclarationsAreRefused()
{
    const QTemporaryDir folder;
    SafetensorsWriter writer;
    VERNIER_SUCCEEDS(writer.declare("w", DType::F32, {1}));
    VERNIER_REFUSES(writer.declare("w", DType::I8, {2}), ErrorCode::InvalidArgument, {"\"w\"", "twice"});
    VERNIER_REFUSES(writer.declare("__metadata__", DType::I8, {2}), ErrorCode::InvalidArgument, {"__metadata__"});
    VERNIER_REFUSES(writer.declare("", DType::I8, {2}), ErrorCode::InvalidArgument, {"reserves"});
    VERNIER_REFUSES(writer.declare("v", DType::I8, {-1}), ErrorCode::InvalidArgument, {"\"v\"", "[-1]"});
    VERNIER_REFUSES(writer.declare("v", DType::F32, {std::int64_t{1} << 62}), ErrorCode::InvalidArgument, {"\"v\""});
    VERNIER_SUCCEEDS(writer.declare("\xff", DType::I8, {1}));
    VERNIER_REFUSES(writer.begin(pathIn(folder, "m.safetensors")), ErrorCode::InvalidArgument, {"UTF-8"});
    QVERIFY(namesIn(folder.path().toStdString()).empty());
}

void TestSafetensorsWriter::wrongTurnsAreRefused()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    SafetensorsWriter writer;
    VERNIER_SUCCEEDS(writer.declare("a", DType::U8, {2}));
    VERNIER_SUCCEEDS(writer.declare("b", DType::U8, {2}));
    VERNIER_SUCCEEDS(writer.begin(path));
    VERNIER_REFUSES(writer.write("b", bytesOf("xy")), ErrorCode::InvalidArgument, {path.string(), "\"b\"", "next"});
    VERNIER_REFUSES(writer.write("none", {}), ErrorCode::InvalidArgument, {path.string(), "\"none\""});
    VERNIER_REFUSES(writer.write("a", bytesOf("xyz")), ErrorCode::InvalidArgument,
                    {path.string(), "\"a\"", "more bytes"});
    VERNIER_SUCCEEDS(writer.write("a", bytesOf("xy")));
    VERNIER_REFUSES(writer.write("a", bytesOf("z")), ErrorCode::InvalidArgument, {"\"a\"", "next"});
    VERNIER_REFUSES(writer.commit(), ErrorCode::InvalidArgument, {path.string(), "\"b\"", "not complete"});
    VERNIER_SUCCEEDS(writer.write("b", bytesOf("xy")));
    VERNIER_SUCCEEDS(writer.commit());
}

void TestSafetensorsWriter::unfinishedFileLeavesNothing()
{
    const QTemporaryDir folder;
    {
        SafetensorsWriter writer;
        VERNIER_SUCCEEDS(writer.declare("a", DType::U8, {2}));
        VERNIER_SUCCEEDS(writer.begin(pathIn(folder, "m.safetensors")));
        VERNIER_SUCCEEDS(writer.write("a", bytesOf("x")));
    }
    QVERIFY(namesIn(folder.path().toStdString()).empty());
}

void TestSafetensorsWriter::referenceFilesAreRewrittenIdentically_data()
{
    QTest::addColumn<std::string>("relative");
    const fs::path shared = sharedDirectory();
    for (const char *root : {"golden", "arch"}) {
        if (shared.empty() || !fs::exists(shared / root)) {
            QTest::newRow(root) << std::string(root);
            continue;
        }
        for (const auto &entry : fs::recursive_directory_iterator(shared / root)) {
            if (entry.path().extension() == ".safetensors") {
                const std::string relative = entry.path().lexically_relative(shared).string();
                QTest::newRow(relative.c_str()) << relative;
            }
        }
    }
}

void TestSafetensorsWriter::referenceFilesAreRewrittenIdentically()
{
    QFETCH(std::string, relative);
    VERNIER_SHARED_OR_SKIP(path, relative);
    const QTemporaryDir folder;
    const auto copy = pathIn(folder, "copy.safetensors");
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    std::vector<NamedTensor> tensors;
    for (const StoredTensor &tensor : (*file)->tensors())
        tensors.insert(tensors.begin(), {tensor.name, tensor.view}); // the writer must sort them itself
    VERNIER_SUCCEEDS(writeSafetensors(copy, tensors, (*file)->metadata()));
    QVERIFY(readBytes(copy) == readBytes(path));
}

QTEST_APPLESS_MAIN(TestSafetensorsWriter)
#include "tst_safetensors_writer.moc"
