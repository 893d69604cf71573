// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/http_options.h"
#include "app/http/request_meter.h"
#include "app/http/request_parser.h"

#include <QPointer>

namespace tidegate {

class ConnectionGuard;

/// What is known about a request once its head is there.
struct Admission {
    const Route *route = nullptr;
    qint64 maximumBody = 0;
    bool spoolBody = false;
    qint64 spoolAbove = 0;
    bool dropBody = false;           ///< nobody will look at it
    std::optional<Response> refusal; ///< the answer, instead of a handler's
};

/// A request on its way to a handler.
struct Incoming {
    std::shared_ptr<Request> request;
    Admission admission;
};

/// Finds the route of a request, checks what can be checked without the handler, calls it, and turns whatever comes of it into an answer.
/// One per I/O thread.
class Dispatcher
{
public:
    Dispatcher(const RouteTable &table, const HttpOptions &options, RequestMeter &meter, const Clock &clock);

    /// Also asks the route's gate, and fills in the request's path parameters.
    [[nodiscard]] Admission admit(const RequestHead &head, Request &request) const;
    /// Answers through the guard, now or later; not at all if the guard is gone by then.
    void serve(const Incoming &incoming, ConnectionGuard &guard);

private:
    Response callNow(const Route &route, const Request &request) const;
    QCoro::Task<> callLater(const Route &route, std::shared_ptr<const Request> request, QPointer<ConnectionGuard> guard,
                            Monotonic began);
    void finish(const Route *route, const Request &request, const Response &response, Monotonic began);

    const RouteTable &m_table;
    const HttpOptions &m_options;
    RequestMeter &m_meter;
    const Clock &m_clock;
};

} // namespace tidegate
