// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/money.h"
#include "core/base/shared_value.h"
#include "core/catalog/stock_level.h"
#include "core/store/transaction.h"

#include <QHash>
#include <QString>

#include <atomic>
#include <memory>
#include <vector>

namespace tidegate {

/// One item of a sale as shoppers see it. Everything but the counts is constant; the counts are those of the last commit.
struct BoardItem {
    QString id;
    QString saleId;
    QString sku;
    QString productId;
    QString name;
    QString description;
    QString imageUrl;
    Money price;
    Money listPrice;
    qint64 quota = 0;
    qint64 limitPerShopper = 0; ///< 0: none
    mutable std::atomic<qint64> sold{0};
    mutable std::atomic<qint64> held{0};
    mutable std::atomic<qint64> stockLeft{0}; ///< of the product, over all sales

    /// What a shopper can still get.
    [[nodiscard]] qint64 available() const;
};

struct BoardSale {
    QString id;
    QString name;
    UtcMillis startsAt = 0;
    UtcMillis endsAt = 0;
    bool paused = false;
    std::vector<std::shared_ptr<const BoardItem>> items;

    [[nodiscard]] bool isOpen(UtcMillis now) const { return !paused && startsAt <= now && now < endsAt; }
};

/// All sales that are open or still to come, at one commit.
struct BoardSnapshot {
    std::vector<BoardSale> sales;                                     ///< the latest start first
    QMultiHash<QString, std::shared_ptr<const BoardItem>> itemsBySku; ///< several sales may offer one product

    /// The sale that the listing shows: the open one that started last; null where none is open.
    [[nodiscard]] const BoardSale *openSale(UtcMillis now) const;
    /// The item of this SKU in an open sale, the one that started last first.
    [[nodiscard]] std::shared_ptr<const BoardItem> openItem(const QString &sku, UtcMillis now) const;
    /// When the next sale begins or ends; the largest time where none does.
    [[nodiscard]] UtcMillis nextChange(UtcMillis now) const;
};

/// Counts of one item after a commit.
struct ItemCounts {
    QString itemId;
    QString sku;
    qint64 sold = 0;
    qint64 held = 0;
    qint64 stockLeft = 0;
};

/// The sales in memory, for the listing and for turning away shoppers of sold-out items without a query. The database is the
/// truth; the board follows it commit by commit. Thread-safe.
class SaleBoard
{
public:
    SaleBoard();

    [[nodiscard]] std::shared_ptr<const BoardSnapshot> snapshot() const { return m_snapshot.get(); }
    /// Rises with every change of a count or of the snapshot.
    [[nodiscard]] quint64 changes() const { return m_changes.load(std::memory_order_acquire); }
    /// Rises when an item sells out or comes back, and with the snapshot: what shoppers must see at once.
    [[nodiscard]] quint64 urgentChanges() const { return m_urgentChanges.load(std::memory_order_acquire); }

    /// Reads all sales that have not ended, in one query, and puts them up once the transaction has committed. A write
    /// transaction, so that counts can't be older than those of commits the board already knows.
    std::shared_ptr<const BoardSnapshot> reload(WriteTransaction &transaction);
    /// Called on the writer thread after each commit.
    void update(const std::vector<ItemCounts> &counts);
    /// The same for what changed a product's stock without selling it.
    void update(const std::vector<StockLevel> &levels);

private:
    void put(std::shared_ptr<const BoardSnapshot> snapshot);

    SharedValue<BoardSnapshot> m_snapshot;
    std::atomic<quint64> m_changes{1};
    std::atomic<quint64> m_urgentChanges{1};
};

} // namespace tidegate
