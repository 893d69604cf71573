// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_token.h"

#include <QCryptographicHash>

namespace tidegate {

namespace {
constexpr int randomBytes = 32;
constexpr qsizetype tokenLength = staffTokenMark.size() + 43;
} // namespace

QByteArray newStaffToken(Random &random)
{
    constexpr auto base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    return staffTokenMark.toByteArray() + random.bytes(randomBytes).toBase64(base64);
}

bool isStaffToken(QByteArrayView text)
{
    return text.size() == tokenLength && text.startsWith(staffTokenMark);
}

QByteArray hashStaffToken(QByteArrayView token)
{
    return QCryptographicHash::hash(token, QCryptographicHash::Sha256);
}

} // namespace tidegate
