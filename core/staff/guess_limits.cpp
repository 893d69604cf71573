// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/guess_limits.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr std::size_t maximumKeys = 100'000;

QString both(const QString &address, const QString &name)
{
    return address + u'\n' + name;
}

} // namespace

GuessLimits::GuessLimits(const GuessLimitOptions &options, const Clock &clock, Random &random)
    : m_window(options.window)
    , m_byAddress(clock, random, {.rule = {options.perAddress, options.window}, .maximumKeys = maximumKeys})
    , m_byName(clock, random, {.rule = {options.perName, options.window}, .maximumKeys = maximumKeys})
{
}

Result<GuessPermit> GuessLimits::acquire(const QString &address, const QString &name)
{
    LimiterDecision byAddress = m_byAddress.acquire(address);
    LimiterDecision byName = m_byName.acquire(both(address, name));
    GuessPermit permit{std::move(byAddress.permit), std::move(byName.permit)};
    if (byAddress.allowed && byName.allowed)
        return permit;
    release(std::move(permit));
    return tl::unexpected(Error{ErrorCode::RateLimited,
                                byAddress.allowed ? u"too many wrong passwords for one name from this address"_s
                                                  : u"too many wrong passwords from this address"_s,
                                std::chrono::ceil<std::chrono::milliseconds>(
                                    std::max(byAddress.allowed ? std::chrono::nanoseconds(0) : byAddress.retryAfter,
                                             byName.allowed ? std::chrono::nanoseconds(0) : byName.retryAfter)),
                                {}});
}

void GuessLimits::release(GuessPermit permit)
{
    if (permit.address)
        m_byAddress.release(std::move(permit.address));
    if (permit.name)
        m_byName.release(std::move(permit.name));
}

LimiterDecision GuessLimits::peek(const QString &address, const QString &name)
{
    LimiterDecision byAddress = m_byAddress.peek(address);
    LimiterDecision byName = m_byName.peek(both(address, name));
    const bool addressIsTighter = byAddress.remaining < byName.remaining
        || (byAddress.remaining == byName.remaining && byAddress.retryAfter > byName.retryAfter);
    return addressIsTighter ? std::move(byAddress) : std::move(byName);
}

} // namespace tidegate
