// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_service.h"

#include "core/payment/gateway_answer.h"

#include <atomic>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// A method's own timeout ends so much before ours, which is there for methods that don't keep theirs.
constexpr std::chrono::milliseconds methodGrace{25};
constexpr std::chrono::milliseconds shortestRetryAfter{1'000};

ChargeOutcome refused(ErrorCode error, const QString &detail, std::optional<std::chrono::milliseconds> retryAfter = std::nullopt)
{
    ChargeOutcome outcome;
    outcome.status = ChargeStatus::Failed;
    outcome.detail = detail;
    outcome.retryAfter = retryAfter;
    outcome.retryable = false;
    outcome.error = error;
    return outcome;
}

bool isOpen(const BreakerSnapshot &breaker)
{
    return breaker.mode == BreakerMode::ForcedOpen
        || (breaker.mode == BreakerMode::Automatic && breaker.state == BreakerState::Open);
}

bool isDefinite(const ChargeOutcome &outcome)
{
    return outcome.status == ChargeStatus::Charged || outcome.status == ChargeStatus::Declined
        || outcome.status == ChargeStatus::Absent;
}

QCoro::Task<ChargeOutcome> tooOldToAsk(ChargeRequest request)
{
    ChargeOutcome outcome;
    outcome.detail = u"in doubt for longer than the provider remembers: look order %1 up there by hand"_s.arg(request.orderId);
    outcome.retryable = false;
    outcome.gatewayAtFault = false;
    co_return outcome;
}

QString stateName(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed: return u"closed"_s;
    case BreakerState::Open: return u"open"_s;
    case BreakerState::HalfOpen: return u"half-open"_s;
    }
    Q_UNREACHABLE();
}

BreakerOptions breakerOptions(const PaymentServiceOptions &options)
{
    BreakerOptions breaker;
    breaker.failures = options.breakerFailures;
    breaker.window = options.breakerWindow;
    breaker.openFor = options.breakerOpen;
    return breaker;
}

std::chrono::milliseconds whenToComeBack(const ChargeOutcome &outcome, const BreakerSnapshot &breaker)
{
    return std::max(outcome.retryAfter.value_or(shortestRetryAfter),
                    std::chrono::ceil<std::chrono::milliseconds>(breaker.timeLeft));
}

} // namespace

struct PaymentService::Protection {
    Protection(const PaymentServiceOptions &options, const Clock &clock, Random &random)
        : bulkhead(options.concurrent)
        , breaker(clock, random, breakerOptions(options))
        , budget(clock, {.ratio = options.retryRatio, .floorPerSecond = options.retryFloorPerSecond})
    {
    }

    Bulkhead bulkhead;
    CircuitBreaker breaker;
    RetryBudget budget;
};

struct PaymentService::Transaction {
    Transaction(QString methodIdOf, PaymentOperation operationOf, Try attemptOf, const Deadline &deadlineOf, bool inDoubtOf)
        : methodId(std::move(methodIdOf))
        , operation(operationOf)
        , attempt(std::move(attemptOf))
        , deadline(deadlineOf)
        , inDoubt(inDoubtOf)
    {
    }

    const QString methodId;
    const PaymentOperation operation;
    const Try attempt;
    const Deadline deadline;
    const bool inDoubt; ///< an earlier answer was lost
    std::shared_ptr<PaymentMethod> method;
};

struct PaymentService::Race {
    Promise<ChargeOutcome> promise;
    std::atomic<bool> ended = false;

    void end(ChargeOutcome outcome)
    {
        if (!ended.exchange(true))
            promise.deliver(std::move(outcome));
    }
    void lose(const QString &why) { end({.status = ChargeStatus::Unknown, .reference = {}, .detail = why, .retryAfter = {}}); }
};

PaymentService::PaymentService(const PaymentRegistry &registry, const PaymentServiceOptions &options, const Clock &clock,
                               Random &random, Sleeper &sleeper, PaymentObserver *observer)
    : m_registry(registry)
    , m_options(options)
    , m_clock(clock)
    , m_random(random)
    , m_sleeper(sleeper)
    , m_observer(observer)
    , m_retry({.attempts = options.retries, .base = options.retryBase, .cap = options.retryCap}, random)
{
}

