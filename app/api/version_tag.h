// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

namespace tidegate {

/// The version that the caller knows, from `If-Match: "7"`. PreconditionRequired without one, or for `*`; InvalidRequest for what is none.
Result<qint64> expectedVersionOf(const Request &request);
/// The answer's `ETag: "7"`.
void addVersion(Response &response, qint64 version);

} // namespace tidegate
