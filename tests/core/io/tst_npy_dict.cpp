// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/npy_dict.h"

#include "core/tensor/half.h"
#include "tests/core/io/io_test.h"
#include "tests/support/numpy.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

namespace {

template <typename T>
std::vector<std::byte> bytesOf(std::initializer_list<T> values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {bytes.begin(), bytes.end()};
}

struct Array
{
    std::string key;
    DType dtype = DType::F32;
    Shape shape;
    std::vector<std::byte> bytes;
};

Result<std::uint64_t> writeDict(const fs::path &path, const std::vector<Array> &arrays)
{
    NpyDictWriter writer;
    for (const Array &array : arrays)
        VERNIER_TRY(writer.declare(array.key, array.dtype, array.shape));
    VERNIER_TRY(writer.begin(path));
    for (const Array &array : arrays)
        VERNIER_TRY(writer.write(array.bytes));
    VERNIER_TRY(writer.commit());
    return writer.fileBytes();
}

} // namespace

class TestNpyDict : public QObject
{
    Q_OBJECT

private slots:
    void numpyReadsIt()
    {
        VERNIER_NUMPY_OR_SKIP(python);
        const QTemporaryDir folder;
        const fs::path path = pathIn(folder, "a.npy");
        const auto half = [](float value) { return floatToBfloat16(value); };
        const auto bytes = writeDict(path, {{"layer.一", DType::I8, {2, 2}, bytesOf<std::int8_t>({-128, -1, 0, 127})},
                                            {"scalar", DType::F32, {}, bytesOf<float>({0.5f})},
                                            {"empty", DType::I64, {0, 3}, {}},
                                            {"bias", DType::I32, {2}, bytesOf<std::int32_t>({-2147483647, 7})},
                                            {"bits", DType::I64, {1}, bytesOf<std::int64_t>({952842654})},
                                            {"half", DType::F16, {2, 1}, bytesOf<std::uint16_t>({0x3c00, 0xc000})},
                                            {"brain", DType::BF16, {2}, bytesOf<std::uint16_t>({half(1.5f), half(-0.25f)})},
                                            {"codes", DType::U8, {300}, std::vector<std::byte>(300)}});
        VERNIER_SUCCEEDS(bytes);
        QCOMPARE(*bytes, std::uint64_t(fs::file_size(path)));
        QString zeros = QStringLiteral("0, ").repeated(300);
        zeros.chop(2);
        QCOMPARE(numpyFiles(python, {QStringLiteral("show"), QString::fromStdString(path.string())}),
                 QStringLiteral("layer.一 int8 (2, 2) [[-128, -1], [0, 127]]\n"
                                "scalar float32 () 0.5\n"
                                "empty int64 (0, 3) []\n"
                                "bias int32 (2,) [-2147483647, 7]\n"
                                "bits int64 (1,) [952842654]\n"
                                "half float16 (2, 1) [[1.0], [-2.0]]\n"
                                "brain float32 (2,) [1.5, -0.25]\n"
                                "codes uint8 (300,) [%1]\n")
                     .arg(zeros));
    }

    void numpyReadsAnEmptyDictionary()
    {
        VERNIER_NUMPY_OR_SKIP(python);
        const QTemporaryDir folder;
        const fs::path path = pathIn(folder, "a.npy");
        VERNIER_SUCCEEDS(writeDict(path, {}));
        QCOMPARE(numpyFiles(python, {QStringLiteral("show"), QString::fromStdString(path.string())}), QString());
    }

