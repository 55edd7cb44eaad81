// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/npy.h"

#include "tests/core/io/io_test.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <array>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

class TestNpy : public QObject
{
    Q_OBJECT

private slots:
    void fileIsAsNumpyWritesIt();
    void rowsArriveInPieces();
    void misfittingRowsAreRefused();
    void elementTypesAreRead_data();
    void elementTypesAreRead();
    void formatVersionsAreRead_data();
    void formatVersionsAreRead();
    void hostileFilesAreRefused_data();
    void hostileFilesAreRefused();
    void everyTruncationIsRefused();
    void referenceArraysAreRewrittenIdentically();
};

namespace {

/// A file of this version, dictionary and data.
std::string npyBytes(int version, const std::string &dictionary, const std::string &data)
{
    std::string bytes = "\x93NUMPY";
    bytes += static_cast<char>(version);
    bytes += '\0';
    const auto length = static_cast<std::uint32_t>(dictionary.size());
    for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
        bytes += static_cast<char>(length >> (8 * i));
    return bytes + dictionary + data;
}

std::string dictionaryOf(const std::string &type, const std::string &shape)
{
    return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
}

} // namespace

void TestNpy::fileIsAsNumpyWritesIt()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.npy");
    auto writer = NpyWriter::create(path, 2, 3);
    VERNIER_SUCCEEDS(writer);
    const std::array<float, 6> values{0, 1, 2, 3, 4, 5};
    VERNIER_SUCCEEDS(writer->append(values));
    VERNIER_SUCCEEDS(writer->commit());
    // numpy.save of numpy.arange(6, dtype="f4").reshape(2, 3): 128 bytes of header.
    std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    dictionary.resize(117, ' ');
    QCOMPARE(readBytes(path), npyBytes(1, dictionary + "\n", textOf(std::as_bytes(std::span(values)))));
    const auto file = NpyFile::open(path);
    VERNIER_SUCCEEDS(file);
    QCOMPARE(file->tensor().shape, (Shape{2, 3}));
    QVERIFY(file->tensor().dtype == DType::F32);
}

void TestNpy::rowsArriveInPieces()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.npy");
    auto writer = NpyWriter::create(path, 1000, 257);
    VERNIER_SUCCEEDS(writer);
    std::vector<float> row(257);
    for (int i = 0; i < 1000; ++i) {
        std::fill(row.begin(), row.end(), float(i));
        VERNIER_SUCCEEDS(writer->append(row));
    }
    QVERIFY(!fs::exists(path));
    VERNIER_SUCCEEDS(writer->commit(fs::perms(0400)));
    const auto file = NpyFile::open(path);
    VERNIER_SUCCEEDS(file);
    std::vector<float> read(257);
    copyToFloat(file->tensor(), 999 * 257, read);
    QCOMPARE(read, row);
    QCOMPARE(fs::status(path).permissions(), fs::perms(0400));
}

void TestNpy::misfittingRowsAreRefused()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.npy");
    const std::vector<float> values(4);
    VERNIER_REFUSES(NpyWriter::create(path, -1, 2), ErrorCode::InvalidArgument, {path.string(), "[-1, 2]"});
    VERNIER_REFUSES(NpyWriter::create(path, std::int64_t{1} << 61, 2), ErrorCode::InvalidArgument, {path.string()});
    {
        auto writer = NpyWriter::create(path, 1, 2);
        VERNIER_SUCCEEDS(writer);
        VERNIER_REFUSES(writer->append(std::span(values).first(1)), ErrorCode::InvalidArgument,
                        {path.string(), "rows"});
        VERNIER_REFUSES(writer->append(values), ErrorCode::InvalidArgument, {path.string(), "rows"});
        VERNIER_REFUSES(writer->commit(), ErrorCode::InvalidArgument, {path.string(), "1 declared rows"});
    }
    QVERIFY(namesIn(folder.path().toStdString()).empty());
    auto empty = NpyWriter::create(path, 5, 0);
    VERNIER_SUCCEEDS(empty);
    VERNIER_REFUSES(empty->append(values), ErrorCode::InvalidArgument, {"rows"});
    VERNIER_SUCCEEDS(empty->commit());
    VERNIER_SUCCEEDS(NpyFile::open(path));
}

