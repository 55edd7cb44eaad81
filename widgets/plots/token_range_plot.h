// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/calib/method_ranges.h"
#include "widgets/plots/list_plot.h"
#include "widgets/plots/range_band.h"
#include "widgets/plots/range_lines.h"

#include <QStringList>

#include <cstdint>
#include <utility>
#include <vector>

// Smallest and largest activation of every token of a sample, the static ranges as lines across, and the tokens that the
// present one cuts off as markers.

namespace vernier {

struct SampleStats;

class TokenRangePlot final : public ListPlot
{
    Q_OBJECT
public:
    explicit TokenRangePlot(QWidget *parent = nullptr);

    /// tokens: texts of the sample's tokens; empty: there is no tokenizer. method: 1 or 2, whose range counts.
    void setSample(const SampleStats &sample, const QStringList &tokens, const MethodRanges &ranges, int method);
    void clear();
    /// Positions that leave the range of the method.
    [[nodiscard]] const std::vector<std::int64_t> &outside() const { return m_outside; }
    [[nodiscard]] QCPGraph *upper() const { return m_band.upper(); }
    [[nodiscard]] QCPGraph *lower() const { return m_band.lower(); }
    [[nodiscard]] QCPGraph *markers() const { return m_markers; }
    [[nodiscard]] QString card(int place) const override;

    void resetView() override;
    void retranslate();

protected:
    void applyColors(const ThemeColors &colors) override;
    void viewChanged() override;

private:
    static constexpr int kLongestSlanted = 14; ///< characters of a token
    static constexpr int kLongestUpright = 6;

    [[nodiscard]] QString tsv() const;

    RangeBand m_band;
    QCPGraph *m_markers;
    RangeLines m_lines;
    std::vector<float> m_min;
    std::vector<float> m_max;
    QStringList m_tokens;
    int m_longestToken = kLongestSlanted;
    Range m_current;
    std::vector<std::int64_t> m_outside;
    std::pair<double, double> m_extent; ///< of what is shown, without margins
};

} // namespace vernier
