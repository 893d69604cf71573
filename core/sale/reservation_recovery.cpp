// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/reservation_recovery.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcRecovery, "tidegate.recovery", QtInfoMsg)

constexpr int ordersPerPass = 500;
constexpr int askedAtOnce = 16;
constexpr auto askFor = 5s;

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

QCoro::Task<Result<ReservationRecovery::Pass>> ReservationRecovery::run()
{
    const UtcMillis before =
        m_graceForOthers > 0ms ? m_clock.utc() - m_graceForOthers.count() : std::numeric_limits<UtcMillis>::max();
    auto reading = m_store.read([before](ReadTransaction &transaction) -> Result<std::vector<Stuck>> {
        std::vector<Stuck> stuck;
        transaction.each(
            u"SELECT o.id, p.method, p.token, p.amount, p.currency FROM orders o JOIN payment p ON p.order_id = o.id "
            "WHERE o.status = 'reserved' AND o.created_at < ? ORDER BY o.id LIMIT ?"_s,
            {before, ordersPerPass}, [&stuck](const Row &row) {
                stuck.push_back({row.text(0), row.text(1), row.text(2),
                                 Money{row.integer(3), Currency::fromCode(row.text(4)).value_or(Currency::euro())}});
            });
        return stuck;
    });
    const auto found = co_await reading;
    if (!found)
        co_return tl::unexpected(found.error());
    Pass pass;
    std::vector<QCoro::Task<bool>> asked;
    for (const Stuck &stuck : *found) {
        if (m_inFlight.contains(stuck.orderId))
            continue;
        ++pass.found;
        asked.push_back(recover(stuck));
        if (asked.size() < askedAtOnce)
            continue;
        for (QCoro::Task<bool> &task : asked) {
            const bool settled = co_await task;
            pass.settled += settled ? 1 : 0;
        }
        asked.clear();
    }
    for (QCoro::Task<bool> &task : asked) {
        const bool settled = co_await task;
        pass.settled += settled ? 1 : 0;
    }
    co_return pass;
}

QCoro::Task<bool> ReservationRecovery::recover(Stuck stuck)
{
    const ChargeRequest charge{stuck.orderId, stuck.orderId, stuck.amount, stuck.token};
    auto asking = m_payments.recover(stuck.method, charge, Deadline(m_clock, askFor));
    const ChargeOutcome outcome = co_await asking;
    if (outcome.status != ChargeStatus::Charged && outcome.status != ChargeStatus::Declined) {
        qCInfo(lcRecovery).noquote() << "order" << stuck.orderId << "stays reserved:" << outcome.detail;
        co_return false;
    }
    const Settlement settlement = outcome.status == ChargeStatus::Charged ? Settlement::Charged : Settlement::Declined;
    auto settling = m_store.write(
        [this, id = stuck.orderId, settlement, reference = outcome.reference](WriteTransaction &transaction) -> Result<Order> {
            return settle(transaction, id, settlement, reference, u"system:recovery"_s, m_board);
        });
    const auto settled = co_await settling;
    if (!settled) {
        qCWarning(lcRecovery).noquote() << "order" << stuck.orderId << "could not be settled:" << settled.error().detail;
        co_return false;
    }
    qCInfo(lcRecovery).noquote() << "order" << stuck.orderId << "recovered as" << orderStatusName(settled->status);
    co_return true;
}

} // namespace tidegate
