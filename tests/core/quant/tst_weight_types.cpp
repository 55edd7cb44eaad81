// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/pass.h"
#include "core/quant/joint_calibration.h"
#include "core/quant/quantize_model.h"
#include "tests/core/io/io_test.h"
#include "tests/support/test_models.h"
#include "tests/support/tiny_checkpoint.h"

#include <QTest>

#include <set>

// Every type of quantization through the whole way: plan, calibration, codes, forward pass; with any number of threads, with
// the head quantized as well, and stopped in between.

using namespace vernier;
using namespace vernier::test;

namespace {

const std::vector<std::vector<int>> kSequences = pseudoRandomSequences({12, 20, 7}, 64, 70);

struct Case
{
    const char *name;
    const char *recipe;
};

constexpr Case kCases[] = {
    {"W8A16 GPTQ", R"({"a_bit":16,"mm_tensor":false,"w_method":"GPTQ"})"},
    {"W4A16 GPTQ per tensor", R"({"w_bit":4,"a_bit":16,"w_method":"GPTQ"})"},
    {"W4A16 GPTQ in groups", R"({"w_bit":4,"a_bit":16,"is_lowbit":true,"open_outlier":false,"group_size":32,"w_method":"GPTQ"})"},
    {"W8A8_DYNAMIC GPTQ", R"({"is_dynamic":true,"mm_tensor":false,"w_method":"GPTQ"})"},
    {"W4A16 HQQ", R"({"w_bit":4,"a_bit":16,"mm_tensor":false,"w_method":"HQQ"})"},
    {"W4A16 HQQ in groups", R"({"w_bit":4,"a_bit":16,"is_lowbit":true,"open_outlier":false,"group_size":32,"w_method":"HQQ"})"},
    {"W8A16 in groups", R"({"a_bit":16,"is_lowbit":true,"open_outlier":false,"group_size":32})"},
    {"W4A8_DYNAMIC", R"({"w_bit":4,"is_dynamic":true,"is_lowbit":true,"open_outlier":false,"group_size":32})"},
    {"NF4", R"({"w_bit":4,"a_bit":16,"w_method":"NF"})"},
    {"W8A8S of the tensor", R"({"co_sparse":true,"mm_tensor":false})"},
    {"W8A8S of rows", R"({"w_bit":4,"is_lowbit":true,"use_sigma":true,"mm_tensor":false})"},
    {"W4A16 sparse", R"({"w_bit":4,"a_bit":16,"is_lowbit":true,"fraction":0.05,"mm_tensor":false})"},
    {"W8A8 with an int8 cache", R"({"use_kvcache_quant":true,"mm_tensor":false})"},
};

} // namespace

