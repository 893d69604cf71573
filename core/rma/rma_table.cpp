// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_table.h"

#include <QHash>
#include <QSet>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString dispositionColumns =
    u"id, line_id, unit, inspection_id, kind, amount, fee, state, refund_id, result_ref, decided_by, decided_by_id, decided_at, done_at"_s;

RmaDisposition readDisposition(const Row &row)
{
    return {row.text(0),
            row.text(1),
            row.integer(2),
            row.text(3),
            dispositionKindFromName(row.text(4)).value_or(DispositionKind::Reject),
            row.integer(5),
            row.integer(6),
            dispositionStateFromName(row.text(7)).value_or(DispositionState::Failed),
            row.text(8),
            row.text(9),
            row.text(10),
            row.text(11),
            row.integer(12),
            row.optionalInteger(13)};
}

void readUnits(ReadTransaction &transaction, Rma &rma)
{
    const QString id = rma.summary.id;
    QHash<QString, RmaInspection> inspections;
    QHash<QString, RmaDisposition> dispositions;
    transaction.each(u"SELECT id, line_id, unit, grade, verdict, reason, stock, inspector, inspector_id, supersedes, at "
                     "FROM rma_inspection WHERE rma_id = ?"_s,
                     {id}, [&inspections](const Row &row) {
                         inspections.insert(row.text(0),
                                            {row.text(0), row.text(1), row.integer(2),
                                             itemGradeFromName(row.text(3)).value_or(ItemGrade::Defective),
                                             verdictFromName(row.text(4)).value_or(Verdict::Reject), row.text(5),
                                             stockClassFromName(row.text(6)).value_or(StockClass::Quarantine), row.text(7),
                                             row.text(8), row.text(9), row.integer(10)});
                     });
    transaction.each(u"SELECT "_s + dispositionColumns + u" FROM rma_disposition WHERE rma_id = ? AND state <> 'withdrawn'"_s,
                     {id}, [&dispositions](const Row &row) { dispositions.insert(row.text(0), readDisposition(row)); });
    transaction.each(u"SELECT line_id, unit, order_unit, price, discount, tax, shipping, place, inspection_id, disposition_id "
                     "FROM rma_unit WHERE rma_id = ? ORDER BY line_id, unit"_s,
                     {id}, [&](const Row &row) {
                         RmaLine *const line = rma.line(row.text(0));
                         if (!line)
                             return;
                         RmaUnit unit{row.text(0),
                                      row.integer(1),
                                      row.integer(2),
                                      row.integer(3),
                                      row.integer(4),
                                      row.integer(5),
                                      row.integer(6),
                                      unitPlaceFromName(row.text(7)).value_or(UnitPlace::Expected),
                                      {},
                                      {}};
                         if (const auto found = inspections.constFind(row.text(8)); found != inspections.constEnd())
                             unit.inspection = *found;
                         if (const auto found = dispositions.constFind(row.text(9)); found != dispositions.constEnd())
                             unit.disposition = *found;
                         line->units.push_back(std::move(unit));
                     });
}

void readReceipts(ReadTransaction &transaction, Rma &rma)
{
    transaction.each(u"SELECT id, tracking, actor, at FROM rma_receipt WHERE rma_id = ? ORDER BY id"_s, {rma.summary.id},
                     [&rma](const Row &row) {
                         rma.receipts.push_back({row.text(0), row.text(1), row.text(2), row.integer(3), {}});
                     });
    for (RmaReceipt &receipt : rma.receipts) {
        transaction.each(u"SELECT line_id, quantity, missing FROM rma_receipt_line WHERE receipt_id = ? ORDER BY line_id"_s,
                         {receipt.id}, [&receipt](const Row &row) {
                             receipt.lines.push_back({row.text(0), row.integer(1), row.integer(2)});
                         });
    }
}

