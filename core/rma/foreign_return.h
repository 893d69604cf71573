// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/refusal.h"

namespace tidegate {

/// Of an attempt that ended as NotFound: where the return is there and another shopper's, it stands in the audit trail.
Async<Result<Done>> tellForeign(Store &store, const Attempt &attempt, const QString &shopperId, const Error &error);

/// Hands an answer on. Whoever asks for another shopper's return is told NotFound, as if there were none, once that stands in the audit trail.
/// `shopperId`: who asks; empty: one of the staff, to whom no return is foreign. The store outlives it.
template <typename T>
Async<Result<T>> auditForeign(Store &store, Async<Result<T>> answer, Attempt attempt, const QString &shopperId)
{
    if (shopperId.isEmpty() || attempt.entityId.isEmpty())
        return answer;
    Promise<Result<T>> promise;
    answer.onDelivery([&store, promise, attempt = std::move(attempt), shopperId](Result<T> result) mutable {
        if (result || result.error().code != ErrorCode::NotFound)
            return promise.deliver(std::move(result));
        auto telling = tellForeign(store, attempt, shopperId, result.error());
        telling.onDelivery([promise, error = std::move(result.error())](const Result<Done> &) mutable {
            promise.deliver(tl::unexpected(std::move(error)));
        });
    });
    return promise.async();
}

} // namespace tidegate
