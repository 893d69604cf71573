// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/key_watcher.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {
Q_LOGGING_CATEGORY(keyLog, "tidegate.keys")
}

KeyWatcher::KeyWatcher(Store &store, std::shared_ptr<KeyRing> ring)
    : m_store(store)
    , m_ring(std::move(ring))
{
    connect(&m_timer, &QTimer::timeout, this, &KeyWatcher::poll);
    m_timer.start(pollInterval);
}

KeyWatcher::~KeyWatcher()
{
    writeUses();
}

Async<Result<Done>> KeyWatcher::load()
{
    return read(true);
}

Async<Result<Done>> KeyWatcher::read(bool always)
{
    return m_store.read([ring = m_ring, always](ReadTransaction &transaction) -> Result<Done> {
        const qint64 revision = keyRevision(transaction);
        if (always || revision != ring->revision())
            ring->install(readKeys(transaction), revision);
        return Done{};
    });
}

void KeyWatcher::poll()
{
    writeUses();
    if (m_polling)
        return;
    m_polling = true;
    read(false).then(this, [this](const Result<Done> &polled) {
        m_polling = false;
        if (!polled)
            qCWarning(keyLog) << "the API keys can't be read; those known so far stay in force:" << polled.error().detail;
    });
}

void KeyWatcher::writeUses()
{
    const QHash<QString, UtcMillis> uses = m_ring->takeUses();
    if (uses.isEmpty())
        return;
    // No audit event: this helps the one who tidies up keys, and nothing that matters is lost where it is lost.
    m_store.write([uses](WriteTransaction &transaction) -> Result<Done> {
        for (auto use = uses.begin(); use != uses.end(); ++use) {
            transaction.exec(u"UPDATE api_key SET last_used_at = ? WHERE id = ? AND COALESCE(last_used_at, 0) < ?"_s,
                             {use.value(), use.key(), use.value()});
        }
        return Done{};
    });
}

} // namespace tidegate
