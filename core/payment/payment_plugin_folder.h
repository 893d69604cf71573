// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_plugin.h"
#include "core/payment/payment_registry.h"
#include "core/plugin/plugin_folder.h"

namespace tidegate {

/// Loads one file, or says why not; null for a plugin of another kind. The library stays loaded until the program ends.
Result<std::shared_ptr<PaymentMethod>> loadPaymentPlugin(const QString &path, const QMap<QString, PluginSettings> &settings,
                                                         const Clock &clock);

/// The payment plugins of a folder (PluginFolder); charges under way end as usual when their method goes.
///
/// A file is refused, with one line in the log, where it is not a whole ELF library, not a payment plugin of this version,
/// writable for everybody, or brings an id that is taken.
class PaymentPluginFolder
{
public:
    /// `settings` by method id. Registry and clock must outlive this.
    PaymentPluginFolder(const QString &folder, PaymentRegistry &registry, const QMap<QString, PluginSettings> &settings,
                        const Clock &clock);

    void start();

private:
    PluginFolder m_folder;
};

} // namespace tidegate
