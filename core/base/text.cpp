// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

QString formatTime(UtcMillis time)
{
    return QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(Qt::ISODateWithMs);
}

std::optional<UtcMillis> parseTime(const QString &text)
{
    // QDateTime also reads dates alone and times without a zone; RFC 3339 has both always.
    const bool hasZone = text.endsWith(u'Z') || text.endsWith(u'z') || text.indexOf(u'+', 10) > 0 || text.indexOf(u'-', 10) > 0;
    if (text.size() < 20 || text.size() > 40 || !hasZone || (text[10] != u'T' && text[10] != u't'))
        return std::nullopt;
    const QDateTime parsed = QDateTime::fromString(text.toUpper(), Qt::ISODateWithMs);
    if (!parsed.isValid())
        return std::nullopt;
    return parsed.toMSecsSinceEpoch();
}

QString escapeControls(const QString &text)
{
    const auto isHarmful = [](QChar c) {
        const char16_t u = c.unicode();
        return u < 0x20 || (u >= 0x7f && u < 0xa0) || u == 0x061c || (u >= 0x200b && u <= 0x200f) || (u >= 0x2028 && u <= 0x202e)
            || (u >= 0x2066 && u <= 0x2069) || u == 0xfeff;
    };
    if (std::none_of(text.begin(), text.end(), isHarmful))
        return text;
    QString result;
    for (const QChar c : text)
        result += isHarmful(c) ? u"\\u%1"_s.arg(c.unicode(), 4, 16, QLatin1Char('0')) : QString(c);
    return result;
}

bool isEmailAddress(const QString &text)
{
    constexpr qsizetype maximumSize = 254;
    const qsizetype at = text.lastIndexOf(u'@');
    const bool isPlain =
        std::all_of(text.begin(), text.end(), [](QChar c) { return c.isPrint() && !c.isSpace() && c.unicode() != 0xfffd; });
    return isPlain && text.size() <= maximumSize && at > 0 && at < text.size() - 1 && text.count(u'@') == 1;
}

} // namespace tidegate
