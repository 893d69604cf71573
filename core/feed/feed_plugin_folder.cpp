// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_plugin_folder.h"

#include "core/plugin/plugin_file.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(feedLog, "tidegate.feed", QtInfoMsg)

constexpr PluginInterface feedPlugins{TidegateFeedPlugin_iid, "format", "feed plugin"};

auto refused(const QString &why)
{
    return failure(ErrorCode::InvalidRequest, why);
}

Result<std::shared_ptr<const FeedAdapter>> makeAdapter(QObject *instance)
{
    auto *plugin = qobject_cast<FeedPlugin *>(instance);
    if (!plugin)
        return refused(u"it does not implement its own interface"_s);
    try {
        return plugin->create();
    } catch (const std::exception &error) {
        return refused(u"it threw: "_s + QString::fromUtf8(error.what()));
    }
}

Result<std::optional<PluginOffer>> loadFormat(const QString &path, FeedRegistry &registry)
{
    const Result<std::optional<PluginLibrary>> library = loadPluginLibrary(path, feedPlugins);
    if (!library)
        return tl::unexpected(library.error());
    if (!*library)
        return std::nullopt;
    const QString id = (*library)->id;
    const auto adapter = makeAdapter((*library)->instance);
    if (!adapter)
        return tl::unexpected(adapter.error());
    if (!*adapter || (*adapter)->format() != id)
        return refused(u"its format is not called \"%1\", as its description says"_s.arg(id));
    return PluginOffer{id, [&registry, adapter = *adapter] { return registry.add(adapter); }};
}

} // namespace

FeedPluginFolder::FeedPluginFolder(const QString &folder, FeedRegistry &registry)
    : m_folder(folder,
               {u"feed format"_s, feedLog, [&registry](const QString &path) { return loadFormat(path, registry); },
                [&registry](const QString &format) { registry.remove(format); }})
{
}

void FeedPluginFolder::start()
{
    m_folder.start();
}

} // namespace tidegate
