// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_worker.h"

#include "core/base/id.h"

#include <QLoggingCategory>
#include <QThread>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcCallbacks, "tidegate.callbacks", QtInfoMsg)

constexpr auto pollInterval = 250ms;
constexpr auto stopPatience = 500ms;
/// Longer than any attempt: name servers that don't answer (30 s and more) and CallbackSender::timeout.
constexpr std::chrono::milliseconds lease = 3min;
constexpr int candidates = 256;

} // namespace

CallbackWorker::CallbackWorker(Store &store, TargetRules rules, const CallbackOptions &options, const Clock &clock,
                               Random &random)
    : m_store(store)
    , m_options(options)
    , m_clock(clock)
    , m_random(random)
    , m_owner(newId(clock, random))
    , m_sender(std::move(rules), options.caFile, clock)
    , m_poll(this)
{
}

void CallbackWorker::start()
{
    connect(&m_poll, &QTimer::timeout, this, [this] { look(); });
    m_poll.start(pollInterval);
    look();
}

void CallbackWorker::stop()
{
    m_stopping = true;
    m_poll.stop();
    if (m_running == 0 && !m_looking)
        endThread();
    else
        QTimer::singleShot(stopPatience, this, [this] { abandon(); });
}

void CallbackWorker::abandon()
{
    m_abandoned = true;
    HttpClient::abandonAll();
    // A name that is being looked up can't be abandoned.
    QTimer::singleShot(stopPatience, this, [this] { endThread(); });
}

void CallbackWorker::endThread()
{
    const auto released = m_store
                              .write([owner = m_owner](WriteTransaction &transaction) -> Result<Done> {
                                  releaseDeliveries(transaction, owner);
                                  return Done{};
                              })
                              .get();
    if (!released)
        qCWarning(lcCallbacks).noquote() << "leases could not be given back; they end by themselves:" << released.error().detail;
    thread()->quit();
}

QStringList CallbackWorker::busyPartners() const
{
    QStringList busy;
    for (auto partner = m_inFlight.begin(); partner != m_inFlight.end(); ++partner) {
        if (partner.value() >= maximumOfOnePartner)
            busy << partner.key();
    }
    const Monotonic now = m_clock.monotonic();
    for (auto partner = m_blockedUntil.begin(); partner != m_blockedUntil.end(); ++partner) {
        if (partner.value() > now && !busy.contains(partner.key()))
            busy << partner.key();
    }
    return busy;
}

QStringList CallbackWorker::choose(const std::vector<DueDelivery> &due) const
{
    QHash<QString, int> ofPartner = m_inFlight;
    QStringList chosen;
    for (const DueDelivery &delivery : due) {
        if (m_running + chosen.size() >= maximumInFlight)
            break;
        int &count = ofPartner[delivery.partnerId];
        if (count >= maximumOfOnePartner)
            continue;
        ++count;
        chosen << delivery.id;
    }
    return chosen;
}

QCoro::Task<void> CallbackWorker::look()
{
    if (m_looking) {
        m_lookAgain = true;
        co_return;
    }
    m_looking = true;
    do {
        m_lookAgain = false;
        if (m_stopping || m_running >= maximumInFlight)
            break;
        auto looking = m_store.read(
            [now = m_clock.utc(), busy = busyPartners()](ReadTransaction &transaction) -> Result<std::vector<DueDelivery>> {
                return dueDeliveries(transaction, now, busy, candidates);
            });
        const Result<std::vector<DueDelivery>> due = co_await looking;
        const QStringList ids = due ? choose(*due) : QStringList();
        if (ids.isEmpty() || m_stopping)
            continue;
        auto claiming =
            m_store.write([ids, owner = m_owner](WriteTransaction &transaction) -> Result<std::vector<ClaimedDelivery>> {
                return claimDeliveries(transaction, ids, owner, lease);
            });
        const Result<std::vector<ClaimedDelivery>> claimed = co_await claiming;
        if (!claimed) {
            qCWarning(lcCallbacks).noquote() << "callbacks could not be claimed:" << claimed.error().detail;
            break;
        }
        m_lookAgain = true; // there may be more of other partners
        for (const ClaimedDelivery &delivery : *claimed)
            deliver(delivery);
    } while (m_lookAgain);
    m_looking = false;
    if (m_stopping && m_running == 0)
        endThread();
}

