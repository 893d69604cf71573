// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job_service.h"
#include "core/partner/feed_pace.h"
#include "core/partner/feed_spool.h"

namespace tidegate {

/// What all who work on jobs share; outlives them.
struct FeedTools {
    Store &store;
    const FeedRegistry &formats;
    const FeedJobOptions &options;
    FeedSpool &spool;
    FeedPace &pace;
    const Clock &clock;
    Random &random;
};

} // namespace tidegate
