// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/sleeper.h"
#include "core/payment/payment_method.h"

#include <deque>
#include <stdexcept>
#include <vector>

namespace tidegate {

/// A way to pay that does what a test says, try by try; when the script ends, its last line goes on.
class ScriptedMethod final : public PaymentMethod
{
public:
    enum class Manner { Answers, NeverAnswers, Throws };
    struct Line {
        ChargeOutcome outcome;
        Manner manner = Manner::Answers;
        std::chrono::milliseconds after{0}; ///< takes so long
    };
    struct Asked {
        QString idempotencyKey;
        Monotonic at;
        std::chrono::milliseconds timeout;
    };

    ScriptedMethod(QString id, const Clock &clock, Sleeper &sleeper)
        : m_id(std::move(id))
        , m_clock(clock)
        , m_sleeper(sleeper)
    {
    }

    QString id() const override { return m_id; }
    QString name() const override { return m_id.toUpper(); }
    bool settlesInside() const override { return inside; }

    QCoro::Task<ChargeOutcome> charge(ChargeRequest request, std::chrono::milliseconds timeout) override
    {
        return play(request.idempotencyKey, timeout);
    }
    QCoro::Task<ChargeOutcome> refund(RefundRequest request, std::chrono::milliseconds timeout) override
    {
        return play(request.idempotencyKey, timeout);
    }

    static Line line(ChargeStatus status)
    {
        Line line;
        line.outcome.status = status;
        line.outcome.reference = QStringLiteral("ref");
        return line;
    }
    static Line manner(Manner manner)
    {
        Line line;
        line.manner = manner;
        return line;
    }
    void plays(std::initializer_list<ChargeStatus> statuses)
    {
        script.clear();
        for (const ChargeStatus status : statuses)
            script.push_back(line(status));
    }

    /// Lets go of the tries that never answer, so that nothing is left of them.
    void endSilence()
    {
        for (Promise<Done> &promise : m_silent)
            promise.deliver({});
        m_silent.clear();
    }

    std::deque<Line> script;
    std::vector<Asked> asked;
    bool inside = false;

private:
    QCoro::Task<ChargeOutcome> play(QString key, std::chrono::milliseconds timeout)
    {
        asked.push_back({key, m_clock.monotonic(), timeout});
        const Line now = script.front();
        if (script.size() > 1)
            script.pop_front();
        if (now.manner == Manner::Throws)
            throw std::runtime_error("broken plugin");
        if (now.manner == Manner::NeverAnswers) {
            Async<Done> never = m_silent.emplace_back().async();
            co_await never;
        }
        if (now.after.count() > 0) {
            Async<Done> later = m_sleeper.after(now.after);
            co_await later;
        }
        co_return now.outcome;
    }

    const QString m_id;
    const Clock &m_clock;
    Sleeper &m_sleeper;
    std::vector<Promise<Done>> m_silent;
};

} // namespace tidegate
