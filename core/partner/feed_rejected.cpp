// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_rejected.h"

#include "core/partner/feed_job_file.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// What one file holds at most, about: rows, and bytes of them.
constexpr std::size_t maximumRecords = 50'000;
constexpr qsizetype maximumBytes = 16 << 20;
constexpr int errorsAtOnce = 2'000;

/// The errors of a job line by line, in the order of its feed.
class RefusedLines
{
public:
    RefusedLines(Store &store, QString jobId, const QString &cursor)
        : m_store(store)
        , m_jobId(std::move(jobId))
        , m_cursor(cursor)
    {
    }

    struct Line {
        qint64 line = 0;
        QString error; ///< all that is wrong with it
        qint64 lastPosition = 0;
    };
    Result<std::optional<Line>> next()
    {
        Line line;
        while (true) {
            const Result<const JobError *> error = peek();
            if (!error)
                return tl::unexpected(error.error());
            if (!*error || (line.line != 0 && (*error)->error.line != line.line))
                break;
            const FieldError &found = (*error)->error;
            line.line = found.line;
            line.error += (line.error.isEmpty() ? QString() : u" "_s) + found.field + u": "_s + found.message;
            line.lastPosition = (*error)->position;
            ++m_at;
        }
        return line.line == 0 ? std::nullopt : std::optional(line);
    }

private:
    /// Nothing at the end.
    Result<const JobError *> peek()
    {
        while (m_at == m_page.errors.size()) {
            if (m_isLast)
                return nullptr;
            auto reading = m_store.read([id = m_jobId, cursor = m_cursor](ReadTransaction &transaction) -> Result<JobErrorPage> {
                return readErrors(transaction, id, errorsAtOnce, cursor);
            });
            Result<JobErrorPage> page = reading.get();
            if (!page)
                return tl::unexpected(page.error());
            m_cursor = page->nextCursor;
            m_isLast = m_cursor.isEmpty();
            m_page = *std::move(page);
            std::erase_if(m_page.errors, [](const JobError &error) { return error.isWarning || error.error.line == 0; });
            m_at = 0;
        }
        return &m_page.errors[m_at];
    }

    Store &m_store;
    QString m_jobId;
    QString m_cursor;
    JobErrorPage m_page;
    std::size_t m_at = 0;
    bool m_isLast = false;
};

Result<StoredJob> finishedJob(Store &store, const QString &jobId)
{
    auto reading = store.read(
        [jobId](ReadTransaction &transaction) -> Result<std::optional<StoredJob>> { return findJob(transaction, jobId); });
    const Result<std::optional<StoredJob>> found = reading.get();
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return failure(ErrorCode::NotFound, u"there is no job %1"_s.arg(jobId.left(64)));
    if (!(*found)->job.isOver())
        return tl::unexpected(Error{ErrorCode::Conflict,
                                    u"the job is not over yet"_s,
                                    std::nullopt,
                                    {{0, u"job"_s, u"job_not_over"_s, u"The job is not over yet. Ask again once it is."_s, {}}}});
    if ((*found)->file.isEmpty())
        return failure(ErrorCode::NotFound, u"The upload of this job is no longer kept."_s);
    return **found;
}

/// Goes through the feed and the errors side by side.
Result<RejectedFile> collect(FeedReader &reader, RefusedLines &lines, RejectedFile file, const std::atomic<bool> &stopping)
{
    std::vector<RejectedRecord> records;
    qsizetype bytes = 0;
    Result<std::optional<RefusedLines::Line>> wanted = lines.next();
    qint64 lastPosition = 0;
    while (wanted && *wanted && records.size() < maximumRecords && bytes < maximumBytes) {
        if (stopping)
            return failure(ErrorCode::Overloaded, u"the server stops"_s);
        Result<std::optional<FeedRow>> row = reader.next();
        if (!row || !*row)
            break; // a feed that broke off there was refused as a whole
        if ((*row)->line < (*wanted)->line)
            continue;
        if ((*row)->line == (*wanted)->line) {
            bytes += (*row)->source.size();
            records.push_back({std::move((*row)->source), (*wanted)->error});
        }
        lastPosition = (*wanted)->lastPosition;
        wanted = lines.next();
    }
    if (!wanted)
        return tl::unexpected(wanted.error());
    if (*wanted && lastPosition > 0)
        file.nextCursor = QString::number(lastPosition);
    file.mediaType = reader.adapter().mediaType();
    file.content = reader.adapter().rejected(reader.frame(), records);
    return file;
}

} // namespace

Result<RejectedFile> rejectedRows(const FeedTools &tools, const QString &jobId, const QString &cursor,
                                  const std::atomic<bool> &stopping)
{
    const Result<StoredJob> stored = finishedJob(tools.store, jobId);
    if (!stored)
        return tl::unexpected(stored.error());
    const Result<KeptUpload> kept = findUpload(tools, *stored).get();
    if (!kept)
        return tl::unexpected(kept.error());
    const auto upload = kept->open();
    if (!upload && stored->home != tools.spool.home())
        return failure(ErrorCode::NotFound, u"The upload of this job lies on another of the shop's servers. Ask that one."_s);
    if (!upload)
        return failure(ErrorCode::NotFound, u"The upload of this job is no longer kept."_s);
    auto reader = FeedReader::open(tools.formats, *upload, feedOptionsOf(*stored, tools.options));
    if (!reader)
        return failure(ErrorCode::NotFound, u"The upload of this job can't be read as a feed, so it has no rows to give back."_s);
    RefusedLines lines(tools.store, jobId, cursor);
    RejectedFile file;
    file.fileName = u"rejected-%1"_s.arg(jobId);
    return collect(**reader, lines, std::move(file), stopping);
}

} // namespace tidegate
