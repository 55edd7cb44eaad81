// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/kept_evaluations.h"

#include <QTest>

using namespace vernier;

namespace {

Recipe recipeOf(int actMethod)
{
    Recipe recipe;
    recipe.quantConfig.actMethod = actMethod;
    return recipe;
}

KeptEvaluations::Pointer evaluated(const Recipe &recipe, std::size_t tokens, double kl = 0.5)
{
    EvaluatedRecipe made;
    made.recipe = recipe;
    TokenMetrics &metrics = made.evaluation.tokens;
    for (std::size_t i = 0; i < tokens; ++i)
        metrics.window.push_back(static_cast<int>(i / 2));
    metrics.floatLoss.assign(tokens, 2.0);
    metrics.quantizedLoss.assign(tokens, 2.5);
    metrics.kl.assign(tokens, kl);
    metrics.sameTop1.assign(tokens, 1.0);
    return std::make_shared<const EvaluatedRecipe>(std::move(made));
}

} // namespace

class TestKeptEvaluations : public QObject
{
    Q_OBJECT

private slots:
    void theSameSubjectIsKeptOnce()
    {
        KeptEvaluations kept;
        kept.keep(evaluated(recipeOf(1), 4), {});
        const auto newer = evaluated(recipeOf(1), 4);
        kept.keep(newer, {});
        QCOMPARE(kept.all().size(), std::size_t{1});
        QCOMPARE(kept.find(recipeOf(1)), newer);
        QVERIFY(!kept.find(recipeOf(2)));
        QVERIFY(!kept.find(recipeOf(1), std::filesystem::path("/saved"))); // a saved model of that recipe is something else
        kept.clear();
        QVERIFY(kept.all().empty() && !kept.find(recipeOf(1)));
    }

    void theOldestGoesButNotThePresentOne()
    {
        KeptEvaluations kept(10);
        for (const int method : {1, 2, 3})
            kept.keep(evaluated(recipeOf(method), 4), recipeOf(1));
        QVERIFY(kept.find(recipeOf(1)) && !kept.find(recipeOf(2)) && kept.find(recipeOf(3)));
        Recipe large;
        large.quantConfig.mmTensor = false;
        kept.keep(evaluated(large, 100), recipeOf(1)); // it alone is too much, and stays: somebody asked for it
        QVERIFY(kept.find(large) && kept.find(recipeOf(1)) && !kept.find(recipeOf(3)));
    }

    void differencesAreRemembered()
    {
        KeptEvaluations kept;
        const auto a = evaluated(recipeOf(1), 8, 0.5);
        const auto b = evaluated(recipeOf(2), 8, 0.75);
        const auto difference = kept.difference(a, b);
        QVERIFY(difference && difference->kl.mean == 0.25 && difference->units == 4);
        QVERIFY(kept.difference(b, a)->kl.mean == -0.25);
        QVERIFY(!kept.difference(a, evaluated(recipeOf(3), 6))); // of other windows
    }
};

QTEST_APPLESS_MAIN(TestKeptEvaluations)
#include "tst_kept_evaluations.moc"
