// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_request_hash.h"

#include <QCryptographicHash>

namespace tidegate {

QString consoleRequestHash(const QStringList &asked)
{
    QCryptographicHash hash(QCryptographicHash::Blake2b_256);
    for (const QString &part : asked) {
        const QByteArray bytes = part.toUtf8();
        hash.addData(QByteArray::number(bytes.size()) + ':' + bytes);
    }
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace tidegate
