// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/reservation_recovery.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcRecovery, "tidegate.recovery", QtInfoMsg)

constexpr std::size_t ordersPerPage = 500;
constexpr std::size_t askedAtOnce = 16;
constexpr auto shortestPause = 2'000ms;
constexpr auto longestPause = 60'000ms;

} // namespace

ReservationRecovery::ReservationRecovery(Store &store, SaleBoard &board, PaymentService &payments, const OrdersInFlight &inFlight,
                                         const Clock &clock, std::chrono::milliseconds graceForOthers)
    : m_store(store)
    , m_board(board)
    , m_payments(payments)
    , m_inFlight(inFlight)
    , m_clock(clock)
    , m_graceForOthers(graceForOthers)
{
}

Async<Result<std::vector<ReservationRecovery::Stuck>>> ReservationRecovery::reservedAfter(QString lastId)
{
    const UtcMillis before =
        m_graceForOthers > 0ms ? m_clock.utc() - m_graceForOthers.count() : std::numeric_limits<UtcMillis>::max();
    return m_store.read([before, lastId](ReadTransaction &transaction) -> Result<std::vector<Stuck>> {
        std::vector<Stuck> stuck;
        transaction.each(u"SELECT o.id, p.method, p.token, p.amount, p.currency, o.created_at FROM orders o "
                         "JOIN payment p ON p.order_id = o.id "
                         "WHERE o.status = 'reserved' AND o.created_at < ? AND o.id > ? ORDER BY o.id LIMIT ?"_s,
                         {before, lastId, qint64(ordersPerPage)}, [&stuck](const Row &row) {
                             stuck.push_back({row.text(0), row.text(1), row.text(2),
                                              Money{row.integer(3), Currency::fromCode(row.text(4)).value_or(Currency::euro())},
                                              row.integer(5)});
                         });
        return stuck;
    });
}

Async<Result<bool>> ReservationRecovery::isReserved(QString orderId)
{
    return m_store.read([orderId](ReadTransaction &transaction) -> Result<bool> {
        return transaction.integer(u"SELECT COUNT(*) FROM orders WHERE id = ? AND status = 'reserved'"_s, {orderId}) > 0;
    });
}

bool ReservationRecovery::isDue(const QString &orderId) const
{
    const auto waiting = m_waiting.constFind(orderId);
    return waiting == m_waiting.constEnd() || m_clock.monotonic() >= waiting->again;
}

QCoro::Task<Result<ReservationRecovery::Pass>> ReservationRecovery::run()
{
    Pass pass;
    QString lastId;
    QHash<QString, Waiting> stillWaiting;
    for (bool isMore = true; isMore && !m_stopping;) {
        auto reading = reservedAfter(lastId);
        const auto page = co_await reading;
        if (!page)
            co_return tl::unexpected(page.error());
        isMore = page->size() == ordersPerPage;
        std::vector<QCoro::Task<bool>> asked;
        for (std::size_t index = 0; index < page->size() && !m_stopping; ++index) {
            const Stuck &stuck = page->at(index);
            lastId = stuck.orderId;
            if (isDue(stuck.orderId) && !m_inFlight.contains(stuck.orderId)) {
                ++pass.found;
                asked.push_back(recover(stuck));
            }
            if (asked.size() < askedAtOnce && index + 1 < page->size())
                continue;
            for (QCoro::Task<bool> &task : asked) {
                const bool settled = co_await task;
                pass.settled += settled ? 1 : 0;
            }
            asked.clear();
        }
        for (const Stuck &stuck : *page) {
            if (const auto waiting = m_waiting.constFind(stuck.orderId); waiting != m_waiting.constEnd())
                stillWaiting.insert(stuck.orderId, *waiting);
        }
    }
    if (!m_stopping)
        m_waiting.swap(stillWaiting);
    co_return pass;
}

QCoro::Task<bool> ReservationRecovery::recover(Stuck stuck)
{
    // Its checkout may have ended between the look at the table and the look at those in flight.
    auto looking = isReserved(stuck.orderId);
    const auto reserved = co_await looking;
    if (!reserved || !*reserved)
        co_return false;
    const ChargeRequest charge{stuck.orderId, stuck.orderId, stuck.amount, stuck.token};
    const std::chrono::milliseconds age(m_clock.utc() - stuck.since);
    auto asking = m_payments.recover(stuck.method, charge, age, Deadline(m_clock, askFor));
    const ChargeOutcome outcome = co_await asking;
    switch (outcome.status) {
    case ChargeStatus::Failed:
    case ChargeStatus::Unknown: co_return later(stuck.orderId, outcome.detail);
    case ChargeStatus::Charged:
    case ChargeStatus::Declined:
    case ChargeStatus::Absent: break;
    }
    const Settlement settlement = outcome.status == ChargeStatus::Charged ? Settlement::Charged
        : outcome.status == ChargeStatus::Declined                        ? Settlement::Declined
                                                                          : Settlement::Failed;
    QCoro::Task<bool> keeping = keep(std::move(stuck), settlement, outcome.reference);
    co_return co_await keeping;
}

QCoro::Task<bool> ReservationRecovery::keep(Stuck stuck, Settlement settlement, QString reference)
{
    auto settling =
        m_store.write([this, id = stuck.orderId, settlement, reference](WriteTransaction &transaction) -> Result<Order> {
            return settle(transaction, id, settlement, reference, u"system:recovery"_s, m_board);
        });
    const auto settled = co_await settling;
    if (!settled)
        co_return later(stuck.orderId, settled.error().detail);
    if (settlement == Settlement::Charged && settled->status != OrderStatus::Paid) {
        qCCritical(lcRecovery).noquote() << "order" << stuck.orderId << "is" << orderStatusName(settled->status)
                                         << "but was charged by" << stuck.method << "as" << reference << ": refund it there";
    }
    qCInfo(lcRecovery).noquote() << "order" << stuck.orderId << "recovered as" << orderStatusName(settled->status);
    m_waiting.remove(stuck.orderId);
    co_return true;
}

/// False, for the caller to return.
bool ReservationRecovery::later(const QString &orderId, const QString &why)
{
    Waiting &waiting = m_waiting[orderId];
    waiting.pause = std::clamp<std::chrono::milliseconds>(waiting.pause * 2, shortestPause, longestPause);
    waiting.again = m_clock.monotonic() + waiting.pause;
    if (std::exchange(waiting.told, why) != why)
        qCWarning(lcRecovery).noquote() << "order" << orderId << "stays reserved:" << why;
    return false;
}

} // namespace tidegate
