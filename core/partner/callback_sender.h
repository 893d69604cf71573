// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outbound/host_lookup.h"
#include "core/outbound/http_client.h"
#include "core/outbound/target_rules.h"
#include "core/partner/delivery_table.h"

#include <qcoro/qcorotask.h>

namespace tidegate {

/// Makes one attempt at a delivery: looks the host up, checks every address, signs, and connects to an address that was checked.
/// Lives on one thread with an event loop.
class CallbackSender
{
public:
    static constexpr std::chrono::seconds timeout{15};
    static constexpr qsizetype maximumAnswer = 4'096; ///< bytes of an answer that are read
    static constexpr qsizetype excerptLength = 300;   ///< characters of it that are kept

    CallbackSender(TargetRules rules, const QString &caFile, const Clock &clock);

    struct Sent {
        AttemptOutcome outcome;
        bool isTheirFault = false; ///< they did not answer, or with 429 or 5xx: what a breaker counts
    };
    /// Never fails: what went wrong stands in the attempt.
    QCoro::Task<Sent> send(ClaimedDelivery delivery);

private:
    QCoro::Task<Result<std::vector<QHostAddress>>> checkedAddresses(QUrl url);
    [[nodiscard]] HttpCall callFor(const ClaimedDelivery &delivery, const std::vector<QHostAddress> &addresses) const;

    const TargetRules m_rules;
    HttpClient m_http;
    HostLookup m_lookup;
    const Clock &m_clock;
};

} // namespace tidegate
