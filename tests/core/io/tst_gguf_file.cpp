// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/gguf_file.h"

#include "tests/core/io/io_test.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/shared_data.h"

#include <nlohmann/json.hpp>

#include <QCryptographicHash>
#include <QTest>

#include <bit>
#include <limits>

using namespace vernier;
using namespace vernier::test;

namespace {

Result<std::shared_ptr<const GgufFile>> openGgufBytes(const QTemporaryDir &folder, const std::string &bytes)
{
    writeBytes(pathIn(folder, "model.gguf"), bytes);
    const auto mapping = MappedFile::open(pathIn(folder, "model.gguf"));
    if (!mapping)
        return mapping.error();
    return GgufFile::open(*mapping);
}

std::string floats(std::initializer_list<float> values)
{
    std::string bytes;
    for (const float value : values)
        bytes += GgufBytes::number(value);
    return bytes;
}

std::vector<float> valuesOf(const TensorView &view)
{
    std::vector<float> values(static_cast<std::size_t>(view.elements()));
    copyToFloat(view, 0, values);
    return values;
}

std::string fromHex(const std::string &hex)
{
    return QByteArray::fromHex(QByteArray::fromStdString(hex)).toStdString();
}

/// A small file with a value of every kind.
GgufBytes everyKind()
{
    GgufBytes bytes;
    bytes.add("general.architecture", "llama");
    bytes.add("u8", 0, GgufBytes::number(std::uint8_t{200}));
    bytes.add("i8", 1, GgufBytes::number(std::int8_t{-3}));
    bytes.add("i64", 11, GgufBytes::number(std::int64_t{-5}));
    bytes.add("f32", 0.5f);
    bytes.add("yes", 7, "\x01");
    bytes.add("texts", 9, GgufBytes::number(std::uint32_t{8}) + GgufBytes::number(std::uint64_t{2}) + GgufBytes::text("a") + GgufBytes::text(""));
    bytes.add("floats", 9, GgufBytes::number(std::uint32_t{6}) + GgufBytes::number(std::uint64_t{2}) + floats({1.5f, -2}));
    bytes.addTensor({"matrix", {3, 2}, 0, floats({1, 2, 3, 4, 5, 6})});
    bytes.addTensor({"q", {32, 1}, 8, std::string("\x00\x3c", 2) + std::string(31, '\x02') + "\xff"});
    bytes.addTensor({"other", {256}, 23, std::string(136, 'x')});
    return bytes;
}

} // namespace

class TestGgufFile : public QObject
{
    Q_OBJECT

private slots:
    void valuesAndTensorsAreRead();
    void hostileFilesAreRefused_data();
    void hostileFilesAreRefused();
    void cutFilesAreRefused();
    void changedBytesDoNoHarm();
    void theFileOfGgmlIsRead();
    void blocksAreThoseOfGgml_data();
    void blocksAreThoseOfGgml();
};

