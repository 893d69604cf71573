// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outbound/retry_after.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr std::chrono::seconds longestWait = 24h;

std::optional<UtcMillis> httpDate(const QByteArray &text)
{
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return std::nullopt;
    date.setTimeSpec(Qt::UTC);
    return date.toMSecsSinceEpoch();
}

} // namespace

std::optional<std::chrono::milliseconds> retryAfterOf(const HttpReply &reply, std::optional<UtcMillis> now)
{
    const QByteArray text = reply.header("retry-after").trimmed();
    bool isNumber = false;
    const qint64 seconds = text.toLongLong(&isNumber);
    if (isNumber)
        return std::chrono::seconds(std::clamp<qint64>(seconds, 0, longestWait.count()));
    const std::optional<UtcMillis> until = httpDate(text);
    const std::optional<UtcMillis> theirNow = httpDate(reply.header("date"));
    if (!until || !(theirNow || now))
        return std::nullopt;
    return std::clamp<std::chrono::milliseconds>(std::chrono::milliseconds(*until - (theirNow ? *theirNow : *now)), 0ms,
                                                 longestWait);
}

} // namespace tidegate
