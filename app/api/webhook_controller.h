// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/authenticator.h"
#include "app/http/router.h"
#include "core/observe/metrics.h"
#include "core/partner/security_log.h"
#include "core/partner/webhook_service.h"

namespace tidegate {

/// POST /partner/webhook: a signed message of a partner's stock system, acknowledged once it is written down. Wrong signatures
/// are told to the security log.
class WebhookController
{
public:
    /// All must outlive this.
    WebhookController(WebhookService &webhooks, SecurityLog &log, Metrics &metrics);
    void addRoutes(Router &router, const Authenticator &authenticator);

private:
    QCoro::Task<Response> receive(std::shared_ptr<const Request> request);

    WebhookService &m_webhooks;
    SecurityLog &m_log;
    Metrics &m_metrics;
};

} // namespace tidegate
