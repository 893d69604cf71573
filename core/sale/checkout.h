// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/base/sleeper.h"
#include "core/payment/payment_service.h"
#include "core/resilience/bulkhead.h"
#include "core/resilience/sliding_window_limiter.h"
#include "core/sale/order_store.h"
#include "core/sale/orders_in_flight.h"
#include "core/sale/sale_board.h"
#include "core/store/store.h"

#include <qcoro/qcorotask.h>

namespace tidegate {

struct CheckoutItem {
    QString sku;
    qint64 quantity = 0;
};

/// A checkout whose form was checked already: 1 to 100 items, no SKU twice, quantities from 1.
struct CheckoutRequest {
    QString shopperId;
    std::vector<CheckoutItem> items;
    QString paymentMethod;
    QString paymentToken;
    QString email;
    QString language;       ///< of mails about the order; empty: nobody said
    QString idempotencyKey; ///< empty: none was sent
    QString requestHash;    ///< of the body; the same key with another hash is refused
    QString requestId;
};

struct CheckoutAnswer {
    Result<Order> order = failure(ErrorCode::Internal);
    bool replayed = false; ///< an earlier request with the same key was answered so
    LimiterDecision limit; ///< how the limiter stands after this request, for the RateLimit fields
};

struct CheckoutOptions {
    /// From the request to its answer, once its order is reserved: the payment, and writing down what became of it.
    std::chrono::milliseconds deadline{5'000};
    int maximumInFlight = 4'000; ///< checkouts under way; beyond it Overloaded
};

/// The checkout: limiter, one write that reserves, the charge with no database lock held, one write that settles. Store credit is
/// charged inside the reserving write. What fails or is lost between the two writes is found and settled by ReservationRecovery.
/// Thread-safe; checkout() must be called on a thread with an event loop and resumes there.
///
/// Refusals, in the order in which they are looked for: RateLimited, Overloaded, InvalidRequest (unknown payment method),
/// PaymentUnavailable (its breaker is open), ProductNotFound, SaleNotActive, OutOfStock, LimitPerShopper, PaymentDeclined,
/// PaymentUnavailable; IdempotencyKeyReused and IdempotencyInProgress by the key. A request that repeats an earlier one costs no
/// slot.
class CheckoutService
{
public:
    CheckoutService(CheckoutOptions options, Store &store, SaleBoard &board, const PaymentRegistry &methods,
                    PaymentService &payments, SlidingWindowLimiter &limiter, OrdersInFlight &inFlight, const Clock &clock,
                    Random &random, Sleeper &sleeper);

    QCoro::Task<CheckoutAnswer> checkout(CheckoutRequest request);
    /// What is allowed to one shopper.
    [[nodiscard]] LimiterRule limiterRule() const { return m_limiter.rule(); }

private:
    struct Reserved {
        std::optional<KnownKey> known; ///< the request was there before
    };

    /// A request that bought nothing by itself costs no slot, and `limit` is to say so.
    void giveSlotBack(const QString &shopper, LimiterDecision &limit);
    QCoro::Task<CheckoutAnswer> answerRefused(CheckoutRequest request, CheckoutAnswer answer);
    QCoro::Task<Result<Order>> replay(CheckoutRequest request, KnownKey known);
    QCoro::Task<Result<Order>> buy(CheckoutRequest request, Deadline deadline, bool *replayed);
    QCoro::Task<Result<Order>> refuse(CheckoutRequest request, Error error, bool *replayed);
    QCoro::Task<Result<Order>> pay(Order order, QString token, Deadline deadline);
    QCoro::Task<Error> explainMissing(QString sku);
    Result<Reservation> prepare(const CheckoutRequest &request, const BoardSnapshot &board, UtcMillis now);
    Async<Result<Reserved>> storeReservation(Reservation reservation);
    Async<Result<Order>> storeSettlement(QString orderId, Settlement settlement, QString reference);
    Async<Result<std::optional<KnownKey>>> lookUpKey(const CheckoutRequest &request);
    Async<Result<Done>> storeRefusal(const CheckoutRequest &request, ErrorCode code);

    const CheckoutOptions m_options;
    Store &m_store;
    SaleBoard &m_board;
    const PaymentRegistry &m_methods;
    PaymentService &m_payments;
    SlidingWindowLimiter &m_limiter;
    OrdersInFlight &m_inFlight;
    Bulkhead m_bulkhead;
    const Clock &m_clock;
    Random &m_random;
    Sleeper &m_sleeper;
};

} // namespace tidegate
