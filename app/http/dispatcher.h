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
    std::optional<Error> refusal; ///< the answer, instead of a handler's
    QByteArray allow;             ///< with MethodNotAllowed
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

    /// Also fills in the request's path parameters.
    [[nodiscard]] Admission admit(const RequestHead &head, Request &request) const;
    /// Asks the route's gate, which there must be, and tells the guard (admitted()), now or later.
    void askGate(const Incoming &incoming, ConnectionGuard &guard);
    /// Answers through the guard, now or later; not at all if the guard is gone by then.
    void serve(const Incoming &incoming, ConnectionGuard &guard);

private:
    [[nodiscard]] std::optional<Error> refusalFor(const RouteMatch &match, const RequestHead &head, qint64 maximumBody) const;
    [[nodiscard]] static Response refuse(const Admission &admission, const Request &request);
    Response callNow(const Route &route, const Request &request) const;
    QCoro::Task<> askLater(const Route &route, std::shared_ptr<const Request> request, QPointer<ConnectionGuard> guard);
    QCoro::Task<> callLater(const Route &route, std::shared_ptr<const Request> request, QPointer<ConnectionGuard> guard,
                            Monotonic began);
    void finish(const Route *route, const Request &request, const Response &response, Monotonic began);

    const RouteTable &m_table;
    const HttpOptions &m_options;
    RequestMeter &m_meter;
    const Clock &m_clock;
};

} // namespace tidegate
