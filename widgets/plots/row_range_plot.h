// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/list_plot.h"
#include "widgets/plots/range_band.h"

#include <vector>

// Smallest and largest weight of every output channel.

namespace vernier {

class RowRangePlot final : public ListPlot
{
    Q_OBJECT
public:
    explicit RowRangePlot(QWidget *parent = nullptr);

    void setRows(std::vector<float> min, std::vector<float> max);
    void clear() { setRows({}, {}); }
    /// By the largest |weight|, largest first.
    void setSorted(bool sorted);
    [[nodiscard]] QCPGraph *upper() const { return m_band.upper(); }
    [[nodiscard]] QCPGraph *lower() const { return m_band.lower(); }

    [[nodiscard]] QString card(int place) const override;
    void resetView() override;
    void retranslate();

protected:
    void applyColors(const ThemeColors &colors) override;

private:
    void refresh();
    [[nodiscard]] QString tsv() const;

    RangeBand m_band;
    std::vector<float> m_min;
    std::vector<float> m_max;
    std::vector<int> m_order;
    bool m_sorted = false;
};

} // namespace vernier
