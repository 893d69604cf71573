// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/request_parser.h"

namespace tidegate {

/// Takes the chunked transfer coding off a body (RFC 9112, 7.1), strictly. Chunk extensions and trailer fields must be well formed, are
/// bounded, and dropped. Pure.
class ChunkDecoder
{
public:
    enum class Progress { NeedsMore, Whole, Refused };

    ChunkDecoder() = default;
    /// A body of more than `maximum` bytes is refused as soon as a chunk announces it.
    explicit ChunkDecoder(qint64 maximum);

    /// Appends to `body` what it decodes, and says in `taken` how many bytes it used: all, unless the body ended.
    Progress decode(QByteArrayView bytes, QByteArray &body, qsizetype &taken);
    [[nodiscard]] const Refusal &refusal() const { return m_refusal; }

private:
    enum class Step { Size, Extension, SizeLineFeed, Data, DataReturn, DataLineFeed, Trailer, Whole, Refused };

    Step refuse(ErrorCode code, const char *reason);
    Step takeByte(char c);
    Step takeSizeDigit(char c);
    Step takeExtension(char c);
    Step takeTrailer(char c);
    Step beginChunk();

    Step m_step = Step::Size;
    qint64 m_maximum = 0;
    qint64 m_decoded = 0;
    qint64 m_chunk = 0; ///< what is left of it
    int m_sizeDigits = 0;
    qsizetype m_extras = 0; ///< bytes of extensions and trailers, over the whole body
    QByteArray m_trailer;   ///< the line that is arriving
    Refusal m_refusal;
};

} // namespace tidegate
