// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/catalog/product.h"
#include "core/store/transaction.h"

#include <QHash>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidegate {

/// The SQL of the tables product, stock and stock_movement. Everything here runs inside a command.

std::optional<Product> findProduct(ReadTransaction &transaction, const QString &sku);

/// At most this many SKUs in one findProducts(): one statement then serves every call.
inline constexpr qsizetype lookUpSize = 256;
QHash<QString, Product> findProducts(ReadTransaction &transaction, const QStringList &skus);

/// By SKU, rising; those whose SKU, name, brand, GTIN or category hold every word of `text`, whatever the case.
ProductPage searchProducts(ReadTransaction &transaction, const QString &text, int limit, const QString &cursor);

/// What becomes of one product. Its stock is moved by the difference of what is on hand.
struct ProductChange {
    Product before; ///< without an id: the product is new
    Product after;  ///< with its new version where more than the stock changes; the id of a new one is made when it is written

    [[nodiscard]] bool isNew() const { return before.id.isEmpty(); }
    [[nodiscard]] qint64 stockDelta() const { return after.onHand - before.onHand; }
};
/// What people read of a product is the same in both.
bool sameFields(const Product &a, const Product &b);
/// The changes' cause, as the stock ledger wants it; moves a product's stock once for each `purpose`.
struct ChangeCause {
    QString source; ///< of new products, and of movements as their reason and source type: "import", "feed"
    QString sourceId;
    QString purpose;
    QString actor;
};
/// Writes products, stock and ledger, in few statements. Each product must be as `before` says, in this transaction, and be named
/// once; its stock must stay at what is promised or above.
void writeChanges(WriteTransaction &transaction, const std::vector<ProductChange> &changes, const ChangeCause &cause,
                  const Clock &clock, Random &random);
/// The newest message about the stock of these, at most lookUpSize, said what it is already.
void confirmStock(WriteTransaction &transaction, const QStringList &skus, UtcMillis sourceAt);

/// Where goods are. Only what is sellable can be sold: stock.on_hand; the others are rows of stock_bucket.
enum class StockBucket { Sellable, Quarantine, Scrap, Repair };
/// As stored and as in the API: "sellable", …
QString stockBucketName(StockBucket bucket);

/// One line of the stock ledger. `sourceType` and `sourceId` name its cause, which moves a product's stock once for each
/// `purpose`.
struct StockMovement {
    QString id;
    QString sku;
    qint64 delta = 0;
    QString reason;
    QString sourceType;
    QString sourceId;
    QString purpose;
    QString actor;
    StockBucket bucket = StockBucket::Sellable;
};
/// Writes the movement and changes its bucket by it. The caller has made sure that the stock stays at what is held and allocated or
/// above, and any other bucket at 0 or above.
void moveStock(WriteTransaction &transaction, const StockMovement &movement);

/// Tells all who keep something of the catalogue in memory that it has changed.
void bumpCatalogRevision(WriteTransaction &transaction);

} // namespace tidegate
