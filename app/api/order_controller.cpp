// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/order_controller.h"

#include "app/api/order_json.h"
#include "app/api/paging.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QJsonObject toJson(const CreditEntry &entry)
{
    return {{u"id"_s, entry.id},
            {u"delta"_s, tidegate::toJson(entry.delta)},
            {u"balance_after"_s, tidegate::toJson(entry.balanceAfter)},
            {u"kind"_s, entry.kind},
            {u"created_at"_s, formatTime(entry.at)}};
}

} // namespace

OrderController::OrderController(OrderQueries &queries)
    : m_queries(queries)
{
}

void OrderController::addRoutes(Router &router, const Authenticator &authenticator)
{
    const RouteOptions options{.gate = authenticator.shopperGate()};
    router.add("GET", u"/orders"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return list(std::move(request)); }), options);
    router.add("GET", u"/orders/{id}"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return one(std::move(request)); }), options);
    router.add("GET", u"/credit"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return credit(std::move(request)); }), options);
}

QCoro::Task<Response> OrderController::list(std::shared_ptr<const Request> request)
{
    const Result<Paging> paging = Paging::read(*request);
    if (!paging)
        co_return Response::problem(paging.error(), *request);
    auto reading = m_queries.orders(request->caller, paging->cursor, paging->limit);
    const Result<Page<Order>> page = co_await reading;
    if (!page)
        co_return Response::problem(page.error(), *request);
    co_return Response::json(200, toJson(*page, Audience::Shopper));
}

QCoro::Task<Response> OrderController::one(std::shared_ptr<const Request> request)
{
    auto reading = m_queries.order(request->pathParameter(u"id"), request->caller);
    const Result<OrderDetails> details = co_await reading;
    if (!details)
        co_return Response::problem(details.error(), *request);
    co_return Response::json(200, tidegate::toJson(*details, Audience::Shopper));
}

QCoro::Task<Response> OrderController::credit(std::shared_ptr<const Request> request)
{
    const Result<Paging> paging = Paging::read(*request);
    if (!paging)
        co_return Response::problem(paging.error(), *request);
    auto reading = m_queries.credit(request->caller, paging->cursor, paging->limit);
    const Result<CreditStatement> statement = co_await reading;
    if (!statement)
        co_return Response::problem(statement.error(), *request);
    QJsonArray balances;
    for (const Money &balance : statement->balances)
        balances.append(tidegate::toJson(balance));
    QJsonArray data;
    for (const CreditEntry &entry : statement->entries.items)
        data.append(toJson(entry));
    co_return Response::json(
        200, {{u"balances"_s, balances}, {u"data"_s, data}, {u"next_cursor"_s, cursorValue(statement->entries.nextCursor)}});
}

} // namespace tidegate
