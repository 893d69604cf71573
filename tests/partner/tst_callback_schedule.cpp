// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_schedule.h"

#include <QTest>

using namespace tidegate;
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
};

QTEST_GUILESS_MAIN(CallbackScheduleTest)
#include "tst_callback_schedule.moc"
