// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/safetensors.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

class TestSafetensors : public QObject
{
    Q_OBJECT

private slots:
    void tensorsAreViewsOfTheFile();
    void unusualButSoundFilesOpen_data();
    void unusualButSoundFilesOpen();
    void unknownDtypesDisturbOnlyWhoAsksForThem();
    void missingTensorIsNamedWithItsNearest();
    void hostileFilesAreRefused_data();
    void hostileFilesAreRefused();
    void everyTruncationIsRefused();
    void everyReferenceModelOpens();
};

void TestSafetensors::tensorsAreViewsOfTheFile()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    const std::string header = R"({"__metadata__":{"format":"pt","b":"c"},)"
                               R"("w":{"dtype":"U8","shape":[2,3],"data_offsets":[4,10]},)"
                               R"("scale":{"data_offsets":[0,4],"shape":[],"dtype":"F32"}}  )";
    writeBytes(path, safetensorsBytes(header, 10));
    const auto opened = openSafetensors(path);
    VERNIER_SUCCEEDS(opened);
    const TensorFile &file = **opened;
    QCOMPARE(file.tensors().size(), std::size_t(2));
    QCOMPARE(file.tensors()[0].name, std::string("scale")); // by place, not by mention
    QCOMPARE(file.tensors()[0].offset, 8 + header.size());
    QVERIFY(file.tensors()[0].view.shape.empty());
    QCOMPARE(file.dataBytes(), std::uint64_t(10));
    QCOMPARE(file.metadata(), (std::map<std::string, std::string>{{"format", "pt"}, {"b", "c"}}));
    QVERIFY(file.contains("w") && !file.contains("v"));
    const auto tensor = file.find("w");
    VERNIER_SUCCEEDS(tensor);
    QVERIFY(tensor->dtype == DType::U8);
    QCOMPARE(tensor->shape, (Shape{2, 3}));
    QCOMPARE(textOf(tensor->data), std::string("\4\5\6\7\10\11"));
}

void TestSafetensors::unusualButSoundFilesOpen_data()
{
    QTest::addColumn<std::string>("header");
    QTest::addColumn<int>("dataBytes");
    QTest::addColumn<int>("tensors");
    QTest::newRow("no tensors") << std::string("{}") << 0 << 0;
    QTest::newRow("only metadata") << std::string(R"({"__metadata__":{}})") << 0 << 0;
    QTest::newRow("null metadata") << std::string(R"({"__metadata__":null})") << 0 << 0;
    QTest::newRow("zero-size tensors at every place")
        << std::string(R"({"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},)"
                       R"("b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                       R"("c":{"dtype":"F32","shape":[3,0,5],"data_offsets":[4,4]},)"
                       R"("d":{"dtype":"I8","shape":[1,1],"data_offsets":[4,5]},)"
                       R"("e":{"dtype":"I8","shape":[0,9223372036854775807,3],"data_offsets":[5,5]}})")
        << 5 << 5;
    QTest::newRow("odd alignment") << std::string(R"({"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},)"
                                                  R"("b":{"dtype":"F64","shape":[1],"data_offsets":[1,9]}} )")
                                   << 9 << 2;
    QTest::newRow("strange names") << std::string(R"({"":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},)"
                                                  R"("\u4e2d/../\n":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}})")
                                   << 2 << 2;
}

void TestSafetensors::unusualButSoundFilesOpen()
{
    QFETCH(std::string, header);
    QFETCH(int, dataBytes);
    QFETCH(int, tensors);
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    writeBytes(path, safetensorsBytes(header, std::size_t(dataBytes)));
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    QCOMPARE(int((*file)->tensors().size()), tensors);
    for (const StoredTensor &tensor : (*file)->tensors())
        QCOMPARE(tensor.view.data.size(), std::size_t(tensor.view.elements()) * sizeOf(tensor.view.dtype));
}

void TestSafetensors::unknownDtypesDisturbOnlyWhoAsksForThem()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    writeBytes(path,
               safetensorsBytes(R"({"f8":{"dtype":"F8_E4M3","shape":[2,2],"data_offsets":[0,4]},)"
                                R"("f4":{"dtype":"F4","shape":[2,2],"data_offsets":[4,6]},)"
                                R"("w":{"dtype":"I8","shape":[1],"data_offsets":[6,7]}})",
                                7));
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    VERNIER_SUCCEEDS((*file)->find("w"));
    QCOMPARE((*file)->tensors().size(), std::size_t(1));
    QCOMPARE((*file)->unreadable().size(), std::size_t(2));
    QCOMPARE((*file)->unreadable()[0].dtype, std::string("F8_E4M3"));
    QCOMPARE((*file)->unreadable()[0].shape, (Shape{2, 2}));
    QCOMPARE((*file)->unreadable()[1].sizeBytes, std::uint64_t(2));
    QVERIFY((*file)->contains("f8"));
    VERNIER_REFUSES((*file)->find("f8"), ErrorCode::Unsupported, {path.string(), "\"f8\"", "F8_E4M3"});
}

