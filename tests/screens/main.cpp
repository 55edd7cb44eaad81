// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"
#include "app/project_files.h"
#include "core/recipe/recipe_edit.h"
#include "tests/support/demo_workbench.h"
#include "widgets/views/accuracy_view.h"
#include "widgets/views/activations_view.h"
#include "widgets/views/bad_cases_dialog.h"
#include "widgets/views/evaluations_view.h"
#include "widgets/views/export_dialog.h"
#include "widgets/views/guide_view.h"
#include "widgets/views/preferences_dialog.h"
#include "widgets/views/quantized_folder_dialog.h"
#include "widgets/views/recipe_inspector.h"
#include "widgets/views/sensitivity_view.h"
#include "widgets/views/texts_dialog.h"
#include "widgets/views/weights_view.h"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QTabWidget>
#include <QTemporaryDir>

// vernier-screens FOLDER: every view of the demo as PNG, in both languages and themes, at a small and a large size. For
// eyes, and for the README's picture.

namespace vernier {

namespace {

struct Look
{
    const char *language;
    ThemeChoice theme;
    QSize size;
};

constexpr const char *kPanels[] = {"sensitivity", "layers", "evaluations", "accuracy", "jobs"};

class Camera
{
public:
    Camera(const Look &look, const QDir &folder)
        : m_look(look)
        , m_folder(folder)
    {}

