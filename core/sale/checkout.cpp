// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/checkout.h"

#include "core/base/id.h"
#include "core/base/json.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

// In these coroutines no call that takes objects by value stands in the same expression as a co_await: g++ 12 copies such
// arguments bit by bit (gcc.gnu.org/PR99576 and its kin), and destroys them twice.

namespace {

Q_LOGGING_CATEGORY(lcCheckout, "tidegate.checkout", QtInfoMsg)

/// Kept back from the deadline so that what was charged can still be written down in time.
constexpr auto settlingTime = 300ms;
/// When a request that is still under way may have been decided.
constexpr auto inProgressRetry = 2s;
/// When a payment whose outcome is unknown will have been looked up.
constexpr auto unknownRetry = 10s;

tl::unexpected<Error> failureAfter(ErrorCode code, QString detail, std::chrono::milliseconds retryAfter)
{
    return tl::unexpected(Error{code, std::move(detail), retryAfter, {}});
}

/// Whether the same request would be refused again whatever the shopper does: then its key remembers it.
bool isFinal(ErrorCode code)
{
    switch (code) {
    case ErrorCode::ProductNotFound:
    case ErrorCode::SaleNotActive:
    case ErrorCode::OutOfStock:
    case ErrorCode::LimitPerShopper:
    case ErrorCode::PaymentDeclined: return true;
    default: return false;
    }
}

ErrorCode refusalFromName(const QString &name)
{
    for (const ErrorCode code : {ErrorCode::ProductNotFound, ErrorCode::SaleNotActive, ErrorCode::OutOfStock,
                                 ErrorCode::LimitPerShopper, ErrorCode::PaymentDeclined}) {
        if (errorName(code) == name)
            return code;
    }
    return ErrorCode::Internal;
}

} // namespace

CheckoutService::CheckoutService(CheckoutOptions options, Store &store, SaleBoard &board, const PaymentRegistry &methods,
                                 PaymentService &payments, SlidingWindowLimiter &limiter, OrdersInFlight &inFlight,
                                 const Clock &clock, Random &random, Sleeper &sleeper)
    : m_options(options)
    , m_store(store)
    , m_board(board)
    , m_methods(methods)
    , m_payments(payments)
    , m_limiter(limiter)
    , m_inFlight(inFlight)
    , m_bulkhead(options.maximumInFlight)
    , m_clock(clock)
    , m_random(random)
    , m_sleeper(sleeper)
{
}

QCoro::Task<CheckoutAnswer> CheckoutService::checkout(CheckoutRequest request)
{
    const Deadline deadline(m_clock, m_options.deadline);
    const QString shopper = request.shopperId;
    CheckoutAnswer answer;
    answer.limit = m_limiter.acquire(shopper);
    if (!answer.limit.allowed) {
        QCoro::Task<CheckoutAnswer> refusal = answerRefused(std::move(request), std::move(answer));
        co_return co_await std::move(refusal);
    }
    const auto place = m_bulkhead.enter();
    if (!place) {
        giveSlotBack(shopper, answer.limit);
        answer.order = failureAfter(ErrorCode::Overloaded, u"too many checkouts at once"_s, 1s);
        co_return answer;
    }
    QCoro::Task<Result<Order>> purchase = buy(std::move(request), deadline, &answer.replayed);
    answer.order = co_await purchase;
    if (answer.replayed)
        giveSlotBack(shopper, answer.limit);
    co_return answer;
}

void CheckoutService::giveSlotBack(const QString &shopper, LimiterDecision &limit)
{
    m_limiter.release(std::move(limit.permit));
    limit = m_limiter.peek(shopper);
}

/// A repeated request costs no slot, so it is answered even when none is left.
QCoro::Task<CheckoutAnswer> CheckoutService::answerRefused(CheckoutRequest request, CheckoutAnswer answer)
{
    if (!request.idempotencyKey.isEmpty()) {
        auto lookUp = lookUpKey(request);
        const auto known = co_await lookUp;
        if (known && known->has_value()) {
            answer.replayed = true;
            QCoro::Task<Result<Order>> earlier = replay(request, **known);
            answer.order = co_await earlier;
            co_return answer;
        }
    }
    answer.order = failureAfter(ErrorCode::RateLimited, answer.limit.explanation(),
                                std::chrono::ceil<std::chrono::milliseconds>(answer.limit.retryAfter));
    co_return answer;
}

