// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/payment/payment_method.h"

#include <QMap>
#include <QString>
#include <QtPlugin>

#include <memory>

namespace tidegate {

/// The settings of one payment plugin: its table [payment.ID] without the prefix.
using PluginSettings = QMap<QString, QString>;

/// What a shared library in the plugin folder offers to bring a way to pay into the running server:
///
///     class CryptoPlugin : public QObject, public tidegate::PaymentPlugin
///     {
///         Q_OBJECT
///         Q_PLUGIN_METADATA(IID TidegatePaymentPlugin_iid FILE "crypto.json")
///         Q_INTERFACES(tidegate::PaymentPlugin)
///         …
///
/// where crypto.json is `{"method": "crypto"}`, the id of the method, and with it the name of its settings table. plugins/crypto is a
/// whole one. A plugin is part of the program: it runs with the server's rights, and nothing protects the server from one that crashes.
class PaymentPlugin
{
public:
    virtual ~PaymentPlugin() = default;

    /// The method, or a sentence that says which setting is wrong. `clock` lives as long as the program.
    virtual Result<std::shared_ptr<PaymentMethod>> create(const PluginSettings &settings, const Clock &clock) = 0;
};

} // namespace tidegate

#define TidegatePaymentPlugin_iid "tidegate.PaymentPlugin/2"
Q_DECLARE_INTERFACE(tidegate::PaymentPlugin, TidegatePaymentPlugin_iid)
