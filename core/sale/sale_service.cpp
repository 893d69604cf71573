// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/sale_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/sale/sale_rules.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Money moneyAt(const Row &row, int amount, int currency)
{
    return {row.integer(amount), Currency::fromCode(row.text(currency)).value_or(Currency::euro())};
}

std::vector<Sale> readSales(ReadTransaction &transaction, const QString &saleId, int limit)
{
    std::vector<Sale> sales;
    const auto addRow = [&sales](const Row &row) {
        if (sales.empty() || sales.back().id != row.text(0)) {
            const QString status = row.text(4);
            sales.push_back({row.text(0),
                             row.text(1),
                             row.integer(2),
                             row.integer(3),
                             status == u"paused"      ? SaleStatus::Paused
                                 : status == u"ended" ? SaleStatus::Ended
                                                      : SaleStatus::Scheduled,
                             {},
                             row.integer(5)});
        }
        sales.back().items.push_back({row.text(6), row.text(7), row.text(8), moneyAt(row, 9, 10), moneyAt(row, 16, 17),
                                      row.integer(11), row.integer(12), row.integer(13), row.integer(14), row.integer(15)});
    };
    transaction.each(
        u"SELECT s.id, s.name, s.starts_at, s.ends_at, s.status, s.version, i.id, i.sku, p.name, i.price, i.currency, i.quota, "
        "i.limit_per_shopper, i.sold, i.held, k.on_hand - k.held - k.allocated, p.price, p.currency "
        "FROM (SELECT * FROM sale WHERE ? = '' OR id = ? ORDER BY starts_at DESC, id DESC LIMIT ?) s "
        "JOIN sale_item i ON i.sale_id = s.id JOIN product p ON p.sku = i.sku JOIN stock k ON k.sku = i.sku "
        "ORDER BY s.starts_at DESC, s.id DESC, i.position"_s,
        {saleId, saleId, limit}, addRow);
    return sales;
}

Result<Sale> readSale(ReadTransaction &transaction, const QString &saleId)
{
    std::vector<Sale> sales = readSales(transaction, saleId, 1);
    if (sales.empty())
        return failure(ErrorCode::NotFound, u"sale %1"_s.arg(saleId));
    return std::move(sales.front());
}

QByteArray auditState(const Sale &sale)
{
    QJsonArray items;
    for (const SaleItem &item : sale.items)
        items.append(QJsonObject{
            {u"sku"_s, item.sku}, {u"price"_s, item.price.amount}, {u"quota"_s, item.quota}, {u"limit"_s, item.limitPerShopper}});
    return toJson({{u"name"_s, sale.name},
                   {u"starts_at"_s, sale.startsAt},
                   {u"ends_at"_s, sale.endsAt},
                   {u"status"_s, saleStatusName(sale.status)},
                   {u"items"_s, items}});
}

void insertItems(WriteTransaction &transaction, Random &random, const Clock &clock, const QString &saleId, const NewSale &sale)
{
    qint64 position = 0;
    for (const NewSaleItem &item : sale.items) {
        transaction.exec(u"INSERT INTO sale_item (id, sale_id, sku, position, price, currency, quota, limit_per_shopper) "
                         "SELECT ?, ?, sku, CAST(? AS BIGINT), CAST(? AS BIGINT), currency, CAST(? AS BIGINT), CAST(? AS BIGINT) "
                         "FROM product WHERE sku = ?"_s,
                         {newId(clock, random), saleId, position++, item.price, item.quota, item.limitPerShopper, item.sku});
    }
}

void bumpRevision(WriteTransaction &transaction)
{
    transaction.exec(u"INSERT INTO revision (name, version) VALUES ('sales', 1) "
                     "ON CONFLICT (name) DO UPDATE SET version = revision.version + 1"_s);
}

} // namespace

QString saleStatusName(SaleStatus status)
{
    switch (status) {
    case SaleStatus::Scheduled: return u"scheduled"_s;
    case SaleStatus::Paused: return u"paused"_s;
    case SaleStatus::Ended: return u"ended"_s;
    }
    Q_UNREACHABLE();
}

SaleService::SaleService(Store &store, const Clock &clock, Random &random)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
{
}

Async<Result<Sale>> SaleService::create(NewSale sale, QString actor)
{
    const QString id = newId(m_clock, m_random);
    return m_store.write([this, id, sale = std::move(sale), actor](WriteTransaction &transaction) -> Result<Sale> {
        if (auto checked = checkNewSale(transaction, sale); !checked)
            return tl::unexpected(checked.error());
        const UtcMillis now = transaction.now();
        transaction.exec(u"INSERT INTO sale (id, name, starts_at, ends_at, status, created_at, updated_at) "
                         "VALUES (?, ?, ?, ?, 'scheduled', ?, ?)"_s,
                         {id, sale.name.trimmed(), sale.startsAt, sale.endsAt, now, now});
        insertItems(transaction, m_random, m_clock, id, sale);
        bumpRevision(transaction);
        auto made = readSale(transaction, id);
        if (made)
            transaction.audit({actor, u"sale.created"_s, u"sale"_s, id, {}, auditState(*made), {}});
        return made;
    });
}

