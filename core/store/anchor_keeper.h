// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"

#include <QString>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace tidegate {

/// Keeps the anchor file near the chain's head: written by a thread of its own, at most once a second, and at the end. Thread-safe.
class AnchorKeeper
{
public:
    /// Without a file it does nothing.
    AnchorKeeper(QString file, AuditKey key);
    ~AnchorKeeper();
    AnchorKeeper(const AnchorKeeper &) = delete;
    AnchorKeeper &operator=(const AnchorKeeper &) = delete;

    void headMoved(const AuditHead &head);
    /// The chain no longer holds what it held: the last head told before this stays in the file as the evidence, for good.
    void freeze();

private:
    void run();
    void write(const AuditHead &head);

    QString m_file;
    AuditKey m_key;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    AuditHead m_head;
    bool m_dirty = false;
    bool m_frozen = false;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace tidegate
