// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QObject>
#include <QString>

#include <optional>

namespace tidegate {

/// One kind of plugin.
struct PluginInterface {
    const char *iid;      ///< of Q_PLUGIN_METADATA: "tidegate.PaymentPlugin/2"
    const char *idMember; ///< of its JSON description, which holds the id of what the plugin brings: "method"
    const char *name;     ///< in a sentence: "payment plugin"
};

/// A library that was loaded, for as long as the program runs.
struct PluginLibrary {
    QObject *instance = nullptr;
    QString id;
};

/// Whether these bytes are a whole 64-bit ELF shared library: mapping one that was cut off would end the program with SIGBUS.
bool isWholeLibrary(const QByteArray &bytes);

/// Loads one file from a plugin folder, or says why not; nothing for a plugin of Tidegate's of another kind. What is loaded is a
/// private copy in the temporary folder, so that overwriting the original can't pull the code away under the running program.
Result<std::optional<PluginLibrary>> loadPluginLibrary(const QString &path, const PluginInterface &interface);

} // namespace tidegate
