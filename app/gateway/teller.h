// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gateway/charge_book.h"
#include "app/gateway/faults.h"
#include "app/http/message.h"
#include "core/base/async.h"

#include <qcoro/qcorotask.h>

#include <map>
#include <mutex>
#include <optional>

namespace tidegate {

/// How one provider says what both have to say.
struct GatewayDialect {
    GatewayAnswer broken;       ///< 500
    GatewayAnswer running;      ///< the key is in use this moment
    GatewayAnswer otherRequest; ///< the key was used with other parameters
};

/// One request to a provider, checked and understood.
struct GatewayTask {
    ChargeBook::RequestKey key = {};
    ChargeBook::Work work;
    ChargeBook::Work decline = nullptr; ///< instead of `work` where the fault says so; nothing where it can't be declined
    bool movesMoney = false;            ///< drop_after_charge meets it
};

Response gatewayResponse(const GatewayAnswer &answer);

/// Does what a provider is asked, through faults and idempotency. Thread-safe.
class Teller
{
public:
    Teller(ChargeBook &book, Faults &faults);

    QCoro::Task<Response> serve(GatewayTask task, const GatewayDialect &dialect);
    /// Whoever hangs or is slow on purpose waits no longer, now and from now on: the program ends.
    void endWaits();

private:
    /// Until endWaits(), or for so long.
    Async<Done> wait(std::optional<std::chrono::milliseconds> time);
    void endWait(quint64 number);
    Response finish(const GatewayTask &task, FaultMode fault, const GatewayDialect &dialect);
    static Response refuse(const ChargeBook::Claim &claim, const GatewayDialect &dialect);

    ChargeBook &m_book;
    Faults &m_faults;
    std::mutex m_mutex;
    bool m_ending = false;
    quint64 m_lastWait = 0;
    std::map<quint64, Promise<Done>> m_waiting;
};

} // namespace tidegate
