// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QLoggingCategory>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace tidegate {

/// What one plugin brings.
struct PluginOffer {
    QString id;
    std::function<Result<Done>()> add; ///< into its registry
};

/// What is done with the plugins of one kind. The functions are called on the folder's thread, and within start().
struct PluginKind {
    QString offers; ///< what such a plugin brings, for the log: "payment method"
    const QLoggingCategory &(*log)();
    std::function<Result<std::optional<PluginOffer>>(const QString &path)> load; ///< nothing for a plugin of another kind
    std::function<void(const QString &id)> remove;                               ///< from its registry
};

/// Brings the plugins of a folder into the registry of the running server, and follows the folder: a library that appears is
/// offered, one that changes replaces what it brought, one that goes takes that with it. A file that is refused is named in the
/// log, and looked at again once it changes.
class PluginFolder
{
public:
    PluginFolder(QString folder, PluginKind kind);
    /// Stops following; what was loaded stays.
    ~PluginFolder();

    /// Loads what is there now, then follows the folder on a thread of its own. The folder may be missing, and come later.
    void start();

private:
    class Follower;
    std::unique_ptr<Follower> m_follower;
};

} // namespace tidegate
