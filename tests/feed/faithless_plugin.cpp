// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/own_json.h"

#include <QObject>

#include <stdexcept>

using namespace tidegate;

/// Offers another format than its description says, or throws where the environment variable TIDEGATE_FAITHLESS says so.
class FaithlessPlugin : public QObject, public FeedPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TidegateFeedPlugin_iid FILE "faithless_plugin.json")
    Q_INTERFACES(tidegate::FeedPlugin)

public:
    std::shared_ptr<FeedAdapter> create() override
    {
        if (qEnvironmentVariable("TIDEGATE_FAITHLESS") == u"throws")
            throw std::runtime_error("no luck");
        return std::make_shared<OwnJsonAdapter>();
    }
};

#include "faithless_plugin.moc"
