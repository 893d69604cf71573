// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios A1 and T1: the limiter against a model that keeps every accepted request for ever and counts.
#include "core/resilience/sliding_window_limiter.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <map>
#include <rapidcheck.h>

using namespace tidegate;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

struct Step {
    int kind;
    int key;
    int amount;
};

std::ostream &operator<<(std::ostream &out, const Step &step)
{
    return out << "{" << step.kind << "," << step.key << "," << step.amount << "}";
}

const std::array<nanoseconds, 8> spans{0ns, 1ns, 1ms, 999ms, 12s, 60s - 1ns, 60s, 61s};

class Model
{
public:
    explicit Model(LimiterRule rule)
        : m_rule(rule)
        , m_mostKept(static_cast<std::size_t>(rule.limit))
    {
    }

    [[nodiscard]] int used(int key, nanoseconds at) const
    {
        const auto found = m_accepted.find(key);
        if (found == m_accepted.end())
            return 0;
        return static_cast<int>(std::ranges::count_if(found->second, [&](nanoseconds t) { return t + m_rule.window > at; }));
    }
    /// The first moment from now at which so few are left, by trying each moment at which one goes.
    [[nodiscard]] nanoseconds untilUsedIsBelow(int key, int count) const
    {
        if (used(key, now) < count)
            return 0ns;
        nanoseconds best = nanoseconds::max();
        for (const nanoseconds t : m_accepted.at(key)) {
            const nanoseconds then = t + m_rule.window;
            if (then > now && used(key, then) < count)
                best = std::min(best, then - now);
        }
        return best;
    }
    void accept(int key, nanoseconds at)
    {
        m_accepted[key].push_back(at);
        std::ranges::sort(m_accepted[key]);
    }
    /// Restoring keeps the latest only, of what is in the window.
    void trim(int key)
    {
        std::vector<nanoseconds> &times = m_accepted[key];
        if (times.size() > m_mostKept)
            times.erase(times.begin(), times.end() - static_cast<std::ptrdiff_t>(m_mostKept));
    }
    void release(int key, nanoseconds at)
    {
        std::vector<nanoseconds> &times = m_accepted[key];
        const auto found = std::ranges::find(times, at);
        if (found != times.end())
            times.erase(found);
    }
    void setLimit(int limit)
    {
        m_rule.limit = limit;
        m_mostKept = std::max(m_mostKept, static_cast<std::size_t>(limit));
    }
    [[nodiscard]] LimiterRule rule() const { return m_rule; }

    nanoseconds now{0};

private:
    LimiterRule m_rule;
    std::size_t m_mostKept;
    std::map<int, std::vector<nanoseconds>> m_accepted;
};

class Run
{
public:
    void take(const Step &step)
    {
        switch (step.kind) {
        case 0: return pass(spans[static_cast<std::size_t>(step.amount) % spans.size()]);
        case 1: return stepBack(spans[static_cast<std::size_t>(step.amount) % spans.size()] * 100);
        case 2: return m_clock.jumpWall(std::chrono::hours(step.amount % 17 - 8));
        case 3: return release(step.amount);
        case 4: return restore(step.key, step.amount);
        case 5: return setLimit(1 + step.amount % 9);
        case 6: return setMode(step.amount);
        default: return acquire(step.key);
        }
    }

private:
    /// Shows only to who looks before and after it.
    void stepBack(nanoseconds span)
    {
        compare(0);
        m_clock.jumpMonotonic(-span);
        compare(0);
    }

    void pass(nanoseconds span)
    {
        m_clock.advance(span);
        m_model.now += span;
    }

    void compare(int key) { verify(m_limiter.peek(QString::number(key)), key, m_model.used(key, m_model.now)); }

    void verify(const LimiterDecision &decision, int key, int used)
    {
        const int limit = m_model.rule().limit;
        RC_ASSERT(!decision.full);
        RC_ASSERT(decision.limit == limit);
        RC_ASSERT(decision.used == used);
        RC_ASSERT(decision.remaining == std::max(0, limit - used));
        RC_ASSERT(decision.retryAfter == m_model.untilUsedIsBelow(key, limit));
        RC_ASSERT(decision.resetAfter == m_model.untilUsedIsBelow(key, 1));
    }

