// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/body_fields.h"

namespace tidegate {

Result<JsonFields> fieldsOf(const Request &request)
{
    if (request.body.isEmpty())
        return JsonFields(QJsonObject());
    auto object = parseJsonObject(request.body);
    if (!object)
        return tl::unexpected(object.error());
    return JsonFields(*std::move(object));
}

} // namespace tidegate
