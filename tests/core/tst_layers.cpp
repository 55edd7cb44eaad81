// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QTest>

#include <QDirIterator>
#include <QFile>

// Who may include whom: dependencies point one way, and every include is spelled from the root.

namespace {

/// core's folders in the order of the data's way: each may include itself and those before it.
const QStringList kFolders{"base", "tensor", "io",   "text",   "model",  "forward", "calib",  "recipe",
                           "smooth", "quant", "eval", "search", "export", "project"};

QStringList sourcesBelow(const QString &folder)
{
    QStringList files;
    QDirIterator files_(QStringLiteral(VERNIER_SOURCE_DIR "/") + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
    while (files_.hasNext())
        files << files_.next();
    return files;
}

/// What stands between the quotes or brackets of each include.
QStringList includesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    static const QRegularExpression pattern(QStringLiteral("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"), QRegularExpression::MultilineOption);
    QStringList includes;
    for (auto matches = pattern.globalMatch(QString::fromUtf8(file.readAll())); matches.hasNext();)
        includes << matches.next().captured(1);
    return includes;
}

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT

private slots:
    void includesPointOneWay_data();
    void includesPointOneWay();
    void everyCoreFolderHasItsPlace();
    void coreKnowsNoQt();
    void nothingIncludesTheProgram();
};

void TestLayers::includesPointOneWay_data()
{
    QTest::addColumn<qsizetype>("place");
    for (qsizetype place = 0; place < kFolders.size(); ++place)
        QTest::addRow("%s", qPrintable(kFolders[place])) << place;
}

void TestLayers::includesPointOneWay()
{
    QFETCH(qsizetype, place);
    const QStringList files = sourcesBelow("core/" + kFolders[place]);
    QVERIFY(!files.isEmpty());
    for (const QString &file : files) {
        for (const QString &include : includesOf(file)) {
            if (!include.startsWith("core/"))
                continue;
            const QString folder = include.section('/', 1, 1);
            const qsizetype other = kFolders.indexOf(folder);
            QVERIFY2(other >= 0 && other <= place, qPrintable(file + " includes " + include));
        }
    }
}

void TestLayers::everyCoreFolderHasItsPlace()
{
    const QStringList folders = QDir(QStringLiteral(VERNIER_SOURCE_DIR "/core")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &folder : folders)
        QVERIFY2(kFolders.contains(folder), qPrintable(folder));
}

void TestLayers::coreKnowsNoQt()
{
    static const QRegularExpression qt(QStringLiteral("^(Q[A-Z]|Qt)"));
    for (const QString &file : sourcesBelow("core")) {
        for (const QString &include : includesOf(file))
            QVERIFY2(!qt.match(include).hasMatch() && !include.startsWith("app/") && !include.startsWith("widgets/"), qPrintable(file + " includes " + include));
    }
}

void TestLayers::nothingIncludesTheProgram()
{
    for (const QString &file : sourcesBelow("widgets")) {
        for (const QString &include : includesOf(file))
            QVERIFY2(!include.startsWith("app/"), qPrintable(file + " includes " + include));
    }
}

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
