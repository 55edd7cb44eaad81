// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/project_document.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vernier;

namespace {

Recipe withActMethod(int method)
{
    Recipe recipe;
    recipe.quantConfig.actMethod = method;
    return recipe;
}

HistoryEntry entryOf(const Recipe &recipe)
{
    HistoryEntry entry;
    entry.recipe = recipe;
    return entry;
}

} // namespace

class TestProjectDocument : public QObject
{
    Q_OBJECT

private slots:
    void everyEditIsOneStepAndComesBack()
    {
        ProjectDocument document;
        QSignalSpy changed(&document, &ProjectDocument::recipeChanged);
        document.editRecipe(QStringLiteral("histogram"), withActMethod(2));
        QCOMPARE(document.recipe().quantConfig.actMethod, 2);
        QCOMPARE(document.undoStack()->count(), 1);
        QVERIFY(document.isModified());
        document.undoStack()->undo();
        QCOMPARE(document.recipe(), Recipe{});
        QVERIFY(!document.isModified());
        document.undoStack()->redo();
        QCOMPARE(document.recipe().quantConfig.actMethod, 2);
        QCOMPARE(changed.count(), 3);
    }

    void sameRecipeIsNoStep()
    {
        ProjectDocument document;
        document.editRecipe(QStringLiteral("nothing"), Recipe{});
        QCOMPARE(document.undoStack()->count(), 0);
    }

    void editsWithOneKeyMergeAndVanishWhenTheyEndWhereTheyBegan()
    {
        ProjectDocument document;
        Recipe recipe;
        for (const double fraction : {0.02, 0.03, 0.04}) {
            recipe.quantConfig.fraction = fraction;
            document.editRecipe(QStringLiteral("fraction"), recipe, QStringLiteral("fraction"));
        }
        QCOMPARE(document.undoStack()->count(), 1);
        document.undoStack()->undo();
        QCOMPARE(document.recipe(), Recipe{});
        document.undoStack()->redo();
        document.editRecipe(QStringLiteral("fraction"), Recipe{}, QStringLiteral("fraction"));
        QCOMPARE(document.undoStack()->count(), 0);
        QCOMPARE(document.recipe(), Recipe{});
    }

    void inputsAreUndoneToo()
    {
        ProjectDocument document;
        document.editInputs(QStringLiteral("texts"), std::filesystem::path("/a"), std::nullopt);
        QCOMPARE(document.project().calibration, std::filesystem::path("/a"));
        document.undoStack()->undo();
        QVERIFY(!document.project().calibration);
    }

    void historyIsATreeAndOneEntryPerRecipe()
    {
        ProjectDocument document;
        document.addHistory(entryOf(Recipe{}));
        document.editRecipe(QStringLiteral("2"), withActMethod(2));
        document.addHistory(entryOf(withActMethod(2)));
        document.restoreHistory("e1");
        QCOMPARE(document.recipe(), Recipe{});
        document.editRecipe(QStringLiteral("3"), withActMethod(3));
        document.addHistory(entryOf(withActMethod(3)));
        document.addHistory(entryOf(withActMethod(3)));
        const std::vector<HistoryEntry> &history = document.project().history;
        QCOMPARE(history.size(), std::size_t{3});
        QCOMPARE(history[1].parent, std::string("e1"));
        QCOMPARE(history[2].parent, std::string("e1"));
        document.removeHistory("e1");
        QCOMPARE(document.project().history.size(), std::size_t{2});
        QCOMPARE(document.project().history[0].parent, std::string());
    }

    void whatFollowsAnUndoneEditIsChangedFromWhatWasThereBefore()
    {
        ProjectDocument document;
        document.addHistory(entryOf(Recipe{}));
        document.editRecipe(QStringLiteral("2"), withActMethod(2));
        document.addHistory(entryOf(withActMethod(2)));
        document.undoStack()->undo();
        QCOMPARE(document.currentHistory(), std::string("e1"));
        document.editRecipe(QStringLiteral("3"), withActMethod(3));
        document.addHistory(entryOf(withActMethod(3)));
        QCOMPARE(document.project().history.back().parent, std::string("e1"));
    }