void TestNpy::elementTypesAreRead_data()
{
    QTest::addColumn<std::string>("type");
    QTest::addColumn<DType>("dtype");
    QTest::newRow("f4") << std::string("<f4") << DType::F32;
    QTest::newRow("f8") << std::string("<f8") << DType::F64;
    QTest::newRow("f2") << std::string("<f2") << DType::F16;
    QTest::newRow("i4") << std::string("<i4") << DType::I32;
    QTest::newRow("i8") << std::string("<i8") << DType::I64;
    QTest::newRow("i2") << std::string("<i2") << DType::I16;
    QTest::newRow("i1") << std::string("|i1") << DType::I8;
    QTest::newRow("u1") << std::string("|u1") << DType::U8;
    QTest::newRow("u1 with an order") << std::string("<u1") << DType::U8;
    QTest::newRow("b1") << std::string("|b1") << DType::Bool;
}

void TestNpy::elementTypesAreRead()
{
    QFETCH(std::string, type);
    QFETCH(DType, dtype);
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.npy");
    writeBytes(path, npyBytes(1, dictionaryOf(type, "(3,)"), std::string(3 * sizeOf(dtype), '\1')));
    const auto file = NpyFile::open(path);
    VERNIER_SUCCEEDS(file);
    QVERIFY(file->tensor().dtype == dtype);
    QCOMPARE(file->tensor().shape, Shape{3});
    QCOMPARE(file->tensor().data.size(), 3 * sizeOf(dtype));
}

void TestNpy::formatVersionsAreRead_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<std::string>("dictionary");
    QTest::newRow("1.0") << 1 << dictionaryOf("<i4", "(1, 2)");
    QTest::newRow("2.0") << 2 << dictionaryOf("<i4", "(1, 2)");
    QTest::newRow("3.0") << 3 << dictionaryOf("<i4", "(1, 2)");
    QTest::newRow("other order and quotes")
        << 1 << std::string("{\"shape\":(2,1,1),\"fortran_order\":False,\"descr\":\"<i4\"}");
    QTest::newRow("scalar pair") << 1 << dictionaryOf("<f8", "()");
}

void TestNpy::formatVersionsAreRead()
{
    QFETCH(int, version);
    QFETCH(std::string, dictionary);
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.npy");
    writeBytes(path, npyBytes(version, dictionary, "12345678"));
    const auto file = NpyFile::open(path);
    VERNIER_SUCCEEDS(file);
    QCOMPARE(textOf(file->tensor().data), std::string("12345678"));
}

