// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/catalog_service.h"
#include "core/sale/order_queries.h"
#include "core/sale/sale_service.h"

#include <memory>

namespace tidegate {

/// The database of a shop whose servers run elsewhere, and the services that work on it. Serves nothing, settles no reservations and locks
/// no folder: that is the servers' business, which notice by themselves what is changed here.
class RemoteShop
{
public:
    /// Refuses an SQLite file with InvalidRequest: it belongs to the one server that has it open.
    static Result<std::unique_ptr<RemoteShop>> open(const StoreOptions &options, const Clock &clock, Random &random);

    Store &store() { return *m_store; }
    SaleService &sales() { return m_sales; }
    OrderQueries &orders() { return m_orders; }
    CatalogService &catalog() { return m_catalog; }
    const Clock &clock() { return m_clock; }

private:
    RemoteShop(std::unique_ptr<Store> store, const Clock &clock, Random &random);

    const Clock &m_clock;
    std::unique_ptr<Store> m_store;
    SaleService m_sales;
    OrderQueries m_orders;
    CatalogService m_catalog;
};

} // namespace tidegate
