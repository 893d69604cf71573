// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/catalog_import.h"

#include "core/base/id.h"
#include "core/catalog/catalog_chunk.h"
#include "core/catalog/product_table.h"
#include "core/feed/feed_reader.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <array>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Where each SKU of a file stood first. Keeps a keyed 64-bit hash of each in place of its text: among a million rows, two that
/// differ are taken for one with a chance of less than one in ten million.
class SeenSkus
{
public:
    explicit SeenSkus(Random &random)
    {
        const QByteArray key = random.bytes(crypto_shorthash_KEYBYTES);
        std::copy(key.begin(), key.end(), m_key.begin());
    }

    /// The line where it stood before; 0 where this is the first time.
    qint64 firstLine(const QString &sku, qint64 line)
    {
        const QByteArray utf8 = sku.toUtf8();
        quint64 hash = 0;
        crypto_shorthash(reinterpret_cast<unsigned char *>(&hash), reinterpret_cast<const unsigned char *>(utf8.constData()),
                         static_cast<unsigned long long>(utf8.size()), m_key.data());
        const auto found = m_lines.constFind(hash);
        if (found != m_lines.constEnd())
            return *found;
        m_lines.insert(hash, line);
        return 0;
    }

private:
    std::array<unsigned char, crypto_shorthash_KEYBYTES> m_key{};
    QHash<quint64, qint64> m_lines;
};

class Import
{
public:
    Import(Store &store, const Clock &clock, Random &random, const ImportOptions &options, qint64 total,
           const std::function<void(const ImportProgress &)> &progress, const std::atomic<bool> &cancelled)
        : m_store(store)
        , m_clock(clock)
        , m_random(random)
        , m_options(options)
        , m_progress(progress)
        , m_cancelled(cancelled)
        , m_seen(random)
    {
        m_report.jobId = newId(clock, random);
        m_report.dryRun = options.dryRun;
        m_report.total = total;
    }

    Result<Done> take(FeedRow row)
    {
        keepNotes(std::move(row.notes));
        if (!row.errors.empty())
            return refused(std::move(row.errors));
        return row.passedOver ? passedOver() : product(std::move(row.product));
    }

    /// Takes the rows that are waiting into the catalogue.
    Result<Done> flush()
    {
        if (m_rows.empty())
            return Done{};
        const qint64 count = qint64(m_rows.size());
        Result<ChunkPlan> done = m_options.dryRun ? plan() : apply();
        if (!done) {
            m_report.stopped = done.error();
            return tl::unexpected(done.error());
        }
        m_report.created += done->created;
        m_report.updated += done->updated;
        m_report.unchanged += done->unchanged;
        m_report.rejected += done->rejected;
        keepErrors(std::move(done->errors));
        keepNotes(std::move(done->notes));
        return dealtWith(count);
    }

    ImportReport takeReport() { return std::move(m_report); }

private:
    Result<Done> product(ProductRow row)
    {
        if (const qint64 line = m_seen.firstLine(row.sku, row.line); line != 0) {
            return refused(
                {{row.line, u"sku"_s, u"duplicate_sku"_s,
                  u"This SKU stands in line %1 already. Give each product its own, or remove one of the rows."_s.arg(line),
                  row.sku}});
        }
        m_rows.push_back(std::move(row));
        return m_rows.size() == std::size_t(lookUpSize) ? flush() : Done{};
    }

    Result<Done> refused(std::vector<FieldError> errors)
    {
        ++m_report.rejected;
        keepErrors(std::move(errors));
        return dealtWith(1);
    }

    Result<Done> passedOver()
    {
        ++m_report.passedOver;
        return dealtWith(1);
    }

    Result<ChunkPlan> plan()
    {
        return m_store
            .read([rows = std::exchange(m_rows, {})](ReadTransaction &transaction) -> Result<ChunkPlan> {
                return planChunk(transaction, rows);
            })
            .get();
    }

    Result<ChunkPlan> apply()
    {
        const ImportCause cause{m_report.jobId, m_options.actor, m_rows.front().line, m_rows.back().line};
        return m_store
            .write([rows = std::exchange(m_rows, {}), cause, &clock = m_clock,
                    &random = m_random](WriteTransaction &transaction) -> Result<ChunkPlan> {
                ChunkPlan plan = planChunk(transaction, rows);
                applyChunk(transaction, plan, cause, clock, random);
                return plan;
            })
            .get();
    }

