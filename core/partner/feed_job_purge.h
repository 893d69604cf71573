// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_tools.h"

namespace tidegate {

/// Removes finished jobs, uploads and files of nobody that are older than the options say; at most some thousand rows. Blocks.
Result<Done> purgeJobs(const FeedTools &tools);

} // namespace tidegate
