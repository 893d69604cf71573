// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/http_server.h"
#include "app/server/partner_side.h"
#include "core/base/log.h"
#include "core/base/settings.h"
#include "core/payment/payment_options.h"
#include "core/resilience/sliding_window_limiter.h"
#include "core/rma/rma_step_frame.h"
#include "core/sale/checkout.h"
#include "core/sale/refund_service.h"
#include "core/staff/staff_sessions.h"
#include "core/store/store.h"

namespace tidegate {

/// Everything about a server that can be set, with its defaults.
struct ServerOptions {
    QString dataDir;
    LogFormat logFormat = LogFormat::Text;
    StoreOptions store;
    HttpOptions http;
    CheckoutOptions checkout;
    LimiterRule checkoutLimit{5, std::chrono::seconds(60)};
    LimiterRule sessionLimit{120, std::chrono::seconds(60)}; ///< new shopper sessions per address (clientNetwork())
    LimiterRule guessLimit{100, std::chrono::seconds(60)};   ///< wrong keys per address (clientNetwork())
    std::size_t maximumShoppers = 2'000'000;                 ///< the limiter remembers at one time
    std::chrono::seconds cacheTtl{30};
    PaymentOptions payment;
    RefundOptions refunds;
    RmaOptions rma;
    PartnerSideOptions partnerSide;
    StaffSessionOptions staff;

    /// Reads every setting. Refuses with a sentence that names key and origin.
    static Result<ServerOptions> read(Settings &settings, const QString &dataDir);
};

} // namespace tidegate
