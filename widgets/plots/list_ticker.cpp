// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/list_ticker.h"

#include <algorithm>
#include <cmath>

namespace vernier {

bool ListTicker::showsTexts(const QCPRange &range) const
{
    return m_text && range.size() > 0.0 && m_pixels / range.size() >= m_pixelsPerText;
}

double ListTicker::getTickStep(const QCPRange &range)
{
    m_asTexts = showsTexts(range);
    return m_asTexts ? 1.0 : std::max(1.0, QCPAxisTicker::getTickStep(range));
}

QVector<double> ListTicker::createTickVector(double tickStep, const QCPRange &range)
{
    QVector<double> ticks;
    const double step = std::max(1.0, std::round(tickStep));
    const double last = std::min(std::floor(range.upper), static_cast<double>(m_count - 1));
    for (double number = std::ceil((range.lower + m_firstNumber) / step) * step; number - m_firstNumber <= last; number += step) {
        if (number >= m_firstNumber)
            ticks.append(number - m_firstNumber);
    }
    return ticks;
}

QString ListTicker::getTickLabel(double tick, const QLocale &, QChar, int)
{
    const int position = static_cast<int>(std::lround(tick));
    return m_asTexts ? m_text(position) : QString::number(position + m_firstNumber);
}

QString tokenLabel(const QString &text, int longest)
{
    QString label = text;
    label.replace(QLatin1Char(' '), QChar(0x2423)); // open box: a blank that can be seen
    label.replace(QLatin1Char('\n'), QChar(0x21b5));
    label.replace(QLatin1Char('\t'), QChar(0x21e5));
    if (label.size() > longest)
        label = label.left(longest - 1) + QChar(0x2026);
    return label;
}

} // namespace vernier
