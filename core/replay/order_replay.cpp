// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/order_replay.h"

#include "core/base/json.h"
#include "core/feed/feed_input.h"
#include "core/feed/text_input.h"
#include "core/replay/invoice_steps.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <limits>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype pieceSize = qsizetype(64) * 1024;
constexpr qsizetype beginningSize = 4'096;
/// Behind the last line of every file.
constexpr qint64 noLine = std::numeric_limits<qint64>::max();

/// How far a file has come.
struct Standing {
    QString hash;
    qint64 nextLine = 0;
    ReplayReport report;
    std::optional<UtcMillis> finishedAt;
};

Result<QString> hashOf(QFile &file)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file) || !file.seek(0))
        return failure(ErrorCode::NotFound, u"%1 can't be read: %2"_s.arg(file.fileName(), file.errorString()));
    return QString::fromLatin1(hash.result().toHex());
}

std::optional<Standing> findStanding(ReadTransaction &transaction, const QString &hash)
{
    return transaction.one(
        u"SELECT currency, next_line, report, finished_at FROM order_replay WHERE file_hash = ?"_s, {hash},
        [&hash](const Row &row) {
            const Currency currency = Currency::fromCode(row.text(0)).value_or(Currency::euro());
            const QJsonObject report = QJsonDocument::fromJson(row.text(2).toUtf8()).object();
            return Standing{hash, row.integer(1), replayReportFromJson(report, currency), row.optionalInteger(3)};
        });
}

