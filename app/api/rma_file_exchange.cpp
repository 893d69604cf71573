// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/rma_file_exchange.h"

#include "app/api/idempotency_key.h"
#include "app/api/rma_json.h"

#include <QSet>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QByteArray declaredType(const Request &request)
{
    return request.header("content-type").split(';').front().trimmed().toLower();
}

Result<Done> takeParameter(const QString &name, const QString &value, NewRmaFile &file)
{
    if (name == u"name") {
        file.name = value;
    } else if (name == u"line_id") {
        file.lineId = value;
    } else if (name == u"unit") {
        bool isNumber = false;
        file.unit = value.toLongLong(&isNumber);
        if (!isNumber || file.unit < 1)
            return invalidField(name, u"out_of_range"_s, u"Units count from 1."_s, value.left(64));
    } else {
        return invalidField(name.left(64), u"unknown_parameter"_s, u"Only name, line_id and unit are known here."_s);
    }
    return Done{};
}

} // namespace

RouteOptions fileUploadOptions(Gate gate)
{
    return {.maximumBody = RmaFiles::maximumSize,
            .mediaTypes = {"image/jpeg", "image/png", "application/pdf"},
            .gate = std::move(gate)};
}

Result<NewRmaFile> readFile(const Request &request, RmaActor actor)
{
    NewRmaFile file{.rmaId = request.pathParameter(u"id"), .content = request.body, .actor = std::move(actor)};
    QSet<QString> seen;
    for (const auto &[name, value] : request.query.queryItems(QUrl::FullyDecoded)) {
        if (seen.contains(name))
            return invalidField(name.left(64), u"repeated"_s, u"Give this parameter once."_s, value.left(64));
        seen.insert(name);
        if (const auto taken = takeParameter(name, value, file); !taken)
            return tl::unexpected(taken.error());
    }
    auto key = idempotencyKeyOf(request);
    if (!key)
        return tl::unexpected(key.error());
    file.idempotencyKey = *std::move(key);
    file.mediaType = QString::fromLatin1(declaredType(request));
    file.requestId = request.requestId;
    return file;
}

Response addedFileResponse(const RmaFileAnswer &answer, Audience audience)
{
    Response response = Response::json(answer.replayed ? 200 : 201, toJson(answer.attachment, audience));
    addReplayed(response, answer.replayed);
    return response;
}

Response fileResponse(RmaFileContent content)
{
    Response response;
    response.contentType = content.attachment.mediaType.toLatin1();
    // RFC 6266 with RFC 8187: names may have any characters, headers may not. Every answer forbids sniffing and storing.
    response.headers = {
        {"Content-Disposition", "attachment; filename*=UTF-8''" + QUrl::toPercentEncoding(content.attachment.name)},
        {"Content-Security-Policy", "sandbox; default-src 'none'"}};
    response.body = std::move(content.content);
    return response;
}

} // namespace tidegate
