// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/settings.h"
#include "core/payment/payment_plugin.h"
#include "core/payment/payment_registry.h"
#include "core/payment/payment_service.h"
#include "core/payment/paypal_gateway.h"
#include "core/payment/stripe_gateway.h"

#include <optional>

namespace tidegate {

/// Everything about payment that can be set.
struct PaymentOptions {
    PaymentServiceOptions service;
    std::optional<StripeGateway::Options> card;   ///< nothing where [payment.card] has no base_url
    std::optional<PaypalGateway::Options> paypal; ///< nothing where [payment.paypal] has no base_url
    QMap<QString, PluginSettings> plugins;        ///< the other [payment.ID] tables, by id; their values are text
    QString pluginFolder;                         ///< empty: none
};

/// Reads breaker.{failures,window_s,open_s}, retry.{attempts,base_ms,cap_ms}, payment.* and plugins.folder. Refuses a base_url that is not
/// https, but for plain http to this machine, since a secret key would travel readable.
Result<PaymentOptions> paymentOptions(Settings &settings);

/// Adds the gateways that are set.
Result<Done> addGateways(const PaymentOptions &options, PaymentRegistry &registry, const Clock &clock);

} // namespace tidegate
