// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/catalog_chunk.h"
#include "core/feed/feed_reader.h"
#include "core/partner/feed_job_table.h"
#include "core/partner/partner_catalog.h"

#include <memory>
#include <vector>

namespace tidegate {

/// Some rows of a feed on their way into the catalogue, in the order of the feed; no SKU twice among those that are ok().
struct FeedChunk {
    QString jobId;
    QString leaseOwner;
    qint64 rowsBefore = 0; ///< that of the job's are dealt with before these
    std::vector<FeedRow> rows;
};

/// What the rows of a chunk would do, and what is wrong with them.
struct FeedPlan {
    std::vector<ProductChange> changes;
    QStringList confirmed;
    std::vector<JobError> findings; ///< without positions
    JobCounts counts;
    bool tooManyErrors = false; ///< the rows after counts.rows were not looked at
};

/// `errorsAllowed`: with one more the feed ends.
FeedPlan planFeedChunk(ReadTransaction &transaction, const PartnerCatalog &catalog, const PlanRules &rules,
                       const std::vector<FeedRow> &rows, qint64 errorsAllowed);

/// How a command about a running job ended.
enum class ChunkEnd {
    Done,
    TooManyErrors, ///< done up to the row that was one too many
    Cancelled,     ///< not done: somebody wants it to end
    NotOurs,       ///< not done: the job is another's by now, or stands at another row
};

/// One command each: its effect and the job's progress are one transaction.
struct FeedCommands {
    const Clock &clock;
    Random &random;

    /// Takes the rows into the catalogue.
    Result<ChunkEnd> apply(WriteTransaction &transaction, const FeedChunk &chunk) const;
    /// Writes down what a chunk would have done, and the errors; warnings only where the feed is a dry run.
    Result<ChunkEnd> note(WriteTransaction &transaction, const FeedChunk &chunk, const FeedPlan &plan) const;
    /// Withdraws products that a full feed does not name. `cursor`: the SKU up to which the catalogue has been gone through then.
    Result<ChunkEnd> withdraw(WriteTransaction &transaction, const QString &jobId, const QString &leaseOwner,
                              const QStringList &skus, const QString &cursor) const;
};

/// The job as it is now; nothing where it is not running, or another's.
std::optional<StoredJob> ownJob(ReadTransaction &transaction, const QString &jobId, const QString &leaseOwner);
/// How many errors a job may still have.
qint64 errorsAllowed(const FeedJob &job);
PlanRules planRulesOf(const StoredJob &stored);
/// One record for all that a command did to products, in the audit trail.
void auditChanges(WriteTransaction &transaction, const FeedJob &job, const QString &action,
                  const std::vector<ProductChange> &changes);

} // namespace tidegate