std::vector<PaymentOffer> PaymentService::offers() const
{
    std::vector<PaymentOffer> offers;
    for (const std::shared_ptr<PaymentMethod> &method : m_registry.all()) {
        const bool available = method->settlesInside() || !isOpen(protectionOf(method->id())->breaker.snapshot());
        offers.push_back({method->id(), method->name(), available});
    }
    return offers;
}

std::optional<std::chrono::milliseconds> PaymentService::unavailableFor(const QString &methodId) const
{
    const std::shared_ptr<PaymentMethod> method = m_registry.find(methodId);
    if (!method || method->settlesInside())
        return std::nullopt;
    const BreakerSnapshot breaker = protectionOf(methodId)->breaker.snapshot();
    if (!isOpen(breaker))
        return std::nullopt;
    return std::max(shortestRetryAfter, std::chrono::ceil<std::chrono::milliseconds>(breaker.timeLeft));
}

std::vector<PaymentMethodState> PaymentService::states() const
{
    std::vector<PaymentMethodState> states;
    for (const std::shared_ptr<PaymentMethod> &method : m_registry.all()) {
        if (method->settlesInside())
            continue;
        const std::shared_ptr<Protection> protection = protectionOf(method->id());
        states.push_back({method->id(), method->name(), protection->breaker.snapshot(), protection->bulkhead.inUse(),
                          protection->bulkhead.refused()});
    }
    return states;
}

Result<Done> PaymentService::setBreakerMode(const QString &methodId, BreakerMode mode)
{
    const std::shared_ptr<PaymentMethod> method = m_registry.find(methodId);
    if (!method || method->settlesInside())
        return failure(ErrorCode::NotFound, u"no payment method %1 with a breaker"_s.arg(methodId));
    protectionOf(methodId)->breaker.setMode(mode);
    return Done{};
}

std::shared_ptr<PaymentService::Protection> PaymentService::protectionOf(const QString &methodId) const
{
    const std::lock_guard lock(m_mutex);
    std::shared_ptr<Protection> &protection = m_protections[methodId];
    if (!protection) {
        protection = std::make_shared<Protection>(m_options, m_clock, m_random);
        protection->breaker.onTransition([observer = m_observer, methodId](const BreakerTransition &transition) {
            qCWarning(paymentLog).noquote() << u"%1: the breaker is %2 (%3)"_s.arg(methodId, stateName(transition.to),
                                                                                   transition.reason);
            if (observer)
                observer->breakerChanged(methodId, transition);
        });
    }
    return protection;
}

QCoro::Task<ChargeOutcome> PaymentService::charge(QString methodId, ChargeRequest request, Deadline deadline)
{
    Try attempt = [request](PaymentMethod &method, std::chrono::milliseconds timeout) { return method.charge(request, timeout); };
    return transact(std::make_shared<Transaction>(methodId, PaymentOperation::Charge, std::move(attempt), deadline, false));
}

QCoro::Task<ChargeOutcome> PaymentService::recover(QString methodId, ChargeRequest request, std::chrono::milliseconds age,
                                                   Deadline deadline)
{
    Try attempt = [request, age](PaymentMethod &method, std::chrono::milliseconds timeout) {
        return age < method.keyLifetime() ? method.recover(request, timeout) : tooOldToAsk(request);
    };
    return transact(std::make_shared<Transaction>(methodId, PaymentOperation::Charge, std::move(attempt), deadline, true));
}

QCoro::Task<ChargeOutcome> PaymentService::refund(QString methodId, RefundRequest request, Deadline deadline)
{
    Try attempt = [request](PaymentMethod &method, std::chrono::milliseconds timeout) { return method.refund(request, timeout); };
    return transact(std::make_shared<Transaction>(methodId, PaymentOperation::Refund, std::move(attempt), deadline, false));
}

QCoro::Task<ChargeOutcome> PaymentService::transact(std::shared_ptr<Transaction> transaction)
{
    ChargeOutcome outcome = co_await protect(transaction);
    if (transaction->inDoubt && outcome.status == ChargeStatus::Failed)
        outcome.status = ChargeStatus::Unknown;
    if (m_observer)
        m_observer->ended(transaction->methodId, transaction->operation, outcome);
    co_return outcome;
}

