// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json_writer.h"
#include "core/sale/order_queries.h"

#include <optional>

namespace tidegate {

/// A time, or null.
void addTime(JsonWriter &json, const char *name, const std::optional<UtcMillis> &time);
/// A text, or null for an empty one.
void addOptional(JsonWriter &json, const char *name, const QString &text);

/// A page of a list, as its answer: "data", each element by `writeItem`, and "next_cursor", which is null on the last page.
template <typename Item, typename WriteItem>
QByteArray pageToJson(const Page<Item> &page, WriteItem writeItem)
{
    JsonWriter json;
    json.beginObject();
    json.beginArray("data");
    for (const Item &item : page.items)
        writeItem(json, item);
    json.endArray();
    addOptional(json, "next_cursor", page.nextCursor);
    json.endObject();
    return json.text();
}

} // namespace tidegate
