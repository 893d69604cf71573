// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"
#include "core/staff/staff_actor.h"

namespace tidegate {

/// Told of what is refused to somebody who was let in: for the security log.
using RefusalListener = std::function<void(const Error &, const Request &)>;

/// How the staff come in.
struct StaffDoor {
    Gate gate;                                        ///< lets in nobody else
    std::function<StaffActor(const Request &)> actor; ///< who it is that the gate has let in
    RefusalListener onRefusal{};

    /// The answer that tells `error`.
    [[nodiscard]] Response refusal(const Error &error, const Request &request) const;
};

/// How shoppers do.
struct ShopperDoor {
    Gate gate;
    RefusalListener onRefusal{};

    [[nodiscard]] Response refusal(const Error &error, const Request &request) const;
};

/// The version that the caller knows, from `If-Match: "7"`. PreconditionRequired without one, or for `*`; InvalidRequest for what is none.
Result<qint64> expectedVersionOf(const Request &request);
/// The answer's `ETag: "7"`.
void addVersion(Response &response, qint64 version);
/// `Idempotent-Replayed: true` where an earlier request did it.
void addReplayed(Response &response, bool replayed);
/// Tells one request from another under the same idempotency key: of path and body (BLAKE2b, 128 bits).
QString requestHashOf(const Request &request);

} // namespace tidegate
