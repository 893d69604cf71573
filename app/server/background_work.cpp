// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/background_work.h"

#include "core/base/log_quota.h"

#include <QLoggingCategory>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcBackground, "tidegate.background", QtInfoMsg)

constexpr auto recoveryInterval = 2s;
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
    Worker(Store &store, Listing &listing, ReservationRecovery &recovery, PartnerSide &partnerSide)
        : m_store(store)
        , m_listing(listing)
        , m_recovery(recovery)
        , m_partnerSide(partnerSide)
    {
    }

    void start()
    {
        every(recoveryInterval, [this] { recover(); });
        every(revisionInterval, [this] { lookForChanges(); });
        every(purgeInterval, [this] {
            forgetOldKeys();
            m_partnerSide.purge();
        });
        every(countInterval, [this] { m_partnerSide.countQueues(); });
        every(logInterval, [] { LogQuota::tellHeldBack(); });
        recover();
        m_partnerSide.countQueues();
    }

    /// Ends the thread once a pass that is under way has come to its end.
    void stop()
    {
        m_stopping = true;
        m_recovery.stop();
        if (!m_recovering)
            thread()->quit();
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
        if (m_stopping)
            thread()->quit();
        if (!pass)
            qCWarning(lcBackground).noquote() << "reserved orders could not be looked at:" << pass.error().detail;
        else if (pass->found > 0)
            qCInfo(lcBackground) << pass->settled << "of" << pass->found << "left-over reservations settled";
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
                return transaction.exec(
                    u"DELETE FROM idempotency WHERE (scope, idempotency_key) IN (SELECT scope, idempotency_key FROM idempotency "
                    "WHERE created_at < ? AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.id = idempotency.order_id "
                    "AND orders.status = 'reserved') ORDER BY created_at LIMIT ?)"_s,
                    {transaction.now() - std::chrono::milliseconds(keysKeptFor).count(), keysPerPurge});
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
    PartnerSide &m_partnerSide;
    Seen m_seen;
    qint64 m_foundForeign = 0;
    bool m_recovering = false;
    bool m_looking = false;
    bool m_stopping = false;
};

BackgroundWork::BackgroundWork(Store &store, Listing &listing, ReservationRecovery &recovery, PartnerSide &partnerSide)
    : m_worker(new Worker(store, listing, recovery, partnerSide))
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
