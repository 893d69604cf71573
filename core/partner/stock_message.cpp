// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/stock_message.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/feed/product_row.h"
#include "core/partner/standard_webhooks.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const auto stockUpdated = u"stock.updated"_s;
constexpr qsizetype maximumSku = 64;
constexpr qint64 largestVersion = 1LL << 53; ///< beyond it JSON's numbers no longer tell neighbours apart

UtcMillis readTimestamp(JsonFields &fields, UtcMillis now)
{
    const QString text = fields.text(u"timestamp"_s, {.maximum = 40});
    if (text.isEmpty())
        return 0; // told already
    const std::optional<UtcMillis> time = parseTime(text);
    if (!time || *time <= 0)
        fields.refuse(u"timestamp"_s, u"not_a_time"_s, u"Write when it happened, as in 2026-01-31T12:00:00Z."_s, text);
    else if (*time > now + std::chrono::milliseconds(webhookTolerance).count())
        fields.refuse(u"timestamp"_s, u"in_the_future"_s, u"This time is still to come; check the clock of the sender."_s, text);
    return time.value_or(0);
}

StockItem readItem(JsonFields &fields, QSet<QString> &known)
{
    StockItem item;
    item.sku = fields.text(u"sku"_s, {.maximum = maximumSku});
    if (!item.sku.isEmpty() && known.contains(item.sku))
        fields.refuse(u"sku"_s, u"duplicate_sku"_s, u"This SKU stands twice in one message."_s, item.sku);
    known.insert(item.sku);
    item.stock = fields.integer(u"stock"_s, 0, ProductRules::maximumStock);
    if (fields.has(u"version"_s))
        item.version = fields.integer(u"version"_s, 0, largestVersion);
    return item;
}

} // namespace

Result<StockMessage> parseStockMessage(const QByteArray &body, UtcMillis now)
{
    const Result<QJsonObject> object = parseJsonObject(body);
    if (!object)
        return tl::unexpected(object.error());
    StockMessage message;
    JsonFields fields(*object);
    message.type = fields.text(u"type"_s, {.maximum = 100});
    if (!message.type.isEmpty() && message.type != stockUpdated)
        fields.refuse(u"type"_s, u"unknown_type"_s, u"Send stock.updated; no other type is taken here."_s, message.type);
    message.occurredAt = readTimestamp(fields, now);
    JsonFields data(fields.object(u"data"_s), u"data."_s);
    QSet<QString> known;
    qsizetype index = 0;
    for (const QJsonObject &part : data.objects(u"items"_s, 1, maximumStockItems)) {
        JsonFields item(part, u"data.items[%1]."_s.arg(index++));
        message.items.push_back(readItem(item, known));
        data.absorb(item);
    }
    fields.absorb(data);
    if (const Result<Done> finished = fields.finish(); !finished)
        return tl::unexpected(finished.error());
    return message;
}

} // namespace tidegate