class TestWeightTypes : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const TinyCheckpointOptions options{.hidden = 64, .intermediate = 96, .outlierGain = 8.0f};
        m_checkpoint = valueOf(Checkpoint::open(writeTinyCheckpoint(pathIn(m_folder, "model"), options)));
    }

    void theWholeWay_data() { cases(); }
    void theWholeWay()
    {
        QFETCH(QString, config);
        const Recipe recipe = recipeOf(config);
        const QuantizedModel one = valueOf(quantized(recipe, 1));
        const QuantizedModel three = valueOf(quantized(recipe, 3));
        for (const LayerInfo &layer : m_checkpoint->layers()) {
            if (one.network.schemeOf(layer).isFloat())
                continue;
            const QuantizedWeight &a = *valueOf(one.network.quantizedWeight(layer));
            const QuantizedWeight &b = *valueOf(three.network.quantizedWeight(layer));
            QVERIFY(a.codes == b.codes && a.parameters == b.parameters && a.secondScales == b.secondScales && a.blockAbsMax == b.blockAbsMax);
        }
        // The result is near the float model, and not it.
        const Matrix expected = logitsOf(FloatNetwork(one.network.sharedFloatModel()));
        const Matrix logits = logitsOf(one.network);
        QVERIFY(logits.allFinite());
        const float difference = (logits - expected).norm() / expected.norm();
        QVERIFY2(difference > 1e-4f && difference < 0.6f, qPrintable(QString::number(difference)));
        // One layer alone is nearer.
        const std::string layer = m_checkpoint->layers()[3].name;
        QVERIFY((logitsOf(one.network.withOnly(layer)) - expected).norm() < (logits - expected).norm());
    }

    void theHeadToo_data() { cases(); }
    void theHeadToo()
    {
        QFETCH(QString, config);
        Recipe recipe = recipeOf(config);
        recipe.quantConfig.disableLastLinear = false;
        const QuantizedModel model = valueOf(quantized(recipe, 2));
        const LayerInfo &head = m_checkpoint->layers().back();
        QVERIFY(!model.network.schemeOf(head).isFloat());
        const Matrix x = pseudoRandomMatrix(3, head.in, 5);
        Matrix whole(3, head.out);
        valueOf(model.network.headRows(0, head.out, {}))->apply(x, whole, {});
        Matrix part(3, 20);
        valueOf(model.network.headRows(30, 20, {}))->apply(x, part, {});
        QVERIFY((whole.middleCols(30, 20) - part).cwiseAbs().maxCoeff() <= 1e-5f * whole.cwiseAbs().maxCoeff());
    }

    void keysTellTypesApart()
    {
        std::set<std::string> keys;
        for (const Case &one : kCases)
            keys.insert(valueOf(quantized(recipeOf(one.recipe), 1)).network.blockKey(0));
        QCOMPARE(keys.size(), std::size(kCases));
    }

    void correctedGptqSeesEverySample()
    {
        Recipe recipe = recipeOf(kCases[0].recipe);
        const auto codes = [&](const std::vector<std::vector<int>> &sequences) {
            SilentMonitor monitor;
            const QuantizedModel model = valueOf(quantizeModel(m_checkpoint, recipe, sequences, {}, monitor));
            return valueOf(model.network.quantizedWeight(m_checkpoint->layers()[6]))->codes;
        };
        const std::vector<std::vector<int>> firstOnly{kSequences[0]};
        QVERIFY(codes(kSequences) == codes(firstOnly)); // the original looks at the first alone
        recipe.quantConfig.percdamp = 0.5;
        QVERIFY(codes(kSequences) == codes(firstOnly)); // and not at the damping
        recipe.improvements.gptq = true;
        const CodeMatrix damped = codes(kSequences);
        QVERIFY(damped != codes(firstOnly));
        recipe.quantConfig.percdamp = 0.01;
        QVERIFY(codes(kSequences) != damped);
        recipe.improvements.actOrder = true;
        QVERIFY(codes(kSequences) != damped);
    }

    void levelsOfTheLowbitFamilyFollowTheFirstSample()
    {
        Recipe recipe = recipeOf(R"({"w_bit":4,"is_lowbit":true,"use_sigma":true,"mm_tensor":false})");
        recipe.disableLevel = "L2";
        const QuantizedModel model = valueOf(quantized(recipe, 2));
        QCOMPARE(model.network.plan().rollback.size(), std::size_t{3}); // and the head
        const std::vector<double> inputs = [&] {
            SilentMonitor monitor;
            Recipe everything = recipe;
            everything.disableLevel = "L0";
            const auto plan = std::make_shared<const Plan>(valueOf(resolvePlan(everything, m_checkpoint->layers())));
            return valueOf(largestInputs(model.network.sharedFloatModel(), plan, calibrationSamples(recipe, kSequences), {}, monitor));
        }();
        const Plan expected = valueOf(resolvePlan(recipe, m_checkpoint->layers(), inputs));
        QCOMPARE(model.network.plan().rollback, expected.rollback);
    }

    void cancelling_data() { cases(); }
    void cancelling()
    {
        QFETCH(QString, config);
        for (const int asked : {1, 5}) {
            CountingMonitor monitor(asked);
            const auto model = quantizeModel(m_checkpoint, recipeOf(config), kSequences, {}, monitor);
            QVERIFY(model || model.error().code == ErrorCode::Cancelled);
        }
    }

private:
    /// Says stop after it was asked a number of times.
    class CountingMonitor final : public JobMonitor
    {
    public:
        explicit CountingMonitor(int asked)
            : m_left(asked)
        {}
        bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return --m_left > 0; }

    private:
        int m_left;
    };

    static void cases()
    {
        QTest::addColumn<QString>("config");
        for (const Case &one : kCases)
            QTest::newRow(one.name) << one.recipe;
    }

    static Recipe recipeOf(const QString &config)
    {
        const std::string text = R"({"version":1,"quant_config":)" + config.toStdString() + "}";
        return parseRecipe(nlohmann::ordered_json::parse(text), "test").value();
    }

    Result<QuantizedModel> quantized(const Recipe &recipe, int threads)
    {
        SilentMonitor monitor;
        return quantizeModel(m_checkpoint, recipe, kSequences, Compute{.threads = threads}, monitor);
    }

    static Matrix logitsOf(const Network &network)
    {
        SilentMonitor monitor;
        return valueOf(computeLogits(network, TokenBatch({kSequences[1]}), {}, monitor));
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const Checkpoint> m_checkpoint;
};

QTEST_APPLESS_MAIN(TestWeightTypes)
#include "tst_weight_types.moc"
