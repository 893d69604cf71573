// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace tidegate {

/// The lines of a feed ("\n" or "\r\n"), one at a time. One of more than 1 MiB is refused (record_too_long).
class LineReader
{
public:
    static constexpr qsizetype longestLine = qsizetype(1024) * 1024;

    /// `input` must outlive this.
    explicit LineReader(FeedInput &input);

    /// Without white space at its ends; nothing at the end of the feed. Valid until the next call.
    Result<std::optional<QByteArrayView>> next();
    /// Of the line that came last, from 1.
    [[nodiscard]] qint64 line() const { return m_line; }

private:
    FeedInput &m_input;
    QByteArray m_buffer;
    qsizetype m_at = 0;
    qsizetype m_size = 0;
    QByteArray m_long; ///< a line that spans pieces
    qint64 m_line = 0;
};

} // namespace tidegate
