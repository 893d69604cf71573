// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/html_text.h"

#include "support/shared_data.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class HtmlTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatABrowserWouldShow_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &html, const QString &text) { QTest::newRow(name) << html << text; };
        row("plain text", u"  Wool, 5 < 6 & 7 > 2\n\nsoft  "_s, u"Wool, 5 < 6 & 7 > 2\n\nsoft"_s);
        row("blocks are lines", u"<p>One</p><p>Two <b>bold</b></p><ul><li>a</li><li>b</li></ul>"_s, u"One\nTwo bold\na\nb"_s);
        row("breaks are lines", u"One<br>Two<br/>Three"_s, u"One\nTwo\nThree"_s);
        row("white space is one space", u"<div>  a \n\t b&nbsp;c </div>"_s, u"a b c"_s);
        row("entities", u"K&auml;se &amp; Brot &#x1F9C0; &lt;b&gt;"_s, u"Käse & Brot 🧀 <b>"_s);
        row("table", u"<table><tr><td>Size</td><td>M</td></tr><tr><td>Fit</td><td>slim</td></tr></table>"_s,
            u"Size M\nFit slim"_s);
        row("scripts and styles are gone", u"a<script>alert(1)</script><style>p{}</style><!-- c -->b"_s, u"ab"_s);
        row("a script in an attribute", u"<img src=x onerror=alert(1)>Cup"_s, u"Cup"_s);
        row("unclosed tag", u"<p>Cup<script>alert(1)"_s, u"Cup"_s);
        row("attributes with what looks like an end", u"<a title=\"5 > 3\" href='x'>Cup</a> <b class=y>blue</b >"_s,
            u"Cup blue"_s);
        row("attribute whose quote is not closed", u"<b x=\"y>Cup</b>"_s, u"Cup"_s);
        row("svg", u"<svg/onload=alert(1)><text>x</text></svg>Cup"_s, u"Cup"_s);
    }
    void showsWhatABrowserWouldShow()
    {
        QFETCH(QString, html);
        QFETCH(QString, text);
        const std::optional<QString> plain = plainText(html);
        QVERIFY(plain);
        QCOMPARE(*plain, text);
    }

    void refusesMoreTagsThanAnyDescriptionHas()
    {
        QVERIFY(plainText(u"<div>"_s.repeated(maximumTags)));
        QVERIFY(!plainText(u"<div>"_s.repeated(maximumTags + 1)));
    }

    // Each paragraph would open all the bold ones before it anew: half a million elements. They are parsed as three.
    void openFormattingDoesNotPileUp()
    {
        QString html;
        for (int i = 0; i < maximumTags / 2; ++i)
            html += u"<b x=%1><p>"_s.arg(i);
        QCOMPARE(plainText(html + u"Cup"_s).value(), u"Cup"_s);
    }

    // S2: every payload of the list is read, and no script's text is taken for a description's.
    void scriptsOfTheAttackListAreGone()
    {
        NEEDS_SHARED_DATA(u"malicious/xss-payload-list.txt"_s);
        QFile source(sharedData(u"malicious/xss-payload-list.txt"_s));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QRegularExpression wholeScript(u"^<script[^<>]*>[^<]*</script>$"_s, QRegularExpression::CaseInsensitiveOption);
        int count = 0;
        int scripts = 0;
        while (!source.atEnd()) {
            const QString payload = QString::fromUtf8(source.readLine()).trimmed();
            const std::optional<QString> plain = plainText(payload);
            QVERIFY(plain);
            ++count;
            if (!wholeScript.match(payload).hasMatch())
                continue;
            ++scripts;
            QCOMPARE(*plain, QString());
        }
        QVERIFY(count > 6'000);
        QVERIFY(scripts > 20);
    }
};

QTEST_GUILESS_MAIN(HtmlTextTest)
#include "tst_html_text.moc"
