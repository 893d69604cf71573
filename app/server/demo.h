// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/payment/payment_options.h"
#include "core/staff/staff_service.h"
#include "core/store/store.h"

#include <QProcess>

namespace tidegate {

/// What --demo adds: a simulated payment gateway in a process of its own, and in an empty database products with a running sale, and a user of each
/// role.
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
    /// Where nobody works yet, makes the users admin, support, warehouse and finance, with one password that is made up, and keeps it in `dataDir`
    /// (demo.password, 0600), so that later starts know it too. That password; empty where other people work here. Blocks.
    static Result<QString> makeStaff(StaffService &staff, const QString &dataDir, Random &random);

private:
    QProcess m_gateway;
};

} // namespace tidegate
