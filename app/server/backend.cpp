// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/backend.h"

#include "app/api/authenticator.h"
#include "app/api/checkout_controller.h"
#include "app/api/document_controller.h"
#include "app/api/feed_controller.h"
#include "app/api/health_controller.h"
#include "app/api/job_controller.h"
#include "app/api/listing_controller.h"
#include "app/api/order_controller.h"
#include "app/api/page_controller.h"
#include "app/api/payment_controller.h"
#include "app/api/return_rules_controller.h"
#include "app/api/rma_controller.h"
#include "app/api/session_controller.h"
#include "app/api/staff_order_controller.h"
#include "app/api/staff_refund_controller.h"
#include "app/api/staff_rma_controller.h"
#include "app/api/staff_session_controller.h"
#include "app/api/webhook_controller.h"
#include "app/http/problem.h"
#include "app/server/background_work.h"
#include "core/sale/store_credit_method.h"

#include <QDir>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcServer, "tidegate.server", QtInfoMsg)

/// How long another server on the same database may still work on a reservation: its deadline, twice.
constexpr int graceFactor = 2;

} // namespace

/// Everything that answers over HTTP.
struct Backend::Web {
    Authenticator authenticator;
    ListingController listing;
    CheckoutController checkout;
    OrderController orders;
    SessionController sessions;
    FeedController feeds;
    JobController jobs;
    WebhookController webhooks;
    StaffOrderController staffOrders;
    StaffRefundController staffRefunds;
    RmaController returns;
    StaffRmaController staffReturns;
    ReturnRulesController returnRules;
    StaffSessionController staffSessions;
    Router router;
    std::unique_ptr<HttpServer> server;

    explicit Web(Backend &backend)
        : authenticator(*backend.m_keyRing, *backend.m_sessions, backend.m_guessLimiter, &backend.m_partnerSide->securityLog(),
                        backend.m_staffRing.get())
        , listing(*backend.m_listing, backend.m_board, backend.m_clock, backend.m_metrics)
        , checkout(*backend.m_checkout, backend.m_metrics)
        , orders(*backend.m_orders)
        , sessions(*backend.m_sessions, backend.m_sessionLimiter)
        , feeds(backend.m_partnerSide->jobs())
        , jobs(backend.m_partnerSide->jobs())
        , webhooks(backend.m_partnerSide->webhooks(), backend.m_partnerSide->securityLog(), backend.m_metrics)
        , staffOrders(*backend.m_orderService, authenticator.staffAccess())
        , staffRefunds(*backend.m_refunds, authenticator.staffAccess())
        , returns(*backend.m_rmaService, *backend.m_rmaQueries, *backend.m_rmaFiles, authenticator.shopperAccess())
        , staffReturns(*backend.m_rmaService, *backend.m_rmaQueries, *backend.m_rmaFiles, authenticator.staffAccess())
        , returnRules(*backend.m_returnRules, authenticator.staffAccess())
        , staffSessions(*backend.m_staffSessions)
    {
        staffOrders.addRoutes(router);
        staffRefunds.addRoutes(router);
        returns.addRoutes(router);
        staffReturns.addRoutes(router);
        returnRules.addRoutes(router);
        listing.addRoutes(router);
        checkout.addRoutes(router, authenticator);
        orders.addRoutes(router, authenticator);
        sessions.addRoutes(router);
        addPaymentRoutes(router, *backend.m_payments);
        addHealthRoutes(router, authenticator, *backend.m_store, backend.m_metrics);
        feeds.addRoutes(router, authenticator);
        jobs.addRoutes(router, authenticator);
        webhooks.addRoutes(router, authenticator);
        staffSessions.addRoutes(router, authenticator);
        addPageRoutes(router);
        addProblemPages(router);
        addDocumentRoutes(router);
        server = std::make_unique<HttpServer>(backend.m_options.http, router, backend.m_metrics, backend.m_clock);
    }
};

