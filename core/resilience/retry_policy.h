// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/resilience/deadline.h"
#include "core/resilience/retry_budget.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

namespace tidegate {

struct RetryOptions {
    int attempts = 3;                                                  ///< retries after the first try
    std::chrono::nanoseconds base = std::chrono::milliseconds(100);    ///< bound of the first delay
    std::chrono::nanoseconds cap = std::chrono::seconds(2);            ///< no delay of our own is ever longer
    std::chrono::nanoseconds tryNeeds = std::chrono::milliseconds(50); ///< a retry that has less than this left is not made
};

/// Who set a delay.
enum class DelaySource {
    Backoff,  ///< exponential backoff with full jitter
    Provider, ///< the provider's Retry-After, which was longer
};

enum class RetryStop {
    None, ///< go on
    AttemptsSpent,
    DeadlineTooNear,
    BudgetSpent,
};

struct RetryDecision {
    RetryStop stop = RetryStop::None;
    std::chrono::nanoseconds delay{0}; ///< wait so long, then try again
    DelaySource source = DelaySource::Backoff;
    int retry = 0; ///< which one this is, from 1

    [[nodiscard]] bool goesOn() const { return stop == RetryStop::None; }
    /// For the log: "retry 2 in 0.2 s (backoff)", "no retry: the deadline is too near".
    [[nodiscard]] QString explanation() const;
};

/// The retries of one transaction. A value; one user at a time. What it was made from must outlive it.
class RetrySequence
{
public:
    /// After a try that failed and may be repeated. Takes one retry out of the budget when it says go on.
    [[nodiscard]] RetryDecision next(std::optional<std::chrono::nanoseconds> providerRetryAfter = std::nullopt);
    [[nodiscard]] int retries() const { return m_retries; }

private:
    friend class RetryPolicy;
    RetrySequence(const class RetryPolicy &policy, const Deadline &deadline, RetryBudget *budget);

    const RetryPolicy *m_policy;
    Deadline m_deadline;
    RetryBudget *m_budget;
    int m_retries = 0;
};

/// When to try again: after random(0, min(cap, base × 2^n)), "full jitter" (M. Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015), or after what the provider asks for where that is longer; never more than `attempts` times, never
/// where the deadline leaves no time for the try, never beyond the budget. Only for calls that are safe to repeat (with an
/// idempotency key).
///
///     RetryPolicy policy({.attempts = 3, .base = 100ms, .cap = 2s}, random);
///     RetrySequence tries = policy.begin(deadline, &budget);
///     for (;;) {
///         const ChargeOutcome outcome = co_await method.charge(request, deadline.limit(1500ms));
///         if (outcome.status != ChargeStatus::Failed)
///             co_return outcome;
///         const RetryDecision next = tries.next(outcome.retryAfter);
///         if (!next.goesOn())
///             co_return outcome;
///         co_await sleepFor(next.delay);
///     }
///
/// Thread-safe.
class RetryPolicy
{
public:
    RetryPolicy(RetryOptions options, Random &random);

    /// The first try of a transaction begins; without a budget, retries are bounded by attempts and deadline alone.
    [[nodiscard]] RetrySequence begin(const Deadline &deadline, RetryBudget *budget = nullptr) const;

    /// A delay for the retry number `attempt` (from 0; any number): evenly spread over [0, bound(attempt)].
    [[nodiscard]] std::chrono::nanoseconds backoff(int attempt) const;
    /// min(cap, base × 2^attempt), without overflow for any attempt.
    [[nodiscard]] std::chrono::nanoseconds bound(int attempt) const;
    [[nodiscard]] const RetryOptions &options() const { return m_options; }

private:
    const RetryOptions m_options;
    Random &m_random;
};

} // namespace tidegate
