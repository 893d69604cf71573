// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/paging.h"

#include "core/base/id.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Where a list that has no ids goes on.
bool isPosition(QStringView text)
{
    return !text.isEmpty() && text.size() <= 18
        && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace

Result<Paging> Paging::read(const Request &request, const QStringList &others, CursorForm form)
{
    Paging paging;
    for (const auto &[name, value] : request.query.queryItems(QUrl::FullyDecoded)) {
        if (name == u"limit") {
            bool whole = false;
            paging.limit = value.toInt(&whole);
            if (!whole || paging.limit < 1 || paging.limit > 200)
                return invalidField(u"limit"_s, u"out_of_range"_s, u"The limit must be from 1 to 200."_s, value.left(64));
        } else if (name == u"cursor") {
            if (form == CursorForm::IdOrPosition && !isId(value) && !isPosition(value))
                return invalidField(u"cursor"_s, u"invalid_cursor"_s, u"Take the cursor from the answer before."_s,
                                    value.left(64));
            paging.cursor = value;
        } else if (!others.contains(name)) {
            return invalidField(name.left(64), u"unknown_parameter"_s, u"This parameter is not known here."_s);
        }
    }
    return paging;
}

QJsonValue cursorValue(const QString &cursor)
{
    return cursor.isEmpty() ? QJsonValue() : QJsonValue(cursor);
}

} // namespace tidegate
