// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <vector>

namespace tidegate {

// Signatures of webhooks by Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md),
// symmetric: HMAC-SHA256 over "ID.TIMESTAMP.BODY" in Base64 behind "v1,". Secrets are as they are shown: "whsec_" and the Base64
// of 24 to 64 bytes.

/// How far a timestamp may be off, before or after: that of the official libraries.
inline constexpr std::chrono::seconds webhookTolerance{300};

/// The three headers of a webhook, all of them required.
struct WebhookHeaders {
    QByteArray id;        ///< webhook-id: stays the same when it is sent again; without a dot
    QByteArray timestamp; ///< webhook-timestamp: of this attempt, seconds since 1970
    QByteArray signature; ///< webhook-signature: one or more, separated by blanks

    bool operator==(const WebhookHeaders &) const = default;
};

/// The headers to send `body` with, signed with each secret. Secrets that are none are passed over.
WebhookHeaders signWebhook(const std::vector<QString> &secrets, const QByteArray &id, std::chrono::seconds timestamp,
                           const QByteArray &body);

/// Whether one of the signatures is one of the secrets' over the very bytes of `body`; compares in constant time. Unauthenticated
/// with what is wrong, for the log: a header is missing or malformed, the timestamp is off by more than webhookTolerance, no
/// signature fits.
Result<Done> verifyWebhook(const WebhookHeaders &headers, const QByteArray &body, const std::vector<QString> &secrets,
                           UtcMillis now);

} // namespace tidegate
