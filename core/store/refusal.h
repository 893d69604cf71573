// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

namespace tidegate {

/// What somebody wanted to do.
struct Attempt {
    QString actor;    ///< as in the audit trail
    QString action;   ///< "rma.approve"
    QString entityId; ///< what it would have been done to, as it was named; empty: something new
    QString requestId;
};

/// The audit entry of an attempt that was refused for security's sake: action "access.refused", entity "refusal", under the id (64 characters of it at
/// most) of what it would have been done to. For a transaction of its own: that of the attempt is undone.
///
/// The trail is kept for ever, and whoever is refused may go on trying: of one actor's tries of one action 20 an hour are written down, about one thing
/// 200 a day (of those that come in one batch some more). Others are logged, as are those that can't be written down.
void auditRefusal(WriteTransaction &transaction, const Attempt &attempt, const Error &error);
Async<Result<Done>> auditRefusal(Store &store, const Attempt &attempt, const Error &error);

/// Hands an answer on; one that is Forbidden once it stands in the audit trail, or is logged where that can't be written. The store outlives it.
template <typename T>
Async<Result<T>> auditForbidden(Store &store, Async<Result<T>> answer, Attempt attempt)
{
    Promise<Result<T>> promise;
    answer.onDelivery([&store, promise, attempt = std::move(attempt)](Result<T> result) mutable {
        if (result || result.error().code != ErrorCode::Forbidden)
            return promise.deliver(std::move(result));
        auto telling = auditRefusal(store, attempt, result.error());
        telling.onDelivery([promise, error = std::move(result.error())](const Result<Done> &) mutable {
            promise.deliver(tl::unexpected(std::move(error)));
        });
    });
    return promise.async();
}

/// Whether a thing is there and another's than who asks for it. Nothing: to them no thing is.
using ForeignQuery = std::function<bool(ReadTransaction &)>;

/// Of an attempt that ended as NotFound: where that hid a thing of somebody else, it is written down. `now` as the clock tells it.
void auditNotFound(Store &store, UtcMillis now, const Attempt &attempt, const Error &error, ForeignQuery isForeign);

/// Hands an answer on. Whoever asks for what is another's is told NotFound, as if it were not there, and no later: what is looked up and written down of
/// it comes after. Store and clock outlive it.
template <typename T>
Async<Result<T>> auditForeign(Store &store, const Clock &clock, Async<Result<T>> answer, Attempt attempt, ForeignQuery isForeign)
{
    if (!isForeign)
        return answer;
    Promise<Result<T>> promise;
    answer.onDelivery(
        [&store, &clock, promise, attempt = std::move(attempt), isForeign = std::move(isForeign)](Result<T> result) mutable {
            if (result || result.error().code != ErrorCode::NotFound)
                return promise.deliver(std::move(result));
            const Error error = result.error();
            promise.deliver(std::move(result));
            auditNotFound(store, clock.utc(), attempt, error, std::move(isForeign));
        });
    return promise.async();
}

} // namespace tidegate
