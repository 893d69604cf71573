// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/xml_parser.h"

#include "core/feed/feed_error.h"
#include "core/feed/field_names.h"
#include "core/feed/xml_pull.h"

#include <QStringEncoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype longestRecord = qsizetype(1024) * 1024;
constexpr char frameMark = '\x1e'; ///< in a frame, between what stands before the records and what stands behind them

/// Writes XML piece by piece, in UTF-8.
class MarkupWriter
{
public:
    void clear() { m_markup.truncate(0); }
    void truncate(qsizetype size) { m_markup.truncate(size); }
    [[nodiscard]] qsizetype size() const { return m_markup.size(); }
    [[nodiscard]] const QByteArray &markup() const { return m_markup; }

    void start(const QXmlStreamReader &element)
    {
        m_markup += '<';
        append(element.qualifiedName());
        for (const QXmlStreamNamespaceDeclaration &declaration : element.namespaceDeclarations()) {
            m_markup += declaration.prefix().isEmpty() ? " xmlns" : " xmlns:";
            append(declaration.prefix());
            value(declaration.namespaceUri());
        }
        for (const QXmlStreamAttribute &attribute : element.attributes()) {
            m_markup += ' ';
            append(attribute.qualifiedName());
            value(attribute.value());
        }
        m_markup += '>';
    }

    void end(QStringView qualifiedName)
    {
        m_markup += "</";
        append(qualifiedName);
        m_markup += '>';
    }

    void text(QStringView text)
    {
        qsizetype begin = 0;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const char *escape = escapeOf(text[i].unicode());
            if (!escape)
                continue;
            append(text.sliced(begin, i - begin));
            m_markup += escape;
            begin = i + 1;
        }
        append(text.sliced(begin));
    }

private:
    static const char *escapeOf(char16_t c)
    {
        switch (c) {
        case u'<': return "&lt;";
        case u'>': return "&gt;";
        case u'&': return "&amp;";
        case u'"': return "&quot;";
        case u'\r': return "&#13;";
        default: return nullptr;
        }
    }

    void value(QStringView text)
    {
        m_markup += "=\"";
        this->text(text);
        m_markup += '"';
    }

    void append(QStringView text)
    {
        const qsizetype size = m_markup.size();
        m_markup.resize(size + 3 * text.size());
        const char *end = m_encoder.appendToBuffer(m_markup.data() + size, text);
        m_markup.truncate(end - m_markup.constData());
    }

    QByteArray m_markup;
    QStringEncoder m_encoder{QStringEncoder::Utf8};
};

XmlName nameOf(const QXmlStreamReader &token)
{
    return {token.namespaceUri(), token.name(), token.qualifiedName()};
}

class XmlParser final : public FeedParser
{
public:
    XmlParser(FeedInput &input, std::unique_ptr<XmlLayout> layout)
        : m_pull(input)
        , m_layout(std::move(layout))
    {
    }

