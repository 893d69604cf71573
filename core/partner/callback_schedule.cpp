// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_schedule.h"

#include <algorithm>
#include <array>

using namespace std::chrono_literals;

namespace tidegate {

namespace {

using std::chrono::milliseconds;

constexpr std::array<milliseconds, 3> quickBounds{1s, 2s, 4s};
constexpr std::array<milliseconds, 8> slowDelays{5min, 30min, 1h, 2h, 3h, 4h, 6h, 7h + 30min};
static_assert(1 + quickBounds.size() + slowDelays.size() == maximumCallbackAttempts);
constexpr milliseconds longestWait = 24h;

milliseconds ownDelay(std::size_t retry, Random &random)
{
    if (retry < quickBounds.size())
        return milliseconds(qint64(random.unit() * double(quickBounds.at(retry).count())));
    const milliseconds delay = slowDelays.at(retry - quickBounds.size());
    return delay + milliseconds(qint64(random.unit() * double(delay.count()) / 10));
}

} // namespace

std::optional<milliseconds> nextCallbackDelay(int attempts, std::optional<milliseconds> retryAfter, Random &random)
{
    if (attempts < 1 || attempts >= maximumCallbackAttempts)
        return std::nullopt;
    const milliseconds own = ownDelay(std::size_t(attempts - 1), random);
    return std::max(own, std::min(retryAfter.value_or(0ms), longestWait));
}

} // namespace tidegate
