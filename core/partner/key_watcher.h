// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/key_ring.h"
#include "core/store/store.h"

#include <QObject>
#include <QTimer>

namespace tidegate {

/// Keeps a KeyRing true to the database: a key that another process made or revoked, such as the command line, is seen within
/// pollInterval. Writes down the last use of keys, in batches. Lives on one thread with an event loop.
class KeyWatcher : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds pollInterval{500};

    /// Polls from now on. The store must outlive this.
    KeyWatcher(Store &store, std::shared_ptr<KeyRing> ring);
    /// Has the last uses that wait written down.
    ~KeyWatcher() override;

    /// Reads the keys now, whatever changed. To be awaited before the first request is answered.
    Async<Result<Done>> load();
    /// One round of what the timer does.
    void poll();

private:
    Async<Result<Done>> read(bool always);
    void writeUses();

    Store &m_store;
    std::shared_ptr<KeyRing> m_ring;
    QTimer m_timer;
    bool m_polling = false;
};

} // namespace tidegate
