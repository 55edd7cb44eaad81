// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/clip_effect.h"
#include "widgets/views/activation_page.h"

#include <optional>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace vernier {

class ClipHistogramPlot;

/// How often each activation occurs, and what clipping them to a range would cost.
class HistogramPage final : public ActivationPage
{
    Q_OBJECT
public:
    explicit HistogramPage(QWidget *parent = nullptr);

    void showLayer(const LayerActivations &activations) override;
    [[nodiscard]] ClipHistogramPlot *plot() const { return m_plot; }
    [[nodiscard]] QCheckBox *onlyChosen() const { return m_onlyChosen; }
    [[nodiscard]] QDoubleSpinBox *lower() const { return m_lower; }
    [[nodiscard]] QDoubleSpinBox *upper() const { return m_upper; }
    [[nodiscard]] QPushButton *resetButton() const { return m_reset; }
    [[nodiscard]] const ClipEffect &effect() const { return m_effect; }
    [[nodiscard]] QString words() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void reload();
    void setClip(Range clip);
    void resetClip();
    void updateWords();

    QCheckBox *m_onlyChosen;
    QLabel *m_clipLabel;
    QDoubleSpinBox *m_lower;
    QDoubleSpinBox *m_upper;
    QPushButton *m_reset;
    QLabel *m_words;
    ClipHistogramPlot *m_plot;
    std::optional<LayerActivations> m_shown;
    ValueDistribution m_values;
    bool m_clipIsMine = false; ///< the user has moved it
    Range m_clip;
    ClipEffect m_effect;
};

} // namespace vernier