void TestSafetensors::missingTensorIsNamedWithItsNearest()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    writeBytes(path, safetensorsBytes(R"({"norm.weight":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}})", 1));
    const auto file = openSafetensors(path);
    VERNIER_SUCCEEDS(file);
    VERNIER_REFUSES((*file)->find("norm.weights"), ErrorCode::NotFound,
                    {path.string(), "\"norm.weights\"", "did you mean \"norm.weight\""});
}

void TestSafetensors::hostileFilesAreRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("word");
    QTest::addColumn<std::string>("otherWord");
    const auto row = [](const char *name, const std::string &bytes, const char *word, const char *otherWord = "") {
        QTest::newRow(name) << bytes << std::string(word) << std::string(otherWord);
    };
    const auto withLength = [](std::uint64_t length, const std::string &rest) {
        std::string bytes(sizeof length, '\0');
        std::memcpy(bytes.data(), &length, sizeof length);
        return bytes + rest;
    };
    row("empty file", "", "0 bytes");
    row("shorter than the length", "\2\0\0", "1 bytes");
    row("length of zero", withLength(0, "{}"), "does not begin with an object");
    row("length beyond the file", withLength(3, "{}"), "the file ends after 10");
    row("length beyond the limit", withLength(100'000'001, "{}"), "100000001 bytes long");
    row("length of 2^63", withLength(std::uint64_t{1} << 63, "{}"), "9223372036854775808 bytes long");
    row("length of 2^64 - 1", withLength(~std::uint64_t{0}, "{}"), "more than the format allows");
    row("length whose sum with 8 wraps", withLength(~std::uint64_t{0} - 7, "{}"), "more than the format allows");
    row("pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git lfs pull");

    // Headers; `data` bytes follow.
    const auto header = [&row](const char *name, const std::string &text, std::size_t data, const char *word,
                               const char *otherWord = "") {
        row(name, safetensorsBytes(text, data), word, otherWord);
    };
    header("header is a list", "[1,2]", 0, "does not begin with an object");
    header("header is a number", "7", 0, "does not begin with an object");
    header("header begins with a blank", " {}", 0, "does not begin with an object");
    header("header is cut", R"({"a":{"dtype":"F32")", 0, "line 1");
    header("two headers", "{}{}", 0, "byte 3");
    header("header is not UTF-8", "{\"\xff\":1}", 0, "UTF-8");
    header(
        "header of braces",
        [] {
            std::string text;
            for (int i = 0; i < 100'000; ++i)
                text += R"({"a":)";
            return text;
        }(),
        0, "an object");
    header("tensor is a number", R"({"w":1})", 0, "\"w\"", "a number");
    header("tensor is null", R"({"w":null})", 0, "\"w\"", "null");
    header("metadata is a list", R"({"__metadata__":[]})", 0, "__metadata__", "a list");
    header("metadata holds a number", R"({"__metadata__":{"a":1}})", 0, "\"a\"", "a number");
    header("metadata twice", R"({"__metadata__":{},"__metadata__":{}})", 0, "twice");
    header("metadata key twice", R"({"__metadata__":{"a":"","a":""}})", 0, "\"a\"", "twice");
    header("no dtype", R"({"w":{"shape":[1],"data_offsets":[0,1]}})", 1, "\"w\"", "lacks");
    header("no shape", R"({"w":{"dtype":"I8","data_offsets":[0,1]}})", 1, "\"w\"", "lacks");
    header("no offsets", R"({"w":{"dtype":"I8","shape":[1]}})", 1, "\"w\"", "lacks");
    header("one offset", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0]}})", 1, "\"w\"", "lacks");
    header("three offsets", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,1,1]}})", 1, "\"w\"", "data_offsets");
    header("dtype is a number", R"({"w":{"dtype":8,"shape":[1],"data_offsets":[0,1]}})", 1, "\"w\"", "dtype");
    header("dtype twice", R"({"w":{"dtype":"I8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1, "\"w\"", "two");
    header("shape twice", R"({"w":{"dtype":"I8","shape":[1],"shape":[2],"data_offsets":[0,1]}})", 1, "\"w\"", "shape");
    header("shape is a string", R"({"w":{"dtype":"I8","shape":"[1]","data_offsets":[0,1]}})", 1, "\"w\"", "a string");
    header("shape of shapes", R"({"w":{"dtype":"I8","shape":[[1]],"data_offsets":[0,1]}})", 1, "\"w\"", "a list");
    header("unknown key", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,1],"x":{}}})", 1, "\"w\"", "\"x\"");
    header("negative extent", R"({"w":{"dtype":"I8","shape":[-1,-1],"data_offsets":[0,1]}})", 1, "\"w\"", "negative");
    header("fractional extent", R"({"w":{"dtype":"I8","shape":[1.0],"data_offsets":[0,1]}})", 1, "\"w\"", "fraction");
    header("extent of 2^63", R"({"w":{"dtype":"I8","shape":[9223372036854775808],"data_offsets":[0,1]}})", 1, "\"w\"",
           "impossible");
    header("product wraps to a fitting size",
           R"({"w":{"dtype":"I8","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0, "\"w\"", "impossible");
    header("product of extent and element size wraps",
           R"({"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}})", 0, "\"w\"", "impossible");
    header("product wraps before a zero",
           R"({"w":{"dtype":"I8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}})", 0, "\"w\"", "impossible");
    header("product wraps in a dtype that is not ours",
           R"({"w":{"dtype":"F8_E4M3","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0, "\"w\"",
           "impossible");
    header(
        "too many dimensions",
        [] {
            std::string shape = "1";
            for (int i = 0; i < 1000; ++i)
                shape += ",1";
            return R"({"w":{"dtype":"I8","shape":[)" + shape + R"(],"data_offsets":[0,1]}})";
        }(),
        1, "\"w\"", "dimensions");
    header("negative offset", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[-1,0]}})", 1, "\"w\"", "negative");
    header("offsets reversed", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[1,0]}})", 1, "\"w\"", "reverse");
    header("offset beyond the file", R"({"w":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}})", 1, "\"w\"",
           "incomplete");
    header("offset of 2^64 - 1", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,18446744073709551615]}})", 1,
           "\"w\"", "incomplete");
    header("offset beyond 2^64", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,18446744073709551616]}})", 1,
           "\"w\"", "fraction");
    header("size too small for the shape", R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4, "\"w\"",
           "needs 8 bytes, but has 4");
    header("size too large for the shape", R"({"w":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}})", 4, "\"w\"",
           "needs 2 bytes, but has 4");
    header("scalar without its bytes", R"({"w":{"dtype":"F32","shape":[],"data_offsets":[0,0]}})", 0, "\"w\"",
           "needs 4 bytes");
    header(
        "overlap",
        R"({"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"I8","shape":[2],"data_offsets":[2,4]}})",
        4, "\"b\" overlaps", "\"a\"");
    header(
        "same place",
        R"({"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"I8","shape":[3],"data_offsets":[0,3]}})",
        3, "\"b\" overlaps", "\"a\"");
    header(
        "empty tensor inside another",
        R"({"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"I8","shape":[0],"data_offsets":[1,1]}})",
        3, "\"b\" overlaps", "\"a\"");
    header(
        "gap",
        R"({"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"I8","shape":[1],"data_offsets":[2,3]}})",
        3, "\"b\" leaves a gap of 1", "\"a\"");
    header("gap at the start", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}})", 2, "\"w\"",
           "start of the data");
    header("bytes behind the last tensor", R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}})", 9, "8 bytes",
           "\"w\"");
    header("bytes without tensors", "{}", 1, "1 bytes");
    header(
        "same name twice",
        R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}})",
        2, "\"w\"", "twice");
    header(
        "same name twice, once in a dtype that is not ours",
        R"({"w":{"dtype":"F4","shape":[2],"data_offsets":[0,1]},"w":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}})",
        2, "\"w\"", "twice");
}

