// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ordinary_user.h"
#include "widgets/document/autosave.h"
#include "widgets/document/project_document.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>

using namespace vernier;

namespace {

Recipe withActMethod(int method)
{
    Recipe recipe;
    recipe.quantConfig.actMethod = method;
    return recipe;
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot);
}

/// What a second program does: it edits, autosaves, and is gone (or stays until its input ends).
int secondProgram(const QString &folder, bool stays)
{
    ProjectDocument document;
    AutoSave autosave(document, folder);
    document.editRecipe(QStringLiteral("edit"), withActMethod(2));
    if (!autosave.saveNow())
        return 1;
    std::fputs("saved\n", stdout);
    std::fflush(stdout);
    if (stays)
        std::getchar();
    std::_Exit(0); // no destructor runs, as in a crash
}

} // namespace

class TestAutoSave : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsWrittenWithoutChanges()
    {
        QTemporaryDir folder;
        ProjectDocument document;
        AutoSave autosave(document, folder.path());
        QVERIFY(autosave.saveNow());
        QVERIFY(filesIn(folder.path()).isEmpty());
    }

    void changesAreWrittenAMomentAfterTheLast()
    {
        QTemporaryDir folder;
        ProjectDocument document;
        AutoSave autosave(document, folder.path());
        const auto kept = [&]() -> std::optional<Recipe> {
            const QStringList names = QDir(folder.path()).entryList({QStringLiteral("*.vernier")});
            const Result<Project> project = names.isEmpty() ? Result<Project>(Error{}) : readProject(folder.filePath(names.front()).toStdString());
            return project ? project->recipe : std::nullopt;
        };
        document.editRecipe(QStringLiteral("edit"), withActMethod(2));
        QVERIFY(!kept()); // not at once: the next edit may be near
        QTRY_COMPARE_WITH_TIMEOUT(kept(), withActMethod(2), 5000);
        document.addHistory({}); // as the last edit's evaluation does
        document.editRecipe(QStringLiteral("edit"), withActMethod(3));
        QTRY_COMPARE_WITH_TIMEOUT(kept(), withActMethod(3), 5000);
    }

    void changesWithoutAnEndAreWrittenToo()
    {
        QTemporaryDir folder;
        ProjectDocument document;
        AutoSave autosave(document, folder.path());
        QElapsedTimer time;
        time.start();
        for (int i = 0; filesIn(folder.path()).size() < 3 && time.elapsed() < 10000; ++i) {
            document.editRecipe(QStringLiteral("edit"), withActMethod(1 + i % 3));
            QTest::qWait(100);
        }
        QCOMPARE(filesIn(folder.path()).size(), 3);
        QVERIFY(time.elapsed() < 10000);
    }

    void destroyedWithoutCleanupIsRecoverable()
    {
        QTemporaryDir folder;
        const QString original = folder.filePath(QStringLiteral("mine.json"));
        {
            ProjectDocument document;
            QVERIFY(document.save(original));
            AutoSave autosave(document, folder.filePath(QStringLiteral("new/autosave")));
            document.editRecipe(QStringLiteral("edit"), withActMethod(2));
            QVERIFY(autosave.saveNow());
            QVERIFY(AutoSave::recoverable(folder.filePath(QStringLiteral("new/autosave"))).isEmpty()); // it runs
        }
        const QList<Recoverable> left = AutoSave::recoverable(folder.filePath(QStringLiteral("new/autosave")));
        QCOMPARE(left.size(), 1);
        QCOMPARE(left.front().originalPath, original);
        QVERIFY(left.front().time.isValid());
        Result<Project> project = AutoSave::read(left.front());
        QVERIFY(project);
        QCOMPARE(*project->recipe, withActMethod(2));
        ProjectDocument restored;
        restored.restore(std::move(*project), left.front().originalPath);
        QVERIFY(restored.isModified());
        AutoSave::discard(left.front());
        QVERIFY(filesIn(folder.filePath(QStringLiteral("new/autosave"))).isEmpty());
    }

    void anotherProgramIsToldApart_data()
    {
        QTest::addColumn<bool>("runs");
        QTest::newRow("running") << true;
        QTest::newRow("crashed") << false;
    }

    void anotherProgramIsToldApart()
    {
        QFETCH(bool, runs);
        QTemporaryDir folder;
        QProcess other;
        other.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--second"), folder.path(), runs ? QStringLiteral("stays") : QStringLiteral("crashes")});
        QVERIFY(other.waitForReadyRead());
        if (!runs)
            QVERIFY(other.waitForFinished());
        QCOMPARE(filesIn(folder.path()).size(), 3); // project, origin, lock
        QCOMPARE(AutoSave::recoverable(folder.path()).size(), runs ? 0 : 1);
        QCOMPARE(AutoSave::recoverable(folder.path()).size(), runs ? 0 : 1); // looking does not change it
        other.closeWriteChannel();
        QVERIFY(!runs || other.waitForFinished());
    }

    void savingOrClosingLeavesNothing_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"save", "undo", "close", "another project"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void savingOrClosingLeavesNothing()
    {
        QFETCH(QString, how);
        QTemporaryDir folder;
        const QString kept = folder.filePath(QStringLiteral("autosave"));
        ProjectDocument document;
        AutoSave autosave(document, kept);
        document.editRecipe(QStringLiteral("edit"), withActMethod(2));
        QVERIFY(autosave.saveNow());
        QCOMPARE(filesIn(kept).size(), 3);
        if (how == QLatin1String("save"))
            QVERIFY(document.save(folder.filePath(QStringLiteral("mine.json"))));
        else if (how == QLatin1String("undo"))
            document.undoStack()->undo();
        else if (how == QLatin1String("close"))
            autosave.close();
        else
            document.reset({});
        QVERIFY(filesIn(kept).isEmpty());
    }

    void aRestoredProjectIsSavedAgain()
    {
        QTemporaryDir folder;
        ProjectDocument document;
        AutoSave autosave(document, folder.path());
        Project project;
        project.recipe = withActMethod(3);
        document.restore(project, QStringLiteral("/home/me/mine.json"));
        QVERIFY(autosave.saveNow());
        QCOMPARE(filesIn(folder.path()).size(), 3);
    }

    void damagedFilesAreNotOffered()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("x.vernier")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{ \"version\": 1, \"recipe\": ");
        file.close();
        QVERIFY(AutoSave::recoverable(folder.path()).isEmpty());
        QVERIFY(AutoSave::recoverable(folder.filePath(QStringLiteral("not there"))).isEmpty());
    }

    void failureIsSaidOnce()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner));
        const test::OrdinaryUser user;
        ProjectDocument document;
        AutoSave autosave(document, folder.filePath(QStringLiteral("autosave")));
        QSignalSpy failed(&autosave, &AutoSave::failed);
        document.editRecipe(QStringLiteral("edit"), withActMethod(2));
        QVERIFY(!autosave.saveNow());
        QVERIFY(!autosave.saveNow());
        QCOMPARE(failed.count(), 1);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && application.arguments().at(1) == QLatin1String("--second"))
        return secondProgram(application.arguments().at(2), application.arguments().at(3) == QLatin1String("stays"));
    TestAutoSave test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_autosave.moc"
