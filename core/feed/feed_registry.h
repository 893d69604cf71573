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

    /// Conflict where the format's id is taken; InvalidRequest where it is not 1 to 32 of a-z, 0-9 and -, beginning with a
    /// letter, or the format has no name.
    Result<Done> add(std::shared_ptr<const FeedAdapter> adapter);
    /// Feeds that are being read go on with what was removed.
    void remove(const QString &format);
    /// Nothing for one that is not known.
    [[nodiscard]] std::shared_ptr<const FeedAdapter> find(const QString &format) const;
    /// In the order in which they came.
    [[nodiscard]] std::vector<std::shared_ptr<const FeedAdapter>> all() const;
    /// The surest; among equals the one that came first.
    [[nodiscard]] std::shared_ptr<const FeedAdapter> recognise(const FeedSample &sample) const;
    /// What each format asks for, in one sentence, for the one whose feed nobody recognises.
    [[nodiscard]] QString expectations() const;

private:
    mutable std::shared_mutex m_mutex;
    std::vector<std::shared_ptr<const FeedAdapter>> m_adapters;
};

/// One with the built-in formats alone, for programs that have no plugins.
const FeedRegistry &builtInFormats();

} // namespace tidegate
