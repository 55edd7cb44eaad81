// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <qcustomplot.h>

#include <functional>

// Ticks at whole positions of a list: the entries' own texts when there is room for every one, else round numbers.

namespace vernier {

class ListTicker : public QCPAxisTicker
{
public:
    /// Text of an entry; without one, positions are shown at every zoom.
    void setText(std::function<QString(int)> text) { m_text = std::move(text); }
    void setCount(int count) { m_count = count; }
    /// What the first entry is called: 0 or 1.
    void setFirstNumber(int number) { m_firstNumber = number; }
    /// Pixels along the axis, and what one upright label needs.
    void setRoom(int pixels, int pixelsPerText) { m_pixels = pixels, m_pixelsPerText = pixelsPerText; }

    /// Whether this many entries would be shown by their texts.
    [[nodiscard]] bool showsTexts(const QCPRange &range) const;

protected:
    double getTickStep(const QCPRange &range) override;
    int getSubTickCount(double) override { return 0; }
    QVector<double> createTickVector(double tickStep, const QCPRange &range) override;
    QString getTickLabel(double tick, const QLocale &locale, QChar formatChar, int precision) override;

private:
    std::function<QString(int)> m_text;
    int m_count = 0;
    int m_firstNumber = 0;
    int m_pixels = 1;
    int m_pixelsPerText = 16;
    bool m_asTexts = false;
};

/// A token as a label: white space made visible, long ones cut.
[[nodiscard]] QString tokenLabel(const QString &text, int longest = 14);

} // namespace vernier
