// SPDX-License-Identifier: GPL-3.0-or-later
// Receiving a parcel, by keyboard alone.
#include "ui/form_fixture.h"
#include "ui/returns/receive_form.h"

#include <QLineEdit>
#include <QSpinBox>

using namespace tidegate;
using namespace Qt::StringLiterals;

using Fixture = FormFixture<ReceiveForm>;

class ReceiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void eachScanCountsOneUnit()
    {
        Fixture fixture(returnUnderWay(Fixture::now));
        for (const QString &sku : {u"PINE-M"_s, u"pine-m"_s, u" LAMP-2 "_s}) {
            fixture.type(sku);
            fixture.press(Qt::Key_Return);
        }
        QVERIFY(fixture.said(u"scanSaid"_s).contains(u"LAMP-2 counted"_s));
        QVERIFY(fixture.said(u"receiveSum"_s).startsWith(u"3 units came with this parcel. 1 unit is still to come."_s));
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.receipts.size(), std::size_t(1));
        const NewReceipt &receipt = fixture.services.receipts.front();
        QCOMPARE(receipt.lines.size(), std::size_t(2));
        QCOMPARE(receipt.lines[0].quantity, 2);
        QCOMPARE(receipt.lines[1].quantity, 1);
        QCOMPARE(fixture.services.taken.front().write.expectedVersion, 4);
        QCOMPARE(fixture.done.size(), std::size_t(1));
    }
    void whatIsNotExpectedIsSaidAndNotCounted_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("said");
        QTest::addRow("unknown") << u"OTHER-1"_s << u"OTHER-1 is not part of this return"_s;
        QTest::addRow("another return") << u"R-AAAAA-BBBBB"_s << u"is another return"_s;
        QTest::addRow("this return") << u"r-7k3qd-2mx9b"_s << u"This is the return that is shown here"_s;
        QTest::addRow("one too many") << u"KETTLE"_s << u"KETTLE: the one that is to come is counted already"_s;
    }
    void whatIsNotExpectedIsSaidAndNotCounted()
    {
        QFETCH(QString, code);
        QFETCH(QString, said);
        Fixture fixture(returnUnderWay(Fixture::now));
        fixture.type(u"KETTLE"_s);
        fixture.press(Qt::Key_Return);
        fixture.type(code);
        fixture.press(Qt::Key_Return);
        QVERIFY2(fixture.said(u"scanSaid"_s).contains(said), qPrintable(fixture.said(u"scanSaid"_s)));
        QVERIFY(fixture.said(u"receiveSum"_s).startsWith(u"1 unit came"_s));
    }
    void aScanCanBeTakenBack()
    {
        Fixture fixture(returnUnderWay(Fixture::now));
        for (const QString &sku : {u"LAMP-2"_s, u"PINE-M"_s}) {
            fixture.type(sku);
            fixture.press(Qt::Key_Return);
        }
        fixture.press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(fixture.said(u"scanSaid"_s).contains(u"PINE-M taken back"_s));
        QVERIFY(fixture.said(u"receiveSum"_s).startsWith(u"1 unit came"_s));
    }
    void whatWillNotComeIsAskedAbout()
    {
        Fixture fixture(returnUnderWay(Fixture::now));
        auto *came = fixture.tabTo<QSpinBox>(u"came-PINE-M"_s);
        QVERIFY(came);
        fixture.type(u"1"_s);
        auto *missing = fixture.tabTo<QSpinBox>(u"missing-PINE-M"_s);
        QVERIFY(missing);
        fixture.press(Qt::Key_Up);
        fixture.press(Qt::Key_Up);
        QCOMPARE(missing->value(), 1); // no more than are to come
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question);
        QCOMPARE(question->text(), u"Give up on 1 unit?"_s);
        QVERIFY(fixture.services.receipts.empty());
        Fixture::answer(question, Qt::Key_G);
        QCOMPARE(fixture.services.receipts.size(), std::size_t(1));
        QCOMPARE(fixture.services.receipts.front().lines.front().missing, 1);
    }
    void aConflictKeepsWhatStillApplies()
    {
        Fixture fixture(returnUnderWay(Fixture::now));
        for (const QString &sku : {u"LAMP-2"_s, u"PINE-M"_s, u"PINE-M"_s}) {
            fixture.type(sku);
            fixture.press(Qt::Key_Return);
        }
        RmaDetails newer = returnUnderWay(Fixture::now);
        newer.rma.summary.version = 5;
        newer.rma.lines[0].received = 1;
        newer.rma.lines[0].units[0].place = UnitPlace::Arrived;
        fixture.services.records = {newer};
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.conflicts, 1);
        QVERIFY(fixture.done.empty());
        QVERIFY(fixture.banner().contains(u"what you entered is still here"_s));
        fixture.form->showReturn(newer);
        ConsoleFixture::settle();
        QVERIFY(fixture.banner().contains(u"Fewer units are still to come"_s));
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.done.size(), std::size_t(1));
        QCOMPARE(fixture.services.receipts.back().lines[0].quantity, 1);
        QCOMPARE(fixture.services.receipts.back().lines[1].quantity, 1);
        QVERIFY(fixture.services.taken[0].write.key != fixture.services.taken[1].write.key);
    }
    void theSameReceiptIsSentAgainUnderTheSameKey()
    {
        Fixture fixture(returnUnderWay(Fixture::now));
        fixture.type(u"KETTLE"_s);
        fixture.press(Qt::Key_Return);
        fixture.services.stepFailure = Error{ErrorCode::StorageUnavailable, u"the disk is full"_s, {}, {}};
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(fixture.banner().contains(u"the disk is full"_s));
        fixture.services.stepFailure.reset();
        fixture.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(fixture.services.taken.size(), std::size_t(2));
        QCOMPARE(fixture.services.taken[0].write.key, fixture.services.taken[1].write.key);
        QCOMPARE(fixture.done.size(), std::size_t(1));
    }
    void leavingAsksFirstWhereSomethingIsCounted()
    {
        Fixture fixture(returnUnderWay(Fixture::now));
        fixture.press(Qt::Key_Escape);
        QCOMPARE(fixture.closings, 1);
        fixture.type(u"KETTLE"_s);
        fixture.press(Qt::Key_Return);
        fixture.press(Qt::Key_Escape);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question);
        QCOMPARE(fixture.closings, 1);
        Fixture::answer(question, Qt::Key_D);
        QCOMPARE(fixture.closings, 2);
    }
};

QTEST_MAIN(ReceiveTest)
#include "tst_receive.moc"