std::vector<CallbackTargetState> CallbackWorker::targets() const
{
    std::vector<CallbackTargetState> states;
    for (const auto &[name, target] : m_targets) {
        const BreakerSnapshot breaker = target->breaker.snapshot();
        states.push_back({name, breaker.state, breaker.timeLeft});
    }
    std::sort(states.begin(), states.end(),
              [](const CallbackTargetState &a, const CallbackTargetState &b) { return a.target < b.target; });
    return states;
}

CircuitBreaker &CallbackWorker::breakerOf(const QString &url)
{
    const QUrl parsed(url);
    const QString name = parsed.scheme() + u"://"_s + parsed.host() + u':' + QString::number(parsed.port(0));
    std::unique_ptr<Target> &target = m_targets[name];
    if (!target)
        target = std::make_unique<Target>(m_clock, m_random, m_options.breaker);
    return target->breaker;
}

void CallbackWorker::putOff(const ClaimedDelivery &delivery, std::chrono::nanoseconds wait)
{
    m_blockedUntil[delivery.partnerId] = m_clock.monotonic() + wait;
    const UtcMillis at = m_clock.utc() + std::chrono::ceil<std::chrono::milliseconds>(wait).count();
    m_store
        .write([id = delivery.id, owner = m_owner, at](WriteTransaction &transaction) -> Result<Done> {
            putOffDelivery(transaction, id, owner, at);
            return Done{};
        })
        .onDelivery([](const Result<Done> &done) {
            if (!done)
                qCWarning(lcCallbacks).noquote() << "a callback could not be put off:" << done.error().detail;
        });
}

QCoro::Task<void> CallbackWorker::deliver(ClaimedDelivery delivery)
{
    CircuitBreaker &breaker = breakerOf(delivery.url);
    auto permit = breaker.acquire();
    if (!permit) {
        putOff(delivery, permit.error().retryAfter);
        co_return;
    }
    ++m_running;
    ++m_inFlight[delivery.partnerId];
    auto sending = m_sender.send(delivery);
    const CallbackSender::Sent sent = co_await sending;
    if (m_abandoned) {
        breaker.ignored(*std::move(permit));
        ended(delivery.partnerId);
        co_return;
    }
    if (sent.isTheirFault)
        breaker.failed(*std::move(permit), {.detail = sent.outcome.attempt.problem, .retryAfter = sent.outcome.retryAfter});
    else if (sent.outcome.attempt.status == 0)
        breaker.ignored(*std::move(permit));
    else
        breaker.succeeded(*std::move(permit));
    if (m_options.onAttempt)
        m_options.onAttempt(sent.outcome.attempt);
    auto recording =
        m_store.write([=, owner = m_owner, &clock = m_clock, &random = m_random](WriteTransaction &transaction) -> Result<Done> {
            recordAttempt(transaction, delivery, owner, sent.outcome, clock, random);
            return Done{};
        });
    const Result<Done> recorded = co_await recording;
    if (!recorded)
        qCWarning(lcCallbacks).noquote() << "an attempt could not be written down, it will be made again:"
                                         << recorded.error().detail;
    ended(delivery.partnerId);
}

void CallbackWorker::ended(const QString &partnerId)
{
    --m_running;
    if (--m_inFlight[partnerId] == 0)
        m_inFlight.remove(partnerId);
    if (!m_stopping)
        look();
    else if (m_running == 0 && !m_looking)
        endThread();
}

} // namespace tidegate
