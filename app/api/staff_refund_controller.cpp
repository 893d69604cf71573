// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/staff_refund_controller.h"

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

constexpr qsizetype longestReference = 255;

Result<RefundState> stateOf(const Request &request)
{
    const QString name = request.query.hasQueryItem(u"state"_s) ? request.query.queryItemValue(u"state"_s, QUrl::FullyDecoded)
                                                                : refundStateName(RefundState::Failed);
    for (const RefundState state : {RefundState::Failed, RefundState::Pending, RefundState::Sent}) {
        if (refundStateName(state) == name)
            return state;
    }
    return invalidField(u"state"_s, u"unknown_value"_s, u"The state is failed, pending or sent."_s, name.left(64));
}

Response refundResponse(const Refund &refund)
{
    Response response = Response::json(200, toJson(refund));
    addVersion(response, refund.version);
    return response;
}

Response answerResponse(const Result<RefundAnswer> &answer, const StaffAccess &access, const Request &request)
{
    if (!answer)
        return access.refusal(answer.error(), request);
    Response response = refundResponse(answer->refund);
    addReplayed(response, answer->replayed);
    return response;
}

Result<RefundAction> readAction(const Request &request, const StaffActor &actor)
{
    const auto version = expectedVersionOf(request);
    if (!version)
        return tl::unexpected(version.error());
    auto key = idempotencyKeyOf(request);
    if (!key)
        return tl::unexpected(key.error());
    return RefundAction{request.pathParameter(u"id"), *version, *std::move(key),
                        requestHashOf(request),       actor,    request.requestId};
}

/// The provider's reference, or empty where the caller found none there.
Result<QString> readReference(const Request &request)
{
    auto body = parseJsonObject(request.body);
    if (!body)
        return tl::unexpected(body.error());
    JsonFields fields(std::move(*body));
    return finished(fields, fields.text(u"reference"_s, {.maximum = longestReference, .required = false}));
}

} // namespace

StaffRefundController::StaffRefundController(RefundService &refunds, StaffAccess access)
    : m_refunds(refunds)
    , m_access(std::move(access))
{
}

void StaffRefundController::addRoutes(Router &router)
{
    const RouteOptions reading{.gate = m_access.gate};
    const RouteOptions writing{.mediaTypes = {"application/json"}, .gate = m_access.gate};
    router.add("GET", u"/staff/refunds"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return list(std::move(request)); }), reading);
    router.add("GET", u"/staff/refunds/{id}"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return one(std::move(request)); }), reading);
    router.add("POST", u"/staff/refunds/{id}/retry"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return retry(std::move(request)); }), writing);
    router.add("POST", u"/staff/refunds/{id}/settle"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return settle(std::move(request)); }), writing);
}

QCoro::Task<Response> StaffRefundController::list(std::shared_ptr<const Request> request)
{
    const Result<Paging> paging = Paging::read(*request, {u"state"_s});
    if (!paging)
        co_return m_access.refusal(paging.error(), *request);
    const Result<RefundState> state = stateOf(*request);
    if (!state)
        co_return m_access.refusal(state.error(), *request);
    auto reading = m_refunds.list(*state, paging->cursor, paging->limit);
    const Result<Page<Refund>> page = co_await reading;
    if (!page)
        co_return m_access.refusal(page.error(), *request);
    co_return Response::json(200, toJson(*page));
}

QCoro::Task<Response> StaffRefundController::one(std::shared_ptr<const Request> request)
{
    auto reading = m_refunds.refund(request->pathParameter(u"id"));
    const Result<Refund> refund = co_await reading;
    if (!refund)
        co_return m_access.refusal(refund.error(), *request);
    co_return refundResponse(*refund);
}

QCoro::Task<Response> StaffRefundController::retry(std::shared_ptr<const Request> request)
{
    const Result<RefundAction> action = readAction(*request, m_access.actor(*request));
    if (!action)
        co_return m_access.refusal(action.error(), *request);
    Result<JsonFields> fields = fieldsOf(*request);
    if (!fields)
        co_return m_access.refusal(fields.error(), *request);
    if (const auto checked = fields->finish(); !checked)
        co_return m_access.refusal(checked.error(), *request);
    auto retrying = m_refunds.retry(*action);
    const Result<RefundAnswer> answer = co_await retrying;
    co_return answerResponse(answer, m_access, *request);
}

QCoro::Task<Response> StaffRefundController::settle(std::shared_ptr<const Request> request)
{
    const Result<RefundAction> action = readAction(*request, m_access.actor(*request));
    if (!action)
        co_return m_access.refusal(action.error(), *request);
    const Result<QString> reference = readReference(*request);
    if (!reference)
        co_return m_access.refusal(reference.error(), *request);
    auto settling = m_refunds.settleByHand(*action, *reference);
    const Result<RefundAnswer> answer = co_await settling;
    co_return answerResponse(answer, m_access, *request);
}

} // namespace tidegate
