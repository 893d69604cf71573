// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

#include <memory>

namespace tidegate {

/// The name of an element or attribute as it stands in a feed.
struct XmlName {
    QStringView namespaceUri;
    QStringView name;
    QStringView qualifiedName;
};

/// Finds in the elements of one layout of XML what is a record, and which of its children is which of our fields. One object
/// reads one feed.
class XmlLayout
{
public:
    virtual ~XmlLayout() = default;
    /// Whether a record begins here; `depth` is 1 for the outermost element. Not asked inside of a record.
    [[nodiscard]] virtual bool isRecord(const XmlName &element, int depth) const = 0;
    virtual void begin(FeedParser::Item &item) = 0;
    virtual void attribute(const XmlName &, const QString &, FeedParser::Item &) {}
    /// A child of the record's. Where there are elements in it, `text` is its markup.
    virtual void child(const XmlName &element, const QString &text, FeedParser::Item &item) = 0;
    virtual void finish(FeedParser::Item &item) = 0;
    /// What the one hears whose feed has no record; nothing where that is all right.
    [[nodiscard]] virtual QString noRecords() const = 0;
};

/// Reads a feed in XML. Besides XmlPull's errors: record_too_long (1 MiB), unknown_elements.
std::unique_ptr<FeedParser> openXml(FeedInput &input, std::unique_ptr<XmlLayout> layout);

/// FeedAdapter::rejected() of every XML: the error is the first child of its record.
QByteArray rejectedXml(const QByteArray &frame, const std::vector<RejectedRecord> &records);

/// What the beginning of a feed tells of it as XML.
struct XmlSample {
    bool isXml = false;
    QString root; ///< its name, without prefix, in lower case
    bool hasGoogleNamespace = false;
    bool hasOwnRecord = false; ///< a product or item with a sku
};
XmlSample sampleXml(const FeedSample &sample);

/// Google's namespace for product data, in each of the ways in which feeds write it.
bool isGoogleNamespace(QStringView uri);

} // namespace tidegate
