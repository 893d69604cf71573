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
    options.staleFor = ttl;
    options.staleIfErrorFor = 1h;
    return options;
}

} // namespace

Listing::Listing(Store &store, SaleBoard &board, const Clock &clock, Random &random, std::chrono::seconds ttl)
    : m_cache(clock, random, cacheOptions(ttl),
              [&store, &board](int, CacheCompletion<std::shared_ptr<const BoardSnapshot>> done) {
                  store.write([&board, done](WriteTransaction &transaction) -> Result<Done> {
                      auto snapshot = board.reload(transaction);
                      transaction.afterCommit([done, snapshot] { done(snapshot); });
                      return Done{};
                  });
              })
{
}

QCoro::Task<Result<Listing::State>> Listing::refresh()
{
    if (const auto found = m_cache.tryGet(boardKey); found && found->value)
        co_return State{found->state, found->age};
    const auto found = co_await m_cache.get(boardKey);
    if (!found.value)
        co_return tl::unexpected(found.error.value_or(Error{ErrorCode::Overloaded, {}, 1s, {}}));
    co_return State{found.state, found.age};
}

Async<CacheLookup<std::shared_ptr<const BoardSnapshot>>> Listing::reload()
{
    m_cache.invalidate(boardKey);
    return m_cache.get(boardKey);
}

} // namespace tidegate
