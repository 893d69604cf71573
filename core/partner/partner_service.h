// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/store/store.h"

#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace tidegate {

class KeyRing;

struct Partner {
    QString id;
    QString name;
    QString email;
    QString callbackUrl; ///< empty: none
    bool hasWebhookSecret = false;
    UtcMillis createdAt = 0;
    QStringList formats{};                          ///< of feeds that are taken; empty: all
    std::optional<UtcMillis> previousSecretUntil{}; ///< two secrets are valid until then
    std::optional<UtcMillis> callbackFailingSince{};
    std::optional<UtcMillis> callbackDisabledAt{}; ///< switched off after long failure, or because it answered 410
    std::optional<UtcMillis> disabledAt{};
    qint64 version = 1;

    bool operator==(const Partner &) const = default;
};

struct NewPartner {
    QString name{}; ///< 1 to 100 characters, no other partner's
    QString email{};
    QString callbackUrl{}; ///< https, or http where that is allowed; empty: none
    QStringList formats{};
    bool allowHttp = false;
    QString actor{};
};

/// All that can be changed of a partner.
struct PartnerChange {
    QString id{};
    qint64 version = 0; ///< that was looked at; another since then: Conflict
    QString name{};
    QString email{};
    QString callbackUrl{}; ///< a new address switches a callback on that was switched off
    QStringList formats{};
    bool disabled = false; ///< its keys and signatures are refused
    bool allowHttp = false;
    bool resumeCallback = false; ///< switches a callback on that was switched off, at the same address
    QString actor{};
};

/// The companies that send us their products. Thread-safe; nothing blocks; every change is audited.
class PartnerService
{
public:
    static constexpr std::chrono::hours usualOverlap{24};

    /// `ring` may be nothing, as on the command line; with one the keys of a partner that is switched off are refused as soon as
    /// its change is delivered. The others must outlive this.
    PartnerService(Store &store, const Clock &clock, Random &random, std::shared_ptr<KeyRing> ring = {});

    /// InvalidRequest for a rule of NewPartner broken, Conflict for a name that is taken.
    Async<Result<Partner>> add(const NewPartner &wanted);
    /// By name.
    Async<Result<std::vector<Partner>>> list();
    /// By id or by name. NotFound where there is none.
    Async<Result<Partner>> find(const QString &idOrName);
    /// InvalidRequest, NotFound, or Conflict for a name that is taken or an older version.
    Async<Result<Partner>> change(const PartnerChange &wanted);
    /// Makes a callback that was switched off be tried again, at the address that the partner has. `partner` is its id or name;
    /// NotFound where there is no such partner; one whose callback is on stays as it is.
    Async<Result<Partner>> switchCallbackOn(const QString &partner, const QString &actor);
    /// A new secret for the signatures of webhooks in both directions. The one that there was stays valid for `overlap` more,
    /// beside it. This is the only time that the new one is shown. `partner` is its id or name; NotFound where there is no such
    /// partner.
    Async<Result<QString>> createWebhookSecret(const QString &partner, const QString &actor,
                                               std::chrono::milliseconds overlap = usualOverlap);

private:
    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    std::shared_ptr<KeyRing> m_ring;
};

} // namespace tidegate
