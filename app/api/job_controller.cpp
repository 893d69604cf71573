// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/job_controller.h"

#include "app/api/job_report.h"
#include "app/api/paging.h"
#include "app/api/partner_answer.h"
#include "app/http/media_type.h"
#include "core/partner/feed_job_json.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int errorsInJob = 100;
/// Of one report: some 10 MB at most.
constexpr qsizetype rowsInReport = 20'000;
constexpr int rowsPerRead = 1'000;

QJsonArray toJson(const std::vector<JobError> &errors)
{
    QJsonArray array;
    for (const JobError &error : errors)
        array.append(tidegate::toJson(error));
    return array;
}

/// By which people's programs know what to open it with.
QString extensionOf(const QByteArray &mediaType)
{
    static const std::vector<std::pair<QByteArray, QString>> extensions{{"text/csv", u".csv"_s},
                                                                        {"text/tab-separated-values", u".tsv"_s},
                                                                        {"application/json", u".json"_s},
                                                                        {"application/x-ndjson", u".ndjson"_s},
                                                                        {"application/xml", u".xml"_s}};
    for (const auto &[type, extension] : extensions) {
        if (mediaType.startsWith(type))
            return extension;
    }
    return u".txt"_s;
}

Result<std::optional<JobStatus>> statusOf(const Request &request)
{
    if (!request.query.hasQueryItem(u"status"_s))
        return std::optional<JobStatus>();
    const QString name = request.query.queryItemValue(u"status"_s, QUrl::FullyDecoded);
    const auto status = jobStatusFromName(name);
    if (!status)
        return invalidField(u"status"_s, u"unknown_value"_s,
                            u"The status is queued, running, succeeded, partial, failed or cancelled."_s, name.left(64));
    return status;
}

/// Whether a caller wants the errors as a table: by `?format=`, else by Accept.
Result<bool> wantsTable(const Request &request)
{
    if (request.query.hasQueryItem(u"format"_s)) {
        const QString format = request.query.queryItemValue(u"format"_s, QUrl::FullyDecoded);
        if (format != u"csv" && format != u"json")
            return invalidField(u"format"_s, u"unknown_value"_s, u"The format is json or csv."_s, format.left(64));
        return format == u"csv";
    }
    const QByteArray chosen = chooseMediaType(request.header("accept"), {"application/json", "text/csv"});
    if (chosen.isEmpty())
        return failure(ErrorCode::NotAcceptable, u"Accept: "_s + QString::fromLatin1(request.header("accept").left(200)));
    return chosen == "text/csv";
}

} // namespace

JobController::JobController(FeedJobService &jobs)
    : m_jobs(jobs)
{
}

void JobController::addRoutes(Router &router, const Authenticator &authenticator)
{
    const RouteOptions options{.gate = authenticator.partnerGate(u"jobs"_s)};
    const auto add = [&router, &options, this](const QByteArray &method, const QString &pattern, auto handler) {
        router.add(method, pattern, AsyncHandler([this, handler](std::shared_ptr<const Request> request) {
                       return (this->*handler)(std::move(request));
                   }),
                   options);
    };
    add("GET", u"/partner/jobs"_s, &JobController::list);
    add("GET", u"/partner/jobs/{id}"_s, &JobController::one);
    add("GET", u"/partner/jobs/{id}/errors"_s, &JobController::errors);
    add("GET", u"/partner/jobs/{id}/rejected"_s, &JobController::rejected);
    add("POST", u"/partner/jobs/{id}/cancel"_s, &JobController::cancel);
    add("POST", u"/partner/jobs/{id}/undo"_s, &JobController::undo);
}

Async<Result<FeedJob>> JobController::own(const Request &request)
{
    return m_jobs.find(request.pathParameter(u"id"), request.caller, request.sandbox);
}

QCoro::Task<Response> JobController::list(std::shared_ptr<const Request> request)
{
    const Result<Paging> paging = Paging::read(*request, {u"status"_s});
    if (!paging)
        co_return Response::problem(paging.error(), *request);
    const auto status = statusOf(*request);
    if (!status)
        co_return Response::problem(status.error(), *request);
    const JobFilter filter{.partnerId = request->caller, .sandbox = request->sandbox, .status = *status};
    auto listing = m_jobs.list(filter, paging->limit, paging->cursor);
    const Result<FeedJobPage> page = co_await listing;
    if (!page)
        co_return Response::problem(page.error(), *request);
    QJsonArray data;
    for (const FeedJob &job : page->jobs)
        data.append(tidegate::toJson(job));
    co_return partnerAnswer(*request, 200, {{u"data"_s, data}, {u"next_cursor"_s, cursorValue(page->nextCursor)}});
}

