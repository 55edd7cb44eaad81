// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_size.h"

#include "core/eval/model_size.h"
#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <functional>

using namespace vernier;
using namespace vernier::test;
namespace fs = std::filesystem;

using Edit = std::function<void(TinyCheckpointOptions &, Recipe &)>;
Q_DECLARE_METATYPE(Edit)

namespace {

std::int64_t writtenBytes(const fs::path &folder)
{
    std::int64_t bytes = 0;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder))
        bytes += entry.path().extension() == ".safetensors" || entry.path().extension() == ".npy" ? static_cast<std::int64_t>(entry.file_size()) : 0;
    return bytes;
}

void setBits(Recipe &recipe, int wBit, int aBit)
{
    recipe.quantConfig.wBit = wBit;
    recipe.quantConfig.aBit = aBit;
    recipe.quantConfig.mmTensor = false;
}

/// Per group of 32.
void setLowbit(Recipe &recipe, int aBit)
{
    setBits(recipe, 4, aBit);
    recipe.quantConfig.isLowbit = true;
    recipe.quantConfig.openOutlier = false;
    recipe.quantConfig.groupSize = 32;
}

} // namespace

class TestModelslimSize : public QObject
{
    Q_OBJECT

private slots:
    void isWhatIsWritten_data()
    {
        QTest::addColumn<Edit>("edit");
        const auto row = [](const char *name, Edit edit) { QTest::newRow(name) << edit; };
        row("static, per tensor", [](auto &, Recipe &) {});
        row("static, per channel, biases", [](auto &options, Recipe &recipe) {
            options.modelType = "qwen2";
            setBits(recipe, 8, 8);
        });
        row("refined scales, per tensor", [](auto &, Recipe &recipe) {
            setBits(recipe, 8, 16);
            recipe.quantConfig.mmTensor = true;
            recipe.quantConfig.wMethod = WeightMethod::Hqq;
        });
        row("groups", [](auto &options, Recipe &recipe) {
            options.hidden = 64;
            options.intermediate = 96;
            setLowbit(recipe, 16);
        });
        row("groups, some as wide as a row", [](auto &options, Recipe &recipe) {
            options.hidden = 32;
            options.intermediate = 64;
            setLowbit(recipe, 16);
        });
        row("two levels", [](auto &options, Recipe &recipe) {
            options.hidden = 64;
            options.intermediate = 96;
            setLowbit(recipe, 8);
            recipe.quantConfig.isDynamic = true;
        });
        row("NF4, biases", [](auto &options, Recipe &recipe) {
            options.modelType = "qwen2";
            options.hidden = 128;
            options.heads = 2;
            options.kvHeads = 1;
            options.intermediate = 128;
            setBits(recipe, 4, 16);
            recipe.quantConfig.wMethod = WeightMethod::Nf;
        });
        row("sparse, with an int8 cache", [](auto &, Recipe &recipe) {
            setBits(recipe, 4, 8);
            recipe.quantConfig.coSparse = true;
            recipe.quantConfig.useKvcacheQuant = true;
        });
        row("static, bfloat16", [](auto &options, Recipe &) { options.dtype = DType::BF16; });
        row("suppressed, with norms of query and key", [](auto &options, Recipe &recipe) {
            options.modelType = "qwen3";
            options.dtype = DType::BF16;
            recipe.antiOutlier.emplace().antiMethod = AntiMethod::M1;
            recipe.mixCfg = {{"*down*", "w8a16"}, {"*.0.*", "float"}};
        });
        row("suppressed and shifted", [](auto &options, Recipe &recipe) {
            options.modelType = "qwen3";
            options.dtype = DType::BF16;
            recipe.antiOutlier.emplace().antiMethod = AntiMethod::M4;
            recipe.antiOutlier->disableAntiNames = {"model.layers.1.self_attn.q_proj"};
            recipe.mixCfg = {{"*.0.*", "float"}};
        });
        row("suppressed between linears, biases", [](auto &options, Recipe &recipe) {
            options.modelType = "qwen2";
            options.dtype = DType::BF16;
            recipe.antiOutlier.emplace().antiMethod = AntiMethod::M6;
            recipe.antiOutlier->flexConfig = {0.6, 0.3};
            recipe.mixCfg = {{"*.0.*", "float"}};
        });
        row("weight-only, loaded as stored", [](auto &options, Recipe &recipe) {
            options.dtype = DType::BF16;
            options.tied = true;
            setBits(recipe, 8, 16);
            recipe.quantConfig.disableNames = {"lm_head"};
            recipe.loadDtype = LoadDtype::Checkpoint;
        });
        row("4-bit", [](auto &options, Recipe &recipe) {
            options.dtype = DType::F16;
            setBits(recipe, 4, 16);
        });
        row("float", [](auto &options, Recipe &recipe) {
            options.dtype = DType::BF16;
            setBits(recipe, 16, 16);
        });
    }

