// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/payment_controller.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace tidegate {

void addPaymentRoutes(Router &router, PaymentService &payments)
{
    router.add("GET", u"/payment/methods"_s, Handler([&payments](const Request &) {
                   QJsonArray data;
                   for (const PaymentOffer &offer : payments.offers())
                       data.append(QJsonObject{{u"id"_s, offer.id}, {u"name"_s, offer.name}, {u"available"_s, offer.available}});
                   return Response::json(200, {{u"data"_s, data}});
               }));
}

} // namespace tidegate
