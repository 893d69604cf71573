// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

namespace tidegate {

/// Google Merchant Center's feeds in RSS (0.9x to 2.0) and Atom (0.3 and 1.0). The attributes are told by their namespace's URI,
/// whatever its prefix; title, description, summary, content, id and guid also count as RSS and Atom have them. Of repeated
/// elements the first one counts.
class GoogleXmlAdapter final : public FeedAdapter
{
public:
    [[nodiscard]] QString format() const override;
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString expectation() const override;
    [[nodiscard]] FeedMatch recognises(const FeedSample &sample) const override;
    [[nodiscard]] bool wantsRawBytes() const override { return true; }
    [[nodiscard]] std::unique_ptr<FeedParser> open(FeedInput &input) const override;
    [[nodiscard]] QByteArray rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const override;
    [[nodiscard]] QByteArray mediaType() const override;
};

} // namespace tidegate
