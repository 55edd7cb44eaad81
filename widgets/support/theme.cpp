// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/theme.h"

#include <QApplication>
#include <QFont>
#include <QFontInfo>
#include <QPainter>
#include <QProxyStyle>
#include <QStyle>
#include <QStyleOption>
#include <QStyleFactory>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace vernier {

namespace {

QPalette makePalette(bool dark)
{
    const QColor accent = dark ? QColor(0x4f, 0xa3, 0xe0) : QColor(0x00, 0x5f, 0xa8);
    const QColor window = dark ? QColor(0x23, 0x26, 0x2a) : QColor(0xf4, 0xf5, 0xf6);
    const QColor base = dark ? QColor(0x1a, 0x1c, 0x1f) : QColor(0xff, 0xff, 0xff);
    const QColor text = dark ? QColor(0xe3, 0xe6, 0xe9) : QColor(0x1c, 0x20, 0x24);
    const QColor button = dark ? QColor(0x2e, 0x32, 0x37) : QColor(0xea, 0xec, 0xee);
    const QColor disabled = dark ? QColor(0x74, 0x7a, 0x81) : QColor(0x8c, 0x92, 0x99);

    QPalette palette(button, window);
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, dark ? QColor(0x1f, 0x22, 0x25) : QColor(0xf8, 0xf9, 0xfa));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::Button, button);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, Qt::white);
    palette.setColor(QPalette::ToolTipBase, dark ? QColor(0x2e, 0x32, 0x37) : QColor(0xff, 0xff, 0xff));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::PlaceholderText, disabled);
    palette.setColor(QPalette::Highlight, accent);
    palette.setColor(QPalette::HighlightedText, dark ? QColor(0x10, 0x12, 0x14) : QColor(Qt::white));
    palette.setColor(QPalette::Link, accent);
    palette.setColor(QPalette::LinkVisited, accent);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, dark ? QColor(0x3a, 0x3f, 0x45) : QColor(0xd4, 0xd8, 0xdc));
    return palette;
}

/// Fusion outlines boxes with a darker window colour, which cannot be seen on a dark window.
class ThemeStyle final : public QProxyStyle
{
public:
    ThemeStyle()
        : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if ((element != PE_IndicatorCheckBox && element != PE_IndicatorItemViewItemCheck) || !isDark(option->palette))
            return;
        const bool enabled = option->state.testFlag(State_Enabled);
        painter->setPen(option->palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::PlaceholderText));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
    }
};

bool systemIsDark()
{
    static const bool dark = isDark(QApplication::palette()); // as the platform gave it, before ours
    return dark;
}

} // namespace

namespace {

/// What the interface's font lacks comes from a regular Chinese font where one is installed; font matching alone may take
/// any that has the character, a bold or a Japanese one. Tokens are Chinese whatever the language of the window.
void preferChineseFonts()
{
    QFont font = QApplication::font();
    const QStringList chinese{QStringLiteral("Noto Sans CJK SC"), QStringLiteral("Noto Sans SC"), QStringLiteral("Source Han Sans SC"),
                              QStringLiteral("WenQuanYi Micro Hei")};
    if (font.families().contains(chinese.front()))
        return;
    font.setFamilies(QStringList{QFontInfo(font).family()} + chinese); // "Sans Serif" alone would stand aside for them
    QApplication::setFont(font);
}

} // namespace

void applyTheme(ThemeChoice choice)
{
    const bool systemDark = systemIsDark();
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemDark);
    if (!dynamic_cast<ThemeStyle *>(QApplication::style()))
        QApplication::setStyle(new ThemeStyle);
    preferChineseFonts();
    const QPalette palette = makePalette(dark);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
}

ThemeColors themeColors(const QPalette &palette)
{
    const bool dark = isDark(palette);
    ThemeColors colors;
    colors.background = palette.color(QPalette::Base);
    colors.text = palette.color(QPalette::Text);
    colors.mutedText = dark ? QColor(0x9a, 0xa1, 0xa9) : QColor(0x5f, 0x66, 0x6d);
    colors.grid = dark ? QColor(0x33, 0x37, 0x3c) : QColor(0xe3, 0xe6, 0xe9);
    colors.accent = palette.color(QPalette::Highlight);
    colors.series = dark ? QColor(0x56, 0xb4, 0xe9) : QColor(0x00, 0x72, 0xb2);
    colors.seriesB = dark ? QColor(0xe6, 0x9f, 0x00) : QColor(0xb3, 0x6b, 0x00);
    colors.warning = dark ? QColor(0xf0, 0x8a, 0x4b) : QColor(0xd5, 0x5e, 0x00);
    colors.error = dark ? QColor(0xff, 0x7b, 0x72) : QColor(0xb3, 0x26, 0x1e);
    colors.noData = dark ? QColor(0x2b, 0x2f, 0x33) : QColor(0xe9, 0xeb, 0xed);
    return colors;
}

QColor heatColor(double t)
{
    // cividis (Nuñez, Anderton, Renslow 2018), ten samples; between them linear.
    constexpr std::array<std::array<int, 3>, 10> kSamples{{{0, 34, 78},
                                                           {18, 53, 112},
                                                           {59, 73, 108},
                                                           {87, 93, 109},
                                                           {112, 113, 115},
                                                           {138, 134, 120},
                                                           {165, 156, 116},
                                                           {195, 179, 105},
                                                           {225, 204, 85},
                                                           {254, 232, 56}}};
    if (!(t > 0.0)) // not a number, too
        t = 0.0;
    const double position = std::min(t, 1.0) * static_cast<double>(kSamples.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(position), kSamples.size() - 2);
    const double share = position - static_cast<double>(index);
    const auto channel = [&](std::size_t c) {
        return static_cast<int>(std::lround(kSamples[index][c] + share * (kSamples[index + 1][c] - kSamples[index][c])));
    };
    return {channel(0), channel(1), channel(2)};
}

QColor contrastColor(const QColor &background)
{
    const double luminance = 0.2126 * background.redF() + 0.7152 * background.greenF() + 0.0722 * background.blueF();
    return luminance > 0.5 ? QColor(0x10, 0x12, 0x14) : QColor(Qt::white);
}

QColor schemeColor(QuantType type)
{
    switch (type) {
    case QuantType::Float: return {0x99, 0x99, 0x99};
    case QuantType::W8A8: return {0x00, 0x72, 0xb2};
    case QuantType::W8A8Dynamic: return {0x56, 0xb4, 0xe9};
    case QuantType::W8A16: return {0x00, 0x9e, 0x73};
    case QuantType::W4A16: return {0xe6, 0x9f, 0x00};
    case QuantType::W4A8Dynamic: return {0xd5, 0x5e, 0x00};
    case QuantType::NF4: return {0xf0, 0xe4, 0x42};
    case QuantType::W8A8S: return {0xcc, 0x79, 0xa7};
    default: return {0x6a, 0x51, 0xa3};
    }
}

} // namespace vernier
