// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/server/partner_metrics.h"
#include "core/feed/feed_plugin_folder.h"
#include "core/feed/feed_registry.h"
#include "core/notify/mail_service.h"
#include "core/partner/callback_service.h"
#include "core/partner/feed_job_service.h"
#include "core/partner/key_service.h"
#include "core/partner/partner_service.h"
#include "core/partner/security_log.h"
#include "core/partner/webhook_service.h"

namespace tidegate {

struct PartnerSideOptions {
    FeedJobOptions jobs;
    CallbackOptions callbacks;
    MailOptions mail;
    QString securityLogFile;
    QString pluginFolder; ///< of feed formats
    /// Webhooks, callbacks and mails that are done with are kept so long, as jobs are.
    std::chrono::hours keepFor{24 * 30};
};

/// All that a server has for partners, put together: feeds, webhooks, callbacks, mail, keys. Constructed, started and destroyed
/// on one thread; the services may be called from any.
class PartnerSide
{
public:
    /// All must outlive this.
    PartnerSide(const PartnerSideOptions &options, Store &store, std::shared_ptr<KeyRing> ring, StockListener onStock,
                PartnerMetrics &metrics, const Clock &clock, Random &random);
    /// Ends what works by itself, within a few seconds; what is unfinished goes on at the next start.
    ~PartnerSide();
    Q_DISABLE_COPY_MOVE(PartnerSide)

    /// Works on feeds, webhooks, callbacks and mails from now on.
    Result<Done> start();
    /// Counts what waits, for the metrics. Called now and then.
    void countQueues() { m_metrics.countQueues(m_store); }
    /// Removes what is older than it is kept; some at a time. Called now and then.
    void purge();

    SecurityLog &securityLog() { return m_securityLog; }
    FeedRegistry &formats() { return m_formats; }
    PartnerService &partners() { return m_partners; }
    KeyService &keys() { return m_keys; }
    FeedJobService &jobs() { return *m_jobs; }
    WebhookService &webhooks() { return *m_webhooks; }
    CallbackService &callbacks() { return *m_callbacks; }

private:
    const std::chrono::hours m_keepFor;
    Store &m_store;
    PartnerMetrics &m_metrics;
    SecurityLog m_securityLog;
    FeedRegistry m_formats;
    FeedPluginFolder m_formatPlugins;
    PartnerService m_partners;
    KeyService m_keys;
    std::unique_ptr<FeedJobService> m_jobs;
    std::unique_ptr<WebhookService> m_webhooks;
    std::unique_ptr<CallbackService> m_callbacks;
    std::unique_ptr<MailService> m_mail;
};

} // namespace tidegate
