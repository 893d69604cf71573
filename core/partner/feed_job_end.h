// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/partner/feed_job_table.h"
#include "core/store/transaction.h"

namespace tidegate {

/// What ends a job before its feed is through; nothing of it: the feed is through.
struct JobEnd {
    bool cancelled = false;
    QString failure{}; ///< a code
    QString detail{};  ///< a sentence for people
    std::vector<FieldError> errors{};
    bool takenBack = false; ///< nothing of it stays
};

/// Ends a job that is queued or running: its status, the callback, the mail, the audit record, all in this transaction.
/// `listener`, which may be empty, is told after the commit. What became of it.
FeedJob endJob(WriteTransaction &transaction, const StoredJob &stored, const JobEnd &end, const JobListener &listener,
               const Clock &clock, Random &random);

} // namespace tidegate
