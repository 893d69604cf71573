// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/ttl_cache.h"
#include "core/sale/sale_board.h"
#include "core/store/store.h"

#include <qcoro/qcorotask.h>

namespace tidegate {

/// Keeps the board no older than the TTL for those who list it: one query per TTL however many ask, the old board is served while the new one
/// is read, and for an hour while the database is out of reach. Stock needs no query: the board follows every commit. Thread-safe.
class Listing
{
public:
    struct State {
        CacheState state = CacheState::Miss;
        std::chrono::nanoseconds age{0}; ///< of names, prices and the list of sales
    };

    Listing(Store &store, SaleBoard &board, const Clock &clock, Random &random, std::chrono::seconds ttl);

    /// Sees to it that the board is filled. Waits only where nothing can be served yet.
    QCoro::Task<Result<State>> refresh();
    /// Somebody changed sales or products: reads the board now. The returned value tells when it is there.
    Async<CacheLookup<std::shared_ptr<const BoardSnapshot>>> reload();

    [[nodiscard]] CacheStats stats() const { return m_cache.stats(); }

private:
    using Cache = TtlCache<int, std::shared_ptr<const BoardSnapshot>>;
    Cache m_cache;
};

} // namespace tidegate
