// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/html_tag.h"

#include "core/feed/html_clean.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isSpace(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\n' || c == u'\f' || c == u'\r';
}

bool isFormatting(QStringView name)
{
    static constexpr std::array<QStringView, 13> names{u"b", u"big",   u"code",   u"em",     u"font", u"i", u"nobr",
                                                       u"s", u"small", u"strike", u"strong", u"tt",   u"u"};
    return std::any_of(names.begin(), names.end(),
                       [&](QStringView known) { return name.compare(known, Qt::CaseInsensitive) == 0; });
}

/// Reads one start tag.
class TagScanner
{
public:
    /// `begin` is the tag's <, a letter follows it.
    TagScanner(QStringView html, qsizetype begin)
        : m_html(html)
        , m_at(begin + 1)
    {
        m_name = upTo([](QChar c) { return isSpace(c) || c == u'/' || c == u'>'; });
    }

    struct Attribute {
        QStringView name;
        QStringView value;
    };

    [[nodiscard]] QStringView name() const { return m_name; }
    /// Behind the tag, once next() gave nothing.
    [[nodiscard]] qsizetype end() const { return m_at; }

    std::optional<Attribute> next()
    {
        skip([](QChar c) { return isSpace(c) || c == u'/'; });
        if (atEnd() || m_html[m_at] == u'>') {
            m_at += atEnd() ? 0 : 1;
            return std::nullopt;
        }
        const qsizetype begin = m_at++;
        upTo([](QChar c) { return isSpace(c) || c == u'/' || c == u'>' || c == u'='; });
        Attribute attribute{m_html.sliced(begin, m_at - begin), {}};
        skip(isSpace);
        if (!atEnd() && m_html[m_at] == u'=') {
            ++m_at;
            attribute.value = value();
        }
        return attribute;
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_html.size(); }

    template <typename Predicate>
    void skip(Predicate passes)
    {
        while (!atEnd() && passes(m_html[m_at]))
            ++m_at;
    }

    template <typename Predicate>
    QStringView upTo(Predicate stops)
    {
        const qsizetype begin = m_at;
        skip([&](QChar c) { return !stops(c); });
        return m_html.sliced(begin, m_at - begin);
    }

    QStringView value()
    {
        skip(isSpace);
        if (atEnd() || (m_html[m_at] != u'"' && m_html[m_at] != u'\''))
            return upTo([](QChar c) { return isSpace(c) || c == u'>'; });
        const QChar quote = m_html[m_at++];
        const qsizetype close = m_html.indexOf(quote, m_at);
        const qsizetype begin = std::exchange(m_at, close < 0 ? m_html.size() : close + 1);
        return m_html.sliced(begin, (close < 0 ? m_html.size() : close) - begin);
    }

    QStringView m_html;
    qsizetype m_at;
    QStringView m_name;
};

bool isHandler(const TagScanner::Attribute &attribute)
{
    return attribute.name.size() > 3 && attribute.name.startsWith(u"on", Qt::CaseInsensitive) && !attribute.value.isEmpty();
}

/// JSON in a script element is data for search engines. It goes, but nobody meant harm.
bool isDataType(const TagScanner::Attribute &attribute)
{
    return attribute.name.compare(u"type", Qt::CaseInsensitive) == 0 && attribute.value.endsWith(u"json", Qt::CaseInsensitive);
}

} // namespace

bool looksLikeHtml(QStringView text)
{
    const qsizetype lastSemicolon = text.lastIndexOf(u';');
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        const QChar next = text[i + 1];
        if (text[i] == u'<' && (isLetter(next) || next == u'/' || next == u'!' || next == u'?'))
            return true;
        if (text[i] == u'&' && (isLetter(next) || next == u'#') && i < lastSemicolon)
            return true;
    }
    return false;
}

std::optional<PreparedHtml> prepareHtml(const QString &html)
{
    if (html.count(u'<') > maximumTags)
        return std::nullopt;
    PreparedHtml result;
    qsizetype copied = 0;
    qsizetype work = 0; // what begins in another's value is looked at twice, but not again and again
    for (qsizetype at = html.indexOf(u'<'); at >= 0; at = html.indexOf(u'<', at + 1)) {
        if (at + 1 >= html.size() || !isLetter(html[at + 1]))
            continue;
        TagScanner tag(html, at);
        bool isData = false;
        int count = 0;
        while (const std::optional<TagScanner::Attribute> attribute = tag.next()) {
            if (++count > maximumAttributes)
                return std::nullopt;
            isData = isData || isDataType(*attribute);
            if (result.active.isEmpty() && isHandler(*attribute))
                result.active = attribute->name.left(32).toString().toLower();
        }
        work += tag.end() - at;
        if (work > 8 * html.size())
            return std::nullopt;
        if (result.active.isEmpty() && !isData && tag.name().compare(u"script", Qt::CaseInsensitive) == 0)
            result.active = u"<script>"_s;
        if (count > 0 && at >= copied && isFormatting(tag.name())) {
            result.html += QStringView(html).sliced(copied, at + 1 - copied);
            result.html += tag.name();
            result.html += u'>';
            copied = tag.end();
        }
    }
    result.html += QStringView(html).sliced(copied);
    return result;
}

} // namespace tidegate
