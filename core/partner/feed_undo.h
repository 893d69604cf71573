// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/partner/feed_job_table.h"
#include "core/store/transaction.h"

#include <vector>

namespace tidegate {

/// What became of one step back.
enum class UndoStep {
    Done,
    Finished,  ///< nothing is left to take back
    Cancelled, ///< not done: somebody wants the undoing to end
    NotOurs,   ///< not done: the running job is another's by now
};

/// Takes back the last chunk that is left of what `undoneId` did to products, as a step of the running job `jobId`, which is an
/// undo of it or the job itself. What somebody else changed since stays, and is told. What is taken back is forgotten in the same
/// transaction, so that a step happens once.
Result<UndoStep> takeBackChunk(WriteTransaction &transaction, const QString &jobId, const QString &leaseOwner,
                               const QString &undoneId, const Clock &clock, Random &random);

/// Which products of one chunk were changed by others since, at most `limit`.
std::vector<FieldError> touchedProducts(ReadTransaction &transaction, const FeedJob &job, const StoredChange &change,
                                        std::size_t limit);

} // namespace tidegate
