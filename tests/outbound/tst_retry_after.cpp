// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outbound/retry_after.h"

#include <QTest>

using namespace tidegate;
using namespace std::chrono_literals;

namespace {

constexpr UtcMillis now = 1'767'225'600'000; // 2026-01-01T00:00:00Z

HttpReply reply(const QByteArray &retryAfter, const QByteArray &date = {})
{
    HttpReply reply;
    reply.headers = {{"retry-after", retryAfter}};
    if (!date.isEmpty())
        reply.headers.emplace_back("date", date);
    return reply;
}

} // namespace

class RetryAfterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsSecondsOrADate()
    {
        QCOMPARE(retryAfterOf(reply("120"), now).value(), 120s);
        QCOMPARE(retryAfterOf(reply(" 0 "), now).value(), 0s);
        QCOMPARE(retryAfterOf(reply("Thu, 01 Jan 2026 00:01:30 GMT"), now).value(), 90s);
    }

    void itIsFromNothingToADay()
    {
        QCOMPARE(retryAfterOf(reply("-1"), now).value(), 0s);
        QCOMPARE(retryAfterOf(reply("Wed, 31 Dec 2025 23:59:59 GMT"), now).value(), 0s);
        QCOMPARE(retryAfterOf(reply("9223372036854775807"), now).value(), 24h);
        QCOMPARE(retryAfterOf(reply("Sat, 03 Jan 2026 00:00:00 GMT"), now).value(), 24h);
    }

    void aDateIsTakenAgainstTheAnswersOwn()
    {
        const HttpReply ahead = reply("Thu, 01 Jan 2026 02:00:30 GMT", "Thu, 01 Jan 2026 02:00:00 GMT");
        QCOMPARE(retryAfterOf(ahead, now).value(), 30s);
        QCOMPARE(retryAfterOf(ahead).value(), 30s);
    }

    void aDateWithoutAnotherTellsNothing() { QVERIFY(!retryAfterOf(reply("Thu, 01 Jan 2026 00:01:30 GMT"))); }

    void whatIsNeitherTellsNothing()
    {
        QVERIFY(!retryAfterOf(HttpReply{}, now));
        for (const char *none : {"", "soon", "1.5", "Thu, 01 Jan 2026"})
            QVERIFY2(!retryAfterOf(reply(none), now), none);
    }
};

QTEST_GUILESS_MAIN(RetryAfterTest)
#include "tst_retry_after.moc"
