// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/message.h"

#include "core/base/json.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

QByteArray Request::header(QByteArrayView lowerCaseName) const
{
    const auto found =
        std::find_if(headers.begin(), headers.end(), [&](const auto &field) { return field.first == lowerCaseName; });
    return found == headers.end() ? QByteArray() : found->second;
}

bool Request::hasHeader(QByteArrayView lowerCaseName) const
{
    return std::any_of(headers.begin(), headers.end(), [&](const auto &field) { return field.first == lowerCaseName; });
}

QString Request::pathParameter(QStringView name) const
{
    const auto found =
        std::find_if(pathParameters.begin(), pathParameters.end(), [&](const auto &entry) { return entry.first == name; });
    return found == pathParameters.end() ? QString() : found->second;
}

Response Response::noAnswer()
{
    Response response;
    response.closesWithoutAnswer = true;
    return response;
}

Response Response::json(int status, const QJsonObject &object)
{
    return json(status, toJson(object));
}

Response Response::json(int status, QByteArray text)
{
    Response response;
    response.status = status;
    response.contentType = "application/json"_ba;
    response.body = std::move(text);
    return response;
}

} // namespace tidegate
