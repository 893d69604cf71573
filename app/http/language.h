// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringList>

namespace tidegate {

/// Which of `offered` ("en", "de") an Accept-Language header wants most (RFC 9110, 12.5.4, looked up as RFC 4647, 3.4 says: "de-AT" is
/// served by "de"). The first offered one where the header names none of them, refuses what it names, or is malformed.
QString chooseLanguage(QByteArrayView acceptLanguage, const QStringList &offered);

} // namespace tidegate
