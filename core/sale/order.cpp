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

} // namespace tidegate
