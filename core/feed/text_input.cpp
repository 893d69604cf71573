// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/text_input.h"

#include "core/feed/feed_error.h"
#include "core/feed/feed_input.h"

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype pieceBytes = qsizetype(64) * 1024;

/// How many bytes at the end begin a character that is not complete.
int incompleteTail(QByteArrayView utf8)
{
    const int longest = int(std::min<qsizetype>(3, utf8.size()));
    for (int back = 1; back <= longest; ++back) {
        const auto c = static_cast<unsigned char>(utf8[utf8.size() - back]);
        if ((c & 0xC0) == 0x80)
            continue;
        const int length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

} // namespace

QByteArrayView validUtf8(QByteArrayView text)
{
    qsizetype good = 0;
    qsizetype bad = text.size() + 1;
    while (bad - good > 1) {
        const qsizetype middle = (good + bad) / 2;
        const QByteArrayView part = text.first(middle);
        (part.chopped(incompleteTail(part)).isValidUtf8() ? good : bad) = middle;
    }
    return text.first(good);
}

TextBeginning detectEncoding(QByteArrayView beginning)
{
    if (beginning.startsWith("\xef\xbb\xbf"))
        return {TextEncoding::Utf8, 3};
    if (beginning.startsWith(QByteArrayView("\xff\xfe\0\0", 4)) || beginning.startsWith(QByteArrayView("\0\0\xfe\xff", 4)))
        return {TextEncoding::Utf32, 4};
    if (beginning.startsWith("\xff\xfe"))
        return {TextEncoding::Utf16LittleEndian, 2};
    if (beginning.startsWith("\xfe\xff"))
        return {TextEncoding::Utf16BigEndian, 2};
    if (beginning.size() >= 4) {
        const bool first = beginning[0] == 0;
        const bool second = beginning[1] == 0;
        const bool third = beginning[2] == 0;
        const bool fourth = beginning[3] == 0;
        if (!first && second && !third && fourth)
            return {TextEncoding::Utf16LittleEndian, 0};
        if (first && !second && third && !fourth)
            return {TextEncoding::Utf16BigEndian, 0};
    }
    return {};
}

QByteArray beginningAsUtf8(QByteArrayView beginning)
{
    const TextBeginning detected = detectEncoding(beginning);
    const QByteArrayView text = beginning.sliced(detected.markSize);
    if (detected.encoding != TextEncoding::Utf16LittleEndian && detected.encoding != TextEncoding::Utf16BigEndian)
        return text.chopped(incompleteTail(text)).toByteArray();
    QStringDecoder decoder(detected.encoding == TextEncoding::Utf16LittleEndian ? QStringDecoder::Utf16LE
                                                                                : QStringDecoder::Utf16BE);
    const QString decoded = decoder.decode(text.chopped(text.size() % 2));
    return QStringView(decoded).chopped(!decoded.isEmpty() && decoded.back().isHighSurrogate() ? 1 : 0).toUtf8();
}

Utf8Input::Utf8Input(FeedInput &bytes, TextBeginning beginning)
    : m_bytes(bytes)
    , m_beginning(beginning)
{
    if (beginning.encoding == TextEncoding::Utf16LittleEndian)
        m_utf16.emplace(QStringDecoder::Utf16LE, QStringDecoder::Flag::ConvertInitialBom);
    else if (beginning.encoding == TextEncoding::Utf16BigEndian)
        m_utf16.emplace(QStringDecoder::Utf16BE, QStringDecoder::Flag::ConvertInitialBom);
}

Result<qsizetype> Utf8Input::read(char *data, qsizetype size)
{
    if (m_beginning.encoding == TextEncoding::Utf32) {
        return refuseFeed(1, u"not_utf8"_s,
                          u"The file is UTF-32 text. Save it with the character set UTF-8 (in Excel: \"CSV UTF-8\")."_s);
    }
    if (!m_started) {
        m_started = true;
        if (const Result<QByteArray> mark = readBeginning(m_bytes, m_beginning.markSize); !mark)
            return tl::unexpected(mark.error());
    }
    const Result<qsizetype> count = readUtf8(data, size);
    if (!count)
        return count;
    if (const Result<Done> checked = check(QByteArrayView(data, *count), *count == 0); !checked)
        return tl::unexpected(checked.error());
    return count;
}

Result<qsizetype> Utf8Input::readUtf8(char *data, qsizetype size)
{
    if (!m_utf16)
        return m_bytes.read(data, size);
    if (m_decodedAt == m_decoded.size()) {
        if (const Result<Done> decoded = decodeMore(); !decoded)
            return tl::unexpected(decoded.error());
    }
    const qsizetype count = std::min(size, m_decoded.size() - m_decodedAt);
    std::memcpy(data, m_decoded.constData() + m_decodedAt, std::size_t(count));
    m_decodedAt += count;
    return count;
}

Result<Done> Utf8Input::decodeMore()
{
    m_decoded.clear();
    m_decodedAt = 0;
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    while (m_decoded.isEmpty()) {
        const Result<qsizetype> count = m_bytes.read(piece.data(), piece.size());
        if (!count)
            return tl::unexpected(count.error());
        if (*count == 0)
            return Done{};
        const QString text = m_utf16->decode(QByteArrayView(piece.constData(), *count));
        m_decoded = m_encoder.encode(text);
        if (m_utf16->hasError() || m_encoder.hasError())
            return refuseFeed(
                m_lines.line(), u"not_utf16"_s,
                u"The file begins as UTF-16 text but is none further on. Save it with the character set UTF-8 (in Excel: \"CSV UTF-8\")."_s);
    }
    return Done{};
}

Result<Done> Utf8Input::check(QByteArrayView utf8, bool isEnd)
{
    qsizetype begin = 0;
    if (m_tailSize > 0) {
        // The character that two pieces share is put together, so that each is seen whole.
        char character[8];
        std::memcpy(character, m_tail, std::size_t(m_tailSize));
        int length = m_tailSize;
        while (begin < utf8.size() && length < 4 && (utf8[begin] & 0xC0) == 0x80)
            character[length++] = utf8[begin++];
        const QByteArrayView whole(character, length);
        if (begin == utf8.size() && !isEnd && incompleteTail(whole) == length) {
            std::memcpy(m_tail, character, std::size_t(length));
            m_tailSize = length;
            return Done{};
        }
        m_tailSize = 0;
        if (const Result<Done> checked = checkCharacters(whole); !checked)
            return checked;
    }
    QByteArrayView rest = utf8.sliced(begin);
    const int tail = incompleteTail(rest);
    std::memcpy(m_tail, rest.data() + rest.size() - tail, std::size_t(tail));
    m_tailSize = tail;
    return checkCharacters(rest.chopped(tail));
}

Result<Done> Utf8Input::checkCharacters(QByteArrayView whole)
{
    if (whole.isEmpty())
        return Done{};
    if (const auto *nul = static_cast<const char *>(std::memchr(whole.data(), 0, std::size_t(whole.size())))) {
        return refuseFeed(m_lines.lineAfter(whole.first(nul - whole.data())), u"nul_byte"_s,
                          u"This is not plain text (it contains a NUL byte). Save an Excel workbook as \"CSV UTF-8\" first."_s);
    }
    if (!whole.isValidUtf8()) {
        return refuseFeed(
            m_lines.lineAfter(validUtf8(whole)), u"not_utf8"_s,
            u"This line is not UTF-8 text. Save the file with the character set UTF-8 (in Excel: \"CSV UTF-8\")."_s);
    }
    m_lines.pass(whole);
    return Done{};
}

} // namespace tidegate
