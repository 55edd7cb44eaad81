// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/activation_page.h"

#include <optional>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTabWidget;

// The activations that enter the selected layer: by token, by channel, as a histogram, and by calibration sample.

namespace vernier {

class ChannelPage;
class HistogramPage;
class SamplePage;
class TokenPage;
struct Workbench;

class ActivationsView : public QWidget
{
    Q_OBJECT
public:
    explicit ActivationsView(Workbench &workbench, QWidget *parent = nullptr);

    [[nodiscard]] TokenPage *tokens() const { return m_tokens; }
    [[nodiscard]] ChannelPage *channels() const { return m_channels; }
    [[nodiscard]] HistogramPage *histogram() const { return m_histogram; }
    [[nodiscard]] SamplePage *samples() const { return m_samplePage; }
    [[nodiscard]] QTabWidget *tabs() const { return m_tabs; }
    [[nodiscard]] QComboBox *sampleChooser() const { return m_sampleChooser; }
    /// What the view says in place of plots; empty while there are some.
    [[nodiscard]] QString emptyText() const;
    [[nodiscard]] QString heading() const;
    [[nodiscard]] QString notes() const;

    /// Looks at a sample, counted from 0; none: whichever is widest in the selected layer.
    void chooseSample(std::optional<int> sample);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void fillSamples();
    void refresh();
    void showPage();
    void updateHeading();
    void updateNotes();
    [[nodiscard]] QString reasonForNothing() const;
    [[nodiscard]] std::optional<LayerActivations> current() const;

    Workbench &m_workbench;
    QLabel *m_heading;
    QLabel *m_notes;
    QLabel *m_sampleLabel;
    QComboBox *m_sampleChooser;
    QTabWidget *m_tabs;
    TokenPage *m_tokens;
    ChannelPage *m_channels;
    HistogramPage *m_histogram;
    SamplePage *m_samplePage;
    QLabel *m_empty;
    QStackedWidget *m_stack;
    std::optional<int> m_sample; ///< none: the widest
    std::shared_ptr<const Statistics> m_listed; ///< whose samples the chooser lists
};

} // namespace vernier