    void acquire(int key)
    {
        const int usedBefore = m_model.used(key, m_model.now);
        const bool fits = usedBefore < m_model.rule().limit;
        if (fits)
            m_model.accept(key, m_model.now);
        LimiterDecision decision = m_limiter.acquire(QString::number(key));
        RC_ASSERT(decision.overLimit == !fits);
        RC_ASSERT(decision.allowed == (fits || m_limiter.mode() == LimiterMode::Shadow));
        RC_ASSERT(static_cast<bool>(decision.permit) == fits);
        verify(decision, key, usedBefore + (fits ? 1 : 0));
        if (fits)
            m_permits.push_back({key, m_model.now, std::move(decision.permit)});
    }

    void release(int which)
    {
        if (m_permits.empty())
            return;
        const auto chosen = m_permits.begin() + which % static_cast<int>(m_permits.size());
        m_limiter.release(std::move(chosen->permit));
        m_model.release(chosen->key, chosen->at);
        compare(chosen->key);
        m_permits.erase(chosen);
    }

    void restore(int key, int amount)
    {
        const std::vector<nanoseconds> ages{spans[static_cast<std::size_t>(amount) % spans.size()],
                                            nanoseconds(amount) * 1'000'000};
        compare(key);
        RC_ASSERT(m_limiter.restore(QString::number(key), ages));
        for (const nanoseconds age : ages) {
            if (age < m_model.rule().window)
                m_model.accept(key, m_model.now - age);
            m_model.trim(key);
        }
        compare(key);
    }

    void setLimit(int limit)
    {
        m_limiter.setRule({limit, m_model.rule().window});
        m_model.setLimit(limit);
    }

    void setMode(int amount) { m_limiter.setMode(amount % 2 == 0 ? LimiterMode::Enforce : LimiterMode::Shadow); }

    struct Held {
        int key;
        nanoseconds at;
        LimiterPermit permit;
    };

    ManualClock m_clock;
    SeededRandom m_random{1};
    // So few keys that there is one part only: each has its own sight of a clock that steps back.
    SlidingWindowLimiter m_limiter{m_clock, m_random, {.rule = {5, 60s}, .maximumKeys = 1000}};
    Model m_model{{5, 60s}};
    std::vector<Held> m_permits;
};

rc::Gen<std::vector<Step>> anySteps()
{
    const auto kind = rc::gen::weightedElement<int>({{4, 0}, {1, 1}, {1, 2}, {2, 3}, {1, 4}, {1, 5}, {1, 6}, {12, 7}});
    const auto step = rc::gen::build<Step>(rc::gen::set(&Step::kind, kind), rc::gen::set(&Step::key, rc::gen::inRange(0, 4)),
                                           rc::gen::set(&Step::amount, rc::gen::inRange(0, 100'000)));
    return rc::gen::container<std::vector<Step>>(step);
}

} // namespace

class LimiterModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decidesAsTheModelWhateverHappens()
    {
        QVERIFY(rc::check("the limiter and a full log agree in every figure", [] {
            const std::vector<Step> steps = *anySteps();
            Run run;
            for (const Step &step : steps)
                run.take(step);
        }));
    }

    void aCallerThatWaitsAsToldIsAlwaysAccepted()
    {
        QVERIFY(rc::check("retryAfter is neither too long nor too short", [](std::uint64_t seed) {
            ManualClock clock;
            SeededRandom random(seed);
            const LimiterRule rule{1 + static_cast<int>(random.below(7)), 1ns * (2 + random.below(90'000'000'000))};
            SlidingWindowLimiter limiter(clock, random, {.rule = rule});
            for (int i = 0; i < 60; ++i) {
                const LimiterDecision decision = limiter.acquire(u"anna");
                if (decision.allowed) {
                    clock.advance(1ns * random.below(static_cast<std::uint64_t>(rule.window.count()) / 4));
                    continue;
                }
                clock.advance(decision.retryAfter - 1ns);
                RC_ASSERT(!limiter.acquire(u"anna").allowed);
                clock.advance(1ns);
                RC_ASSERT(limiter.acquire(u"anna").allowed);
            }
        }));
    }
};

QTEST_GUILESS_MAIN(LimiterModelTest)
#include "tst_limiter_model.moc"
