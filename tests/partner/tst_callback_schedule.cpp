// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_schedule.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Always the same chance: 0 the least, all bits set the most.
class FixedRandom final : public Random
{
public:
    explicit FixedRandom(std::uint64_t value)
        : m_value(value)
    {
    }
    [[nodiscard]] std::uint64_t next() override { return m_value; }

private:
    std::uint64_t m_value;
};

} // namespace

class CallbackScheduleTest : public QObject
{
    Q_OBJECT

    static constexpr UtcMillis now = 1'767'225'600'000; // 2026-01-01T00:00:00Z

private Q_SLOTS:
    void threeQuickRetriesComeAtOnceOrAfterALittleByChance()
    {
        FixedRandom least(0);
        FixedRandom most(~0ULL);
        const std::array<std::chrono::milliseconds, 3> bounds{1s, 2s, 4s};
        for (int attempts = 1; attempts <= 3; ++attempts) {
            QCOMPARE(nextCallbackDelay(attempts, {}, least).value(), 0ms);
            const auto longest = nextCallbackDelay(attempts, {}, most).value();
            QVERIFY(longest <= bounds.at(std::size_t(attempts - 1)) && longest >= bounds.at(std::size_t(attempts - 1)) - 1ms);
        }
    }

    void eightSlowOnesFillADay()
    {
        FixedRandom least(0);
        std::chrono::milliseconds sum{0};
        int slow = 0;
        for (int attempts = 4; nextCallbackDelay(attempts, {}, least); ++attempts, ++slow)
            sum += *nextCallbackDelay(attempts, {}, least);
        QCOMPARE(slow, 8);
        QVERIFY(sum > 23h && sum <= 25h);
        QVERIFY(!nextCallbackDelay(maximumCallbackAttempts, {}, least));
    }

    void whatTheReceiverAsksForCountsWhereItIsLonger()
    {
        FixedRandom least(0);
        QCOMPARE(nextCallbackDelay(1, 90s, least).value(), 90s);
        QCOMPARE(nextCallbackDelay(4, 90s, least).value(), 5min);
        QCOMPARE(nextCallbackDelay(1, 1'000h, least).value(), 24h);
        QVERIFY(!nextCallbackDelay(maximumCallbackAttempts, 90s, least));
    }

    void retryAfterIsSecondsOrADate()
    {
        QCOMPARE(parseRetryAfter("120", now).value(), 120s);
        QCOMPARE(parseRetryAfter(" 0 ", now).value(), 0s);
        QCOMPARE(parseRetryAfter("Thu, 01 Jan 2026 00:01:30 GMT", now).value(), 90s);
        QCOMPARE(parseRetryAfter("Wed, 31 Dec 2025 23:59:59 GMT", now).value(), 0s);
        QCOMPARE(parseRetryAfter("9223372036854775807", now).value(), 24h);
        for (const char *none : {"", "-1", "soon", "1.5", "Thu, 01 Jan 2026"})
            QVERIFY2(!parseRetryAfter(none, now), none);
    }
};

QTEST_GUILESS_MAIN(CallbackScheduleTest)
#include "tst_callback_schedule.moc"
