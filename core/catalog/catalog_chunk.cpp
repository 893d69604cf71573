// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/catalog_chunk.h"

#include "core/base/json.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

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

/// Fields that are there and blank in the row, and have something in the catalogue.
void countCleared(ChunkPlan &plan, const ProductRow &row, const Product &before, const PlanRules &rules)
{
    const auto look = [&](const QString &field, const std::optional<QString> &cell, const QString &was) {
        if (!cell || !cell->isEmpty() || was.isEmpty())
            return;
        ++plan.cleared;
        if (rules.tellCleared)
            plan.notes.push_back(
                {row.line, field, u"cleared"_s,
                 u"This cell is blank, so what the catalogue has here is cleared. Leave the column out to keep it."_s,
                 shortened(was)});
    };
    look(u"description"_s, row.description, before.description);
    look(u"image_url"_s, row.imageUrl, before.imageUrl);
    look(u"brand"_s, row.brand, before.brand);
    look(u"gtin"_s, row.gtin, before.gtin);
    look(u"category"_s, row.category, before.category);
}

/// Sets the stock to what the row says, but for what orders were promised, and what a newer message said.
void setStock(ChunkPlan &plan, const ProductRow &row, Product &product, const PlanRules &rules)
{
    if (!row.stock)
        return;
    if (rules.sourceAt != 0 && product.sourceAt > rules.sourceAt) {
        plan.notes.push_back({row.line, u"stock"_s, u"stock_late"_s,
                              u"A newer message has set this product's stock, so this one was passed over."_s,
                              QString::number(*row.stock)});
        return;
    }
    if (*row.stock < product.promised()) {
        plan.notes.push_back({row.line, u"stock"_s, u"stock_promised"_s,
                              u"%1 pieces are promised to orders; the stock was set to that many."_s.arg(product.promised()),
                              QString::number(*row.stock)});
    }
    product.setStock(*row.stock);
    product.sourceAt = std::max(product.sourceAt, rules.sourceAt);
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

bool refuseForeign(const ProductRow &row, const Product &before, const PlanRules &rules, ChunkPlan &plan)
{
    if (before.partnerId.isEmpty() || rules.partnerId.isEmpty() || before.partnerId == rules.partnerId)
        return false;
    plan.errors.push_back(
        {row.line, u"sku"_s, u"sku_of_another"_s,
         u"Another supplier brought a product with this SKU first. Give yours a SKU of its own, or ask the shop."_s, row.sku});
    return true;
}

} // namespace

void planRow(ChunkPlan &plan, const ProductRow &row, const Product &before, const PlanRules &rules)
{
    const bool isNew = before.id.isEmpty();
    if (isNew ? refuseIncomplete(row, plan) : refuseForeign(row, before, rules, plan)) {
        ++plan.rejected;
        return;
    }
    ChunkPlan::Change change{before, merged(before, row)};
    Product &after = change.after;
    if (!rules.partnerId.isEmpty())
        after.partnerId = rules.partnerId;
    after.withdrawnAt.reset();
    const bool gained = after.partnerId != before.partnerId || before.withdrawnAt;
    setStock(plan, row, after, rules);
    countCleared(plan, row, before, rules);
    const bool sameStock = after.onHand == before.onHand && after.shortfall == before.shortfall;
    if (!isNew && !gained && sameStock && sameFields(before, after)) {
        ++plan.unchanged;
        if (after.sourceAt != before.sourceAt)
            plan.confirmed.append(row.sku);
        return;
    }
    plan.gained += gained;
    ++(isNew ? plan.created : plan.updated);
    if (!isNew && (gained || !sameFields(before, after)))
        ++after.version;
    plan.changes.push_back(std::move(change));
}

ChunkPlan planChunk(ReadTransaction &transaction, const std::vector<ProductRow> &rows, const PlanRules &rules)
{
    QStringList skus;
    std::transform(rows.begin(), rows.end(), std::back_inserter(skus), [](const ProductRow &row) { return row.sku; });
    const QHash<QString, Product> existing = findProducts(transaction, skus);
    ChunkPlan plan;
    for (const ProductRow &row : rows)
        planRow(plan, row, existing.value(row.sku), rules);
    return plan;
}

void applyChunk(WriteTransaction &transaction, const ChunkPlan &plan, const ImportCause &cause, const Clock &clock,
                Random &random)
{
    if (plan.changes.empty())
        return;
    writeChanges(transaction, plan.changes, {u"import"_s, cause.jobId, u"set_stock"_s, cause.actor}, clock, random);
    QJsonArray created;
    for (const ChunkPlan::Change &change : plan.changes) {
        if (change.isNew()) {
            created.append(change.after.sku);
            continue;
        }
        transaction.audit({cause.actor, u"product.updated"_s, u"product"_s, change.after.id,
                           toJson(changedFields(change.before, change.after)), toJson(changedFields(change.after, change.before)),
                           cause.jobId});
    }
    const QJsonObject summary{
        {u"first_line"_s, cause.firstLine}, {u"last_line"_s, cause.lastLine}, {u"created"_s, created},
        {u"updated"_s, plan.updated},       {u"unchanged"_s, plan.unchanged}, {u"rejected"_s, plan.rejected}};
    transaction.audit({cause.actor, u"catalog.imported"_s, u"import"_s, cause.jobId, {}, toJson(summary), cause.jobId});
    bumpCatalogRevision(transaction);
}

} // namespace tidegate
