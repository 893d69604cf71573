// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/problem.h"

#include "app/http/language.h"
#include "app/http/router.h"
#include "core/base/json.h"
#include "core/base/log_quota.h"

#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

/// The texts lie in a static library, whose resources nobody else registers.
static void registerTexts()
{
    Q_INIT_RESOURCE(messages);
}

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(log, "tidegate.http")

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest:
    case ErrorCode::MalformedRequest: return 400;
    case ErrorCode::Unauthenticated: return 401;
    case ErrorCode::PaymentDeclined: return 402;
    case ErrorCode::Forbidden: return 403;
    case ErrorCode::NotFound:
    case ErrorCode::ProductNotFound: return 404;
    case ErrorCode::MethodNotAllowed: return 405;
    case ErrorCode::NotAcceptable: return 406;
    case ErrorCode::RequestTimeout: return 408;
    case ErrorCode::Conflict:
    case ErrorCode::IllegalTransition:
    case ErrorCode::OutOfStock:
    case ErrorCode::LimitPerShopper:
    case ErrorCode::SaleNotActive:
    case ErrorCode::IdempotencyInProgress: return 409;
    case ErrorCode::VersionConflict: return 412;
    case ErrorCode::BodyTooLarge: return 413;
    case ErrorCode::UriTooLong: return 414;
    case ErrorCode::UnsupportedMediaType: return 415;
    case ErrorCode::ExpectationFailed: return 417;
    case ErrorCode::IdempotencyKeyReused: return 422;
    case ErrorCode::PreconditionRequired: return 428;
    case ErrorCode::RateLimited: return 429;
    case ErrorCode::HeadersTooLarge: return 431;
    case ErrorCode::NotImplemented: return 501;
    case ErrorCode::PaymentUnavailable:
    case ErrorCode::Overloaded:
    case ErrorCode::StorageUnavailable: return 503;
    case ErrorCode::Internal: return 500;
    }
    Q_UNREACHABLE();
}

constexpr ErrorCode lastErrorCode = ErrorCode::Internal;

using Texts = QHash<QString, ProblemText>;

Texts readTexts(const QString &language)
{
    QFile file(u":/messages/%1.json"_s.arg(language));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the messages in %s are missing", qPrintable(language));
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    Texts texts;
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const QJsonObject text = entry.value().toObject();
        texts.insert(entry.key(), {text.value(u"title"_s).toString(), text.value(u"detail"_s).toString()});
    }
    return texts;
}

QHash<QString, Texts> readAllTexts()
{
    registerTexts();
    QHash<QString, Texts> all;
    for (const QString &language : problemLanguages())
        all.insert(language, readTexts(language));
    return all;
}

/// Contract: whoever is sent away for now is told when to come back, even where nobody measured it.
std::optional<qint64> retrySeconds(const Error &error, int status)
{
    if (error.retryAfter)
        return std::max<qint64>(std::chrono::ceil<std::chrono::seconds>(*error.retryAfter).count(), 1);
    if (status == 429 || status == 503 || error.code == ErrorCode::IdempotencyInProgress)
        return 1;
    return std::nullopt;
}

QJsonArray fieldErrors(const std::vector<FieldError> &fields)
{
    QJsonArray array;
    for (const FieldError &field : fields) {
        QJsonObject object{{u"field"_s, field.field}, {u"code"_s, field.code}, {u"message"_s, field.message}};
        if (field.line > 0)
            object.insert(u"line"_s, field.line);
        if (!field.value.isEmpty())
            object.insert(u"value"_s, field.value);
        array.append(object);
    }
    return array;
}

bool isOurs(int status)
{
    return status == 500 || status == 503;
}

using Quotas = std::vector<std::unique_ptr<LogQuota>>;

Quotas makeQuotas()
{
    static const SystemClock clock;
    Quotas quotas;
    for (int code = 0; code <= static_cast<int>(lastErrorCode); ++code) {
        const ProblemKind kind = problemKind(static_cast<ErrorCode>(code));
        quotas.push_back(std::make_unique<LogQuota>(clock, log(), isOurs(kind.status) ? QtWarningMsg : QtInfoMsg,
                                                    u"requests were refused: "_s + kind.code));
    }
    return quotas;
}

void logProblem(const Error &error, const ProblemKind &kind, const Request &request)
{
    static const Quotas quotas = makeQuotas();
    if (!quotas[static_cast<std::size_t>(error.code)]->admits())
        return;
    const QString line = u"%1 %2 %3 %4: %5"_s.arg(request.requestId, QString::fromLatin1(request.method), request.path, kind.code,
                                                  error.detail.isEmpty() ? u"-"_s : error.detail);
    if (isOurs(kind.status))
        qCWarning(log, "%ls", qUtf16Printable(line));
    else
        qCInfo(log, "%ls", qUtf16Printable(line));
}

