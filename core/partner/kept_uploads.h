// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job_table.h"
#include "core/partner/feed_tools.h"

#include <QIODevice>

#include <memory>
#include <optional>

namespace tidegate {

/// The uploads that are kept for jobs: small ones in the table upload_body, larger ones as files in the server's folder.

/// Whether a partner's upload may be kept beside those that its server keeps for it already (an upload that several jobs share
/// counts once). RateLimited where it may not, with the time after which enough of them will have gone, as far as can be told
/// now: those of jobs that are not over are taken to end at once.
Result<Done> checkRoom(ReadTransaction &transaction, const StoredJob &wanted, const FeedJobOptions &options, UtcMillis now);

/// Keeps what a job begins with: counts it, and writes a small one's `content` down. The file of a larger one lies there already.
void keepUpload(WriteTransaction &transaction, const StoredJob &job, const std::optional<QByteArray> &content);

/// Whether one of the jobs of the server `home` names it.
bool isUploadNeeded(ReadTransaction &transaction, const QString &home, const QString &file);
/// The job no longer needs its upload. Its name where no other job does either, so that a file of it may go: what the database
/// held is gone. Empty where nothing may go.
QString forgetUpload(WriteTransaction &transaction, const QString &jobId);

/// The bytes of an upload, wherever they are.
class KeptUpload
{
public:
    /// `content`: of one in the database; nothing: they are in the file.
    KeptUpload(QString path, std::optional<QByteArray> content);

    /// From the beginning, as often as wanted; nothing where they are gone. Reading may block on the disk.
    [[nodiscard]] std::unique_ptr<QIODevice> open() const;

private:
    QString m_path;
    std::optional<QByteArray> m_content;
};

/// Where a job's upload is: in the database, else in this server's folder.
Async<Result<KeptUpload>> findUpload(const FeedTools &tools, const StoredJob &job);

} // namespace tidegate
