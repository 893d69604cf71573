// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/html_text.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <gumbo.h>
#include <memory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isOneOf(GumboTag tag, std::initializer_list<GumboTag> tags)
{
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool isInvisible(GumboTag tag)
{
    return isOneOf(tag,
                   {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_TEMPLATE, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_HEAD, GUMBO_TAG_TITLE,
                    GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT, GUMBO_TAG_TEXTAREA, GUMBO_TAG_SELECT, GUMBO_TAG_SVG, GUMBO_TAG_MATH});
}

bool isBlock(GumboTag tag)
{
    return isOneOf(tag, {GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,  GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BR,
                         GUMBO_TAG_DD,      GUMBO_TAG_DIV,     GUMBO_TAG_DL,     GUMBO_TAG_DT,         GUMBO_TAG_FIGURE,
                         GUMBO_TAG_FOOTER,  GUMBO_TAG_H1,      GUMBO_TAG_H2,     GUMBO_TAG_H3,         GUMBO_TAG_H4,
                         GUMBO_TAG_H5,      GUMBO_TAG_H6,      GUMBO_TAG_HEADER, GUMBO_TAG_HR,         GUMBO_TAG_LI,
                         GUMBO_TAG_OL,      GUMBO_TAG_P,       GUMBO_TAG_PRE,    GUMBO_TAG_SECTION,    GUMBO_TAG_TABLE,
                         GUMBO_TAG_TR,      GUMBO_TAG_UL});
}

void endLine(QString &text)
{
    while (text.endsWith(u' '))
        text.chop(1);
    if (!text.isEmpty() && !text.endsWith(u'\n'))
        text += u'\n';
}

void appendText(const char *utf8, QString &text)
{
    for (const QChar c : QString::fromUtf8(utf8)) {
        if (!c.isSpace())
            text += c;
        else if (!text.isEmpty() && !text.back().isSpace())
            text += u' ';
    }
}

void append(const GumboNode &node, QString &text)
{
    switch (node.type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
    case GUMBO_NODE_CDATA: appendText(node.v.text.text, text); return;
    case GUMBO_NODE_ELEMENT: break;
    default: return;
    }
    const GumboElement &element = node.v.element;
    if (isInvisible(element.tag))
        return;
    if (isBlock(element.tag))
        endLine(text);
    for (unsigned i = 0; i < element.children.length; ++i)
        append(*static_cast<const GumboNode *>(element.children.data[i]), text);
    if (isBlock(element.tag))
        endLine(text);
    else if (isOneOf(element.tag, {GUMBO_TAG_TD, GUMBO_TAG_TH}))
        text += u' ';
}

/// Takes the attributes from the tags that HTML calls formatting elements. Every paragraph opens those anew that were left open, but of
/// alike ones three at most (HTML standard, 13.2.4.3): where all are alike, hostile HTML can't make the parser's work grow with the square.
QString withoutFormattingAttributes(const QString &html)
{
    static const QRegularExpression tag(
        u"<(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\\s/](?:(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>|[^>]*+>)"_s,
        QRegularExpression::CaseInsensitiveOption);
    QString result = html;
    return result.replace(tag, u"<\\1>"_s);
}

/// A "<" that begins a tag, an end tag or a comment (HTML standard, 13.2.5.6), or an "&" that may begin an entity.
bool looksLikeHtml(const QString &text)
{
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        const QChar next = text[i + 1];
        const bool isName = (next >= u'a' && next <= u'z') || (next >= u'A' && next <= u'Z');
        if (text[i] == u'<' && (isName || next == u'/' || next == u'!' || next == u'?'))
            return true;
        if (text[i] == u'&' && (isName || next == u'#') && text.indexOf(u';', i) > 0)
            return true;
    }
    return false;
}

} // namespace

std::optional<QString> plainText(const QString &html)
{
    if (!looksLikeHtml(html))
        return html.trimmed();
    if (html.count(u'<') > maximumTags)
        return std::nullopt;
    const QByteArray utf8 = withoutFormattingAttributes(html).toUtf8();
    const auto destroy = [](GumboOutput *output) { gumbo_destroy_output(&kGumboDefaultOptions, output); };
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    const std::unique_ptr<GumboOutput, decltype(destroy)> output(
        gumbo_parse_with_options(&options, utf8.constData(), std::size_t(utf8.size())), destroy);
    QString text;
    append(*output->root, text);
    return text.trimmed();
}

} // namespace tidegate
