// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_chunk.h"

#include "core/base/json.h"
#include "core/partner/feed_change.h"

#include <QJsonArray>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Moves what was found about the newest row behind the findings.
void collect(FeedPlan &plan, std::vector<FieldError> &found, bool isWarning)
{
    (isWarning ? plan.counts.warnings : plan.counts.errors) += qint64(found.size());
    for (FieldError &error : found)
        plan.findings.push_back({0, isWarning, std::move(error)});
    found.clear();
}

void record(WriteTransaction &transaction, const QString &jobId, qint64 position, const std::vector<ProductChange> &changes)
{
    std::vector<ProductUndo> undos;
    undos.reserve(changes.size());
    std::transform(changes.begin(), changes.end(), std::back_inserter(undos), undoOf);
    insertChange(transaction, jobId, {position, qint64(changes.size()), encodeUndos(undos)});
}

ProductChange withdrawal(const Product &product, UtcMillis now)
{
    ProductChange change{product, product};
    change.after.setStock(0);
    change.after.withdrawnAt = now;
    ++change.after.version;
    return change;
}

} // namespace

qint64 errorsAllowed(const FeedJob &job)
{
    return job.maxErrors ? *job.maxErrors - job.errorCount : std::numeric_limits<qint64>::max();
}

PlanRules planRulesOf(const StoredJob &stored)
{
    return {stored.job.partnerId, stored.uploadedAt, stored.job.dryRun};
}

std::optional<StoredJob> ownJob(ReadTransaction &transaction, const QString &jobId, const QString &leaseOwner)
{
    std::optional<StoredJob> stored = findJob(transaction, jobId);
    const bool isOurs = stored && stored->job.status == JobStatus::Running && stored->leaseOwner == leaseOwner;
    return isOurs ? stored : std::nullopt;
}

FeedPlan planFeedChunk(ReadTransaction &transaction, const PartnerCatalog &catalog, const PlanRules &rules,
                       const std::vector<FeedRow> &rows, qint64 errorsAllowed)
{
    QStringList skus;
    for (const FeedRow &row : rows) {
        if (row.ok())
            skus << row.product.sku;
    }
    const QHash<QString, Product> existing = skus.isEmpty() ? QHash<QString, Product>() : catalog.find(transaction, skus);
    const Product none;
    FeedPlan plan;
    ChunkPlan planned;
    for (const FeedRow &row : rows) {
        plan.tooManyErrors = plan.counts.errors > errorsAllowed;
        if (plan.tooManyErrors)
            break;
        ++plan.counts.rows;
        planned.errors = row.errors;
        planned.notes = row.notes;
        const auto before = row.ok() ? existing.constFind(row.product.sku) : existing.constEnd();
        if (row.ok())
            planRow(planned, row.product, before == existing.constEnd() ? none : *before, rules);
        else
            ++(row.errors.empty() ? planned.unchanged : planned.rejected);
        collect(plan, planned.errors, false);
        collect(plan, planned.notes, true);
    }
    plan.tooManyErrors = plan.counts.errors > errorsAllowed;
    plan.changes = std::move(planned.changes);
    plan.confirmed = std::move(planned.confirmed);
    plan.counts.created = planned.created;
    plan.counts.updated = planned.updated;
    plan.counts.unchanged = planned.unchanged;
    plan.counts.rejected = planned.rejected;
    plan.counts.cleared = planned.cleared;
    plan.counts.gained = planned.gained;
    return plan;
}

void auditChanges(WriteTransaction &transaction, const FeedJob &job, const QString &action,
                  const std::vector<ProductChange> &changes)
{
    QJsonArray created;
    QJsonArray updated;
    QJsonArray withdrawn;
    for (const auto &[before, after] : changes) {
        const bool isWithdrawal = after.withdrawnAt && !before.withdrawnAt;
        (before.id.isEmpty() ? created : isWithdrawal ? withdrawn : updated).append(after.sku);
    }
    QJsonObject summary{{u"partner"_s, job.partnerName}};
    for (const auto &[name, skus] : {std::pair{u"created"_s, created}, {u"updated"_s, updated}, {u"withdrawn"_s, withdrawn}}) {
        if (!skus.isEmpty())
            summary.insert(name, skus);
    }
    if (job.sandbox)
        summary.insert(u"sandbox"_s, true);
    transaction.audit({job.actor, action, u"feed_job"_s, job.id, {}, toJson(summary), job.requestId});
}

