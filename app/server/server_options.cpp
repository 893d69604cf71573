// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/server_options.h"

#include "core/base/text.h"
#include "core/outbound/target_rules.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

HttpOptions httpOptions(Settings &settings, const QString &dataDir)
{
    HttpOptions http;
    http.listen = settings.list(u"http.listen"_s, http.listen);
    http.threads = int(settings.integer(u"http.threads"_s, http.threads, 0, 256));
    http.maximumBody = settings.integer(u"http.max_body"_s, http.maximumBody, 1'024, 1LL << 30);
    http.maximumFeedBody = settings.integer(u"http.max_feed_body"_s, http.maximumFeedBody, 1'024, 1LL << 40);
    http.headerTimeout = milliseconds(settings.integer(u"http.header_timeout_ms"_s, http.headerTimeout.count(), 10, 3'600'000));
    http.bodyTimeout = milliseconds(settings.integer(u"http.body_timeout_ms"_s, http.bodyTimeout.count(), 10, 3'600'000));
    http.idleTimeout = milliseconds(settings.integer(u"http.idle_timeout_ms"_s, http.idleTimeout.count(), 10, 3'600'000));
    http.maximumConnections = int(settings.integer(u"http.max_connections"_s, http.maximumConnections, 1, 1'000'000));
    http.maximumConnectionsPerAddress =
        int(settings.integer(u"http.max_connections_per_address"_s, http.maximumConnectionsPerAddress, 1, 1'000'000));
    http.tlsCertificate = settings.text(u"http.tls_certificate"_s);
    http.tlsKey = settings.text(u"http.tls_key"_s);
    http.spoolFolder = dataDir + u"/spool"_s;
    return http;
}

LimiterRule limiterRule(Settings &settings, const QString &table, LimiterRule rule)
{
    rule.limit = int(settings.integer(table + u".limit"_s, rule.limit, 1, 1'000'000));
    rule.window =
        seconds(settings.integer(table + u".window_s"_s, std::chrono::duration_cast<seconds>(rule.window).count(), 1, 86'400));
    return rule;
}

Result<CallbackOptions> callbackOptions(Settings &settings)
{
    CallbackOptions callbacks;
    callbacks.allowHttp = settings.boolean(u"callbacks.allow_http"_s, callbacks.allowHttp);
    callbacks.allowNetworks = settings.list(u"callbacks.allow_networks"_s);
    callbacks.caFile = settings.text(u"callbacks.ca_file"_s);
    if (const auto rules = TargetRules::make({callbacks.allowHttp, callbacks.allowNetworks}); !rules)
        return failure(ErrorCode::InvalidRequest, u"callbacks.allow_networks: "_s + rules.error().detail);
    return callbacks;
}

Result<MailOptions> mailOptions(Settings &settings)
{
    MailOptions mail;
    mail.host = settings.text(u"mail.host"_s);
    mail.port = int(settings.integer(u"mail.port"_s, mail.port, 1, 65'535));
    mail.from = settings.text(u"mail.from"_s);
    mail.username = settings.text(u"mail.username"_s);
    mail.password = settings.text(u"mail.password"_s);
    mail.startTls = settings.boolean(u"mail.starttls"_s, mail.startTls);
    mail.caFile = settings.text(u"mail.ca_file"_s);
    if (!mail.host.isEmpty() && !isEmailAddress(mail.from))
        return failure(ErrorCode::InvalidRequest,
                       u"mail.from must be the address that our mail comes from, as in shop@example.org"_s);
    return mail;
}

FeedJobOptions jobOptions(Settings &settings, const QString &dataDir)
{
    FeedJobOptions jobs;
    jobs.folder = dataDir + u"/feeds"_s;
    jobs.workers = int(settings.integer(u"jobs.workers"_s, jobs.workers, 1, 64));
    jobs.maximumWithdrawn =
        double(settings.integer(u"jobs.maximum_withdrawn_percent"_s, qRound(jobs.maximumWithdrawn * 100), 0, 100)) / 100;
    jobs.keepDays = int(settings.integer(u"jobs.keep_days"_s, jobs.keepDays, 1, 3'650));
    jobs.keepFilesDays = int(settings.integer(u"jobs.keep_files_days"_s, jobs.keepFilesDays, 1, 3'650));
    jobs.maximumKept = settings.integer(u"jobs.max_kept_bytes"_s, jobs.maximumKept, 1'024, 1LL << 50);
    jobs.maximumUnpacked = settings.integer(u"jobs.max_unpacked"_s, jobs.maximumUnpacked, 1'024, 1LL << 40);
    return jobs;
}

Result<PartnerSideOptions> partnerSideOptions(Settings &settings, const QString &dataDir)
{
    PartnerSideOptions options;
    options.securityLogFile = dataDir + u"/security.log"_s;
    options.jobs = jobOptions(settings, dataDir);
    options.keepFor = std::chrono::days(options.jobs.keepDays);
    Result<CallbackOptions> callbacks = callbackOptions(settings);
    if (!callbacks)
        return tl::unexpected(callbacks.error());
    options.callbacks = *std::move(callbacks);
    Result<MailOptions> mail = mailOptions(settings);
    if (!mail)
        return tl::unexpected(mail.error());
    options.mail = *std::move(mail);
    return options;
}

RefundOptions refundOptions(Settings &settings)
{
    RefundOptions refunds;
    refunds.attempts = int(settings.integer(u"refund.attempts"_s, refunds.attempts, 1, 1'000));
    refunds.base = milliseconds(settings.integer(u"refund.base_ms"_s, refunds.base.count(), 1, 3'600'000));
    refunds.cap = milliseconds(settings.integer(u"refund.cap_ms"_s, refunds.cap.count(), 1, 86'400'000));
    return refunds;
}

StaffSessionOptions staffOptions(Settings &settings)
{
    StaffSessionOptions staff;
    staff.idle = seconds(settings.integer(u"staff.idle_s"_s, staff.idle.count(), 10, 604'800));
    staff.lifetime = seconds(settings.integer(u"staff.session_s"_s, staff.lifetime.count(), 10, 2'592'000));
    GuessLimitOptions &guesses = staff.guesses;
    guesses.perName = int(settings.integer(u"staff.guesses"_s, guesses.perName, 1, 10'000));
    guesses.perAddress = int(settings.integer(u"staff.guesses_per_address"_s, guesses.perAddress, 1, 100'000));
    guesses.window = seconds(settings.integer(u"staff.guess_window_s"_s, guesses.window.count(), 1, 86'400));
    return staff;
}

StoreOptions storeOptions(Settings &settings, const QString &dataDir)
{
    StoreOptions store;
    store.url = settings.text(u"database.url"_s, u"sqlite:"_s + dataDir + u"/tidegate.db"_s);
    store.keyFile = dataDir + u"/audit.key"_s;
    store.anchorFile = dataDir + u"/audit.anchor"_s;
    store.readers = int(settings.integer(u"database.readers"_s, store.readers, 1, 64));
    store.maximumQueue = int(settings.integer(u"database.max_queue"_s, store.maximumQueue, 1, 1'000'000));
    return store;
}

} // namespace

Result<ServerOptions> ServerOptions::read(Settings &settings, const QString &dataDir)
{
    ServerOptions options;
    options.dataDir = dataDir;
    const QString logFormat = settings.text(u"log.format"_s, u"text"_s);
    if (logFormat != u"text" && logFormat != u"json")
        return failure(ErrorCode::InvalidRequest, u"log.format must be text or json, not \"%1\""_s.arg(logFormat));
    options.logFormat = logFormat == u"json" ? LogFormat::Json : LogFormat::Text;
    options.store = storeOptions(settings, dataDir);
    options.http = httpOptions(settings, dataDir);
    options.checkoutLimit = limiterRule(settings, u"checkout"_s, options.checkoutLimit);
    options.checkout.deadline =
        milliseconds(settings.integer(u"checkout.deadline_ms"_s, options.checkout.deadline.count(), 500, 60'000));
    options.checkout.maximumInFlight =
        int(settings.integer(u"checkout.max_in_flight"_s, options.checkout.maximumInFlight, 1, 1'000'000));
    options.maximumShoppers =
        std::size_t(settings.integer(u"checkout.max_shoppers"_s, qint64(options.maximumShoppers), 1'000, 100'000'000));
    options.sessionLimit = limiterRule(settings, u"sessions"_s, options.sessionLimit);
    options.guessLimit = limiterRule(settings, u"guesses"_s, options.guessLimit);
    options.refunds = refundOptions(settings);
    options.rma.fourEyesAbove = settings.integer(u"rma.four_eyes_above"_s, options.rma.fourEyesAbove, 0, 1'000'000'000'000);
    options.refunds.fourEyesAbove = options.rma.fourEyesAbove;
    options.staff = staffOptions(settings);
    options.cacheTtl = seconds(settings.integer(u"cache.ttl_s"_s, options.cacheTtl.count(), 1, 3'600));
    auto partnerSide = partnerSideOptions(settings, dataDir);
    if (!partnerSide)
        return tl::unexpected(partnerSide.error());
    options.partnerSide = *std::move(partnerSide);
    if (options.partnerSide.jobs.maximumKept < options.http.maximumFeedBody)
        return failure(ErrorCode::InvalidRequest,
                       u"jobs.max_kept_bytes must be at least http.max_feed_body, or no feed of that size could be kept"_s);
    auto payment = paymentOptions(settings);
    if (!payment)
        return tl::unexpected(payment.error());
    options.payment = std::move(*payment);
    if (options.payment.pluginFolder.isEmpty())
        options.payment.pluginFolder = dataDir + u"/plugins"_s;
    options.partnerSide.pluginFolder = options.payment.pluginFolder;
    if (auto finished = settings.finish(); !finished)
        return tl::unexpected(finished.error());
    return options;
}

} // namespace tidegate
