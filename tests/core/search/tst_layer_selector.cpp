// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/layer_selector.h"

#include "core/io/json_file.h"
#include "core/quant/quantize_model.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>

// Scores and choices of the original's LayerSelector on the reference models.

using namespace vernier;
using Json = nlohmann::ordered_json;

namespace {

/// Scores alone: nothing is quantized.
std::vector<LocalSensitivity> measured(const std::filesystem::path &folder)
{
    const auto checkpoint = Checkpoint::open(folder).value();
    const auto sequences = readOrderedJsonFile(folder / "calib.json").value()["calib"].get<std::vector<std::vector<int>>>();
    Recipe floats;
    floats.quantConfig.wBit = floats.quantConfig.aBit = 16;
    SilentMonitor monitor;
    const QuantizedModel model = quantizeModel(checkpoint, floats, sequences, {}, monitor).value();
    return measureLocally(model.network, calibrationSamples(floats, sequences), {}, monitor).value();
}

} // namespace

class TestLayerSelector : public QObject
{
    Q_OBJECT

private slots:
    void choicesAreTheOriginals_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("method");
        for (const char *model : {"rand2", "rand2o", "stories260K"}) {
            for (const char *method : {"quantile", "std"})
                QTest::addRow("%s, %s", model, method) << model << method;
        }
    }

    void choicesAreTheOriginals()
    {
        QFETCH(QString, model);
        QFETCH(QString, method);
        VERNIER_SHARED_OR_SKIP(golden, "golden");
        const auto all = readOrderedJsonFile(golden / "layer_selector.json");
        QVERIFY(all);
        const Json &expected = (*all)[(model + "." + method).toStdString()];
        const std::vector<LocalSensitivity> local = measured(golden / "inputs" / model.toStdString());
        const std::vector<LayerScore> ranked = rankedScores(local, method == "std" ? SelectorMethod::Std : SelectorMethod::Quantile);
        QCOMPARE(ranked.size(), expected["scores_desc"].size());
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            const double score = expected["scores_desc"][i]["score"];
            QCOMPARE(ranked[i].layer, expected["scores_desc"][i]["name"].get<std::string>());
            // Sums of a float32 standard deviation there, of doubles here; the quantiles are equal.
            QVERIFY2(std::abs(ranked[i].score - score) <= 2e-6 * score, ranked[i].layer.c_str());
        }
        for (const auto &[level, names] : expected["by_disable_level"].items())
            QCOMPARE(layersOfLevels(ranked, std::stoul(level)), names.get<std::vector<std::string>>());
        for (const auto &[key, names] : expected.items()) {
            if (key.starts_with("by_threshold_"))
                QCOMPARE(layersAbove(ranked, std::stod(key.substr(13))), names.get<std::vector<std::string>>());
        }
    }

    void ranking()
    {
        std::vector<LocalSensitivity> local(4);
        const std::pair<const char *, double> scores[]{{"a.q", 2.0}, {"a.k", 2.0}, {"b", std::nan("")}, {"c", 30.5}};
        for (std::size_t i = 0; i < local.size(); ++i) {
            local[i].layer = scores[i].first;
            local[i].rangeScore = scores[i].second;
        }
        const std::vector<LayerScore> ranked = rankedScores(local, SelectorMethod::Std);
        QCOMPARE(layersOfLevels(ranked, 1), (std::vector<std::string>{"c"}));
        QCOMPARE(layersOfLevels(ranked, 2), (std::vector<std::string>{"c", "a.q", "a.k"}));
        QCOMPARE(layersOfLevels(ranked, 9).size(), std::size_t{3});
        QCOMPARE(layersAbove(ranked, 2.0), (std::vector<std::string>{"c"}));
        QCOMPARE(matching(ranked, "a.*").size(), std::size_t{2});
        QCOMPARE(analysisTable(ranked), std::string("1. c | Score: 3.0500e+01\n2. a.q | Score: 2.0000e+00\n3. a.k | Score: 2.0000e+00\n"
                                                    "Total layers analyzed: 3\n"));
        QCOMPARE(analysisYaml(layersOfLevels(ranked, 1)), std::string("- \"c\"\n"));
    }
};

QTEST_APPLESS_MAIN(TestLayerSelector)
#include "tst_layer_selector.moc"
