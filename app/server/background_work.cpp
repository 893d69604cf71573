// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/background_work.h"

#include "core/base/log_quota.h"
#include "core/store/action_key.h"

#include <QLoggingCategory>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcBackground, "tidegate.background", QtInfoMsg)

constexpr auto recoveryInterval = 2s;
constexpr auto refundInterval = 1s;
constexpr auto revisionInterval = 500ms;
constexpr auto countInterval = 5s;
constexpr auto logInterval = 1s;
constexpr auto purgeInterval = 60s;
constexpr auto keysKeptFor = 24h;
constexpr int keysPerPurge = 2'000;

} // namespace

class BackgroundWork::Worker : public QObject
{
public:
    explicit Worker(const Parts &parts)
        : m_store(parts.store)
        , m_listing(parts.listing)
        , m_recovery(parts.recovery)
        , m_refunds(parts.refunds)
        , m_returns(parts.returns)
        , m_partnerSide(parts.partnerSide)
        , m_staffSessions(parts.staffSessions)
        , m_orderMetrics(parts.orderMetrics)
    {
    }

    void start()
    {
        every(recoveryInterval, [this] { recover(); });
        every(revisionInterval, [this] {
            lookForChanges();
            refreshStaffSessions();
        });
        every(purgeInterval, [this] {
            forgetOldKeys();
            m_partnerSide.purge();
            m_staffSessions.purge();
            m_returns.files.purge();
            expireReturns();
        });
        every(refundInterval, [this] { sendRefunds(); });
        every(countInterval, [this] { count(); });
        every(logInterval, [] { LogQuota::tellHeldBack(); });
        recover();
        sendRefunds();
        expireReturns();
        count();
    }

    /// Ends the thread once a pass that is under way has come to its end.
    void stop()
    {
        m_stopping = true;
        m_recovery.stop();
        m_refunds.stop();
        quitWhenDone();
    }

private:
    /// How far the database has come.
    struct Seen {
        QMap<QString, qint64> revisions;
        qint64 auditSeq = 0;
    };

