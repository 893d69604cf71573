// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/outbound/http_client.h"

#include <optional>

namespace tidegate {

/// How long the other side asks us to wait: Retry-After as RFC 9110 has it, seconds, or a date that is taken against the answer's own
/// Date, or against `now` where it has none. From 0 to a day; nothing where it is absent or anything else.
std::optional<std::chrono::milliseconds> retryAfterOf(const HttpReply &reply, std::optional<UtcMillis> now = {});

} // namespace tidegate
