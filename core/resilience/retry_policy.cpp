// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/retry_policy.h"

#include "core/resilience/duration_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

using std::chrono::nanoseconds;

QString RetryDecision::explanation() const
{
    switch (stop) {
    case RetryStop::None: break;
    case RetryStop::AttemptsSpent: return u"no retry: all %1 are spent"_s.arg(retry - 1);
    case RetryStop::DeadlineTooNear: return u"no retry: the deadline is too near"_s;
    case RetryStop::BudgetSpent: return u"no retry: the retry budget is spent"_s;
    }
    const QString who = source == DelaySource::Provider ? u"asked for by the provider"_s : u"backoff"_s;
    return u"retry %1 in %2 (%3)"_s.arg(retry).arg(secondsText(delay), who);
}

RetrySequence::RetrySequence(const RetryPolicy &policy, const Deadline &deadline, RetryBudget *budget)
    : m_policy(&policy)
    , m_deadline(deadline)
    , m_budget(budget)
{
}

RetryDecision RetrySequence::next(std::optional<nanoseconds> providerRetryAfter)
{
    RetryDecision decision;
    decision.retry = m_retries + 1;
    if (m_retries >= m_policy->options().attempts) {
        decision.stop = RetryStop::AttemptsSpent;
        return decision;
    }
    decision.delay = m_policy->backoff(m_retries);
    if (providerRetryAfter && *providerRetryAfter > decision.delay) {
        decision.delay = *providerRetryAfter;
        decision.source = DelaySource::Provider;
    }
    // Subtracted, not added: what a provider asks for may be as large as the type.
    if (decision.delay > m_deadline.remaining() - m_policy->options().tryNeeds)
        decision.stop = RetryStop::DeadlineTooNear;
    else if (m_budget && !m_budget->takeRetry())
        decision.stop = RetryStop::BudgetSpent;
    else
        ++m_retries;
    return decision;
}

RetryPolicy::RetryPolicy(RetryOptions options, Random &random)
    : m_options(options)
    , m_random(random)
{
}

RetrySequence RetryPolicy::begin(const Deadline &deadline, RetryBudget *budget) const
{
    if (budget)
        budget->callStarted();
    return RetrySequence(*this, deadline, budget);
}

nanoseconds RetryPolicy::backoff(int attempt) const
{
    const nanoseconds longest = bound(attempt);
    return nanoseconds(static_cast<std::int64_t>(m_random.below(static_cast<std::uint64_t>(longest.count()) + 1)));
}

nanoseconds RetryPolicy::bound(int attempt) const
{
    const std::int64_t base = std::max<std::int64_t>(0, m_options.base.count());
    const std::int64_t cap = std::max<std::int64_t>(0, m_options.cap.count());
    if (attempt >= 62 || base > (cap >> std::max(0, attempt)))
        return nanoseconds(base == 0 ? 0 : cap);
    return nanoseconds(base << std::max(0, attempt));
}

} // namespace tidegate
