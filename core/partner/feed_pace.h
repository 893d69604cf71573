// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <array>
#include <mutex>
#include <optional>

namespace tidegate {

/// Keeps feeds from crowding out those who wait for an answer, such as checkouts: while others write steadily, feeds take one
/// command at a time and leave the writer alone after it for several times as long as it took. Others write steadily where
/// three of their commands or more were committed within a tenth of a second; a lone one now and then slows no feed down.
/// Thread-safe.
class FeedPace
{
public:
    FeedPace(const Store &store, const Clock &clock);

    /// When the next command may be sent; nothing: now.
    std::optional<Monotonic> nextAt();
    /// How many commands one job may have on their way.
    int inFlight();

    /// A command of a feed is about to be sent. Without this it would count as one of others.
    void sent();
    /// A command of a feed took so long on the writer.
    void ran(Monotonic took);

private:
    bool othersWrite();

    const Store &m_store;
    const Clock &m_clock;
    std::mutex m_mutex;
    qint64 m_sent = 0;
    qint64 m_others;                                     ///< commands of others that were noticed
    std::array<std::optional<Monotonic>, 3> m_noticed{}; ///< when the last ones of them were, the latest last
    Monotonic m_pauseUntil{0};
};

} // namespace tidegate
