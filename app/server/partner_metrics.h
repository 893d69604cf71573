// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/mail_service.h"
#include "core/observe/metrics.h"
#include "core/partner/callback_service.h"
#include "core/partner/feed_job.h"
#include "core/store/store.h"

namespace tidegate {

/// Counts what happens at the partners' side: feeds, callbacks and mails as they end, since this server's start; what waits and
/// what was given up as the database has it, for all servers on it. Nothing that a partner chose is a label. Thread-safe.
class PartnerMetrics
{
public:
    explicit PartnerMetrics(Metrics &metrics);

    void jobEnded(const FeedJob &job);
    void callbackTried(const DeliveryAttempt &attempt);
    void mailTried(MailResult result);

    /// Counts what waits and what was given up. Called now and then. This must outlive the store, which delivers what it was asked
    /// before it goes.
    void countQueues(Store &store);

private:
    Metrics &m_metrics;
    Gauge &m_queueDepth;
    Gauge &m_deadWebhooks;
    Gauge &m_deadCallbacks;
};

} // namespace tidegate
