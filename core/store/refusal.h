// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

namespace tidegate {

/// What somebody wanted to do.
struct Attempt {
    QString actor;    ///< as in the audit trail
    QString action;   ///< "rma.approve"
    QString entityId; ///< what it would have been done to; empty: something new
    QString requestId;
};

/// The audit entry of an attempt that was refused for security's sake: action "access.refused", entity "refusal", under the id of what it would have
/// been done to. For a transaction of its own: that of the attempt is undone.
void auditRefusal(WriteTransaction &transaction, const Attempt &attempt, const Error &error);
Async<Result<Done>> auditRefusal(Store &store, const Attempt &attempt, const Error &error);
/// What strangers can bring about at will: unless 20 refusals of this entity stand there already. The trail is kept for ever.
void auditStrangersRefusal(WriteTransaction &transaction, const Attempt &attempt, const Error &error);

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

} // namespace tidegate
