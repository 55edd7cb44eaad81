// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/torch_file.h"

#include "core/io/tensor_folder.h"
#include "tests/core/io/io_test.h"
#include "tests/core/io/torch_bytes.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace vernier;
using namespace vernier::test;

namespace {

/// 0, 1, 2, … as little-endian int16.
std::string countedShorts(int count)
{
    std::string bytes;
    for (int i = 0; i < count; ++i)
        bytes += numberBytes(static_cast<std::int16_t>(i));
    return bytes;
}

std::string floatBytes(std::initializer_list<float> values)
{
    std::string bytes;
    for (const float value : values)
        bytes += numberBytes(value);
    return bytes;
}

/// The whole tensor, read in two pieces.
std::vector<float> valuesOf(const TensorView &view)
{
    std::vector<float> values(static_cast<std::size_t>(view.elements()));
    const std::size_t half = values.size() / 2;
    copyToFloat(view, 0, std::span(values).first(half));
    copyToFloat(view, static_cast<std::int64_t>(half), std::span(values).subspan(half));
    return values;
}

const std::string kShorts = pickledStorage("ShortStorage", "0", 12);

/// A zip file of this pickle and one storage of twelve shorts.
std::string torchZip(const std::string &pickle, bool is64 = false)
{
    return zipBytes({{"archive/data.pkl", pickle}, {"archive/byteorder", "little"}, {"archive/data/0", countedShorts(12)}, {"archive/version", "3\n"}}, is64);
}

std::string oneTensor(const std::string &value)
{
    return torchZip(pickledDictionary({{"w", value}}));
}

Result<std::shared_ptr<const TensorFile>> openBytes(const QTemporaryDir &folder, const std::string &bytes)
{
    writeBytes(pathIn(folder, "pytorch_model.bin"), bytes);
    return openTensorFile(pathIn(folder, "pytorch_model.bin"));
}

/// What a dictionary with everything that is read looks like: tensors that share a storage, lie in other orders, are parameters.
std::string manyTensors()
{
    const std::string remembered = kShorts + "q\x05"; // the storage, to be recalled
    return pickledDictionary({{"rows", pickledTensor(remembered, 0, {3, 4}, {4, 1})},
                              {"transposed", pickledTensor("h\x05", 0, {4, 3}, {1, 4})},
                              {"part", pickledTensor(kShorts, 5, {2, 2}, {4, 1})},
                              {"every second", pickledTensor(kShorts, 1, {1, 3}, {99, 2})},
                              {"scalar", pickledTensor(kShorts, 7, {}, {})},
                              {"none", pickledTensor(kShorts, 12, {0, 5}, {5, 1})},
                              {"parameter", pickledFunction("torch._utils", "_rebuild_parameter") + "(" + pickledTensor(kShorts, 11, {1}, {1}) + "\x88}tR"},
                              {"no tensor", "N"},
                              {"step", pickledInteger(-3)},
                              {"rate", "G" + std::string(8, '\0')},
                              {"shapes", "]" + pickledInteger(1) + "a(" + pickledInteger(2) + "e"}});
}

} // namespace

class TestTorchFile : public QObject
{
    Q_OBJECT

private slots:
    void everyOrderOfElementsIsRead_data();
    void everyOrderOfElementsIsRead();
    void rowMajorTensorsAreMapped();
    void legacyFilesAreRead();
    void hostileFilesAreRefused_data();
    void hostileFilesAreRefused();
    void deepAndCyclicPicklesAreHarmless();
    void cutFilesAreRefused();
    void changedBytesDoNoHarm();
    void binsEqualTheSafetensors_data();
    void binsEqualTheSafetensors();
};

void TestTorchFile::everyOrderOfElementsIsRead_data()
{
    QTest::addColumn<bool>("is64");
    QTest::newRow("zip") << false;
    QTest::newRow("zip64") << true;
}

