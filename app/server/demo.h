// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/payment/payment_options.h"
#include "core/store/store.h"

#include <QProcess>

namespace tidegate {

/// What --demo adds: a simulated payment gateway in a process of its own, and products with a running sale in an empty database.
class Demo
{
public:
    Demo() = default;
    /// Ends the gateway.
    ~Demo();

    /// Starts tidegate-gateway beside this program on a free loopback port, and pays by card and PayPal through it where the settings name no
    /// gateway. Blocks until it is ready. Fails with a sentence.
    Result<Done> startGateway(PaymentOptions &payment);
    /// Does nothing where there is a product already, and never again once there was one. Blocks.
    Result<Done> fillEmptyDatabase(Store &store, const Clock &clock, Random &random);

private:
    QProcess m_gateway;
};

} // namespace tidegate