Result<ChunkEnd> FeedCommands::apply(WriteTransaction &transaction, const FeedChunk &chunk) const
{
    const auto stored = ownJob(transaction, chunk.jobId, chunk.leaseOwner);
    if (!stored || stored->rowsDone != chunk.rowsBefore)
        return ChunkEnd::NotOurs;
    const FeedJob &job = stored->job;
    if (job.cancelRequested)
        return ChunkEnd::Cancelled;
    const PartnerCatalog catalog(job.partnerId, job.sandbox);
    const FeedPlan plan = planFeedChunk(transaction, catalog, planRulesOf(*stored), chunk.rows, errorsAllowed(job));
    if (!plan.changes.empty()) {
        catalog.write(transaction, plan.changes, {u"feed"_s, job.id, u"set_stock"_s, job.actor}, clock, random);
        record(transaction, job.id, chunk.rowsBefore, plan.changes);
        auditChanges(transaction, job, u"feed.applied"_s, plan.changes);
    }
    catalog.confirm(transaction, plan.confirmed, stored->uploadedAt);
    insertErrors(transaction, job.id, job.errorCount + job.warningCount, plan.findings);
    addCounts(transaction, job.id, plan.counts);
    return plan.tooManyErrors ? ChunkEnd::TooManyErrors : ChunkEnd::Done;
}

Result<ChunkEnd> FeedCommands::note(WriteTransaction &transaction, const FeedChunk &chunk, const FeedPlan &plan) const
{
    const auto stored = ownJob(transaction, chunk.jobId, chunk.leaseOwner);
    if (!stored || stored->rowsDone != chunk.rowsBefore)
        return ChunkEnd::NotOurs;
    const FeedJob &job = stored->job;
    if (job.cancelRequested)
        return ChunkEnd::Cancelled;
    JobCounts counts = plan.counts;
    std::vector<JobError> findings = plan.findings;
    if (!job.dryRun) {
        std::erase_if(findings, [](const JobError &finding) { return finding.isWarning; });
        counts.warnings = 0;
    }
    insertErrors(transaction, job.id, job.errorCount + job.warningCount, findings);
    addCounts(transaction, job.id, counts);
    return plan.tooManyErrors ? ChunkEnd::TooManyErrors : ChunkEnd::Done;
}

Result<ChunkEnd> FeedCommands::withdraw(WriteTransaction &transaction, const QString &jobId, const QString &leaseOwner,
                                        const QStringList &skus, const QString &cursor) const
{
    const auto stored = ownJob(transaction, jobId, leaseOwner);
    if (!stored)
        return ChunkEnd::NotOurs;
    const FeedJob &job = stored->job;
    if (job.cancelRequested)
        return ChunkEnd::Cancelled;
    const PartnerCatalog catalog(job.partnerId, job.sandbox);
    std::vector<ProductChange> changes;
    for (const Product &product : skus.isEmpty() ? QHash<QString, Product>() : catalog.find(transaction, skus)) {
        if (product.partnerId == job.partnerId && !product.withdrawnAt)
            changes.push_back(withdrawal(product, transaction.now()));
    }
    if (!changes.empty()) {
        catalog.write(transaction, changes, {u"feed"_s, job.id, u"withdraw"_s, job.actor}, clock, random);
        // Behind those of all rows.
        record(transaction, job.id, job.total + job.withdrawn, changes);
        auditChanges(transaction, job, u"feed.withdrawn"_s, changes);
    }
    addCounts(transaction, job.id, {.withdrawn = qint64(changes.size())});
    transaction.exec(u"UPDATE feed_job SET cursor = ? WHERE id = ?"_s, {cursor, jobId});
    return ChunkEnd::Done;
}

} // namespace tidegate
