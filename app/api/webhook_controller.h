// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/authenticator.h"
#include "app/http/router.h"
#include "core/partner/webhook_service.h"

namespace tidegate {

/// POST /partner/webhook: a signed message of a partner's stock system, acknowledged once it is written down.
class WebhookController
{
public:
    explicit WebhookController(WebhookService &webhooks);
    void addRoutes(Router &router, const Authenticator &authenticator);

private:
    QCoro::Task<Response> receive(std::shared_ptr<const Request> request);

    WebhookService &m_webhooks;
};

} // namespace tidegate
