// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/session_controller.h"

#include "app/api/limit_headers.h"
#include "app/http/client_network.h"
#include "core/base/json.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Open to all, so no more than both fields need with every character escaped.
constexpr qint64 maximumBody = 4 * 1024;

tl::unexpected<Error> tooMany(const LimiterDecision &limit)
{
    return tl::unexpected(Error{ErrorCode::RateLimited,
                                u"too many new sessions from one address"_s,
                                std::chrono::ceil<std::chrono::milliseconds>(limit.retryAfter),
                                {}});
}

QJsonObject toJson(const ShopperSession &session)
{
    return {{u"token"_s, session.token}, {u"shopper_id"_s, session.shopperId}, {u"expires_at"_s, formatTime(session.expiresAt)}};
}

} // namespace

SessionController::SessionController(ShopperSessions &sessions, SlidingWindowLimiter &perAddress)
    : m_sessions(sessions)
    , m_perAddress(perAddress)
{
}

void SessionController::addRoutes(Router &router)
{
    router.add("POST", u"/shop/sessions"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return create(std::move(request)); }),
               {.maximumBody = maximumBody, .mediaTypes = {"application/json"}});
}

QCoro::Task<Response> SessionController::create(std::shared_ptr<const Request> request)
{
    auto body = parseJsonObject(request->body);
    if (!body)
        co_return Response::problem(body.error(), *request);
    JsonFields fields(std::move(*body));
    const QString email = fields.text(u"email"_s, {.maximum = 254});
    const QString name = fields.text(u"name"_s, {.maximum = 200});
    if (!email.isEmpty() && !isEmailAddress(email))
        fields.refuse(u"email"_s, u"not_an_address"_s, u"This is not an e-mail address."_s, email.left(64));
    if (const auto checked = fields.finish(); !checked)
        co_return Response::problem(checked.error(), *request);
    const LimiterDecision limit = m_perAddress.acquire(clientNetwork(request->peer).toString());
    Result<ShopperSession> session = tooMany(limit);
    if (limit.allowed) {
        auto making = m_sessions.create(email, name);
        session = co_await making;
    }
    Response response = session ? Response::json(201, toJson(*session)) : Response::problem(session.error(), *request);
    addLimitHeaders(response, "sessions", limit, m_perAddress.rule().window);
    co_return response;
}

} // namespace tidegate
