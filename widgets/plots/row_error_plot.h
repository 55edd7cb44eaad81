// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/list_plot.h"

#include <vector>

// Relative quantization error of every output channel with a scale of its own, and with one scale for the tensor.

namespace vernier {

class RowErrorPlot final : public ListPlot
{
    Q_OBJECT
public:
    explicit RowErrorPlot(QWidget *parent = nullptr);

    /// byTensor: which of the two the scheme does; it is drawn strong and sorts.
    void setErrors(std::vector<double> perChannel, std::vector<double> perTensor, bool byTensor);
    void clear() { setErrors({}, {}, false); }
    void setSorted(bool sorted);
    [[nodiscard]] QCPGraph *perChannel() const { return m_perChannel; }
    [[nodiscard]] QCPGraph *perTensor() const { return m_perTensor; }

    [[nodiscard]] QString card(int place) const override;
    void resetView() override;
    void retranslate();

protected:
    void applyColors(const ThemeColors &colors) override;

private:
    void refresh();
    [[nodiscard]] QString tsv() const;

    QCPGraph *m_perTensor;
    QCPGraph *m_perChannel;
    std::vector<double> m_channelErrors;
    std::vector<double> m_tensorErrors;
    std::vector<int> m_order;
    bool m_byTensor = false;
    bool m_sorted = false;
};

} // namespace vernier
