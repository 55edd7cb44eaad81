// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/weight_stats.h"
#include "core/recipe/anti_outlier_config.h"

#include <QWidget>

#include <deque>
#include <memory>
#include <optional>
#include <string>

class QCheckBox;
class QLabel;
class QStackedWidget;
class QTabWidget;

// The weight of the selected layer: ranges of its rows, what rounding costs each of them, and its histogram.

namespace vernier {

class RowErrorPlot;
class RowRangePlot;
class WeightHistogramPlot;
struct LoadedModel;
struct Statistics;
struct Workbench;

class WeightsView : public QWidget
{
    Q_OBJECT
public:
    explicit WeightsView(Workbench &workbench, QWidget *parent = nullptr);

    [[nodiscard]] RowRangePlot *ranges() const { return m_ranges; }
    [[nodiscard]] RowErrorPlot *errors() const { return m_errors; }
    [[nodiscard]] WeightHistogramPlot *histogram() const { return m_histogram; }
    [[nodiscard]] QCheckBox *sorted() const { return m_sorted; }
    [[nodiscard]] QTabWidget *tabs() const { return m_tabs; }
    [[nodiscard]] QString emptyText() const;
    [[nodiscard]] QString words() const;
    [[nodiscard]] QString notes() const;

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    /// What is to be measured: equal keys promise equal statistics.
    struct Question
    {
        std::shared_ptr<const LoadedModel> model;
        std::shared_ptr<const Statistics> statistics; ///< of the suppression; null: none
        AntiOutlierConfig suppression; ///< with statistics
        LayerInfo layer;
        Scheme scheme;
        bool asked = true; ///< false: the layer stays float, or has a scheme that cannot be shown; 8 bits stand in
        std::string key;
    };
    using Answer = std::pair<std::string, std::shared_ptr<const WeightStats>>;

    void retranslate();
    void refresh();
    void measure(const Question &question);
    void showStats();
    void updateTexts();
    void forget();
    void followJob();
    [[nodiscard]] std::optional<Question> question() const;
    [[nodiscard]] std::shared_ptr<const WeightStats> known(const std::string &key) const;
    [[nodiscard]] QString reasonForNothing() const;
    [[nodiscard]] QString reasonForEightBits() const;

    Workbench &m_workbench;
    QLabel *m_heading;
    QLabel *m_notes;
    QLabel *m_words;
    QCheckBox *m_sorted;
    QCheckBox *m_logarithmic;
    QTabWidget *m_tabs;
    RowRangePlot *m_ranges;
    RowErrorPlot *m_errors;
    WeightHistogramPlot *m_histogram;
    QLabel *m_empty;
    QStackedWidget *m_stack;
    std::deque<Answer> m_known;        ///< newest first
    std::optional<Question> m_shown;   ///< what the plots show
    std::string m_measuring;           ///< key of the job that runs; empty: none
    int m_job = 0;
    std::string m_failed;              ///< key of a measurement that ended without a result
};

} // namespace vernier
