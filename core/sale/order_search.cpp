// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/order_search.h"

#include "core/base/id.h"
#include "core/sale/order_store.h"
#include "core/store/page.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString lowestId = u"00000000-0000-0000-0000-000000000000"_s;
const QString highestId = u"ffffffff-ffff-ffff-ffff-ffffffffffff"_s;

struct StatusCondition {
    QString status;
    QString sql;
};

/// They name those of the partial indexes word for word: SQLite looks no further.
const std::vector<StatusCondition> &statusConditions()
{
    static const std::vector<StatusCondition> conditions{
        {{}, {}},
        {orderStatusName(OrderStatus::Reserved), u"AND o.status = 'reserved' "_s},
        // Most are: their own index would have to be sorted, so it is kept out of this.
        {orderStatusName(OrderStatus::Paid), u"AND o.status || '' = 'paid' "_s},
        {orderStatusName(OrderStatus::Declined),
         u"AND o.status = 'declined' AND o.status <> 'paid' AND o.status <> 'reserved' "_s},
        {orderStatusName(OrderStatus::Released),
         u"AND o.status = 'released' AND o.status <> 'paid' AND o.status <> 'reserved' "_s},
        {fulfilmentName(Fulfilment::Unshipped),
         u"AND o.fulfilment = 'unshipped' AND o.status = 'paid' AND o.fulfilment <> 'shipped' "_s},
        {fulfilmentName(Fulfilment::PartShipped),
         u"AND o.fulfilment = 'part_shipped' AND o.status = 'paid' AND o.fulfilment <> 'shipped' "_s},
        {fulfilmentName(Fulfilment::Shipped), u"AND o.fulfilment = 'shipped' "_s},
        {fulfilmentName(Fulfilment::Cancelled),
         u"AND o.fulfilment = 'cancelled' AND o.status = 'paid' AND o.fulfilment <> 'shipped' "_s},
    };
    return conditions;
}

Result<QString> conditionOf(const QString &status)
{
    for (const StatusCondition &condition : statusConditions()) {
        if (condition.status == status)
            return condition.sql;
    }
    return invalidField(u"status"_s, u"unknown_status"_s, u"There is no such status of an order."_s, status.left(64));
}

/// Where a page ended.
struct Place {
    QString term; ///< empty: among the orders found by their id
    QString orderId;
};

