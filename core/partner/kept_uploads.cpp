// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/kept_uploads.h"

#include <QBuffer>
#include <QFile>
#include <QLocale>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

/// An upload that is due is removed within it.
constexpr std::chrono::milliseconds removalLag = 2min;

qint64 keptBytes(ReadTransaction &transaction, const StoredJob &wanted)
{
    return transaction
        .one(u"SELECT bytes FROM upload_total WHERE partner_id = ? AND home = ?"_s, {wanted.job.partnerId, wanted.home},
             [](const Row &row) { return row.integer(0); })
        .value_or(0);
}

void count(WriteTransaction &transaction, const StoredJob &job, qint64 bytes)
{
    transaction.exec(u"INSERT INTO upload_total (partner_id, home, bytes) VALUES (?, ?, ?) "
                     "ON CONFLICT (partner_id, home) DO UPDATE SET bytes = upload_total.bytes + excluded.bytes"_s,
                     {job.job.partnerId, job.home, bytes});
}

/// When the job has ended of the last upload that must go so that `bytes` of them have gone.
UtcMillis endOf(ReadTransaction &transaction, const StoredJob &wanted, qint64 bytes, UtcMillis now)
{
    UtcMillis end = now;
    transaction.each(u"SELECT MAX(bytes), MAX(COALESCE(finished_at, ?)) AS ended FROM feed_job "
                     "WHERE partner_id = ? AND home = ? AND file <> '' GROUP BY file ORDER BY ended"_s,
                     {now, wanted.job.partnerId, wanted.home}, [&](const Row &row) {
                         if (bytes > 0)
                             end = row.integer(1);
                         bytes -= row.integer(0);
                     });
    return end;
}

} // namespace

Result<Done> checkRoom(ReadTransaction &transaction, const StoredJob &wanted, const FeedJobOptions &options, UtcMillis now)
{
    const qint64 excess = keptBytes(transaction, wanted) + wanted.job.bytes - options.maximumKept;
    if (excess <= 0)
        return Done{};
    const std::chrono::milliseconds kept = std::chrono::days(options.keepFilesDays);
    const std::chrono::milliseconds goneIn(endOf(transaction, wanted, excess, now) - now + kept.count());
    const QLocale english = QLocale::c();
    const QString sentence =
        u"This upload takes %1 more than the %2 that your uploads may take here at one time. Each is kept for %3 after its job "
        "has ended. Wait until older ones have gone, or send less, packed with gzip."_s.arg(
            english.formattedDataSize(excess), english.formattedDataSize(options.maximumKept),
            options.keepFilesDays == 1 ? u"a day"_s : u"%1 days"_s.arg(options.keepFilesDays));
    return tl::unexpected(Error{ErrorCode::RateLimited,
                                sentence,
                                std::max(goneIn, 0ms) + removalLag,
                                {{0, u"body"_s, u"too_much_kept"_s, sentence, {}}}});
}

void keepUpload(WriteTransaction &transaction, const StoredJob &job, const std::optional<QByteArray> &content)
{
    count(transaction, job, job.job.bytes);
    if (content)
        transaction.exec(u"INSERT INTO upload_body (name, content) VALUES (?, ?)"_s, {job.file, *content});
}

bool isUploadNeeded(ReadTransaction &transaction, const QString &home, const QString &file)
{
    return transaction.integer(u"SELECT COUNT(*) FROM feed_job WHERE home = ? AND file = ? AND file <> ''"_s, {home, file}) > 0;
}

QString forgetUpload(WriteTransaction &transaction, const QString &jobId)
{
    const auto stored = findJob(transaction, jobId);
    if (!stored || stored->file.isEmpty())
        return {};
    transaction.exec(u"UPDATE feed_job SET file = '' WHERE id = ?"_s, {jobId});
    if (isUploadNeeded(transaction, stored->home, stored->file))
        return {};
    transaction.exec(u"DELETE FROM upload_body WHERE name = ?"_s, {stored->file});
    transaction.exec(u"UPDATE upload_total SET bytes = bytes - ? WHERE partner_id = ? AND home = ?"_s,
                     {stored->job.bytes, stored->job.partnerId, stored->home});
    return stored->file;
}

KeptUpload::KeptUpload(QString path, std::optional<QByteArray> content)
    : m_path(std::move(path))
    , m_content(std::move(content))
{
}

std::unique_ptr<QIODevice> KeptUpload::open() const
{
    std::unique_ptr<QIODevice> device;
    if (m_content) {
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(*m_content);
        device = std::move(buffer);
    } else {
        device = std::make_unique<QFile>(m_path);
    }
    return device->open(QIODevice::ReadOnly) ? std::move(device) : nullptr;
}

Async<Result<KeptUpload>> findUpload(const FeedTools &tools, const StoredJob &job)
{
    return tools.store.read([name = job.file,
                             path = tools.spool.path(job.file)](ReadTransaction &transaction) -> Result<KeptUpload> {
        return KeptUpload(path, transaction.one(u"SELECT content FROM upload_body WHERE name = ?"_s, {name}, [](const Row &row) {
            return row.bytes(0);
        }));
    });
}

} // namespace tidegate
