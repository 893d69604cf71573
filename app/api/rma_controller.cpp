// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/rma_controller.h"

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

struct AskedStep {
    RmaAction action;
    QString text;
};

/// What a shopper asks to do to a return; If-Match may be left out. `textName`: the one field that the body may have.
Result<AskedStep> readStep(const Request &request, const QString &textName, qsizetype longest)
{
    const RmaActor actor = RmaActor::ofShopper(request.caller);
    auto action = request.hasHeader("if-match") ? readVersionedAction(request, actor) : readAction(request, actor);
    if (!action)
        return tl::unexpected(action.error());
    auto fields = fieldsOf(request);
    if (!fields)
        return tl::unexpected(fields.error());
    AskedStep asked{*std::move(action), fields->text(textName, {.maximum = longest, .required = false})};
    if (auto checked = fields->finish(); !checked)
        return tl::unexpected(checked.error());
    return asked;
}

} // namespace

RmaController::RmaController(RmaService &service, RmaQueries &queries, RmaFiles &files, ShopperAccess access)
    : m_service(service)
    , m_queries(queries)
    , m_files(files)
    , m_access(std::move(access))
{
}

void RmaController::addRoutes(Router &router)
{
    using Handle = QCoro::Task<Response> (RmaController::*)(std::shared_ptr<const Request>);
    const auto add = [this, &router](const QByteArray &method, const QString &path, Handle handle, const RouteOptions &options) {
        router.add(method, path, AsyncHandler([this, handle](std::shared_ptr<const Request> request) {
                       return (this->*handle)(std::move(request));
                   }),
                   options);
    };
    const RouteOptions plain{.gate = m_access.gate};
    const RouteOptions json{.mediaTypes = {"application/json"}, .gate = m_access.gate};
    add("POST", u"/rma"_s, &RmaController::submit, json);
    add("GET", u"/rma"_s, &RmaController::list, plain);
    add("GET", u"/rma/{id}"_s, &RmaController::one, plain);
    add("POST", u"/rma/{id}/cancel"_s, &RmaController::cancel, json);
    add("POST", u"/rma/{id}/send"_s, &RmaController::send, json);
    add("POST", u"/rma/{id}/attachments"_s, &RmaController::addFile, fileUploadOptions(m_access.gate));
    add("GET", u"/rma/{id}/attachments/{file}"_s, &RmaController::file, plain);
    add("GET", u"/orders/{id}/returnable"_s, &RmaController::returnable, plain);
}

Response RmaController::answerTo(const Result<RmaAnswer> &answer, const Request &request) const
{
    if (!answer)
        return m_access.refusal(answer.error(), request);
    Response response = Response::json(200, toJson(answer->rma, Audience::Shopper));
    addVersion(response, answer->rma.summary.version);
    addReplayed(response, answer->replayed);
    return response;
}

QCoro::Task<Response> RmaController::submit(std::shared_ptr<const Request> request)
{
    auto action = readAction(*request, RmaActor::ofShopper(request->caller));
    if (!action)
        co_return m_access.refusal(action.error(), *request);
    auto fields = fieldsOf(*request);
    if (!fields)
        co_return m_access.refusal(fields.error(), *request);
    const NewRma wanted = readNewRma(*fields);
    if (const auto checked = fields->finish(); !checked)
        co_return m_access.refusal(checked.error(), *request);
    auto submitting = m_service.submit(*action, wanted);
    const Result<RmaAnswer> answer = co_await submitting;
    Response response = answerTo(answer, *request);
    if (answer) {
        response.status = 201;
        response.headers.emplace_back("Location", "/rma/" + answer->rma.summary.id.toLatin1());
    }
    co_return response;
}

QCoro::Task<Response> RmaController::list(std::shared_ptr<const Request> request)
{
    const Result<Paging> paging = Paging::read(*request);
    if (!paging)
        co_return m_access.refusal(paging.error(), *request);
    auto reading = m_queries.ofShopper(request->caller, paging->cursor, paging->limit);
    const Result<Page<RmaSummary>> page = co_await reading;
    if (!page)
        co_return m_access.refusal(page.error(), *request);
    co_return Response::json(200, toJson(*page, Audience::Shopper));
}

QCoro::Task<Response> RmaController::one(std::shared_ptr<const Request> request)
{
    auto reading = m_queries.rma(request->pathParameter(u"id"), request->caller);
    const Result<RmaDetails> details = co_await reading;
    if (!details)
        co_return m_access.refusal(details.error(), *request);
    Response response = Response::json(200, toJson(*details, Audience::Shopper));
    addVersion(response, details->rma.summary.version);
    co_return response;
}

QCoro::Task<Response> RmaController::cancel(std::shared_ptr<const Request> request)
{
    const Result<AskedStep> asked = readStep(*request, u"reason"_s, 1'000);
    if (!asked)
        co_return m_access.refusal(asked.error(), *request);
    auto cancelling = m_service.cancel(asked->action, asked->text);
    const Result<RmaAnswer> answer = co_await cancelling;
    co_return answerTo(answer, *request);
}

QCoro::Task<Response> RmaController::send(std::shared_ptr<const Request> request)
{
    const Result<AskedStep> asked = readStep(*request, u"tracking"_s, 100);
    if (!asked)
        co_return m_access.refusal(asked.error(), *request);
    auto sending = m_service.send(asked->action, asked->text);
    const Result<RmaAnswer> answer = co_await sending;
    co_return answerTo(answer, *request);
}

QCoro::Task<Response> RmaController::addFile(std::shared_ptr<const Request> request)
{
    const Result<NewRmaFile> file = readFile(*request, RmaActor::ofShopper(request->caller));
    if (!file)
        co_return m_access.refusal(file.error(), *request);
    auto adding = m_files.add(*file);
    const Result<RmaFileAnswer> answer = co_await adding;
    if (!answer)
        co_return m_access.refusal(answer.error(), *request);
    co_return addedFileResponse(*answer, Audience::Shopper);
}

QCoro::Task<Response> RmaController::file(std::shared_ptr<const Request> request)
{
    auto reading = m_files.content(request->pathParameter(u"id"), request->pathParameter(u"file"), request->caller);
    Result<RmaFileContent> content = co_await reading;
    if (!content)
        co_return m_access.refusal(content.error(), *request);
    co_return fileResponse(*std::move(content));
}

QCoro::Task<Response> RmaController::returnable(std::shared_ptr<const Request> request)
{
    auto reading = m_service.returnable(request->pathParameter(u"id"), request->caller);
    const Result<std::vector<ReturnableLine>> lines = co_await reading;
    if (!lines)
        co_return m_access.refusal(lines.error(), *request);
    co_return Response::json(200, toJson(*lines));
}

} // namespace tidegate
