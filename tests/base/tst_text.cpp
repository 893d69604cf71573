// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class TextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timesSurviveTheRoundTrip()
    {
        QCOMPARE(formatTime(1'767'225'600'123), u"2026-01-01T00:00:00.123Z"_s);
        QCOMPARE(parseTime(u"2026-01-01T00:00:00.123Z"_s), std::optional<UtcMillis>(1'767'225'600'123));
        QCOMPARE(parseTime(u"2026-01-01T01:00:00+01:00"_s), std::optional<UtcMillis>(1'767'225'600'000));
    }

    void refusesTimesThatAreNotRfc3339_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "tomorrow", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z",
                                 "2026-02-30T00:00:00Z", "1767225600"}) {
            QTest::newRow(text) << QString::fromLatin1(text);
        }
    }
    void refusesTimesThatAreNotRfc3339()
    {
        QFETCH(QString, text);
        QVERIFY(!parseTime(text));
    }

    void escapesWhatCouldForgeALine()
    {
        QCOMPARE(escapeControls(u"a\r\nb\u001b[31m\u202e"_s), u"a\\u000d\\u000ab\\u001b[31m\\u202e"_s);
        QCOMPARE(escapeControls(u"Käse 🧀"_s), u"Käse 🧀"_s);
    }
};

QTEST_GUILESS_MAIN(TextTest)
#include "tst_text.moc"
