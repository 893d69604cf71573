// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/line_reader.h"

#include "core/feed/feed_error.h"

#include <cstring>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {
constexpr qsizetype pieceBytes = qsizetype(64) * 1024;
}

LineReader::LineReader(FeedInput &input)
    : m_input(input)
    , m_buffer(pieceBytes, Qt::Uninitialized)
{
}

Result<std::optional<QByteArrayView>> LineReader::next()
{
    m_long.truncate(0);
    while (true) {
        const char *begin = m_buffer.constData() + m_at;
        const auto *end = static_cast<const char *>(std::memchr(begin, '\n', std::size_t(m_size - m_at)));
        if (end && m_long.isEmpty()) {
            m_at += end - begin + 1;
            ++m_line;
            return QByteArrayView(begin, end).trimmed();
        }
        m_long.append(begin, end ? end - begin : m_size - m_at);
        m_at = end ? m_at + (end - begin) + 1 : m_size;
        if (m_long.size() > longestLine)
            return refuseFeed(m_line + 1, u"record_too_long"_s, u"This line is longer than %1 KiB."_s.arg(longestLine / 1024));
        if (!end) {
            const Result<qsizetype> count = m_input.read(m_buffer.data(), m_buffer.size());
            if (!count)
                return tl::unexpected(count.error());
            m_at = 0;
            m_size = *count;
            if (m_size > 0)
                continue;
            if (m_long.isEmpty())
                return std::nullopt;
        }
        ++m_line;
        return QByteArrayView(m_long).trimmed();
    }
}

} // namespace tidegate
