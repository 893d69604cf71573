// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios A2 and T1: the breaker against a model that keeps every result for ever and works its state out anew.
#include "core/resilience/circuit_breaker.h"

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
    int amount;
};

std::ostream &operator<<(std::ostream &out, const Step &step)
{
    return out << "{" << step.kind << "," << step.amount << "}";
}

const std::array<nanoseconds, 10> spans{0ns, 1ns, 1ms, 1s, 10s - 1ns, 10s, 30s - 1ns, 30s, 60s - 1ns, 60s};

nanoseconds spanOf(const Step &step)
{
    return spans[static_cast<std::size_t>(step.amount) % spans.size()];
}

enum class Outcome { Success, Failure, Ignored };

/// A call as the model knows it.
struct Call {
    int era = 0; ///< how many changes there had been when it was let through
    int probe = 0;
    bool bypass = false; ///< let through by shadow mode alone
};

/// Written for plainness: nothing is ever thrown away, everything is counted anew.
class Model
{
public:
    explicit Model(BreakerOptions options)
        : m_options(options)
    {
    }

    void look()
    {
        if (state == BreakerState::Open && mode != BreakerMode::ForcedOpen && now >= openUntil)
            enter(BreakerState::HalfOpen);
    }

    std::optional<Call> acquire()
    {
        look();
        if (state == BreakerState::Closed)
            return Call{m_era};
        if (state == BreakerState::HalfOpen && probesUnderWay() + m_probeSuccesses < m_options.probes) {
            m_probeBegins[++m_lastProbe] = now;
            return Call{m_era, m_lastProbe};
        }
        if (mode == BreakerMode::Shadow)
            return Call{m_era, 0, true};
        return std::nullopt;
    }

    void finish(const Call &call, Outcome outcome, nanoseconds retryAfter)
    {
        look();
        if (call.bypass || call.era != m_era)
            return;
        if (state == BreakerState::HalfOpen) {
            const auto probe = m_probeBegins.find(call.probe);
            if (probe->second + m_options.probeLease <= now)
                return;
            m_probeBegins.erase(probe);
        }
        if (outcome == Outcome::Ignored)
            return;
        m_results.push_back({now, outcome});
        if (outcome == Outcome::Failure && retryAfter > 0s)
            m_notBefore = std::max(m_notBefore, now + std::min(retryAfter, m_options.openMaximum));
        if (state == BreakerState::HalfOpen)
            probed(outcome);
        else if (outcome == Outcome::Failure && mode != BreakerMode::ForcedClosed && isTripped())
            open();
    }

    void setMode(BreakerMode wanted)
    {
        look();
        const BreakerMode before = std::exchange(mode, wanted);
        if (before == wanted)
            return;
        if (wanted == BreakerMode::ForcedOpen)
            enter(BreakerState::Open);
        else if (wanted == BreakerMode::ForcedClosed)
            close();
        else
            enter(before == BreakerMode::ForcedOpen ? BreakerState::HalfOpen : state);
    }

    [[nodiscard]] int probesUnderWay() const
    {
        return static_cast<int>(std::ranges::count_if(
            m_probeBegins, [this](const auto &probe) { return probe.second + m_options.probeLease > now; }));
    }

    nanoseconds now{0};
    nanoseconds openUntil{0};
    BreakerState state = BreakerState::Closed;
    BreakerMode mode = BreakerMode::Automatic;

private:
    struct Event {
        nanoseconds at;
        Outcome outcome;
    };

    [[nodiscard]] bool isTripped() const
    {
        const auto inWindow = std::ranges::count_if(m_results, [this](const Event &event) {
            return event.outcome == Outcome::Failure && event.at > now - m_options.window;
        });
        if (inWindow >= m_options.failures)
            return true;
        const auto lastSuccess = std::ranges::find(m_results.rbegin(), m_results.rend(), Outcome::Success, &Event::outcome);
        return m_options.consecutiveFailures > 0 && lastSuccess - m_results.rbegin() >= m_options.consecutiveFailures;
    }

    void probed(Outcome outcome)
    {
        if (outcome == Outcome::Failure)
            open();
        else if (++m_probeSuccesses >= m_options.probes)
            close();
    }

    void open()
    {
        nanoseconds duration = m_options.openFor;
        for (int i = 0; i < m_opens && m_options.openGrowth > 1 && duration < m_options.openMaximum; ++i)
            duration *= 2;
        ++m_opens;
        openUntil = std::max(now + std::min(duration, m_options.openMaximum), m_notBefore);
        enter(BreakerState::Open);
    }

    void close()
    {
        m_results.clear();
        m_opens = 0;
        m_notBefore = nanoseconds::min();
        enter(BreakerState::Closed);
    }

    void enter(BreakerState next)
    {
        state = next;
        ++m_era;
        m_probeBegins.clear();
        m_probeSuccesses = 0;
    }

