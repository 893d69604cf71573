// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/background_work.h"

#include <QLoggingCategory>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcBackground, "tidegate.background", QtInfoMsg)

constexpr auto recoveryInterval = 2s;
constexpr auto revisionInterval = 500ms;
constexpr auto purgeInterval = 60s;
constexpr auto keysKeptFor = 24h;
constexpr int keysPerPurge = 2'000;

} // namespace

class BackgroundWork::Worker : public QObject
{
public:
    Worker(Store &store, Listing &listing, ReservationRecovery &recovery)
        : m_store(store)
        , m_listing(listing)
        , m_recovery(recovery)
    {
    }

    void start()
    {
        every(recoveryInterval, [this] { recover(); });
        every(revisionInterval, [this] { lookForChanges(); });
        every(purgeInterval, [this] { forgetOldKeys(); });
        recover();
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
        const auto query = [](ReadTransaction &transaction) -> Result<QMap<QString, qint64>> {
            QMap<QString, qint64> revisions;
            transaction.each(u"SELECT name, version FROM revision"_s, {},
                             [&revisions](const Row &row) { revisions[row.text(0)] = row.integer(1); });
            return revisions;
        };
        m_store.read(query).then(this, [this](const Result<QMap<QString, qint64>> &revisions) {
            m_looking = false;
            if (!revisions)
                return;
            const bool changed = revisions->value(u"sales"_s) != m_revisions.value(u"sales"_s)
                || revisions->value(u"catalog"_s) != m_revisions.value(u"catalog"_s);
            m_revisions = *revisions;
            if (changed)
                m_listing.reload();
        });
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
    QMap<QString, qint64> m_revisions;
    bool m_recovering = false;
    bool m_looking = false;
    bool m_stopping = false;
};

BackgroundWork::BackgroundWork(Store &store, Listing &listing, ReservationRecovery &recovery)
    : m_worker(new Worker(store, listing, recovery))
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
}

} // namespace tidegate
