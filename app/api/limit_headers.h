// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"
#include "core/resilience/sliding_window_limiter.h"

namespace tidegate {

/// draft-ietf-httpapi-ratelimit-headers: the policy of that name, and what is left of it.
void addLimitHeaders(Response &response, const QByteArray &policy, const LimiterDecision &limit, std::chrono::nanoseconds window);

} // namespace tidegate
