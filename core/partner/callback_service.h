// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/random.h"
#include "core/resilience/circuit_breaker.h"
#include "core/store/store.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace tidegate {

enum class DeliveryStatus { Pending, Delivered, Dead, Dropped };
QString deliveryStatusName(DeliveryStatus status);

struct DeliveryAttempt {
    int number = 0;
    UtcMillis at = 0;
    QString url;
    int status = 0; ///< of the answer; 0: there was none
    std::chrono::milliseconds duration{0};
    QString problem; ///< for people; empty: it was delivered
    QString excerpt; ///< the beginning of the answer, escaped

    bool operator==(const DeliveryAttempt &) const = default;
};

struct Delivery {
    QString id; ///< goes out as webhook-id
    QString partnerId;
    QString partnerName;
    bool sandbox = false;
    QString type;
    QString cause;
    DeliveryStatus status = DeliveryStatus::Pending;
    int attempts = 0;
    UtcMillis nextAttemptAt = 0;
    UtcMillis createdAt = 0;
    std::optional<UtcMillis> finishedAt;
    QString problem;                            ///< of the last attempt
    QByteArray body{};                          ///< only from find()
    std::vector<DeliveryAttempt> attemptList{}; ///< only from find()

    bool operator==(const Delivery &) const = default;
};

struct DeliveryPage {
    std::vector<Delivery> deliveries;
    QString nextCursor;
};

struct DeliveryFilter {
    QString partnerId{};
    std::optional<DeliveryStatus> status{};
};

/// What is known of an address that callbacks went to since the start.
struct CallbackTargetState {
    QString target; ///< scheme, host and port
    BreakerState state = BreakerState::Closed;
    std::chrono::nanoseconds timeLeft{0}; ///< open: until it is tried again
};

struct CallbackOptions {
    bool allowHttp = false;      ///< also without TLS
    QStringList allowNetworks{}; ///< inside networks that may be reached all the same, as "10.0.0.0/8"
    QString caFile{};            ///< to check their certificates against; empty: the system's
    BreakerOptions breaker{};    ///< one breaker for each target (scheme, host and port)
    /// Told of each attempt that was made, without its number. Called on the service's thread; must not block.
    std::function<void(const DeliveryAttempt &)> onAttempt{};
};

/// Calls partners back: signed by Standard Webhooks 1.0.0, with the previous secret too while it is valid; three quick retries
/// with exponential backoff and jitter, then a slow schedule of eight tries over a day; Retry-After and 410 respected (410
/// switches the callback off, as do five days without success); through a breaker for each target. A target is resolved once,
/// refused if any of its addresses is inside, and connected at the address that was checked; redirects are not followed. What is
/// given up is dead, told to the partner by mail, and can be replayed. Thread-safe; nothing blocks.
class CallbackService
{
public:
    CallbackService(Store &store, const CallbackOptions &options, const Clock &clock, Random &random);
    ~CallbackService();

    /// Sends from now on. InvalidRequest for an allowNetworks that holds something else.
    Result<Done> start();

    /// The newest first.
    Async<Result<DeliveryPage>> list(const DeliveryFilter &filter, int limit, const QString &cursor = {});
    Async<Result<Delivery>> find(const QString &deliveryId);
    /// Sends a dead, dropped or delivered one again, with new retries. Conflict for one that is pending, or whose partner has no
    /// callback address any more.
    Async<Result<Delivery>> replay(const QString &deliveryId, const QString &actor);
    /// All dead ones of a partner since a time; how many.
    Async<Result<qint64>> replaySince(const QString &partnerId, UtcMillis since, const QString &actor);
    /// Queues a "ping" for a partner; its id.
    Async<Result<QString>> ping(const QString &partnerId, const QString &actor);

    /// Of the targets that this process has called, in the order of their names; none where it does not send.
    Async<std::vector<CallbackTargetState>> targets();

    /// Removes finished ones older than `age`; some at a time.
    void purge(std::chrono::hours age);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
