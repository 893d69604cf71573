// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/catalog_service.h"
#include "core/feed/feed_registry.h"
#include "core/partner/callback_service.h"
#include "core/partner/feed_job_service.h"
#include "core/partner/key_service.h"
#include "core/partner/partner_service.h"
#include "core/partner/webhook_service.h"
#include "core/rma/rma_queries.h"
#include "core/rma/rma_service.h"
#include "core/sale/order_queries.h"
#include "core/sale/order_service.h"
#include "core/sale/refund_service.h"
#include "core/sale/sale_service.h"
#include "core/staff/staff_sessions.h"

#include <QTemporaryDir>
#include <QTimer>

#include <memory>

namespace tidegate {

/// What the servers' settings say as well: without the same ones a limit could be passed by here.
struct RemoteShopOptions {
    StaffSessionOptions staff = {};
    RefundOptions refunds = {};
    RmaOptions rma = {};
};

/// The database of a shop whose servers run elsewhere, and the services that work on it. Serves nothing, settles no reservations and locks
/// no folder, works on no feeds, and calls nobody back: that is the servers' business, which notice by themselves what is changed here. Large
/// uploads of feeds lie with the servers, so that their rejected rows can't be had from here. Sessions of the staff that end at a server have
/// ended here within half a second. Lives on a thread with an event loop.
class RemoteShop
{
public:
    /// Refuses an SQLite file with InvalidRequest: it belongs to the one server that has it open.
    static Result<std::unique_ptr<RemoteShop>> open(const StoreOptions &database, const RemoteShopOptions &options,
                                                    const Clock &clock, Random &random);

    Store &store() { return *m_store; }
    SaleService &sales() { return m_sales; }
    OrderQueries &orders() { return m_orders; }
    CatalogService &catalog() { return m_catalog; }
    const FeedRegistry &formats() { return builtInFormats(); }
    PartnerService &partners() { return m_partners; }
    KeyService &keys() { return m_keys; }
    FeedJobService &jobs() { return m_jobs; }
    WebhookService &webhooks() { return m_webhooks; }
    CallbackService &callbacks() { return m_callbacks; }
    OrderService &orderService() { return m_orderService; }
    RefundService &refunds() { return m_refunds; }
    RmaService &returns() { return m_returns; }
    RmaQueries &returnQueries() { return m_returnQueries; }
    StaffService &staff() { return m_staff; }
    StaffSessions &staffSessions() { return m_staffSessions; }
    [[nodiscard]] const StaffSessionRing &staffRing() const { return *m_staffRing; }
    [[nodiscard]] std::chrono::seconds staffIdle() const { return m_staffIdle; }
    const Clock &clock() { return m_clock; }
    Random &random() { return m_random; }

private:
    RemoteShop(std::unique_ptr<Store> store, const RemoteShopOptions &options, const Clock &clock, Random &random);

    const Clock &m_clock;
    Random &m_random;
    std::unique_ptr<Store> m_store;
    SaleService m_sales;
    OrderQueries m_orders;
    CatalogService m_catalog;
    PartnerService m_partners;
    KeyService m_keys;
    QTemporaryDir m_jobFolder; ///< nothing ever lies in it
    FeedJobService m_jobs;
    WebhookService m_webhooks;
    CallbackService m_callbacks;
    SaleBoard m_board;         ///< of nothing: the listing is the servers'
    PaymentRegistry m_methods; ///< none: only servers ask providers
    TimerSleeper m_sleeper;
    PaymentService m_payments;
    OrderService m_orderService;
    RefundService m_refunds;
    RmaService m_returns;
    RmaQueries m_returnQueries;
    const std::chrono::seconds m_staffIdle;
    std::shared_ptr<StaffSessionRing> m_staffRing;
    StaffSessions m_staffSessions;
    StaffService m_staff; ///< its thread calls m_staffSessions back, and so it goes first
    QTimer m_staffRefresh;
};

} // namespace tidegate