void TestNpy::hostileFilesAreRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    const auto row = [](const char *name, const std::string &bytes, const char *word,
                        ErrorCode code = ErrorCode::CorruptFile) {
        QTest::newRow(name) << bytes << int(code) << std::string(word);
    };
    const std::string data = "1234";
    const auto header = [&](const char *name, const std::string &dictionary, const char *word,
                            ErrorCode code = ErrorCode::CorruptFile) {
        row(name, npyBytes(1, dictionary, data), word, code);
    };
    const auto shape = [&](const char *name, const std::string &text, const char *word) {
        row(name, npyBytes(1, dictionaryOf("<f4", text), data), word);
    };
    row("empty", "", "no .npy file");
    row("other format", "PK\3\4 and so on", "no .npy file");
    row("version 4", npyBytes(4, dictionaryOf("<f4", "(1,)"), data), "version 4", ErrorCode::Unsupported);
    row("version 0", npyBytes(0, dictionaryOf("<f4", "(1,)"), data), "version 0", ErrorCode::Unsupported);
    row("header beyond the file", std::string("\x93NUMPY\1\0\xff\xff{}", 12), "65535");
    row("header of 4 GiB", std::string("\x93NUMPY\2\0\xff\xff\xff\xff{}", 14), "4294967295");
    header("no dictionary", "[1]", "{");
    header("empty dictionary", "{}", "descr");
    header("no shape", "{'descr': '<f4', 'fortran_order': False}", "shape");
    header("shape twice", "{'shape': (1,), 'shape': (1,), 'descr': '<f4', 'fortran_order': False}", "twice");
    header("unknown key", "{'x': 1}", "\"x\"");
    header("cut in a string", "{'descr': '<f", "quote");
    header("cut in the shape", "{'descr': '<f4', 'fortran_order': False, 'shape': (1", "shape");
    header("something behind", dictionaryOf("<f4", "(1,)") + "x", "consist");
    header("no comma", "{'descr': '<f4' 'fortran_order': False}", "comma");
    header("no colon", "{'descr'}", "colon");
    header("order is a number", "{'fortran_order': 0}", "fortran_order");
    header("Fortran order", "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "Fortran",
           ErrorCode::Unsupported);
    header("Python objects", dictionaryOf("|O", "()"), "Python objects", ErrorCode::Unsupported);
    header("records", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "records",
           ErrorCode::Unsupported);
    header("big-endian", dictionaryOf(">f4", "(1,)"), ">f4", ErrorCode::Unsupported);
    header("no byte order", dictionaryOf("|f4", "(1,)"), "|f4", ErrorCode::Unsupported);
    header("complex", dictionaryOf("<c8", "(1,)"), "<c8", ErrorCode::Unsupported);
    header("empty type", dictionaryOf("", "(1,)"), "element type", ErrorCode::Unsupported);
    header("type of one character", dictionaryOf("<", "(1,)"), "element type", ErrorCode::Unsupported);
    shape("shape is a number", "1", "tuple");
    shape("negative extent", "(-1,)", "numbers");
    shape("fractional extent", "(1.0,)", "shape");
    shape("extent beyond 2^63", "(9223372036854775808,)", "impossible");
    shape("product wraps", "(4294967296, 4294967296)", "impossible");
    shape("product with the element size wraps", "(4611686018427387904,)", "impossible");
    shape(
        "too many dimensions",
        "(" + std::string(1, '1') +
            [] {
                std::string ones;
                for (int i = 0; i < 100; ++i)
                    ones += ", 1";
                return ones;
            }()
            + ")",
        "dimensions");
    shape("data too short", "(2,)", "needs 8 bytes");
    shape("data too long", "(0,)", "needs 0 bytes");
}

void TestNpy::hostileFilesAreRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(int, code);
    QFETCH(std::string, word);
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.npy");
    writeBytes(path, bytes);
    VERNIER_REFUSES(NpyFile::open(path), ErrorCode(code), {path.string(), word});
}

void TestNpy::everyTruncationIsRefused()
{
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.npy");
    for (const int version : {1, 2}) {
        const std::string whole = npyBytes(version, dictionaryOf("<f4", "(2,)"), "12345678");
        for (std::size_t size = 0; size < whole.size(); ++size) {
            writeBytes(path, std::string_view(whole).substr(0, size));
            VERNIER_REFUSES(NpyFile::open(path), ErrorCode::CorruptFile, {path.string()});
        }
    }
}

void TestNpy::referenceArraysAreRewrittenIdentically()
{
    VERNIER_SHARED_OR_SKIP(path, "golden");
    const QTemporaryDir folder;
    const auto copy = pathIn(folder, "copy.npy");
    int matrices = 0;
    for (const auto &entry : fs::recursive_directory_iterator(path)) {
        const std::string name = entry.path().filename().string();
        if (entry.path().extension() != ".npy" || name.find("logits") == std::string::npos)
            continue; // the tool's own .npy files hold Python objects
        const auto file = NpyFile::open(entry.path());
        VERNIER_SUCCEEDS(file);
        const TensorView &tensor = file->tensor();
        if (tensor.dtype != DType::F32 || tensor.shape.size() != 2)
            continue;
        auto writer = NpyWriter::create(copy, tensor.shape[0], tensor.shape[1]);
        VERNIER_SUCCEEDS(writer);
        std::vector<float> values(std::size_t(tensor.elements()));
        copyToFloat(tensor, 0, values);
        VERNIER_SUCCEEDS(writer->append(values));
        VERNIER_SUCCEEDS(writer->commit());
        QVERIFY(readBytes(copy) == readBytes(entry.path()));
        ++matrices;
    }
    QVERIFY(matrices > 0);
}

QTEST_APPLESS_MAIN(TestNpy)
#include "tst_npy.moc"
