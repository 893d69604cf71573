// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_text.h"

#include <QSet>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

/// "FIELD CODE VALUE" of everything that is wrong.
QStringList findings(MailKind kind, const MailText &text)
{
    QStringList found;
    const auto checked = checkMailText(kind, text);
    if (!checked) {
        for (const FieldError &error : checked.error().fields)
            found << QStringList{error.field, error.code, error.value}.join(u' ').trimmed();
    }
    return found;
}

MailText filled(MailKind kind, const MailText &text, const MailValues &values)
{
    const auto result = fillIn(kind, text, values);
    return result ? *result : MailText{u"refused"_s, result.error().detail, {}};
}

} // namespace

class MailTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTextOfTheProgramsOwnIsSound()
    {
        for (const MailKind kind : mailKinds()) {
            for (const QString &language : mailLanguages()) {
                const MailText text = defaultMailText(kind, language);
                QCOMPARE(findings(kind, text), QStringList());
                QVERIFY2(!text.html.isEmpty(), qPrintable(mailKindName(kind)));
                const MailText made = filled(kind, text, sampleValues(kind));
                for (const MailPlaceholder &placeholder : mailPlaceholders(kind)) {
                    const bool inText = text.text.contains(u"{{"_s + placeholder.name + u"}}"_s);
                    QCOMPARE(text.html.contains(u"{{"_s + placeholder.name + u"}}"_s), inText);
                    QVERIFY2(!inText || made.text.contains(placeholder.sample), qPrintable(made.text));
                }
                QVERIFY2(!(made.subject + made.text + made.html).contains(u"{{"), qPrintable(made.text));
            }
        }
    }

    void everyKindHasItsName()
    {
        QSet<QString> names;
        for (std::size_t index = 0; index < mailKinds().size(); ++index) {
            QCOMPARE(mailKinds()[index], MailKind(index));
            names.insert(mailKindName(MailKind(index)));
        }
        QCOMPARE(std::size_t(names.size()), mailKinds().size());
        QCOMPARE(mailKindName(MailKind::ReturnRepaired), u"return.repaired"_s);
    }

    void valuesAreEscapedInHtmlAndNowhereElse()
    {
        const MailText text{u"{{return.reason}}"_s, u"{{return.reason}}"_s,
                            u"<p title='{{return.reason}}'>{{return.reason}}</p>"_s};
        const MailText made = filled(MailKind::ReturnDeclined, text, {{u"return.reason"_s, u"<b>'\"&\nworn"_s}});
        const QString escaped = u"&lt;b&gt;&#39;&quot;&amp;<br>\nworn"_s;
        QCOMPARE(made, (MailText{u"<b>'\"& worn"_s, u"<b>'\"&\nworn"_s, u"<p title='%1'>%1</p>"_s.arg(escaped)}));
    }

    void noFormOfPlaceholderGetsAroundTheEscaping()
    {
        const MailText text{u"x"_s, u"x"_s, u"{{{return.reason}}}{{&return.reason}}{{=<% %>=}}<%&return.reason%>"_s};
        QCOMPARE(filled(MailKind::ReturnDeclined, text, {{u"return.reason"_s, u"<i>"_s}}).html, u"&lt;i&gt;&lt;i&gt;&lt;i&gt;"_s);
    }

    void whatStandsInAValueIsNoPlaceholder()
    {
        const MailText text{u"x"_s, u"{{return.reason}}"_s, {}};
        QCOMPARE(filled(MailKind::ReturnDeclined, text, {{u"return.reason"_s, u"{{order.number}} {{#x}}"_s}}).text,
                 u"{{order.number}} {{#x}}"_s);
    }

    void aSectionIsThereWhereItsValueIs()
    {
        const MailText text{u"x"_s,
                            u"a\n\n{{#shipment.tracking}}\nNumber {{shipment.tracking}}.\n\n{{/shipment.tracking}}\n"
                            "{{^shipment.tracking}}\nNo number.\n\n{{/shipment.tracking}}\nz"_s,
                            {}};
        QCOMPARE(filled(MailKind::OrderShipped, text, {{u"shipment.tracking"_s, u"77"_s}}).text, u"a\n\nNumber 77.\n\nz"_s);
        QCOMPARE(filled(MailKind::OrderShipped, text, {}).text, u"a\n\nNo number.\n\nz"_s);
    }

    void anUnknownPlaceholderIsNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("found");
        QTest::newRow("plain") << u"{{order.nubmer}}"_s << QStringList{u"order.nubmer"_s};
        QTest::newRow("of another mail") << u"{{return.number}}"_s << QStringList{u"return.number"_s};
        QTest::newRow("in a section that has its value") << u"{{#order.open}}{{a}}{{/order.open}}"_s << QStringList{u"a"_s};
        QTest::newRow("in a section without one") << u"{{^order.open}}{{a}}{{/order.open}}"_s << QStringList{u"a"_s};
        QTest::newRow("a section itself") << u"{{#a}}x{{/a}}"_s << QStringList{u"a"_s};
        QTest::newRow("a file of its own") << u"{{>a}}"_s << QStringList{u">a"_s};
        QTest::newRow("several") << u"{{a}} {{b}} {{a}}"_s << QStringList{u"a"_s, u"b"_s};
        QTest::newRow("the value itself") << u"{{.}}"_s << QStringList{u"."_s};
        QTest::newRow("nothing") << u"{{}}"_s << QStringList{QString()};
    }
    void anUnknownPlaceholderIsNamed()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, found);
        QStringList wanted;
        for (const QString &name : found)
            wanted << (u"text unknown_placeholder "_s + name).trimmed();
        QCOMPARE(findings(MailKind::OrderShipped, {u"x"_s, text, {}}), wanted);
    }

    void whatIsMalformedIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("not closed") << u"Hello {{order.number"_s;
        QTest::newRow("a section without an end") << u"{{#order.open}}x"_s;
        QTest::newRow("an end without a beginning") << u"x{{/order.open}}"_s;
        QTest::newRow("crossed") << u"{{#order.open}}{{#order.date}}{{/order.open}}{{/order.date}}"_s;
        QTest::newRow("braces at the end") << u"x{{"_s;
        QTest::newRow("three braces at the end") << u"x{{{"_s;
    }
    void whatIsMalformedIsRefused()
    {
        QFETCH(QString, text);
        QCOMPARE(findings(MailKind::OrderShipped, {u"x"_s, text, {}}), QStringList{u"text malformed_template"_s});
    }

    void subjectAndTextAreThereAndWithinBounds()
    {
        QCOMPARE(findings(MailKind::OrderShipped, {u" "_s, u"\n"_s, {}}),
                 (QStringList{u"subject required"_s, u"text required"_s}));
        QCOMPARE(findings(MailKind::OrderShipped, {u"a\nb"_s, u"x"_s, {}}), QStringList{u"subject one_line"_s});
        QCOMPARE(findings(MailKind::OrderShipped,
                          {QString(201, u'x'), QString(longestMailBody + 1, u'x'), QString(longestMailBody + 1, u'x')}),
                 (QStringList{u"subject too_long"_s, u"text too_long"_s, u"html too_long"_s}));
    }

    void anUnknownLanguageIsServedInEnglish()
    {
        QCOMPARE(defaultMailText(MailKind::OrderShipped, u"nl"_s), defaultMailText(MailKind::OrderShipped, u"en"_s));
        QVERIFY(defaultMailText(MailKind::OrderShipped, u"de"_s) != defaultMailText(MailKind::OrderShipped, u"en"_s));
    }
};

QTEST_GUILESS_MAIN(MailTextTest)
#include "tst_mail_text.moc"
