// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/staff_order_controller.h"

#include "app/api/body_fields.h"
#include "app/api/idempotency_key.h"
#include "app/api/order_json.h"
#include "app/api/paging.h"
#include "app/api/version_tag.h"

using namespace Qt::StringLiterals;

namespace tidegate {

// In these coroutines no call that takes objects by value stands in the same expression as a co_await: g++ 12 copies such
// arguments bit by bit (gcc.gnu.org/PR99576 and its kin), and destroys them twice.

namespace {

constexpr qsizetype maximumLines = 1'000;
constexpr qint64 maximumQuantity = 1'000'000;

/// An action as it was asked for over HTTP.
struct AskedAction {
    OrderAction action;
    std::vector<LineQuantity> lines; ///< empty: all that is left
    QString note;                    ///< the tracking number, or the reason
};

std::vector<LineQuantity> readLines(JsonFields &fields)
{
    std::vector<LineQuantity> lines;
    if (!fields.has(u"lines"_s))
        return lines;
    eachOf(fields, u"lines"_s, maximumLines, [&lines](JsonFields &line) {
        const QString id = line.text(u"order_line_id"_s, {.maximum = 64});
        lines.push_back({id, line.integer(u"quantity"_s, 1, maximumQuantity)});
    });
    return lines;
}

Result<AskedAction> readAction(const Request &request, const StaffActor &actor, const QString &noteName, qsizetype longestNote)
{
    auto version = expectedVersionOf(request);
    if (!version)
        return tl::unexpected(version.error());
    auto key = idempotencyKeyOf(request);
    if (!key)
        return tl::unexpected(key.error());
    auto body = parseJsonObject(request.body);
    if (!body)
        return tl::unexpected(body.error());
    AskedAction asked;
    JsonFields fields(std::move(*body));
    asked.lines = readLines(fields);
    asked.note = fields.text(noteName, {.maximum = longestNote, .required = false});
    if (auto checked = fields.finish(); !checked)
        return tl::unexpected(checked.error());
    asked.action = {request.pathParameter(u"id"), *version, std::move(*key), requestHashOf(request), actor, request.requestId};
    return asked;
}

Response detailsResponse(const OrderDetails &details)
{
    Response response = Response::json(200, toJson(details, Audience::Staff));
    addVersion(response, details.order.version);
    return response;
}

Response actionResponse(const Result<OrderActionAnswer> &answer, const StaffAccess &access, const Request &request)
{
    if (!answer)
        return access.refusal(answer.error(), request);
    Response response = detailsResponse(answer->details);
    addReplayed(response, answer->replayed);
    return response;
}

} // namespace

StaffOrderController::StaffOrderController(OrderService &orders, StaffAccess access)
    : m_orders(orders)
    , m_access(std::move(access))
{
}

void StaffOrderController::addRoutes(Router &router)
{
    const RouteOptions reading{.gate = m_access.gate};
    const RouteOptions writing{.mediaTypes = {"application/json"}, .gate = m_access.gate};
    router.add("GET", u"/staff/orders"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return list(std::move(request)); }), reading);
    router.add("GET", u"/staff/orders/{id}"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return one(std::move(request)); }), reading);
    router.add("POST", u"/staff/orders/{id}/ship"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return ship(std::move(request)); }), writing);
    router.add("POST", u"/staff/orders/{id}/cancel"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return cancel(std::move(request)); }), writing);
}

QCoro::Task<Response> StaffOrderController::list(std::shared_ptr<const Request> request)
{
    const Result<Paging> paging = Paging::read(*request, {u"status"_s, u"q"_s}, Paging::CursorForm::Own);
    if (!paging)
        co_return m_access.refusal(paging.error(), *request);
    auto searching = m_orders.search({.status = request->query.queryItemValue(u"status"_s, QUrl::FullyDecoded),
                                      .text = request->query.queryItemValue(u"q"_s, QUrl::FullyDecoded),
                                      .cursor = paging->cursor,
                                      .limit = paging->limit});
    const Result<Page<Order>> page = co_await searching;
    if (!page)
        co_return m_access.refusal(page.error(), *request);
    co_return Response::json(200, toJson(*page, Audience::Staff));
}

QCoro::Task<Response> StaffOrderController::one(std::shared_ptr<const Request> request)
{
    auto reading = m_orders.order(request->pathParameter(u"id"));
    const Result<OrderDetails> details = co_await reading;
    if (!details)
        co_return m_access.refusal(details.error(), *request);
    co_return detailsResponse(*details);
}

QCoro::Task<Response> StaffOrderController::ship(std::shared_ptr<const Request> request)
{
    const Result<AskedAction> asked =
        readAction(*request, m_access.actor(*request), u"tracking"_s, OrderService::longestTracking);
    if (!asked)
        co_return m_access.refusal(asked.error(), *request);
    auto shipping = m_orders.ship(asked->action, asked->lines, asked->note);
    const Result<OrderActionAnswer> answer = co_await shipping;
    co_return actionResponse(answer, m_access, *request);
}

QCoro::Task<Response> StaffOrderController::cancel(std::shared_ptr<const Request> request)
{
    const Result<AskedAction> asked = readAction(*request, m_access.actor(*request), u"reason"_s, OrderService::longestReason);
    if (!asked)
        co_return m_access.refusal(asked.error(), *request);
    auto cancelling = m_orders.cancel(asked->action, asked->lines, asked->note);
    const Result<OrderActionAnswer> answer = co_await cancelling;
    co_return actionResponse(answer, m_access, *request);
}

} // namespace tidegate