void TestGgufFile::valuesAndTensorsAreRead()
{
    const QTemporaryDir folder;
    const auto opened = openGgufBytes(folder, everyKind().file());
    VERNIER_SUCCEEDS(opened);
    const GgufFile &file = **opened;
    QVERIFY(file.text("general.architecture") == "llama");
    QVERIFY(file.integer("u8") == 200 && file.integer("i8") == -3 && file.integer("i64") == -5 && file.number("i8") == -3.0);
    QVERIFY(file.number("f32") == 0.5 && !file.integer("f32") && !file.text("f32") && file.boolean("yes") == true && !file.integer("yes"));
    QCOMPARE(file.texts("texts").value(), (std::vector<std::string_view>{"a", ""}));
    QCOMPARE(file.numbers("floats").value(), (std::vector<double>{1.5, -2}));
    QVERIFY(!file.number("floats") && !file.texts("floats") && !file.integer("none"));
    const TensorView matrix = file.tensors()->find("matrix").value();
    QCOMPARE(matrix.shape, (Shape{2, 3}));
    QCOMPARE(valuesOf(matrix), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    const TensorView q = file.tensors()->find("q").value();
    QVERIFY(q.typeName() == "Q8_0");
    QCOMPARE(q.storedBytes(), std::uint64_t{34});
    QCOMPARE(valuesOf(q)[30], 2.0f);
    QCOMPARE(valuesOf(q)[31], -1.0f);
    VERNIER_REFUSES(file.tensors()->find("other"), ErrorCode::Unsupported, {"\"other\"", "IQ4_XS"});
}

void TestGgufFile::hostileFilesAreRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    constexpr std::uint64_t kHuge = std::uint64_t{1} << 62;
    const auto row = [](const char *name, const std::string &bytes, const char *word, ErrorCode code = ErrorCode::CorruptFile) {
        QTest::newRow(name) << bytes << int(code) << std::string(word);
    };
    const auto entry = [&](const char *name, std::uint32_t type, const std::string &value, const char *word, ErrorCode code = ErrorCode::CorruptFile) {
        GgufBytes bytes;
        bytes.add("key", type, value);
        row(name, bytes.file(), word, code);
    };
    const auto tensor = [&](const char *name, const GgufBytes::Tensor &described, const char *word, std::int64_t offsetError = 0) {
        GgufBytes bytes;
        bytes.addTensor({"first", {1}, 0, floats({1})});
        bytes.addTensor(described, offsetError);
        row(name, bytes.file(), word);
    };
    const auto header = [&](const char *name, std::uint32_t version, std::uint64_t tensors, std::uint64_t entries, const char *word, ErrorCode code) {
        GgufBytes bytes;
        bytes.version = version;
        bytes.tensorCount = tensors;
        bytes.entryCount = entries;
        row(name, bytes.file(), word, code);
    };
    const auto array = [](std::uint32_t type, std::uint64_t count) { return GgufBytes::number(type) + GgufBytes::number(count); };

    row("no GGUF file", "GGUX", "no GGUF file");
    row("only its name", "GGUF", "version 0", ErrorCode::CorruptFile);
    header("version 1", 1, 0, 0, "version 1", ErrorCode::Unsupported);
    header("big-endian", 0x03000000, 0, 0, "big-endian", ErrorCode::Unsupported);
    header("absurd entries", 3, 0, kHuge, "more than the file has room for", ErrorCode::CorruptFile);
    header("absurd tensors", 3, kHuge, 0, "more than the file has room for", ErrorCode::CorruptFile);
    entry("a huge text", 8, GgufBytes::number(kHuge), "\"key\" reaches beyond");
    entry("a huge array", 9, array(4, kHuge), "\"key\" reaches beyond");
    entry("an array whose size overflows", 9, array(11, kHuge), "\"key\" reaches beyond");
    entry("a huge array of texts", 9, array(8, kHuge), "\"key\" reaches beyond");
    entry("lists of lists", 9, array(9, 1), "list of lists", ErrorCode::Unsupported);
    entry("an unknown type", 13, "", "unknown type 13");
    entry("an array of an unknown type", 9, array(77, 1), "unknown type 77");
    tensor("a huge extent", {"w", {std::int64_t{1} << 62, 4}, 0, ""}, "impossible shape");
    tensor("a negative extent", {"w", {-4}, 0, ""}, "impossible extent");
    tensor("five dimensions", {"w", {1, 1, 1, 1, 1}, 0, ""}, "more than 4 dimensions");
    tensor("rows that are no whole blocks", {"w", {48, 2}, 8, std::string(102, ' ')}, "no multiple of its blocks of 32");
    tensor("more than the file has", {"w", {1024}, 0, ""}, "the file holds only");
    tensor("an offset beyond the file", {"w", {1}, 0, floats({1})}, "the file holds only", std::int64_t{1} << 40);
    tensor("an offset that overflows", {"w", {1}, 0, floats({1})}, "the file holds only", -64);
    tensor("over another", {"w", {8}, 0, floats({1})}, "overlaps tensor \"first\"", -32);
    tensor("a name twice", {"first", {1}, 0, floats({1})}, "stands twice");
    tensor("a type nobody knows of absurd size", {"w", {std::int64_t{1} << 62, 4}, 99, ""}, "impossible shape");
    GgufBytes twice;
    twice.add("key", std::uint32_t{1});
    twice.add("key", std::uint32_t{1});
    row("a key twice", twice.file(), "\"key\" stands twice");
    for (const std::uint32_t alignment : {0u, 3u, 1u << 30}) {
        GgufBytes bytes;
        bytes.add("general.alignment", alignment);
        row(("alignment " + std::to_string(alignment)).c_str(), bytes.file(), "no power of two");
    }
}

void TestGgufFile::hostileFilesAreRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(int, code);
    QFETCH(std::string, word);
    const QTemporaryDir folder;
    const auto opened = openGgufBytes(folder, bytes);
    if (word == "version 0") { // nothing behind the name
        QVERIFY(!opened);
        return;
    }
    VERNIER_REFUSES(opened, ErrorCode(code), {"model.gguf", word});
}

