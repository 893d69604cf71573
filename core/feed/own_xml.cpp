// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/own_xml.h"

#include "core/feed/field_names.h"
#include "core/feed/xml_parser.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr std::size_t namesKept = 64;

class OwnXmlLayout final : public XmlLayout
{
public:
    [[nodiscard]] bool isRecord(const XmlName &element, int) const override
    {
        return element.name.compare(u"product", Qt::CaseInsensitive) == 0
            || element.name.compare(u"item", Qt::CaseInsensitive) == 0;
    }

    void begin(FeedParser::Item &) override {}

    void attribute(const XmlName &attribute, const QString &text, FeedParser::Item &item) override
    {
        if (attribute.namespaceUri.isEmpty())
            set(attribute.name, text, item);
    }

    void child(const XmlName &element, const QString &text, FeedParser::Item &item) override { set(element.name, text, item); }

    void finish(FeedParser::Item &) override {}

    [[nodiscard]] QString noRecords() const override
    {
        return u"There is no element <product> in this document. Expected: %1."_s.arg(OwnXmlAdapter().expectation());
    }

private:
    struct Name {
        QString written;
        std::optional<FeedField> field;
        QString told; ///< empty: our own name
    };

    /// A feed has few names, each of them very often.
    const Name &known(QStringView written)
    {
        const auto found =
            std::find_if(m_names.begin(), m_names.end(), [&](const Name &name) { return name.written == written; });
        if (found != m_names.end())
            return *found;
        if (m_names.size() == namesKept)
            m_names.pop_back();
        const std::optional<FeedField> field = ownField(written);
        const bool isOwn = field && written == feedFieldName(*field);
        m_names.push_back({written.toString(), field, isOwn ? QString() : written.toString()});
        return m_names.back();
    }

    void set(QStringView written, const QString &text, FeedParser::Item &item)
    {
        const Name &name = known(written);
        if (!name.field)
            return noteUnknown(name.written, item);
        std::optional<QString> &value = item.record[*name.field];
        if (value) {
            item.broken.push_back({item.record.line,
                                   name.written.left(64),
                                   u"duplicate_element"_s,
                                   u"This field stands there twice. Remove one of the two."_s,
                                   {}});
        }
        value = text;
        if (!name.told.isEmpty())
            item.record.names[std::size_t(*name.field)] = name.told;
    }

    void noteUnknown(const QString &name, FeedParser::Item &item)
    {
        if (m_unknown.size() >= 32 || m_unknown.contains(name))
            return;
        m_unknown << name;
        item.notes.push_back(
            {item.record.line,
             name.left(64),
             u"unknown_element"_s,
             u"There is no such field; it is passed over, here and further on. Known are: %1."_s.arg(ownFieldList()),
             {}});
    }

    std::vector<Name> m_names;
    QStringList m_unknown; ///< told already
};

} // namespace

QString OwnXmlAdapter::format() const
{
    return u"own-xml"_s;
}

QString OwnXmlAdapter::name() const
{
    return u"Tidegate fields, XML"_s;
}

QString OwnXmlAdapter::expectation() const
{
    return u"elements <product> with the children %1"_s.arg(ownFieldList());
}

FeedMatch OwnXmlAdapter::recognises(const FeedSample &sample) const
{
    const XmlSample xml = sampleXml(sample);
    if (!xml.isXml || xml.root == u"rss" || xml.root == u"feed" || xml.root == u"rdf")
        return FeedMatch::No;
    return xml.hasOwnRecord ? FeedMatch::Certain : FeedMatch::Possible;
}

std::unique_ptr<FeedParser> OwnXmlAdapter::open(FeedInput &input) const
{
    return openXml(input, std::make_unique<OwnXmlLayout>());
}

QByteArray OwnXmlAdapter::rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const
{
    return rejectedXml(frame, records);
}

QByteArray OwnXmlAdapter::mediaType() const
{
    return "application/xml";
}

} // namespace tidegate
