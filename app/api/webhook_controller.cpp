// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/webhook_controller.h"

#include "app/api/partner_answer.h"
#include "app/http/problem.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

SecurityEvent wrongSignature(const Request &request, const Error &why)
{
    return {.kind = u"webhook_signature"_s,
            .outcome = errorName(why.code),
            .address = request.peer.toString(),
            .keyPrefix = request.callerKey,
            .partner = request.caller,
            .requestId = request.requestId,
            .detail = {{u"path"_s, request.path}, {u"why"_s, why.detail}}};
}

QString resultOf(const Result<AcceptedWebhook> &accepted)
{
    if (!accepted)
        return problemKind(accepted.error().code).code;
    return accepted->repeated ? u"repeated"_s : u"accepted"_s;
}

} // namespace

WebhookController::WebhookController(WebhookService &webhooks, SecurityLog &log, Metrics &metrics)
    : m_webhooks(webhooks)
    , m_log(log)
    , m_metrics(metrics)
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
    m_metrics
        .counter(u"tidegate_webhook_in_total"_s, u"Webhooks of partners by how they were answered."_s,
                 {{u"result"_s, resultOf(accepted)}})
        .add();
    if (!accepted) {
        if (accepted.error().code == ErrorCode::Unauthenticated)
            m_log.record(wrongSignature(*request, accepted.error()));
        co_return Response::problem(accepted.error(), *request);
    }
    QJsonObject answer{{u"event_id"_s, accepted->eventId}};
    if (accepted->repeated)
        answer.insert(u"duplicate"_s, true);
    co_return partnerAnswer(*request, 202, answer);
}

} // namespace tidegate
