// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/page_controller.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHash>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QByteArray htmlType = "text/html; charset=utf-8"_ba;

struct Asset {
    const char *name;
    const char *contentType;
};

constexpr Asset assets[] = {
    {"style.css", "text/css; charset=utf-8"}, {"upload.js", "text/javascript; charset=utf-8"}, {"tidegate.svg", "image/svg+xml"}};
constexpr Asset samples[] = {{"csv", "text/csv; charset=utf-8; header=present"},
                             {"tsv", "text/tab-separated-values; charset=utf-8"},
                             {"json", "application/json"},
                             {"ndjson", "application/x-ndjson"},
                             {"xml", "application/xml"}};

QByteArray content(const QString &name)
{
    QFile file(u":/web/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is not built in", qPrintable(name));
    return file.readAll();
}

/// A browser keeps it and asks each time whether it is still the same, so that a page never runs with another version's script.
Response fileAnswer(const QByteArray &contentType, const QByteArray &body, const QByteArray &policy)
{
    Response response;
    response.contentType = contentType;
    response.headers = {{"Cache-Control", "no-cache"},
                        {"ETag", '"' + QCryptographicHash::hash(body, QCryptographicHash::Sha256).first(12).toHex() + '"'},
                        {"Content-Security-Policy", policy},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cross-Origin-Opener-Policy", "same-origin"},
                        {"Cross-Origin-Resource-Policy", "same-origin"}};
    response.body = body;
    return response;
}

/// A browser takes over the headers of a 304 into what it has kept, the policy too.
Response unlessKnown(const Response &whole, const Request &request)
{
    const auto isEtag = [](const auto &field) { return field.first == "ETag"; };
    const auto etag = std::find_if(whole.headers.begin(), whole.headers.end(), isEtag);
    if (request.header("if-none-match") != etag->second)
        return whole;
    return {304, {}, whole.headers, {}};
}

/// What a page with no more than our style sheet and pictures may do.
QByteArray quietPolicy()
{
    return "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

QByteArray uploadPolicy()
{
    return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
           "form-action 'none'; frame-ancestors 'none'";
}

Handler served(Response response)
{
    return [response = std::move(response)](const Request &request) { return unlessKnown(response, request); };
}

/// The file that the last part of a path names.
Handler servedByName(QHash<QString, Response> files, const QString &parameter)
{
    return [files = std::move(files), parameter](const Request &request) {
        const auto file = files.constFind(request.pathParameter(parameter));
        if (file == files.cend())
            return Response::problem({ErrorCode::NotFound, u"no such file"_s, std::nullopt, {}}, request);
        return unlessKnown(*file, request);
    };
}

} // namespace

void addPageRoutes(Router &router)
{
    router.add("GET", u"/partner/upload"_s, served(fileAnswer(htmlType, content(u"upload.html"_s), uploadPolicy())));
    router.add("GET", u"/docs"_s, served(fileAnswer(htmlType, content(u"docs.html"_s), quietPolicy())));
    QHash<QString, Response> byName;
    for (const Asset &asset : assets) {
        const QString name = QString::fromLatin1(asset.name);
        byName.insert(name, fileAnswer(asset.contentType, content(name), "default-src 'none'; frame-ancestors 'none'"));
    }
    router.add("GET", u"/assets/{file}"_s, servedByName(std::move(byName), u"file"_s));
    QHash<QString, Response> byFormat;
    for (const Asset &sample : samples) {
        const QString name = u"products."_s + QString::fromLatin1(sample.name);
        Response response =
            fileAnswer(sample.contentType, content(u"samples/"_s + name), "default-src 'none'; frame-ancestors 'none'");
        response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name.toLatin1() + '"');
        byFormat.insert(QString::fromLatin1(sample.name), response);
    }
    router.add("GET", u"/partner/samples/{format}"_s, servedByName(std::move(byFormat), u"format"_s));
}

} // namespace tidegate
