// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/feed_controller.h"

#include "app/api/idempotency_key.h"
#include "app/api/partner_answer.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 mostErrors = 1'000'000'000;

/// What a request asks for besides its feed.
struct IngestParameters {
    JobMode mode = JobMode::Delta;
    JobPolicy policy = JobPolicy::Partial;
    bool dryRun = false;
    std::optional<qint64> maxErrors;
};

void refuse(std::vector<FieldError> &errors, const QString &name, const QString &code, const QString &message,
            const QString &value)
{
    errors.push_back({0, name.left(64), code, message, value.left(64)});
}

void take(const QString &name, const QString &value, IngestParameters &parameters, std::vector<FieldError> &errors)
{
    if (name == u"mode") {
        const auto mode = jobModeFromName(value);
        if (!mode)
            return refuse(errors, name, u"unknown_value"_s, u"The mode is delta or full."_s, value);
        parameters.mode = *mode;
    } else if (name == u"policy") {
        const auto policy = jobPolicyFromName(value);
        if (!policy)
            return refuse(errors, name, u"unknown_value"_s, u"The policy is partial or atomic."_s, value);
        parameters.policy = *policy;
    } else if (name == u"dry_run") {
        if (value != u"0" && value != u"1" && value != u"false" && value != u"true")
            return refuse(errors, name, u"unknown_value"_s, u"Ask for a dry run with 1, or leave it out."_s, value);
        parameters.dryRun = value == u"1" || value == u"true";
    } else if (name == u"max_errors") {
        bool whole = false;
        const qint64 most = value.toLongLong(&whole);
        if (!whole || most < 0 || most > mostErrors)
            return refuse(errors, name, u"out_of_range"_s, u"Name the most errors as a whole number, 0 or more."_s, value);
        parameters.maxErrors = most;
    } else {
        refuse(errors, name, u"unknown_parameter"_s, u"Only mode, policy, dry_run and max_errors are known here."_s, {});
    }
}

Result<IngestParameters> parametersOf(const Request &request)
{
    IngestParameters parameters;
    std::vector<FieldError> errors;
    QStringList seen;
    for (const auto &[name, value] : request.query.queryItems(QUrl::FullyDecoded)) {
        if (seen.contains(name))
            refuse(errors, name, u"repeated"_s, u"Give this parameter once."_s, value);
        else
            take(name, value, parameters, errors);
        seen.append(name);
    }
    if (!errors.empty())
        return tl::unexpected(Error{ErrorCode::InvalidRequest, u"bad parameters"_s, std::nullopt, std::move(errors)});
    return parameters;
}

/// Whether the feed is packed; UnsupportedMediaType for a coding other than gzip.
Result<bool> isGzip(const Request &request)
{
    const QByteArray coding = request.header("content-encoding").trimmed().toLower();
    if (coding.isEmpty() || coding == "identity")
        return false;
    if (coding == "gzip" || coding == "x-gzip")
        return true;
    return failure(ErrorCode::UnsupportedMediaType, u"Content-Encoding "_s + QString::fromLatin1(coding.left(64)));
}

Result<FeedUpload> readUpload(const Request &request)
{
    const auto parameters = parametersOf(request);
    if (!parameters)
        return tl::unexpected(parameters.error());
    const auto gzip = isGzip(request);
    if (!gzip)
        return tl::unexpected(gzip.error());
    auto key = idempotencyKeyOf(request);
    if (!key)
        return tl::unexpected(key.error());
    FeedUpload upload;
    upload.partnerId = request.caller;
    upload.sandbox = request.sandbox;
    upload.mediaType = QString::fromLatin1(request.header("content-type").split(';').front().trimmed().toLower());
    upload.gzip = *gzip;
    upload.mode = parameters->mode;
    upload.policy = parameters->policy;
    upload.dryRun = parameters->dryRun;
    upload.maxErrors = parameters->maxErrors;
    upload.idempotencyKey = std::move(*key);
    upload.actor = u"partner:"_s + request.caller;
    upload.requestId = request.requestId;
    return upload;
}

Response refusal(const Error &error, const Request &request)
{
    Response response = Response::problem(error, request);
    if (error.code == ErrorCode::UnsupportedMediaType)
        response.headers.emplace_back("Accept-Encoding", "gzip");
    return response;
}

Gate ingestGate(Gate whoAsks)
{
    return [whoAsks = std::move(whoAsks)](Request &request) -> std::optional<Response> {
        if (auto refused = whoAsks(request))
            return refused;
        if (const auto upload = readUpload(request); !upload)
            return refusal(upload.error(), request);
        return std::nullopt;
    };
}

Response accepted(const Request &request, const SubmittedJob &submitted)
{
    const QString url = u"/partner/jobs/"_s + submitted.job.id;
    // What a repetition is told is what the first request was told, however far the job has come.
    Response response = partnerAnswer(
        request, 202, {{u"job_id"_s, submitted.job.id}, {u"status"_s, jobStatusName(JobStatus::Queued)}, {u"status_url"_s, url}});
    response.headers.emplace_back("Location", url.toLatin1());
    addReplayed(response, submitted.replayed);
    return response;
}

} // namespace

FeedController::FeedController(FeedJobService &jobs)
    : m_jobs(jobs)
{
}

void FeedController::addRoutes(Router &router, const Authenticator &authenticator)
{
    router.add("POST", u"/partner/ingest"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return ingest(std::move(request)); }),
               {.mediaTypes = {"text/csv", "text/tab-separated-values", "application/json", "application/x-ndjson",
                               "application/xml", "text/xml"},
                .spoolBody = true,
                .spoolAbove = smallUpload,
                .gate = ingestGate(authenticator.partnerGate(u"feeds"_s))});
}

QCoro::Task<Response> FeedController::ingest(std::shared_ptr<const Request> request)
{
    Result<FeedUpload> upload = readUpload(*request);
    if (!upload)
        co_return refusal(upload.error(), *request);
    if (request->bodyBytes == 0) {
        const auto empty = invalidField(u"body"_s, u"empty_feed"_s,
                                        u"The feed is empty, and nothing was changed. Send the file with its products."_s);
        co_return Response::problem(empty.value(), *request);
    }
    upload->content = request->body;
    upload->file = request->spoolFile;
    upload->bytes = request->bodyBytes;
    upload->hash = request->bodyHash;
    auto submitting = m_jobs.submit(std::move(*upload));
    const Result<SubmittedJob> submitted = co_await submitting;
    if (!submitted)
        co_return Response::problem(submitted.error(), *request);
    co_return accepted(*request, *submitted);
}

} // namespace tidegate
