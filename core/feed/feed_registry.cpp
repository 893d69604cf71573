// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_registry.h"

#include "core/feed/google_table.h"
#include "core/feed/google_xml.h"
#include "core/feed/own_json.h"
#include "core/feed/own_table.h"
#include "core/feed/own_xml.h"
#include "core/feed/shopify_csv.h"

#include <QRegularExpression>

#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

auto withFormat(const QString &format)
{
    return [format](const std::shared_ptr<const FeedAdapter> &adapter) { return adapter->format() == format; };
}

} // namespace

FeedRegistry::FeedRegistry()
    : m_adapters{std::make_shared<OwnCsvAdapter>(),    std::make_shared<OwnTsvAdapter>(),
                 std::make_shared<OwnJsonAdapter>(),   std::make_shared<OwnNdjsonAdapter>(),
                 std::make_shared<OwnXmlAdapter>(),    std::make_shared<ShopifyCsvAdapter>(),
                 std::make_shared<GoogleXmlAdapter>(), std::make_shared<GoogleTableAdapter>()}
{
}

Result<Done> FeedRegistry::add(std::shared_ptr<const FeedAdapter> adapter)
{
    static const QRegularExpression form(QRegularExpression::anchoredPattern(u"[a-z][a-z0-9-]{0,31}"_s));
    const QString format = adapter->format();
    if (!form.match(format).hasMatch())
        return failure(ErrorCode::InvalidRequest, u"\"%1\" is no id of a feed format"_s.arg(format));
    if (adapter->name().isEmpty())
        return failure(ErrorCode::InvalidRequest, u"the feed format %1 has no name"_s.arg(format));
    const std::unique_lock lock(m_mutex);
    if (std::any_of(m_adapters.begin(), m_adapters.end(), withFormat(format)))
        return failure(ErrorCode::Conflict, u"there is a feed format %1 already"_s.arg(format));
    m_adapters.push_back(std::move(adapter));
    return Done{};
}

void FeedRegistry::remove(const QString &format)
{
    const std::unique_lock lock(m_mutex);
    std::erase_if(m_adapters, withFormat(format));
}

std::shared_ptr<const FeedAdapter> FeedRegistry::find(const QString &format) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = std::find_if(m_adapters.begin(), m_adapters.end(), withFormat(format));
    return found == m_adapters.end() ? nullptr : *found;
}

std::vector<std::shared_ptr<const FeedAdapter>> FeedRegistry::all() const
{
    const std::shared_lock lock(m_mutex);
    return m_adapters;
}

std::shared_ptr<const FeedAdapter> FeedRegistry::recognise(const FeedSample &sample) const
{
    std::shared_ptr<const FeedAdapter> surest;
    FeedMatch best = FeedMatch::No;
    for (const std::shared_ptr<const FeedAdapter> &adapter : all()) {
        const FeedMatch match = adapter->recognises(sample);
        if (match > best) {
            best = match;
            surest = adapter;
        }
    }
    return surest;
}

QString FeedRegistry::expectations() const
{
    QStringList list;
    for (const std::shared_ptr<const FeedAdapter> &adapter : all())
        list << u"%1 (%2)"_s.arg(adapter->format(), adapter->expectation());
    return list.join(u"; "_s);
}

const FeedRegistry &builtInFormats()
{
    static const FeedRegistry registry;
    return registry;
}

} // namespace tidegate
