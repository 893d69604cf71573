// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_method.h"

namespace tidegate {

/// Paying from the shopper's store credit. Settles inside the reserving transaction (captureCredit), so nothing is ever asked of it later.
class StoreCreditMethod final : public PaymentMethod
{
public:
    [[nodiscard]] QString id() const override;
    [[nodiscard]] QString name() const override;
    [[nodiscard]] bool settlesInside() const override { return true; }
    QCoro::Task<ChargeOutcome> charge(ChargeRequest request, std::chrono::milliseconds timeout) override;
    QCoro::Task<ChargeOutcome> refund(RefundRequest request, std::chrono::milliseconds timeout) override;
};

} // namespace tidegate
