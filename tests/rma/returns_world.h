// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/return_invariants.h"
#include "core/rma/rma_queries.h"
#include "core/rma/rma_service.h"
#include "core/sale/order_service.h"
#include "core/sale/order_store.h"
#include "shop.h"

#include <deque>
#include <functional>

namespace tidegate::test {

/// A provider that outlives the shop's crashes, keeps what it paid by idempotency key, and answers as told.
class RefundGateway final : public PaymentMethod
{
public:
    enum class Manner {
        Pay,
        Decline,
        Refuse,        ///< fails and pays nothing
        LoseBeforePay, ///< no answer, nothing paid
        LoseAfterPay,
        HangBeforePay, ///< the answer comes when nobody waits any more
        HangAfterPay,
        CrashBeforePay, ///< the shop dies while it waits
        CrashAfterPay,
    };

    QString id() const override { return QStringLiteral("card"); }
    QString name() const override { return QStringLiteral("Card"); }
    QCoro::Task<ChargeOutcome> charge(ChargeRequest, std::chrono::milliseconds) override { co_return ChargeOutcome{}; }
    QCoro::Task<ChargeOutcome> refund(RefundRequest request, std::chrono::milliseconds timeout) override;

    /// For the next refunds, one after the other; then Pay.
    std::deque<Manner> script;
    /// The shop dies.
    std::function<void()> crash;
    /// What was paid for one refund, under whatever key.
    [[nodiscard]] qint64 paidFor(const QString &refundId) const;
    /// How often, under different keys.
    [[nodiscard]] int timesPaid(const QString &refundId) const;
    /// Whoever hangs answers now.
    void answerLate();

private:
    std::map<QString, qint64> m_paid;
    std::vector<Promise<Done>> m_hanging;
};

/// Waits for nothing: what has not answered by then never does.
class NoWait final : public Sleeper
{
public:
    [[nodiscard]] Async<Done> after(std::chrono::nanoseconds) override
    {
        Promise<Done> promise;
        promise.deliver(Done{});
        return promise.async();
    }
};

/// What dies in a crash.
struct Services {
    Services(std::unique_ptr<Store> opened, PaymentRegistry &methods, const Clock &clock, Random &random, Sleeper &sleeper);

    std::unique_ptr<Store> store;
    SaleBoard board;
    PaymentService payments;
    RefundService refunds;
    RmaService rma;
    RmaQueries queries;
    OrderService orders;
};

/// A shop on a scratch database that can die between any two of its writes and be opened again.
class ReturnsWorld
{
public:
    ReturnsWorld();
    ~ReturnsWorld();

    ManualClock clock;
    SeededRandom random{7};
    ScratchStore scratch = ScratchStore::withTables();
    std::shared_ptr<RefundGateway> gateway = std::make_shared<RefundGateway>();
    std::unique_ptr<Services> services;

    /// Drops all services and opens the database again.
    void reopen();
    /// One pass over the refunds that are due. True where the shop died amid of it, and was opened again.
    bool sendRefunds();
    template <typename Function>
    auto write(Function function)
    {
        return services->store->write(std::move(function)).get();
    }
    /// Of returns, of everything else, and of the audit chain.
    QStringList violations();
    std::vector<qint64> numbers(const QString &sql, const QVariantList &parameters);

private:
    PaymentRegistry m_methods;
    NoWait m_sleeper;
    bool m_crashed = false;
};

} // namespace tidegate::test
