// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/xml_pull.h"

#include "core/feed/feed_error.h"
#include "core/feed/text_input.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype pieceBytes = qsizetype(16) * 1024;

/// A declared "utf-16" would have the reader forget which byte it has found to come first.
QByteArray missingMark(QByteArrayView beginning)
{
    const TextBeginning found = detectEncoding(beginning);
    if (found.markSize > 0)
        return {};
    if (found.encoding == TextEncoding::Utf16BigEndian)
        return "\xfe\xff";
    return found.encoding == TextEncoding::Utf16LittleEndian ? QByteArray("\xff\xfe") : QByteArray();
}

/// The reader never opens one, but it would pass over a reference to it without a word.
bool declaresExternalEntity(const QXmlStreamReader &token)
{
    static const QRegularExpression parameterEntity(u"<!ENTITY\\s+%"_s);
    const QXmlStreamEntityDeclarations entities = token.entityDeclarations();
    return std::any_of(entities.begin(), entities.end(),
                       [](const QXmlStreamEntityDeclaration &entity) { return !entity.systemId().isEmpty(); })
        || parameterEntity.match(token.text().toString()).hasMatch();
}

} // namespace

XmlPull::XmlPull(FeedInput &input)
    : m_input(input)
    , m_piece(pieceBytes, Qt::Uninitialized)
{
    m_reader.setEntityExpansionLimit(expansionLimit);
}

/// False at the end of the input.
Result<bool> XmlPull::addPiece()
{
    const Result<qsizetype> count = m_input.read(m_piece.data(), m_piece.size());
    if (!count)
        return tl::unexpected(count.error());
    m_passed.pass(m_added);
    m_added = m_piece.first(*count);
    if (!std::exchange(m_anything, m_anything || *count > 0))
        m_reader.addData(missingMark(m_added));
    m_tokenBytes += *count;
    if (*count > 0)
        m_reader.addData(m_added);
    return *count > 0;
}

/// The reader ends a document where its bytes end, so that it must see all that stands behind the last element.
Result<Done> XmlPull::addRest()
{
    while (true) {
        const Result<bool> more = addPiece();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return Done{};
        if (m_tokenBytes > longestToken)
            return refuseFeed(m_reader.lineNumber(), u"invalid_xml"_s, u"Something follows the end of the XML document."_s);
    }
}

Result<QXmlStreamReader::TokenType> XmlPull::next()
{
    m_depth -= std::exchange(m_elementEnded, false) ? 1 : 0;
    m_line = m_reader.lineNumber();
    m_tokenBytes = 0;
    if (m_depth == 0 && m_reader.tokenType() == QXmlStreamReader::EndElement) {
        if (const Result<Done> added = addRest(); !added)
            return tl::unexpected(added.error());
    }
    while (true) {
        const QXmlStreamReader::TokenType type = m_reader.readNext();
        if (type != QXmlStreamReader::Invalid)
            return accept(type);
        if (m_reader.error() != QXmlStreamReader::PrematureEndOfDocumentError)
            return refuse();
        const Result<bool> more = addPiece();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return refuse();
        if (m_tokenBytes > longestToken) {
            return refuseFeed(
                m_line, u"record_too_long"_s,
                u"The text or tag that begins in this line is longer than %1 KiB. Perhaps its end is missing."_s.arg(longestToken
                                                                                                                     / 1024));
        }
    }
}

Result<QXmlStreamReader::TokenType> XmlPull::accept(QXmlStreamReader::TokenType type)
{
    switch (type) {
    case QXmlStreamReader::StartElement:
        if (++m_depth > maximumDepth)
            return refuseFeed(m_line, u"too_deep"_s,
                              u"The elements are nested more than %1 levels deep here."_s.arg(maximumDepth));
        if (m_reader.attributes().size() > maximumAttributes)
            return refuseFeed(m_line, u"too_many_attributes"_s,
                              u"This element has more than %1 attributes."_s.arg(maximumAttributes));
        break;
    case QXmlStreamReader::EndElement: m_elementEnded = true; break;
    case QXmlStreamReader::DTD:
        if (declaresExternalEntity(m_reader)) {
            return refuseFeed(
                m_reader.lineNumber(), u"external_entity"_s,
                u"This document type declares entities that lie outside of this file. Write their text in place of them."_s);
        }
        break;
    case QXmlStreamReader::EntityReference:
        return refuseFeed(m_line, u"external_entity"_s,
                          u"The entity &%1; lies outside of this file. Write its text in place of it."_s.arg(
                              m_reader.name().toString().left(64)));
    default: break;
    }
    return type;
}

tl::unexpected<Error> XmlPull::refuse() const
{
    const qint64 line = m_reader.lineNumber();
    const QString what = m_reader.errorString();
    if (m_reader.error() == QXmlStreamReader::PrematureEndOfDocumentError) {
        return refuseFeed(line, u"invalid_xml"_s,
                          u"The file ends in the middle of the XML. Send it whole; perhaps it was cut off on its way."_s);
    }
    if (what.contains(u"incorrectly encoded")) {
        // The reader decodes a piece before it counts its lines.
        const QStringView named = m_reader.documentEncoding();
        const bool isUtf8 = named.isEmpty() || named.compare(u"utf-8", Qt::CaseInsensitive) == 0;
        return refuseFeed(
            isUtf8 ? m_passed.lineAfter(validUtf8(m_added)) : line, u"wrong_encoding"_s,
            u"What stands here is not text in the encoding that the first line names (UTF-8 where it names none)."_s);
    }
    if (what.startsWith(u"Encoding ") || what.contains(u"encoding name"))
        return refuseFeed(1, u"unknown_encoding"_s,
                          u"The encoding that the first line names is not known here. Save the file as UTF-8."_s);
    if (what.contains(u"ecursive entity") || what.contains(u"elf-referencing") || what.contains(u"expands"))
        return refuseFeed(line, u"entity_expansion"_s,
                          u"An entity refers to itself, or expands to very much text. Write its text in place of it."_s);
    return refuseFeed(line, u"invalid_xml"_s, u"The XML is not well-formed here: %1"_s.arg(what));
}

} // namespace tidegate