    /// So that a machine without NumPy notices, too.
    void opcodesAreThoseOfPickletools()
    {
        const QTemporaryDir folder;
        const fs::path path = pathIn(folder, "a.npy");
        VERNIER_SUCCEEDS(writeDict(path, {{"k", DType::I8, {1}, bytesOf<std::int8_t>({5})}}));
        const std::string written = readBytes(path);
        std::string header = "{'descr': '|O', 'fortran_order': False, 'shape': (), }";
        header.resize(117, ' '); // as numpy.save fills it up, to 128 bytes with what stands before
        QCOMPARE(written.substr(0, 128), std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + "\n");
        using namespace std::string_literals;
        const auto integer = [](char value) { return "J"s + value + "\0\0\0"s; };
        const auto type = [&](const std::string &code, char flags) {
            return "cnumpy\ndtype\n(X\x02\0\0\0"s + code + "\x89\x88tR(" + integer(3) + "X\x01\0\0\0|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"s + integer(flags)
                + "tb\x94"s + "0"s;
        };
        const std::string expected = "\x80\x04"s + "cnumpy.core.multiarray\n_reconstruct\n\x94"s + "0"s + "cnumpy\nndarray\n("s + integer(0)
            + "t\x8e\x01\0\0\0\0\0\0\0b\x87\x94"s + "0"s + type("O8", 0x3f) + type("i1", 0) //
            + "h\0h\1R("s + integer(1) + "(th\2\x89]}"s                                           // the array that holds the dictionary
            + "X\x01\0\0\0kh\0h\1R("s + integer(1) + "("s + integer(1) + "th\3\x89\x8e\x01\0\0\0\0\0\0\0\x05"s + "tbs"s + "atb."s;
        QCOMPARE(QByteArray::fromStdString(written.substr(128)), QByteArray::fromStdString(expected));
    }

    void arraysArriveInPieces()
    {
        const QTemporaryDir folder;
        const std::vector<Array> arrays{{"a", DType::BF16, {3}, bytesOf<std::uint16_t>({1, 2, 3})}, {"b", DType::I32, {1}, bytesOf<int>({4})}};
        VERNIER_SUCCEEDS(writeDict(pathIn(folder, "whole.npy"), arrays));
        NpyDictWriter writer;
        for (const Array &array : arrays)
            VERNIER_SUCCEEDS(writer.declare(array.key, array.dtype, array.shape));
        VERNIER_SUCCEEDS(writer.begin(pathIn(folder, "pieces.npy")));
        VERNIER_SUCCEEDS(writer.write(std::span(arrays[0].bytes).first(2)));
        VERNIER_SUCCEEDS(writer.write(std::span(arrays[0].bytes).subspan(2)));
        VERNIER_SUCCEEDS(writer.write(arrays[1].bytes));
        QVERIFY(!fs::exists(pathIn(folder, "pieces.npy")));
        VERNIER_SUCCEEDS(writer.commit(fs::perms(0400)));
        QVERIFY(readBytes(pathIn(folder, "pieces.npy")) == readBytes(pathIn(folder, "whole.npy")));
        QCOMPARE(fs::status(pathIn(folder, "pieces.npy")).permissions(), fs::perms(0400));
    }

    void misfittingBytesAreRefused()
    {
        const QTemporaryDir folder;
        const fs::path path = pathIn(folder, "a.npy");
        {
            NpyDictWriter writer;
            VERNIER_SUCCEEDS(writer.declare("half", DType::BF16, {2}));
            VERNIER_SUCCEEDS(writer.begin(path));
            const std::vector<std::byte> bytes(6);
            VERNIER_REFUSES(writer.write(std::span(bytes).first(1)), ErrorCode::InvalidArgument, {path.string()});
            VERNIER_REFUSES(writer.write(bytes), ErrorCode::InvalidArgument, {path.string()});
            VERNIER_REFUSES(writer.commit(), ErrorCode::InvalidArgument, {"\"half\"", "not complete"});
        }
        QVERIFY(namesIn(folder.path().toStdString()).empty());
    }

    void impossibleArraysAreRefused()
    {
        NpyDictWriter writer;
        VERNIER_SUCCEEDS(writer.declare("a", DType::I8, {1}));
        VERNIER_REFUSES(writer.declare("a", DType::I8, {1}), ErrorCode::InvalidArgument, {"\"a\"", "twice"});
        VERNIER_REFUSES(writer.declare("b", DType::I8, {-1}), ErrorCode::InvalidArgument, {"[-1]"});
        VERNIER_REFUSES(writer.declare("b", DType::BF16, {std::int64_t{1} << 61}), ErrorCode::InvalidArgument, {"impossible"});
        VERNIER_REFUSES(writer.declare("b", DType::I8, Shape(33, 1)), ErrorCode::InvalidArgument, {"32 dimensions"});
        VERNIER_REFUSES(writer.declare("\xff", DType::I8, {1}), ErrorCode::InvalidArgument, {"UTF-8"});
    }
};

QTEST_APPLESS_MAIN(TestNpyDict)
#include "tst_npy_dict.moc"
