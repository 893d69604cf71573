// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_queries.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/rma/rma_table.h"
#include "core/store/page.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// By which column a list is ordered, the id behind it: both in the cursor.
struct Ordering {
    QString column; ///< empty: by id alone
    bool descending = true;
};

Ordering orderingOf(const RmaFilter &filter)
{
    if (!filter.text.trimmed().isEmpty() || filter.order == RmaOrder::Newest)
        return {{}, true};
    if (filter.order == RmaOrder::Oldest)
        return {{}, false};
    return filter.order == RmaOrder::Due ? Ordering{u"r.due_at"_s, false} : Ordering{u"r.value"_s, true};
}

QString cursorOf(const RmaSummary &summary, const RmaFilter &filter)
{
    const Ordering ordering = orderingOf(filter);
    if (ordering.column.isEmpty())
        return summary.id;
    const qint64 key = filter.order == RmaOrder::Due ? summary.dueAt.value_or(neverDue) : summary.value.amount;
    return QString::number(key) + u'.' + summary.id;
}

/// False for a cursor that is none.
bool demandAfter(Conditions &conditions, const Ordering &ordering, const QString &cursor)
{
    if (cursor.isEmpty())
        return true;
    const QString id = ordering.column.isEmpty() ? cursor : cursor.section(u'.', 1);
    if (!isId(id))
        return false;
    if (ordering.column.isEmpty()) {
        conditions.demand(ordering.descending ? u"r.id < ?"_s : u"r.id > ?"_s, id);
        return true;
    }
    bool isNumber = false;
    const qint64 key = cursor.section(u'.', 0, 0).toLongLong(&isNumber);
    if (!isNumber)
        return false;
    const QString after = ordering.descending ? u" < (?, "_s : u" > (?, "_s;
    conditions.demand(u'(' + ordering.column + u", r.id)"_s + after + u"?)"_s, key);
    conditions.bind(id);
    return true;
}

/// The text that comes right behind everything that begins with `prefix`, by bytes.
QString endOfPrefix(const QString &prefix)
{
    return prefix + QString::fromUcs4(U"\U0010FFFF");
}

QString listSql(const Conditions &conditions, const Ordering &ordering)
{
    const QString way = ordering.descending ? u" DESC"_s : QString();
    const QString columns = ordering.column.isEmpty() ? QString() : ordering.column + way + u", "_s;
    return u"SELECT "_s + rmaSummaryColumns() + u" FROM rma r "_s + conditions.where() + u"ORDER BY "_s + columns + u"r.id"_s
        + way + u" LIMIT ?"_s;
}

std::vector<RmaSummary> readAll(ReadTransaction &transaction, const QString &sql, const QVariantList &values)
{
    std::vector<RmaSummary> all;
    transaction.each(sql, values, [&all](const Row &row) { all.push_back(readRmaSummary(row)); });
    return all;
}

/// Of a list, the newest first, those that have a term that begins with `prefix`, `limit` at most. What few returns have is looked up. For
/// what many have the newest of the list are looked at, and only where these don't fill the page all of the list and all that
/// have it are merged: to look up each of many, or at each of a long list, takes several times as long.
std::vector<RmaSummary> withTerm(ReadTransaction &transaction, Conditions conditions, const QString &prefix, int limit)
{
    constexpr qint64 many = 10'000;
    constexpr qint64 newest = 2'000;
    const QVariantList range{prefix, endOfPrefix(prefix)};
    const QString hits = u"SELECT rma_id FROM rma_search WHERE term >= ? AND term < ?"_s;
    const QString select = u"SELECT "_s + rmaSummaryColumns() + u" FROM "_s;
    const QString byAge = u" ORDER BY r.id DESC LIMIT ?"_s;
    if (transaction.integer(u"SELECT COUNT(*) FROM ("_s + hits + u" LIMIT ?) hits"_s, {range.front(), range.back(), many})
        < many) {
        conditions.demand(u"r.id IN ("_s + hits + u')', range.front());
        conditions.bind(range.back());
        return readAll(transaction, select + u"rma r "_s + conditions.where() + byAge, conditions.values() + QVariantList{limit});
    }
    // Not EXISTS, which PostgreSQL may turn into a join that does not stop at a full page.
    const QString hasIt =
        u"(SELECT 1 FROM rma_search s WHERE s.rma_id = r.id AND s.term >= ? AND s.term < ? LIMIT 1) IS NOT NULL"_s;
    std::vector<RmaSummary> found =
        readAll(transaction, select + u"(SELECT r.* FROM rma r "_s + conditions.where() + byAge + u") r WHERE "_s + hasIt + byAge,
                conditions.values() + QVariantList{newest} + range + QVariantList{limit});
    if (found.size() == std::size_t(limit))
        return found;
    return readAll(transaction,
                   select + u"rma r WHERE r.id IN (SELECT r.id FROM rma r "_s + conditions.where() + u"INTERSECT "_s + hits
                       + u" ORDER BY 1 DESC LIMIT ?) ORDER BY r.id DESC"_s,
                   conditions.values() + range + QVariantList{limit});
}

