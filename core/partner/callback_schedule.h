// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <chrono>
#include <optional>

namespace tidegate {

/// Three quick retries and eight slow ones: a delivery's first attempt and all of these.
inline constexpr int maximumCallbackAttempts = 12;

/// How long to wait after the attempt number `attempts` (from 1) has failed: up to 1, 2 and 4 s by chance (exponential backoff
/// with full jitter), then 5 and 30 min, 1, 2, 3, 4, 6 and 7.5 h, each up to a tenth longer by chance, so that the last attempt
/// is a day after the first; what the receiver asks for (Retry-After) where that is longer, a day at most. Nothing: that was the
/// last one.
std::optional<std::chrono::milliseconds> nextCallbackDelay(int attempts, std::optional<std::chrono::milliseconds> retryAfter,
                                                           Random &random);

} // namespace tidegate