    template <typename Function>
    void every(std::chrono::milliseconds interval, Function function)
    {
        auto *timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, function);
        timer->start(interval);
    }

    QCoro::Task<void> recover()
    {
        if (m_recovering || m_stopping)
            co_return;
        m_recovering = true;
        auto running = m_recovery.run();
        const auto pass = co_await running;
        m_recovering = false;
        quitWhenDone();
        if (!pass)
            qCWarning(lcBackground).noquote() << "reserved orders could not be looked at:" << pass.error().detail;
        else if (pass->found > 0)
            qCInfo(lcBackground) << pass->settled << "of" << pass->found << "left-over reservations settled";
    }

    QCoro::Task<void> sendRefunds()
    {
        if (m_refunding || m_stopping)
            co_return;
        m_refunding = true;
        auto running = m_refunds.run();
        const auto pass = co_await running;
        m_refunding = false;
        quitWhenDone();
        if (!pass)
            qCWarning(lcBackground).noquote() << "refunds could not be sent:" << pass.error().detail;
        else if (pass->asked > 0)
            qCInfo(lcBackground) << pass->settled << "of" << pass->asked << "refunds settled," << pass->failed << "failed";
    }

    void quitWhenDone()
    {
        if (m_stopping && !m_recovering && !m_refunding)
            thread()->quit();
    }

    void count()
    {
        m_partnerSide.countQueues();
        m_orderMetrics.countRefunds(m_store);
        m_returns.metrics.countReturns(m_returns.queries);
    }

    /// Some at a time, as long as there are more.
    void expireReturns()
    {
        m_returns.service.expire().then(this, [this](const Result<qint64> &expired) {
            if (!expired)
                qCWarning(lcBackground).noquote() << "overdue returns could not expire:" << expired.error().detail;
            else if (*expired > 0 && !m_stopping)
                expireReturns();
        });
    }

    void lookForChanges()
    {
        if (m_looking)
            return;
        m_looking = true;
        const auto query = [](ReadTransaction &transaction) -> Result<Seen> {
            Seen seen;
            transaction.each(u"SELECT name, version FROM revision"_s, {},
                             [&seen](const Row &row) { seen.revisions[row.text(0)] = row.integer(1); });
            seen.auditSeq = transaction.integer(u"SELECT COALESCE(MAX(seq), 0) FROM audit"_s);
            return seen;
        };
        m_store.read(query).then(this, [this](const Result<Seen> &seen) {
            m_looking = false;
            if (seen && hasChanged(*seen))
                m_listing.reload();
        });
    }

    void refreshStaffSessions()
    {
        if (m_refreshing)
            return;
        m_refreshing = true;
        m_staffSessions.refresh().then(this, [this](const Result<Done> &refreshed) {
            m_refreshing = false;
            if (!refreshed)
                qCWarning(lcBackground).noquote()
                    << "the sessions of the staff can't be read; those known so far stay in force:" << refreshed.error().detail;
        });
    }

    /// Sales or products changed, or another server wrote: what that sold, only the database knows.
    bool hasChanged(const Seen &seen)
    {
        const StoreHealth own = m_store.health();
        const bool othersWrote = own.foundForeign != m_foundForeign || seen.auditSeq > std::max(own.auditSeq, m_seen.auditSeq);
        const bool changed = othersWrote || seen.revisions.value(u"sales"_s) != m_seen.revisions.value(u"sales"_s)
            || seen.revisions.value(u"catalog"_s) != m_seen.revisions.value(u"catalog"_s);
        m_foundForeign = own.foundForeign;
        m_seen = seen;
        return changed;
    }

    /// A few at a time, so that no checkout waits for long. The key of an order that is still undecided stays.
    void forgetOldKeys()
    {
        m_store
            .write([](WriteTransaction &transaction) -> Result<qint64> {
                const UtcMillis before = transaction.now() - std::chrono::milliseconds(keysKeptFor).count();
                const qint64 actions = forgetActions(transaction, before, keysPerPurge);
                const qint64 checkouts = transaction.exec(
                    u"DELETE FROM idempotency WHERE (scope, idempotency_key) IN (SELECT scope, idempotency_key FROM idempotency "
                    "WHERE created_at < ? AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.id = idempotency.order_id "
                    "AND orders.status = 'reserved') ORDER BY created_at LIMIT ?)"_s,
                    {before, keysPerPurge});
                return std::max(actions, checkouts);
            })
            .then(this, [this](const Result<qint64> &removed) {
                if (!removed)
                    qCWarning(lcBackground).noquote() << "old idempotency keys could not be removed:" << removed.error().detail;
                else if (*removed == keysPerPurge && !m_stopping)
                    forgetOldKeys();
            });
    }

    Store &m_store;
    Listing &m_listing;
    ReservationRecovery &m_recovery;
    RefundService &m_refunds;
    const Returns m_returns;
    PartnerSide &m_partnerSide;
    StaffSessions &m_staffSessions;
    OrderMetrics &m_orderMetrics;
    Seen m_seen;
    qint64 m_foundForeign = 0;
    bool m_recovering = false;
    bool m_refunding = false;
    bool m_looking = false;
    bool m_refreshing = false;
    bool m_stopping = false;
};

BackgroundWork::BackgroundWork(const Parts &parts)
    : m_worker(new Worker(parts))
{
    m_thread.setObjectName(u"background"_s);
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::started, m_worker, [this] { m_worker->start(); });
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

void BackgroundWork::beginStop()
{
    if (!std::exchange(m_stopping, true))
        QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->stop(); });
}

BackgroundWork::~BackgroundWork()
{
    beginStop();
    m_thread.wait();
    LogQuota::tellHeldBack();
}

} // namespace tidegate