Result<Standing> begin(WriteTransaction &transaction, const Standing &fresh, const QString &name, const QString &actor)
{
    const auto known = findStanding(transaction, fresh.hash);
    if (known && known->finishedAt) {
        const QString when = QDateTime::fromMSecsSinceEpoch(*known->finishedAt, Qt::UTC).toString(Qt::ISODate);
        return failure(ErrorCode::Conflict, u"this file was loaded at %1 already; nothing was changed"_s.arg(when));
    }
    if (known && known->report.currency != fresh.report.currency)
        return failure(ErrorCode::Conflict,
                       u"loading this file was begun in %1; go on in that currency"_s.arg(known->report.currency.code()));
    if (known)
        return *known;
    const QByteArray report = toJson(toJson(fresh.report));
    transaction.exec(
        u"INSERT INTO order_replay (file_hash, name, currency, next_line, report, started_at) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {fresh.hash, name, fresh.report.currency.code(), fresh.nextLine, QString::fromUtf8(report), transaction.now()});
    transaction.audit({actor, u"order_replay.started"_s, u"order_replay"_s, fresh.hash, {}, toJson({{u"name"_s, name}}), {}});
    return fresh;
}

/// Conflict where somebody else has moved it meanwhile.
Result<Done> keep(WriteTransaction &transaction, const Standing &before, const ReplayReport &report, qint64 nextLine)
{
    const qint64 moved =
        transaction.exec(u"UPDATE order_replay SET next_line = ?, report = ? WHERE file_hash = ? AND next_line = ?"_s,
                         {nextLine, QString::fromUtf8(toJson(toJson(report))), before.hash, before.nextLine});
    if (moved == 0)
        return failure(ErrorCode::Conflict, u"this file is being loaded by another process"_s);
    return Done{};
}

Result<Done> end(WriteTransaction &transaction, const Standing &standing, const QString &actor)
{
    const qint64 ended = transaction.exec(
        u"UPDATE order_replay SET finished_at = ? WHERE file_hash = ? AND next_line = ? AND finished_at IS NULL"_s,
        {transaction.now(), standing.hash, standing.nextLine});
    if (ended == 0)
        return failure(ErrorCode::Conflict, u"this file is being loaded by another process"_s);
    transaction.audit(
        {actor, u"order_replay.finished"_s, u"order_replay"_s, standing.hash, {}, toJson(toJson(standing.report)), {}});
    return Done{};
}

/// One run over one file.
class Run
{
public:
    Run(Store &store, ReplayClock &clock, Random &random, const ReplayOptions &options)
        : m_store(store)
        , m_clock(clock)
        , m_options(options)
        , m_tools{{clock, random, m_board, RmaOptions{.fourEyesAbove = std::numeric_limits<qint64>::max()}},
                  {u"replay"_s, options.actor, StaffRole::Admin}}
    {
    }

    Result<ReplayReport> over(QFile &file)
    {
        const auto begun = start(file);
        if (!begun)
            return tl::unexpected(begun.error());
        InvoiceReader reader(
            m_options.currency, m_standing.nextLine, [this](Invoice invoice) { return replay(std::move(invoice)); },
            m_options.onRefusal);
        const auto read = readAll(file, reader);
        m_clock.returnToReal();
        if (m_stopped)
            return m_standing.report;
        if (!read)
            return tl::unexpected(read.error());
        const auto ended = m_store
                               .write([standing = m_standing, actor = m_tools.actor.text()](WriteTransaction &transaction) {
                                   return end(transaction, standing, actor);
                               })
                               .get();
        return ended ? Result<ReplayReport>(m_standing.report) : tl::unexpected(ended.error());
    }

private:
    Result<Done> start(QFile &file)
    {
        const auto hash = hashOf(file);
        if (!hash)
            return tl::unexpected(hash.error());
        m_progress.totalBytes = file.size();
        const Standing fresh{*hash, 1, ReplayReport{.currency = m_options.currency}, std::nullopt};
        const QString name = QFileInfo(file).fileName();
        const auto begun = m_store
                               .write([fresh, name, actor = m_tools.actor.text()](WriteTransaction &transaction) {
                                   return begin(transaction, fresh, name, actor);
                               })
                               .get();
        if (!begun)
            return tl::unexpected(begun.error());
        m_standing = *begun;
        return Done{};
    }

    Result<Done> readAll(QFile &file, InvoiceReader &reader)
    {
        DeviceInput bytes(file, noLine);
        auto beginning = readBeginning(bytes, beginningSize);
        if (!beginning)
            return tl::unexpected(beginning.error());
        PrefixedInput whole(*beginning, bytes);
        Utf8Input text(whole, detectEncoding(*beginning));
        QByteArray piece(pieceSize, Qt::Uninitialized);
        for (;;) {
            const auto size = text.read(piece.data(), piece.size());
            if (!size)
                return tl::unexpected(size.error());
            if (*size == 0)
                return reader.finish();
            m_progress.bytes = bytes.bytesRead();
            if (auto fed = reader.feed(QByteArrayView(piece).first(*size)); !fed)
                return fed;
        }
    }

    Result<Done> replay(Invoice invoice)
    {
        if (!invoice.rows.empty())
            m_clock.tell(invoice.rows.front().at);
        const qint64 nextLine = invoice.nextLine > 0 ? invoice.nextLine : noLine;
        const auto kept = std::make_shared<const Invoice>(std::move(invoice));
        const auto outcome = m_store
                                 .write([this, kept, nextLine](WriteTransaction &transaction) -> Result<InvoiceOutcome> {
                                     auto made = replayInvoice(transaction, m_tools, *kept, m_standing.report);
                                     if (!made)
                                         return made;
                                     const auto moved = keep(transaction, m_standing, made->report, nextLine);
                                     return moved ? std::move(made) : tl::unexpected(moved.error());
                                 })
                                 .get();
        if (!outcome)
            return tl::unexpected(outcome.error());
        for (const FieldError &refusal : outcome->refusals)
            m_options.onRefusal(refusal);
        m_standing.report = m_progress.report = outcome->report;
        m_standing.nextLine = nextLine;
        m_stopped = !m_options.onProgress(m_progress);
        return m_stopped ? Result<Done>(failure(ErrorCode::Conflict, u"stopped"_s)) : Done{};
    }

    Store &m_store;
    ReplayClock &m_clock;
    const ReplayOptions &m_options;
    SaleBoard m_board; ///< nothing is on sale here; the servers' own boards follow the database
    ReplayTools m_tools;
    Standing m_standing;
    ReplayProgress m_progress;
    bool m_stopped = false;
};

} // namespace

OrderReplay::OrderReplay(Store &store, ReplayClock &clock, Random &random)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
{
}

Result<ReplayReport> OrderReplay::run(const QString &path, const ReplayOptions &options)
{
    QFile file(path);
    auto report = Run(m_store, m_clock, m_random, options).over(file);
    m_clock.returnToReal();
    return report;
}

} // namespace tidegate