void readRest(ReadTransaction &transaction, Rma &rma)
{
    transaction.each(u"SELECT id, disposition_id, sku, state, note, actor, opened_at, closed_at FROM rma_repair "
                     "WHERE rma_id = ? ORDER BY id"_s,
                     {rma.summary.id}, [&rma](const Row &row) {
                         rma.repairs.push_back({row.text(0), row.text(1), row.text(2),
                                                repairStateFromName(row.text(3)).value_or(RepairState::Failed), row.text(4),
                                                row.text(5), row.integer(6), row.optionalInteger(7)});
                     });
    transaction.each(u"SELECT id, visibility, body, author, at FROM rma_note WHERE rma_id = ? ORDER BY id"_s, {rma.summary.id},
                     [&rma](const Row &row) {
                         rma.notes.push_back({row.text(0), noteVisibilityFromName(row.text(1)).value_or(NoteVisibility::Internal),
                                              row.text(2), row.text(3), row.integer(4)});
                     });
    transaction.each(u"SELECT id, line_id, unit, hash, name, media_type, size, author, at FROM rma_attachment "
                     "WHERE rma_id = ? ORDER BY id"_s,
                     {rma.summary.id}, [&rma](const Row &row) {
                         rma.attachments.push_back({row.text(0), row.text(1), row.integer(2), row.text(3), row.text(4),
                                                    row.text(5), row.integer(6), row.text(7), row.integer(8)});
                     });
    rma.refunds = refundsOfRma(transaction, rma.summary.id);
}

UtcMillis dueOf(const Rma &rma)
{
    return rma.summary.dueAt.value_or(neverDue);
}

QString queueOf(const Rma &rma)
{
    return rmaQueueName(ruleOf(rma.summary.state).queue);
}

void insertSearchTerms(WriteTransaction &transaction, const Rma &rma)
{
    QSet<QString> terms{rma.summary.number.toLower(), rma.summary.orderId};
    if (const QString email = rma.summary.email.trimmed().toLower(); !email.isEmpty())
        terms.insert(email);
    for (const RmaLine &line : rma.lines)
        terms.insert(line.sku.toLower());
    for (const QString &term : std::as_const(terms))
        transaction.exec(u"INSERT INTO rma_search (term, rma_id) VALUES (?, ?)"_s, {term, rma.summary.id});
}

QVariant resolvedDays(const Rma &rma)
{
    constexpr qint64 dayMillis = 86'400'000;
    std::optional<qint64> days;
    if (rma.summary.state == RmaState::Completed && rma.closedAt)
        days = (*rma.closedAt - rma.summary.createdAt) / dayMillis;
    return nullable(days);
}

} // namespace

QString rmaSummaryColumns()
{
    return u"r.id, r.number, r.order_id, r.shopper_id, r.email, r.state, r.due_at, r.value, r.currency, r.units, r.created_at, "
           "r.updated_at, r.version"_s;
}

RmaSummary readRmaSummary(const Row &row)
{
    RmaSummary summary;
    summary.id = row.text(0);
    summary.number = row.text(1);
    summary.orderId = row.text(2);
    summary.shopperId = row.text(3);
    summary.email = row.text(4);
    summary.state = rmaStateFromName(row.text(5)).value_or(RmaState::Attention);
    if (row.integer(6) != neverDue)
        summary.dueAt = row.integer(6);
    summary.value = {row.integer(7), Currency::fromCode(row.text(8)).value_or(Currency::euro())};
    summary.units = row.integer(9);
    summary.createdAt = row.integer(10);
    summary.updatedAt = row.integer(11);
    summary.version = row.integer(12);
    return summary;
}

ForeignQuery foreignRma(const QString &id, const QString &shopperId)
{
    if (shopperId.isEmpty())
        return nullptr;
    return [id, shopperId](ReadTransaction &transaction) {
        return transaction.integer(u"SELECT COUNT(*) FROM rma WHERE id = ? AND shopper_id <> ?"_s, {id, shopperId}) > 0;
    };
}