    Result<Done> dealtWith(qint64 rows)
    {
        const qint64 before = std::exchange(m_report.rows, m_report.rows + rows);
        const bool isLast = m_report.rows == m_report.total;
        if (m_progress && (isLast || before / lookUpSize != m_report.rows / lookUpSize))
            m_progress({m_report.rows, m_report.total});
        if (!m_cancelled || isLast)
            return Done{};
        m_report.cancelled = true;
        return failure(ErrorCode::Conflict, u"cancelled"_s);
    }

    void keepErrors(std::vector<FieldError> errors)
    {
        m_report.errorCount += qint64(errors.size());
        keep(std::move(errors), m_report.errors);
    }

    void keepNotes(std::vector<FieldError> notes)
    {
        m_report.noteCount += qint64(notes.size());
        keep(std::move(notes), m_report.notes);
    }

    void keep(std::vector<FieldError> found, std::vector<FieldError> &kept) const
    {
        for (FieldError &finding : found) {
            if (qsizetype(kept.size()) < m_options.maximumFindings)
                kept.push_back(std::move(finding));
        }
    }

    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    const ImportOptions &m_options;
    const std::function<void(const ImportProgress &)> &m_progress;
    const std::atomic<bool> &m_cancelled;
    SeenSkus m_seen;
    std::vector<ProductRow> m_rows;
    ImportReport m_report;
};

/// The formats had shorter names while there were only two.
QString presentFormat(const QString &format)
{
    if (format == u"own")
        return u"own-csv"_s;
    return format == u"shopify" ? u"shopify-csv"_s : format;
}

/// The file read once to its end: right as a whole, and of this format.
struct Outline {
    QString format;
    QString formatName;
    qint64 rows = 0;
};

Result<Outline> outline(const FeedRegistry &formats, QIODevice &file, const FeedOptions &options)
{
    const Result<std::unique_ptr<FeedReader>> reader = FeedReader::open(formats, file, options);
    if (!reader)
        return tl::unexpected(reader.error());
    Outline outline{(*reader)->adapter().format(), (*reader)->adapter().name(), 0};
    Result<bool> more = (*reader)->skip();
    for (; more && *more; more = (*reader)->skip())
        ++outline.rows;
    if (!more)
        return tl::unexpected(more.error());
    return outline;
}

Result<Done> readInto(Import &import, const FeedRegistry &formats, QIODevice &file, const FeedOptions &options)
{
    const Result<std::unique_ptr<FeedReader>> reader = FeedReader::open(formats, file, options);
    if (!reader)
        return tl::unexpected(reader.error());
    while (true) {
        Result<std::optional<FeedRow>> row = (*reader)->next();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return import.flush();
        if (const Result<Done> taken = import.take(std::move(**row)); !taken)
            return taken;
    }
}

} // namespace

Result<ImportReport> importCatalogFile(Store &store, const FeedRegistry &formats, const Clock &clock, Random &random,
                                       const QString &file, const ImportOptions &options,
                                       const std::function<void(const ImportProgress &)> &progress,
                                       const std::atomic<bool> &cancelled)
{
    QFile source(file);
    if (QFileInfo(file).isDir())
        return failure(ErrorCode::NotFound, u"%1 is a folder, not a file"_s.arg(file));
    if (!source.open(QIODevice::ReadOnly))
        return failure(ErrorCode::NotFound, u"the file %1 can't be read: %2"_s.arg(file, source.errorString()));
    FeedOptions feedOptions;
    feedOptions.format = presentFormat(options.format);
    feedOptions.currency = options.currency;
    const Result<Outline> found = outline(formats, source, feedOptions);
    if (!found)
        return tl::unexpected(found.error());
    if (!source.seek(0))
        return failure(ErrorCode::NotFound, u"the file %1 can't be read twice: %2"_s.arg(file, source.errorString()));

    Import import(store, clock, random, options, found->rows, progress, cancelled);
    feedOptions.format = found->format;
    const Result<Done> read = readInto(import, formats, source, feedOptions);
    ImportReport report = import.takeReport();
    report.format = found->format;
    report.formatName = found->formatName;
    if (!read && !report.cancelled)
        report.stopped = read.error();
    return report;
}

} // namespace tidegate
