// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/about.h"

#include "core/export/recipe_export.h"
#include "widgets/support/text.h"

#include <QAction>
#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>

#include <set>

namespace vernier {

namespace {

struct AboutTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::About)
};

QString row(const QString &key, const QString &what)
{
    return QStringLiteral("<tr><td valign='middle'><nobr><b>%1</b>&nbsp;&nbsp;&nbsp;</nobr></td><td valign='middle'><nobr>%2</nobr></td></tr>").arg(key.toHtmlEscaped(), what.toHtmlEscaped());
}

QString row(const QAction &action)
{
    if (const QString name = action.data().toString(); !name.isEmpty())
        return row(action.shortcut().toString(QKeySequence::NativeText), name);
    QString text = action.text();
    static const QRegularExpression mnemonic(QStringLiteral("\\(&\\w\\)"));
    return row(action.shortcut().toString(QKeySequence::NativeText), text.remove(mnemonic).remove(QLatin1Char('&')));
}

void addRows(const QList<QAction *> &actions, std::set<const QAction *> &seen, QString &html)
{
    for (const QAction *action : actions) {
        if (action->menu())
            addRows(action->menu()->actions(), seen, html);
        else if (!action->shortcut().isEmpty() && seen.insert(action).second)
            html += row(*action);
    }
}

} // namespace

QString aboutText()
{
    return AboutTr::tr("<b>Vernier %1</b><br>A workbench for tuning the precision of quantized language models.<br><br>"
                  "Free software under the GNU General Public License, version 3 or later.<br>"
                  "Built with Qt, QCustomPlot, Eigen, nlohmann/json, oneDNN, SentencePiece, PCRE2 and utf8proc.")
        .arg(QCoreApplication::applicationVersion());
}

QString shortcutsText(const QMainWindow &window, const std::vector<QAction *> &layerActions)
{
    std::set<const QAction *> seen;
    QString layers;
    for (const QAction *action : layerActions) {
        seen.insert(action);
        layers += row(*action);
    }
    QString map;
    const std::pair<QString, QString> mapKeys[] = {{AboutTr::tr("Arrows, Home, End"), AboutTr::tr("Move; with Shift, select from where you began")},
                                                   {AboutTr::tr("Ctrl+click, drag"), AboutTr::tr("Add a layer; select a rectangle")},
                                                   {AboutTr::tr("Ctrl+A, Esc"), AboutTr::tr("Select all layers, none")},
                                                   {AboutTr::tr("+, -, Ctrl+wheel"), AboutTr::tr("Zoom")},
                                                   {AboutTr::tr("0"), AboutTr::tr("Show the whole map")}};
    for (const auto &[key, what] : mapKeys)
        map += row(key, what);
    QString general;
    addRows(window.menuBar()->actions(), seen, general);
    // Side by side: all of it fits a small screen.
    return QStringLiteral("<table><tr><td><p><b>%1</b></p><table>%2</table><p><b>%3</b></p><table>%4</table></td><td width='32'></td>"
                          "<td><p><b>%5</b></p><table>%6</table></td></tr></table>")
        .arg(AboutTr::tr("Selected layers (in the map and in panels that show layers)"), layers, AboutTr::tr("In the map"), map, AboutTr::tr("Everywhere"), general);
}

QString evaluateCommand(const Project &project, const QString &projectPath)
{
    QStringList words{QStringLiteral("vernier-cli"), QStringLiteral("evaluate")};
    if (project.checkpoint)
        words << toText(shellQuoted(project.checkpoint->path.string()));
    words << QStringLiteral("--recipe") << toText(shellQuoted(toUtf8(projectPath)));
    if (project.calibration)
        words << QStringLiteral("--calib") << toText(shellQuoted(project.calibration->string()));
    if (project.evaluation) {
        words << QStringLiteral("--text") << toText(shellQuoted(project.evaluation->path.string())) << QStringLiteral("--window")
              << QString::number(project.evaluation->window) << QStringLiteral("--mode") << toText(toString(project.evaluation->mode));
    }
    return words.join(QLatin1Char(' '));
}

} // namespace vernier
