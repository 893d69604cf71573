// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/html_clean.h"

#include "core/feed/html_tag.h"

#include <algorithm>
#include <bitset>
#include <gumbo.h>
#include <memory>
#include <span>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

using Tags = std::bitset<GUMBO_TAG_LAST + 1>;

Tags tags(std::initializer_list<GumboTag> members)
{
    Tags set;
    for (const GumboTag tag : members)
        set.set(tag);
    return set;
}

/// Elements that stay.
const Tags &allowed()
{
    static const Tags set =
        tags({GUMBO_TAG_A,    GUMBO_TAG_ABBR,  GUMBO_TAG_B,     GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BR,   GUMBO_TAG_CAPTION,
              GUMBO_TAG_CITE, GUMBO_TAG_CODE,  GUMBO_TAG_DD,    GUMBO_TAG_DEL,        GUMBO_TAG_DIV,  GUMBO_TAG_DL,
              GUMBO_TAG_DT,   GUMBO_TAG_EM,    GUMBO_TAG_H1,    GUMBO_TAG_H2,         GUMBO_TAG_H3,   GUMBO_TAG_H4,
              GUMBO_TAG_H5,   GUMBO_TAG_H6,    GUMBO_TAG_HR,    GUMBO_TAG_I,          GUMBO_TAG_IMG,  GUMBO_TAG_INS,
              GUMBO_TAG_KBD,  GUMBO_TAG_LI,    GUMBO_TAG_MARK,  GUMBO_TAG_OL,         GUMBO_TAG_P,    GUMBO_TAG_PRE,
              GUMBO_TAG_Q,    GUMBO_TAG_S,     GUMBO_TAG_SAMP,  GUMBO_TAG_SMALL,      GUMBO_TAG_SPAN, GUMBO_TAG_STRONG,
              GUMBO_TAG_SUB,  GUMBO_TAG_SUP,   GUMBO_TAG_TABLE, GUMBO_TAG_TBODY,      GUMBO_TAG_TD,   GUMBO_TAG_TFOOT,
              GUMBO_TAG_TH,   GUMBO_TAG_THEAD, GUMBO_TAG_TR,    GUMBO_TAG_U,          GUMBO_TAG_UL,   GUMBO_TAG_VAR});
    return set;
}

/// Elements whose content is what they are for, and nothing to read.
const Tags &dropped()
{
    static const Tags set = tags(
        {GUMBO_TAG_APPLET,    GUMBO_TAG_AUDIO,  GUMBO_TAG_CANVAS,  GUMBO_TAG_EMBED,    GUMBO_TAG_FRAMESET, GUMBO_TAG_HEAD,
         GUMBO_TAG_IFRAME,    GUMBO_TAG_MATH,   GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_OBJECT,
         GUMBO_TAG_PLAINTEXT, GUMBO_TAG_SCRIPT, GUMBO_TAG_SELECT,  GUMBO_TAG_STYLE,    GUMBO_TAG_SVG,      GUMBO_TAG_TEMPLATE,
         GUMBO_TAG_TEXTAREA,  GUMBO_TAG_TITLE,  GUMBO_TAG_VIDEO,   GUMBO_TAG_XMP});
    return set;
}

/// Elements whose going nobody misses.
const Tags &wrappers()
{
    static const Tags set =
        tags({GUMBO_TAG_HTML,  GUMBO_TAG_BODY,    GUMBO_TAG_FONT,    GUMBO_TAG_CENTER, GUMBO_TAG_SECTION,  GUMBO_TAG_ARTICLE,
              GUMBO_TAG_ASIDE, GUMBO_TAG_HEADER,  GUMBO_TAG_FOOTER,  GUMBO_TAG_MAIN,   GUMBO_TAG_FIGURE,   GUMBO_TAG_FIGCAPTION,
              GUMBO_TAG_BIG,   GUMBO_TAG_TT,      GUMBO_TAG_STRIKE,  GUMBO_TAG_LABEL,  GUMBO_TAG_ADDRESS,  GUMBO_TAG_TIME,
              GUMBO_TAG_BDI,   GUMBO_TAG_BDO,     GUMBO_TAG_WBR,     GUMBO_TAG_COL,    GUMBO_TAG_COLGROUP, GUMBO_TAG_NAV,
              GUMBO_TAG_HEAD,  GUMBO_TAG_DETAILS, GUMBO_TAG_SUMMARY, GUMBO_TAG_NOBR});
    return set;
}

std::span<const GumboNode *const> nodes(const GumboVector &vector)
{
    return {reinterpret_cast<const GumboNode *const *>(vector.data), vector.length};
}

