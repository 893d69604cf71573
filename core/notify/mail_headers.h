// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace tidegate {

/// Free text for a header: printable ASCII as it is, anything else as encoded words of RFC 2047 (UTF-8, Base64), each at most 75
/// characters, folded. Control characters become blanks, so that no text can begin a header of its own.
QByteArray encodeHeaderText(const QString &text);

} // namespace tidegate
