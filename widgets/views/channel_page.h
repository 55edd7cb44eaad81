// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/anti_outlier_config.h"
#include "widgets/views/activation_page.h"

#include <optional>
#include <vector>

class QCheckBox;
class QLabel;

namespace vernier {

class ChannelPlot;
struct Workbench;

/// The largest activation of every channel, its outliers, and what the recipe's suppression, else m1, would make of them.
class ChannelPage final : public ActivationPage
{
    Q_OBJECT
public:
    explicit ChannelPage(Workbench &workbench, QWidget *parent = nullptr);

    void showLayer(const LayerActivations &activations) override;
    [[nodiscard]] ChannelPlot *plot() const { return m_plot; }
    [[nodiscard]] QCheckBox *sorted() const { return m_sorted; }
    [[nodiscard]] QCheckBox *logarithmic() const { return m_logarithmic; }
    [[nodiscard]] QCheckBox *suppressed() const { return m_suppressed; }
    [[nodiscard]] QString words() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void updateWords();
    void showSuppressed();
    [[nodiscard]] bool canSuppress() const;
    [[nodiscard]] AntiOutlierConfig wantedSuppression() const;

    Workbench &m_workbench;
    QLabel *m_words;
    QCheckBox *m_sorted;
    QCheckBox *m_logarithmic;
    QCheckBox *m_suppressed;
    ChannelPlot *m_plot;
    std::optional<LayerActivations> m_shown;
    AntiOutlierConfig m_suppression;
    std::vector<float> m_afterwards; ///< of m_shown's input after m_suppression; empty: not computed yet
    bool m_computing = false;
};

} // namespace vernier
