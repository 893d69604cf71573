// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job_table.h"

namespace tidegate {

/// Whether a partner's upload may be kept beside those that its server keeps for it already (an upload that several jobs share
/// counts once). RateLimited where it may not, with the time after which enough of them will have gone, as far as can be told
/// now: those of jobs that are not over are taken to end at once.
Result<Done> checkRoom(ReadTransaction &transaction, const StoredJob &wanted, const FeedJobOptions &options, UtcMillis now);

} // namespace tidegate
