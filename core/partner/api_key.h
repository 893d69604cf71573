// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace tidegate {

enum class KeyKind { Storefront, Partner };

/// "storefront" or "partner", as in the database and on the command line.
QString keyKindName(KeyKind kind);
std::optional<KeyKind> keyKindFromName(QStringView name);

/// What a key of this kind may be allowed to do. Storefront: "shop". Partner: "feeds", "jobs", "stock".
QStringList keyScopes(KeyKind kind);

/// What is kept of a key: everything but its secret.
struct ApiKey {
    QString id;
    KeyKind kind = KeyKind::Partner;
    QString name;
    QString prefix; ///< the secret's first 16 characters, by which people tell keys apart
    QString partnerId;
    QString partnerName;
    bool partnerDisabled = false;
    bool sandbox = false;
    QStringList scopes;
    UtcMillis createdAt = 0;
    std::optional<UtcMillis> expiresAt;
    std::optional<UtcMillis> revokedAt;
    std::optional<UtcMillis> lastUsedAt; ///< to the minute
    QString rotatedFrom;                 ///< the id of the key that this one replaces
};

/// A new key with its secret, which is nowhere kept: this is the only time that it is seen.
struct CreatedKey {
    ApiKey key;
    QString secret;
};

} // namespace tidegate
