// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/money.h"
#include "core/feed/feed_registry.h"
#include "core/feed/feed_rules.h"

#include <QIODevice>

#include <memory>

namespace tidegate {

struct FeedOptions {
    QString format{};                     ///< empty: recognised by content
    QString mediaType{};                  ///< as the sender names it; empty: not named
    bool gzip = false;                    ///< the sender says that it is packed; a gzip that nobody announced is recognised too
    Currency currency = Currency::euro(); ///< of prices that do not name their own
    QStringList allowed{};                ///< formats; empty: all
    qint64 maximumBytes = 8LL << 30;      ///< after unpacking
    double maximumRatio = 200;            ///< of unpacked to packed, once more than 16 MiB were unpacked
};

/// Reads a feed from a file: unpacks it, finds its encoding and format, has its adapter read it and each record checked. Memory
/// does not grow with the feed. Used by one thread at a time, which it may block on the file.
///
/// What a whole feed is refused for is InvalidRequest with one FieldError: unknown_format, format_not_allowed, empty_feed,
/// no_rows, broken_gzip, gzip_bomb, not_utf8, nul_byte and what the grammars know (unclosed_quote, invalid_json, invalid_xml,
/// too_deep, …).
class FeedReader
{
public:
    /// The device must be open, at its beginning, and outlive the reader; so must the registry.
    static Result<std::unique_ptr<FeedReader>> open(const FeedRegistry &registry, QIODevice &device, const FeedOptions &options);
    ~FeedReader();
    FeedReader(const FeedReader &) = delete;
    FeedReader &operator=(const FeedReader &) = delete;

    /// The next record, checked; nothing at the end.
    Result<std::optional<FeedRow>> next();
    /// The next record without a look at its fields, for counting and for passing over what is done already. False at the end.
    Result<bool> skip();

    [[nodiscard]] const FeedAdapter &adapter() const;
    [[nodiscard]] QByteArray frame() const;
    /// Of the device, as sent; for telling how far the reader has come.
    [[nodiscard]] qint64 bytesRead() const;

private:
    class Impl;
    explicit FeedReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
