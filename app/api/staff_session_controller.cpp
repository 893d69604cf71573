// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/staff_session_controller.h"

#include "app/api/limit_headers.h"
#include "app/http/client_network.h"
#include "core/base/json.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Open to all, so no more than both fields need with every character escaped.
constexpr qint64 maximumBody = 4 * 1024;

SignInOrigin originOf(const Request &request)
{
    return {request.peer.toString(), clientNetwork(request.peer).toString(), request.requestId};
}

QJsonObject toJson(const StaffSession &session)
{
    const StaffActor &actor = session.actor;
    return {{u"expires_at"_s, formatTime(session.expiresAt)},
            {u"must_change_password"_s, session.mustChangePassword},
            {u"user"_s, QJsonObject{{u"id"_s, actor.id}, {u"name"_s, actor.name}, {u"role"_s, staffRoleName(actor.role)}}}};
}

/// No cache on the way may keep a token.
Response notStored(Response response)
{
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Response opened(int status, const OpenedSession &session)
{
    QJsonObject object = toJson(session.session);
    object.insert(u"token"_s, QString::fromLatin1(session.token));
    return Response::json(status, object);
}

/// Whoever signs in has to hear more than that they should sign in; not which of the two is wrong, nor that the user is disabled.
Error toldAlike(Error error)
{
    if (error.code == ErrorCode::Unauthenticated)
        error.fields = {{0, u"password"_s, u"wrong"_s, u"The name or the password is wrong."_s, {}}};
    return error;
}

/// A password in a problem's `value` would go to the log of whoever asked: it is only ever said that it is wrong.
QString passwordIn(JsonFields &fields, const QString &name)
{
    return fields.text(name, {.maximum = maximumBody});
}

/// The services know one password that is wrong; the body has two.
Error namedAsInBody(Error error)
{
    for (FieldError &field : error.fields) {
        if (field.field == u"password")
            field.field = u"new"_s;
    }
    return error;
}

} // namespace

StaffSessionController::StaffSessionController(StaffSessions &sessions)
    : m_sessions(sessions)
{
}

void StaffSessionController::addRoutes(Router &router, const Authenticator &authenticator)
{
    const Gate gate = authenticator.newPasswordGate();
    router.add("POST", u"/staff/sessions"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return open(std::move(request)); }),
               {.maximumBody = maximumBody, .mediaTypes = {"application/json"}});
    router.add("GET", u"/staff/sessions/current"_s, Handler([](const Request &request) {
                   const StaffSession &session = staffSessionOf(request);
                   QJsonObject object = toJson(session);
                   object.insert(u"id"_s, session.id);
                   object.insert(u"created_at"_s, formatTime(session.createdAt));
                   return notStored(Response::json(200, object));
               }),
               {.gate = gate});
    router.add("DELETE", u"/staff/sessions/current"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return end(std::move(request)); }), {.gate = gate});
    router.add("PUT", u"/staff/password"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return changePassword(std::move(request)); }),
               {.maximumBody = maximumBody, .mediaTypes = {"application/json"}, .gate = gate});
}

void StaffSessionController::addGuesses(Response &response, const QString &name, const Request &request)
{
    addLimitHeaders(response, "sign-ins", m_sessions.guesses(name, originOf(request)), m_sessions.guessWindow());
}

QCoro::Task<Response> StaffSessionController::open(std::shared_ptr<const Request> request)
{
    auto body = parseJsonObject(request->body);
    if (!body)
        co_return Response::problem(body.error(), *request);
    JsonFields fields(std::move(*body));
    const QString name = fields.text(u"username"_s, {.maximum = 64});
    const QString password = passwordIn(fields, u"password"_s);
    if (const auto checked = fields.finish(); !checked)
        co_return Response::problem(checked.error(), *request);
    auto opening = m_sessions.open(name, password, originOf(*request));
    const Result<OpenedSession> session = co_await opening;
    Response response = notStored(session ? opened(201, *session) : Response::problem(toldAlike(session.error()), *request));
    addGuesses(response, name, *request);
    co_return response;
}

QCoro::Task<Response> StaffSessionController::end(std::shared_ptr<const Request> request)
{
    auto ending = m_sessions.end(staffSessionOf(*request), request->requestId);
    const Result<Done> ended = co_await ending;
    if (!ended)
        co_return Response::problem(ended.error(), *request);
    co_return Response{204, {}, {}, {}};
}

QCoro::Task<Response> StaffSessionController::changePassword(std::shared_ptr<const Request> request)
{
    auto body = parseJsonObject(request->body);
    if (!body)
        co_return Response::problem(body.error(), *request);
    JsonFields fields(std::move(*body));
    const QString current = passwordIn(fields, u"current"_s);
    const QString newPassword = passwordIn(fields, u"new"_s);
    if (const auto checked = fields.finish(); !checked)
        co_return Response::problem(checked.error(), *request);
    const StaffSession &session = staffSessionOf(*request);
    auto changing = m_sessions.changePassword(session, current, newPassword, originOf(*request));
    const Result<OpenedSession> changed = co_await changing;
    Response response = notStored(changed ? opened(200, *changed) : Response::problem(namedAsInBody(changed.error()), *request));
    addGuesses(response, session.actor.name, *request);
    co_return response;
}

} // namespace tidegate