Backend::Backend(ServerOptions options, const Clock &clock, Random &random)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_random(random)
    , m_checkoutLimiter(clock, random, {.rule = m_options.checkoutLimit, .maximumKeys = m_options.maximumShoppers})
    , m_sessionLimiter(clock, random, {.rule = m_options.sessionLimit, .maximumKeys = 100'000})
    , m_guessLimiter(clock, random, {.rule = m_options.guessLimit, .maximumKeys = 100'000})
    , m_paymentMetrics(m_metrics)
    , m_partnerMetrics(m_metrics)
    , m_orderMetrics(m_metrics)
    , m_returnMetrics(m_metrics)
{
}

Backend::~Backend()
{
    stop(0ms);
    // The store finishes what waits, and what waits uses the board and the services: it goes before they do, after those that ask
    // it of their own accord.
    m_plugins.reset();
    m_keyWatcher.reset();
    m_rmaFiles.reset();
    m_catalog.reset();
    m_staff.reset();
    m_partnerSide.reset();
    m_store.reset();
}

Result<std::unique_ptr<Backend>> Backend::open(ServerOptions options, const Clock &clock, Random &random)
{
    std::unique_ptr<Backend> backend(new Backend(std::move(options), clock, random));
    if (auto opened = backend->openDatabase(); !opened)
        return tl::unexpected(opened.error());
    if (auto made = backend->makeServices(); !made)
        return tl::unexpected(made.error());
    if (auto restored = backend->restoreLimits(); !restored)
        return tl::unexpected(restored.error());
    return backend;
}

Result<Done> Backend::openDatabase()
{
    m_lock = std::make_unique<QLockFile>(m_options.dataDir + u"/server.lock"_s);
    m_lock->setStaleLockTime(0);
    if (!m_lock->tryLock(0)) {
        if (m_lock->error() == QLockFile::LockFailedError)
            return failure(
                ErrorCode::StorageUnavailable,
                u"another Tidegate serves from %1; stop it or choose another folder with --data-dir"_s.arg(m_options.dataDir));
        return failure(ErrorCode::StorageUnavailable, u"the data folder %1 can't be written to"_s.arg(m_options.dataDir));
    }
    auto store = Store::open(m_options.store, m_clock);
    if (!store)
        return tl::unexpected(store.error());
    m_store = std::move(*store);
    return Done{};
}

Result<Done> Backend::makeServices()
{
    if (auto added = m_paymentRegistry.add(std::make_shared<StoreCreditMethod>()); !added)
        return added;
    if (auto added = addGateways(m_options.payment, m_paymentRegistry, m_clock); !added)
        return added;
    m_payments = std::make_unique<PaymentService>(m_paymentRegistry, m_options.payment.service, m_clock, m_random, m_sleeper,
                                                  &m_paymentMetrics);
    m_plugins = std::make_unique<PaymentPluginFolder>(m_options.payment.pluginFolder, m_paymentRegistry,
                                                      m_options.payment.plugins, m_clock);
    m_sales = std::make_unique<SaleService>(*m_store, m_clock, m_random);
    m_orders = std::make_unique<OrderQueries>(*m_store, m_clock);
    m_orderService = std::make_unique<OrderService>(*m_store, m_board, m_clock, m_random);
    m_refunds = std::make_unique<RefundService>(*m_store, *m_payments, m_paymentRegistry, m_clock, m_random, m_options.refunds);
    makeReturns();
    m_checkout = std::make_unique<CheckoutService>(m_options.checkout, *m_store, m_board, m_paymentRegistry, *m_payments,
                                                   m_checkoutLimiter, m_inFlight, m_clock, m_random, m_sleeper);
    m_listing = std::make_unique<Listing>(*m_store, m_board, m_clock, m_random, m_options.cacheTtl);
    m_catalog = std::make_unique<CatalogService>(*m_store, m_clock, m_random);
    m_keyRing = std::make_shared<KeyRing>(m_clock);
    m_keyWatcher = std::make_unique<KeyWatcher>(*m_store, m_keyRing);
    if (auto loaded = m_keyWatcher->load().get(); !loaded)
        return loaded;
    m_partnerSide = std::make_unique<PartnerSide>(
        m_options.partnerSide, *m_store, m_keyRing, [this](const std::vector<StockLevel> &levels) { m_board.update(levels); },
        m_partnerMetrics, m_clock, m_random);
    if (auto made = makeStaff(); !made)
        return made;
    auto sessions = ShopperSessions::open(*m_store, m_clock, m_random);
    if (!sessions)
        return tl::unexpected(sessions.error());
    m_sessions = std::move(*sessions);
    const auto grace = m_store->isPostgres() ? m_options.checkout.deadline * graceFactor : 0ms;
    m_recovery = std::make_unique<ReservationRecovery>(*m_store, m_board, *m_payments, m_inFlight, m_clock, grace);
    const auto board = m_listing->reload().get();
    if (!board.value)
        return tl::unexpected(board.error.value_or(Error{}));
    return Done{};
}

void Backend::makeReturns()
{
    m_rmaService = std::make_unique<RmaService>(*m_store, *m_refunds, m_board, m_clock, m_random, m_options.rma);
    m_rmaService->observe([this](RmaStep step, const QString &outcome) { m_returnMetrics.count(step, outcome); });
    m_rmaQueries = std::make_unique<RmaQueries>(*m_store, m_clock);
    m_rmaFiles = std::make_unique<RmaFiles>(*m_store, m_options.dataDir + u"/return-files"_s, m_clock, m_random);
    m_returnRules = std::make_unique<ReturnRulesService>(*m_store);
}

Result<Done> Backend::makeStaff()
{
    StaffSessionOptions options = m_options.staff;
    options.onAttempt = [log = &m_partnerSide->securityLog()](const SignInAttempt &attempt) {
        QJsonObject detail;
        if (!attempt.user.isEmpty())
            detail.insert(u"user"_s, attempt.user);
        if (!attempt.reason.isEmpty())
            detail.insert(u"reason"_s, attempt.reason);
        log->record({.kind = attempt.kind,
                     .outcome = attempt.outcome,
                     .address = attempt.origin.address,
                     .requestId = attempt.origin.requestId,
                     .detail = detail});
    };
    m_staffRing = std::make_shared<StaffSessionRing>(m_clock, options.idle);
    m_staff = std::make_unique<StaffService>(*m_store, m_clock, m_random, PasswordCost{}, m_staffRing);
    m_staffSessions = std::make_unique<StaffSessions>(std::move(options), *m_store, *m_staff, m_staffRing, m_clock, m_random);
    return m_staffSessions->refresh().get();
}

/// The limiter forgot everything with the last process; the orders of its window are the best that is known of it.
Result<Done> Backend::restoreLimits()
{
    const auto window = std::chrono::duration_cast<std::chrono::milliseconds>(m_options.checkoutLimit.window);
    const UtcMillis now = m_clock.utc();
    // Ids begin with their time, so the primary key finds the orders of the last minute.
    const QString since = u"%1"_s.arg(std::max<UtcMillis>(0, now - window.count()), 12, 16, QLatin1Char('0'));
    const QString first = since.left(8) + u'-' + since.mid(8);
    const auto recent = m_store
                            ->read([first](ReadTransaction &transaction) -> Result<QHash<QString, std::vector<UtcMillis>>> {
                                QHash<QString, std::vector<UtcMillis>> times;
                                transaction.each(u"SELECT shopper_id, created_at FROM orders WHERE id >= ?"_s, {first},
                                                 [&times](const Row &row) { times[row.text(0)].push_back(row.integer(1)); });
                                return times;
                            })
                            .get();
    if (!recent)
        return tl::unexpected(recent.error());
    for (auto shopper = recent->begin(); shopper != recent->end(); ++shopper) {
        std::vector<std::chrono::nanoseconds> ages;
        for (const UtcMillis at : shopper.value())
            ages.emplace_back(std::chrono::milliseconds(std::max<UtcMillis>(0, now - at)));
        m_checkoutLimiter.restore(shopper.key(), ages);
    }
    return Done{};
}

Result<QStringList> Backend::start()
{
    m_plugins->start();
    if (auto started = m_partnerSide->start(); !started)
        return tl::unexpected(started.error());
    m_background =
        std::make_unique<BackgroundWork>(BackgroundWork::Parts{*m_store,
                                                               *m_listing,
                                                               *m_recovery,
                                                               *m_refunds,
                                                               {*m_rmaService, *m_rmaQueries, *m_rmaFiles, m_returnMetrics},
                                                               *m_partnerSide,
                                                               *m_staffSessions,
                                                               m_orderMetrics});
    m_web = std::make_unique<Web>(*this);
    auto addresses = m_web->server->start();
    if (!addresses) {
        m_web.reset();
        return addresses;
    }
    const QString scheme = m_options.http.tlsCertificate.isEmpty() ? u"http://"_s : u"https://"_s;
    for (QString &address : *addresses)
        address.prepend(scheme);
    qCInfo(lcServer).noquote() << "serving on" << addresses->join(u", "_s);
    return addresses;
}

std::vector<std::pair<QByteArray, QString>> Backend::routes()
{
    return Web(*this).router.routes();
}

void Backend::stop(std::chrono::milliseconds grace)
{
    if (m_background)
        m_background->beginStop();
    if (m_payments)
        m_payments->endRetries();
    if (m_partnerSide)
        m_partnerSide->jobs().beginStop();
    if (m_web)
        m_web->server->stop(grace);
    m_background.reset();
    m_web.reset();
}

} // namespace tidegate
