// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/callback_sender.h"
#include "core/store/store.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <unordered_map>

namespace tidegate {

/// Claims deliveries that are due and sends them, several at a time, few of one partner, none to a target whose breaker is open.
/// Private to CallbackService; lives on its thread.
class CallbackWorker : public QObject
{
public:
    /// All must outlive this.
    CallbackWorker(Store &store, TargetRules rules, const CallbackOptions &options, const Clock &clock, Random &random);

    void start();
    /// Claims nothing more; ends the thread when what is under way has its end. What has none within half a second is abandoned
    /// and given back.
    void stop();
    [[nodiscard]] std::vector<CallbackTargetState> targets() const;

private:
    static constexpr int maximumInFlight = 64;
    static constexpr int maximumOfOnePartner = 8;

    struct Target {
        Target(const Clock &clock, Random &random, const BreakerOptions &options)
            : breaker(clock, random, options)
        {
        }
        CircuitBreaker breaker;
    };

    QCoro::Task<void> look();
    QCoro::Task<void> deliver(ClaimedDelivery delivery);
    [[nodiscard]] QStringList busyPartners() const;
    [[nodiscard]] QStringList choose(const std::vector<DueDelivery> &due) const;
    CircuitBreaker &breakerOf(const QString &url);
    void putOff(const ClaimedDelivery &delivery, std::chrono::nanoseconds wait);
    void ended(const QString &partnerId);
    void abandon();
    void endThread();

    Store &m_store;
    const CallbackOptions m_options;
    const Clock &m_clock;
    Random &m_random;
    const QString m_owner;
    CallbackSender m_sender;
    QTimer m_poll;
    std::unordered_map<QString, std::unique_ptr<Target>> m_targets; ///< by scheme, host and port
    QHash<QString, int> m_inFlight;                                 ///< by partner
    QHash<QString, Monotonic> m_blockedUntil;                       ///< partners whose target's breaker is open
    int m_running = 0;
    bool m_looking = false;
    bool m_lookAgain = false;
    bool m_stopping = false;
    bool m_abandoned = false;
};

} // namespace tidegate
