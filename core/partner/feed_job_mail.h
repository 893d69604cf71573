// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/mail_outbox.h"
#include "core/partner/feed_job.h"

namespace tidegate {

/// What the partner is told when a job is over: what became of it, the counts, the first errors, where to look, as text and as
/// HTML. Whatever a feed brought stands there as text: escaped in HTML, on one line.
Mail jobMail(const FeedJob &job, const std::vector<JobError> &firstErrors, const QString &recipient);

} // namespace tidegate
