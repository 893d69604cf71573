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
        const qint64 usual = options.spoolBody ? m_options.maximumFeedBody : m_options.maximumBody;
        admission.maximumBody = options.maximumBody > 0 ? options.maximumBody : usual;
    }
    request.pathParameters = std::move(match.parameters);
    if (head.contentLength.value_or(0) > admission.maximumBody)
        admission.refusal = withoutMore(ErrorCode::BodyTooLarge,
                                        u"Content-Length %1, limit %2"_s.arg(*head.contentLength).arg(admission.maximumBody));
    else if (!match.route && match.allow.isEmpty())
        admission.refusal = withoutMore(ErrorCode::NotFound, u"no such path"_s);
    else if (!match.route)
        admission.refusal = withoutMore(ErrorCode::MethodNotAllowed, u"allowed: "_s + QString::fromLatin1(match.allow));
    else if (head.hasBody() && !takesMediaType(*match.route, request))
        admission.refusal =
            withoutMore(ErrorCode::UnsupportedMediaType, u"Content-Type "_s + QString::fromLatin1(mediaType(request)));
    admission.allow = match.allow;
    return admission;
}

Response Dispatcher::refuse(const Admission &admission, const Request &request)
{
    if (request.method == "OPTIONS" && request.path == u"*")
        return {204, {}, {{"Allow"_ba, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"_ba}}, {}};
    Response response = Response::problem(*admission.refusal, request);
    if (admission.refusal->code == ErrorCode::MethodNotAllowed)
        response.headers.emplace_back("Allow"_ba, admission.allow);
    return response;
}

void Dispatcher::askGate(const Incoming &incoming, ConnectionGuard &guard)
{
    static_cast<void>(askLater(*incoming.admission.route, incoming.request, QPointer<ConnectionGuard>(&guard)));
}

QCoro::Task<> Dispatcher::askLater(const Route &route, std::shared_ptr<const Request> request, QPointer<ConnectionGuard> guard)
{
    const Monotonic began = m_clock.monotonic();
    std::optional<Response> refusal;
    try {
        QCoro::Task<std::optional<Response>> verdict = route.options.gate(request);
        refusal = co_await verdict;
    } catch (...) {
        refusal = answerToException(*request);
    }
    if (refusal)
        m_meter.count(&route, request->method, refusal->status, m_clock.monotonic() - began);
    request.reset(); // let go before the guard fills in the body
    if (guard)
        guard->admitted(std::move(refusal));
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
    Response response = incoming.admission.refusal ? refuse(incoming.admission, request) : callNow(*route, request);
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
