// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"
#include "core/feed/line_counter.h"

#include <QByteArray>
#include <QStringDecoder>
#include <QStringEncoder>

#include <optional>

namespace tidegate {

enum class TextEncoding {
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
    Utf32, ///< known in order to be refused with its name
};

struct TextBeginning {
    TextEncoding encoding = TextEncoding::Utf8;
    qsizetype markSize = 0; ///< of the byte order mark
};

/// By the byte order mark, and without one by where the NUL bytes of the first characters stand (every format begins with ASCII).
/// Everything else is UTF-8, or is said to be none where it turns out so: an 8-bit character set can't be told from another.
TextBeginning detectEncoding(QByteArrayView beginning);

/// A piece of text in that encoding as UTF-8, without its byte order mark; half a character at its end is left out.
QByteArray beginningAsUtf8(QByteArrayView beginning);

/// As much of it from its beginning as is UTF-8; it may end within a character.
QByteArrayView validUtf8(QByteArrayView text);

/// Turns text into UTF-8 without a byte order mark, and sees to it that it is: not_utf8, not_utf16 and nul_byte end it, with the
/// line.
class Utf8Input final : public FeedInput
{
public:
    /// `bytes` must outlive this, and begins with what detectEncoding() has seen.
    Utf8Input(FeedInput &bytes, TextBeginning beginning);
    Result<qsizetype> read(char *data, qsizetype size) override;

private:
    Result<qsizetype> readUtf8(char *data, qsizetype size);
    Result<Done> decodeMore();
    Result<Done> check(QByteArrayView utf8, bool isEnd);
    Result<Done> checkCharacters(QByteArrayView whole);

    FeedInput &m_bytes;
    TextBeginning m_beginning;
    bool m_started = false;
    std::optional<QStringDecoder> m_utf16;
    QStringEncoder m_encoder{QStringEncoder::Utf8}; ///< keeps the first half of a character that two pieces share
    QByteArray m_decoded;
    qsizetype m_decodedAt = 0;
    char m_tail[4] = {}; ///< the beginning of a character whose end comes with the next piece
    int m_tailSize = 0;
    LineCounter m_lines;
};

} // namespace tidegate
