// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAbstractAxis;
class QChartView;
class QFont;

namespace tidegate {

/// What all charts have in common, whatever they show: on the surface of their card, without a legend of Qt's, in the locale's numbers, not by keyboard.
void prepareChart(QChartView *view);
/// Small figures, and no line; `font` is that of the card.
void prepareAxis(QAbstractAxis *axis, const QFont &font);

} // namespace tidegate
