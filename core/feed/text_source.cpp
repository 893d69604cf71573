// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/text_source.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {
constexpr qint64 pieceBytes = 64 * 1024;
}

TextSource::TextSource(QIODevice &device)
    : m_device(device)
{
}

Result<QByteArray> TextSource::next()
{
    QByteArray bytes(pieceBytes, Qt::Uninitialized);
    const qint64 count = m_device.read(bytes.data(), pieceBytes);
    if (count < 0)
        return failure(ErrorCode::NotFound, u"the file can't be read: %1"_s.arg(m_device.errorString()));
    bytes.truncate(count);
    return decode(std::move(bytes));
}

Result<QByteArray> TextSource::decode(QByteArray bytes)
{
    if (!m_started) {
        m_started = true;
        if (bytes.startsWith("\xef\xbb\xbf"))
            bytes.remove(0, 3);
        else if (bytes.startsWith("\xff\xfe"))
            m_utf16.emplace(QStringDecoder::Utf16LE);
        else if (bytes.startsWith("\xfe\xff"))
            m_utf16.emplace(QStringDecoder::Utf16BE);
    }
    if (!m_utf16)
        return bytes;
    const QString text = m_utf16->decode(bytes);
    QByteArray utf8 = m_utf8.encode(text);
    if (m_utf16->hasError() || m_utf8.hasError()) {
        return invalidField(u"file"_s, u"not_utf16"_s,
                            u"The file says that it is UTF-16 text but is not. Save it again as \"CSV UTF-8\"."_s);
    }
    return utf8;
}

} // namespace tidegate
