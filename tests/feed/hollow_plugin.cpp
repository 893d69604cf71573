// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_adapter.h"

#include <QObject>

/// Says that it is a feed plugin, and is none.
class HollowPlugin : public QObject
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TidegateFeedPlugin_iid)
};

#include "hollow_plugin.moc"