QString cursorOf(const Place &place)
{
    if (place.term.isEmpty())
        return place.orderId;
    return place.orderId + u'.'
        + QString::fromLatin1(place.term.toUtf8().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<Place> placeOf(const QString &cursor)
{
    if (cursor.isEmpty())
        return Place{};
    const QString id = cursor.section(u'.', 0, 0);
    const auto term = QByteArray::fromBase64Encoding(cursor.section(u'.', 1).toLatin1(),
                                                     QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!isId(id) || !term || (*term).contains('\0'))
        return invalidField(u"cursor"_s, u"invalid_cursor"_s, u"This is not the cursor of a page."_s, cursor.left(64));
    return Place{QString::fromUtf8(*term), id};
}

class Search
{
public:
    Search(ReadTransaction &transaction, const OrderSearch &search, QString condition, Place place)
        : m_transaction(transaction)
        , m_text(orderSearchTerm(search.text))
        , m_condition(std::move(condition))
        , m_place(std::move(place))
        , m_wanted(std::size_t(search.limit))
    {
        static const QRegularExpression idBeginning(u"^[0-9a-f-]{8,36}$"_s);
        m_isById = m_text.isEmpty() || idBeginning.match(m_text).hasMatch();
    }

    Page<Order> run()
    {
        // No text in a database holds one, and PostgreSQL takes none.
        if (m_text.contains(QChar(u'\0')))
            return {};
        if (m_isById && m_place.term.isEmpty())
            findById();
        if (!m_text.isEmpty())
            findByTerm();
        Page<Order> page;
        if (m_found.size() > m_wanted) {
            m_found.pop_back();
            m_places.pop_back();
            page.nextCursor = cursorOf(m_places.back());
        }
        page.items = std::move(m_found);
        return page;
    }

private:
    [[nodiscard]] qint64 missing() const { return qint64(m_wanted + 1) - qint64(m_found.size()); }

    [[nodiscard]] bool isFoundById(const QString &id) const { return m_isById && id.startsWith(m_text); }

    void findById()
    {
        const QString first = m_text + lowestId.mid(m_text.size());
        const QString last = m_place.orderId.isEmpty() ? m_text + highestId.mid(m_text.size()) : m_place.orderId;
        QStringList ids;
        m_transaction.each(u"SELECT o.id FROM orders o WHERE o.id >= ? AND o.id <= ? AND o.id <> ? "_s + m_condition
                               + u"ORDER BY o.id DESC LIMIT ?"_s,
                           {first, last, m_place.orderId, missing()}, [&ids](const Row &row) { ids << row.text(0); });
        for (const QString &id : std::as_const(ids)) {
            if (auto order = findOrder(m_transaction, id))
                keep(std::move(*order), {{}, id});
        }
    }

    void findByTerm()
    {
        Place after = m_place.term.isEmpty() ? Place{} : m_place;
        while (missing() > 0) {
            const std::vector<Place> places = after.term.isEmpty() ? placesFrom(m_text, {}) : placesAfter(after);
            if (places.empty())
                return;
            for (const Place &place : places) {
                after = place;
                auto order = findOrder(m_transaction, place.orderId);
                if (order && missing() > 0 && !isFoundById(place.orderId) && firstTerm(*order) == place.term)
                    keep(std::move(*order), place);
            }
        }
    }

    std::vector<Place> placesAfter(const Place &after)
    {
        std::vector<Place> places;
        m_transaction.each(u"SELECT s.term, s.order_id FROM order_search s JOIN orders o ON o.id = s.order_id "
                           "WHERE s.term = ? AND s.order_id < ? "_s
                               + m_condition + u"ORDER BY s.order_id DESC LIMIT ?"_s,
                           {after.term, after.orderId, missing()}, [&places](const Row &row) {
                               places.push_back({row.text(0), row.text(1)});
                           });
        return places.empty() ? placesFrom(after.term, after.term) : places;
    }

    std::vector<Place> placesFrom(const QString &term, const QString &excluded)
    {
        // No character comes after the last one of Unicode, in the order of bytes.
        static const QString last = QString::fromUcs4(U"\U0010FFFF", 1);
        std::vector<Place> places;
        m_transaction.each(u"SELECT s.term, s.order_id FROM order_search s JOIN orders o ON o.id = s.order_id "
                           "WHERE s.term >= ? AND s.term < ? AND s.term <> ? "_s
                               + m_condition + u"ORDER BY s.term, s.order_id DESC LIMIT ?"_s,
                           {term, m_text + last, excluded, missing()}, [&places](const Row &row) {
                               places.push_back({row.text(0), row.text(1)});
                           });
        return places;
    }

    /// An order with several that begin with the text is shown at the first.
    [[nodiscard]] QString firstTerm(const Order &order) const
    {
        QStringList terms{orderSearchTerm(order.email)};
        for (const OrderLine &line : order.lines)
            terms << orderSearchTerm(line.sku);
        QString first;
        for (const QString &term : std::as_const(terms)) {
            if (term.startsWith(m_text) && (first.isEmpty() || term.toUtf8() < first.toUtf8()))
                first = term;
        }
        return first;
    }

    void keep(Order order, Place place)
    {
        m_found.push_back(std::move(order));
        m_places.push_back(std::move(place));
    }

    ReadTransaction &m_transaction;
    const QString m_text;
    const QString m_condition;
    const Place m_place;
    const std::size_t m_wanted;
    bool m_isById = false;
    std::vector<Order> m_found;
    std::vector<Place> m_places;
};

} // namespace

Result<Page<Order>> searchOrders(ReadTransaction &transaction, const OrderSearch &search)
{
    if (const auto checked = checkPageLimit(search.limit); !checked)
        return tl::unexpected(checked.error());
    const Result<QString> condition = conditionOf(search.status);
    if (!condition)
        return tl::unexpected(condition.error());
    const Result<Place> place = placeOf(search.cursor);
    if (!place)
        return tl::unexpected(place.error());
    return Search(transaction, search, *condition, *place).run();
}

} // namespace tidegate