void TestSafetensors::hostileFilesAreRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(std::string, word);
    QFETCH(std::string, otherWord);
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    writeBytes(path, bytes);
    VERNIER_REFUSES(openSafetensors(path), ErrorCode::CorruptFile, {path.string(), word, otherWord});
}

void TestSafetensors::everyTruncationIsRefused()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "m.safetensors");
    const std::string whole = safetensorsBytes(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        writeBytes(path, std::string_view(whole).substr(0, size));
        VERNIER_REFUSES(openSafetensors(path), ErrorCode::CorruptFile, {path.string(), "download it again"});
    }
}

void TestSafetensors::everyReferenceModelOpens()
{
    VERNIER_SHARED_OR_SKIP(path, "golden/inputs");
    int files = 0;
    for (const fs::path &root : {path, sharedDirectory() / "arch"}) {
        for (const auto &entry : fs::recursive_directory_iterator(root)) {
            if (entry.path().extension() != ".safetensors")
                continue;
            const auto file = openSafetensors(entry.path());
            VERNIER_SUCCEEDS(file);
            QVERIFY(!(*file)->tensors().empty());
            QVERIFY((*file)->unreadable().empty());
            for (const StoredTensor &tensor : (*file)->tensors()) {
                const auto found = (*file)->find(tensor.name);
                VERNIER_SUCCEEDS(found);
                QVERIFY(found->data.data() == (*file)->mapping()->bytes().data() + tensor.offset);
            }
            ++files;
        }
    }
    QVERIFY(files >= 25);
}

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
