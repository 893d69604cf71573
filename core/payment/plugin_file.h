// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_plugin.h"

namespace tidegate {

/// A method that came out of a shared library.
struct LoadedPlugin {
    QString methodId;
    std::shared_ptr<PaymentMethod> method;
};

/// Whether these bytes are a whole 64-bit ELF shared library: mapping one that was cut off would end the program with SIGBUS.
bool isWholeLibrary(const QByteArray &bytes);

/// Loads one file from the plugin folder, or says why not. The library stays loaded until the program ends.
Result<LoadedPlugin> loadPlugin(const QString &path, const QMap<QString, PluginSettings> &settings, const Clock &clock);

} // namespace tidegate
