// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outbound/http_client.h"
#include "core/payment/payment_method.h"

#include <QLoggingCategory>

#include <optional>

namespace tidegate {

Q_DECLARE_LOGGING_CATEGORY(paymentLog)

/// What the gateways' answers have in common.

/// Failed where nothing was sent, Unknown where the answer was lost. Only for replies that are not Answered.
ChargeOutcome outcomeWithoutAnswer(const HttpReply &reply);

/// Says loudly that the gateway refuses what we send (a wrong key, a bug of ours): Failed, and no retry.
ChargeOutcome refusedOutright(const QString &gateway, const HttpReply &reply, const QString &what);

/// An outcome with a reason, for a reply that was Answered.
ChargeOutcome answered(ChargeStatus status, const QString &detail, const HttpReply &reply);

/// What is left until `end` on the monotonic clock; 0 when it is over.
std::chrono::milliseconds timeLeft(const Clock &clock, Monotonic end);

} // namespace tidegate
