// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/remote_shop.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

RemoteShop::RemoteShop(std::unique_ptr<Store> store, const RemoteShopOptions &options, const Clock &clock, Random &random)
    : m_clock(clock)
    , m_random(random)
    , m_store(std::move(store))
    , m_sales(*m_store, clock, random)
    , m_orders(*m_store, clock)
    , m_catalog(*m_store, clock, random)
    , m_partners(*m_store, clock, random)
    , m_keys(*m_store, clock, random)
    , m_jobs(*m_store, builtInFormats(), {.folder = m_jobFolder.path()}, clock, random)
    , m_webhooks(*m_store, clock, random)
    , m_callbacks(*m_store, {}, clock, random)
    , m_payments(m_methods, {}, clock, random, m_sleeper)
    , m_orderService(*m_store, m_board, clock, random)
    , m_refunds(*m_store, m_payments, m_methods, clock, random, options.refunds)
    , m_returns(*m_store, m_refunds, m_board, clock, random, options.rma)
    , m_returnQueries(*m_store, clock)
    , m_staffIdle(options.staff.idle)
    , m_staffRing(std::make_shared<StaffSessionRing>(clock, options.staff.idle))
    , m_staffSessions(options.staff, *m_store, m_staff, m_staffRing, clock, random)
    , m_staff(*m_store, clock, random, {}, m_staffRing)
{
    m_staffRefresh.setInterval(500ms);
    QObject::connect(&m_staffRefresh, &QTimer::timeout, &m_staffRefresh, [this] { m_staffSessions.refresh(); });
    m_staffRefresh.start();
}

Result<std::unique_ptr<RemoteShop>> RemoteShop::open(const StoreOptions &database, const RemoteShopOptions &options,
                                                     const Clock &clock, Random &random)
{
    if (database.url.startsWith(u"sqlite:"))
        return failure(ErrorCode::InvalidRequest,
                       u"--console needs a PostgreSQL database that servers share; an SQLite file belongs to the one server that "
                       "has it open. Name the database with --database postgresql://user:password@host:port/name, or start "
                       "without --console"_s);
    auto store = Store::open(database, clock);
    if (!store)
        return tl::unexpected(store.error());
    std::unique_ptr<RemoteShop> shop(new RemoteShop(std::move(*store), options, clock, random));
    if (const auto refreshed = shop->m_staffSessions.refresh().get(); !refreshed)
        return tl::unexpected(refreshed.error());
    return shop;
}

} // namespace tidegate
