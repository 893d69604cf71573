// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

namespace tidegate {

/// Our own columns, in any order, any but `sku` left out at will: sku, name, description, price, currency, stock, image_url,
/// brand, gtin, category. A table with any other column is not of this layout, so that a mistyped name is told rather than passed
/// over (unknown_columns).
class OwnTableAdapter : public FeedAdapter
{
public:
    [[nodiscard]] QString expectation() const override;
    [[nodiscard]] FeedMatch recognises(const FeedSample &sample) const override;
    [[nodiscard]] std::unique_ptr<FeedParser> open(FeedInput &input) const override;
    [[nodiscard]] QByteArray rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const override;

protected:
    [[nodiscard]] virtual bool hasDelimiter(char delimiter) const = 0;
};

/// "own-csv": comma or semicolon.
class OwnCsvAdapter final : public OwnTableAdapter
{
public:
    [[nodiscard]] QString format() const override;
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QByteArray mediaType() const override;

protected:
    [[nodiscard]] bool hasDelimiter(char delimiter) const override;
};

/// "own-tsv": tab.
class OwnTsvAdapter final : public OwnTableAdapter
{
public:
    [[nodiscard]] QString format() const override;
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QByteArray mediaType() const override;

protected:
    [[nodiscard]] bool hasDelimiter(char delimiter) const override;
};

} // namespace tidegate
