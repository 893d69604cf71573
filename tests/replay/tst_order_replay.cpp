// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/order_replay.h"

#include "core/rma/return_invariants.h"
#include "core/sale/invariants.h"
#include "support/scratch_store.h"

#include <QFile>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

const QString sample = QStringLiteral(TIDEGATE_SAMPLES "/invoices.csv");

/// What the sample comes to, counted by hand.
ReplayReport wanted()
{
    return {.currency = *Currency::fromCode(u"GBP"),
            .rows = 17,
            .orders = 3,
            .orderRows = 5,
            .units = 15,
            .revenue = 3'000 + 1'000 + 400 + 5'000 + 4'999,
            .returns = 3,
            .returnRows = 3,
            .returnedUnits = 8,
            .returned = 6'000 + 250 + 4'999,
            .refused = {{u"above_bought"_s, 2},
                        {u"duplicate_invoice"_s, 1},
                        {u"malformed"_s, 1},
                        {u"missing_customer"_s, 1},
                        {u"negative_quantity"_s, 1},
                        {u"no_sale"_s, 1},
                        {u"price_differs"_s, 1},
                        {u"zero_price"_s, 1}}};
}

} // namespace

class OrderReplayTest : public QObject
{
    Q_OBJECT

    ManualClock m_real;
    SystemRandom m_random;

    struct Desk {
        Desk(const Clock &real, Random &random)
            : clock(real)
            , store(scratch.open(clock))
            , replay(*store, clock, random)
        {
        }
        ScratchStore scratch;
        ReplayClock clock;
        std::unique_ptr<Store> store;
        OrderReplay replay;
        QStringList refusals; ///< "LINE CODE"

        Result<ReplayReport> run(const QString &file = sample, int stopAfter = 0)
        {
            ReplayOptions options;
            options.currency = *Currency::fromCode(u"GBP");
            options.actor = u"test"_s;
            options.onRefusal = [this](const FieldError &refusal) { refusals << u"%1 %2"_s.arg(refusal.line).arg(refusal.code); };
            options.onProgress = [stopAfter, seen = 0](const ReplayProgress &) mutable { return ++seen != stopAfter; };
            return replay.run(file, options);
        }
        qint64 count(const QString &sql)
        {
            return store->read([=](ReadTransaction &transaction) -> Result<qint64> { return transaction.integer(sql); })
                .get()
                .value();
        }
        QStringList violations()
        {
            return store
                ->read([](ReadTransaction &transaction) -> Result<QStringList> {
                    return violatedInvariants(transaction) + violatedReturnInvariants(transaction);
                })
                .get()
                .value();
        }
        QString write(const QByteArray &content)
        {
            QFile file(scratch.folder() + u"/invoices.csv"_s);
            if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
                qFatal("the file can't be written");
            return file.fileName();
        }
    };

