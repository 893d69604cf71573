// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/partner_catalog.h"

#include "core/store/bulk_insert.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString lookUpPlaces = u"(?"_s + u", ?"_s.repeated(lookUpSize - 1) + u')';

/// The values for a statement with lookUpPlaces.
QVariantList filledUp(QVariantList values, const QStringList &skus)
{
    const qsizetype size = values.size() + lookUpSize;
    values.append(QVariantList(skus.begin(), skus.end()));
    values.resize(size, QString());
    return values;
}

Product readSandboxProduct(const Row &row)
{
    Product product;
    product.sku = row.text(0);
    product.id = product.sku; // it needs none of its own
    product.partnerId = row.text(1);
    product.name = row.text(2);
    product.description = row.text(3);
    product.imageUrl = row.text(4);
    product.brand = row.text(5);
    product.gtin = row.text(6);
    product.category = row.text(7);
    product.price = {row.integer(8), Currency::fromCode(row.text(9)).value_or(Currency::euro())};
    product.onHand = row.integer(10);
    product.sourceVersion = row.optionalInteger(11);
    product.sourceAt = row.integer(12);
    product.withdrawnAt = row.optionalInteger(13);
    product.updatedAt = row.integer(14);
    product.version = row.integer(15);
    return product;
}

} // namespace

PartnerCatalog::PartnerCatalog(QString partnerId, bool sandbox)
    : m_partnerId(std::move(partnerId))
    , m_sandbox(sandbox)
{
}

QHash<QString, Product> PartnerCatalog::find(ReadTransaction &transaction, const QStringList &skus) const
{
    if (!m_sandbox)
        return findProducts(transaction, skus);
    static const QString sql =
        u"SELECT sku, partner_id, name, description, image_url, brand, gtin, category, price, currency, stock, source_version, "
        "source_at, withdrawn_at, updated_at, version FROM sandbox_product WHERE partner_id = ? AND sku IN "_s
        + lookUpPlaces;
    QHash<QString, Product> found;
    transaction.each(sql, filledUp({m_partnerId}, skus), [&found](const Row &row) {
        const Product product = readSandboxProduct(row);
        found.insert(product.sku, product);
    });
    return found;
}

void PartnerCatalog::write(WriteTransaction &transaction, const std::vector<ProductChange> &changes, const ChangeCause &cause,
                           const Clock &clock, Random &random) const
{
    if (m_sandbox)
        return writeSandbox(transaction, changes);
    writeChanges(transaction, changes, cause, clock, random);
    bumpCatalogRevision(transaction);
}

void PartnerCatalog::writeSandbox(WriteTransaction &transaction, const std::vector<ProductChange> &changes) const
{
    static const BulkStatement statement(
        u"INSERT INTO sandbox_product (partner_id, sku, name, description, image_url, brand, gtin, category, price, currency, stock, "
        "source_version, source_at, withdrawn_at, updated_at, version)"_s,
        16,
        u" ON CONFLICT (partner_id, sku) DO UPDATE SET name = excluded.name, description = excluded.description, image_url = excluded.image_url, "
        "brand = excluded.brand, gtin = excluded.gtin, category = excluded.category, price = excluded.price, currency = excluded.currency, "
        "stock = excluded.stock, source_version = excluded.source_version, source_at = excluded.source_at, "
        "withdrawn_at = excluded.withdrawn_at, updated_at = excluded.updated_at, version = excluded.version"_s);
    BulkInsert rows(transaction, statement);
    for (const ProductChange &change : changes) {
        const Product &product = change.after;
        rows.add({m_partnerId, product.sku, product.name, product.description, product.imageUrl, product.brand, product.gtin,
                  product.category, product.price.amount, product.price.currency.code(), product.onHand,
                  nullable(product.sourceVersion), product.sourceAt, nullable(product.withdrawnAt), transaction.now(),
                  product.version});
    }
    rows.finish();
}

void PartnerCatalog::confirm(WriteTransaction &transaction, const QStringList &skus, UtcMillis sourceAt) const
{
    if (skus.isEmpty())
        return;
    if (!m_sandbox)
        return confirmStock(transaction, skus, sourceAt);
    static const QString sql = u"UPDATE sandbox_product SET source_at = ? WHERE partner_id = ? AND sku IN "_s + lookUpPlaces;
    transaction.exec(sql, filledUp({sourceAt, m_partnerId}, skus));
}

QStringList PartnerCatalog::ownedAfter(ReadTransaction &transaction, const QString &after, int limit) const
{
    QStringList skus;
    transaction.each(
        m_sandbox
            ? u"SELECT sku FROM sandbox_product WHERE partner_id = ? AND sku > ? AND withdrawn_at IS NULL ORDER BY sku LIMIT ?"_s
            : u"SELECT sku FROM product WHERE partner_id = ? AND sku > ? AND withdrawn_at IS NULL ORDER BY sku LIMIT ?"_s,
        {m_partnerId, after, limit}, [&skus](const Row &row) { skus << row.text(0); });
    return skus;
}

} // namespace tidegate
