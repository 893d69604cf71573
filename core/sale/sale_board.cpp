// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/sale_board.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidegate {

qint64 BoardItem::available() const
{
    return std::max<qint64>(0,
                            std::min(quota - sold.load(std::memory_order_relaxed) - held.load(std::memory_order_relaxed),
                                     stockLeft.load(std::memory_order_relaxed)));
}

const BoardSale *BoardSnapshot::openSale(UtcMillis now) const
{
    const auto found = std::find_if(sales.begin(), sales.end(), [now](const BoardSale &sale) { return sale.isOpen(now); });
    return found == sales.end() ? nullptr : &*found;
}

std::shared_ptr<const BoardItem> BoardSnapshot::openItem(const QString &sku, UtcMillis now) const
{
    for (const BoardSale &sale : sales) {
        if (!sale.isOpen(now))
            continue;
        for (const auto &item : sale.items) {
            if (item->sku == sku)
                return item;
        }
    }
    return nullptr;
}

UtcMillis BoardSnapshot::nextChange(UtcMillis now) const
{
    UtcMillis next = std::numeric_limits<UtcMillis>::max();
    for (const BoardSale &sale : sales) {
        if (sale.startsAt > now)
            next = std::min(next, sale.startsAt);
        if (sale.endsAt > now)
            next = std::min(next, sale.endsAt);
    }
    return next;
}

SaleBoard::SaleBoard()
    : m_snapshot(std::make_shared<const BoardSnapshot>())
{
}

std::shared_ptr<const BoardSnapshot> SaleBoard::reload(WriteTransaction &transaction)
{
    auto snapshot = std::make_shared<BoardSnapshot>();
    const auto addRow = [&snapshot](const Row &row) {
        if (snapshot->sales.empty() || snapshot->sales.back().id != row.text(0)) {
            snapshot->sales.push_back({row.text(0), row.text(1), row.integer(2), row.integer(3), row.text(4) == u"paused", {}});
        }
        auto item = std::make_shared<BoardItem>();
        item->saleId = row.text(0);
        item->id = row.text(5);
        item->sku = row.text(6);
        item->price = {row.integer(7), Currency::fromCode(row.text(8)).value_or(Currency::euro())};
        item->quota = row.integer(9);
        item->limitPerShopper = row.integer(10);
        item->sold = row.integer(11);
        item->held = row.integer(12);
        item->productId = row.text(13);
        item->name = row.text(14);
        item->description = row.text(15);
        item->imageUrl = row.text(16);
        item->listPrice = {row.integer(17), Currency::fromCode(row.text(18)).value_or(Currency::euro())};
        item->stockLeft = row.integer(19);
        snapshot->itemsBySku.insert(item->sku, item);
        snapshot->sales.back().items.push_back(std::move(item));
    };
    transaction.each(
        u"SELECT s.id, s.name, s.starts_at, s.ends_at, s.status, i.id, i.sku, i.price, i.currency, i.quota, "
        "i.limit_per_shopper, i.sold, i.held, p.id, p.name, p.description, p.image_url, p.price, p.currency, "
        "k.on_hand - k.held - k.allocated "
        "FROM sale s JOIN sale_item i ON i.sale_id = s.id JOIN product p ON p.sku = i.sku JOIN stock k ON k.sku = i.sku "
        "WHERE s.status <> 'ended' AND s.ends_at > ? ORDER BY s.starts_at DESC, s.id DESC, i.position"_s,
        {transaction.now()}, addRow);
    transaction.afterCommit([this, snapshot] { put(snapshot); });
    return snapshot;
}

void SaleBoard::put(std::shared_ptr<const BoardSnapshot> snapshot)
{
    m_snapshot.set(std::move(snapshot));
    m_changes.fetch_add(1, std::memory_order_release);
    m_urgentChanges.fetch_add(1, std::memory_order_release);
}

void SaleBoard::update(const std::vector<StockLevel> &levels)
{
    std::vector<ItemCounts> counts;
    counts.reserve(levels.size());
    for (const StockLevel &level : levels)
        counts.push_back({{}, level.sku, 0, 0, level.available});
    update(counts);
}

void SaleBoard::update(const std::vector<ItemCounts> &counts)
{
    const auto snapshot = m_snapshot.get();
    bool urgent = false;
    for (const ItemCounts &count : counts) {
        const auto [begin, end] = snapshot->itemsBySku.equal_range(count.sku);
        for (auto found = begin; found != end; ++found) {
            const BoardItem &item = **found;
            const bool wasAvailable = item.available() > 0;
            if (item.id == count.itemId) {
                item.sold.store(count.sold, std::memory_order_relaxed);
                item.held.store(count.held, std::memory_order_relaxed);
            }
            item.stockLeft.store(count.stockLeft, std::memory_order_relaxed);
            urgent = urgent || wasAvailable != (item.available() > 0);
        }
    }
    m_changes.fetch_add(1, std::memory_order_release);
    if (urgent)
        m_urgentChanges.fetch_add(1, std::memory_order_release);
}

} // namespace tidegate
