// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <mutex>
#include <optional>

namespace tidegate {

/// Keeps feeds from crowding out those who wait for an answer, such as checkouts: while others write, feeds take one command at a
/// time and leave the writer alone after it for several times as long as it took. Thread-safe.
class FeedPace
{
public:
    FeedPace(const Store &store, const Clock &clock);

    /// When the next command may be sent; nothing: now.
    std::optional<Monotonic> nextAt();
    /// How many commands one job may have on their way.
    int inFlight();

    void sent();
    void ran(Monotonic took);

private:
    bool othersWrite();

    const Store &m_store;
    const Clock &m_clock;
    std::mutex m_mutex;
    qint64 m_sent = 0;
    qint64 m_others = 0;
    std::optional<Monotonic> m_othersAt;
    Monotonic m_pauseUntil{0};
};

} // namespace tidegate
