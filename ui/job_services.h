// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "ui/answer.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace tidegate {

enum class JobState { Queued, Running, Succeeded, Partial, Failed, Cancelled };

/// One upload of a partner's and what became of it. processed = created + updated + unchanged + rejected.
struct JobView {
    QString id;
    QString partnerId;
    QString partnerName;
    bool sandbox = false;
    QString undoesId; ///< the job that this one takes back; empty: it is a feed
    JobState state = JobState::Queued;
    bool full = false;   ///< products that the feed does not name are withdrawn
    bool atomic = false; ///< all rows or none
    bool dryRun = false; ///< tells what would happen and changes nothing
    QString format;      ///< its name for people; empty until it is known
    qint64 bytes = 0;
    QString phase;    ///< "reading", "applying", "withdrawing", "undoing"; empty while it does not run
    qint64 total = 0; ///< rows in the feed; 0: not counted yet
    qint64 processed = 0;
    qint64 created = 0;
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 withdrawn = 0;
    qint64 rejected = 0;
    qint64 cleared = 0; ///< fields that were blank in the feed and had something in the catalogue
    qint64 errorCount = 0;
    qint64 warningCount = 0;
    int percent = 0;
    QString failure; ///< a sentence that says what ended it; empty: nothing did
    bool cancelRequested = false;
    bool fileKept = false; ///< the upload still lies there: it can be retried, and its rejected rows can be had
    QString undoneBy;      ///< the job that took it back
    UtcMillis createdAt = 0;
    std::optional<UtcMillis> startedAt;
    std::optional<UtcMillis> finishedAt;

    [[nodiscard]] bool isOver() const { return state != JobState::Queued && state != JobState::Running; }
    [[nodiscard]] bool isUndo() const { return !undoesId.isEmpty(); }
    bool operator==(const JobView &) const = default;
};

struct JobQuery {
    QString partnerId;           ///< empty: of all partners
    std::optional<bool> sandbox; ///< nothing: both
    std::optional<JobState> state;
    bool onlyOpen = false; ///< queued and running

    bool operator==(const JobQuery &) const = default;
};

struct JobViewPage {
    std::vector<JobView> jobs;
    QString nextCursor; ///< empty: this was the last page
};

/// How far a job is, for rates.
struct JobMark {
    QString id;
    qint64 processed = 0;
    qint64 rejected = 0;
};

/// The jobs that are open, and those that ended within the last minute.
struct JobActivity {
    UtcMillis at = 0;
    std::vector<JobMark> marks;
    qint64 queued = 0;
    qint64 running = 0;
};

/// Something that was found in a feed.
struct JobFinding {
    qint64 position = 0;    ///< rising within the job
    bool isWarning = false; ///< the row was taken otherwise than it stands there; otherwise it was rejected
    FieldError error;

    bool operator==(const JobFinding &) const = default;
};

struct FindingQuery {
    QString jobId;
    QString code; ///< empty: all
};

struct FindingPage {
    std::vector<JobFinding> findings;
    QString nextCursor;
};

struct FindingCode {
    QString code;
    bool isWarning = false;
    qint64 count = 0;

    bool operator==(const FindingCode &) const = default;
};

/// The rejected rows of a job in the feed's own format: a whole file, or one of several where one would be too large.
struct RejectedRows {
    QString fileName; ///< a proposal, of no use but for its ending
    QByteArray content;
    QString nextCursor; ///< empty: this was the last file
};

/// What the console asks about the jobs that work on partners' feeds. Called on the GUI thread alone; no call blocks.
class JobServices
{
public:
    virtual ~JobServices() = default;

    /// The newest first.
    virtual void jobs(const JobQuery &query, int limit, const QString &cursor, Answer<JobViewPage> answer) = 0;
    virtual void job(const QString &jobId, Answer<JobView> answer) = 0;
    virtual void jobActivity(Answer<JobActivity> answer) = 0;

    /// In the order of the feed.
    virtual void findings(const FindingQuery &query, int limit, const QString &cursor, Answer<FindingPage> answer) = 0;
    /// How often each code was found, the most frequent first. Reads all findings of the job.
    virtual void findingCodes(const QString &jobId, Answer<std::vector<FindingCode>> answer) = 0;
    /// Conflict for a job that is not over; NotFound where its upload is no longer kept.
    virtual void rejectedRows(const QString &jobId, const QString &cursor, Answer<RejectedRows> answer) = 0;

    virtual void cancelJob(const QString &jobId, Answer<JobView> answer) = 0;
    /// The new job, which takes this one back. Conflict where it changed nothing, is not over or undone already, or something later touched the
    /// same products: `fields` names the first ones.
    virtual void undoJob(const QString &jobId, Answer<JobView> answer) = 0;
    /// The new job, which reads the same upload again. Conflict for a job that is not over, NotFound where its upload is no longer kept.
    virtual void retryJob(const QString &jobId, Answer<JobView> answer) = 0;
};

} // namespace tidegate
