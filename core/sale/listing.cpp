// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/listing.h"

using namespace std::chrono_literals;

namespace tidegate {

namespace {

/// There is one board.
constexpr int boardKey = 0;

TtlCacheOptions cacheOptions(std::chrono::seconds ttl)
{
    TtlCacheOptions options;
    options.ttl = ttl;
    // Stock follows every commit and changes of sales are noticed, so that even an old board is nearly right, and at once.
    options.staleFor = options.staleIfErrorFor = 1h;
    return options;
}

} // namespace

Listing::Listing(Store &store, SaleBoard &board, const Clock &clock, Random &random, std::chrono::seconds ttl)
    : m_cache(
        clock, random, cacheOptions(ttl), [&store, &board](int, CacheCompletion<std::shared_ptr<const BoardSnapshot>> done) {
            auto reading = store.write([&board](WriteTransaction &transaction) -> Result<std::shared_ptr<const BoardSnapshot>> {
                return board.reload(transaction);
            });
            reading.onDelivery(done);
        })
{
}

QCoro::Task<Result<Listing::State>> Listing::refresh()
{
    if (const auto found = m_cache.tryGet(boardKey); found && found->value)
        co_return State{found->state, found->age};
    auto loading = m_cache.get(boardKey);
    const auto found = co_await loading;
    if (!found.value)
        co_return tl::unexpected(found.error.value_or(Error{ErrorCode::Overloaded, {}, 1s, {}}));
    co_return State{found.state, found.age};
}

Async<CacheLookup<std::shared_ptr<const BoardSnapshot>>> Listing::reload()
{
    return m_cache.refresh(boardKey);
}

} // namespace tidegate
