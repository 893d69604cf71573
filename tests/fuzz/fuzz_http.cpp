// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/chunk_decoder.h"
#include "app/http/language.h"
#include "app/http/request_target.h"

#include <cstdlib>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

/// The head gives the same answer whole and byte by byte: nothing can be hidden in how it arrives.
bool readsTheSameInPieces(QByteArrayView bytes)
{
    RequestParser whole;
    const auto expected = whole.parse(bytes);
    RequestParser piecewise;
    auto progress = RequestParser::Progress::NeedsMore;
    for (qsizetype size = 1; size <= bytes.size() && progress == RequestParser::Progress::NeedsMore; ++size)
        progress = piecewise.parse(bytes.first(size));
    if (progress != expected)
        return false;
    return expected != RequestParser::Progress::Whole
        || (piecewise.size() == whole.size() && piecewise.head().target == whole.head().target
            && piecewise.head().headers == whole.head().headers);
}

bool decodesTheSameInPieces(QByteArrayView bytes)
{
    constexpr qint64 maximum = 4096;
    ChunkDecoder whole(maximum);
    QByteArray body;
    qsizetype taken = 0;
    const auto expected = whole.decode(bytes, body, taken);
    ChunkDecoder piecewise(maximum);
    QByteArray pieces;
    auto progress = ChunkDecoder::Progress::NeedsMore;
    for (qsizetype i = 0; i < bytes.size() && progress == ChunkDecoder::Progress::NeedsMore; ++i) {
        qsizetype one = 0;
        progress = piecewise.decode(bytes.sliced(i, 1), pieces, one);
    }
    return progress == expected && body.size() <= maximum && (expected == ChunkDecoder::Progress::Refused || pieces == body);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (bytes.size() > 0 && (!readsTheSameInPieces(bytes) || !decodesTheSameInPieces(bytes)))
        std::abort();
    const auto target = parseTarget("GET", bytes);
    if (target && (target->path.contains(QChar(0)) || target->path.contains(u"/../"_s)))
        std::abort();
    chooseLanguage(bytes, {u"en"_s, u"de"_s});
    return 0;
}
