// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/server/order_metrics.h"
#include "app/server/partner_metrics.h"
#include "app/server/partner_side.h"
#include "app/server/payment_metrics.h"
#include "app/server/return_metrics.h"
#include "app/server/server_options.h"
#include "core/base/random.h"
#include "core/catalog/catalog_service.h"
#include "core/observe/metrics.h"
#include "core/partner/key_ring.h"
#include "core/partner/key_watcher.h"
#include "core/payment/payment_plugin_folder.h"
#include "core/payment/payment_service.h"
#include "core/rma/rma_files.h"
#include "core/rma/rma_queries.h"
#include "core/rma/rma_service.h"
#include "core/sale/checkout.h"
#include "core/sale/listing.h"
#include "core/sale/order_queries.h"
#include "core/sale/order_service.h"
#include "core/sale/refund_service.h"
#include "core/sale/reservation_recovery.h"
#include "core/sale/sale_service.h"
#include "core/sale/shopper_sessions.h"
#include "core/staff/staff_sessions.h"

#include <QLockFile>

#include <memory>

namespace tidegate {

class BackgroundWork;

/// The shop: database, services and HTTP server, put together. Constructed, started and stopped on one thread; the services may
/// be called from any.
class Backend
{
public:
    /// Opens the database and all services; nothing is served yet. Fails with a sentence for people.
    static Result<std::unique_ptr<Backend>> open(ServerOptions options, const Clock &clock, Random &random);
    ~Backend();

    /// Serves. The addresses ("http://127.0.0.1:8480"), or a sentence.
    Result<QStringList> start();
    /// Accepts nothing more, finishes what it accepted, at most for `grace`.
    void stop(std::chrono::milliseconds grace);

    /// What it serves, as {method, path}.
    std::vector<std::pair<QByteArray, QString>> routes();

    Store &store() { return *m_store; }
    Metrics &metrics() { return m_metrics; }
    Listing &listing() { return *m_listing; }
    SaleService &sales() { return *m_sales; }
    SaleBoard &board() { return m_board; }
    OrderQueries &orders() { return *m_orders; }
    OrderService &orderService() { return *m_orderService; }
    RefundService &refunds() { return *m_refunds; }
    RmaService &returns() { return *m_rmaService; }
    RmaQueries &returnQueries() { return *m_rmaQueries; }
    RmaFiles &returnFiles() { return *m_rmaFiles; }
    PaymentService &payments() { return *m_payments; }
    CatalogService &catalog() { return *m_catalog; }
    StaffService &staff() { return *m_staff; }
    StaffSessions &staffSessions() { return *m_staffSessions; }
    [[nodiscard]] const StaffSessionRing &staffRing() const { return *m_staffRing; }
    /// How long somebody of the staff may do nothing and still be signed in.
    [[nodiscard]] std::chrono::seconds staffIdle() const { return m_options.staff.idle; }
    PartnerSide &partnerSide() { return *m_partnerSide; }
    const Clock &clock() { return m_clock; }
    Random &random() { return m_random; }
    /// Whether callback addresses without TLS are taken.
    [[nodiscard]] bool allowsHttpCallbacks() const { return m_options.partnerSide.callbacks.allowHttp; }
    /// Whether a mail server is known; without one mails wait.
    [[nodiscard]] bool sendsMail() const { return !m_options.partnerSide.mail.host.isEmpty(); }
    /// Failures that open a payment method's breaker.
    [[nodiscard]] int breakerThreshold() const { return m_options.payment.service.breakerFailures; }

private:
    Backend(ServerOptions options, const Clock &clock, Random &random);
    Result<Done> openDatabase();
    Result<Done> makeServices();
    void makeReturns();
    Result<Done> makeStaff();
    Result<Done> restoreLimits();

    struct Web;

    ServerOptions m_options;
    const Clock &m_clock;
    Random &m_random;
    Metrics m_metrics;
    std::unique_ptr<QLockFile> m_lock;
    std::unique_ptr<Store> m_store;
    SaleBoard m_board;
    OrdersInFlight m_inFlight;
    SlidingWindowLimiter m_checkoutLimiter;
    SlidingWindowLimiter m_sessionLimiter;
    SlidingWindowLimiter m_guessLimiter;
    PaymentRegistry m_paymentRegistry;
    std::unique_ptr<PaymentPluginFolder> m_plugins;
    TimerSleeper m_sleeper;
    PaymentMetrics m_paymentMetrics;
    PartnerMetrics m_partnerMetrics;
    OrderMetrics m_orderMetrics;
    ReturnMetrics m_returnMetrics;
    std::unique_ptr<PaymentService> m_payments;
    std::unique_ptr<SaleService> m_sales;
    std::unique_ptr<OrderQueries> m_orders;
    std::unique_ptr<OrderService> m_orderService;
    std::unique_ptr<RefundService> m_refunds;
    std::unique_ptr<RmaService> m_rmaService;
    std::unique_ptr<RmaQueries> m_rmaQueries;
    std::unique_ptr<RmaFiles> m_rmaFiles;
    std::unique_ptr<ReturnRulesService> m_returnRules;
    std::unique_ptr<CheckoutService> m_checkout;
    std::unique_ptr<Listing> m_listing;
    std::unique_ptr<ShopperSessions> m_sessions;
    std::unique_ptr<CatalogService> m_catalog;
    std::shared_ptr<KeyRing> m_keyRing;
    std::unique_ptr<KeyWatcher> m_keyWatcher;
    std::unique_ptr<PartnerSide> m_partnerSide;
    std::shared_ptr<StaffSessionRing> m_staffRing;
    std::unique_ptr<StaffService> m_staff;
    std::unique_ptr<StaffSessions> m_staffSessions;
    std::unique_ptr<ReservationRecovery> m_recovery;
    std::unique_ptr<BackgroundWork> m_background;
    std::unique_ptr<Web> m_web;
};

} // namespace tidegate
