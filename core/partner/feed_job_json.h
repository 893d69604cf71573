// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job.h"

#include <QJsonObject>

namespace tidegate {

/// As GET /partner/jobs/{id} answers, but for the list of errors; what a callback tells about a job is the same.
QJsonObject toJson(const FeedJob &job);
/// {"line", "field", "code", "message", "value", "severity"}
QJsonObject toJson(const JobError &error);

} // namespace tidegate
