// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_tools.h"

#include <atomic>

namespace tidegate {

/// Reads an upload again for its refused rows. Blocks. `cursor`: the position of the last error that was told, or empty.
/// Overloaded soon after `stopping` was set.
Result<RejectedFile> rejectedRows(const FeedTools &tools, const QString &jobId, const QString &cursor,
                                  const std::atomic<bool> &stopping);

} // namespace tidegate
