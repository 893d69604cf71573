// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/webhook_controller.h"

#include "app/api/partner_answer.h"

using namespace Qt::StringLiterals;

namespace tidegate {

WebhookController::WebhookController(WebhookService &webhooks)
    : m_webhooks(webhooks)
{
}

void WebhookController::addRoutes(Router &router, const Authenticator &authenticator)
{
    router.add("POST", u"/partner/webhook"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return receive(std::move(request)); }),
               {.mediaTypes = {"application/json"}, .gate = authenticator.partnerGate(u"stock"_s)});
}

QCoro::Task<Response> WebhookController::receive(std::shared_ptr<const Request> request)
{
    IncomingWebhook webhook{.partnerId = request->caller,
                            .sandbox = request->sandbox,
                            .id = request->header("webhook-id"),
                            .timestamp = request->header("webhook-timestamp"),
                            .signature = request->header("webhook-signature"),
                            .body = request->body,
                            .requestId = request->requestId};
    auto receiving = m_webhooks.receive(std::move(webhook));
    const Result<AcceptedWebhook> accepted = co_await receiving;
    if (!accepted)
        co_return Response::problem(accepted.error(), *request);
    QJsonObject answer{{u"event_id"_s, accepted->eventId}};
    if (accepted->repeated)
        answer.insert(u"duplicate"_s, true);
    co_return partnerAnswer(*request, 202, answer);
}

} // namespace tidegate
