// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/range_lines.h"

#include "core/base/number_text.h"
#include "widgets/support/text.h"

#include <QCoreApplication>
#include <qcustomplot.h>

#include <algorithm>

namespace vernier {

namespace {

struct RangeLinesTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::RangeLines)
};

constexpr double kTextPlaces[] = {0.995, 0.70}; ///< along the line: where the two ranges have their labels

} // namespace

RangeLines::RangeLines(QCustomPlot &plot, Qt::Orientation orientation)
    : m_plot(plot)
    , m_orientation(orientation)
{
    for (std::size_t which = 0; which < m_lines.size(); ++which) {
        for (std::size_t end = 0; end < 2; ++end) {
            Line &line = m_lines[which][end];
            line.line = new QCPItemStraightLine(&plot);
            line.text = new QCPItemText(&plot);
            line.text->setPadding(QMargins(3, 1, 3, 1));
            QCPItemPosition *place = line.text->position;
            if (orientation == Qt::Horizontal) {
                place->setTypeX(QCPItemPosition::ptAxisRectRatio);
                line.text->setPositionAlignment(Qt::AlignRight | (end == 0 ? Qt::AlignTop : Qt::AlignBottom));
                line.text->setClipToAxisRect(false); // a low plot has no room for a line of text outside the range
            } else {
                line.text->setPositionAlignment((end == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop); // inside the range
                if (which == 0) {
                    place->setTypeY(QCPItemPosition::ptAxisRectRatio);
                } else { // below the first, however low the plot is
                    place->setTypeY(QCPItemPosition::ptAbsolute);
                    place->setParentAnchorY(m_lines[0][end].text->bottom);
                }
            }
        }
    }
    setVisible(false);
}

void RangeLines::setRanges(const MethodRanges &ranges, int method)
{
    m_ranges = ranges;
    m_method = method;
    m_visible = true;
    update();
}

void RangeLines::setVisible(bool visible)
{
    m_visible = visible;
    update();
}

void RangeLines::applyColors(const ThemeColors &colors)
{
    m_colors = colors;
    update();
}

void RangeLines::retranslate()
{
    update();
}

QString RangeLines::label(int which) const
{
    const int method = which + 1;
    if (m_orientation == Qt::Vertical) // beside each other there is less room; the plot's table has the names
        return m_ranges.automatic == method ? RangeLinesTr::tr("%1 and 3", "act_method").arg(method) : QString::number(method);
    return m_ranges.automatic == method ? RangeLinesTr::tr("act_method %1 and 3").arg(method) : RangeLinesTr::tr("act_method %1").arg(method);
}

Range RangeLines::extent() const
{
    return {std::min(m_ranges.meanMinMax.min, m_ranges.histogram.min), std::max(m_ranges.meanMinMax.max, m_ranges.histogram.max)};
}

void RangeLines::update()
{
    for (int which = 0; which < 2; ++which) {
        const bool strong = m_method == which + 1;
        const Range shown = range(which);
        for (int end = 0; end < 2; ++end) {
            const Line &line = m_lines[static_cast<std::size_t>(which)][static_cast<std::size_t>(end)];
            line.line->setVisible(m_visible);
            line.text->setVisible(m_visible);
            const auto value = static_cast<double>(end == 0 ? shown.min : shown.max);
            const double place = m_orientation == Qt::Horizontal ? kTextPlaces[which] : (which == 0 ? 0.01 : 0.0);
            if (m_orientation == Qt::Horizontal) {
                line.line->point1->setCoords(0.0, value);
                line.line->point2->setCoords(1.0, value);
                line.text->position->setCoords(place, value);
            } else {
                line.line->point1->setCoords(value, 0.0);
                line.line->point2->setCoords(value, 1.0);
                line.text->position->setCoords(value, place);
            }
            const QColor color = strong ? m_colors.accent : m_colors.mutedText;
            line.line->setPen(QPen(color, strong ? 2.0 : 1.0, which == 0 ? Qt::SolidLine : Qt::DashLine));
            line.text->setColor(color);
            QColor ground = m_colors.background;
            ground.setAlphaF(0.8f);
            line.text->setBrush(ground);
            QFont font = m_plot.font();
            font.setBold(strong);
            line.text->setFont(font);
            line.text->setText(RangeLinesTr::tr("%1: %2").arg(label(which), toText(significant(value, 3))));
        }
    }
}

QString actMethodText(int actMethod)
{
    switch (actMethod) {
    case 1: return RangeLinesTr::tr("1 (min-max)");
    case 2: return RangeLinesTr::tr("2 (histogram)");
    case 3: return RangeLinesTr::tr("3 (automatic)");
    default: return {};
    }
}

} // namespace vernier
