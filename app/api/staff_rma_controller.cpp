// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/staff_rma_controller.h"

#include "app/api/body_fields.h"
#include "app/api/idempotency_key.h"
#include "app/api/paging.h"
#include "app/api/rma_body.h"
#include "app/api/rma_file_exchange.h"
#include "app/api/rma_json.h"
#include "app/api/version_tag.h"

using namespace Qt::StringLiterals;

namespace tidegate {

// In these coroutines no call that takes objects by value stands in the same expression as a co_await: g++ 12 copies such
// arguments bit by bit (gcc.gnu.org/PR99576 and its kin), and destroys them twice.

namespace {

constexpr qsizetype longestReason = 1'000;
constexpr qsizetype longestReopening = 2'000;
constexpr qsizetype longestNote = 5'000;

/// A parameter of the query that is one of some names; nothing where it is not there.
template <typename Value>
Result<std::optional<Value>> choice(const Request &request, const QString &name, std::optional<Value> (*valueOf)(QStringView))
{
    if (!request.query.hasQueryItem(name))
        return std::optional<Value>();
    const QString text = request.query.queryItemValue(name, QUrl::FullyDecoded);
    const std::optional<Value> value = valueOf(text);
    if (!value)
        return invalidField(name, u"unknown_value"_s, u"This %1 is not known."_s.arg(name), text.left(64));
    return value;
}

std::optional<RmaOrder> orderFromName(QStringView name)
{
    if (name == u"due")
        return RmaOrder::Due;
    if (name == u"newest")
        return RmaOrder::Newest;
    if (name == u"oldest")
        return RmaOrder::Oldest;
    return name == u"value" ? std::optional(RmaOrder::Value) : std::nullopt;
}

Result<RmaFilter> readFilter(const Request &request)
{
    const auto paging = Paging::read(request, {u"state"_s, u"queue"_s, u"q"_s, u"order"_s}, Paging::CursorForm::Own);
    if (!paging)
        return tl::unexpected(paging.error());
    const auto state = choice(request, u"state"_s, &rmaStateFromName);
    if (!state)
        return tl::unexpected(state.error());
    const auto queue = choice(request, u"queue"_s, &rmaQueueFromName);
    if (!queue)
        return tl::unexpected(queue.error());
    const auto order = choice(request, u"order"_s, &orderFromName);
    if (!order)
        return tl::unexpected(order.error());
    return RmaFilter{.state = *state,
                     .queue = *queue,
                     .text = request.query.queryItemValue(u"q"_s, QUrl::FullyDecoded),
                     .order = order->value_or(RmaOrder::Due),
                     .cursor = paging->cursor,
                     .limit = paging->limit};
}

Result<NewRmaNote> readNote(const Request &request, const StaffActor &actor)
{
    auto key = idempotencyKeyOf(request);
    if (!key)
        return tl::unexpected(key.error());
    auto fields = fieldsOf(request);
    if (!fields)
        return tl::unexpected(fields.error());
    const QString visibility = fields->text(u"visibility"_s, {.maximum = 64});
    if (!visibility.isEmpty() && !noteVisibilityFromName(visibility))
        fields->refuse(u"visibility"_s, u"unknown_value"_s, u"Use one of: internal, customer."_s, visibility);
    NewRmaNote note;
    note.rmaId = request.pathParameter(u"id");
    note.visibility = noteVisibilityFromName(visibility).value_or(NoteVisibility::Internal);
    note.body = fields->text(u"body"_s, {.maximum = longestNote});
    note.actor = actor;
    note.idempotencyKey = *std::move(key);
    note.requestHash = requestHashOf(request);
    note.requestId = request.requestId;
    return finished(*fields, std::move(note));
}

} // namespace

StaffRmaController::StaffRmaController(RmaService &service, RmaQueries &queries, RmaFiles &files, StaffAccess access)
    : m_service(service)
    , m_queries(queries)
    , m_files(files)
    , m_access(std::move(access))
{
}

void StaffRmaController::addRoutes(Router &router)
{
    addReads(router);
    addSteps(router);
    addRest(router);
}

void StaffRmaController::addReads(Router &router)
{
    const RouteOptions plain{.gate = m_access.gate};
    router.add("GET", u"/staff/rma"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return list(std::move(request)); }), plain);
    router.add("GET", u"/staff/rma/{id}"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return one(std::move(request)); }), plain);
    router.add("GET", u"/staff/rma/{id}/attachments/{file}"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return file(std::move(request)); }), plain);
    router.add("GET", u"/staff/orders/{id}/returnable"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return returnable(std::move(request)); }), plain);
}

