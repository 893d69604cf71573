// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/http_server.h"
#include "core/base/log.h"
#include "core/base/settings.h"
#include "core/payment/payment_options.h"
#include "core/resilience/sliding_window_limiter.h"
#include "core/sale/checkout.h"
#include "core/store/store.h"

namespace tidegate {

/// Where and how partners are called back.
struct CallbackOptions {
    bool allowHttp = false;    ///< also without TLS
    QStringList allowNetworks; ///< inside networks that may be reached all the same, as "10.0.0.0/8"
};

/// The server that takes our mail; none where `host` is empty.
struct MailOptions {
    QString host;
    int port = 587;
    QString from;
    QString username;
    QString password;
    bool startTls = true;
};

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
    CallbackOptions callbacks;
    MailOptions mail;

    /// Reads every setting. Refuses with a sentence that names key and origin.
    static Result<ServerOptions> read(Settings &settings, const QString &dataDir);
};

} // namespace tidegate
