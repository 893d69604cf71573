// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_headers.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype bytesPerWord = 45; ///< 60 characters of Base64 beside "=?UTF-8?B?" and "?="
constexpr qsizetype longestPlain = 200;

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

QByteArray encodeHeaderText(const QString &text)
{
    QString clean = text;
    std::replace_if(
        clean.begin(), clean.end(), [](QChar c) { return c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0); },
        u' ');
    const QByteArray utf8 = clean.toUtf8();
    const bool isAscii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (isAscii && utf8.size() <= longestPlain && !utf8.contains("=?"))
        return utf8;
    QByteArray encoded;
    for (qsizetype begin = 0; begin < utf8.size();) {
        qsizetype end = std::min(begin + bytesPerWord, utf8.size());
        while (end < utf8.size() && isContinuation(utf8.at(end)))
            --end;
        if (!encoded.isEmpty())
            encoded += "\r\n ";
        encoded += "=?UTF-8?B?" + utf8.sliced(begin, end - begin).toBase64() + "?=";
        begin = end;
    }
    return encoded;
}

} // namespace tidegate