void TestTorchFile::everyOrderOfElementsIsRead()
{
    QFETCH(bool, is64);
    const QTemporaryDir folder;
    const auto file = openBytes(folder, torchZip(manyTensors(), is64));
    VERNIER_SUCCEEDS(file);
    const auto read = [&](const char *name) { return valuesOf((*file)->find(name).value()); };
    using Values = std::vector<float>;
    QCOMPARE((*file)->tensors().size(), std::size_t{7});
    QCOMPARE(read("rows"), (Values{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    QCOMPARE(read("transposed"), (Values{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}));
    QCOMPARE(read("part"), (Values{5, 6, 9, 10}));
    QCOMPARE(read("every second"), (Values{1, 3, 5}));
    QCOMPARE(read("scalar"), (Values{7}));
    QCOMPARE(read("none"), Values{});
    QCOMPARE(read("parameter"), (Values{11}));
    QCOMPARE((*file)->find("transposed")->shape, (Shape{4, 3}));
    QCOMPARE((*file)->find("part")->storedBytes(), std::uint64_t{8});
    QVERIFY((*file)->find("rows")->dtype == DType::I16);
}

void TestTorchFile::rowMajorTensorsAreMapped()
{
    const QTemporaryDir folder;
    const auto file = openBytes(folder, torchZip(manyTensors()));
    VERNIER_SUCCEEDS(file);
    const TensorView rows = (*file)->find("rows").value();
    QVERIFY(rows.axes.empty());
    QCOMPARE(textOf(rows.data), countedShorts(12));
    QVERIFY((*file)->find("parameter")->axes.empty());
    QVERIFY(!(*file)->find("transposed")->axes.empty());
}

void TestTorchFile::legacyFilesAreRead()
{
    const QTemporaryDir folder;
    const std::string dictionary = pickledDictionary({{"a", pickledTensor(pickledStorage("FloatStorage", "70", 3, "N"), 1, {2}, {1})},
                                                      {"b", pickledTensor(pickledStorage("FloatStorage", "10", 1, "N"), 0, {1, 1}, {1, 1})}});
    const auto file = openBytes(folder, legacyBytes(dictionary, {{"10", floatBytes({0.5f})}, {"70", floatBytes({1, 2, 3})}}, sizeof(float)));
    VERNIER_SUCCEEDS(file);
    QCOMPARE(valuesOf((*file)->find("a").value()), (std::vector<float>{2, 3}));
    QCOMPARE(valuesOf((*file)->find("b").value()), (std::vector<float>{0.5f}));
    QCOMPARE((*file)->tensors().front().name, std::string("b"));
}

void TestTorchFile::hostileFilesAreRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    const auto row = [](const char *name, const std::string &bytes, ErrorCode code, const char *word) {
        QTest::newRow(name) << bytes << int(code) << std::string(word);
    };
    const auto corrupt = [&](const char *name, const std::string &bytes, const char *word) { row(name, bytes, ErrorCode::CorruptFile, word); };
    const auto refused = [&](const char *name, const std::string &bytes, const char *word) { row(name, bytes, ErrorCode::Unsupported, word); };
    constexpr std::int64_t kHuge = std::int64_t{1} << 62;

    refused("a function that runs commands", torchZip("\x80\x02" + pickledFunction("os", "system") + "(" + pickledText("true") + "tR."), "os.system");
    refused("a function among the tensors", oneTensor(pickledFunction("builtins", "eval") + ")R"), "builtins.eval");
    refused("a name across the dot", oneTensor(pickledFunction("torch", "_utils._rebuild_tensor_v3")), "_rebuild_tensor_v3");
    refused("a quantized storage", oneTensor(pickledTensor(pickledStorage("QInt8Storage", "0", 1), 0, {1}, {1})), "torch.QInt8Storage");
    refused("an opcode that makes objects", torchZip("\x80\x02)\x81."), "NEWOBJ");
    refused("an opcode of protocol 4", torchZip("\x80\x04\x95"), "protocol 4");
    refused("an opcode that nobody knows", torchZip(std::string("\x80\x02\xff.", 4)), "0xff");
    refused("something else that is kept", oneTensor("(" + pickledText("module") + "tQ"), "\"module\"");
    refused("a list", torchZip("\x80\x02]."), "no dictionary");
    refused("no tensor", torchZip("\x80\x02}."), "state_dict()");
    refused("repeated elements", oneTensor(pickledTensor(kShorts, 0, {kHuge / 4}, {0})), "repeats its elements");
    refused("views of old releases", oneTensor(pickledTensor(pickledStorage("ShortStorage", "0", 12, "(t"), 0, {1}, {1})), "views of storages");
    refused("a compressed record", zipBytes({{"a/data.pkl", "x", 8}}), "compressed");
    refused("a compressed storage", zipBytes({{"a/data.pkl", manyTensors()}, {"a/data/0", countedShorts(12), 8}}), "compressed");
    refused("big-endian", zipBytes({{"a/data.pkl", manyTensors()}, {"a/byteorder", "big"}}), "big-endian");
    refused("another zip file", zipBytes({{"word/document.xml", "x"}}), "no data.pkl");
    refused("no PyTorch file", "hello", "no file of tensors");
    refused("legacy, big-endian", legacyBytes(manyTensors(), {{"0", countedShorts(12)}}, 2, false), "big-endian");

    corrupt("a shape beyond the storage", oneTensor(pickledTensor(kShorts, 0, {13}, {1})), "beyond its storage of 12 elements");
    corrupt("an offset beyond the storage", oneTensor(pickledTensor(kShorts, 12, {1}, {1})), "beyond its storage");
    corrupt("strides beyond the storage", oneTensor(pickledTensor(kShorts, 0, {3, 4}, {5, 1})), "beyond its storage");
    corrupt("a storage smaller than it says", oneTensor(pickledTensor(pickledStorage("ShortStorage", "0", 99), 0, {13}, {1})), "beyond its storage of 12");
    corrupt("an impossible shape", oneTensor(pickledTensor(kShorts, 0, {kHuge, kHuge}, {1, 1})), "impossible shape");
    corrupt("an impossible shape with a zero", oneTensor(pickledTensor(kShorts, 0, {kHuge, kHuge, 0}, {1, 1, 1})), "impossible shape");
    corrupt("an impossible stride", oneTensor(pickledTensor(kShorts, 0, {9, 9}, {kHuge, kHuge})), "beyond its storage");
    corrupt("an impossible offset", oneTensor(pickledTensor(kShorts, std::numeric_limits<std::int64_t>::max(), {1}, {1})), "beyond its storage");
    corrupt("a negative extent", oneTensor(pickledTensor(kShorts, 0, {-1}, {1})), "contradicts itself");
    corrupt("a negative stride", oneTensor(pickledTensor(kShorts, 3, {2}, {-1})), "contradicts itself");
    corrupt("a negative offset", oneTensor(pickledTensor(kShorts, -1, {2}, {1})), "contradicts itself");
    corrupt("fewer strides than extents", oneTensor(pickledTensor(kShorts, 0, {2, 2}, {1})), "contradicts itself");
    corrupt("a storage that is not there", oneTensor(pickledTensor(pickledStorage("ShortStorage", "../0", 12), 0, {1}, {1})), "not in the file");
    corrupt("a tensor twice", torchZip(pickledDictionary({{"w", pickledTensor(kShorts, 0, {1}, {1})}, {"w", pickledTensor(kShorts, 0, {1}, {1})}})), "stands twice");
    corrupt("a name that is no text", torchZip(pickledDictionary({{"w\xff", pickledTensor(kShorts, 0, {1}, {1})}})), "no text");
    corrupt("more is taken than there is", torchZip("\x80\x02R."), "contradicts itself");
    corrupt("a mark is taken for a value", torchZip("\x80\x02}(s."), "contradicts itself");
    corrupt("a mark is missing", torchZip("\x80\x02u."), "contradicts itself");
    corrupt("nothing was remembered", torchZip("\x80\x02h\x01."), "contradicts itself");
    corrupt("a number is called", torchZip("\x80\x02K\x01)R."), "contradicts itself");
    corrupt("a storage is called", torchZip("\x80\x02" + pickledFunction("torch", "HalfStorage") + ")R."), "contradicts itself");
    corrupt("two values are left", torchZip("\x80\x02}}."), "contradicts itself");
    corrupt("a text longer than the file", torchZip("\x80\x02X\xff\xff\xff\xff" "abc."), "cut off");
    corrupt("a name without its end", torchZip("\x80\x02" "ccollections"), "cut off");
    corrupt("an empty pickle", torchZip(""), "cut off");
    corrupt("a record somewhere else", zipBytes({{"a/data.pkl", manyTensors(), 0, 7}}), "does not lie where");
    corrupt("a record beyond the file", zipBytes({{"a/data.pkl", manyTensors(), 0, std::int64_t{1} << 30}}, true), "does not lie where");
    corrupt("a record at an impossible place", zipBytes({{"a/data.pkl", manyTensors(), 0, -100}}, true), "does not lie where");
    corrupt("a record longer than the file", zipBytes({{"a/data.pkl", manyTensors(), 0, 0, 1 << 20}}), "does not lie where");
    corrupt("a record over the next", zipBytes({{"a/data.pkl", manyTensors(), 0, 0, 20}, {"a/data/0", countedShorts(12)}}), "overlaps");
    corrupt("a record twice", zipBytes({{"a/data.pkl", manyTensors()}, {"a/data.pkl", manyTensors()}}), "stands twice");
    corrupt("only a beginning", "PK\x03\x04", "no directory at its end");
    corrupt("a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\n", "git lfs pull");
    corrupt("legacy, no storages", legacyBytes(pickledDictionary({{"w", pickledTensor(kShorts, 0, {1}, {1})}}), {}, 2), "not in the file");
}

void TestTorchFile::hostileFilesAreRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(int, code);
    QFETCH(std::string, word);
    const QTemporaryDir folder;
    VERNIER_REFUSES(openBytes(folder, bytes), ErrorCode(code), {"pytorch_model.bin", word});
}

void TestTorchFile::deepAndCyclicPicklesAreHarmless()
{
    const QTemporaryDir folder;
    const std::string tensor = pickledText("w") + pickledTensor(kShorts, 0, {1}, {1}) + "s";
    std::string deep = ")";
    for (int i = 0; i < 50'000; ++i)
        deep += '\x85';
    VERNIER_SUCCEEDS(openBytes(folder, torchZip("\x80\x02}" + tensor + pickledText("deep") + deep + "s.")));
    VERNIER_SUCCEEDS(openBytes(folder, torchZip("\x80\x02}q\x01" + tensor + pickledText("itself") + "h\x01s" + pickledText("list") + "]q\x02h\x02" "as.")));
    VERNIER_REFUSES(openBytes(folder, torchZip("\x80\x02" + std::string(2'000'001, '(') + ".")), ErrorCode::Unsupported, {"more than 2000000 values"});
    // A dictionary whose storages claim more than 2^63 bytes.
    const std::string claim = pickledDictionary({{"w", pickledTensor(pickledStorage("DoubleStorage", "0", 1, "N"), 0, {1}, {1})}});
    std::string lying = legacyBytes(claim, {{"0", std::string(8, '\0')}}, 8);
    lying.replace(lying.size() - 16, 8, numberBytes(std::numeric_limits<std::int64_t>::max()));
    VERNIER_REFUSES(openBytes(folder, lying), ErrorCode::CorruptFile, {"\"0\""});
}

void TestTorchFile::cutFilesAreRefused()
{
    const QTemporaryDir folder;
    const std::string legacy = legacyBytes(manyTensors(), {{"0", countedShorts(12)}}, 2);
    for (const std::string &whole : {torchZip(manyTensors()), torchZip(manyTensors(), true), legacy}) {
        VERNIER_SUCCEEDS(openBytes(folder, whole));
        for (std::size_t length = 0; length < whole.size(); length += 1 + length / 16)
            QVERIFY2(!openBytes(folder, whole.substr(0, length)), std::to_string(length).c_str());
    }
}

void TestTorchFile::changedBytesDoNoHarm()
{
    const QTemporaryDir folder;
    const std::string legacy = legacyBytes(manyTensors(), {{"0", countedShorts(12)}}, 2);
    for (const std::string &whole : {torchZip(manyTensors(), true), legacy}) {
        for (std::size_t at = 0; at < whole.size(); at += 5) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ (at % 2 ? 0x80 : 0x11));
            if (const auto file = openBytes(folder, changed)) {
                for (const StoredTensor &tensor : (*file)->tensors())
                    QVERIFY(tensor.view.elements() <= 24 && !valuesOf(tensor.view).empty() == (tensor.view.elements() > 0));
            }
        }
    }
}

