// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/ttl_cache.h"

using namespace Qt::StringLiterals;

namespace tidegate {

using std::chrono::nanoseconds;

QString cacheStateName(CacheState state)
{
    switch (state) {
    case CacheState::Hit: return u"HIT"_s;
    case CacheState::Stale: return u"STALE"_s;
    case CacheState::Miss: break;
    }
    return u"MISS"_s;
}

CacheVerdict judgeCacheEntry(const TtlCacheOptions &options, const CacheEntryTimes &times)
{
    if (times.hasValue && times.age < times.freshFor)
        return CacheVerdict::Fresh;
    const nanoseconds beyond = times.age - times.freshFor;
    if (times.pausing) {
        const bool servable = times.hasValue && beyond < std::max(options.staleFor, options.staleIfErrorFor);
        return servable ? CacheVerdict::Stale : CacheVerdict::Refuse;
    }
    return times.hasValue && beyond < options.staleFor ? CacheVerdict::StaleAndRefresh : CacheVerdict::Load;
}

nanoseconds freshDuration(const TtlCacheOptions &options, Random &random)
{
    if (options.ttlJitter <= 0)
        return options.ttl;
    const double extra = static_cast<double>(options.ttl.count()) * options.ttlJitter * random.unit();
    return options.ttl + nanoseconds(static_cast<std::int64_t>(extra));
}

} // namespace tidegate