    static QByteArray sampleBytes()
    {
        QFile file(sample);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void everyRowIsInAnOrderAReturnOrRefused()
    {
        Desk desk(m_real, m_random);
        const auto report = desk.run();
        QVERIFY2(report, report ? "" : qPrintable(report.error().detail));
        QCOMPARE(toJson(*report), toJson(wanted()));
        QCOMPARE(report->orderRows + report->returnRows + report->refusedRows(), report->rows);
        QCOMPARE(desk.refusals,
                 (QStringList{u"6 missing_customer"_s, u"7 zero_price"_s, u"8 negative_quantity"_s, u"9 malformed"_s,
                              u"13 above_bought"_s, u"14 price_differs"_s, u"15 no_sale"_s, u"17 above_bought"_s,
                              u"18 duplicate_invoice"_s}));
        QCOMPARE(desk.violations(), QStringList());
    }

    void theDatabaseHasWhatTheReportSays()
    {
        Desk desk(m_real, m_random);
        const ReplayReport report = desk.run().value();
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM orders WHERE kind = 'imported' AND fulfilment = 'shipped'"_s), report.orders);
        QCOMPARE(desk.count(u"SELECT SUM(total) FROM orders"_s), report.revenue);
        QCOMPARE(desk.count(u"SELECT SUM(shipped) FROM order_line"_s), report.units);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM rma WHERE state = 'completed'"_s), report.returns);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM rma_unit WHERE place = 'sellable'"_s), report.returnedUnits);
        QCOMPARE(desk.count(u"SELECT SUM(balance) FROM credit_account WHERE currency = 'GBP'"_s), report.returned);
        QCOMPARE(desk.count(u"SELECT SUM(on_hand) FROM stock"_s), report.returnedUnits);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM mail"_s), 0);
    }

    void whatHappenedBearsTheFilesTimes()
    {
        Desk desk(m_real, m_random);
        QVERIFY(desk.run());
        QCOMPARE(desk.count(u"SELECT MIN(created_at) FROM orders"_s), 1'740'816'000'000);
        QCOMPARE(desk.count(u"SELECT MIN(at) FROM shipment"_s), 1'740'816'000'000);
        QCOMPARE(desk.count(u"SELECT MAX(created_at) FROM rma"_s), 1'741'255'200'000);
        QCOMPARE(desk.count(u"SELECT finished_at FROM order_replay"_s), m_real.utc());
        QCOMPARE(desk.clock.utc(), m_real.utc());
    }

    void theNewestSaleIsTakenBackFirst()
    {
        Desk desk(m_real, m_random);
        QVERIFY(desk.run());
        QCOMPARE(
            desk.count(u"SELECT COUNT(*) FROM rma_unit u JOIN rma r ON r.id = u.rma_id JOIN payment p ON p.order_id = r.order_id "
                       "WHERE p.reference = 'invoice:1002'"_s),
            5);
    }

    void aFileIsNotLoadedTwice()
    {
        Desk desk(m_real, m_random);
        QVERIFY(desk.run());
        const qint64 audited = desk.count(u"SELECT COUNT(*) FROM audit"_s);
        const auto again = desk.run();
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM audit"_s), audited);
    }

    void anotherFileWithTheSameInvoicesBringsNothing()
    {
        Desk desk(m_real, m_random);
        QVERIFY(desk.run());
        desk.refusals.clear();
        const auto again = desk.run(desk.write(sampleBytes() + "\n"));
        QVERIFY(again);
        QCOMPARE(again->orders, 0);
        QCOMPARE(again->returns, 0);
        QCOMPARE(again->refused.value(u"duplicate_invoice"_s), 5 + 4 + 1 + 1);
        QCOMPARE(desk.violations(), QStringList());
    }

    void whatWasInterruptedGoesOnWhereItStopped_data()
    {
        QTest::addColumn<int>("after");
        for (int after = 1; after <= 9; ++after)
            QTest::newRow(QByteArray::number(after).constData()) << after;
    }
    void whatWasInterruptedGoesOnWhereItStopped()
    {
        QFETCH(int, after);
        Desk desk(m_real, m_random);
        const auto begun = desk.run(sample, after);
        QVERIFY(begun);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM order_replay WHERE finished_at IS NULL"_s), 1);
        const auto ended = desk.run();
        QVERIFY(ended);
        QCOMPARE(toJson(*ended), toJson(wanted()));
        QCOMPARE(desk.refusals.size(), wanted().refusedRows());
        QCOMPARE(desk.violations(), QStringList());
    }

    void whatIsUnderWayGoesOnInItsCurrency()
    {
        Desk desk(m_real, m_random);
        QVERIFY(desk.run(sample, 1));
        ReplayOptions options;
        options.actor = u"test"_s;
        QCOMPARE(desk.replay.run(sample, options).error().code, ErrorCode::Conflict);
    }

    void stockThatIsThereIsSoldFirst()
    {
        Desk desk(m_real, m_random);
        const QString first = desk.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
                                         "1,A,Lamp,5,2025-01-01 00:00:00,1,9\nC2,A,Lamp,-5,2025-01-02 00:00:00,1,9\n"
                                         "3,A,Lamp,7,2025-01-03 00:00:00,1,9\n");
        QVERIFY(desk.run(first));
        QCOMPARE(desk.count(u"SELECT SUM(delta) FROM stock_movement WHERE source_type = 'replay'"_s), 7);
        QCOMPARE(desk.count(u"SELECT on_hand FROM stock"_s), 0);
    }

    void aBrokenFileEndsWhereItBreaks()
    {
        Desk desk(m_real, m_random);
        const QString file = desk.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
                                        "1,A,Lamp,5,2025-01-01 00:00:00,1,9\n2,A,Lamp,5,2025-01-01 00:00:00,1,9\n3,\"A\n");
        const auto report = desk.run(file);
        QCOMPARE(report.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(report.error().fields.front().line, 4);
        QCOMPARE(desk.count(u"SELECT COUNT(*) FROM orders"_s), 1);
        QCOMPARE(desk.run(u"/nowhere.csv"_s).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(OrderReplayTest)
#include "tst_order_replay.moc"