std::optional<Rma> findRma(ReadTransaction &transaction, const QString &id)
{
    auto rma = transaction.one(u"SELECT "_s + rmaSummaryColumns()
                                   + u", r.source, r.tracking, r.reason, r.expires_at, r.closed_at FROM rma r WHERE r.id = ?"_s,
                               {id}, [](const Row &row) {
                                   Rma read;
                                   read.summary = readRmaSummary(row);
                                   read.byStaff = row.text(13) == u"staff";
                                   read.tracking = row.text(14);
                                   read.reason = row.text(15);
                                   read.expiresAt = row.optionalInteger(16);
                                   read.closedAt = row.optionalInteger(17);
                                   return read;
                               });
    if (!rma)
        return std::nullopt;
    transaction.each(u"SELECT id, order_line_id, sku, name, quantity, approved, received, missing, reason, note FROM rma_line "
                     "WHERE rma_id = ? ORDER BY position"_s,
                     {id}, [&rma](const Row &row) {
                         rma->lines.push_back({row.text(0),
                                               row.text(1),
                                               row.text(2),
                                               row.text(3),
                                               row.integer(4),
                                               row.integer(5),
                                               row.integer(6),
                                               row.integer(7),
                                               returnReasonFromName(row.text(8)).value_or(ReturnReason::Other),
                                               row.text(9),
                                               {}});
                     });
    readUnits(transaction, *rma);
    readReceipts(transaction, *rma);
    readRest(transaction, *rma);
    return rma;
}

void insertRma(WriteTransaction &transaction, const Rma &rma)
{
    const RmaSummary &summary = rma.summary;
    transaction.exec(
        u"INSERT INTO rma (id, number, order_id, shopper_id, email, currency, source, state, queue, due_at, value, units, created_at, "
        "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {summary.id, summary.number, summary.orderId, summary.shopperId, summary.email, summary.value.currency.code(),
         rma.byStaff ? u"staff"_s : u"shopper"_s, rmaStateName(summary.state), queueOf(rma), dueOf(rma), summary.value.amount,
         summary.units, summary.createdAt, summary.updatedAt});
    qint64 position = 0;
    for (const RmaLine &line : rma.lines) {
        transaction.exec(
            u"INSERT INTO rma_line (rma_id, position, id, order_line_id, sku, name, quantity, reason, note, asked_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {summary.id, position++, line.id, line.orderLineId, line.sku, line.name, line.quantity, returnReasonName(line.reason),
             line.note, summary.createdAt});
        for (const RmaUnit &unit : line.units) {
            transaction.exec(
                u"INSERT INTO rma_unit (rma_id, line_id, unit, order_line_id, order_unit, price, discount, tax, shipping) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                {summary.id, line.id, unit.unit, line.orderLineId, unit.orderUnit, unit.price, unit.discount, unit.tax,
                 unit.shipping});
        }
    }
    insertSearchTerms(transaction, rma);
}

bool updateRma(WriteTransaction &transaction, const Rma &rma, RmaState before)
{
    const RmaSummary &summary = rma.summary;
    return transaction.exec(
               u"UPDATE rma SET state = ?, queue = ?, due_at = ?, tracking = ?, reason = ?, expires_at = ?, closed_at = ?, resolved_days = ?, "
               "updated_at = ?, version = version + 1 WHERE id = ? AND version = ? AND state = ?"_s,
               {rmaStateName(summary.state), queueOf(rma), dueOf(rma), rma.tracking, rma.reason, nullable(rma.expiresAt),
                nullable(rma.closedAt), resolvedDays(rma), summary.updatedAt, summary.id, summary.version, rmaStateName(before)})
        == 1;
}

void updateLine(WriteTransaction &transaction, const Rma &rma, const RmaLine &line)
{
    transaction.exec(u"UPDATE rma_line SET approved = ?, received = ?, missing = ? WHERE rma_id = ? AND order_line_id = ?"_s,
                     {line.approved, line.received, line.missing, rma.summary.id, line.orderLineId});
}

void updateUnit(WriteTransaction &transaction, const Rma &rma, const RmaUnit &unit)
{
    transaction.exec(u"UPDATE rma_unit SET place = ?, inspection_id = ?, disposition_id = ? WHERE rma_id = ? AND line_id = ? "
                     "AND unit = ?"_s,
                     {unitPlaceName(unit.place), nullable(unit.inspection ? unit.inspection->id : QString()),
                      nullable(unit.disposition ? unit.disposition->id : QString()), rma.summary.id, unit.lineId, unit.unit});
}

void releaseUnits(WriteTransaction &transaction, const QString &rmaId)
{
    transaction.exec(u"UPDATE rma_unit SET claimed = 0 WHERE rma_id = ?"_s, {rmaId});
}