void StaffRmaController::addSteps(Router &router)
{
    for (auto &[name, take] : steps()) {
        router.add("POST", u"/staff/rma/{id}/"_s + name,
                   AsyncHandler([this, take = std::make_shared<const Take>(take)](std::shared_ptr<const Request> request) {
                       return step(std::move(request), take);
                   }),
                   {.mediaTypes = {"application/json"}, .gate = m_access.gate});
    }
}

void StaffRmaController::addRest(Router &router)
{
    const RouteOptions json{.mediaTypes = {"application/json"}, .gate = m_access.gate};
    router.add("POST", u"/staff/rma"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return submit(std::move(request)); }), json);
    router.add("POST", u"/staff/rma/{id}/preview"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return preview(std::move(request)); }), json);
    router.add("POST", u"/staff/rma/{id}/notes"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return note(std::move(request)); }), json);
    router.add("POST", u"/staff/rma/{id}/attachments"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return addFile(std::move(request)); }),
               fileUploadOptions(m_access.gate));
}

std::vector<std::pair<QString, StaffRmaController::Take>> StaffRmaController::steps()
{
    using Taking = Result<Async<Result<RmaAnswer>>>;
    const auto bare = [this](Async<Result<RmaAnswer>> (RmaService::*method)(RmaAction)) -> Take {
        return [this, method](RmaAction action, JsonFields &fields) -> Taking {
            return fields.finish().map([&](Done) { return (m_service.*method)(std::move(action)); });
        };
    };
    const auto withText = [this](Async<Result<RmaAnswer>> (RmaService::*method)(RmaAction, QString), const QString &name,
                                 JsonFields::TextRule rule) -> Take {
        return [this, method, name, rule](RmaAction action, JsonFields &fields) -> Taking {
            return finished(fields, fields.text(name, rule)).map([&](const QString &text) {
                return (m_service.*method)(std::move(action), text);
            });
        };
    };
    const auto receive = [this](RmaAction action, JsonFields &fields) -> Taking {
        return finished(fields, readReceipt(fields)).map([&](const NewReceipt &receipt) {
            return m_service.receive(std::move(action), receipt);
        });
    };
    const auto inspect = [this](RmaAction action, JsonFields &fields) -> Taking {
        return finished(fields, readFindings(fields)).map([&](const std::vector<UnitFinding> &findings) {
            return m_service.inspect(std::move(action), findings);
        });
    };
    const auto decide = [this](RmaAction action, JsonFields &fields) -> Taking {
        return finished(fields, readDecisions(fields, false)).map([&](const std::vector<UnitDecision> &decisions) {
            return m_service.decide(std::move(action), decisions);
        });
    };
    const auto repair = [this](RmaAction action, JsonFields &fields) -> Taking {
        return finished(fields, readRepair(fields)).map([&](const RepairResult &result) {
            return m_service.finishRepair(std::move(action), result);
        });
    };
    return {{u"validate"_s, bare(&RmaService::validate)},
            {u"approve"_s, bare(&RmaService::approve)},
            {u"decline"_s, withText(&RmaService::decline, u"reason"_s, {.maximum = longestReason})},
            {u"cancel"_s, withText(&RmaService::cancel, u"reason"_s, {.maximum = longestReason, .required = false})},
            {u"send"_s, withText(&RmaService::send, u"tracking"_s, {.maximum = 100, .required = false})},
            {u"receive"_s, receive},
            {u"inspect"_s, inspect},
            {u"disposition"_s, decide},
            {u"complete"_s, bare(&RmaService::complete)},
            {u"repair"_s, repair},
            {u"retry"_s, bare(&RmaService::retry)},
            {u"reopen"_s, withText(&RmaService::reopen, u"note"_s, {.maximum = longestReopening})}};
}

Response StaffRmaController::answerTo(const Result<RmaAnswer> &answer, const Request &request) const
{
    if (!answer)
        return m_access.refusal(answer.error(), request);
    Response response = Response::json(200, toJson(answer->rma, Audience::Staff));
    addVersion(response, answer->rma.summary.version);
    addReplayed(response, answer->replayed);
    return response;
}

QCoro::Task<Response> StaffRmaController::list(std::shared_ptr<const Request> request)
{
    const Result<RmaFilter> filter = readFilter(*request);
    if (!filter)
        co_return m_access.refusal(filter.error(), *request);
    auto searching = m_queries.search(*filter);
    const Result<Page<RmaSummary>> page = co_await searching;
    if (!page)
        co_return m_access.refusal(page.error(), *request);
    co_return Response::json(200, toJson(*page, Audience::Staff));
}

