// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payment/payment_plugin.h"
#include "core/payment/payment_registry.h"

#include <memory>

namespace tidegate {

/// Brings the plugins of a folder into the registry of the running server, and follows the folder: a library that appears is offered, one
/// that changes replaces what it brought, one that goes takes its method with it (the charges under way end as usual).
///
/// A file is refused, with one line in the log, where it is not a whole ELF library, not a payment plugin of this version, writable for
/// everybody, or brings an id that is taken; it is looked at again once it changes. What is loaded is a private copy in the temporary folder,
/// so that overwriting the original can't pull the code away under the running server.
class PaymentPluginFolder
{
public:
    /// `settings` by method id. Registry and clock must outlive this.
    PaymentPluginFolder(QString folder, PaymentRegistry &registry, QMap<QString, PluginSettings> settings, const Clock &clock);
    /// Stops following; what was loaded stays.
    ~PaymentPluginFolder();

    /// Loads what is there now, then follows the folder on a thread of its own. The folder may be missing, and come later.
    void start();

private:
    class Follower;
    std::unique_ptr<Follower> m_follower;
};

} // namespace tidegate
