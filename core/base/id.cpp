// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/id.h"

#include <algorithm>

namespace tidegate {

namespace {

/// 12 bits below the millisecond that only rise within it (RFC 9562, 6.2, method 1). Running over borrows from the next
/// millisecond.
std::uint64_t risingStamp(UtcMillis now)
{
    thread_local std::uint64_t last = 0;
    last = std::max(last + 1, static_cast<std::uint64_t>(now) << 12);
    return last;
}

} // namespace

QString newId(const Clock &clock, Random &random)
{
    const std::uint64_t stamp = risingStamp(clock.utc());
    const std::uint64_t high = (stamp >> 12 << 16) | 0x7000 | (stamp & 0xfff);
    const std::uint64_t low = (random.next() & 0x3fff'ffff'ffff'ffff) | 0x8000'0000'0000'0000;

    static constexpr char digits[] = "0123456789abcdef";
    QString text(36, Qt::Uninitialized);
    QChar *out = text.data();
    for (int nibble = 0; nibble < 32; ++nibble) {
        if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20)
            *out++ = u'-';
        const std::uint64_t word = nibble < 16 ? high : low;
        *out++ = QLatin1Char(digits[(word >> (60 - nibble % 16 * 4)) & 0xf]);
    }
    return text;
}

bool isId(QStringView text)
{
    if (text.size() != 36)
        return false;
    for (qsizetype i = 0; i < 36; ++i) {
        const char16_t c = text[i].unicode();
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool hex = (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
        if (dash ? c != u'-' : !hex)
            return false;
    }
    return true;
}

} // namespace tidegate
