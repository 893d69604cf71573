// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringView>

namespace tidegate {

/// One cell of a CSV file that a spreadsheet may open: in quotes where it must be, and with an apostrophe before what a spreadsheet would take for a formula.
QByteArray csvCell(QStringView text, char delimiter);

} // namespace tidegate
