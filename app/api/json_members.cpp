// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/json_members.h"

#include "core/base/text.h"

namespace tidegate {

void addTime(JsonWriter &json, const char *name, const std::optional<UtcMillis> &time)
{
    if (time)
        json.add(name, formatTime(*time));
    else
        json.addNull(name);
}

void addOptional(JsonWriter &json, const char *name, const QString &text)
{
    if (text.isEmpty())
        json.addNull(name);
    else
        json.add(name, text);
}

} // namespace tidegate
