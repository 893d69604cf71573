// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

namespace tidegate {

/// One place behind a Bulkhead, given back when it is destroyed. May travel to another thread and outlive the bulkhead.
class BulkheadPermit
{
public:
    BulkheadPermit(BulkheadPermit &&) noexcept = default;
    BulkheadPermit &operator=(BulkheadPermit &&other) noexcept;
    ~BulkheadPermit();

private:
    friend class Bulkhead;
    explicit BulkheadPermit(std::shared_ptr<std::atomic<int>> inUse);
    std::shared_ptr<std::atomic<int>> m_inUse;
};

/// At most so many at once; the next one is refused at once instead of waiting, so that one slow provider cannot hold everything
/// else.
///
///     Bulkhead cards(64);
///     auto place = cards.enter();
///     if (!place)
///         return failure(ErrorCode::Overloaded, u"64 card payments under way"_s);
///     co_await charge(request);      // the place is given back at the end of the scope
///
/// Thread-safe, lock-free.
class Bulkhead
{
public:
    explicit Bulkhead(int limit);

    /// A place, or nothing when all are taken.
    [[nodiscard]] std::optional<BulkheadPermit> enter();

    /// A lower limit sends nobody away: it holds for those who come.
    void setLimit(int limit);
    [[nodiscard]] int limit() const;
    [[nodiscard]] int inUse() const;
    /// How many were refused so far.
    [[nodiscard]] std::int64_t refused() const;

private:
    std::atomic<int> m_limit;
    std::shared_ptr<std::atomic<int>> m_inUse = std::make_shared<std::atomic<int>>(0);
    std::atomic<std::int64_t> m_refused{0};
};

} // namespace tidegate
