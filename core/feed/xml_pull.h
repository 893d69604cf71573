// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"
#include "core/feed/line_counter.h"

#include <QXmlStreamReader>

namespace tidegate {

/// Pulls the tokens of an XML document out of a FeedInput, in bounded memory. The encoding is the one that the document names.
/// Internal entities are expanded within narrow limits, external ones are never looked at.
///
/// Refuses with one FieldError: invalid_xml, wrong_encoding, unknown_encoding, entity_expansion, external_entity, too_deep,
/// too_many_attributes, record_too_long (a text, tag or comment of more than 256 KiB).
class XmlPull
{
public:
    static constexpr int maximumDepth = 64;
    static constexpr int maximumAttributes = 256;
    static constexpr qsizetype longestToken = qsizetype(256) * 1024;
    static constexpr int expansionLimit = 1'024; ///< characters of one entity, those in it included

    explicit XmlPull(FeedInput &input);

    /// EndDocument at the end.
    Result<QXmlStreamReader::TokenType> next();
    [[nodiscard]] const QXmlStreamReader &token() const { return m_reader; }
    /// Where the token begins, as a text editor counts lines.
    [[nodiscard]] qint64 line() const { return m_line; }
    /// How many elements are open, the one that just began or ended included.
    [[nodiscard]] int depth() const { return m_depth; }

private:
    Result<bool> addPiece();
    Result<Done> addRest();
    Result<QXmlStreamReader::TokenType> accept(QXmlStreamReader::TokenType type);
    tl::unexpected<Error> refuse() const;

    FeedInput &m_input;
    QXmlStreamReader m_reader;
    QByteArray m_piece;
    QByteArray m_added;   ///< what the reader got last …
    LineCounter m_passed; ///< … and what it got before
    qint64 m_line = 1;
    int m_depth = 0;
    bool m_elementEnded = false;
    bool m_anything = false;
    qsizetype m_tokenBytes = 0;
};

} // namespace tidegate
