// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/product_table.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype maximumWords = 6;

const QString selectProducts =
    u"SELECT p.sku, p.id, p.name, p.description, p.price, p.currency, p.image_url, p.brand, p.gtin, p.category, "
    "p.version, p.updated_at, s.on_hand, s.held, s.allocated FROM product p JOIN stock s ON s.sku = p.sku "_s;

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
    product.onHand = row.integer(12);
    product.held = row.integer(13);
    product.allocated = row.integer(14);
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
        Product product = readProduct(row);
        found.insert(product.sku, std::move(product));
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
    if (page.products.size() > std::size_t(limit)) {
        page.products.pop_back();
        page.nextCursor = page.products.back().sku;
    }
    return page;
}

void insertProduct(WriteTransaction &transaction, const Product &product, const QString &source)
{
    const UtcMillis now = transaction.now();
    transaction.exec(
        u"INSERT INTO product (sku, id, name, description, price, currency, image_url, brand, gtin, category, source, "
        "search_text, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {product.sku, product.id, product.name, product.description, product.price.amount, product.price.currency.code(),
         product.imageUrl, product.brand, product.gtin, product.category, source, searchText(product), now, now});
    transaction.exec(u"INSERT INTO stock (sku, on_hand) VALUES (?, 0)"_s, {product.sku});
}

void updateProduct(WriteTransaction &transaction, const Product &product)
{
    transaction.exec(
        u"UPDATE product SET name = ?, description = ?, price = ?, currency = ?, image_url = ?, brand = ?, gtin = ?, "
        "category = ?, search_text = ?, updated_at = ?, version = version + 1 WHERE sku = ?"_s,
        {product.name, product.description, product.price.amount, product.price.currency.code(), product.imageUrl, product.brand,
         product.gtin, product.category, searchText(product), transaction.now(), product.sku});
}

void moveStock(WriteTransaction &transaction, const StockMovement &movement)
{
    transaction.exec(u"INSERT INTO stock_movement (id, sku, delta, reason, source_type, source_id, purpose, actor, at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {movement.id, movement.sku, movement.delta, movement.reason, movement.sourceType, movement.sourceId,
                      movement.purpose, movement.actor, transaction.now()});
    transaction.exec(u"UPDATE stock SET on_hand = on_hand + ?, version = version + 1 WHERE sku = ?"_s,
                     {movement.delta, movement.sku});
}

void bumpCatalogRevision(WriteTransaction &transaction)
{
    transaction.exec(u"INSERT INTO revision (name, version) VALUES ('catalog', 1) "
                     "ON CONFLICT (name) DO UPDATE SET version = revision.version + 1"_s);
}

} // namespace tidegate
