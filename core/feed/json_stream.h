// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"
#include "core/feed/line_counter.h"

#include <QByteArray>

#include <cstddef>

namespace tidegate {

/// What RapidJSON reads a feed through: its input stream concept, over a FeedInput, piece by piece. Ends early where the input
/// fails or a value is longer than is allowed; ask error() and isTooLong() why.
class JsonStream
{
public:
    using Ch = char;
    static constexpr qsizetype longestValue = qsizetype(1024) * 1024;

    explicit JsonStream(FeedInput &input);

    Ch Peek() { return m_at < m_end ? *m_at : peekNext(); }
    Ch Take()
    {
        const Ch c = Peek();
        m_at += m_at < m_end ? 1 : 0;
        return c;
    }
    [[nodiscard]] std::size_t Tell() const { return m_before + std::size_t(m_at - m_buffer.constData()); }
    // The concept asks for these; they are for parsing in place alone.
    Ch *PutBegin() { return nullptr; }
    void Put(Ch) {}
    void Flush() {}
    std::size_t PutEnd(Ch *) { return 0; }

    void skipWhitespace();
    /// A value begins here.
    void beginValue();
    /// The bytes since beginValue().
    [[nodiscard]] QByteArray value() const;
    /// Where the stream is, as a text editor counts lines.
    [[nodiscard]] qint64 line();
    [[nodiscard]] bool atEnd() { return Peek() == '\0' && m_at == m_end; }
    [[nodiscard]] bool isTooLong() const { return m_tooLong; }
    [[nodiscard]] const Result<Done> &error() const { return m_error; }

private:
    Ch peekNext();

    FeedInput &m_input;
    QByteArray m_buffer;
    const char *m_at;
    const char *m_end;
    const char *m_valueBegin;
    const char *m_counted; ///< up to here lines are counted
    QByteArray m_value;    ///< of the pieces before this one
    std::size_t m_before = 0;
    LineCounter m_lines;
    bool m_tooLong = false;
    bool m_ended = false;
    Result<Done> m_error = Done{};
};

} // namespace tidegate
