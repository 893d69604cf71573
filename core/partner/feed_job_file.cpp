// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job_file.h"

#include <QJsonArray>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Records of one call that only reads: about a millisecond.
constexpr int rowsAtOnce = 1'000;

tl::unexpected<JobEnd> ended(const Error &error)
{
    if (error.fields.empty())
        return tl::unexpected(JobEnd{.failure = u"unreadable_feed"_s, .detail = error.detail});
    return tl::unexpected(
        JobEnd{.failure = error.fields.front().code, .detail = error.fields.front().message, .errors = error.fields});
}

tl::unexpected<JobEnd> changed()
{
    return tl::unexpected(
        JobEnd{.failure = u"file_changed"_s, .detail = u"The upload does not have as many rows as before. Send it again."_s});
}

FieldError duplicate(const FeedRow &row, qint64 firstLine)
{
    return {row.line, u"sku"_s, u"duplicate_sku"_s,
            u"This SKU stands in line %1 already. Give each product its own, or remove one of the rows."_s.arg(firstLine),
            row.product.sku};
}

} // namespace

FeedOptions feedOptionsOf(const StoredJob &stored, const FeedJobOptions &options)
{
    FeedOptions reading;
    reading.format = stored.job.format;
    reading.mediaType = stored.job.mediaType;
    reading.gzip = stored.job.gzip;
    reading.maximumBytes = options.maximumUnpacked;
    return reading;
}

FeedJobFile::FeedJobFile(const FeedTools &tools, const StoredJob &job, QStringList formats)
    : m_tools(tools)
    , m_job(job)
    , m_formats(std::move(formats))
{
}

FeedJobFile::Read<Done> FeedJobFile::open(qint64 total, bool tellsAttacks)
{
    close();
    m_device = m_upload->open();
    if (!m_device)
        return tl::unexpected(JobEnd{.failure = u"file_missing"_s, .detail = u"The upload is no longer there. Send it again."_s});
    FeedOptions options = feedOptionsOf(m_job, m_tools.options);
    options.allowed = m_formats;
    auto reader = FeedReader::open(m_tools.formats, *m_device, options);
    if (!reader)
        return ended(reader.error());
    m_reader = std::move(*reader);
    m_seen = std::make_unique<SeenSkus>(total, m_tools.random);
    m_total = total;
    m_rowsRead = 0;
    m_tellsAttacks = tellsAttacks;
    m_isAtEnd = false;
    return Done{};
}

void FeedJobFile::close()
{
    m_reader.reset();
    m_seen.reset();
    m_device.reset();
}

FeedJobFile::Read<bool> FeedJobFile::skip()
{
    for (int count = 0; count < rowsAtOnce; ++count) {
        const Result<bool> more = m_reader->skip();
        if (!more)
            return ended(more.error());
        if (!*more)
            return false;
        ++m_rowsRead;
    }
    return true;
}

FeedJobFile::Read<std::optional<FeedRow>> FeedJobFile::next()
{
    Result<std::optional<FeedRow>> row = m_reader->next();
    if (!row)
        return ended(row.error());
    if (!*row)
        return std::nullopt;
    if (m_rowsRead == m_total)
        return changed(); // there is no room for more SKUs
    ++m_rowsRead;
    return std::move(*row);
}

FeedJobFile::Read<Done> FeedJobFile::passOver(qint64 count)
{
    for (int passed = 0; passed < rowsAtOnce && m_rowsRead < count; ++passed) {
        const Read<std::optional<FeedRow>> row = next();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return changed();
        if ((*row)->ok())
            m_seen->firstLine((*row)->product.sku, (*row)->line);
        else if (!(*row)->product.sku.isEmpty())
            m_seen->name((*row)->product.sku);
    }
    return Done{};
}

FeedJobFile::Read<std::vector<FeedRow>> FeedJobFile::take(qsizetype most)
{
    std::vector<FeedRow> rows;
    rows.reserve(std::size_t(most));
    while (qsizetype(rows.size()) < most) {
        Read<std::optional<FeedRow>> row = next();
        if (!row)
            return tl::unexpected(std::move(row.error()));
        m_isAtEnd = !*row;
        if (m_isAtEnd)
            break;
        look(**row);
        rows.push_back(std::move(**row));
    }
    return rows;
}

void FeedJobFile::look(FeedRow &row)
{
    if (!row.attacks.empty() && m_tellsAttacks)
        tellSecurity(row);
    row.source.clear();
    if (row.ok()) {
        if (const qint64 line = m_seen->firstLine(row.product.sku, row.line); line != 0)
            row.errors.push_back(duplicate(row, line));
    } else if (!row.product.sku.isEmpty()) {
        m_seen->name(row.product.sku);
    }
}

void FeedJobFile::tellSecurity(const FeedRow &row) const
{
    if (!m_tools.options.onSecurityEvent)
        return;
    QJsonArray findings;
    for (const AttackFinding &attack : row.attacks)
        findings.append(QJsonObject{{u"field"_s, attack.field}, {u"kind"_s, attack.kind}, {u"value"_s, attack.value}});
    SecurityEvent event;
    event.kind = u"hostile_row"_s;
    event.outcome = row.attacks.front().kind;
    event.partner = m_job.job.partnerName;
    event.requestId = m_job.job.requestId;
    event.detail = {{u"job_id"_s, m_job.job.id},
                    {u"line"_s, row.line},
                    {u"sandbox"_s, m_job.job.sandbox},
                    {u"findings"_s, findings},
                    {u"row"_s, QString::fromUtf8(row.source)}};
    m_tools.options.onSecurityEvent(std::move(event));
}

} // namespace tidegate
