// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_method.h"

namespace tidegate {

/// What the shop offers at this moment, for GET /payment/methods.
struct PaymentOffer {
    QString id;
    QString name;
    bool available = true; ///< false while its breaker is open
};

} // namespace tidegate
