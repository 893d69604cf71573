// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/return_rules_controller.h"

#include "app/api/body_fields.h"
#include "app/api/rma_body.h"
#include "app/api/rma_json.h"
#include "app/api/version_tag.h"

using namespace Qt::StringLiterals;

namespace tidegate {

// In these coroutines no call that takes objects by value stands in the same expression as a co_await: g++ 12 copies such
// arguments bit by bit (gcc.gnu.org/PR99576 and its kin), and destroys them twice.

ReturnRulesController::ReturnRulesController(ReturnRulesService &rules, StaffAccess access)
    : m_rules(rules)
    , m_access(std::move(access))
{
}

void ReturnRulesController::addRoutes(Router &router)
{
    router.add("GET", u"/staff/return-rules"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return read(std::move(request)); }),
               {.gate = m_access.gate});
    router.add("PUT", u"/staff/return-rules"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return change(std::move(request)); }),
               {.mediaTypes = {"application/json"}, .gate = m_access.gate});
}

Response ReturnRulesController::answerTo(const Result<ReturnRules> &rules, const Request &request) const
{
    if (!rules)
        return m_access.refusal(rules.error(), request);
    Response response = Response::json(200, toJson(*rules));
    addVersion(response, rules->version);
    return response;
}

QCoro::Task<Response> ReturnRulesController::read(std::shared_ptr<const Request> request)
{
    auto reading = m_rules.rules();
    const Result<ReturnRules> rules = co_await reading;
    co_return answerTo(rules, *request);
}

QCoro::Task<Response> ReturnRulesController::change(std::shared_ptr<const Request> request)
{
    const Result<qint64> version = expectedVersionOf(*request);
    if (!version)
        co_return m_access.refusal(version.error(), *request);
    Result<JsonFields> fields = fieldsOf(*request);
    if (!fields)
        co_return m_access.refusal(fields.error(), *request);
    ReturnRules wanted = readRules(*fields);
    wanted.version = *version;
    if (const auto checked = fields->finish(); !checked)
        co_return m_access.refusal(checked.error(), *request);
    auto changing = m_rules.change(wanted, m_access.actor(*request), request->requestId);
    const Result<ReturnRules> changed = co_await changing;
    co_return answerTo(changed, *request);
}

} // namespace tidegate
