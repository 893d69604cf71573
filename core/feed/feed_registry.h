// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

#include <memory>
#include <shared_mutex>
#include <vector>

namespace tidegate {

/// The feed formats that are known. Thread-safe; plugins come and go while the server runs.
class FeedRegistry
{
public:
    /// With the formats that are built in.
    FeedRegistry();

    /// Conflict where the format's id is taken.
    Result<Done> add(std::shared_ptr<const FeedAdapter> adapter);
    void remove(const QString &format);
    /// Nothing for one that is not known.
    [[nodiscard]] std::shared_ptr<const FeedAdapter> find(const QString &format) const;
    /// In the order in which they came.
    [[nodiscard]] std::vector<std::shared_ptr<const FeedAdapter>> all() const;
    /// The surest; among equals the one that came first.
    [[nodiscard]] std::shared_ptr<const FeedAdapter> recognise(const FeedSample &sample) const;

private:
    mutable std::shared_mutex m_mutex;
    std::vector<std::shared_ptr<const FeedAdapter>> m_adapters;
};

} // namespace tidegate
