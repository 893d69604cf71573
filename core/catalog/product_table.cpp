// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/product_table.h"

#include "core/base/id.h"
#include "core/store/bulk_insert.h"
#include "core/store/page.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype maximumWords = 6;

const QString selectProducts =
    u"SELECT p.sku, p.id, p.name, p.description, p.price, p.currency, p.image_url, p.brand, p.gtin, p.category, "
    "p.version, p.updated_at, p.partner_id, p.withdrawn_at, s.on_hand, s.held, s.allocated, s.source_version, s.source_at, s.shortfall "
    "FROM product p JOIN stock s ON s.sku = p.sku "_s;

Product readProduct(const Row &row)
{
    Product product;
    product.sku = row.text(0);
    product.id = row.text(1);
    product.name = row.text(2);
    product.description = row.text(3);
    product.price = {row.integer(4), Currency::fromCode(row.text(5)).value_or(Currency::euro())};
    product.imageUrl = row.text(6);
    product.brand = row.text(7);
    product.gtin = row.text(8);
    product.category = row.text(9);
    product.version = row.integer(10);
    product.updatedAt = row.integer(11);
    product.partnerId = row.text(12);
    product.withdrawnAt = row.optionalInteger(13);
    product.onHand = row.integer(14);
    product.held = row.integer(15);
    product.allocated = row.integer(16);
    product.sourceVersion = row.optionalInteger(17);
    product.sourceAt = row.integer(18);
    product.shortfall = row.integer(19);
    return product;
}

QString searchText(const Product &product)
{
    return QStringList{product.sku, product.name, product.brand, product.gtin, product.category}.join(u'\n').toCaseFolded();
}

/// For LIKE with ESCAPE '!'.
QString containing(QString word)
{
    for (const QChar special : {u'!', u'%', u'_'})
        word.replace(special, u'!' + QString(special));
    return u'%' + word + u'%';
}

} // namespace

std::optional<Product> findProduct(ReadTransaction &transaction, const QString &sku)
{
    return transaction.one(selectProducts + u"WHERE p.sku = ?"_s, {sku}, readProduct);
}

QHash<QString, Product> findProducts(ReadTransaction &transaction, const QStringList &skus)
{
    static const QString sql = selectProducts + u"WHERE p.sku IN (?"_s + u", ?"_s.repeated(lookUpSize - 1) + u')';
    QVariantList parameters(skus.begin(), skus.end());
    parameters.resize(lookUpSize, QString());
    QHash<QString, Product> found;
    transaction.each(sql, parameters, [&found](const Row &row) {
        const Product product = readProduct(row);
        found.insert(product.sku, product);
    });
    return found;
}

ProductPage searchProducts(ReadTransaction &transaction, const QString &text, int limit, const QString &cursor)
{
    QStringList words = text.toCaseFolded().split(u' ', Qt::SkipEmptyParts);
    words.resize(std::min(words.size(), maximumWords));
    QVariantList parameters{cursor};
    for (const QString &word : words)
        parameters << containing(word);
    parameters << limit + 1;
    ProductPage page;
    transaction.each(selectProducts + u"WHERE p.sku > ? "_s + u"AND p.search_text LIKE ? ESCAPE '!' "_s.repeated(words.size())
                         + u"ORDER BY p.sku LIMIT ?"_s,
                     parameters, [&page](const Row &row) { page.products.push_back(readProduct(row)); });
    page.nextCursor = cutPage(page.products, limit, [](const Product &product) { return product.sku; });
    return page;
}

bool sameFields(const Product &a, const Product &b)
{
    return a.name == b.name && a.description == b.description && a.price == b.price && a.imageUrl == b.imageUrl
        && a.brand == b.brand && a.gtin == b.gtin && a.category == b.category;
}

namespace {

// The id is the row's own on both sides, and so are the owner's, the time of making and the source where the product is there
// already.
const BulkStatement putProduct(
    u"INSERT INTO product (sku, id, name, description, price, currency, image_url, brand, gtin, category, source, search_text, "
    "created_at, updated_at, version, partner_id, withdrawn_at)"_s,
    17,
    u" ON CONFLICT (sku) DO UPDATE SET name = excluded.name, description = excluded.description, price = excluded.price, "
    "currency = excluded.currency, image_url = excluded.image_url, brand = excluded.brand, gtin = excluded.gtin, "
    "category = excluded.category, search_text = excluded.search_text, updated_at = excluded.updated_at, "
    "version = excluded.version, partner_id = excluded.partner_id, withdrawn_at = excluded.withdrawn_at"_s);
const BulkStatement
    putStock(u"INSERT INTO stock (sku, on_hand, shortfall, source_version, source_at)"_s, 5,
             u" ON CONFLICT (sku) DO UPDATE SET on_hand = excluded.on_hand, shortfall = excluded.shortfall, "
             "source_version = excluded.source_version, source_at = excluded.source_at, version = stock.version + 1"_s);
const BulkStatement
    putMovement(u"INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at)"_s, 9);

} // namespace