void insertReceipt(WriteTransaction &transaction, const QString &rmaId, const RmaReceipt &receipt)
{
    transaction.exec(u"INSERT INTO rma_receipt (id, rma_id, tracking, actor, at) VALUES (?, ?, ?, ?, ?)"_s,
                     {receipt.id, rmaId, receipt.tracking, receipt.actor, receipt.at});
    for (const RmaReceiptLine &line : receipt.lines) {
        transaction.exec(u"INSERT INTO rma_receipt_line (receipt_id, line_id, quantity, missing) VALUES (?, ?, ?, ?)"_s,
                         {receipt.id, line.lineId, line.quantity, line.missing});
    }
}

void insertInspection(WriteTransaction &transaction, const QString &rmaId, const RmaInspection &inspection)
{
    transaction.exec(
        u"INSERT INTO rma_inspection (id, rma_id, line_id, unit, grade, verdict, reason, stock, inspector, inspector_id, "
        "supersedes, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {inspection.id, rmaId, inspection.lineId, inspection.unit, itemGradeName(inspection.grade),
         verdictName(inspection.verdict), inspection.reason, stockClassName(inspection.stock), inspection.inspector,
         inspection.inspectorId, nullable(inspection.supersedes), inspection.at});
}

void insertDisposition(WriteTransaction &transaction, const QString &rmaId, const RmaDisposition &disposition)
{
    transaction.exec(
        u"INSERT INTO rma_disposition (id, rma_id, line_id, unit, inspection_id, kind, amount, fee, state, decided_by, "
        "decided_by_id, decided_at, currency) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT currency FROM rma WHERE id = ?))"_s,
        {disposition.id, rmaId, disposition.lineId, disposition.unit, disposition.inspectionId,
         dispositionKindName(disposition.kind), disposition.amount, disposition.fee, dispositionStateName(disposition.state),
         disposition.decidedBy, disposition.decidedById, disposition.decidedAt, rmaId});
}

std::vector<RmaDisposition> withdrawnOfRefund(ReadTransaction &transaction, const QString &refundId)
{
    std::vector<RmaDisposition> withdrawn;
    transaction.each(u"SELECT "_s + dispositionColumns
                         + u" FROM rma_disposition WHERE refund_id = ? AND state = 'withdrawn' ORDER BY id"_s,
                     {refundId}, [&withdrawn](const Row &row) { withdrawn.push_back(readDisposition(row)); });
    return withdrawn;
}

void updateDisposition(WriteTransaction &transaction, const RmaDisposition &disposition)
{
    transaction.exec(u"UPDATE rma_disposition SET state = ?, refund_id = ?, result_ref = ?, done_at = ?, version = version + 1 "
                     "WHERE id = ?"_s,
                     {dispositionStateName(disposition.state), nullable(disposition.refundId), disposition.resultRef,
                      nullable(disposition.doneAt), disposition.id});
}

void insertRepair(WriteTransaction &transaction, const QString &rmaId, const RmaRepair &repair)
{
    transaction.exec(u"INSERT INTO rma_repair (id, rma_id, disposition_id, sku, state, opened_at) VALUES (?, ?, ?, ?, ?, ?)"_s,
                     {repair.id, rmaId, repair.dispositionId, repair.sku, repairStateName(repair.state), repair.openedAt});
}

void closeRepair(WriteTransaction &transaction, const RmaRepair &repair)
{
    transaction.exec(u"UPDATE rma_repair SET state = ?, note = ?, actor = ?, closed_at = ?, version = version + 1 WHERE id = ?"_s,
                     {repairStateName(repair.state), repair.note, repair.actor, nullable(repair.closedAt), repair.id});
}

void insertNote(WriteTransaction &transaction, const QString &rmaId, const RmaNote &note)
{
    transaction.exec(u"INSERT INTO rma_note (id, rma_id, visibility, body, author, at) VALUES (?, ?, ?, ?, ?, ?)"_s,
                     {note.id, rmaId, noteVisibilityName(note.visibility), note.body, note.author, note.at});
}

} // namespace tidegate
