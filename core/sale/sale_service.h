// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/sale/sale.h"
#include "core/store/store.h"

namespace tidegate {

/// Plans and steers flash sales. Thread-safe; answers arrive as Async. Every change is audited under `actor` and bumps the revision "sales",
/// by which running servers notice it.
class SaleService
{
public:
    SaleService(Store &store, const Clock &clock, Random &random);

    /// Refuses with InvalidRequest and every field that is wrong: an empty name, an end not after the start or in the past, no items, a
    /// SKU that is unknown or named twice, a quota above what the product has left, prices and counts out of range.
    Async<Result<Sale>> create(NewSale sale, QString actor);
    /// Changes name, times and items of a sale that has not sold or held anything; Conflict once it has, or where `version` is stale.
    Async<Result<Sale>> change(QString saleId, qint64 version, NewSale sale, QString actor);
    /// Begins it now, ahead of its time.
    Async<Result<Sale>> start(QString saleId, QString actor);
    /// Nothing can be bought until it is resumed; payments under way are finished.
    Async<Result<Sale>> pause(QString saleId, QString actor);
    Async<Result<Sale>> resume(QString saleId, QString actor);
    /// Ends it for good; Conflict where it has ended.
    Async<Result<Sale>> end(QString saleId, QString actor);

    /// The latest start first.
    Async<Result<std::vector<Sale>>> list(int limit);

private:
    enum class Step { Start, Pause, Resume, End };
    Async<Result<Sale>> take(Step step, QString saleId, QString actor);

    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace tidegate
