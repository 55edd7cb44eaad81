// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/observers.h"
#include "widgets/plots/list_plot.h"

#include <vector>

// Smallest and largest activation of every calibration sample, as bars; what act_method 1 makes of all of them, and of
// those that are not left out.

namespace vernier {

class SampleRangePlot final : public ListPlot
{
    Q_OBJECT
public:
    explicit SampleRangePlot(QWidget *parent = nullptr);

    void setSamples(std::vector<Range> samples);
    void clear();
    /// The sample that is shown elsewhere.
    void setChosen(int sample);
    /// One flag for each sample, true: used; with the range of all samples and the range of the used ones.
    void setUsed(std::vector<bool> used, Range all, Range rest);

    [[nodiscard]] QCPBars *upper() const { return m_upper[0]; }
    [[nodiscard]] QCPBars *leftOut() const { return m_upper[1]; }

    [[nodiscard]] QString card(int place) const override;
    void resetView() override;
    void retranslate();

signals:
    void chosen(int sample);
    /// Space or a double click.
    void toggled(int sample);

protected:
    void applyColors(const ThemeColors &colors) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();
    void updateLines();
    [[nodiscard]] QString tsv() const;

    QCPBars *m_upper[2]; ///< used, left out
    QCPBars *m_lower[2];
    QCPItemRect *m_cursor;
    QCPItemStraightLine *m_all[2];  ///< lower, upper
    QCPItemStraightLine *m_rest[2];
    QCPItemText *m_restText[2];
    std::vector<Range> m_samples;
    std::vector<bool> m_used;
    Range m_allRange;
    Range m_restRange;
    int m_chosen = -1;
};

} // namespace vernier
