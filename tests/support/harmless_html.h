// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <gumbo.h>

namespace harmless {

/// What of an element is not on the list of what may stand in a cleaned description; empty: all is. Written anew here, so that
/// the list of the cleaner is not checked against itself.
inline QString harmInElement(const GumboElement &element)
{
    static const QStringList names =
        QStringLiteral("a abbr b blockquote br caption cite code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li "
                       "mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var")
            .split(QLatin1Char(' '));
    const QString name = QString::fromLatin1(gumbo_normalized_tagname(element.tag));
    if (element.tag_namespace != GUMBO_NAMESPACE_HTML || !names.contains(name))
        return QStringLiteral("element ") + name;
    for (unsigned i = 0; i < element.attributes.length; ++i) {
        const auto &attribute = *static_cast<const GumboAttribute *>(element.attributes.data[i]);
        const QString key = name + QLatin1Char(' ') + QString::fromUtf8(attribute.name);
        const QString value = QString::fromUtf8(attribute.value);
        const bool isWeb = value.startsWith(QLatin1String("http://"), Qt::CaseInsensitive)
            || value.startsWith(QLatin1String("https://"), Qt::CaseInsensitive);
        const bool fits =
            (key == QLatin1String("a href") && (isWeb || value.startsWith(QLatin1String("mailto:"), Qt::CaseInsensitive)))
            || (key == QLatin1String("img src") && isWeb) || key == QLatin1String("img alt")
            || ((key.endsWith(QLatin1String("colspan")) || key.endsWith(QLatin1String("rowspan"))) && value.toInt() > 1);
        if (!fits)
            return QStringLiteral("attribute ") + key + QLatin1Char('=') + value;
    }
    return {};
}

inline QString harmInNode(const GumboNode &node)
{
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE)
        return {};
    if (node.type != GUMBO_NODE_ELEMENT)
        return QStringLiteral("node of type %1").arg(int(node.type));
    QString harm = harmInElement(node.v.element);
    for (unsigned i = 0; harm.isEmpty() && i < node.v.element.children.length; ++i)
        harm = harmInNode(*static_cast<const GumboNode *>(node.v.element.children.data[i]));
    return harm;
}

/// What a browser would find in this HTML, put into an element of a page, that may not be there; empty: nothing.
inline QString harmIn(const QString &html)
{
    const QByteArray utf8 = html.toUtf8();
    GumboOptions options = kGumboDefaultOptions;
    options.fragment_context = GUMBO_TAG_BODY;
    GumboOutput *tree = gumbo_parse_with_options(&options, utf8.constData(), std::size_t(utf8.size()));
    QString harm;
    const GumboVector &children = tree->root->v.element.children;
    for (unsigned i = 0; harm.isEmpty() && i < children.length; ++i)
        harm = harmInNode(*static_cast<const GumboNode *>(children.data[i]));
    gumbo_destroy_output(&options, tree);
    return harm;
}

} // namespace harmless
