// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/partner/key_table.h"

#include <QByteArrayView>
#include <QHash>

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>

namespace tidegate {

/// All keys in memory, for the threads that answer requests. check() asks no database and takes a few microseconds. Thread-safe.
/// KeyService brings in what this process changes before its maker hears of it; KeyWatcher what others change.
class KeyRing
{
public:
    /// How exactly the last use of a key is kept.
    static constexpr std::chrono::milliseconds useResolution{60'000};

    explicit KeyRing(const Clock &clock);

    /// The key with this secret. Unauthenticated with what is wrong, for the log: not of the form of a key, unknown, revoked,
    /// expired; Forbidden for a right one whose partner is switched off. Compares in constant time.
    [[nodiscard]] Result<std::shared_ptr<const ApiKey>> check(QByteArrayView secret) const;

    /// The state of the keys that a transaction has read, as of `revision`; one older than what is there is passed over.
    void install(const std::vector<StoredKey> &keys, qint64 revision);
    /// Of what is there; -1 before the first install().
    [[nodiscard]] qint64 revision() const { return m_revision; }

    /// When keys were used, by their id, as far as nobody has asked before; each at most once in useResolution.
    [[nodiscard]] QHash<QString, UtcMillis> takeUses();

private:
    struct Entry {
        std::shared_ptr<const ApiKey> key;
        SecretHash hash;
        mutable std::atomic<UtcMillis> lastUse{0};
    };
    using Entries = QHash<QByteArray, std::shared_ptr<const Entry>>; ///< by prefix

    [[nodiscard]] std::shared_ptr<const Entries> entries() const;
    void noteUse(const Entry &entry, UtcMillis now) const;

    const Clock &m_clock;
    mutable std::shared_mutex m_entriesMutex; ///< read-held for the copy of a pointer
    std::shared_ptr<const Entries> m_entries = std::make_shared<const Entries>();
    std::atomic<qint64> m_revision{-1};
    mutable std::mutex m_usesMutex;
    mutable QHash<QString, UtcMillis> m_uses;
};

} // namespace tidegate
