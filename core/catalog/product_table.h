// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/product.h"
#include "core/store/transaction.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace tidegate {

/// The SQL of the tables product, stock and stock_movement. Everything here runs inside a command.

std::optional<Product> findProduct(ReadTransaction &transaction, const QString &sku);

/// At most this many SKUs in one findProducts(): one statement then serves every call.
inline constexpr qsizetype lookUpSize = 256;
QHash<QString, Product> findProducts(ReadTransaction &transaction, const QStringList &skus);

/// By SKU, rising; those whose SKU, name, brand, GTIN or category hold every word of `text`, whatever the case.
ProductPage searchProducts(ReadTransaction &transaction, const QString &text, int limit, const QString &cursor);

/// With no stock; moveStock() gives it some.
void insertProduct(WriteTransaction &transaction, const Product &product, const QString &source);
void updateProduct(WriteTransaction &transaction, const Product &product);

/// One line of the stock ledger. `sourceType` and `sourceId` name its cause, which moves a product's stock once for each `purpose`.
struct StockMovement {
    QString id;
    QString sku;
    qint64 delta = 0;
    QString reason;
    QString sourceType;
    QString sourceId;
    QString purpose;
    QString actor;
};
/// Writes the movement and changes the stock by it. The caller has made sure that it stays at what is held and allocated or above.
void moveStock(WriteTransaction &transaction, const StockMovement &movement);

/// Tells all who keep something of the catalogue in memory that it has changed.
void bumpCatalogRevision(WriteTransaction &transaction);

} // namespace tidegate
