// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/sale/order.h"
#include "core/sale/sale_board.h"
#include "core/store/refusal.h"

#include <optional>
#include <vector>

namespace tidegate {

/// One line of an order to be made, by the board's item.
struct ReservationLine {
    std::shared_ptr<const BoardItem> item;
    qint64 quantity = 0;
};

struct Reservation {
    Order order;                        ///< its lines and total already made from the board's prices
    std::vector<ReservationLine> lines; ///< sorted by SKU, one per SKU: all who reserve lock rows in one order
    QString paymentToken;
    bool settlesInside = false; ///< paid from store credit in the same step
    QString idempotencyKey;     ///< empty: none
    QString requestHash;
    QString requestId;
};

/// What an idempotency key led to before.
struct KnownKey {
    QString requestHash;
    QString orderId; ///< or
    QString refusal; ///< the name of an ErrorCode
};

/// Holds stock, sale quota and the shopper's share for every line, makes the order with its payment, and where it settles inside takes
/// the store credit: all or nothing. Fails with SaleNotActive, OutOfStock, LimitPerShopper or PaymentDeclined (not enough credit).
Result<Done> reserve(WriteTransaction &transaction, const Reservation &reservation, SaleBoard &board);

/// Makes an order that no sale sold and nobody has to pay any more, and sets stock aside for it: a replacement (payment method "none") or an imported one.
/// Its status is Paid, its ids, lines, total and times are made. Fails with OutOfStock.
Result<Done> placeOrder(WriteTransaction &transaction, const Order &order, const QString &actor, const QString &requestId,
                        SaleBoard &board);

enum class Settlement {
    Charged,  ///< reserved → paid
    Declined, ///< reserved → declined, everything given back
    Failed,   ///< reserved → released, everything given back, the idempotency key forgotten: the shopper may try again with it
};

/// Whether the charge has paid for an order other than this one: a charge pays for one.
bool paysForAnother(ReadTransaction &transaction, const Order &order, const QString &reference);

/// Decides a reserved order. One that is decided already stays as it is; the order as it then stands is returned.
Result<Order> settle(WriteTransaction &transaction, const QString &orderId, Settlement settlement, const QString &reference,
                     const QString &actor, SaleBoard &board);

std::optional<Order> findOrder(ReadTransaction &transaction, const QString &id);
/// Whether an order is another shopper's; of `shopperId` empty (one of the staff) nothing.
ForeignQuery foreignOrder(const QString &id, const QString &shopperId);
/// Of mails about the order; empty: nobody said, or there is none.
QString orderLanguage(ReadTransaction &transaction, const QString &id);

/// As table order_search has an e-mail address or an SKU.
QString orderSearchTerm(const QString &text);

std::optional<KnownKey> findKey(ReadTransaction &transaction, const QString &shopperId, const QString &key);
/// Remembers a final refusal under a key, unless the key is known already.
void rememberRefusal(WriteTransaction &transaction, const QString &shopperId, const QString &key, const QString &requestHash,
                     const QString &refusal);

} // namespace tidegate
