// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gateway/charge_book.h"
#include "app/gateway/faults.h"
#include "app/http/message.h"
#include "core/base/async.h"

#include <qcoro/qcorotask.h>

#include <mutex>
#include <vector>

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
    /// Whoever hangs on purpose hangs no longer: the program ends.
    void endHangs();

private:
    /// Until endHangs().
    Async<Done> hang();
    Response finish(const GatewayTask &task, FaultMode fault, const GatewayDialect &dialect);
    static Response refuse(const ChargeBook::Claim &claim, const GatewayDialect &dialect);

    ChargeBook &m_book;
    Faults &m_faults;
    std::mutex m_mutex;
    std::vector<Promise<Done>> m_hanging;
};

} // namespace tidegate
