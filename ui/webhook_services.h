// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/resilience/circuit_breaker.h"
#include "ui/answer.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>
#include <vector>

namespace tidegate {

enum class WebhookState {
    Waiting, ///< to be worked on or sent, for the first time or again
    Done,    ///< processed, or delivered
    Dead,    ///< given up after its retries; can be replayed
    Dropped, ///< a callback that its partner wants no more
};

/// A try to deliver a callback.
struct WebhookAttempt {
    int number = 0;
    UtcMillis at = 0;
    QString url;
    int status = 0; ///< of the answer; 0: there was none
    std::chrono::milliseconds duration{0};
    QString problem; ///< for people; empty: it was delivered
    QString excerpt; ///< the beginning of the answer

    bool operator==(const WebhookAttempt &) const = default;
};

/// A message from a partner (a webhook), or one to it (a callback).
struct WebhookView {
    QString id;
    QString partnerId;
    QString partnerName;
    bool sandbox = false;
    QString webhookId; ///< that its sender gave it
    QString type;      ///< "stock.updated", "job.completed"
    QString cause;     ///< of a callback: the id of what it tells about
    WebhookState state = WebhookState::Waiting;
    int attempts = 0;
    UtcMillis nextAttemptAt = 0; ///< while it waits
    UtcMillis createdAt = 0;     ///< when it came in, or was written down
    std::optional<UtcMillis> finishedAt;
    QString problem; ///< why the last attempt failed, for people
    QString result;  ///< of a webhook: what was done, JSON

    bool operator==(const WebhookView &) const = default;
};

struct WebhookDetail {
    WebhookView view;
    QByteArray body;
    std::vector<WebhookAttempt> attempts; ///< of a callback

    bool operator==(const WebhookDetail &) const = default;
};

struct WebhookViewPage {
    std::vector<WebhookView> rows;
    QString nextCursor; ///< empty: this was the last page
};

struct WebhookQuery {
    QString partnerId; ///< empty: of all partners
    std::optional<WebhookState> state;

    bool operator==(const WebhookQuery &) const = default;
};

/// The circuit breaker of an address that callbacks go to.
struct CallbackTarget {
    QString target; ///< scheme, host and port
    BreakerState state = BreakerState::Closed;
    std::chrono::milliseconds retryIn{0}; ///< open: until one callback is let through to try

    bool operator==(const CallbackTarget &) const = default;
};

/// Which way a message goes.
enum class WebhookDirection { Incoming, Outgoing };

/// What the console asks about webhooks and callbacks. Called on the GUI thread alone; no call blocks.
class WebhookServices
{
public:
    virtual ~WebhookServices() = default;

    /// The newest first.
    virtual void webhooks(WebhookDirection direction, const WebhookQuery &query, int limit, const QString &cursor,
                          Answer<WebhookViewPage> answer) = 0;
    virtual void webhook(WebhookDirection direction, const QString &id, Answer<WebhookDetail> answer) = 0;
    /// Works on it or sends it again, with new retries. Conflict for one that waits anyway, that was processed, or whose partner has no
    /// callback address any more.
    virtual void replay(WebhookDirection direction, const QString &id, Answer<WebhookView> answer) = 0;
    /// Likewise for all dead ones since a time, of one partner or of all (empty); how many there were.
    virtual void replayDead(WebhookDirection direction, const QString &partnerId, UtcMillis since, Answer<qint64> answer) = 0;
    /// The addresses whose breaker this process knows: none where servers run elsewhere.
    virtual void callbackTargets(Answer<std::vector<CallbackTarget>> answer) = 0;
};

} // namespace tidegate