QCoro::Task<Response> JobController::one(std::shared_ptr<const Request> request)
{
    auto finding = own(*request);
    const Result<FeedJob> job = co_await finding;
    if (!job)
        co_return Response::problem(job.error(), *request);
    auto reading = m_jobs.errors(job->id, errorsInJob);
    const Result<JobErrorPage> page = co_await reading;
    if (!page)
        co_return Response::problem(page.error(), *request);
    QJsonObject answer = tidegate::toJson(*job);
    answer.insert(u"errors"_s, toJson(page->errors));
    co_return partnerAnswer(*request, 200, answer);
}

QCoro::Task<Response> JobController::errors(std::shared_ptr<const Request> request)
{
    const Result<Paging> paging = Paging::read(*request, {u"format"_s});
    if (!paging)
        co_return Response::problem(paging.error(), *request);
    const Result<bool> asTable = wantsTable(*request);
    if (!asTable)
        co_return Response::problem(asTable.error(), *request);
    auto finding = own(*request);
    const Result<FeedJob> job = co_await finding;
    if (!job)
        co_return Response::problem(job.error(), *request);
    if (*asTable) {
        auto reporting = errorReport(request, job->id, paging->cursor);
        co_return co_await std::move(reporting);
    }
    auto reading = m_jobs.errors(job->id, paging->limit, paging->cursor);
    const Result<JobErrorPage> page = co_await reading;
    if (!page)
        co_return Response::problem(page.error(), *request);
    co_return partnerAnswer(*request, 200,
                            {{u"data"_s, toJson(page->errors)}, {u"next_cursor"_s, cursorValue(page->nextCursor)}});
}

QCoro::Task<Response> JobController::errorReport(std::shared_ptr<const Request> request, QString jobId, QString cursor)
{
    ErrorReport report;
    do {
        auto reading = m_jobs.errors(jobId, rowsPerRead, cursor);
        const Result<JobErrorPage> page = co_await reading;
        if (!page)
            co_return Response::problem(page.error(), *request);
        report.add(page->errors);
        cursor = page->nextCursor;
    } while (!cursor.isEmpty() && report.rows() < rowsInReport);
    Response response;
    response.contentType = "text/csv; charset=utf-8; header=present";
    response.body = report.take();
    addFileName(response, u"errors-%1.csv"_s.arg(jobId));
    addNextLink(response, *request, cursor);
    co_return response;
}

QCoro::Task<Response> JobController::rejected(std::shared_ptr<const Request> request)
{
    const Result<Paging> paging = Paging::read(*request);
    if (!paging)
        co_return Response::problem(paging.error(), *request);
    auto finding = own(*request);
    const Result<FeedJob> job = co_await finding;
    if (!job)
        co_return Response::problem(job.error(), *request);
    auto making = m_jobs.rejected(job->id, paging->cursor);
    const Result<RejectedFile> file = co_await making;
    if (!file)
        co_return Response::problem(file.error(), *request);
    Response response;
    response.contentType = file->mediaType;
    response.body = file->content;
    addFileName(response, file->fileName + extensionOf(file->mediaType));
    addNextLink(response, *request, file->nextCursor);
    co_return response;
}

QCoro::Task<Response> JobController::cancel(std::shared_ptr<const Request> request)
{
    auto finding = own(*request);
    const Result<FeedJob> job = co_await finding;
    if (!job)
        co_return Response::problem(job.error(), *request);
    auto cancelling = m_jobs.cancel(job->id, u"partner:"_s + request->caller);
    const Result<FeedJob> cancelled = co_await cancelling;
    if (!cancelled)
        co_return Response::problem(cancelled.error(), *request);
    co_return partnerAnswer(*request, 200, tidegate::toJson(*cancelled));
}

QCoro::Task<Response> JobController::undo(std::shared_ptr<const Request> request)
{
    auto finding = own(*request);
    const Result<FeedJob> job = co_await finding;
    if (!job)
        co_return Response::problem(job.error(), *request);
    auto undoing = m_jobs.undo(job->id, u"partner:"_s + request->caller);
    const Result<FeedJob> undone = co_await undoing;
    if (!undone)
        co_return Response::problem(undone.error(), *request);
    const QString url = u"/partner/jobs/"_s + undone->id;
    Response response = partnerAnswer(
        *request, 202, {{u"job_id"_s, undone->id}, {u"status"_s, jobStatusName(undone->status)}, {u"status_url"_s, url}});
    response.headers.emplace_back("Location", url.toLatin1());
    co_return response;
}

} // namespace tidegate