    void measuringTheSameAgainIsNoChange()
    {
        QTemporaryDir folder;
        ProjectDocument document;
        HistoryEntry entry = entryOf(Recipe{});
        entry.metrics.predictions = 100;
        entry.metrics.floatLoss = 2.0;
        document.addHistory(entry);
        document.editRecipe(QStringLiteral("2"), withActMethod(2));
        document.addHistory(entryOf(withActMethod(2)));
        QVERIFY(document.save(folder.filePath(QStringLiteral("a.vernier"))));
        entry.metrics.seconds = 3.0;
        entry.metrics.floatLoss = 2.0 + 1e-9; // another machine
        document.refreshHistory(entry);
        QVERIFY(!document.isModified());
        QCOMPARE(document.currentHistory(), std::string("e2")); // the present recipe is another
        QCOMPARE(document.project().history.front().metrics.seconds, std::optional(3.0));
        document.addHistory(entry);
        QVERIFY(!document.isModified());
        QCOMPARE(document.currentHistory(), std::string("e1"));
        entry.metrics.klMean = 0.5; // measured completely by now, or on files of another model
        document.refreshHistory(entry);
        QVERIFY(document.isModified());
        QVERIFY(document.save(folder.filePath(QStringLiteral("a.vernier"))));
        entry.metrics.klMean = 0.5 + 1e-9;
        document.refreshHistory(entry);
        QVERIFY(!document.isModified());
        entry.metrics.floatLoss = 2.5; // another text
        document.addHistory(entry);
        QVERIFY(document.isModified());
        QCOMPARE(document.project().history.size(), std::size_t{2});
    }

    void endToEndSensitivityIsKept()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.vernier"));
        ProjectDocument document;
        QSignalSpy changed(&document, &ProjectDocument::endToEndChanged);
        document.setEndToEnd({"fnv1a64:0", withActMethod(2), {.layers = {{"a", {0.5, 0.1}, {0.25, 0.1}}}, .sumOfKl = 0.5, .jointKl = 0.5}});
        QCOMPARE(changed.count(), 1);
        QVERIFY(document.isModified());
        QVERIFY(document.save(path));
        QCOMPARE(readProject(path.toStdString())->endToEnd, document.project().endToEnd);
    }

    void savedProjectIsCleanAndReadsBack()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.vernier"));
        ProjectDocument document;
        document.editRecipe(QStringLiteral("2"), withActMethod(2));
        document.addHistory(entryOf(withActMethod(2)));
        QSignalSpy modified(&document, &ProjectDocument::modifiedChanged);
        QVERIFY(document.save(path));
        QVERIFY(!document.isModified());
        QCOMPARE(modified.count(), 1);
        const Result<Project> read = readProject(path.toStdString());
        QVERIFY(read);
        QCOMPARE(*read, document.project());
        QCOMPARE(document.displayName(), QStringLiteral("a.vernier"));
    }

    void failedSaveKeepsTheProjectModified()
    {
        ProjectDocument document;
        document.editRecipe(QStringLiteral("2"), withActMethod(2));
        QVERIFY(!document.save(QStringLiteral("/nowhere/at/all.vernier")));
        QVERIFY(document.isModified());
        QVERIFY(document.filePath().isEmpty());
    }

    void savedModelsTakeNoNumberOfARecipe()
    {
        ProjectDocument document;
        document.addHistory(entryOf(withActMethod(1)));
        HistoryEntry saved;
        saved.folder = "/saved";
        document.addHistory(saved);
        document.addHistory(entryOf(withActMethod(2)));
        QStringList ids;
        for (const HistoryEntry &entry : document.project().history)
            ids << QString::fromStdString(entry.id);
        QCOMPARE(ids, (QStringList{QStringLiteral("e1"), QStringLiteral("s1"), QStringLiteral("e2")}));
    }
};

QTEST_GUILESS_MAIN(TestProjectDocument)
#include "tst_project_document.moc"
