// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/json_record.h"

#include "core/feed/field_names.h"

#include <algorithm>
#include <rapidjson/memorystream.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype unknownTold = 32;

/// Where the error of a record stands in its text, the comma behind or before it included.
struct RejectionFinder : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, RejectionFinder> {
    explicit RejectionFinder(rapidjson::MemoryStream &source)
        : stream(source)
    {
    }
    bool Default()
    {
        ended(stream.Tell());
        return true;
    }
    bool RawNumber(const char *, rapidjson::SizeType, bool) { return Default(); }
    bool Key(const char *text, rapidjson::SizeType length, bool)
    {
        if (depth == 1) {
            inside = isRejectionName(QString::fromUtf8(text, length));
            if (inside)
                begin = lastEnd;
        }
        return true;
    }
    bool StartObject() { return open(); }
    bool StartArray() { return open(); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }
    // The reader tells of a bracket before it takes it.
    bool open()
    {
        if (++depth == 1)
            lastEnd = stream.Tell() + 1;
        return true;
    }
    bool close()
    {
        --depth;
        ended(stream.Tell() + 1);
        return true;
    }
    void ended(std::size_t at)
    {
        if (depth != 1)
            return;
        if (std::exchange(inside, false))
            end = at;
        lastEnd = at;
    }

    rapidjson::MemoryStream &stream;
    int depth = 0;
    bool inside = false;
    std::size_t lastEnd = 0;
    std::size_t begin = 0;
    std::size_t end = 0; ///< 0: there is none
};

QByteArray withoutRejection(const QByteArray &object)
{
    rapidjson::MemoryStream stream(object.constData(), std::size_t(object.size()));
    RejectionFinder finder(stream);
    rapidjson::Reader().Parse<JsonRecord::parseFlags>(stream, finder);
    if (finder.end == 0)
        return object;
    QByteArray rest = object.sliced(qsizetype(finder.end));
    QByteArray before = object.first(qsizetype(finder.begin));
    // A member that stood first leaves a comma behind it.
    const qsizetype comma = rest.indexOf(',');
    if (before.endsWith('{') && comma >= 0 && rest.first(comma).trimmed().isEmpty())
        rest.remove(0, comma + 1);
    return before + rest;
}

QByteArray quoted(const QString &text)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    const QByteArray utf8 = text.toUtf8();
    writer.String(utf8.constData(), static_cast<rapidjson::SizeType>(utf8.size()));
    return {buffer.GetString(), qsizetype(buffer.GetSize())};
}

bool takesNumber(FeedField field)
{
    return field == FeedField::Sku || field == FeedField::Price || field == FeedField::Stock || field == FeedField::Gtin;
}

} // namespace

void JsonRecord::begin(FeedParser::Item &item, int outerDepth)
{
    m_item = &item;
    m_outerDepth = outerDepth;
    m_depth = outerDepth;
    m_members = 0;
    m_sawRejection = false;
    m_wrongShape = false;
    m_field.reset();
}

void JsonRecord::finish()
{
    if (!m_wrongShape)
        return;
    std::vector<FieldError> found = explainShape(m_item->record.source, m_item->record.line);
    m_item->broken.insert(m_item->broken.end(), found.begin(), found.end());
}

void JsonRecord::wrongType()
{
    if (m_depth == m_outerDepth || (isMember() && m_field))
        m_wrongShape = true;
}

bool JsonRecord::Null()
{
    if (isMember() && m_field)
        m_item->record[*m_field] = QString();
    else if (m_depth == m_outerDepth)
        m_wrongShape = true;
    return true;
}

bool JsonRecord::Bool(bool)
{
    wrongType();
    return true;
}

bool JsonRecord::RawNumber(const char *text, rapidjson::SizeType length, bool)
{
    if (isMember() && m_field && takesNumber(*m_field))
        m_item->record[*m_field] = QString::fromLatin1(text, length);
    else
        wrongType();
    return true;
}

bool JsonRecord::String(const char *text, rapidjson::SizeType length, bool)
{
    if (isMember() && m_field)
        m_item->record[*m_field] = QString::fromUtf8(text, length);
    else if (m_depth == m_outerDepth)
        m_wrongShape = true;
    return true;
}

bool JsonRecord::Key(const char *text, rapidjson::SizeType length, bool)
{
    if (!isMember())
        return true;
    const QByteArrayView utf8(text, qsizetype(length));
    m_field = ownField(utf8);
    if (m_field) {
        ++m_members;
        const QString own = feedFieldName(*m_field);
        if (m_item->record[*m_field]) {
            m_item->broken.push_back({m_item->record.line,
                                      own,
                                      u"duplicate_member"_s,
                                      u"This member stands there twice. Remove one of the two."_s,
                                      {}});
        }
        if (const QString name = QString::fromUtf8(utf8); name != own)
            m_item->record.names[std::size_t(*m_field)] = name;
        return true;
    }
    const QString name = QString::fromUtf8(utf8);
    if (isRejectionName(name)) {
        m_sawRejection = true;
        return true;
    }
    ++m_members;
    noteUnknown(name);
    return true;
}

void JsonRecord::noteUnknown(const QString &name)
{
    if (m_unknown.size() >= unknownTold || m_unknown.contains(name))
        return;
    m_unknown.insert(name);
    m_item->notes.push_back(
        {m_item->record.line,
         name.left(64),
         u"unknown_member"_s,
         u"There is no such field; it is passed over, here and further on. Known are: %1."_s.arg(ownFieldList()),
         {}});
}

bool JsonRecord::open(bool isObject)
{
    if (m_depth == m_outerDepth ? !isObject : (isMember() && m_field.has_value()))
        m_wrongShape = true;
    return ++m_depth <= maximumFeedDepth;
}

bool JsonRecord::close()
{
    --m_depth;
    return true;
}

bool isJsonObject(const QByteArray &text)
{
    rapidjson::MemoryStream stream(text.constData(), std::size_t(text.size()));
    rapidjson::BaseReaderHandler<rapidjson::UTF8<>, void> handler;
    return text.startsWith('{') && !rapidjson::Reader().Parse<JsonRecord::parseFlags>(stream, handler).IsError();
}

QByteArray rejectionAlone(const QString &error)
{
    return "{" + quoted(rejectionName.toString()) + ":" + quoted(error) + "}";
}

QByteArray withRejection(const QByteArray &object, const QString &error)
{
    const QByteArray clean = withoutRejection(object.trimmed());
    if (!clean.startsWith('{')) // an element of another kind, which nobody can mend in place
        return rejectionAlone(error);
    const QByteArray members = clean.sliced(1).trimmed();
    return rejectionAlone(error).chopped(1) + (members.startsWith('}') ? QByteArrayView("") : QByteArrayView(",")).toByteArray()
        + members;
}

} // namespace tidegate