    BreakerOptions m_options;
    std::vector<Event> m_results;
    std::map<int, nanoseconds> m_probeBegins;
    nanoseconds m_notBefore = nanoseconds::min();
    int m_era = 0;
    int m_lastProbe = 0;
    int m_probeSuccesses = 0;
    int m_opens = 0;
};

class Run
{
public:
    explicit Run(BreakerOptions options)
        : m_breaker(m_clock, m_random, options)
        , m_model(options)
    {
    }

    void take(const Step &step)
    {
        switch (step.kind) {
        case 0: pass(spanOf(step)); break;
        case 1: m_clock.jumpMonotonic(-100 * spanOf(step)); break;
        case 2: m_clock.jumpWall(std::chrono::hours(step.amount % 17 - 8)); break;
        case 3: setMode(static_cast<BreakerMode>(step.amount % 4)); break;
        case 4: acquire(); break;
        default: finish(step); break;
        }
        compare();
    }

private:
    void pass(nanoseconds span)
    {
        m_clock.advance(span);
        m_model.now += span;
    }

    void setMode(BreakerMode mode)
    {
        m_breaker.setMode(mode);
        m_model.setMode(mode);
    }

    void acquire()
    {
        auto permit = m_breaker.acquire();
        const std::optional<Call> call = m_model.acquire();
        RC_ASSERT(permit.has_value() == call.has_value());
        if (!call) {
            RC_ASSERT(permit.error().retryAfter > 0ns);
            return;
        }
        RC_ASSERT(permit->isProbe() == (call->probe != 0));
        m_held.push_back({std::move(*permit), *call});
    }

    void finish(const Step &step)
    {
        if (m_held.empty())
            return;
        const auto chosen = m_held.begin() + step.amount % static_cast<int>(m_held.size());
        const nanoseconds retryAfter = step.amount % 5 == 0 ? nanoseconds(step.amount) * 1'000'000 : 0ns;
        if (step.kind == 5) {
            m_breaker.succeeded(std::move(chosen->permit));
            m_model.finish(chosen->call, Outcome::Success, 0ns);
        } else if (step.kind == 6) {
            m_breaker.ignored(std::move(chosen->permit));
            m_model.finish(chosen->call, Outcome::Ignored, 0ns);
        } else {
            m_breaker.failed(std::move(chosen->permit), {.retryAfter = retryAfter});
            m_model.finish(chosen->call, Outcome::Failure, retryAfter);
        }
        m_held.erase(chosen);
    }

    void compare()
    {
        const BreakerSnapshot snapshot = m_breaker.snapshot();
        m_model.look();
        RC_ASSERT(snapshot.state == m_model.state);
        RC_ASSERT(snapshot.mode == m_model.mode);
        RC_ASSERT(snapshot.probesUnderWay == m_model.probesUnderWay());
        const bool counting = m_model.state == BreakerState::Open && m_model.mode != BreakerMode::ForcedOpen;
        RC_ASSERT(snapshot.timeLeft == (counting ? m_model.openUntil - m_model.now : 0ns));
    }

    struct Held {
        BreakerPermit permit;
        Call call;
    };

    ManualClock m_clock;
    SeededRandom m_random{1};
    CircuitBreaker m_breaker;
    Model m_model;
    std::vector<Held> m_held;
};

rc::Gen<std::vector<Step>> anySteps(std::initializer_list<std::pair<std::size_t, int>> weights)
{
    const auto step = rc::gen::build<Step>(rc::gen::set(&Step::kind, rc::gen::weightedElement<int>(weights)),
                                           rc::gen::set(&Step::amount, rc::gen::inRange(0, 200'000)));
    return rc::gen::container<std::vector<Step>>(step);
}

} // namespace

class BreakerModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withItsDefaultsItBehavesAsTheModel()
    {
        QVERIFY(rc::check("the breaker and a full history agree", [] {
            const auto steps = *anySteps({{4, 0}, {1, 1}, {1, 2}, {8, 4}, {2, 5}, {1, 6}, {5, 7}});
            Run run({});
            for (const Step &step : steps)
                run.take(step);
        }));
    }

    void withEveryOptionAndEveryModeItBehavesAsTheModel()
    {
        QVERIFY(rc::check("the breaker and a full history agree", [] {
            BreakerOptions options;
            options.failures = *rc::gen::inRange(1, 6);
            options.consecutiveFailures = *rc::gen::inRange(0, 4);
            options.probes = *rc::gen::inRange(1, 4);
            options.openGrowth = *rc::gen::element(1.0, 2.0);
            options.openMaximum = options.openGrowth > 1 ? 100s : 30s;
            const auto steps = *anySteps({{4, 0}, {1, 1}, {1, 2}, {1, 3}, {8, 4}, {3, 5}, {1, 6}, {4, 7}});
            Run run(options);
            for (const Step &step : steps)
                run.take(step);
        }));
    }
};

QTEST_GUILESS_MAIN(BreakerModelTest)
#include "tst_breaker_model.moc"
