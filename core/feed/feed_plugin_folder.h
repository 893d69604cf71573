// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_registry.h"
#include "core/plugin/plugin_folder.h"

namespace tidegate {

/// The feed formats that plugins bring (PluginFolder); feeds that are being read go on when their format goes.
///
/// A file is refused, with one line in the log, where it is not a whole ELF library, not a feed plugin of this version, writable
/// for everybody, or brings a format that is known already.
class FeedPluginFolder
{
public:
    /// The registry must outlive this.
    FeedPluginFolder(const QString &folder, FeedRegistry &registry);

    void start();

private:
    PluginFolder m_folder;
};

} // namespace tidegate