Async<Result<Sale>> SaleService::change(QString saleId, qint64 version, NewSale sale, QString actor)
{
    return m_store.write([this, saleId, version, sale = std::move(sale), actor](WriteTransaction &transaction) -> Result<Sale> {
        const auto before = readSale(transaction, saleId);
        if (!before)
            return before;
        if (before->version != version)
            return failure(ErrorCode::Conflict, u"sale %1 was changed by somebody else"_s.arg(saleId));
        const qint64 orders = transaction.integer(u"SELECT COUNT(*) FROM orders WHERE sale_id = ?"_s, {saleId});
        if (orders > 0 || before->status == SaleStatus::Ended)
            return failure(ErrorCode::Conflict, u"sale %1 has ended or has orders"_s.arg(saleId));
        if (auto checked = checkNewSale(transaction, sale); !checked)
            return tl::unexpected(checked.error());
        transaction.exec(
            u"UPDATE sale SET name = ?, starts_at = ?, ends_at = ?, updated_at = ?, version = version + 1 WHERE id = ?"_s,
            {sale.name.trimmed(), sale.startsAt, sale.endsAt, transaction.now(), saleId});
        transaction.exec(u"DELETE FROM sale_item WHERE sale_id = ?"_s, {saleId});
        insertItems(transaction, m_random, m_clock, saleId, sale);
        bumpRevision(transaction);
        auto changed = readSale(transaction, saleId);
        if (changed)
            transaction.audit({actor, u"sale.changed"_s, u"sale"_s, saleId, auditState(*before), auditState(*changed), {}});
        return changed;
    });
}

Async<Result<Sale>> SaleService::start(QString saleId, QString actor)
{
    return take(Step::Start, std::move(saleId), std::move(actor));
}

Async<Result<Sale>> SaleService::pause(QString saleId, QString actor)
{
    return take(Step::Pause, std::move(saleId), std::move(actor));
}

Async<Result<Sale>> SaleService::resume(QString saleId, QString actor)
{
    return take(Step::Resume, std::move(saleId), std::move(actor));
}

Async<Result<Sale>> SaleService::end(QString saleId, QString actor)
{
    return take(Step::End, std::move(saleId), std::move(actor));
}

Async<Result<Sale>> SaleService::take(Step step, QString saleId, QString actor)
{
    return m_store.write([step, saleId, actor](WriteTransaction &transaction) -> Result<Sale> {
        const auto before = readSale(transaction, saleId);
        if (!before)
            return before;
        const UtcMillis now = transaction.now();
        const bool over = before->status == SaleStatus::Ended || before->endsAt <= now;
        const auto illegal = [&](const QString &why) { return failure(ErrorCode::Conflict, u"sale %1: %2"_s.arg(saleId, why)); };
        UtcMillis startsAt = before->startsAt;
        SaleStatus status = before->status;
        QString action;
        switch (step) {
        case Step::Start:
            if (over || (startsAt <= now && status == SaleStatus::Scheduled))
                return illegal(over ? u"it has ended"_s : u"it runs already"_s);
            startsAt = std::min(startsAt, now);
            status = SaleStatus::Scheduled;
            action = u"sale.started"_s;
            break;
        case Step::Pause:
            if (over || status == SaleStatus::Paused)
                return illegal(over ? u"it has ended"_s : u"it is paused already"_s);
            status = SaleStatus::Paused;
            action = u"sale.paused"_s;
            break;
        case Step::Resume:
            if (over || status != SaleStatus::Paused)
                return illegal(over ? u"it has ended"_s : u"it is not paused"_s);
            status = SaleStatus::Scheduled;
            action = u"sale.resumed"_s;
            break;
        case Step::End:
            if (over)
                return illegal(u"it has ended"_s);
            status = SaleStatus::Ended;
            action = u"sale.ended"_s;
            break;
        }
        transaction.exec(u"UPDATE sale SET status = ?, starts_at = ?, updated_at = ?, version = version + 1 WHERE id = ?"_s,
                         {saleStatusName(status), startsAt, now, saleId});
        bumpRevision(transaction);
        auto changed = readSale(transaction, saleId);
        if (changed)
            transaction.audit({actor, action, u"sale"_s, saleId, auditState(*before), auditState(*changed), {}});
        return changed;
    });
}

Async<Result<std::vector<Sale>>> SaleService::list(int limit)
{
    return m_store.read(
        [limit](ReadTransaction &transaction) -> Result<std::vector<Sale>> { return readSales(transaction, {}, limit); });
}

} // namespace tidegate
