// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/paging.h"

#include "core/base/id.h"

using namespace Qt::StringLiterals;

namespace tidegate {

Result<Paging> Paging::read(const Request &request)
{
    Paging paging;
    for (const auto &[name, value] : request.query.queryItems(QUrl::FullyDecoded)) {
        if (name == u"limit") {
            bool whole = false;
            paging.limit = value.toInt(&whole);
            if (!whole || paging.limit < 1 || paging.limit > 200)
                return invalidField(u"limit"_s, u"out_of_range"_s, u"The limit must be from 1 to 200."_s, value.left(64));
        } else if (name == u"cursor") {
            if (!isId(value))
                return invalidField(u"cursor"_s, u"invalid_cursor"_s, u"Take the cursor from the answer before."_s,
                                    value.left(64));
            paging.cursor = value;
        } else {
            return invalidField(name.left(64), u"unknown_parameter"_s, u"This parameter is not known here."_s);
        }
    }
    return paging;
}

} // namespace tidegate
