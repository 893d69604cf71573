// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

namespace tidegate {

/// Google Merchant Center's text feed: the attributes' names in the first line, tabs between cells (or commas, as some exporters
/// write it).
class GoogleTableAdapter final : public FeedAdapter
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
