// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

namespace tidegate {

/// Shopify's product CSV (help.shopify.com, import-export/using-csv), read as it is met in the wild: one row a variant; rows with
/// one Handle form a product whose Title, Body and Vendor stand on its first row; rows that bring only one more picture. Column
/// names in any case and in the spellings that other exporters use.
///
/// Each variant becomes a product of ours, named "Title – Option / Option". A variant without a SKU gets one made of its handle
/// and options, the same at each import. A refused variant comes back with its product's Title, Body and Vendor beside it.
class ShopifyCsvAdapter final : public FeedAdapter
{
public:
    [[nodiscard]] QString format() const override;
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString expectation() const override;
    [[nodiscard]] FeedMatch recognises(const FeedSample &sample) const override;
    [[nodiscard]] std::unique_ptr<FeedParser> open(FeedInput &input) const override;
    [[nodiscard]] QByteArray rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const override;
    [[nodiscard]] QByteArray mediaType() const override;
};

} // namespace tidegate
