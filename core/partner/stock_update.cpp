// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/stock_update.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/catalog/product_table.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct KnownStock {
    QString partnerId; ///< empty: the shop's own
    bool withdrawn = false;
    qint64 onHand = 0;
    qint64 promised = 0;
    StockSource source;
};

std::optional<KnownStock> findLive(ReadTransaction &transaction, const QString &sku)
{
    return transaction.one(
        u"SELECT p.partner_id, p.withdrawn_at, s.on_hand, s.held + s.allocated, s.source_version, s.source_at "
        "FROM product p JOIN stock s ON s.sku = p.sku WHERE p.sku = ?"_s,
        {sku}, [](const Row &row) {
            return KnownStock{
                row.text(0), !row.isNull(1), row.integer(2), row.integer(3), {row.optionalInteger(4), row.integer(5)}};
        });
}

std::optional<KnownStock> findSandbox(ReadTransaction &transaction, const QString &sku, const QString &partnerId)
{
    return transaction.one(
        u"SELECT withdrawn_at, stock, source_version, source_at FROM sandbox_product WHERE partner_id = ? AND sku = ?"_s,
        {partnerId, sku}, [&partnerId](const Row &row) {
            return KnownStock{partnerId, !row.isNull(0), row.integer(1), 0, {row.optionalInteger(2), row.integer(3)}};
        });
}

void setLive(WriteTransaction &transaction, const StockItem &item, const StockCause &cause, const KnownStock &known,
             qint64 wanted, const QString &movementId)
{
    if (wanted != known.onHand) {
        moveStock(transaction,
                  {movementId, item.sku, wanted - known.onHand, u"webhook"_s, u"webhook"_s, cause.eventId, u"set_stock"_s,
                   u"partner:"_s + cause.partnerId});
    }
    transaction.exec(u"UPDATE stock SET shortfall = ?, source_version = ?, source_at = ? WHERE sku = ?"_s,
                     {wanted - item.stock, nullable(item.version), cause.occurredAt, item.sku});
}

void setSandbox(WriteTransaction &transaction, const StockItem &item, const StockCause &cause)
{
    transaction.exec(
        u"UPDATE sandbox_product SET stock = ?, source_version = ?, source_at = ?, updated_at = ?, version = version + 1 "
        "WHERE partner_id = ? AND sku = ?"_s,
        {item.stock, nullable(item.version), cause.occurredAt, transaction.now(), cause.partnerId, item.sku});
}

} // namespace

bool isLate(const StockSource &incoming, const StockSource &known)
{
    if (incoming.version && known.version && *incoming.version <= *known.version)
        return true;
    return incoming.at < known.at;
}

QJsonObject toJson(const StockOutcome &outcome)
{
    return {{u"updated"_s, outcome.updated},
            {u"unchanged"_s, outcome.unchanged},
            {u"late"_s, outcome.late},
            {u"limited"_s, outcome.limited},
            {u"unknown"_s, QJsonArray::fromStringList(outcome.unknown)},
            {u"of_another"_s, QJsonArray::fromStringList(outcome.ofAnother)}};
}

StockOutcome stockOutcomeFromJson(const QByteArray &text)
{
    const QJsonObject object = parseJsonObject(text).value_or(QJsonObject());
    const auto list = [&object](const QString &name) { return object.value(name).toVariant().toStringList(); };
    return {object.value(u"updated"_s).toInteger(),
            object.value(u"unchanged"_s).toInteger(),
            object.value(u"late"_s).toInteger(),
            object.value(u"limited"_s).toInteger(),
            list(u"unknown"_s),
            list(u"of_another"_s)};
}

StockOutcome applyStock(WriteTransaction &transaction, const std::vector<StockItem> &items, const StockCause &cause,
                        const Clock &clock, Random &random, std::vector<StockLevel> &levels)
{
    StockOutcome outcome;
    for (const StockItem &item : items) {
        const std::optional<KnownStock> known =
            cause.sandbox ? findSandbox(transaction, item.sku, cause.partnerId) : findLive(transaction, item.sku);
        if (known && !known->partnerId.isEmpty() && known->partnerId != cause.partnerId) {
            outcome.ofAnother << item.sku;
            continue;
        }
        if (!known || known->withdrawn) {
            outcome.unknown << item.sku;
            continue;
        }
        if (isLate({item.version, cause.occurredAt}, known->source)) {
            ++outcome.late;
            continue;
        }
        const qint64 wanted = std::max(item.stock, known->promised);
        ++(wanted == known->onHand ? outcome.unchanged : outcome.updated);
        outcome.limited += wanted > item.stock ? 1 : 0;
        if (cause.sandbox) {
            setSandbox(transaction, item, cause);
            continue;
        }
        setLive(transaction, item, cause, *known, wanted, newId(clock, random));
        if (wanted != known->onHand)
            levels.push_back({item.sku, wanted - known->promised});
    }
    return outcome;
}

} // namespace tidegate