Result<Page<RmaSummary>> list(ReadTransaction &transaction, const RmaFilter &filter)
{
    if (const auto checked = checkPageLimit(filter.limit); !checked)
        return tl::unexpected(checked.error());
    const Ordering ordering = orderingOf(filter);
    Conditions conditions;
    if (filter.state)
        conditions.demand(u"r.state = ?"_s, rmaStateName(*filter.state));
    else if (filter.queue)
        conditions.demand(u"r.queue = ?"_s, rmaQueueName(*filter.queue));
    if (!demandAfter(conditions, ordering, filter.cursor))
        return invalidField(u"cursor"_s, u"invalid"_s, u"This is no cursor of this list."_s, filter.cursor.left(64));
    Page<RmaSummary> page;
    const QString term = filter.text.trimmed().toLower();
    // No text in a database holds one, and PostgreSQL takes none.
    if (term.contains(QChar(u'\0')))
        return page;
    page.items = term.isEmpty()
        ? readAll(transaction, listSql(conditions, ordering), conditions.values() + QVariantList{filter.limit + 1})
        : withTerm(transaction, conditions, term, filter.limit + 1);
    page.nextCursor =
        cutPage(page.items, filter.limit, [&filter](const RmaSummary &summary) { return cursorOf(summary, filter); });
    return page;
}

/// Where the return stood, and the reason that the customer is given.
QByteArray stateAndReason(const QByteArray &json)
{
    const QJsonObject full = parseJsonObject(json).value_or(QJsonObject());
    QJsonObject kept;
    for (const QString &name : {u"reason"_s, u"state"_s}) {
        if (full.contains(name))
            kept.insert(name, full.value(name));
    }
    return json.isEmpty() ? QByteArray() : toJson(kept);
}

/// Of the staff not who it was, nor what they noted among themselves.
RmaEvent forShopper(RmaEvent event)
{
    if (event.actor.startsWith(u"staff:"))
        event.actor = u"staff"_s;
    event.before = stateAndReason(event.before);
    event.after = stateAndReason(event.after);
    event.requestId.clear();
    return event;
}

} // namespace

std::vector<RmaEvent> rmaHistory(ReadTransaction &transaction, const QString &rmaId)
{
    std::vector<RmaEvent> history;
    transaction.each(u"SELECT seq, at, actor, action, state_before, state_after, request_id FROM audit "
                     "WHERE entity = 'rma' AND entity_id = ? ORDER BY seq"_s,
                     {rmaId}, [&history](const Row &row) {
                         history.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4).toUtf8(),
                                            row.text(5).toUtf8(), row.text(6)});
                     });
    return history;
}

RmaQueries::RmaQueries(Store &store, const Clock &clock)
    : m_store(store)
    , m_clock(clock)
{
}

Async<Result<RmaDetails>> RmaQueries::rma(QString id, QString shopperId)
{
    auto reading = m_store.read([id, shopperId](ReadTransaction &transaction) -> Result<RmaDetails> {
        auto rma = findRma(transaction, id);
        if (!rma || (!shopperId.isEmpty() && rma->summary.shopperId != shopperId))
            return failure(ErrorCode::NotFound, u"there is no return %1"_s.arg(id.left(64)));
        RmaDetails details{*std::move(rma), rmaHistory(transaction, id)};
        if (!shopperId.isEmpty()) {
            std::erase_if(details.rma.notes, [](const RmaNote &note) { return note.visibility == NoteVisibility::Internal; });
            std::transform(details.history.begin(), details.history.end(), details.history.begin(), forShopper);
        }
        return details;
    });
    return auditForeign(m_store, m_clock, std::move(reading), {u"shopper:"_s + shopperId, u"rma.read"_s, id, {}},
                        foreignRma(id, shopperId));
}

Async<Result<Page<RmaSummary>>> RmaQueries::search(RmaFilter filter)
{
    return m_store.read([filter = std::move(filter)](ReadTransaction &transaction) { return list(transaction, filter); });
}

Async<Result<Page<RmaSummary>>> RmaQueries::ofShopper(QString shopperId, QString cursor, int limit)
{
    return m_store.read([shopperId, cursor, limit](ReadTransaction &transaction) -> Result<Page<RmaSummary>> {
        if (const auto checked = checkPageLimit(limit); !checked)
            return tl::unexpected(checked.error());
        Page<RmaSummary> page;
        transaction.each(u"SELECT "_s + rmaSummaryColumns()
                             + u" FROM rma r WHERE r.shopper_id = ? AND (? = '' OR r.id < ?) ORDER BY r.id DESC LIMIT ?"_s,
                         {shopperId, cursor, cursor, limit + 1},
                         [&page](const Row &row) { page.items.push_back(readRmaSummary(row)); });
        page.nextCursor = cutPage(page.items, limit, [](const RmaSummary &summary) { return summary.id; });
        return page;
    });
}

Async<Result<std::vector<RmaSummary>>> RmaQueries::ofOrder(QString orderId)
{
    return m_store.read([orderId](ReadTransaction &transaction) -> Result<std::vector<RmaSummary>> {
        std::vector<RmaSummary> found;
        transaction.each(u"SELECT "_s + rmaSummaryColumns() + u" FROM rma r WHERE r.order_id = ? ORDER BY r.id"_s, {orderId},
                         [&found](const Row &row) { found.push_back(readRmaSummary(row)); });
        return found;
    });
}

Async<Result<std::vector<RmaStateCount>>> RmaQueries::counts()
{
    return m_store.read([now = m_clock.utc()](ReadTransaction &transaction) -> Result<std::vector<RmaStateCount>> {
        return countStates(transaction, now);
    });
}

Async<Result<std::vector<DispositionCount>>> RmaQueries::dispositions()
{
    return m_store.read(
        [](ReadTransaction &transaction) -> Result<std::vector<DispositionCount>> { return countDispositions(transaction); });
}

Async<Result<RmaFigures>> RmaQueries::figures()
{
    return m_store.read([now = m_clock.utc()](ReadTransaction &transaction) -> Result<RmaFigures> {
        return RmaFigures{now,
                          countStates(transaction, now),
                          countDispositions(transaction),
                          countOpenAges(transaction, now),
                          countWeeks(transaction, now),
                          countResolved(transaction, now)};
    });
}

} // namespace tidegate