QCoro::Task<Result<Order>> CheckoutService::replay(CheckoutRequest request, KnownKey known)
{
    if (known.requestHash != request.requestHash)
        co_return failure(ErrorCode::IdempotencyKeyReused, u"the key was used with another body"_s);
    if (!known.refusal.isEmpty())
        co_return failure(refusalFromName(known.refusal), u"replayed"_s);
    auto reading = m_store.read([id = known.orderId](ReadTransaction &transaction) -> Result<Order> {
        auto found = findOrder(transaction, id);
        if (!found)
            return failure(ErrorCode::Internal, u"the order %1 of an idempotency key is gone"_s.arg(id));
        return std::move(*found);
    });
    Result<Order> order = co_await reading;
    if (!order)
        co_return order;
    switch (order->status) {
    case OrderStatus::Paid: co_return order;
    case OrderStatus::Declined: co_return failure(ErrorCode::PaymentDeclined, u"replayed"_s);
    case OrderStatus::Reserved:
        co_return failureAfter(ErrorCode::IdempotencyInProgress, u"order %1"_s.arg(order->id), inProgressRetry);
    case OrderStatus::Released:
        co_return failureAfter(ErrorCode::PaymentUnavailable, u"order %1"_s.arg(order->id), inProgressRetry);
    }
    Q_UNREACHABLE();
}

QCoro::Task<Result<Order>> CheckoutService::buy(CheckoutRequest request, Deadline deadline, bool *replayed)
{
    Result<Reservation> prepared = prepare(request, *m_board.snapshot(), m_clock.utc());
    if (!prepared) {
        QCoro::Task<Result<Order>> refusal = refuse(std::move(request), prepared.error(), replayed);
        co_return co_await refusal;
    }
    const Order order = prepared->order;
    const QString token = prepared->paymentToken;
    const OrdersInFlight::Entry entry(m_inFlight, order.id);
    auto storing = storeReservation(std::move(*prepared));
    Result<Reserved> reserved = co_await storing;
    if (!reserved) {
        QCoro::Task<Result<Order>> refusal = refuse(std::move(request), reserved.error(), replayed);
        co_return co_await refusal;
    }
    if (reserved->known) {
        *replayed = true;
        QCoro::Task<Result<Order>> earlier = replay(std::move(request), *reserved->known);
        co_return co_await earlier;
    }
    if (order.status == OrderStatus::Paid)
        co_return order;
    QCoro::Task<Result<Order>> payment = pay(order, token, deadline);
    co_return co_await payment;
}

/// What a request without an order gets. One that was answered before gets that answer, whatever has changed since; a final
/// refusal is remembered under the key.
QCoro::Task<Result<Order>> CheckoutService::refuse(CheckoutRequest request, Error error, bool *replayed)
{
    const bool keyed = !request.idempotencyKey.isEmpty();
    if (keyed) {
        auto lookUp = lookUpKey(request);
        const auto known = co_await lookUp;
        if (!known)
            co_return tl::unexpected(known.error());
        if (known->has_value()) {
            *replayed = true;
            QCoro::Task<Result<Order>> earlier = replay(std::move(request), **known);
            co_return co_await earlier;
        }
    }
    if (error.code == ErrorCode::ProductNotFound) {
        QCoro::Task<Error> explanation = explainMissing(error.detail);
        error = co_await explanation;
    }
    if (keyed && isFinal(error.code)) {
        auto keeping = storeRefusal(request, error.code);
        const Result<Done> kept = co_await keeping;
        if (!kept)
            co_return tl::unexpected(kept.error());
    }
    co_return tl::unexpected(error);
}

QCoro::Task<Result<Order>> CheckoutService::pay(Order order, QString token, Deadline deadline)
{
    const ChargeRequest charge{order.id, order.id, order.total, token};
    auto charging = m_payments.charge(order.paymentMethod, charge, Deadline(m_clock, deadline.remaining() - settlingTime));
    const ChargeOutcome outcome = co_await charging;
    if (outcome.status == ChargeStatus::Unknown) {
        qCWarning(lcCheckout).noquote() << "order" << order.id
                                        << "stays reserved, the payment's outcome is unknown:" << outcome.detail;
        co_return failureAfter(ErrorCode::PaymentUnavailable, outcome.detail, outcome.retryAfter.value_or(unknownRetry));
    }
    const Settlement settlement = outcome.status == ChargeStatus::Charged ? Settlement::Charged
        : outcome.status == ChargeStatus::Declined                        ? Settlement::Declined
                                                                          : Settlement::Failed;
    auto settling = within(deadline.remaining(), storeSettlement(order.id, settlement, outcome.reference), m_sleeper);
    const std::optional<Result<Order>> inTime = co_await settling;
    if (!inTime) {
        qCWarning(lcCheckout).noquote() << "order" << order.id
                                        << "is answered before the database has what became of its payment";
        co_return failureAfter(ErrorCode::StorageUnavailable, u"the payment's outcome is still being written"_s, unknownRetry);
    }
    const Result<Order> &settled = *inTime;
    if (!settled)
        co_return settled;
    if (settled->status == OrderStatus::Declined)
        co_return failure(ErrorCode::PaymentDeclined, outcome.detail);
    if (settled->status == OrderStatus::Released)
        co_return failureAfter(outcome.error, outcome.detail, outcome.retryAfter.value_or(1s));
    co_return settled;
}

