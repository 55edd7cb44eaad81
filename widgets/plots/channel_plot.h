// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/channel_outliers.h"
#include "widgets/plots/list_plot.h"

#include <memory>
#include <vector>

// Largest |activation| of every channel, before and after outlier suppression, the outliers by name.

namespace vernier {

class ChannelPlot final : public ListPlot
{
    Q_OBJECT
public:
    explicit ChannelPlot(QWidget *parent = nullptr);

    void setChannels(std::vector<float> absMax);
    /// The same after suppression; empty: not known or not changed.
    void setSuppressed(std::vector<float> absMax);
    void clear();
    void setSorted(bool sorted);
    void setLogarithmic(bool logarithmic);

    [[nodiscard]] const std::vector<OutlierChannel> &outliers() const { return m_outliers; }
    /// Which channel stands at a place, in the present order.
    [[nodiscard]] const std::vector<int> &order() const { return m_order; }
    [[nodiscard]] QCPGraph *before() const { return m_before; }
    [[nodiscard]] QCPGraph *after() const { return m_after; }

    [[nodiscard]] QString card(int place) const override;
    void resetView() override;
    void retranslate();

protected:
    void viewChanged() override;
    void applyColors(const ThemeColors &colors) override;

private:
    static constexpr std::size_t kNamed = 12; ///< outliers that get a label

    void refresh();
    void placeLabels();
    [[nodiscard]] double labelShare() const;
    [[nodiscard]] QString tsv() const;

    QCPGraph *m_before;
    QCPGraph *m_marked; ///< outliers
    QCPGraph *m_after;
    std::vector<QCPItemText *> m_labels;
    std::vector<float> m_absMax;
    std::vector<float> m_suppressed;
    std::vector<OutlierChannel> m_outliers;
    std::vector<int> m_order;
    std::vector<int> m_places; ///< of each channel
    bool m_sorted = false;
    bool m_logarithmic = false;
};

} // namespace vernier
