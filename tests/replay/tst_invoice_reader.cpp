// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/invoice_reader.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

const QByteArray header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

struct Read {
    std::vector<Invoice> invoices;
    QStringList refusals; ///< "LINE COLUMN CODE"
    Result<Done> outcome = Done{};
};

Read read(const QByteArray &csv, qint64 firstLine = 1)
{
    Read result;
    InvoiceReader reader(
        *Currency::fromCode(u"GBP"), firstLine,
        [&result](Invoice invoice) -> Result<Done> {
            result.invoices.push_back(std::move(invoice));
            return Done{};
        },
        [&result](const FieldError &refusal) {
            result.refusals << u"%1 %2 %3"_s.arg(refusal.line).arg(refusal.field, refusal.code);
        });
    result.outcome = reader.feed(csv);
    if (result.outcome)
        result.outcome = reader.finish();
    return result;
}

} // namespace

class InvoiceReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsThatStandTogetherAreOneInvoice()
    {
        const Read result = read(header
                                 + "1,A,Lamp,2,2010-12-01 08:26:00,2.55,17850.0,UK\n1,B,,1,2010-12-01 08:26:00,1,17850.0,UK\n"
                                   "C2,A,Lamp,-1,2010-12-01 09:00:00,2.55,17850,UK\n");
        QVERIFY(result.outcome);
        QCOMPARE(result.invoices.size(), std::size_t(2));
        const Invoice &sale = result.invoices.front();
        QVERIFY(!sale.isCancellation());
        QCOMPARE(sale.rowCount, 2);
        QCOMPARE(sale.nextLine, 4);
        QCOMPARE(sale.rows[0].customer, u"17850"_s);
        QCOMPARE(sale.rows[0].unitPrice.amount, 255);
        QCOMPARE(sale.rows[0].at, 1'291'191'960'000);
        QCOMPARE(sale.rows[1].name, u"B"_s);
        const Invoice &cancellation = result.invoices.back();
        QVERIFY(cancellation.isCancellation());
        QCOMPARE(cancellation.rows[0].quantity, 1);
        QCOMPARE(cancellation.nextLine, 0);
    }

    void aRowIsRefusedForItsFirstFault_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("refusal");
        const auto add = [](const char *name, const QByteArray &row, const char *refusal) {
            QTest::newRow(name) << row << QString::fromLatin1(refusal);
        };
        add("cells", "1,A,Lamp,2", "2 row malformed");
        add("no invoice", ",A,Lamp,2,2010-12-01 08:26:00,2.55,1,UK", "2 InvoiceNo missing_invoice");
        add("no stock code", "1,,Lamp,2,2010-12-01 08:26:00,2.55,1,UK", "2 StockCode missing_stock_code");
        add("long stock code", "1," + QByteArray(65, 'A') + ",Lamp,2,2010-12-01 08:26:00,2.55,1,UK", "2 StockCode malformed");
        add("time", "1,A,Lamp,2,yesterday,2.55,1,UK", "2 InvoiceDate malformed");
        add("before 1970", "1,A,Lamp,2,1969-12-01 08:26:00,2.55,1,UK", "2 InvoiceDate malformed");
        add("quantity", "1,A,Lamp,2.5,2010-12-01 08:26:00,2.55,1,UK", "2 Quantity malformed");
        add("quantity 0", "1,A,Lamp,0,2010-12-01 08:26:00,2.55,1,UK", "2 Quantity malformed");
        add("too many", "1,A,Lamp,99999999999999999999,2010-12-01 08:26:00,2.55,1,UK", "2 Quantity malformed");
        add("price", "1,A,Lamp,2,2010-12-01 08:26:00,cheap,1,UK", "2 UnitPrice malformed");
        add("a part of a penny", "1,A,Lamp,2,2010-12-01 08:26:00,0.001,1,UK", "2 UnitPrice malformed");
        add("negative price", "1,A,Lamp,2,2010-12-01 08:26:00,-1.00,1,UK", "2 UnitPrice negative_price");
        add("no customer", "1,A,Lamp,2,2010-12-01 08:26:00,0.00,,UK", "2 CustomerID missing_customer");
        add("price 0", "1,A,Lamp,-2,2010-12-01 08:26:00,0.00,1,UK", "2 UnitPrice zero_price");
        add("sold less than nothing", "1,A,Lamp,-2,2010-12-01 08:26:00,2.55,1,UK", "2 Quantity negative_quantity");
        add("cancelled more", "C1,A,Lamp,2,2010-12-01 08:26:00,2.55,1,UK", "2 Quantity positive_quantity");
    }
    void aRowIsRefusedForItsFirstFault()
    {
        QFETCH(QByteArray, row);
        QFETCH(QString, refusal);
        const Read result = read(header + row + '\n');
        QVERIFY(result.outcome);
        QCOMPARE(result.refusals, QStringList{refusal});
        QCOMPARE(result.invoices.size(), std::size_t(1));
        QVERIFY(result.invoices.front().rows.empty());
        QCOMPARE(result.invoices.front().refused.value(refusal.section(u' ', 2)), 1);
    }

    void anInvoiceIsOneCustomers()
    {
        const Read result = read(header + "1,A,Lamp,2,2010-12-01 08:26:00,2.55,1,UK\n1,B,Cup,2,2010-12-01 08:26:00,2.55,2,UK\n");
        QCOMPARE(result.refusals, QStringList{u"3 CustomerID other_customer"_s});
    }

    void anInvoiceWithoutEndIsCutShort()
    {
        QByteArray csv = header;
        for (std::size_t row = 0; row < InvoiceReader::maximumRows + 2; ++row)
            csv += "1,A,Lamp,2,2010-12-01 08:26:00,2.55,1,UK\n";
        const Read result = read(csv);
        QCOMPARE(result.invoices.front().rows.size(), InvoiceReader::maximumRows);
        QCOMPARE(result.refusals, (QStringList{u"5002 InvoiceNo too_many_rows"_s, u"5003 InvoiceNo too_many_rows"_s}));
    }

    void whatWasDealtWithIsPassedOver()
    {
        const Read result =
            read(header + "1,A,Lamp,2,2010-12-01 08:26:00,2.55,1,UK\n2,A,Lamp,2,2010-12-01 08:27:00,2.55,1,UK\n", 3);
        QCOMPARE(result.invoices.size(), std::size_t(1));
        QCOMPARE(result.invoices.front().number, u"2"_s);
    }

    void otherTablesAreRefused()
    {
        const Read other = read("sku,name,price\nA,Lamp,1.00\n");
        QCOMPARE(other.outcome.error().fields.front().code, u"missing_column"_s);
        QVERIFY(other.outcome.error().detail.contains(u"InvoiceNo"_s));
        QCOMPARE(read({}).outcome.error().fields.front().code, u"empty"_s);
        QCOMPARE(read(header + "1,\"A\n").outcome.error().fields.front().code, u"unclosed_quote"_s);
    }
};

QTEST_GUILESS_MAIN(InvoiceReaderTest)
#include "tst_invoice_reader.moc"
