// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

namespace tidegate {

/// The Idempotency-Key, or empty where none was sent. Refuses one that is not of 1 to 255 printable characters.
Result<QString> idempotencyKeyOf(const Request &request);
/// Tells one request from another under the same key: of path and body (BLAKE2b, 128 bits).
QString requestHashOf(const Request &request);
/// The same of the body alone, for checkouts: so are those hashed that the database knows already, and a shop repeats its request across an update.
QString bodyHashOf(const Request &request);
/// `Idempotent-Replayed: true` where an earlier request did it.
void addReplayed(Response &response, bool replayed);

} // namespace tidegate
