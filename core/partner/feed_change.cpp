// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_change.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborStreamWriter>
#include <QCborValue>

#include <algorithm>
#include <array>

namespace tidegate {

namespace {

/// Members of the array of a product that was new.
constexpr quint64 createdSize = 3;

constexpr std::array<std::pair<FeedField, QString Product::*>, 6> textFields{{{FeedField::Name, &Product::name},
                                                                              {FeedField::Description, &Product::description},
                                                                              {FeedField::ImageUrl, &Product::imageUrl},
                                                                              {FeedField::Brand, &Product::brand},
                                                                              {FeedField::Gtin, &Product::gtin},
                                                                              {FeedField::Category, &Product::category}}};

void append(QCborStreamWriter &writer, const std::optional<qint64> &number)
{
    if (number)
        writer.append(*number);
    else
        writer.append(nullptr);
}

void append(QCborStreamWriter &writer, const ProductUndo &undo)
{
    if (undo.created) {
        writer.startArray(createdSize);
        writer.append(undo.sku);
        writer.append(undo.stockAfter);
        writer.append(undo.sourceAtAfter);
        writer.endArray();
        return;
    }
    writer.startArray(10);
    writer.append(undo.sku);
    writer.append(undo.versionAfter);
    writer.append(undo.stockBefore);
    writer.append(undo.stockAfter);
    append(writer, undo.sourceVersionBefore);
    writer.append(undo.sourceAtBefore);
    writer.append(undo.sourceAtAfter);
    writer.append(undo.partnerBefore);
    append(writer, undo.withdrawnBefore);
    writer.startMap(undo.fields.size() + (undo.price ? 1 : 0));
    for (const auto &[field, was] : undo.fields) {
        writer.append(quint64(field));
        writer.append(was);
    }
    if (undo.price) {
        writer.append(quint64(FeedField::Price));
        writer.startArray(2);
        writer.append(undo.price->amount);
        writer.append(undo.price->currency.code());
        writer.endArray();
    }
    writer.endMap();
    writer.endArray();
}

std::optional<qint64> numberOrNothing(const QCborValue &value)
{
    return value.isInteger() ? std::optional(value.toInteger()) : std::nullopt;
}

ProductUndo decode(const QCborArray &array)
{
    ProductUndo undo;
    undo.sku = array[0].toString();
    if (array.size() == qsizetype(createdSize)) {
        undo.created = true;
        undo.versionAfter = 1;
        undo.stockAfter = array[1].toInteger();
        undo.sourceAtAfter = array[2].toInteger();
        return undo;
    }
    undo.versionAfter = array[1].toInteger();
    undo.stockBefore = array[2].toInteger();
    undo.stockAfter = array[3].toInteger();
    undo.sourceVersionBefore = numberOrNothing(array[4]);
    undo.sourceAtBefore = array[5].toInteger();
    undo.sourceAtAfter = array[6].toInteger();
    undo.partnerBefore = array[7].toString();
    undo.withdrawnBefore = numberOrNothing(array[8]);
    const QCborMap fields = array[9].toMap();
    for (const auto &[key, value] : fields) {
        const auto field = FeedField(key.toInteger());
        if (field == FeedField::Price) {
            const QCborArray price = value.toArray();
            undo.price = Money{price[0].toInteger(), Currency::fromCode(price[1].toString()).value_or(Currency::euro())};
        } else {
            undo.fields[field] = value.toString();
        }
    }
    return undo;
}

} // namespace

ProductUndo undoOf(const ProductChange &change)
{
    const Product &before = change.before;
    ProductUndo undo{before.id.isEmpty() ? change.after.sku : before.sku,
                     change.isNew(),
                     change.after.version,
                     before.counted(),
                     change.after.counted(),
                     before.sourceVersion,
                     before.sourceAt,
                     change.after.sourceAt,
                     before.partnerId,
                     before.withdrawnAt};
    if (change.isNew())
        return undo;
    for (const auto &[field, member] : textFields) {
        if (before.*member != change.after.*member)
            undo.fields[field] = before.*member;
    }
    if (before.price != change.after.price)
        undo.price = before.price;
    return undo;
}

bool touchedSince(const ProductUndo &undo, const Product &now)
{
    return now.version != undo.versionAfter || now.counted() != undo.stockAfter;
}

ProductChange takenBack(const ProductUndo &undo, const Product &now, UtcMillis at)
{
    ProductChange change{now, now};
    Product &after = change.after;
    ++after.version;
    // Where a newer message has confirmed the stock since then, it holds.
    if (now.sourceAt == undo.sourceAtAfter) {
        after.setStock(undo.stockBefore);
        after.sourceAt = undo.sourceAtBefore;
        after.sourceVersion = undo.sourceVersionBefore;
    }
    after.withdrawnAt = undo.created ? at : undo.withdrawnBefore;
    if (after.withdrawnAt)
        after.setStock(0);
    if (undo.created)
        return change;
    after.partnerId = undo.partnerBefore;
    for (const auto &[field, member] : textFields) {
        if (const auto was = undo.fields.find(field); was != undo.fields.end())
            after.*member = was->second;
    }
    after.price = undo.price.value_or(after.price);
    return change;
}

QByteArray encodeUndos(const std::vector<ProductUndo> &undos)
{
    QByteArray bytes;
    QCborStreamWriter writer(&bytes);
    writer.startArray(undos.size());
    for (const ProductUndo &undo : undos)
        append(writer, undo);
    writer.endArray();
    return bytes;
}

std::vector<ProductUndo> decodeUndos(const QByteArray &bytes)
{
    std::vector<ProductUndo> undos;
    const QCborArray products = QCborValue::fromCbor(bytes).toArray();
    std::transform(products.begin(), products.end(), std::back_inserter(undos),
                   [](const QCborValue &product) { return decode(product.toArray()); });
    return undos;
}

} // namespace tidegate
