// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/product_table.h"
#include "core/feed/feed_record.h"

#include <QByteArray>

#include <map>
#include <vector>

namespace tidegate {

/// What has to be known of one product to take back what a job did to it.
struct ProductUndo {
    QString sku;
    bool created = false;
    qint64 versionAfter = 0;
    qint64 stockBefore = 0; ///< as Product::counted()
    qint64 stockAfter = 0;
    std::optional<qint64> sourceVersionBefore{};
    UtcMillis sourceAtBefore = 0;
    UtcMillis sourceAtAfter = 0;
    QString partnerBefore{};
    std::optional<UtcMillis> withdrawnBefore{};
    std::map<FeedField, QString> fields{}; ///< what the changed ones were
    std::optional<Money> price{};          ///< likewise

    bool operator==(const ProductUndo &) const = default;
};

ProductUndo undoOf(const ProductChange &change);
/// Whether somebody changed the product since: its fields, or what is counted. Sales don't.
bool touchedSince(const ProductUndo &undo, const Product &now);
/// The change that brings the product back to where it was, but for what was promised to orders meanwhile, and for stock that a
/// newer message has confirmed. One that was new is withdrawn.
ProductChange takenBack(const ProductUndo &undo, const Product &now, UtcMillis at);

/// CBOR (RFC 8949): an array with one array for each product. Of one that was new: SKU, stock and source time after. Of others:
/// SKU, version after, stock before and after, source version before or null, source time before and after, partner before, time
/// of withdrawal before or null, and a map from the number of a FeedField to what it was; the price is there as [minor units,
/// currency].
QByteArray encodeUndos(const std::vector<ProductUndo> &undos);
std::vector<ProductUndo> decodeUndos(const QByteArray &bytes);

} // namespace tidegate
