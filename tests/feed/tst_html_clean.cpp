// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/html_clean.h"

#include "support/harmless_html.h"
#include "support/shared_data.h"

#include <QTest>

#include <rapidcheck.h>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

using Row = void (*)(const char *, const QString &, const QString &);

void row(const char *name, const QString &html, const QString &expected)
{
    QTest::newRow(name) << html << expected;
}

/// HTML of what parsers are tried with, in any order.
rc::Gen<QString> hostileHtml()
{
    static const QStringList pieces =
        (u"<p>|</p>|<b x=1>|<b>|</b>|<i>|</i>|<table>|</table>|<tr>|<td colspan=2>|</td>|<a href='https://x.example/'>|<a>|</a>|<caption>|"
         "<svg>|</svg>|<math><mtext>|<mglyph>|<foreignObject>|<desc>|<annotation-xml encoding='text/html'>|<![CDATA[|]]>|<!--|-->|--!>|"
         "<style>|</style>|<noscript>|</noscript>|<template>|</template>|<script>|</script>|<title>|</title>|<textarea>|<iframe>|<xmp>|<plaintext>|"
         "<img src=https://x.example/a.png alt='\"><script>'>|<img src=x onerror=alert(1)>|<p title=\"</p>\">|<body onload=x>|<frameset>|<isindex>|"
         "<pre>\n\n|</pre>|<li>|<ul>|<dl><dt>|<select>|<option>|<button>|</button>|<form>|<h1>|</h2>|<font color=red>|<nobr>|<o:p>|</br>|<hr/>|"
         "<applet>|<marquee>|<object>|&lt;|&amp;lt;script&gt;|&#60;|&|<|>|\"|'|`|text| |\n|ä|&nbsp;|\u2003"_s)
            .split(u'|');
    const auto indices = rc::gen::container<std::vector<qsizetype>>(rc::gen::inRange<qsizetype>(0, pieces.size()));
    return rc::gen::map(indices, [](const std::vector<qsizetype> &chosen) {
        QString html;
        for (const qsizetype index : chosen)
            html += pieces[index];
        return html;
    });
}

} // namespace

class HtmlCleanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatDescribesAProduct_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("clean");
        row("plain text", u"  Wool, 5 < 6 & 7 > 2\n\nsoft AT&T  "_s, u"Wool, 5 < 6 & 7 > 2\n\nsoft AT&T"_s);
        row("blanks at the ends", u"&nbsp; Cup&emsp;"_s, u"Cup"_s);
        row("a heart", u"I <3 tea"_s, u"I <3 tea"_s);
        row("well-formed", u"<p>One</p><p>Two <b>bold</b></p><ul><li>a</li></ul>"_s,
            u"<p>One</p><p>Two <b>bold</b></p><ul><li>a</li></ul>"_s);
        row("open tags are closed", u"<ul><li>a<li><b>b</ul>"_s, u"<ul><li>a</li><li><b>b</b></li></ul>"_s);
        row("entities", u"K&auml;se &amp; Brot &lt;b&gt; \"x\""_s, u"Käse &amp; Brot &lt;b&gt; \"x\""_s);
        row("styles, classes, ids", u"<p style='color:red' class=a id=b>x</p>"_s, u"<p>x</p>"_s);
        row("formatting with attributes", u"<b class=\"a>b\">x</b><font color=red>y</font>"_s, u"<b>x</b>y"_s);
        row("link", u"<a href=\"https://x.example/?a=1&amp;b=2\" target=_blank>x</a>"_s,
            u"<a href=\"https://x.example/?a=1&amp;b=2\">x</a>"_s);
        row("mail", u"<a href='mailto:shop@x.example'>x</a>"_s, u"<a href=\"mailto:shop@x.example\">x</a>"_s);
        row("link within the shop", u"<a href='/sizes'>x</a>"_s, u"x"_s);
        row("blanks in an address", u"<img src=' https://x.example/a b.png\n' alt='\"`<'>"_s,
            u"<img src=\"https://x.example/a%20b.png\" alt=\"&quot;&#96;&lt;\">"_s);
        row("picture without alt", u"<img src=http://x.example/a.png>"_s, u"<img src=\"http://x.example/a.png\">"_s);
        row("picture in the text", u"<img src='data:image/png;base64,AAAA'>x"_s, u"x"_s);
        row("table", u"<table><tr><td colspan=\"2\" rowspan=1>a</td><th rowspan=900>b</th></tr></table>"_s,
            u"<table><tbody><tr><td colspan=\"2\">a</td><th>b</th></tr></tbody></table>"_s);
        row("wrappers leave their content", u"<section><center>a<o:p></o:p></center></section>"_s, u"a"_s);
        row("preformatted", u"<pre>\n\n a\n</pre>"_s, u"<pre>\n\n a\n</pre>"_s);
        row("breaks", u"a<br/>b<hr>c"_s, u"a<br>b<hr>c"_s);
        row("a long address is no link", u"<a href='https://x.example/%1'>x</a>"_s.arg(QString(2'048, u'a')), u"x"_s);
        row("paragraphs in paragraphs", u"<p><button><p>a</p></button></p>"_s, u"<p></p><p>a</p><p></p>"_s);
    }
    void keepsWhatDescribesAProduct()
    {
        QFETCH(QString, html);
        QFETCH(QString, clean);
        const std::optional<CleanHtml> result = cleanHtml(html);
        QVERIFY(result);
        QCOMPARE(result->html, clean);
        QCOMPARE(result->active, QString());
    }

    void takesOutWhatNoShopShows_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("removed");
        row("frame", u"a<iframe src='https://x.example/'>b</iframe>c"_s, u"iframe"_s);
        row("style sheet", u"a<style>p { color: red }</style>c"_s, u"style"_s);
        row("form", u"<form action='https://x.example/'>a<input name=x><select><option>b</select>c</form>"_s,
            u"form,input,select,option"_s);
        row("object", u"a<object data=a.swf><embed src=a.swf></object>c"_s, u"object,embed"_s);
        row("drawing", u"a<svg><circle r=1 /></svg>c"_s, u"svg,circle"_s);
        row("data for search engines", u"a<script type=\"application/ld+json\">{}</script>c"_s, u"script"_s);
        row("a comment", u"a<!-- b -->c"_s, QString());
        row("an element that is none", u"a<heart>c"_s, u"heart"_s);
    }
    void takesOutWhatNoShopShows()
    {
        QFETCH(QString, html);
        QFETCH(QString, removed);
        const std::optional<CleanHtml> result = cleanHtml(html);
        QVERIFY(result);
        QCOMPARE(result->html, u"ac"_s);
        QCOMPARE(result->removed.join(u','), removed);
        QCOMPARE(result->active, QString());
    }

    void namesAtMostEightThingsThatWereTakenOut()
    {
        QString html;
        for (int i = 0; i < 20; ++i)
            html += u"<x-%1>"_s.arg(i);
        QCOMPARE(cleanHtml(html)->removed.size(), 8);
    }

    void tellsWhatWouldRun_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("active");
        row("script element", u"<p>Cup<script>alert(1)"_s, u"<script>"_s);
        row("script element in a drawing", u"<svg><SCRIPT/x>alert(1)</script></svg>"_s, u"<script>"_s);
        row("script element in a comment", u"<!--<script>-->"_s, u"<script>"_s);
        row("event handler", u"<img src=x ONerror = alert(1)>"_s, u"onerror"_s);
        row("event handler without blanks", u"<svg/onload=alert(1)//"_s, u"onload"_s);
        row("event handler of a formatting element", u"<b/onmouseover=\"alert(1)\">x</b>"_s, u"onmouseover"_s);
        row("event handler behind a quoted >", u"<a title=\">\"onclick='alert(1)'>x</a>"_s, u"onclick"_s);
        row("script address", u"<a href=\" java&#x0A;script:alert(1)\">x</a>"_s, u"href=javascript:alert(1)"_s);
        row("script address of a picture", u"<img src='vbscript:x'>"_s, u"src=vbscript:x"_s);
        row("document in an address", u"<a href='data:text/html,<b>x'>x</a>"_s, u"href=data:text/html,<b>x"_s);
        row("script in a style", u"<p style='width: expression(alert(1))'>x</p>"_s, u"style=width:%20expression(alert(1))"_s);
        row("script in a redirection", u"<meta http-equiv=refresh content='0;url=javascript:alert(1)'>"_s,
            u"content=0;url=javascript:alert(1)"_s);
        row("script address in foreign content", u"<svg><a xlink:href='javascript:alert(1)'>x</a></svg>"_s,
            u"href=javascript:alert(1)"_s);
    }
    void tellsWhatWouldRun()
    {
        QFETCH(QString, html);
        QFETCH(QString, active);
        const std::optional<CleanHtml> result = cleanHtml(html);
        QVERIFY(result);
        QCOMPARE(result->active, active);
        QCOMPARE(harmless::harmIn(result->html), QString());
    }

    void textAboutScriptsRunsNothing_data()
    {
        QTest::addColumn<QString>("html");
        for (const QString &html : {u"<p title=\"JavaScript: The Good Parts\">JavaScript: The Good Parts</p>"_s,
                                    u"&lt;script&gt;alert(1)&lt;/script&gt;"_s, u"<p>Turn it on = off</p>"_s,
                                    u"<p once upon>x</p>"_s, u"<p>a<b>on click = more</b></p>"_s})
            QTest::newRow(qPrintable(html)) << html;
    }
    void textAboutScriptsRunsNothing()
    {
        QFETCH(QString, html);
        QCOMPARE(cleanHtml(html)->active, QString());
    }

    void mutationLeavesNothingBehind_data()
    {
        QTest::addColumn<QString>("html");
        int i = 0;
        for (const QString &html : {
                 u"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">"_s,
                 u"<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">"_s,
                 u"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">"_s,
                 u"<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"_s,
                 u"<template><s>000</s><script>alert(1)</script></template>"_s,
                 u"<svg><![CDATA[><image xlink:href=\"]]><img src=xx:x onerror=alert(1)//\"></svg>"_s,
                 u"<p>&lt;img src=x onerror=alert(1)&gt;"_s,
                 u"<img alt=\"`onerror=alert(1)\" src=https://x.example/a.png>"_s,
                 u"<a href=\"https://x.example/&quot;onmouseover=&quot;alert(1)\">x</a>"_s,
                 u"<textarea><b title='</textarea><img src=x onerror=alert(1)>'>"_s,
                 u"<xmp><p title=\"</xmp><svg/onload=alert(1)>\">"_s,
                 u"<select><template><style><!--</style><a rel=\"--></style></select><img src onerror=alert(1)>\">"_s,
                 u"<table><td><svg><desc><td></desc></svg><img src=x onerror=alert(1)>"_s,
                 u"<b <script>alert(1)</script>0"_s,
                 u"<scr<script>ipt>alert(1)</scr</script>ipt>"_s,
                 u"<a/href=\"j&Tab;avascript:alert(1)\">x"_s,
                 u"<plaintext><img src=x onerror=alert(1)>"_s,
             })
            QTest::newRow(qPrintable(QString::number(++i) + u' ' + html.left(60))) << html;
    }
    void mutationLeavesNothingBehind()
    {
        QFETCH(QString, html);
        const QString clean = cleanHtml(html)->html;
        QCOMPARE(harmless::harmIn(clean), QString());
        QCOMPARE(harmless::harmIn(u"<svg>"_s + clean.toHtmlEscaped()), u"element svg"_s);
        QCOMPARE(cleanHtml(clean)->html, clean);
    }

    void cleaningTwiceChangesNothing()
    {
        const bool holds = rc::check("cleaning twice changes nothing, and leaves only what is allowed", [] {
            const QString html = *hostileHtml();
            const std::optional<CleanHtml> once = cleanHtml(html);
            RC_ASSERT(once.has_value());
            RC_ASSERT(harmless::harmIn(once->html).toStdString() == std::string());
            RC_ASSERT(cleanHtml(once->html)->html.toStdString() == once->html.toStdString());
        });
        QVERIFY(holds);
    }

    void whatNeverSettlesLeavesItsText()
    {
        const std::optional<CleanHtml> result =
            cleanHtml(u"<h1><a href='https://x.example/'><marquee><h1><a href='https://x.example/'> \"Cup\" &lt;b&gt;"_s);
        QCOMPARE(result->html, u"\"Cup\" &lt;b&gt;"_s);
        QCOMPARE(cleanHtml(result->html)->html, result->html);
    }

    void depthIsBounded()
    {
        const QString clean = cleanHtml(u"<div>"_s.repeated(maximumTags - 1) + u"Cup"_s)->html;
        QCOMPARE(clean.count(u"<div>"_s), maximumDepth);
        QVERIFY(clean.contains(u"Cup"_s));
    }

    void refusesMoreTagsThanAnyDescriptionHas()
    {
        QVERIFY(cleanHtml(u"<br>"_s.repeated(maximumTags)));
        QVERIFY(!cleanHtml(u"<br>"_s.repeated(maximumTags + 1)));
    }

    // A parser compares each attribute with those before it.
    void refusesMoreAttributesThanAnyTagHas()
    {
        QString attributes;
        for (int i = 0; i <= maximumAttributes; ++i)
            attributes += u" a%1"_s.arg(i);
        QVERIFY(!cleanHtml(u"<p"_s + attributes + u">x"_s));
        QVERIFY(!cleanHtml(u"<!-- <p a=\" --> <p"_s + attributes + u">x\">"_s));
    }

    void refusesTagsWithinTagsWithoutEnd() { QVERIFY(!cleanHtml(u"<a/x="_s.repeated(maximumTags))); }

    // Each paragraph would open all the bold ones before it anew: half a million elements. They are parsed as three.
    void openFormattingDoesNotPileUp()
    {
        const auto open = [](int count) {
            QString html;
            for (int i = 0; i < count; ++i)
                html += u"<b x=%1><p>"_s.arg(i);
            return cleanHtml(html + u"Cup"_s);
        };
        QCOMPARE(open(10)->html.count(u"<b>"_s), 1 + 2 + 3 + 7 * 4); // three that were open, and its own
        QVERIFY(!open(maximumTags / 2));
    }

    void ampersandsWithoutEndAreReadOnce()
    {
        const QString text = u"&a"_s.repeated(100'000);
        QCOMPARE(cleanHtml(text)->html, text);
    }

    void crossSiteScriptingOfTheAttackListIsHarmless()
    {
        NEEDS_SHARED_DATA(u"malicious/xss-payload-list.txt"_s);
        QFile source(sharedData(u"malicious/xss-payload-list.txt"_s));
        QVERIFY(source.open(QIODevice::ReadOnly));
        int count = 0;
        int told = 0;
        while (!source.atEnd()) {
            const QString payload = QString::fromUtf8(source.readLine()).trimmed();
            const std::optional<CleanHtml> result = cleanHtml(payload);
            QVERIFY(result);
            QVERIFY2(harmless::harmIn(result->html).isEmpty(), qPrintable(payload + u" -> "_s + result->html));
            QVERIFY2(cleanHtml(result->html)->html == result->html, qPrintable(payload));
            ++count;
            told += result->active.isEmpty() ? 0 : 1;
        }
        QVERIFY(count > 6'000);
        qInfo("of %d payloads in a description %d are told as what would run, the others are cleaned or plain text", count, told);
        QVERIFY(told > 6'000);
    }
};

QTEST_GUILESS_MAIN(HtmlCleanTest)
#include "tst_html_clean.moc"