QCoro::Task<ChargeOutcome> PaymentService::protect(std::shared_ptr<Transaction> transaction)
{
    const QString id = transaction->methodId;
    transaction->method = m_registry.find(id);
    if (!transaction->method || transaction->method->settlesInside())
        co_return refused(ErrorCode::InvalidRequest, u"no payment method %1 that can be asked"_s.arg(id));
    const std::shared_ptr<Protection> protection = protectionOf(id);
    const std::optional<BulkheadPermit> place = protection->bulkhead.enter();
    if (!place)
        co_return refused(ErrorCode::Overloaded, u"%1 payments by %2 are under way"_s.arg(m_options.concurrent).arg(id),
                          shortestRetryAfter);
    if (transaction->deadline.expired())
        co_return refused(ErrorCode::Overloaded, u"the deadline passed before the payment"_s, shortestRetryAfter);
    auto permit = protection->breaker.acquire();
    if (!permit)
        co_return refused(ErrorCode::PaymentUnavailable, u"%1: %2"_s.arg(id, permit.error().explanation),
                          std::chrono::ceil<std::chrono::milliseconds>(permit.error().retryAfter));
    ChargeOutcome outcome = co_await tryUntilDone(transaction, protection, permit->isProbe());
    report(protection->breaker, std::move(*permit), outcome);
    if (!isDefinite(outcome))
        outcome.retryAfter = whenToComeBack(outcome, protection->breaker.snapshot());
    co_return outcome;
}

void PaymentService::report(CircuitBreaker &breaker, BreakerPermit permit, const ChargeOutcome &outcome)
{
    if (isDefinite(outcome))
        breaker.succeeded(std::move(permit));
    else if (outcome.gatewayAtFault)
        breaker.failed(std::move(permit), {.detail = outcome.detail, .retryAfter = outcome.retryAfter});
    else
        breaker.ignored(std::move(permit));
}

QCoro::Task<ChargeOutcome> PaymentService::tryUntilDone(std::shared_ptr<Transaction> transaction,
                                                        std::shared_ptr<Protection> protection, bool probe)
{
    RetrySequence sequence = m_retry.begin(transaction->deadline, &protection->budget);
    bool inDoubt = false;
    for (;;) {
        ChargeOutcome outcome = co_await tryOnce(transaction);
        if (isDefinite(outcome))
            co_return outcome;
        inDoubt = inDoubt || outcome.status == ChargeStatus::Unknown;
        if (inDoubt)
            outcome.status = ChargeStatus::Unknown;
        if (probe || !outcome.retryable || m_endRetries || isOpen(protection->breaker.snapshot()))
            co_return outcome;
        const RetryDecision next = sequence.next(outcome.retryAfter);
        qCDebug(paymentLog).noquote() << transaction->methodId << outcome.detail << next.explanation();
        if (!next.goesOn())
            co_return outcome;
        Async<Done> backoff = m_sleeper.after(next.delay);
        co_await backoff;
        if (m_endRetries || isOpen(protection->breaker.snapshot()))
            co_return outcome;
        if (m_observer)
            m_observer->retried(transaction->methodId, transaction->operation);
    }
}

QCoro::Task<ChargeOutcome> PaymentService::tryOnce(std::shared_ptr<Transaction> transaction)
{
    const Monotonic begun = m_clock.monotonic();
    const auto limit =
        std::chrono::floor<std::chrono::milliseconds>(transaction->deadline.limit(m_options.tryTimeout + methodGrace));
    const auto race = std::make_shared<Race>();
    run(transaction, std::max(std::chrono::milliseconds(1), limit - methodGrace), race);
    if (!race->ended) {
        m_sleeper.after(limit).then(Executor::current().get(), [race](Done) { race->lose(u"no answer in time"_s); });
    }
    Async<ChargeOutcome> first = race->promise.async();
    ChargeOutcome outcome = co_await first;
    if (m_observer)
        m_observer->tried(transaction->methodId, transaction->operation, outcome.status, m_clock.monotonic() - begun);
    co_return outcome;
}

QCoro::Task<void> PaymentService::run(std::shared_ptr<Transaction> transaction, std::chrono::milliseconds timeout,
                                      std::shared_ptr<Race> race)
{
    try {
        ChargeOutcome outcome = co_await transaction->attempt(*transaction->method, timeout);
        race->end(std::move(outcome));
    } catch (const std::exception &error) {
        race->lose(u"the payment method threw: "_s + QString::fromUtf8(error.what()));
    }
}

} // namespace tidegate
