// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QStringList>

namespace tidegate {

/// One line of CSV (RFC 4180), safe to open in a spreadsheet: what would be taken for a formula is led by an apostrophe.
QByteArray csvLine(const QStringList &cells);

/// What was found in a file as CSV (RFC 4180), safe to open in a spreadsheet: what would be taken for a formula is led by an apostrophe.
QByteArray findingsCsvHeading();
/// One line. `kind` is "error", "warning" or "note".
QByteArray findingsCsvLine(const QString &kind, const FieldError &finding);

} // namespace tidegate