    void isWhatIsWritten()
    {
        QFETCH(Edit, edit);
        QTemporaryDir folder;
        TinyCheckpointOptions tiny;
        Recipe recipe;
        edit(tiny, recipe);
        const auto checkpoint = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(folder, "model"), tiny)));
        SilentMonitor monitor;
        const auto model = quantizeModel(checkpoint, recipe, pseudoRandomSequences({12, 20}, 64, 70), Compute{}, monitor);
        QVERIFY2(model, model ? "" : toString(model.error()).c_str());
        const std::vector<std::string> both{"safe_tensor", "numpy"};
        for (const std::vector<std::string> &types : {std::vector<std::string>{"safe_tensor"}, {"ascendV1"}, {"numpy"}, both}) {
            for (const int part : {0, 1}) {
                const ModelslimFolderOptions options{types, part};
                if (!validate(options, recipe))
                    continue; // two levels do not go into numpy alone
                const fs::path output = pathIn(folder, types.front() + std::to_string(types.size()) + std::to_string(part));
                QVERIFY(writeModelslimFolder(*model, output, options, monitor));
                QCOMPARE(valueOf(modelslimSize(*checkpoint, recipe, model->network.plan(), options)).fileBytes, writtenBytes(output));
            }
        }
        sizesAreOne(*checkpoint, *model, pathIn(folder, "safe_tensor10"), pathIn(folder, "ascendV110"));
    }

    /// A recipe has the size that is read back of its files.
    static void sizesAreOne(const Checkpoint &checkpoint, const QuantizedModel &model, const fs::path &unpacked, const fs::path &packed)
    {
        const ModelSize size = valueOf(quantizedSize(checkpoint, model.recipe, model.network.plan()));
        QCOMPARE(size.bitsPerWeight, 8.0 * static_cast<double>(size.sizeBytes) / static_cast<double>(checkpoint.parameters()));
        const auto parent = valueOf(Checkpoint::open(checkpoint.folder()));
        QCOMPARE(quantizedSize(*valueOf(QuantizedFolder::open(unpacked, parent))).sizeBytes, size.sizeBytes);
        QCOMPARE(quantizedSize(*valueOf(QuantizedFolder::open(packed, parent))).sizeBytes, writtenBytes(packed));
    }

    void theReasonsForTheSizeAreCounted()
    {
        QTemporaryDir folder;
        const auto checkpoint = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(folder, "model"), {.dtype = DType::BF16})));
        Recipe recipe;
        setBits(recipe, 4, 16);
        const Plan plan = valueOf(resolvePlan(recipe, checkpoint->layers()));
        const auto size = [&](const char *type) { return valueOf(modelslimSize(*checkpoint, recipe, plan, {{type}, 0})); };
        // Embedding and head of 64 · 32 and five norms of 32 are float; the other layers are codes.
        QCOMPARE(size("ascendV1").widenedBytes, std::int64_t{2 * (2 * 64 * 32 + 5 * 32)});
        QCOMPARE(size("ascendV1").unpackedBytes, std::int64_t{0});
        QCOMPARE(size("safe_tensor").unpackedBytes, size("safe_tensor").fileBytes - size("ascendV1").fileBytes);
        QCOMPARE(size("numpy").unpackedBytes, size("safe_tensor").unpackedBytes);
        QCOMPARE(size("numpy").widenedBytes, std::int64_t{0}); // .npy has no bfloat16, whatever load_dtype says
        recipe.loadDtype = LoadDtype::Checkpoint;
        QCOMPARE(size("ascendV1").widenedBytes, std::int64_t{0});
    }
};

QTEST_APPLESS_MAIN(TestModelslimSize)
#include "tst_modelslim_size.moc"
