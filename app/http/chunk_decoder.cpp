// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/chunk_decoder.h"

#include <algorithm>

namespace tidegate {

namespace {

constexpr qsizetype maximumExtras = 4 * 1024;
constexpr int maximumSizeDigits = 15;

bool isTrailerField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return false;
    const QByteArrayView name = line.first(colon);
    return std::all_of(name.begin(), name.end(), [](char c) { return lowerToken(c) != 0; })
        && isFieldValue(line.sliced(colon + 1));
}

} // namespace

ChunkDecoder::ChunkDecoder(qint64 maximum)
    : m_maximum(maximum)
{
}

ChunkDecoder::Progress ChunkDecoder::decode(QByteArrayView bytes, QByteArray &body, qsizetype &taken)
{
    taken = 0;
    while (taken < bytes.size() && m_step != Step::Whole && m_step != Step::Refused) {
        if (m_step != Step::Data) {
            m_step = takeByte(bytes[taken++]);
            continue;
        }
        const qsizetype length = std::min<qsizetype>(bytes.size() - taken, m_chunk);
        body.append(bytes.sliced(taken, length));
        taken += length;
        m_chunk -= length;
        if (m_chunk == 0)
            m_step = Step::DataReturn;
    }
    if (m_step == Step::Refused)
        return Progress::Refused;
    return m_step == Step::Whole ? Progress::Whole : Progress::NeedsMore;
}

ChunkDecoder::Step ChunkDecoder::refuse(ErrorCode code, const char *reason)
{
    m_refusal = {code, reason};
    return Step::Refused;
}

ChunkDecoder::Step ChunkDecoder::takeByte(char c)
{
    switch (m_step) {
    case Step::Size: return takeSizeDigit(c);
    case Step::Extension: return takeExtension(c);
    case Step::SizeLineFeed: return c == '\n' ? beginChunk() : refuse(ErrorCode::MalformedRequest, "chunk_size");
    case Step::DataReturn: return c == '\r' ? Step::DataLineFeed : refuse(ErrorCode::MalformedRequest, "chunk_end");
    case Step::DataLineFeed: return c == '\n' ? Step::Size : refuse(ErrorCode::MalformedRequest, "chunk_end");
    case Step::Trailer: return takeTrailer(c);
    case Step::Data:
    case Step::Whole:
    case Step::Refused: break;
    }
    Q_UNREACHABLE();
}

ChunkDecoder::Step ChunkDecoder::takeSizeDigit(char c)
{
    const bool isDecimal = c >= '0' && c <= '9';
    const char lower = lowerToken(c);
    if (isDecimal || (lower >= 'a' && lower <= 'f')) {
        if (++m_sizeDigits > maximumSizeDigits)
            return refuse(ErrorCode::MalformedRequest, "chunk_size");
        m_chunk = m_chunk * 16 + (isDecimal ? c - '0' : lower - 'a' + 10);
        return Step::Size;
    }
    if (m_sizeDigits > 0 && c == '\r')
        return Step::SizeLineFeed;
    if (m_sizeDigits > 0 && c == ';')
        return Step::Extension;
    return refuse(ErrorCode::MalformedRequest, "chunk_size");
}

ChunkDecoder::Step ChunkDecoder::takeExtension(char c)
{
    if (c == '\r')
        return Step::SizeLineFeed;
    if (++m_extras > maximumExtras || !isFieldValue(QByteArrayView(&c, 1)))
        return refuse(ErrorCode::MalformedRequest, "chunk_extension");
    return Step::Extension;
}

ChunkDecoder::Step ChunkDecoder::beginChunk()
{
    m_sizeDigits = 0;
    if (m_chunk == 0)
        return Step::Trailer;
    if (m_chunk > m_maximum - m_decoded)
        return refuse(ErrorCode::BodyTooLarge, "body_too_large");
    m_decoded += m_chunk;
    return Step::Data;
}

ChunkDecoder::Step ChunkDecoder::takeTrailer(char c)
{
    if (++m_extras > maximumExtras)
        return refuse(ErrorCode::HeadersTooLarge, "trailers_too_large");
    if (c != '\n') {
        m_trailer.append(c);
        return Step::Trailer;
    }
    if (m_trailer == "\r")
        return Step::Whole;
    if (!m_trailer.endsWith('\r') || !isTrailerField(QByteArrayView(m_trailer).chopped(1)))
        return refuse(ErrorCode::MalformedRequest, "trailer");
    m_trailer.clear();
    return Step::Trailer;
}

} // namespace tidegate
