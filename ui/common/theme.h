// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QColor>
#include <QPalette>
#include <QString>

namespace tidegate {

enum class ThemeChoice {
    System, ///< as light or dark as the desktop was when the program started
    Light,
    Dark,
};

/// Colours beyond those of a QPalette. Text colours have a contrast of at least 4.5 to 1 on window and surface (WCAG 2.1, 1.4.3), marks and
/// chart colours of at least 3 to 1 (1.4.11).
struct ThemeColors {
    QColor window;
    QColor surface; ///< cards, tables
    QColor border;
    QColor text;
    QColor muted; ///< secondary text
    QColor accent;
    QColor onAccent;
    QColor good;
    QColor warning;
    QColor bad;
    QColor track; ///< what is left of a bar; grid lines
};

/// Of the theme that the palette belongs to. Widgets paint with these and repaint by themselves when the palette changes.
const ThemeColors &themeColors(const QPalette &palette);
/// The colour of a cause of refusals, wherever it is drawn.
QColor causeColor(ErrorCode cause, const QPalette &palette);

/// Gives the whole application the Fusion style and the theme's palette.
void applyTheme(ThemeChoice choice);

/// "system", "light", "dark": how the choice is kept in settings; anything else is System.
QString themeName(ThemeChoice choice);
ThemeChoice themeFromName(const QString &name);

} // namespace tidegate
