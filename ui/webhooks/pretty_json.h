// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace tidegate {

/// JSON with one member a line, for people to read. Nothing but white space is other than it was: neither the order of members nor any figure. What
/// is no JSON stays as it is, with control characters made visible.
QString prettyJson(const QByteArray &body);

} // namespace tidegate
