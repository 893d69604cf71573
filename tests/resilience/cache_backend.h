// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/ttl_cache.h"

#include <mutex>
#include <vector>

namespace tidegate {

using Cache = TtlCache<QString, QString>;
using Completion = CacheCompletion<QString>;

/// Keeps what it is asked to load until the test says how that ended.
struct Backend {
    std::mutex mutex;
    std::vector<Completion> asked;

    Cache::Loader loader()
    {
        return [this](const QString &, Completion done) {
            const std::lock_guard lock(mutex);
            asked.push_back(std::move(done));
        };
    }
    Completion take()
    {
        const Completion done = std::move(asked.front());
        asked.erase(asked.begin());
        return done;
    }
};

inline Result<QString> broken()
{
    return failure(ErrorCode::StorageUnavailable, QStringLiteral("the database is gone"));
}

} // namespace tidegate