QCoro::Task<Response> StaffRmaController::one(std::shared_ptr<const Request> request)
{
    auto reading = m_queries.rma(request->pathParameter(u"id"));
    const Result<RmaDetails> details = co_await reading;
    if (!details)
        co_return m_access.refusal(details.error(), *request);
    Response response = Response::json(200, toJson(*details, Audience::Staff));
    addVersion(response, details->rma.summary.version);
    co_return response;
}

QCoro::Task<Response> StaffRmaController::submit(std::shared_ptr<const Request> request)
{
    auto action = readAction(*request, RmaActor::ofStaff(m_access.actor(*request)));
    if (!action)
        co_return m_access.refusal(action.error(), *request);
    auto fields = fieldsOf(*request);
    if (!fields)
        co_return m_access.refusal(fields.error(), *request);
    NewRma wanted = readNewRma(*fields);
    wanted.overrideRules = fields->boolean(u"override_rules"_s, false);
    if (const auto checked = fields->finish(); !checked)
        co_return m_access.refusal(checked.error(), *request);
    auto submitting = m_service.submit(*action, wanted);
    const Result<RmaAnswer> answer = co_await submitting;
    Response response = answerTo(answer, *request);
    if (answer) {
        response.status = 201;
        response.headers.emplace_back("Location", "/staff/rma/" + answer->rma.summary.id.toLatin1());
    }
    co_return response;
}

QCoro::Task<Response> StaffRmaController::step(std::shared_ptr<const Request> request, std::shared_ptr<const Take> take)
{
    const Result<RmaAction> action = readVersionedAction(*request, RmaActor::ofStaff(m_access.actor(*request)));
    if (!action)
        co_return m_access.refusal(action.error(), *request);
    Result<JsonFields> fields = fieldsOf(*request);
    if (!fields)
        co_return m_access.refusal(fields.error(), *request);
    auto taking = (*take)(*action, *fields);
    if (!taking)
        co_return m_access.refusal(taking.error(), *request);
    const Result<RmaAnswer> answer = co_await *taking;
    co_return answerTo(answer, *request);
}

QCoro::Task<Response> StaffRmaController::preview(std::shared_ptr<const Request> request)
{
    Result<JsonFields> fields = fieldsOf(*request);
    if (!fields)
        co_return m_access.refusal(fields.error(), *request);
    const auto decisions = finished(*fields, readDecisions(*fields, false));
    if (!decisions)
        co_return m_access.refusal(decisions.error(), *request);
    auto planning = m_service.preview(request->pathParameter(u"id"), *decisions, m_access.actor(*request));
    const Result<CompletionPlan> plan = co_await planning;
    if (!plan)
        co_return m_access.refusal(plan.error(), *request);
    co_return Response::json(200, toJson(*plan));
}

QCoro::Task<Response> StaffRmaController::note(std::shared_ptr<const Request> request)
{
    const Result<NewRmaNote> wanted = readNote(*request, m_access.actor(*request));
    if (!wanted)
        co_return m_access.refusal(wanted.error(), *request);
    auto adding = m_service.addNote(*wanted);
    const Result<RmaNoteAnswer> answer = co_await adding;
    if (!answer)
        co_return m_access.refusal(answer.error(), *request);
    Response response = Response::json(201, toJson(answer->note));
    addReplayed(response, answer->replayed);
    co_return response;
}

QCoro::Task<Response> StaffRmaController::addFile(std::shared_ptr<const Request> request)
{
    const Result<NewRmaFile> file = readFile(*request, RmaActor::ofStaff(m_access.actor(*request)));
    if (!file)
        co_return m_access.refusal(file.error(), *request);
    auto adding = m_files.add(*file);
    const Result<RmaFileAnswer> answer = co_await adding;
    if (!answer)
        co_return m_access.refusal(answer.error(), *request);
    co_return addedFileResponse(*answer, Audience::Staff);
}

QCoro::Task<Response> StaffRmaController::file(std::shared_ptr<const Request> request)
{
    auto reading = m_files.content(request->pathParameter(u"id"), request->pathParameter(u"file"));
    Result<RmaFileContent> content = co_await reading;
    if (!content)
        co_return m_access.refusal(content.error(), *request);
    co_return fileResponse(*std::move(content));
}

QCoro::Task<Response> StaffRmaController::returnable(std::shared_ptr<const Request> request)
{
    auto reading = m_service.returnable(request->pathParameter(u"id"));
    const Result<std::vector<ReturnableLine>> lines = co_await reading;
    if (!lines)
        co_return m_access.refusal(lines.error(), *request);
    co_return Response::json(200, toJson(*lines));
}

} // namespace tidegate
