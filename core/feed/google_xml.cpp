// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/google_xml.h"

#include "core/feed/google_fields.h"
#include "core/feed/xml_parser.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr std::size_t namesKept = 128;

/// Of RSS or Atom itself: everything that is not an extension's.
bool isFeedNamespace(QStringView uri)
{
    return uri.isEmpty() || uri == u"http://www.w3.org/2005/Atom" || uri == u"http://purl.org/atom/ns#"
        || uri.startsWith(u"http://purl.org/rss/");
}

class GoogleXmlLayout final : public XmlLayout
{
public:
    [[nodiscard]] bool isRecord(const XmlName &element, int depth) const override
    {
        return depth > 1 && isFeedNamespace(element.namespaceUri) && (element.name == u"item" || element.name == u"entry");
    }

    void begin(FeedParser::Item &) override { m_fields.clear(); }

    void child(const XmlName &element, const QString &text, FeedParser::Item &) override
    {
        const Name &name = known(element);
        if (name.attribute)
            m_fields.set(*name.attribute, text, name.qualified, name.isGoogles);
    }

    void finish(FeedParser::Item &item) override { m_fields.finish(item); }

    [[nodiscard]] QString noRecords() const override
    {
        return u"There is no <item> or <entry> in this document. Expected: %1."_s.arg(GoogleXmlAdapter().expectation());
    }

private:
    struct Name {
        QString qualified;
        QString namespaceUri;
        std::optional<GoogleAttribute> attribute;
        bool isGoogles = false;
    };

    const Name &known(const XmlName &element)
    {
        const auto found = std::find_if(m_names.begin(), m_names.end(), [&](const Name &name) {
            return name.qualified == element.qualifiedName && name.namespaceUri == element.namespaceUri;
        });
        if (found != m_names.end())
            return *found;
        if (m_names.size() == namesKept)
            m_names.pop_back();
        Name name{element.qualifiedName.toString(), element.namespaceUri.toString(), std::nullopt,
                  isGoogleNamespace(element.namespaceUri)};
        if (name.isGoogles || isFeedNamespace(element.namespaceUri))
            name.attribute = googleAttribute(element.name);
        // The id of an Atom entry tells entries apart, as RSS's guid does; it is the product's only where Google's own is
        // missing.
        if (!name.isGoogles && name.attribute == GoogleAttribute::Id)
            name.attribute = GoogleAttribute::Guid;
        m_names.push_back(std::move(name));
        return m_names.back();
    }

    GoogleFields m_fields;
    std::vector<Name> m_names;
};

} // namespace

QString GoogleXmlAdapter::format() const
{
    return u"google-xml"_s;
}

QString GoogleXmlAdapter::name() const
{
    return u"Google Merchant Center, RSS or Atom"_s;
}

QString GoogleXmlAdapter::expectation() const
{
    return u"RSS or Atom with g:id, title, description, g:price, g:availability, g:image_link, …"_s;
}

FeedMatch GoogleXmlAdapter::recognises(const FeedSample &sample) const
{
    const XmlSample xml = sampleXml(sample);
    if (xml.root != u"rss" && xml.root != u"feed" && xml.root != u"rdf")
        return FeedMatch::No;
    return xml.hasGoogleNamespace ? FeedMatch::Certain : FeedMatch::Possible;
}

std::unique_ptr<FeedParser> GoogleXmlAdapter::open(FeedInput &input) const
{
    return openXml(input, std::make_unique<GoogleXmlLayout>());
}

QByteArray GoogleXmlAdapter::rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const
{
    return rejectedXml(frame, records);
}

QByteArray GoogleXmlAdapter::mediaType() const
{
    return "application/rss+xml";
}

} // namespace tidegate
