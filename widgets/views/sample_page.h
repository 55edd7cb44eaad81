// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/activation_page.h"

#include <optional>
#include <vector>

class QLabel;
class QPushButton;

namespace vernier {

class SampleRangePlot;

/// Which calibration sample sets the range, and what leaving samples out would do to act_method 1.
class SamplePage final : public ActivationPage
{
    Q_OBJECT
public:
    explicit SamplePage(QWidget *parent = nullptr);

    void showLayer(const LayerActivations &activations) override;
    void toggle(int sample);
    [[nodiscard]] SampleRangePlot *plot() const { return m_plot; }
    [[nodiscard]] QPushButton *toggleButton() const { return m_toggle; }
    [[nodiscard]] QPushButton *useAllButton() const { return m_useAll; }
    /// act_method 1 of the samples that are not left out.
    [[nodiscard]] Range whatIf() const { return m_rest; }
    [[nodiscard]] QString words() const;

signals:
    void sampleChosen(int sample);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void recalculate();
    void updateWords();

    QLabel *m_words;
    QPushButton *m_toggle;
    QPushButton *m_useAll;
    SampleRangePlot *m_plot;
    std::optional<LayerActivations> m_shown;
    std::vector<Range> m_samples;
    std::vector<bool> m_used; ///< kept from layer to layer
    Range m_all;
    Range m_rest;
};

} // namespace vernier
