// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/theme.h"

#include <QApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const ThemeColors lightColors{
    .window = QColor(0xf2, 0xf4, 0xf7),
    .surface = QColor(0xff, 0xff, 0xff),
    .border = QColor(0xd5, 0xdb, 0xe3),
    .text = QColor(0x1a, 0x22, 0x2d),
    .muted = QColor(0x57, 0x63, 0x72),
    .accent = QColor(0x14, 0x59, 0xc7),
    .onAccent = QColor(0xff, 0xff, 0xff),
    .good = QColor(0x1a, 0x7a, 0x45),
    .warning = QColor(0x8f, 0x5a, 0x00),
    .bad = QColor(0xbf, 0x2f, 0x2c),
    .track = QColor(0xe4, 0xe8, 0xee),
};

const ThemeColors darkColors{
    .window = QColor(0x13, 0x17, 0x1d),
    .surface = QColor(0x1b, 0x21, 0x2a),
    .border = QColor(0x33, 0x3c, 0x49),
    .text = QColor(0xe7, 0xeb, 0xf1),
    .muted = QColor(0x9d, 0xa9, 0xb8),
    .accent = QColor(0x62, 0xa8, 0xff),
    .onAccent = QColor(0x0b, 0x15, 0x24),
    .good = QColor(0x4f, 0xc9, 0x8b),
    .warning = QColor(0xe8, 0xb1, 0x46),
    .bad = QColor(0xf4, 0x7b, 0x74),
    .track = QColor(0x2c, 0x34, 0x40),
};

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QPalette paletteOf(const ThemeColors &colors)
{
    QPalette palette(colors.text, colors.surface, colors.border.lighter(110), colors.border.darker(130), colors.border,
                     colors.text, QColor(Qt::white), colors.surface, colors.window);
    palette.setColor(QPalette::Button, colors.surface);
    palette.setColor(QPalette::AlternateBase, colors.window);
    palette.setColor(QPalette::ToolTipBase, colors.surface);
    palette.setColor(QPalette::ToolTipText, colors.text);
    palette.setColor(QPalette::PlaceholderText, colors.muted);
    palette.setColor(QPalette::Highlight, colors.accent);
    palette.setColor(QPalette::HighlightedText, colors.onAccent);
    palette.setColor(QPalette::Link, colors.accent);
    palette.setColor(QPalette::LinkVisited, colors.accent);
    palette.setColor(QPalette::BrightText, colors.bad);
    QColor faint = colors.muted;
    faint.setAlphaF(0.65F);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText}) {
        palette.setColor(QPalette::Disabled, role, faint);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colors.border);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, colors.muted);
    return palette;
}

/// Fusion draws the edge of what can be filled in darker than the window, which on a dark one cannot be seen.
class OutlinedFusion : public QProxyStyle
{
public:
    OutlinedFusion()
        : QProxyStyle(u"Fusion"_s)
    {
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (element == PE_IndicatorCheckBox || element == PE_FrameLineEdit) {
            outline(option, painter);
        } else if (element == PE_IndicatorRadioButton) {
            outline(option, painter, option->rect.height() / 2.0);
        }
    }

    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override
    {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        if (control == CC_ComboBox || control == CC_SpinBox) {
            outline(option, painter);
        }
    }

private:
    static void outline(const QStyleOption *option, QPainter *painter, double radius = 2)
    {
        if (!isDark(option->palette) || option->state & State_HasFocus) {
            return;
        }
        QColor edge = darkColors.muted;
        edge.setAlphaF(option->state & State_Enabled ? 0.7F : 0.35F);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(edge);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter->restore();
    }
};

} // namespace

const ThemeColors &themeColors(const QPalette &palette)
{
    return isDark(palette) ? darkColors : lightColors;
}

QColor causeColor(ErrorCode cause, const QPalette &palette)
{
    const bool dark = isDark(palette);
    switch (cause) {
    case ErrorCode::OutOfStock: return dark ? QColor(0x8f, 0x9f, 0xb3) : QColor(0x6b, 0x7a, 0x8f);
    case ErrorCode::LimitPerShopper: return dark ? QColor(0xc0, 0x9b, 0xf5) : QColor(0x7d, 0x4f, 0xc4);
    case ErrorCode::SaleNotActive: return dark ? QColor(0x55, 0xc4, 0xcf) : QColor(0x0f, 0x80, 0x8c);
    case ErrorCode::RateLimited: return dark ? QColor(0x62, 0xa8, 0xff) : QColor(0x2f, 0x74, 0xd8);
    case ErrorCode::PaymentDeclined: return dark ? QColor(0xf0, 0xb4, 0x4c) : QColor(0xb8, 0x72, 0x06);
    case ErrorCode::PaymentUnavailable: return dark ? QColor(0xf4, 0x7b, 0x74) : QColor(0xcc, 0x3b, 0x36);
    case ErrorCode::Overloaded: return dark ? QColor(0xee, 0x82, 0xc3) : QColor(0xb3, 0x2c, 0x7c);
    default: return dark ? QColor(0xb7, 0xa0, 0x8a) : QColor(0x84, 0x6a, 0x4e);
    }
}

void applyTheme(ThemeChoice choice)
{
    static const bool systemIsDark = isDark(QApplication::palette());
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemIsDark);
    if (!dynamic_cast<OutlinedFusion *>(QApplication::style())) {
        QApplication::setStyle(new OutlinedFusion);
    }
    QApplication::setPalette(paletteOf(dark ? darkColors : lightColors));
}

QString themeName(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light: return u"light"_s;
    case ThemeChoice::Dark: return u"dark"_s;
    case ThemeChoice::System: break;
    }
    return u"system"_s;
}

ThemeChoice themeFromName(const QString &name)
{
    if (name == "light"_L1) {
        return ThemeChoice::Light;
    }
    return name == "dark"_L1 ? ThemeChoice::Dark : ThemeChoice::System;
}

} // namespace tidegate
