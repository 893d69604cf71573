// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"

#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace tidegate {

enum class JobKind { Feed, Undo };
enum class JobStatus { Queued, Running, Succeeded, Partial, Failed, Cancelled };
enum class JobMode {
    Delta, ///< upserts what the feed names
    Full,  ///< also withdraws this partner's products that it does not name
};
enum class JobPolicy {
    Partial, ///< rows that are right are taken, the others refused
    Atomic,  ///< all or nothing
};

/// As in the API and the database: "queued".
QString jobStatusName(JobStatus status);
std::optional<JobStatus> jobStatusFromName(QStringView name);
QString jobModeName(JobMode mode);
std::optional<JobMode> jobModeFromName(QStringView name);
QString jobPolicyName(JobPolicy policy);
std::optional<JobPolicy> jobPolicyFromName(QStringView name);

/// One upload and what became of it. Every row read is counted in exactly one of created, updated, unchanged and rejected;
/// processed is their sum.
struct FeedJob {
    QString id;
    QString partnerId;
    QString partnerName;
    bool sandbox = false;
    JobKind kind = JobKind::Feed;
    QString undoesId; ///< of an undo: the job that it takes back
    JobStatus status = JobStatus::Queued;
    JobMode mode = JobMode::Delta;
    JobPolicy policy = JobPolicy::Partial;
    bool dryRun = false;
    std::optional<qint64> maxErrors;
    QString format; ///< empty until it is known
    QString mediaType;
    bool gzip = false;
    qint64 bytes = 0;
    QString phase;    ///< while it runs: "reading", "applying", "withdrawing", "undoing"
    qint64 total = 0; ///< rows in the feed; 0 until they are counted
    qint64 processed = 0;
    qint64 created = 0;
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 withdrawn = 0;
    qint64 rejected = 0;
    qint64 cleared = 0; ///< fields that were blank in the feed and had something in the catalogue
    qint64 errorCount = 0;
    qint64 warningCount = 0;
    QString failure;       ///< the code of what ended it; empty: nothing did
    QString failureDetail; ///< a sentence for people
    bool cancelRequested = false;
    bool fileKept = false; ///< the upload still lies there, for rejected() and retry()
    QString undoneBy;      ///< the job that took it back
    QString actor;
    QString requestId;
    UtcMillis createdAt = 0;
    std::optional<UtcMillis> startedAt;
    std::optional<UtcMillis> finishedAt;

    [[nodiscard]] bool isOver() const { return status != JobStatus::Queued && status != JobStatus::Running; }
    /// 0 to 100; 100 only once it is over.
    [[nodiscard]] int percent() const;

    bool operator==(const FeedJob &) const = default;
};

using JobListener = std::function<void(const FeedJob &)>;

struct JobError {
    qint64 position = 0; ///< rising within the job
    bool isWarning = false;
    FieldError error;

    bool operator==(const JobError &) const = default;
};

} // namespace tidegate
