// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/partner/key_ring.h"
#include "core/store/store.h"

#include <chrono>
#include <memory>
#include <vector>

namespace tidegate {

struct NewKey {
    KeyKind kind = KeyKind::Partner;
    QString partner{};                ///< its name; for a partner's key alone
    bool sandbox = false;             ///< a test key; for a partner's key alone
    std::optional<int> expiresDays{}; ///< 1 to 3650; nothing: never
    QString name{};                   ///< what it is for, at most 100 characters
    QStringList scopes{};             ///< of keyScopes(); empty: all of them
    QString actor{};
};

/// Makes, lists, revokes and rotates API keys. Thread-safe; nothing blocks. Every change is audited, raises the revision "keys", and is
/// in the ring before its answer is delivered.
class KeyService
{
public:
    static constexpr std::chrono::hours usualOverlap{24};

    /// `ring` may be nothing, as on the command line. The others must outlive this.
    KeyService(Store &store, const Clock &clock, Random &random, std::shared_ptr<KeyRing> ring = {});

    /// InvalidRequest for a rule of NewKey broken, NotFound for a partner that is not there.
    Async<Result<CreatedKey>> create(const NewKey &wanted);
    /// Oldest first, the revoked and expired among them.
    Async<Result<std::vector<ApiKey>>> list();
    /// From now on the key is refused. `key` is its id or its prefix. NotFound where there is none; one that is revoked already stays so.
    Async<Result<ApiKey>> revoke(const QString &key, const QString &actor);
    /// A new key in place of one, with all that it may do; the old one is right for `overlap` more (0 to 30 days), or until it would have
    /// expired anyway. A key that is not right any more can't be rotated: Conflict.
    Async<Result<CreatedKey>> rotate(const QString &key, const QString &actor, std::chrono::milliseconds overlap = usualOverlap);

private:
    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    std::shared_ptr<KeyRing> m_ring;
};

} // namespace tidegate