/// The board knows only what is on sale: the database tells whether there is such a product at all.
QCoro::Task<Error> CheckoutService::explainMissing(QString sku)
{
    auto reading = m_store.read([sku](ReadTransaction &transaction) -> Result<qint64> {
        return transaction.integer(u"SELECT COUNT(*) FROM product WHERE sku = ?"_s, {sku});
    });
    const auto count = co_await reading;
    if (!count)
        co_return count.error();
    const ErrorCode code = *count > 0 ? ErrorCode::SaleNotActive : ErrorCode::ProductNotFound;
    co_return Error{code, u"sku %1"_s.arg(sku.left(64)), std::nullopt, {}};
}

Result<Reservation> CheckoutService::prepare(const CheckoutRequest &request, const BoardSnapshot &board, UtcMillis now)
{
    const auto method = m_methods.find(request.paymentMethod);
    if (!method)
        return invalidField(u"payment.method"_s, u"unknown_method"_s, u"This payment method is not offered."_s,
                            request.paymentMethod.left(64));
    if (const auto closedFor = m_payments.unavailableFor(request.paymentMethod))
        return failureAfter(ErrorCode::PaymentUnavailable, u"the breaker of %1 is open"_s.arg(request.paymentMethod), *closedFor);
    Reservation reservation;
    for (const CheckoutItem &item : request.items) {
        auto onSale = board.openItem(item.sku, now);
        if (!onSale)
            return failure(ErrorCode::ProductNotFound, item.sku);
        if (request.idempotencyKey.isEmpty() && onSale->available() == 0)
            return failure(ErrorCode::OutOfStock, u"%1 is sold out"_s.arg(item.sku));
        reservation.lines.push_back({std::move(onSale), item.quantity});
    }
    std::sort(reservation.lines.begin(), reservation.lines.end(),
              [](const ReservationLine &a, const ReservationLine &b) { return a.item->sku < b.item->sku; });
    Order &order = reservation.order;
    order.id = newId(m_clock, m_random);
    order.shopperId = request.shopperId;
    order.email = request.email;
    order.language = request.language;
    order.saleId = reservation.lines.front().item->saleId;
    order.total = Money{0, reservation.lines.front().item->price.currency};
    for (const ReservationLine &line : reservation.lines) {
        if (line.item->price.currency != order.total.currency)
            return invalidField(u"items"_s, u"mixed_currencies"_s, u"Items in different currencies can't be bought together."_s);
        order.total = order.total + line.item->price * line.quantity;
        order.lines.push_back(
            {newId(m_clock, m_random), line.item->id, line.item->sku, line.item->name, line.quantity, line.item->price});
    }
    order.paymentMethod = request.paymentMethod;
    order.createdAt = order.updatedAt = now;
    reservation.settlesInside = method->settlesInside();
    if (reservation.settlesInside) {
        order.status = OrderStatus::Paid;
        order.paymentReference = newId(m_clock, m_random);
    }
    reservation.paymentToken = request.paymentToken;
    reservation.idempotencyKey = request.idempotencyKey;
    reservation.requestHash = request.requestHash;
    reservation.requestId = request.requestId;
    return reservation;
}

Async<Result<CheckoutService::Reserved>> CheckoutService::storeReservation(Reservation reservation)
{
    return m_store.write([this, reservation = std::move(reservation)](WriteTransaction &transaction) -> Result<Reserved> {
        if (!reservation.idempotencyKey.isEmpty()) {
            if (auto known = findKey(transaction, reservation.order.shopperId, reservation.idempotencyKey))
                return Reserved{std::move(known)};
        }
        if (auto made = reserve(transaction, reservation, m_board); !made)
            return tl::unexpected(made.error());
        return Reserved{};
    });
}

Async<Result<Order>> CheckoutService::storeSettlement(QString orderId, Settlement settlement, QString reference)
{
    return m_store.write([this, orderId, settlement, reference](WriteTransaction &transaction) -> Result<Order> {
        return settle(transaction, orderId, settlement, reference, u"system"_s, m_board);
    });
}

Async<Result<std::optional<KnownKey>>> CheckoutService::lookUpKey(const CheckoutRequest &request)
{
    return m_store.read([shopper = request.shopperId,
                         key = request.idempotencyKey](ReadTransaction &transaction) -> Result<std::optional<KnownKey>> {
        return findKey(transaction, shopper, key);
    });
}

Async<Result<Done>> CheckoutService::storeRefusal(const CheckoutRequest &request, ErrorCode code)
{
    return m_store.write([shopper = request.shopperId, key = request.idempotencyKey, hash = request.requestHash,
                          name = errorName(code)](WriteTransaction &transaction) -> Result<Done> {
        rememberRefusal(transaction, shopper, key, hash, name);
        return Done{};
    });
}

} // namespace tidegate
