// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/store_credit_method.h"

using namespace Qt::StringLiterals;

namespace tidegate {

QString StoreCreditMethod::id() const
{
    return u"store_credit"_s;
}

QString StoreCreditMethod::name() const
{
    return u"Store credit"_s;
}

QCoro::Task<ChargeOutcome> StoreCreditMethod::charge(ChargeRequest, std::chrono::milliseconds)
{
    co_return ChargeOutcome{
        ChargeStatus::Failed, {}, u"store credit is captured with the order, never by itself"_s, std::nullopt};
}

QCoro::Task<ChargeOutcome> StoreCreditMethod::refund(RefundRequest, std::chrono::milliseconds)
{
    co_return ChargeOutcome{ChargeStatus::Failed, {}, u"store credit is given back through its ledger"_s, std::nullopt};
}

} // namespace tidegate
