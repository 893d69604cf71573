// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"
#include "core/payment/payment_service.h"

namespace tidegate {

/// GET /payment/methods: what the shop offers right now, plugins included.
void addPaymentRoutes(Router &router, PaymentService &payments);

} // namespace tidegate
