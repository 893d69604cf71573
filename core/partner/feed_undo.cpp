// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_undo.h"

#include "core/partner/feed_change.h"
#include "core/partner/feed_chunk.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 fromTheEnd = std::numeric_limits<qint64>::max();

QHash<QString, Product> productsOf(ReadTransaction &transaction, const PartnerCatalog &catalog,
                                   const std::vector<ProductUndo> &undos)
{
    QHash<QString, Product> products;
    QStringList skus;
    for (const ProductUndo &undo : undos) {
        skus << undo.sku;
        if (skus.size() == lookUpSize) {
            products.insert(catalog.find(transaction, skus));
            skus.clear();
        }
    }
    if (!skus.isEmpty())
        products.insert(catalog.find(transaction, skus));
    return products;
}

FieldError touched(const QString &sku)
{
    return {0, u"sku"_s, u"touched_later"_s, u"This product was changed after the job, so it was left as it is."_s, sku};
}

void addFinding(std::vector<ProductChange> &changes, std::vector<JobError> &findings, const ProductUndo &undo, const Product &now,
                UtcMillis at)
{
    ProductChange change = takenBack(undo, now, at);
    const Product &after = change.after;
    if (!after.withdrawnAt && after.counted() != undo.stockBefore) {
        findings.push_back({0,
                            true,
                            {0, u"stock"_s, u"stock_late"_s,
                             u"A newer message has set this product's stock, so it was left as it is."_s, undo.sku}});
    } else if (!after.withdrawnAt && after.shortfall > 0) {
        findings.push_back(
            {0,
             true,
             {0, u"stock"_s, u"stock_promised"_s,
              u"%1 pieces are promised to orders; the stock was set to that many."_s.arg(now.promised()), undo.sku}});
    }
    changes.push_back(std::move(change));
}

} // namespace

Result<UndoStep> takeBackChunk(WriteTransaction &transaction, const QString &jobId, const QString &leaseOwner,
                               const QString &undoneId, const Clock &clock, Random &random)
{
    const auto stored = ownJob(transaction, jobId, leaseOwner);
    if (!stored)
        return UndoStep::NotOurs;
    const FeedJob &job = stored->job;
    const bool isUndo = job.kind == JobKind::Undo;
    if (isUndo && job.cancelRequested)
        return UndoStep::Cancelled;
    const auto change = lastChange(transaction, undoneId, fromTheEnd);
    if (!change)
        return UndoStep::Finished;
    const PartnerCatalog catalog(job.partnerId, job.sandbox);
    const std::vector<ProductUndo> undos = decodeUndos(change->changes);
    const QHash<QString, Product> products = productsOf(transaction, catalog, undos);
    std::vector<ProductChange> changes;
    std::vector<JobError> findings;
    JobCounts counts{.rows = qint64(undos.size())};
    for (const ProductUndo &undo : undos) {
        const Product now = products.value(undo.sku);
        if (now.id.isEmpty() || touchedSince(undo, now)) {
            findings.push_back({0, !isUndo, touched(undo.sku)});
            ++(isUndo ? counts.errors : counts.warnings);
            counts.rejected += isUndo;
            continue;
        }
        const std::size_t before = findings.size();
        addFinding(changes, findings, undo, now, transaction.now());
        counts.warnings += qint64(findings.size() - before);
        counts.updated += isUndo;
        counts.withdrawn += isUndo && undo.created;
    }
    if (!changes.empty()) {
        catalog.write(transaction, changes, {u"feed"_s, job.id, u"take_back"_s, job.actor}, clock, random);
        auditChanges(transaction, job, u"feed.taken_back"_s, changes);
    }
    removeChange(transaction, undoneId, change->position);
    insertErrors(transaction, job.id, job.errorCount + job.warningCount, findings);
    addCounts(transaction, job.id, counts);
    return UndoStep::Done;
}

std::vector<FieldError> touchedProducts(ReadTransaction &transaction, const FeedJob &job, const StoredChange &change,
                                        std::size_t limit)
{
    const PartnerCatalog catalog(job.partnerId, job.sandbox);
    const std::vector<ProductUndo> undos = decodeUndos(change.changes);
    const QHash<QString, Product> products = productsOf(transaction, catalog, undos);
    std::vector<FieldError> found;
    for (const ProductUndo &undo : undos) {
        const Product now = products.value(undo.sku);
        if (found.size() < limit && (now.id.isEmpty() || touchedSince(undo, now)))
            found.push_back(touched(undo.sku));
    }
    return found;
}

} // namespace tidegate
