// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/dispatcher.h"

#include "app/http/connection_guard.h"

#include <algorithm>
#include <exception>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QByteArray mediaType(const Request &request)
{
    const QByteArray header = request.header("content-type");
    return header.first(std::max<qsizetype>(header.indexOf(';') < 0 ? header.size() : header.indexOf(';'), 0))
        .trimmed()
        .toLower();
}

bool takesMediaType(const Route &route, const Request &request)
{
    const std::vector<QByteArray> &taken = route.options.mediaTypes;
    return taken.empty() || std::find(taken.begin(), taken.end(), mediaType(request)) != taken.end();
}

Error withoutMore(ErrorCode code, QString detail)
{
    return {code, std::move(detail), std::nullopt, {}};
}

/// Call only while an exception is being handled.
Response answerToException(const Request &request)
{
    QString what = u"something that is no std::exception"_s;
    try {
        throw;
    } catch (const std::exception &exception) {
        what = QString::fromUtf8(exception.what());
    } catch (...) {
    }
    return Response::problem(withoutMore(ErrorCode::Internal, u"the handler threw: "_s + what), request);
}

/// What stands against a request whatever its sender may do.
std::optional<Response> refusalByHead(const RouteMatch &match, const RequestHead &head, const Request &request,
                                      qint64 maximumBody)
{
    if (head.contentLength.value_or(0) > maximumBody)
        return Response::problem(
            withoutMore(ErrorCode::BodyTooLarge, u"Content-Length %1, limit %2"_s.arg(*head.contentLength).arg(maximumBody)),
            request);
    if (head.method == "OPTIONS" && head.rawPath == "*")
        return Response{204, {}, {{"Allow"_ba, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"_ba}}, {}};
    if (!match.route && match.allow.isEmpty())
        return Response::problem(withoutMore(ErrorCode::NotFound, u"no such path"_s), request);
    if (!match.route) {
        Response response = Response::problem(
            withoutMore(ErrorCode::MethodNotAllowed, u"allowed: "_s + QString::fromLatin1(match.allow)), request);
        response.headers.emplace_back("Allow"_ba, match.allow);
        return response;
    }
    return std::nullopt;
}

std::optional<Response> refusalByMediaType(const Route &route, const RequestHead &head, const Request &request)
{
    if (!head.hasBody() || takesMediaType(route, request))
        return std::nullopt;
    return Response::problem(
        withoutMore(ErrorCode::UnsupportedMediaType, u"Content-Type "_s + QString::fromLatin1(mediaType(request))), request);
}

std::optional<Response> askGate(const Route &route, Request &request)
{
    try {
        return route.options.gate(request);
    } catch (...) {
        return answerToException(request);
    }
}

} // namespace

Dispatcher::Dispatcher(const RouteTable &table, const HttpOptions &options, RequestMeter &meter, const Clock &clock)
    : m_table(table)
    , m_options(options)
    , m_meter(meter)
    , m_clock(clock)
{
}

Admission Dispatcher::admit(const RequestHead &head, Request &request) const
{
    RouteMatch match = m_table.match(head.method, head.rawPath);
    Admission admission;
    admission.route = match.route;
    admission.maximumBody = m_options.maximumBody;
    if (match.route) {
        const RouteOptions &options = match.route->options;
        admission.spoolBody = options.spoolBody;
        admission.spoolAbove = options.spoolAbove;
        const qint64 usual = options.spoolBody ? m_options.maximumFeedBody : m_options.maximumBody;
        admission.maximumBody = options.maximumBody > 0 ? options.maximumBody : usual;
    }
    request.pathParameters = std::move(match.parameters);
    admission.refusal = refusalByHead(match, head, request, admission.maximumBody);
    if (!admission.refusal && match.route->options.gate)
        admission.refusal = askGate(*match.route, request);
    if (!admission.refusal)
        admission.refusal = refusalByMediaType(*match.route, head, request);
    admission.dropBody = admission.refusal || match.route->method == "GET";
    return admission;
}

void Dispatcher::serve(const Incoming &incoming, ConnectionGuard &guard)
{
    const Monotonic began = m_clock.monotonic();
    const Request &request = *incoming.request;
    const Route *const route = incoming.admission.route;
    m_meter.addInFlight(1);
    if (!incoming.admission.refusal && route->asyncHandler) {
        // The task keeps itself alive.
        static_cast<void>(callLater(*route, incoming.request, QPointer<ConnectionGuard>(&guard), began));
        return;
    }
    Response response = incoming.admission.refusal ? *incoming.admission.refusal : callNow(*route, request);
    finish(route, request, response, began);
    guard.answer(std::move(response));
}

Response Dispatcher::callNow(const Route &route, const Request &request) const
{
    try {
        return route.handler(request);
    } catch (...) {
        return answerToException(request);
    }
}

QCoro::Task<> Dispatcher::callLater(const Route &route, std::shared_ptr<const Request> request, QPointer<ConnectionGuard> guard,
                                    Monotonic began)
{
    Response response;
    try {
        QCoro::Task<Response> answer = route.asyncHandler(request);
        response = co_await answer;
    } catch (...) {
        response = answerToException(*request);
    }
    finish(&route, *request, response, began);
    if (guard)
        guard->answer(std::move(response));
}

void Dispatcher::finish(const Route *route, const Request &request, const Response &response, Monotonic began)
{
    m_meter.addInFlight(-1);
    m_meter.count(route, request.method, response.status, m_clock.monotonic() - began);
}

} // namespace tidegate
