// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/store/store.h"

#include <vector>

namespace tidegate {

struct Partner {
    QString id;
    QString name;
    QString email;
    QString callbackUrl; ///< empty: none
    bool hasWebhookSecret = false;
    UtcMillis createdAt = 0;
};

struct NewPartner {
    QString name{}; ///< 1 to 100 characters, no other partner's
    QString email{};
    QString callbackUrl{}; ///< https, or http where that is allowed; empty: none
    bool allowHttp = false;
    QString actor{};
};

/// The companies that send us their products. Thread-safe; nothing blocks; every change is audited.
class PartnerService
{
public:
    /// All three must outlive this.
    PartnerService(Store &store, const Clock &clock, Random &random);

    /// InvalidRequest for a rule of NewPartner broken, Conflict for a name that is taken.
    Async<Result<Partner>> add(const NewPartner &wanted);
    /// By name.
    Async<Result<std::vector<Partner>>> list();
    /// A new secret for the signatures of webhooks in both directions, in place of the one that there was. This is the only time that it
    /// is shown. NotFound where there is no such partner.
    Async<Result<QString>> createWebhookSecret(const QString &partner, const QString &actor);

private:
    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace tidegate