void TestTorchFile::binsEqualTheSafetensors_data()
{
    QTest::addColumn<std::string>("model");
    QTest::addColumn<std::string>("folder");
    for (const char *model : {"chatglm2", "llama2_bin"}) {
        for (const char *folder : {"torch_bin_sharded", "torch_bin_legacy"})
            QTest::addRow("%s %s", model, folder) << std::string(model) << std::string(folder);
    }
    QTest::newRow("opt torch_bin_shared") << std::string("opt") << std::string("torch_bin_shared");
}

void TestTorchFile::binsEqualTheSafetensors()
{
    QFETCH(std::string, model);
    QFETCH(std::string, folder);
    VERNIER_SHARED_OR_SKIP(path, "arch/" + model);
    const auto bins = TensorFolder::open(path / folder);
    const auto safetensors = TensorFolder::open(path);
    VERNIER_SUCCEEDS(bins);
    VERNIER_SUCCEEDS(safetensors);
    std::vector<std::string> names = (*bins)->names();
    std::vector<std::string> expected = (*safetensors)->names();
    std::sort(names.begin(), names.end());
    std::sort(expected.begin(), expected.end());
    QCOMPARE(names, expected);
    for (const std::string &name : names) {
        const TensorView one = (*bins)->find(name).value();
        const TensorView other = (*safetensors)->find(name).value();
        QVERIFY(one.dtype == other.dtype && one.axes.empty());
        QCOMPARE(one.shape, other.shape);
        QVERIFY2(std::equal(one.data.begin(), one.data.end(), other.data.begin(), other.data.end()), name.c_str());
    }
}

QTEST_APPLESS_MAIN(TestTorchFile)
#include "tst_torch_file.moc"