/// Looks as the other pages do; their style sheet is served beside it.
Response problemPage(const ProblemKind &kind, const QString &language)
{
    const ProblemText text = problemText(kind.code, language);
    const QString page =
        u"<!DOCTYPE html>\n<html lang=\"%1\">\n<head>\n<meta charset=\"utf-8\">\n<title>%2 – Tidegate</title>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<link rel=\"icon\" href=\"/assets/tidegate.svg\" type=\"image/svg+xml\">\n"
        "<link rel=\"stylesheet\" href=\"/assets/style.css\">\n</head>\n<body>\n"
        "<header class=\"masthead\"><div class=\"masthead-row\"><a class=\"brand\" href=\"/docs\">"
        "<img src=\"/assets/tidegate.svg\" alt=\"\" width=\"28\" height=\"28\">Tidegate</a></div></header>\n"
        "<main class=\"message\">\n<div class=\"card\">\n<h1>%2</h1>\n<p class=\"lead\">%3</p>\n"
        "<p class=\"hint\"><a href=\"/docs#problem-%4\" hreflang=\"en\"><code>%4</code></a> · HTTP %5</p>\n"
        "</div>\n</main>\n</body>\n</html>\n"_s.arg(language, text.title.toHtmlEscaped(), text.detail.toHtmlEscaped(), kind.code,
                                                    QString::number(kind.status));
    Response response;
    response.contentType = "text/html; charset=utf-8"_ba;
    response.headers = {{"Content-Security-Policy"_ba,
                         "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
                         "frame-ancestors 'none'"_ba},
                        {"Referrer-Policy"_ba, "no-referrer"_ba},
                        {"Cache-Control"_ba, "public, max-age=3600"_ba},
                        {"Vary"_ba, "Accept-Language"_ba},
                        {"Content-Language"_ba, language.toLatin1()}};
    response.body = page.toUtf8();
    return response;
}

} // namespace

ProblemKind problemKind(ErrorCode code)
{
    // To a shopper it is one cause, and the remedy is the same.
    const ErrorCode told = code == ErrorCode::StorageUnavailable ? ErrorCode::Overloaded : code;
    return {statusOf(code), errorName(told)};
}

QStringList problemCodes()
{
    QStringList codes;
    for (int code = 0; code <= static_cast<int>(lastErrorCode); ++code)
        codes.append(problemKind(static_cast<ErrorCode>(code)).code);
    codes.removeDuplicates();
    return codes;
}

QStringList problemLanguages()
{
    static const QStringList languages{u"en"_s, u"de"_s, u"fr"_s, u"es"_s, u"ja"_s};
    return languages;
}

ProblemText problemText(const QString &code, const QString &language)
{
    static const QHash<QString, Texts> all = readAllTexts();
    return all.value(language).value(code);
}

Response Response::problem(const Error &error, const Request &request)
{
    const ProblemKind kind = problemKind(error.code);
    logProblem(error, kind, request);
    const QString language = chooseLanguage(request.header("accept-language"), problemLanguages());
    const ProblemText text = problemText(kind.code, language);
    QJsonObject object{{u"type"_s, u"/problems/"_s + kind.code},
                       {u"title"_s, text.title},
                       {u"status"_s, kind.status},
                       {u"detail"_s, text.detail},
                       {u"code"_s, kind.code},
                       {u"request_id"_s, request.requestId}};
    if (request.sandbox)
        object.insert(u"sandbox"_s, true);
    Response response;
    response.status = kind.status;
    response.contentType = "application/problem+json"_ba;
    response.headers.emplace_back("Content-Language"_ba, language.toLatin1());
    if (const std::optional<qint64> seconds = retrySeconds(error, kind.status)) {
        object.insert(u"retry_after"_s, *seconds);
        response.headers.emplace_back("Retry-After"_ba, QByteArray::number(*seconds));
    }
    if (kind.status == 401)
        response.headers.emplace_back("WWW-Authenticate"_ba, "Bearer realm=\"tidegate\""_ba);
    if (!error.fields.empty())
        object.insert(u"errors"_s, fieldErrors(error.fields));
    response.body = toJson(object);
    return response;
}

void addProblemPages(Router &router)
{
    QHash<QString, ProblemKind> kinds;
    for (int code = 0; code <= static_cast<int>(lastErrorCode); ++code) {
        const ProblemKind kind = problemKind(static_cast<ErrorCode>(code));
        kinds.insert(kind.code, kind);
    }
    router.add("GET"_ba, u"/problems/{code}"_s, [kinds](const Request &request) -> Response {
        const auto kind = kinds.constFind(request.pathParameter(u"code"));
        if (kind == kinds.cend())
            return Response::problem({ErrorCode::NotFound, u"no such problem"_s, std::nullopt, {}}, request);
        return problemPage(*kind, chooseLanguage(request.header("accept-language"), problemLanguages()));
    });
}

} // namespace tidegate