    Result<std::optional<Item>> next() override
    {
        if (!m_outcome)
            return tl::unexpected(m_outcome.error());
        while (!m_ended) {
            const Result<QXmlStreamReader::TokenType> type = m_pull.next();
            m_outcome = type ? take(*type) : Result<Done>(tl::unexpected(type.error()));
            if (!m_outcome)
                return tl::unexpected(m_outcome.error());
            if (m_recordEnded) {
                m_recordEnded = false;
                return std::exchange(m_item, std::nullopt);
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] QByteArray frame() const override { return m_frame; }

private:
    Result<Done> take(QXmlStreamReader::TokenType type)
    {
        switch (type) {
        case QXmlStreamReader::StartElement: return m_item ? startInside() : startOutside();
        case QXmlStreamReader::EndElement: return m_item ? endInside() : endOutside();
        case QXmlStreamReader::Characters: return m_item ? characters() : Done{};
        case QXmlStreamReader::EndDocument: return endDocument();
        default: return Done{};
        }
    }

    Result<Done> startOutside()
    {
        const QXmlStreamReader &token = m_pull.token();
        if (!m_layout->isRecord(nameOf(token), m_pull.depth())) {
            ++m_others;
            if (m_frame.isEmpty()) {
                m_source.clear();
                m_source.start(token);
                m_openTags.push_back({m_source.markup(), token.qualifiedName().toUtf8()});
            }
            return Done{};
        }
        makeFrame();
        m_item.emplace();
        m_item->record.line = m_pull.line();
        m_recordDepth = m_pull.depth();
        m_source.clear();
        m_source.start(token);
        m_layout->begin(*m_item);
        for (const QXmlStreamAttribute &attribute : token.attributes())
            m_layout->attribute({attribute.namespaceUri(), attribute.name(), attribute.qualifiedName()},
                                attribute.value().toString(), *m_item);
        return Done{};
    }

    Result<Done> endOutside()
    {
        if (m_frame.isEmpty() && !m_openTags.empty())
            m_openTags.pop_back();
        return Done{};
    }

    Result<Done> startInside()
    {
        const QXmlStreamReader &token = m_pull.token();
        if (m_pull.depth() == m_recordDepth + 1) {
            m_childBegin = m_source.size();
            m_text.truncate(0);
            m_hasElements = false;
            m_source.start(token);
            m_contentBegin = m_source.size();
        } else {
            m_hasElements = true;
            m_source.start(token);
        }
        return checkSize();
    }

    Result<Done> characters()
    {
        const QXmlStreamReader &token = m_pull.token();
        if (m_pull.depth() == m_recordDepth)
            return Done{};
        m_source.text(token.text());
        if (m_pull.depth() == m_recordDepth + 1)
            m_text += token.text();
        return checkSize();
    }

    Result<Done> endInside()
    {
        const QXmlStreamReader &token = m_pull.token();
        if (m_pull.depth() == m_recordDepth + 1) {
            if (isRejectionName(token.name())) {
                m_source.truncate(m_childBegin);
                return Done{};
            }
            m_layout->child(nameOf(token), m_hasElements ? QString::fromUtf8(m_source.markup().sliced(m_contentBegin)) : m_text,
                            *m_item);
        }
        m_source.end(token.qualifiedName());
        if (m_pull.depth() == m_recordDepth) {
            m_layout->finish(*m_item);
            m_item->record.source = QByteArray(m_source.markup().constData(), m_source.size());
            m_recordEnded = true;
            ++m_records;
        }
        return checkSize();
    }

    Result<Done> endDocument()
    {
        m_ended = true;
        if (m_records == 0 && m_others > 1)
            return refuseFeed(1, u"unknown_elements"_s, m_layout->noRecords());
        return Done{};
    }

    Result<Done> checkSize() const
    {
        if (m_source.size() <= longestRecord)
            return Done{};
        return refuseFeed(m_item->record.line, u"record_too_long"_s,
                          u"The product that begins in this line is longer than %1 KiB."_s.arg(longestRecord / 1024));
    }

    void makeFrame()
    {
        if (!m_frame.isEmpty())
            return;
        m_frame = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        if (m_openTags.empty())
            m_openTags.push_back({"<products>", "products"});
        for (const OpenTag &tag : m_openTags)
            m_frame += tag.markup + '\n';
        m_frame += frameMark;
        std::for_each(m_openTags.rbegin(), m_openTags.rend(), [this](const OpenTag &tag) { m_frame += "</" + tag.name + ">\n"; });
        m_openTags.clear();
    }

    struct OpenTag {
        QByteArray markup;
        QByteArray name;
    };

    XmlPull m_pull;
    std::unique_ptr<XmlLayout> m_layout;
    std::optional<Item> m_item;
    MarkupWriter m_source;
    QString m_text; ///< of the record's child that is being read
    qsizetype m_childBegin = 0;
    qsizetype m_contentBegin = 0;
    bool m_hasElements = false;
    int m_recordDepth = 0;
    bool m_recordEnded = false;
    std::vector<OpenTag> m_openTags; ///< those around the first record
    QByteArray m_frame;
    qint64 m_records = 0;
    qint64 m_others = 0; ///< elements that belong to no record
    bool m_ended = false;
    Result<Done> m_outcome = Done{};
};

} // namespace

std::unique_ptr<FeedParser> openXml(FeedInput &input, std::unique_ptr<XmlLayout> layout)
{
    return std::make_unique<XmlParser>(input, std::move(layout));
}

QByteArray rejectedXml(const QByteArray &frame, const std::vector<RejectedRecord> &records)
{
    const qsizetype mark = frame.indexOf(frameMark);
    if (mark < 0)
        return {};
    MarkupWriter error;
    QByteArray document = frame.first(mark);
    for (const RejectedRecord &record : records) {
        error.clear();
        error.text(record.error);
        // Inside of tags ">" is always escaped here: the first one ends the record's own tag.
        const qsizetype begin = record.source.indexOf('>') + 1;
        const QByteArray name = rejectionName.toLatin1();
        document += record.source.first(begin) + '<' + name + '>' + error.markup() + "</" + name + '>'
            + record.source.sliced(begin) + '\n';
    }
    return document + frame.sliced(mark + 1);
}

XmlSample sampleXml(const FeedSample &sample)
{
    XmlSample found;
    if (!sample.beginning.trimmed().startsWith('<'))
        return found;
    // As characters, so that an encoding that the first line names is not applied twice.
    QXmlStreamReader reader(QString::fromUtf8(sample.beginning.trimmed()));
    reader.setEntityExpansionLimit(XmlPull::expansionLimit);
    int record = 0;
    int depth = 0;
    while (!reader.atEnd()) {
        const QXmlStreamReader::TokenType type = reader.readNext();
        if (type == QXmlStreamReader::EndElement && depth-- == record)
            record = 0;
        if (type != QXmlStreamReader::StartElement)
            continue;
        if (++depth == 1)
            found.root = reader.name().toString().toLower();
        for (const QXmlStreamNamespaceDeclaration &declaration : reader.namespaceDeclarations())
            found.hasGoogleNamespace = found.hasGoogleNamespace || isGoogleNamespace(declaration.namespaceUri());
        const bool isRecord = reader.name() == u"product" || reader.name() == u"item";
        found.hasOwnRecord = found.hasOwnRecord
            || (record > 0 && depth == record + 1 && ownField(reader.name()) == FeedField::Sku)
            || (isRecord && reader.attributes().hasAttribute(u"sku"_s));
        if (isRecord && record == 0)
            record = depth;
    }
    const bool isDocument = !sample.beginning.trimmed().left(9).toLower().startsWith("<!doctype");
    found.isXml = !found.root.isEmpty() ? found.root != u"html" : isDocument;
    return found;
}

bool isGoogleNamespace(QStringView uri)
{
    if (uri.endsWith(u'/'))
        uri.chop(1);
    return uri == u"http://base.google.com/ns/1.0" || uri == u"https://base.google.com/ns/1.0";
}

} // namespace tidegate
