// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>
#include <QStringView>

namespace tidegate {

/// Writes CSV that does no harm in a spreadsheet: a text that one would take for a formula (it begins with = + - @, their wide
/// forms, TAB, CR or LF) gets an apostrophe before it (OWASP, CSV Injection), in quotes where RFC 4180 wants them. So does a text
/// whose own apostrophes stand before such a character, so that withoutGuard() gives back every text as it was.

/// One cell, UTF-8.
QByteArray csvCell(QStringView text, char delimiter = ',');

/// One record with its line end (CRLF).
QByteArray csvRow(const QStringList &cells, char delimiter = ',');

/// What csvCell() was given, of what a CSV reader reads in its cell.
QString withoutGuard(QString text);

} // namespace tidegate
