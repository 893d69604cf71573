// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/json_stream.h"

namespace tidegate {

namespace {
constexpr qsizetype pieceBytes = qsizetype(64) * 1024;
}

JsonStream::JsonStream(FeedInput &input)
    : m_input(input)
    , m_buffer(pieceBytes, Qt::Uninitialized)
    , m_at(m_buffer.constData())
    , m_end(m_at)
    , m_valueBegin(m_at)
    , m_counted(m_at)
{
}

JsonStream::Ch JsonStream::peekNext()
{
    if (m_ended || m_tooLong || !m_error)
        return '\0';
    m_value.append(m_valueBegin, m_end - m_valueBegin);
    if (m_value.size() > longestValue) {
        m_tooLong = true;
        return '\0';
    }
    m_lines.pass({m_counted, m_end});
    m_before += std::size_t(m_end - m_buffer.constData());
    const Result<qsizetype> count = m_input.read(m_buffer.data(), m_buffer.size());
    m_at = m_valueBegin = m_counted = m_end = m_buffer.constData();
    if (!count) {
        m_error = tl::unexpected(count.error());
        return '\0';
    }
    m_end += *count;
    m_ended = *count == 0;
    return m_ended ? '\0' : *m_at;
}

void JsonStream::skipWhitespace()
{
    for (Ch c = Peek(); c == ' ' || c == '\n' || c == '\r' || c == '\t'; c = Peek()) {
        beginValue();
        Take();
    }
}

void JsonStream::beginValue()
{
    m_value.truncate(0);
    m_valueBegin = m_at;
}

QByteArray JsonStream::value() const
{
    return m_value + QByteArrayView(m_valueBegin, m_at).toByteArray();
}

qint64 JsonStream::line()
{
    m_lines.pass({m_counted, m_at});
    m_counted = m_at;
    return m_lines.line();
}

} // namespace tidegate
