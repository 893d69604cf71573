// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

namespace tidegate {

/// "own-json": a list of objects with our own members, or an object that has one such list among its members ("products"); what
/// else such an object has is passed over. One record at a time is in memory.
class OwnJsonAdapter final : public FeedAdapter
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

/// "own-ndjson": one object with our own members in each line. A line that is no JSON is refused alone.
class OwnNdjsonAdapter final : public FeedAdapter
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