std::span<const GumboAttribute *const> attributes(const GumboElement &element)
{
    return {reinterpret_cast<const GumboAttribute *const *>(element.attributes.data), element.attributes.length};
}

bool isElement(const GumboNode &node)
{
    return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

bool isKept(const GumboElement &element)
{
    return element.tag_namespace == GUMBO_NAMESPACE_HTML && allowed().test(element.tag);
}

bool isDropped(const GumboElement &element)
{
    return element.tag_namespace != GUMBO_NAMESPACE_HTML || dropped().test(element.tag);
}

QString nameOf(const GumboElement &element)
{
    if (element.tag != GUMBO_TAG_UNKNOWN)
        return QString::fromLatin1(gumbo_normalized_tagname(element.tag));
    GumboStringPiece name = element.original_tag;
    gumbo_tag_from_original_text(&name);
    return QString::fromUtf8(name.data, qsizetype(std::min<std::size_t>(name.length, 24)));
}

bool isControl(char c)
{
    return (c >= 0 && c < 0x20) || c == 0x7f;
}

/// An address as browsers see it, without the control characters that a scheme could be hidden behind (URL standard, 4.4).
QByteArray address(const char *value)
{
    QByteArray address(value);
    address.removeIf(isControl);
    return address.trimmed().replace(' ', "%20");
}

bool beginsWith(const QByteArray &address, std::initializer_list<QByteArrayView> schemes)
{
    return std::any_of(schemes.begin(), schemes.end(), [&](QByteArrayView scheme) {
        return address.size() > scheme.size()
            && QByteArrayView(address).first(scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0;
    });
}

bool isScript(const QByteArray &address)
{
    return beginsWith(address, {"javascript:", "vbscript:", "livescript:", "data:text/", "data:application/"});
}

/// What of an element's attributes would run, or lead to something that runs.
bool isActive(const GumboAttribute &attribute)
{
    const QByteArrayView name(attribute.name);
    const QByteArray value = address(attribute.value);
    if (name.compare("style", Qt::CaseInsensitive) == 0 || name.compare("content", Qt::CaseInsensitive) == 0) {
        const QByteArray lower = value.toLower();
        return lower.contains("expression(") || lower.contains("javascript:") || lower.contains("-moz-binding")
            || lower.contains("data:text/html");
    }
    for (const QByteArrayView texts : {"alt", "title", "summary", "label", "name", "class", "id"}) {
        if (name.compare(texts, Qt::CaseInsensitive) == 0)
            return false;
    }
    return isScript(value);
}

/// Finds what is to be told of a tree.
void inspect(const GumboNode &node, CleanHtml &result)
{
    if (!isElement(node))
        return;
    const GumboElement &element = node.v.element;
    for (const GumboAttribute *attribute : attributes(element)) {
        if (result.active.isEmpty() && isActive(*attribute))
            result.active = QString::fromUtf8(attribute->name) + u'=' + QString::fromUtf8(address(attribute->value)).left(40);
    }
    if (!isKept(element) && !wrappers().test(element.tag) && result.removed.size() < 8) {
        const QString name = nameOf(element);
        if (!result.removed.contains(name))
            result.removed << name;
    }
    for (const GumboNode *child : nodes(element.children))
        inspect(*child, result);
}

QByteArray escaped(QByteArrayView text, bool inAttribute)
{
    QByteArray escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == '>')
            escaped += "&gt;";
        else if (c == '"' && inAttribute)
            escaped += "&quot;";
        else if (c == '`' && inAttribute) // some browsers of old took it for a quote
            escaped += "&#96;";
        else
            escaped += c;
    }
    return escaped;
}

