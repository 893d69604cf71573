// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/api_key.h"

using namespace Qt::StringLiterals;

namespace tidegate {

QString keyKindName(KeyKind kind)
{
    return kind == KeyKind::Storefront ? u"storefront"_s : u"partner"_s;
}

std::optional<KeyKind> keyKindFromName(QStringView name)
{
    if (name == u"storefront")
        return KeyKind::Storefront;
    if (name == u"partner")
        return KeyKind::Partner;
    return std::nullopt;
}

QStringList keyScopes(KeyKind kind)
{
    return kind == KeyKind::Storefront ? QStringList{u"shop"_s} : QStringList{u"feeds"_s, u"jobs"_s, u"stock"_s};
}

} // namespace tidegate