    void take(QWidget &widget, const QString &view) const
    {
        constexpr int kSettling = 300; // ms, for what views put off
        QTest::qWait(kSettling);
        widget.grab().save(m_folder.filePath(QStringLiteral("%1-%2-%3-%4.png")
                                                 .arg(view, QString::fromLatin1(m_look.language),
                                                      m_look.theme == ThemeChoice::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
                                                 .arg(m_look.size.width())));
    }

private:
    const Look &m_look;
    const QDir &m_folder;
};

/// The demo's story up to the repair: everything is measured, the worst layers are back in float.
bool prepare(MainWindow &window)
{
    Workbench &workbench = window.workbench();
    window.files().openDemo();
    if (!test::waitUntilIdle(workbench) || !workbench.analysis.model())
        return false;
    workbench.analysis.measureEndToEndTypes();
    if (!test::waitUntilIdle(workbench, 600000) || workbench.analysis.endToEndTables().size() < 2)
        return false;
    const std::vector<std::string> worst = mostSensitive(workbench.analysis.endToEnd()->result, 10);
    workbench.document.editRecipe(QStringLiteral("repair"), withFallback(workbench.document.recipe(), worst));
    workbench.analysis.evaluate();
    if (!test::waitUntilIdle(workbench))
        return false;
    workbench.selection.selectOnly(6);
    return true;
}

/// Yes-or-no questions, answered by both models.
bool ask(MainWindow &window, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    for (int i = 0; i < 24; ++i) {
        const QString name = QStringList{QStringLiteral("Tom"), QStringLiteral("Anna"), QStringLiteral("Lily")}[i % 3];
        const QString passage = QStringLiteral("Tom asked.") + QStringLiteral(" Yes, said %1.").arg(name).repeated(1 + i / 3);
        file.write(QStringLiteral("{\"title\": \"%1\", \"question\": \"does %1 say yes\", \"passage\": \"%2\", \"answer\": false}\n").arg(name, passage).toUtf8());
    }
    file.close();
    auto *view = window.findChild<AccuracyView *>();
    view->setRequest({QuestionSet::BoolQ, toPath(path), 0});
    view->ask();
    return test::waitUntilIdle(window.workbench()) && view->comparison();
}

void captureTabs(MainWindow &window, const char *panel, QTabWidget &tabs, const Camera &camera)
{
    window.findChild<QDockWidget *>(QString::fromLatin1(panel))->raise();
    for (int tab = 0; tab < tabs.count(); ++tab) {
        tabs.setCurrentIndex(tab);
        camera.take(window, QStringLiteral("%1-%2").arg(QString::fromLatin1(panel)).arg(tab + 1));
    }
    tabs.setCurrentIndex(0);
}

void capture(MainWindow &window, const std::filesystem::path &saved, const Camera &camera)
{
    captureTabs(window, "activations", *window.findChild<ActivationsView *>()->tabs(), camera);
    captureTabs(window, "weights", *window.findChild<WeightsView *>()->tabs(), camera);
    for (const char *panel : kPanels) {
        window.findChild<QDockWidget *>(QString::fromLatin1(panel))->raise();
        camera.take(window, QString::fromLatin1(panel));
    }
    auto *evaluations = window.findChild<EvaluationsView *>();
    window.findChild<QDockWidget *>(QStringLiteral("evaluations"))->raise();
    evaluations->select({"e1", "e2"});
    camera.take(window, QStringLiteral("evaluations-compared"));
    auto *inspector = window.findChild<RecipeInspector *>();
    for (int page = RecipeInspector::Rules; page <= RecipeInspector::Preview; ++page) {
        inspector->showPage(static_cast<RecipeInspector::Pages>(page));
        camera.take(window, QStringLiteral("recipe-%1").arg(page + 1));
    }
    inspector->showPage(RecipeInspector::Parameters);
    auto *guide = window.findChild<GuideView *>();
    window.findChild<QDockWidget *>(QStringLiteral("guide"))->raise();
    for (const Symptom symptom : {Symptom::Gibberish, Symptom::PartlyLower}) {
        guide->setSymptom(symptom);
        camera.take(window, QStringLiteral("guide-%1").arg(symptom == Symptom::Gibberish ? 1 : 2));
    }
    window.findChild<QDockWidget *>(QStringLiteral("recipe"))->raise();

    Workbench &workbench = window.workbench();
    Recipe other = workbench.document.recipe(); // told from single layers before it is evaluated
    other.quantConfig.disableNames.pop_back();
    workbench.document.editRecipe(QStringLiteral("other"), other);
    window.findChild<QDockWidget *>(QStringLiteral("sensitivity"))->raise();
    auto *sensitivity = window.findChild<SensitivityView *>();
    const LayerMetric before = sensitivity->metric();
    sensitivity->setMetric(LayerMetric::EndToEndKl);
    camera.take(window, QStringLiteral("estimated"));
    sensitivity->setMetric(before);
    workbench.document.undoStack()->undo();
    ExportDialog exporting(workbench, &window);
    QuantizedFolderDialog quantized(workbench, saved, &window);
    BadCasesDialog cases(workbench, window.findChild<AccuracyView *>()->comparison()->questions, &window);
    TextsDialog texts(workbench, &window);
    PreferencesDialog preferences({}, &window);
    for (const auto &[dialog, name] : {std::pair<QDialog *, const char *>{&exporting, "export"}, {&texts, "texts"}, {&quantized, "quantized"}, {&cases, "bad-cases"}, {&preferences, "preferences"}}) {
        dialog->show();
        test::waitUntilIdle(workbench);
        camera.take(*dialog, QStringLiteral("dialog-%1").arg(QLatin1String(name)));
        dialog->close();
    }
}

int run(const std::string &output)
{
    const QDir folder(QString::fromStdString(output));
    if (!folder.mkpath(QStringLiteral(".")))
        return 2;
    constexpr Look kLooks[] = {{"en", ThemeChoice::Light, {1366, 768}}, {"en", ThemeChoice::Dark, {2560, 1440}},
                               {"zh_CN", ThemeChoice::Dark, {1366, 768}}, {"zh_CN", ThemeChoice::Light, {2560, 1440}}};
    const QTemporaryDir scratch;
    Settings settings(scratch.filePath(QStringLiteral("settings.ini")));
    MainWindow window(settings, scratch.filePath(QStringLiteral("autosave")));
    window.show();
    const auto dress = [&window](const Look &look) {
        Preferences preferences;
        preferences.language = QString::fromLatin1(look.language);
        preferences.theme = look.theme;
        window.applyPreferences(preferences);
        window.resize(look.size);
        window.actions().resetLayout->trigger();
    };
    for (const Look &look : kLooks) {
        dress(look);
        Camera(look, folder).take(window, QStringLiteral("welcome"));
    }
    if (!prepare(window))
        return 1;
    Recipe recipe;
    recipe.mixCfg = {{"*down_proj", "w8a8_dynamic"}};
    const std::filesystem::path saved = test::saveQuantized(window.workbench(), scratch, "demo-w8a8", recipe);
    window.workbench().analysis.evaluateFolder(saved);
    if (!test::waitUntilIdle(window.workbench()) || !ask(window, scratch.filePath(QStringLiteral("boolq.jsonl"))))
        return 1;
    for (const Look &look : kLooks) {
        dress(look);
        capture(window, saved, Camera(look, folder));
    }
    return 0;
}

} // namespace

} // namespace vernier

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    CLI::App options{"Pictures of every view of the demo"};
    std::string folder;
    options.add_option("FOLDER", folder, "Where the PNG files go")->required();
    CLI11_PARSE(options, argc, argv);
    return vernier::run(folder);
}
