// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"
#include "core/base/json.h"

namespace tidegate {

/// The object that a body holds; none where it is empty, as those may be that have only optional fields.
Result<JsonFields> fieldsOf(const Request &request);

/// Calls `read` with each element of a list, whose findings come to `fields`.
template <typename Read>
void eachOf(JsonFields &fields, const QString &name, qsizetype maximum, Read read)
{
    const std::vector<QJsonObject> objects = fields.objects(name, 1, maximum);
    for (std::size_t index = 0; index < objects.size(); ++index) {
        JsonFields part(objects[index], QStringLiteral("%1[%2].").arg(name).arg(index));
        read(part);
        fields.absorb(part);
    }
}

/// What a body says, once nothing is wrong with it.
template <typename Value>
Result<Value> finished(JsonFields &fields, Value value)
{
    if (auto checked = fields.finish(); !checked)
        return tl::unexpected(checked.error());
    return value;
}

} // namespace tidegate