void writeChanges(WriteTransaction &transaction, const std::vector<ProductChange> &changes, const ChangeCause &cause,
                  const Clock &clock, Random &random)
{
    const UtcMillis now = transaction.now();
    BulkInsert products(transaction, putProduct);
    BulkInsert stocks(transaction, putStock);
    BulkInsert movements(transaction, putMovement);
    for (const ProductChange &change : changes) {
        const Product &product = change.after;
        if (change.isNew() || product.version != change.before.version) {
            products.add({product.sku, change.isNew() ? newId(clock, random) : product.id, product.name, product.description,
                          product.price.amount, product.price.currency.code(), product.imageUrl, product.brand, product.gtin,
                          product.category, cause.source, searchText(product), now, now, product.version,
                          nullable(product.partnerId), nullable(product.withdrawnAt)});
        }
    }
    products.finish();
    for (const ProductChange &change : changes) {
        const Product &product = change.after;
        const qint64 delta = change.stockDelta();
        const bool sourceMoved =
            product.sourceAt != change.before.sourceAt || product.sourceVersion != change.before.sourceVersion;
        if (change.isNew() || delta != 0 || sourceMoved || product.shortfall != change.before.shortfall)
            stocks.add({product.sku, product.onHand, product.shortfall, nullable(product.sourceVersion), product.sourceAt});
        if (delta != 0)
            movements.add({newId(clock, random), product.sku, delta, cause.source, cause.source, cause.sourceId, cause.purpose,
                           cause.actor, now});
    }
    stocks.finish();
    movements.finish();
}

void confirmStock(WriteTransaction &transaction, const QStringList &skus, UtcMillis sourceAt)
{
    static const QString sql = u"UPDATE stock SET source_at = ? WHERE sku IN (?"_s + u", ?"_s.repeated(lookUpSize - 1) + u')';
    QVariantList parameters{sourceAt};
    parameters.append(QVariantList(skus.begin(), skus.end()));
    parameters.resize(lookUpSize + 1, QString());
    transaction.exec(sql, parameters);
}

QString stockBucketName(StockBucket bucket)
{
    switch (bucket) {
    case StockBucket::Sellable: return u"sellable"_s;
    case StockBucket::Quarantine: return u"quarantine"_s;
    case StockBucket::Scrap: return u"scrap"_s;
    case StockBucket::Repair: return u"repair"_s;
    }
    Q_UNREACHABLE();
}

void moveStock(WriteTransaction &transaction, const StockMovement &movement)
{
    const QString bucket = stockBucketName(movement.bucket);
    transaction.exec(u"INSERT INTO stock_movement (id, sku, bucket, delta, reason, source_type, source_id, purpose, actor, at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {movement.id, movement.sku, bucket, movement.delta, movement.reason, movement.sourceType, movement.sourceId,
                      movement.purpose, movement.actor, transaction.now()});
    if (movement.bucket == StockBucket::Sellable) {
        transaction.exec(u"UPDATE stock SET on_hand = on_hand + ?, version = version + 1 WHERE sku = ?"_s,
                         {movement.delta, movement.sku});
        return;
    }
    const qint64 known = transaction.exec(u"UPDATE stock_bucket SET balance = balance + ? WHERE sku = ? AND bucket = ?"_s,
                                          {movement.delta, movement.sku, bucket});
    if (known == 0)
        transaction.exec(u"INSERT INTO stock_bucket (sku, bucket, balance) VALUES (?, ?, ?)"_s,
                         {movement.sku, bucket, movement.delta});
}

void bumpCatalogRevision(WriteTransaction &transaction)
{
    transaction.exec(u"INSERT INTO revision (name, version) VALUES ('catalog', 1) "
                     "ON CONFLICT (name) DO UPDATE SET version = revision.version + 1"_s);
}

} // namespace tidegate
