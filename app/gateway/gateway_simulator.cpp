// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/gateway_simulator.h"

#include "core/base/json.h"

using namespace Qt::StringLiterals;

namespace tidegate {

GatewaySimulator::GatewaySimulator(const Clock &clock, Random &random)
    : m_faults(random)
    , m_teller(m_book, m_faults)
    , m_stripe(m_teller, clock, random)
    , m_paypal(m_teller, clock, random)
{
}

Result<Done> GatewaySimulator::openJournal(const QString &file)
{
    return m_book.openJournal(file);
}

void GatewaySimulator::addRoutes(Router &router)
{
    m_stripe.addRoutes(router);
    m_paypal.addRoutes(router);
    router.add("POST", u"/_faults"_s, Handler([this](const Request &request) { return setFaults(request); }));
    router.add("GET", u"/_faults"_s, Handler([this](const Request &) { return Response::json(200, m_faults.toJson()); }));
    router.add("GET", u"/_charges"_s, Handler([this](const Request &) { return Response::json(200, m_book.toJson()); }));
}

Response GatewaySimulator::setFaults(const Request &request)
{
    const auto body = parseJsonObject(request.body);
    if (!body)
        return Response::problem(body.error(), request);
    if (const auto set = m_faults.set(*body); !set)
        return Response::problem(set.error(), request);
    return Response::json(200, m_faults.toJson());
}

} // namespace tidegate
