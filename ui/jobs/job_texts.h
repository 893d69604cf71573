// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/job_services.h"

namespace tidegate {

/// "Queued", "Running", …
QString jobStateText(JobState state);
QIcon jobStateIcon(JobState state);
/// "delta · dry run", "full · all or nothing", "takes back another job".
QString jobKindText(const JobView &job);
/// What it does or did, in a sentence or two. `rowsPerSecond`: 0 where it is not known.
QString jobSentence(const JobView &job, double rowsPerSecond, UtcMillis now);

enum class JobStep { Cancel, Undo, Retry };
/// Why a step can't be taken now; empty: it can.
QString jobStepObstacle(const JobView &job, JobStep step);
/// What a step will do, for the user to agree to.
Question jobStepQuestion(const JobView &job, JobStep step);
/// What it did.
QString jobStepDone(const JobView &before, const JobView &after, JobStep step);
QString jobStepFailed(const JobView &job, const Error &error, JobStep step);

} // namespace tidegate
