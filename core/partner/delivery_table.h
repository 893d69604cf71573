// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/callback_outbox.h"
#include "core/partner/callback_service.h"
#include "core/store/transaction.h"

#include <optional>
#include <vector>

namespace tidegate {

/// The SQL of the tables delivery and delivery_attempt. Everything here runs inside a command.

/// The delivery's id; nothing where the partner wants none.
std::optional<QString> insertDelivery(WriteTransaction &transaction, const CallbackMessage &message, const Clock &clock,
                                      Random &random);

/// The newest first; without bodies and attempts.
DeliveryPage readDeliveries(ReadTransaction &transaction, const DeliveryFilter &filter, int limit, const QString &cursor);
/// With its body and attempts.
std::optional<Delivery> findDelivery(ReadTransaction &transaction, const QString &id);

struct DueDelivery {
    QString id;
    QString partnerId;
};
/// Those whose time has come and that nobody has leased, but for those of the partners named, in their order. Of more than
/// maximumExcluded partners only the first ones are left out.
inline constexpr qsizetype maximumExcluded = 16;
std::vector<DueDelivery> dueDeliveries(ReadTransaction &transaction, UtcMillis now, const QStringList &withoutPartners,
                                       int limit);

/// What is needed to send it.
struct ClaimedDelivery {
    QString id;
    QString partnerId;
    QString partnerName;
    QString email;
    QString url;
    std::vector<QString> secrets; ///< the newest first
    QString type;
    QByteArray body;
};
/// Leases these, as far as they are still due. What its partner wants no more becomes Dropped instead.
std::vector<ClaimedDelivery> claimDeliveries(WriteTransaction &transaction, const QStringList &ids, const QString &owner,
                                             std::chrono::milliseconds lease);
/// Gives back what this owner has leased and not dealt with.
void releaseDeliveries(WriteTransaction &transaction, const QString &owner);
/// Gives one back; it is due again at `at`.
void putOffDelivery(WriteTransaction &transaction, const QString &id, const QString &owner, UtcMillis at);

/// What has become of one attempt.
struct AttemptOutcome {
    DeliveryAttempt attempt; ///< without its number
    std::optional<std::chrono::milliseconds> retryAfter{};
};
/// Writes the attempt down and decides how it goes on: Delivered for 2xx; 410 switches the partner's callback off; else another
/// attempt, or Dead and a mail to the partner. Five days without any success switch the callback off as well. Nothing where
/// `owner` has lost the lease.
void recordAttempt(WriteTransaction &transaction, const ClaimedDelivery &delivery, const QString &owner,
                   const AttemptOutcome &outcome, const Clock &clock, Random &random);

} // namespace tidegate
