// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace tidegate {

/// What stands between method and version, taken apart.
struct RequestTarget {
    QByteArray rawPath;
    QByteArray rawQuery;
    QString path;
};

/// Takes origin-form ("/a?b"), absolute-form ("http://host/a?b") and, for OPTIONS, "*". Nothing for the rest, for broken
/// percent-encoding, an encoded NUL or control character in the path, a path that is not UTF-8, and dot segments.
std::optional<RequestTarget> parseTarget(QByteArrayView method, QByteArrayView target);

/// Percent-decoded UTF-8; nothing where that can't be.
std::optional<QString> percentDecoded(QByteArrayView text);

/// host, host:port, [v6] or [v6]:port.
bool isAuthority(QByteArrayView text);

} // namespace tidegate
