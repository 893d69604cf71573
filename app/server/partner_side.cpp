// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/partner_side.h"

namespace tidegate {

PartnerSide::PartnerSide(const PartnerSideOptions &options, Store &store, std::shared_ptr<KeyRing> ring, StockListener onStock,
                         PartnerMetrics &metrics, const Clock &clock, Random &random)
    : m_keepFor(options.keepFor)
    , m_store(store)
    , m_metrics(metrics)
    , m_securityLog({.file = options.securityLogFile}, clock)
    , m_formatPlugins(options.pluginFolder, m_formats)
    , m_partners(store, clock, random, ring)
    , m_keys(store, clock, random, std::move(ring))
{
    FeedJobOptions jobs = options.jobs;
    jobs.onSecurityEvent = [this](SecurityEvent event) { m_securityLog.record(std::move(event)); };
    jobs.onJobEnded = [&metrics](const FeedJob &job) { metrics.jobEnded(job); };
    m_jobs = std::make_unique<FeedJobService>(store, m_formats, jobs, clock, random);
    m_webhooks = std::make_unique<WebhookService>(store, clock, random);
    m_webhooks->onStockChanged(std::move(onStock));
    CallbackOptions callbacks = options.callbacks;
    callbacks.onAttempt = [&metrics](const DeliveryAttempt &attempt) { metrics.callbackTried(attempt); };
    m_callbacks = std::make_unique<CallbackService>(store, callbacks, clock, random);
    MailOptions mail = options.mail;
    mail.onAttempt = [&metrics](MailResult result) { metrics.mailTried(result); };
    m_mail = std::make_unique<MailService>(store, mail, clock, random);
}

PartnerSide::~PartnerSide() = default;

Result<Done> PartnerSide::start()
{
    m_formatPlugins.start();
    if (Result<Done> started = m_callbacks->start(); !started)
        return started;
    if (Result<Done> started = m_jobs->start(); !started)
        return started;
    m_webhooks->start();
    m_mail->start();
    return Done{};
}

void PartnerSide::purge()
{
    m_jobs->purge();
    m_webhooks->purge(m_keepFor);
    m_callbacks->purge(m_keepFor);
    m_mail->purge(m_keepFor);
}

} // namespace tidegate
