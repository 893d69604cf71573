// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order.h"

using namespace Qt::StringLiterals;

namespace tidegate {

QString orderStatusName(OrderStatus status)
{
    switch (status) {
    case OrderStatus::Reserved: return u"reserved"_s;
    case OrderStatus::Paid: return u"paid"_s;
    case OrderStatus::Declined: return u"declined"_s;
    case OrderStatus::Released: return u"released"_s;
    }
    Q_UNREACHABLE();
}

OrderStatus orderStatusFromName(const QString &name)
{
    if (name == u"paid")
        return OrderStatus::Paid;
    if (name == u"declined")
        return OrderStatus::Declined;
    if (name == u"released")
        return OrderStatus::Released;
    return OrderStatus::Reserved;
}

QString fulfilmentName(Fulfilment fulfilment)
{
    switch (fulfilment) {
    case Fulfilment::Unshipped: return u"unshipped"_s;
    case Fulfilment::PartShipped: return u"part_shipped"_s;
    case Fulfilment::Shipped: return u"shipped"_s;
    case Fulfilment::Cancelled: return u"cancelled"_s;
    }
    Q_UNREACHABLE();
}

Fulfilment fulfilmentFromName(const QString &name)
{
    if (name == u"part_shipped")
        return Fulfilment::PartShipped;
    if (name == u"shipped")
        return Fulfilment::Shipped;
    if (name == u"cancelled")
        return Fulfilment::Cancelled;
    return Fulfilment::Unshipped;
}

QString orderKindName(OrderKind kind)
{
    switch (kind) {
    case OrderKind::Sale: return u"sale"_s;
    case OrderKind::Replacement: return u"replacement"_s;
    case OrderKind::Imported: return u"imported"_s;
    }
    Q_UNREACHABLE();
}

OrderKind orderKindFromName(const QString &name)
{
    if (name == u"replacement")
        return OrderKind::Replacement;
    if (name == u"imported")
        return OrderKind::Imported;
    return OrderKind::Sale;
}

} // namespace tidegate