/// Writes the allowed part of a tree.
class Writer
{
public:
    void content(const GumboElement &element, int depth)
    {
        for (const GumboNode *child : nodes(element.children))
            node(*child, depth);
    }
    QByteArray result;

private:
    void node(const GumboNode &node, int depth)
    {
        if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE)
            result += escaped(node.v.text.text, false);
        else if (isElement(node) && !isDropped(node.v.element))
            element(node.v.element, depth);
    }

    void element(const GumboElement &element, int depth)
    {
        if (!isKept(element) || depth >= maximumDepth)
            return content(element, depth);
        const QByteArray name = gumbo_normalized_tagname(element.tag);
        const QByteArray attributes = attributesOf(element);
        if (attributes.isEmpty() && (element.tag == GUMBO_TAG_A || element.tag == GUMBO_TAG_IMG))
            return content(element, depth);
        result += '<' + name + attributes + '>';
        if (element.tag == GUMBO_TAG_BR || element.tag == GUMBO_TAG_HR || element.tag == GUMBO_TAG_IMG)
            return;
        if (element.tag == GUMBO_TAG_PRE)
            beginPre(element);
        content(element, depth + 1);
        result += "</" + name + '>';
    }

    /// A parser drops the first line end of a <pre>: one that shall stay needs another before it.
    void beginPre(const GumboElement &element)
    {
        const std::span<const GumboNode *const> children = nodes(element.children);
        const bool beginsWithText = !children.empty() && !isElement(*children.front());
        if (beginsWithText && children.front()->v.text.text[0] == '\n')
            result += '\n';
    }

    static QByteArray attributesOf(const GumboElement &element)
    {
        if (element.tag == GUMBO_TAG_A)
            return webAddress(element, "href", {"http://", "https://", "mailto:"});
        if (element.tag == GUMBO_TAG_IMG) {
            const QByteArray source = webAddress(element, "src", {"http://", "https://"});
            return source.isEmpty() ? source : source + plain(element, "alt");
        }
        QByteArray spans;
        if (element.tag == GUMBO_TAG_TD || element.tag == GUMBO_TAG_TH) {
            for (const char *name : {"colspan", "rowspan"}) {
                const GumboAttribute *span = gumbo_get_attribute(&element.attributes, name);
                const int count = span ? QByteArray(span->value).toInt() : 0;
                if (count > 1 && count <= 100)
                    spans += ' ' + QByteArray(name) + "=\"" + QByteArray::number(count) + '"';
            }
        }
        return spans;
    }

    static QByteArray webAddress(const GumboElement &element, const char *name, std::initializer_list<QByteArrayView> schemes)
    {
        const GumboAttribute *attribute = gumbo_get_attribute(&element.attributes, name);
        if (!attribute)
            return {};
        const QByteArray target = address(attribute->value);
        return beginsWith(target, schemes) && target.size() <= 2'048 ? written(name, target) : QByteArray();
    }

    static QByteArray plain(const GumboElement &element, const char *name)
    {
        const GumboAttribute *attribute = gumbo_get_attribute(&element.attributes, name);
        return attribute ? written(name, attribute->value) : QByteArray();
    }

    static QByteArray written(const char *name, const QByteArray &value)
    {
        return ' ' + QByteArray(name) + "=\"" + escaped(value, true) + '"';
    }
};

/// What people would read of a tree, and nothing else.
void appendText(const GumboNode &node, QByteArray &text)
{
    if (!isElement(node)) {
        if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE)
            text += node.v.text.text;
        return;
    }
    for (const GumboNode *child : nodes(node.v.element.children))
        appendText(*child, text);
}

using Tree = std::unique_ptr<GumboOutput, void (*)(GumboOutput *)>;

/// `html` must outlive the tree.
Tree parse(const QByteArray &html)
{
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    options.fragment_context = GUMBO_TAG_DIV;
    return {gumbo_parse_with_options(&options, html.constData(), std::size_t(html.size())),
            [](GumboOutput *output) { gumbo_destroy_output(&kGumboDefaultOptions, output); }};
}

QByteArray written(const GumboOutput &tree)
{
    Writer writer;
    writer.content(tree.root->v.element, 0);
    return QString::fromUtf8(writer.result).trimmed().toUtf8();
}

/// Well-formed HTML comes back from a parser as it was. What does not, once it was mended (links in links, by way of elements
/// that do not stay), leaves its text.
QByteArray settled(QByteArray html)
{
    constexpr int rounds = 2;
    for (int i = 0; i < rounds; ++i) {
        QByteArray again = written(*parse(html));
        if (again == html)
            return html;
        html = std::move(again);
    }
    QByteArray text;
    appendText(*parse(html)->root, text);
    return QString::fromUtf8(escaped(text, false)).trimmed().toUtf8();
}

} // namespace

std::optional<CleanHtml> cleanHtml(const QString &html)
{
    if (!looksLikeHtml(html))
        return CleanHtml{html.trimmed(), {}, {}};
    std::optional<PreparedHtml> prepared = prepareHtml(html.trimmed());
    if (!prepared)
        return std::nullopt;
    CleanHtml result;
    result.active = prepared->active;
    const QByteArray source = prepared->html.toUtf8();
    const Tree tree = parse(source);
    inspect(*tree->root, result);
    QByteArray clean = written(*tree);
    result.html = QString::fromUtf8(clean == source ? clean : settled(std::move(clean)));
    if (result.html.count(u'<') > maximumTags)
        return std::nullopt;
    return result;
}

} // namespace tidegate
