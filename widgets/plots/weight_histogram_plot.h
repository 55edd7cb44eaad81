// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/weight_stats.h"
#include "widgets/plots/plot.h"

// How often each weight occurs, with the steps of the quantizer's grid as ticks along the top.

namespace vernier {

class WeightHistogramPlot final : public Plot
{
    Q_OBJECT
public:
    explicit WeightHistogramPlot(QWidget *parent = nullptr);

    /// step: of the grid that is shown.
    void setHistogram(const WeightHistogram &histogram, double step);
    void clear();
    void setLogarithmic(bool logarithmic);
    [[nodiscard]] QCPGraph *counts() const { return m_counts; }

    void resetView() override;
    void retranslate();

protected:
    void applyColors(const ThemeColors &colors) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitGrid();

    QCPGraph *m_counts;
    QSharedPointer<QCPAxisTickerFixed> m_grid;
    double m_low = 0.0;
    double m_high = 1.0;
    double m_most = 1.0;
    double m_step = 1.0;
    bool m_logarithmic = false;
};

} // namespace vernier
