// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_reader.h"

#include <QBuffer>

#include <cstdint>
#include <cstdlib>

namespace feed_harness {

using namespace tidegate;

/// What a reader lets through keeps the rules; what it refuses, it tells.
inline void check(const FeedRow &row)
{
    const ProductRow &product = row.product;
    const bool fits = !product.sku.isEmpty() && product.sku.size() <= 2 * ProductRules::maximumSku
        && !product.sku.contains(QChar(u'\0'))
        && (!product.stock || (*product.stock >= 0 && *product.stock <= ProductRules::maximumStock))
        && (!product.price || (product.price->amount >= 0 && product.price->amount <= Money::maximum()));
    if (row.line < 1 || (row.ok() && !fits))
        std::abort();
    for (const FieldError &error : row.errors) {
        if (error.line < 1 || error.code.isEmpty() || error.message.isEmpty() || error.value.size() > 200)
            std::abort();
    }
}

struct Read {
    bool whole = false;
    qint64 rows = 0;
    QString format;
    QByteArray frame;
    std::vector<RejectedRecord> rejected;
};

inline Read read(QByteArray bytes, const FeedOptions &options)
{
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    Read found;
    const auto reader = FeedReader::open(builtInFormats(), buffer, options);
    if (!reader)
        return found;
    found.format = (*reader)->adapter().format();
    while (true) {
        Result<std::optional<FeedRow>> row = (*reader)->next();
        found.frame = (*reader)->frame();
        if (!row) {
            if (row.error().fields.size() != 1 || row.error().fields.front().message.isEmpty())
                std::abort();
            return found;
        }
        if (!*row) {
            found.whole = true;
            return found;
        }
        check(**row);
        ++found.rows;
        if (!(*row)->errors.empty())
            found.rejected.push_back({(*row)->source, (*row)->errors.front().message});
    }
}

inline qint64 skipped(QByteArray bytes, const FeedOptions &options)
{
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const auto reader = FeedReader::open(builtInFormats(), buffer, options);
    qint64 rows = 0;
    while (reader && (*reader)->skip().value_or(false))
        ++rows;
    return rows;
}

/// Any bytes are read, or refused with a reason; skipping counts the same rows; what is given back is a feed of the same format.
inline int run(const std::uint8_t *data, std::size_t size, const FeedOptions &options)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const Read first = read(bytes, options);
    if (first.rows != skipped(bytes, options))
        std::abort();
    if (!first.whole || first.rejected.empty())
        return 0;
    const QByteArray file = builtInFormats().find(first.format)->rejected(first.frame, first.rejected);
    FeedOptions again = options;
    again.format = first.format;
    again.gzip = false;
    const Read second = read(file, again);
    if (second.rows > 0 && (!second.whole || second.rows > qint64(first.rejected.size())))
        std::abort();
    return 0;
}

} // namespace feed_harness
