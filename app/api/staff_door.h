// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"
#include "core/staff/staff_actor.h"

namespace tidegate {

/// How the staff come in.
struct StaffDoor {
    Gate gate;                                        ///< lets in nobody else
    std::function<StaffActor(const Request &)> actor; ///< who it is that the gate has let in
};

/// The version that the caller knows, from `If-Match: "7"`. PreconditionRequired without one, or for `*`; InvalidRequest for what is none.
Result<qint64> expectedVersionOf(const Request &request);
/// The answer's `ETag: "7"`.
void addVersion(Response &response, qint64 version);
/// Tells one request from another under the same idempotency key: of path and body (BLAKE2b, 128 bits).
QString requestHashOf(const Request &request);

} // namespace tidegate
