// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/partner_answer.h"

#include <QJsonObject>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace tidegate {

Response partnerAnswer(const Request &request, int status, QJsonObject object)
{
    if (request.sandbox)
        object.insert(u"sandbox"_s, true);
    return Response::json(status, object);
}

void addNextLink(Response &response, const Request &request, const QString &cursor)
{
    if (cursor.isEmpty())
        return;
    QUrlQuery query = request.query;
    query.removeAllQueryItems(u"cursor"_s);
    query.addQueryItem(u"cursor"_s, QString::fromLatin1(QUrl::toPercentEncoding(cursor)));
    const QByteArray path = QUrl::toPercentEncoding(request.path, "/");
    response.headers.emplace_back("Link", '<' + path + '?' + query.toString(QUrl::FullyEncoded).toLatin1() + ">; rel=\"next\"");
}

void addFileName(Response &response, const QString &name)
{
    QByteArray safe;
    for (const QChar c : name) {
        const bool plain = c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_');
        safe += plain ? c.toLatin1() : '_';
    }
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + safe + '"');
}

} // namespace tidegate