void TestGgufFile::cutFilesAreRefused()
{
    const QTemporaryDir folder;
    const std::string whole = everyKind().file();
    for (std::size_t length = 0; length < whole.size() - 24; length += 1 + length / 16) // the last tensor ends 24 bytes before
        QVERIFY2(!openGgufBytes(folder, whole.substr(0, length)), std::to_string(length).c_str());
}

void TestGgufFile::changedBytesDoNoHarm()
{
    const QTemporaryDir folder;
    const std::string whole = everyKind().file();
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (at % 4 ? 0x80 : 0x11));
        if (const auto file = openGgufBytes(folder, changed)) {
            for (const StoredTensor &tensor : (*file)->tensors()->tensors())
                QCOMPARE(static_cast<std::int64_t>(valuesOf(tensor.view).size()), tensor.view.elements());
            for (const auto &[key, value] : (*file)->metadata())
                QVERIFY((*file)->texts(key).value_or(std::vector<std::string_view>()).size() <= whole.size());
        }
    }
}

void TestGgufFile::theFileOfGgmlIsRead()
{
    VERNIER_SHARED_OR_SKIP(path, "spec/golden/gguf_tiny.json");
    const nlohmann::json golden = nlohmann::json::parse(readBytes(path));
    const QTemporaryDir folder;
    const auto opened = openGgufBytes(folder, fromHex(golden["file_hex"].get<std::string>()));
    VERNIER_SUCCEEDS(opened);
    const GgufFile &file = **opened;
    QVERIFY(file.text("general.architecture") == "llama" && file.integer("general.file_type") == 7);
    QVERIFY(file.boolean("tokenizer.ggml.add_bos_token") == true);
    QCOMPARE(file.texts("tokenizer.ggml.tokens").value(), (std::vector<std::string_view>{"<s>", "a"}));
    QCOMPARE(file.numbers("tokenizer.ggml.scores").value(), (std::vector<double>{0, -1.5}));
    QCOMPARE(valuesOf(file.tensors()->find("output_norm.weight").value()), (std::vector<float>{1, -2, 0.5f}));
    const std::vector<float> values = valuesOf(file.tensors()->find("blk.0.attn_q.weight").value());
    constexpr float kHalfAStep = 2.0f / 127 / 2; // of Q8_0, and a little for the scale's own rounding
    for (std::size_t i = 0; i < values.size(); ++i)
        QVERIFY(std::abs(values[i] - (static_cast<float>(i) - 31.5f) / 16) <= 1.01f * kHalfAStep);
}

void TestGgufFile::blocksAreThoseOfGgml_data()
{
    VERNIER_SHARED_OR_SKIP(path, "spec/golden/ggml_blocks.json");
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("sha256");
    const nlohmann::json golden = nlohmann::json::parse(readBytes(path));
    for (const nlohmann::json &entry : golden["cases"]) {
        const auto type = entry["type"].get<std::string>();
        for (std::uint32_t number = 0; number < 20; ++number) {
            const BlockLayout *layout = findBlockLayout(number);
            if (layout && layout->name == type)
                QTest::addRow("%s %s%s", type.c_str(), entry["input"].get<std::string>().c_str(), entry["imatrix"].get<bool>() ? " weighted" : "")
                    << fromHex(entry["hex"].get<std::string>()) << type << entry["dequant_sha256"].get<std::string>();
        }
    }
}

void TestGgufFile::blocksAreThoseOfGgml()
{
    QFETCH(std::string, bytes);
    QFETCH(std::string, type);
    QFETCH(std::string, sha256);
    std::uint32_t number = 0;
    while (!findBlockLayout(number) || findBlockLayout(number)->name != type)
        ++number;
    const BlockLayout &layout = *findBlockLayout(number);
    TensorView view{DType::F32, {2, 512}, std::as_bytes(std::span(bytes))};
    view.blocks = layout.format;
    QCOMPARE(view.storedBytes(), std::uint64_t{bytes.size()});
    const std::vector<float> values = valuesOf(view);
    const QByteArrayView raw(reinterpret_cast<const char *>(values.data()), static_cast<qsizetype>(values.size() * sizeof(float)));
    QCOMPARE(QCryptographicHash::hash(raw.toByteArray(), QCryptographicHash::Sha256).toHex().toStdString(), sha256);
    // A part that begins and ends inside blocks.
    std::vector<float> part(300);
    copyToFloat(view, 333, part);
    QVERIFY(std::equal(part.begin(), part.end(), values.begin() + 333));
}

QTEST_APPLESS_MAIN(TestGgufFile)
#include "tst_gguf_file.moc"
