// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/job_report.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class JobReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyReportIsItsHead() { QCOMPARE(ErrorReport().take(), QByteArray("line,severity,field,code,message,value\r\n")); }

    void eachErrorIsALine()
    {
        ErrorReport report;
        report.add({{1, false, {3, u"price"_s, u"negative"_s, u"Write \"19.99\"."_s, u"5,00"_s}},
                    {2, true, {4, u"stock"_s, u"late"_s, u"Newer."_s, {}}}});
        QCOMPARE(report.rows(), 2);
        const QByteArray csv = report.take();
        QVERIFY2(csv.contains("\r\n3,error,price,negative,\"Write \"\"19.99\"\".\",\"5,00\"\r\n"), csv);
        QVERIFY2(csv.endsWith("\r\n4,warning,stock,late,Newer.,\r\n"), csv);
    }

    void whatAStrangerWroteIsNoFormula_data()
    {
        QTest::addColumn<QString>("value");
        for (const char16_t *value : {u"=1+1", u"+1", u"-1", u"@SUM(A1)", u"\t=1", u"\r=1"})
            QTest::newRow(qPrintable(QString::fromUtf16(value))) << QString::fromUtf16(value);
    }
    void whatAStrangerWroteIsNoFormula()
    {
        QFETCH(QString, value);
        ErrorReport report;
        report.add({{1, false, {2, value, u"code"_s, u"Message."_s, value}}});
        const QByteArray line = report.take().split('\n').at(1);
        QVERIFY2(line.contains(",'" + value.toUtf8().left(1)) || line.contains(",\"'" + value.toUtf8().left(1)), line);
    }
};

QTEST_GUILESS_MAIN(JobReportTest)
#include "tst_job_report.moc"
