// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/catalog_chunk.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/catalog/product_table.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool sameFields(const Product &a, const Product &b)
{
    return a.name == b.name && a.description == b.description && a.price == b.price && a.imageUrl == b.imageUrl
        && a.brand == b.brand && a.gtin == b.gtin && a.category == b.category;
}

Product merged(Product product, const ProductRow &row)
{
    product.sku = row.sku;
    product.name = row.name.value_or(product.name);
    product.description = row.description.value_or(product.description);
    product.price = row.price.value_or(product.price);
    product.imageUrl = row.imageUrl.value_or(product.imageUrl);
    product.brand = row.brand.value_or(product.brand);
    product.gtin = row.gtin.value_or(product.gtin);
    product.category = row.category.value_or(product.category);
    return product;
}

/// The movement that brings the stock to what the row says, but for what orders were promised.
qint64 stockDelta(const Product &before, const ProductRow &row, std::vector<FieldError> &notes)
{
    if (!row.stock)
        return 0;
    const qint64 promised = before.held + before.allocated;
    if (*row.stock < promised) {
        notes.push_back({row.line, u"stock"_s, u"stock_promised"_s,
                         u"%1 pieces are promised to orders; the stock was set to that many."_s.arg(promised),
                         QString::number(*row.stock)});
    }
    return std::max(*row.stock, promised) - before.onHand;
}

bool refuseIncomplete(const ProductRow &row, ChunkPlan &plan)
{
    const auto refuse = [&](const QString &field, const QString &message) {
        plan.errors.push_back({row.line, field, u"missing"_s, message, row.sku});
    };
    if (!row.name)
        refuse(u"name"_s, u"There is no product with this SKU yet, and a new one needs a name."_s);
    if (!row.price)
        refuse(u"price"_s, u"There is no product with this SKU yet, and a new one needs a price."_s);
    return !row.name || !row.price;
}

QJsonObject changedFields(const Product &product, const Product &other)
{
    QJsonObject fields;
    const auto add = [&fields](const QString &name, const QString &value, const QString &otherValue) {
        if (value != otherValue)
            fields.insert(name, value);
    };
    add(u"name"_s, product.name, other.name);
    add(u"description"_s, product.description, other.description);
    add(u"image_url"_s, product.imageUrl, other.imageUrl);
    add(u"brand"_s, product.brand, other.brand);
    add(u"gtin"_s, product.gtin, other.gtin);
    add(u"category"_s, product.category, other.category);
    if (product.price != other.price)
        fields.insert(u"price"_s, toJson(product.price));
    if (product.onHand != other.onHand)
        fields.insert(u"on_hand"_s, product.onHand);
    return fields;
}

void applyChange(WriteTransaction &transaction, const ChunkPlan::Change &change, const ImportCause &cause, const Clock &clock,
                 Random &random)
{
    if (change.isNew()) {
        Product product = change.after;
        product.id = newId(clock, random);
        insertProduct(transaction, product, u"import"_s);
    } else if (!sameFields(change.before, change.after)) {
        updateProduct(transaction, change.after);
    }
    if (change.stockDelta != 0) {
        moveStock(transaction,
                  {newId(clock, random), change.after.sku, change.stockDelta, u"import"_s, u"import"_s, cause.jobId,
                   u"set_stock"_s, cause.actor});
    }
    if (!change.isNew()) {
        transaction.audit({cause.actor, u"product.updated"_s, u"product"_s, change.after.id,
                           toJson(changedFields(change.before, change.after)), toJson(changedFields(change.after, change.before)),
                           cause.jobId});
    }
}

} // namespace

ChunkPlan planChunk(ReadTransaction &transaction, const std::vector<ProductRow> &rows)
{
    QStringList skus;
    std::transform(rows.begin(), rows.end(), std::back_inserter(skus), [](const ProductRow &row) { return row.sku; });
    const QHash<QString, Product> existing = findProducts(transaction, skus);
    ChunkPlan plan;
    for (const ProductRow &row : rows) {
        const Product before = existing.value(row.sku);
        const bool isNew = before.id.isEmpty();
        if (isNew && refuseIncomplete(row, plan)) {
            ++plan.rejected;
            continue;
        }
        ChunkPlan::Change change{before, merged(before, row), stockDelta(before, row, plan.notes)};
        change.after.onHand += change.stockDelta;
        if (!isNew && change.stockDelta == 0 && sameFields(change.before, change.after)) {
            ++plan.unchanged;
            continue;
        }
        ++(isNew ? plan.created : plan.updated);
        plan.changes.push_back(std::move(change));
    }
    return plan;
}

void applyChunk(WriteTransaction &transaction, const ChunkPlan &plan, const ImportCause &cause, const Clock &clock,
                Random &random)
{
    if (plan.changes.empty())
        return;
    QJsonArray created;
    for (const ChunkPlan::Change &change : plan.changes) {
        applyChange(transaction, change, cause, clock, random);
        if (change.isNew())
            created.append(change.after.sku);
    }
    const QJsonObject summary{
        {u"first_line"_s, cause.firstLine}, {u"last_line"_s, cause.lastLine}, {u"created"_s, created},
        {u"updated"_s, plan.updated},       {u"unchanged"_s, plan.unchanged}, {u"rejected"_s, plan.rejected}};
    transaction.audit({cause.actor, u"catalog.imported"_s, u"import"_s, cause.jobId, {}, toJson(summary), cause.jobId});
    bumpCatalogRevision(transaction);
}

} // namespace tidegate
