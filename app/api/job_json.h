// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job.h"

#include <QJsonObject>

namespace tidegate {

/// A job as the API shows it, without its errors.
QJsonObject toJson(const FeedJob &job);
/// An error or a warning of a job.
QJsonObject toJson(const JobError &error);

} // namespace tidegate
