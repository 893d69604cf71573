// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/busy_orders.h"
#include "ui/console_fixture.h"

#include "ui/orders/cancel_dialog.h"
#include "ui/orders/order_page.h"
#include "ui/orders/orders_panel.h"
#include "ui/orders/pick_list_dialog.h"
#include "ui/orders/pick_list_text.h"
#include "ui/orders/settle_dialog.h"
#include "ui/orders/ship_dialog.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

enum Tab { AllOrders, ToShip, Refunds, Doubts };

class OrdersFixture : public ConsoleFixture
{
public:
    explicit OrdersFixture(int many = 0)
    {
        if (many > 0) {
            fillManyOrders(services.orders, now, many);
        } else if (many == 0) {
            fillBusyOrders(services.orders, now);
        }
        open(false);
        press(Qt::Key_7, Qt::ControlModifier);
        panel = window->findChild<OrdersPanel *>();
    }
    static constexpr int none = -1;

    [[nodiscard]] QTableView *table(const QString &name) const { return panel->findChild<QTableView *>(name); }
    static QString cell(const QTableView *of, int row, int column) { return of->model()->index(row, column).data().toString(); }
    [[nodiscard]] OrderPage *page() const { return panel->findChild<OrderPage *>(); }
    [[nodiscard]] ScriptedOrders &orders() { return services.orders; }

    void go(Tab tab) const { goToTab(panel->findChild<QTabWidget *>(u"orderTabs"_s), tab); }

    void select(const QString &name, int row) const
    {
        table(name)->selectRow(row);
        settle();
    }

    void openRow(const QString &name, int row) const
    {
        select(name, row);
        table(name)->setFocus();
        QTest::keyClick(table(name), Qt::Key_Return);
        settle();
    }

    void choose(const QString &box, int index) const
    {
        auto *combo = panel->findChild<QComboBox *>(box);
        combo->setCurrentIndex(index);
        Q_EMIT combo->activated(index);
        settle();
    }

    /// The dialog of a step on the newest order, which is unshipped.
    template <typename Dialog>
    Dialog *begin(const QString &text) const
    {
        openRow(u"orders"_s, 0);
        button(panel, text)->click();
        return dialog<Dialog>();
    }

    /// What another console did to the newest order meanwhile.
    void shipElsewhere(int units)
    {
        OrderRecord &record = orders().records.front();
        record.details.order.lines[0].shipped = units;
        ++record.details.order.version;
        record.history.push_back({9,
                                  now,
                                  u"staff:walt"_s,
                                  u"order.shipped"_s,
                                  record.details.order.id,
                                  {},
                                  QByteArray(R"({"lines":[{"id":"o7-1","shipped":)") + QByteArray::number(units) + "}]}",
                                  {}});
    }

    OrdersPanel *panel = nullptr;
};

void send(QWidget *dialog)
{
    QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
    ConsoleFixture::settle();
}

int quantityOf(const QWidget *dialog, const QString &lineId)
{
    return dialog->findChild<QSpinBox *>(u"quantity-"_s + lineId)->value();
}

QString errorAt(const QWidget *dialog, const QString &field)
{
    const auto *label = dialog->findChild<QLabel *>(field + u"Error"_s);
    return label->isVisible() ? label->text() : QString();
}

QString bannerOf(const QWidget *dialog)
{
    const auto *banner = dialog->findChild<Banner *>();
    return banner->isVisible() ? banner->text() : QString();
}

void scan(QWidget *dialog, const QString &sku)
{
    auto *field = dialog->findChild<QLineEdit *>(u"scan"_s);
    field->setFocus();
    QTest::keyClicks(field, sku);
    QTest::keyClick(field, Qt::Key_Return);
    ConsoleFixture::settle();
}

class PaintCounter : public QObject
{
public:
    explicit PaintCounter(QWidget *of) { of->installEventFilter(this); }

    int count = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class OrdersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void whereThereAreNoneItSaysHowOneBegins()
    {
        const OrdersFixture console(OrdersFixture::none);
        QVERIFY(!console.table(u"orders"_s)->isVisible());
        bool told = false;
        for (const QLabel *label : console.panel->findChildren<QLabel *>()) {
            told = told || (label->isVisible() && label->text() == u"No orders yet"_s);
        }
        QVERIFY(told);
    }

    void theListTellsMoneyGoodsTotalAndAge()
    {
        const OrdersFixture console;
        const QTableView *list = console.table(u"orders"_s);
        QCOMPARE(list->model()->rowCount(), 5);
        QCOMPARE(OrdersFixture::cell(list, 0, 1), u"ann@example.com"_s);
        QCOMPARE(OrdersFixture::cell(list, 0, 2), u"Paid"_s);
        QCOMPARE(OrdersFixture::cell(list, 0, 3), u"Unshipped"_s);
        QCOMPARE(OrdersFixture::cell(list, 0, 5), u"575.00 EUR"_s);
        QCOMPARE(OrdersFixture::cell(list, 0, 6), u"2 h"_s);
        QCOMPARE(OrdersFixture::cell(list, 2, 2), u"Declined"_s);
        QCOMPARE(OrdersFixture::cell(list, 2, 3), u"–"_s);
        QCOMPARE(OrdersFixture::cell(list, 3, 3), u"Part shipped"_s);
    }

    void theListIsWorkedByKeyboardAlone()
    {
        OrdersFixture console;
        console.table(u"orders"_s)->setFocus();
        console.press(Qt::Key_Slash);
        QCOMPARE(QApplication::focusWidget()->objectName(), u"orderSearch"_s);
        OrdersFixture::type(u"eve"_s);
        QCOMPARE(console.orders().searches.back().text, u"eve"_s);
        QCOMPARE(console.table(u"orders"_s)->model()->rowCount(), 1);
        console.press(Qt::Key_Down);
        console.press(Qt::Key_Return);
        QVERIFY(console.page()->isVisible());
        QCOMPARE(console.page()->orderId(), u"o3"_s);
        console.press(Qt::Key_Escape);
        QVERIFY(!console.page()->isVisible());
        console.press(Qt::Key_Slash);
        console.press(Qt::Key_Escape);
        QCOMPARE(console.orders().searches.back().text, QString());
        QCOMPARE(console.table(u"orders"_s)->model()->rowCount(), 5);
    }

    void itIsFilteredByMoneyAndGoods()
    {
        OrdersFixture console;
        console.choose(u"orderGoods"_s, 2);
        QCOMPARE(console.orders().searches.back().status, u"part_shipped"_s);
        QCOMPARE(console.table(u"orders"_s)->model()->rowCount(), 1);
        console.choose(u"orderStatus"_s, 3);
        QCOMPARE(console.orders().searches.back().status, u"declined"_s);
        QVERIFY(!console.panel->findChild<QComboBox *>(u"orderGoods"_s)->isEnabled());
        QCOMPARE(console.table(u"orders"_s)->model()->rowCount(), 1);
    }

    void aLongListIsReadAsOneScrolls()
    {
        OrdersFixture console(1'000);
        QTableView *list = console.table(u"orders"_s);
        QCOMPARE(list->model()->rowCount(), 100);
        QCOMPARE(console.orders().pagesAsked, 0);
        list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum());
        OrdersFixture::settle();
        QCOMPARE(list->model()->rowCount(), 200);
        QCOMPARE(console.orders().pagesAsked, 1);
        QCOMPARE(OrdersFixture::cell(list, 199, 0), u"order-000801"_s);
        console.select(u"orders"_s, 150);
        console.second();
        QCOMPARE(list->model()->rowCount(), 200);
        QCOMPARE(list->currentIndex().row(), 150);
    }

    void anOrdersPageTellsAllThatBecameOfIt()
    {
        OrdersFixture console;
        console.openRow(u"orders"_s, 3);
        const QTableView *lines = console.table(u"orderLines"_s);
        QCOMPARE(OrdersFixture::cell(lines, 0, 3), u"2"_s);
        QCOMPARE(OrdersFixture::cell(lines, 0, 5), u"1"_s);
        QCOMPARE(OrdersFixture::cell(lines, 0, 9), u"477.00 EUR"_s);
        QCOMPARE(OrdersFixture::cell(console.table(u"orderShipments"_s), 0, 1), u"2 × TENT"_s);
        QCOMPARE(OrdersFixture::cell(console.table(u"orderShipments"_s), 0, 2), u"DHL 1"_s);
        const QTableView *history = console.table(u"orderHistory"_s);
        QCOMPARE(OrdersFixture::cell(history, 2, 1), u"walt"_s);
        QCOMPARE(OrdersFixture::cell(history, 2, 2), u"Shipped 2 × TENT, tracking DHL 1"_s);
        QCOMPARE(console.panel->findChild<ElidedLabel *>(u"orderPayment"_s)->text(), u"575.00 EUR by Card · reference ch_o4"_s);
    }

    void aReturnOfTheOrderIsAskedFor()
    {
        OrdersFixture console;
        console.openRow(u"orders"_s, 4);
        const QSignalSpy asked(console.panel, &OrdersPanel::returnRequested);
        QCOMPARE(OrdersFixture::cell(console.table(u"orderReturns"_s), 0, 0), u"R-7K3QD-2MX9B"_s);
        console.panel->findChild<QTabWidget *>(u"orderParts"_s)->setCurrentIndex(3);
        console.openRow(u"orderReturns"_s, 0);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toString(), u"rma-1"_s);
        QCOMPARE(OrdersFixture::cell(console.table(u"orderRefunds"_s), 0, 0), u"Failed"_s);
        QCOMPARE(OrdersFixture::cell(console.table(u"orderRefunds"_s), 0, 5), u"The card was closed."_s);
    }

    void allThatIsLeftIsShippedUnlessOneCounts()
    {
        OrdersFixture console;
        auto *ship = console.begin<ShipDialog>(u"Ship…"_s);
        QVERIFY(ship);
        QCOMPARE(quantityOf(ship, u"o7-1"_s), 3);
        send(ship);
        QCOMPARE(console.orders().shipped.size(), 1U);
        QCOMPARE(console.orders().shipped[0].lines.size(), 2U);
        QCOMPARE(console.banners(), u"Shipped 3 × TENT, 2 × LAMP of order o7."_s);
    }

    void scannedUnitsMakeAPartShipment()
    {
        OrdersFixture console;
        auto *ship = console.begin<ShipDialog>(u"Ship…"_s);
        scan(ship, u"tent"_s);
        QCOMPARE(quantityOf(ship, u"o7-1"_s), 1);
        QCOMPARE(quantityOf(ship, u"o7-2"_s), 0);
        scan(ship, u"TENT"_s);
        scan(ship, u"SOFA"_s);
        QVERIFY(errorAt(ship, u"scan"_s).contains(u"Nothing of “SOFA”"_s));
        scan(ship, u"TENT"_s);
        QCOMPARE(errorAt(ship, u"scan"_s), QString());
        scan(ship, u"TENT"_s);
        QVERIFY(errorAt(ship, u"scan"_s).contains(u"too many"_s));
        QCOMPARE(quantityOf(ship, u"o7-1"_s), 3);
        ship->findChild<QLineEdit *>(u"tracking"_s)->setFocus();
        OrdersFixture::type(u"DHL 7"_s);
        send(ship);
        const ScriptedOrders::Asked &asked = console.orders().shipped.front();
        QCOMPARE(asked.note, u"DHL 7"_s);
        QCOMPARE(asked.lines.size(), 1U);
        QCOMPARE(asked.lines[0].quantity, 3);
        QCOMPARE(asked.write.expectedVersion, 2);
        QCOMPARE(OrdersFixture::cell(console.table(u"orderLines"_s), 1, 5), u"2"_s);
    }

    void whatOthersDidMeanwhileIsToldAndWhatWasTypedStays()
    {
        OrdersFixture console;
        auto *ship = console.begin<ShipDialog>(u"Ship…"_s);
        ship->findChild<QSpinBox *>(u"quantity-o7-2"_s)->setValue(1);
        ship->findChild<QLineEdit *>(u"tracking"_s)->setText(u"DHL 8"_s);
        console.shipElsewhere(2);
        send(ship);
        QCOMPARE(
            bannerOf(ship),
            u"Meanwhile this order was changed: Shipped 2 × TENT (walt, 17:42:00). Nothing was done, and what you entered is kept."_s);
        QCOMPARE(quantityOf(ship, u"o7-1"_s), 3);
        OrdersFixture::button(ship, u"Look again"_s)->click();
        QCOMPARE(quantityOf(ship, u"o7-1"_s), 1);
        QCOMPARE(quantityOf(ship, u"o7-2"_s), 1);
        send(ship);
        const ScriptedOrders::Asked &asked = console.orders().shipped.back();
        QCOMPARE(asked.write.expectedVersion, 3);
        QCOMPARE(asked.note, u"DHL 8"_s);
        QVERIFY(!OrdersFixture::dialog<ShipDialog>());
    }

    void theSamePressSentAgainKeepsItsKey()
    {
        OrdersFixture console;
        auto *ship = console.begin<ShipDialog>(u"Ship…"_s);
        console.orders().stepFailure = Error{ErrorCode::StorageUnavailable, u"The disk is full."_s, {}, {}};
        send(ship);
        QVERIFY(bannerOf(ship).contains(u"The disk is full."_s));
        send(ship);
        QCOMPARE(console.orders().shipped[0].write.key, console.orders().shipped[1].write.key);
        ship->findChild<QSpinBox *>(u"quantity-o7-1"_s)->setValue(1);
        console.orders().stepFailure.reset();
        send(ship);
        QVERIFY(console.orders().shipped[2].write.key != console.orders().shipped[1].write.key);
    }

    void aCancellationSaysFirstWhatGoesBack()
    {
        OrdersFixture console;
        auto *cancel = console.begin<CancelDialog>(u"Cancel units…"_s);
        QVERIFY(cancel);
        cancel->findChild<QSpinBox *>(u"quantity-o7-2"_s)->setValue(0);
        cancel->findChild<QSpinBox *>(u"quantity-o7-1"_s)->setValue(1);
        OrdersFixture::settle();
        QCOMPARE(console.orders().previews.back().size(), 1U);
        QVERIFY(cancel->findChild<QLabel *>(u"goesBack"_s)->text().startsWith(u"159.00 EUR go back to the customer by Card"_s));
        send(cancel);
        QVERIFY(!errorAt(cancel, u"reason"_s).isEmpty());
        QVERIFY(console.orders().cancelled.empty());
        cancel->findChild<QLineEdit *>(u"reason"_s)->setText(u"changed her mind"_s);
        send(cancel);
        auto *question = OrdersFixture::dialog<QMessageBox>();
        QVERIFY(question);
        QVERIFY(question->informativeText().contains(u"1 × TENT"_s));
        QVERIFY(question->informativeText().contains(u"159.00 EUR"_s));
        QVERIFY(console.orders().cancelled.empty());
        OrdersFixture::button(question, u"Cancel the units"_s)->click();
        OrdersFixture::settle();
        QCOMPARE(console.orders().cancelled.size(), 1U);
        QCOMPARE(console.orders().cancelled[0].note, u"changed her mind"_s);
        QCOMPARE(console.orders().cancelled[0].lines[0].quantity, 1);
    }

    void rolesAreOfferedWhatIsTheirs()
    {
        OrdersFixture console;
        console.services.staff.actor = StaffActor{u"s1"_s, u"walt"_s, StaffRole::Warehouse};
        console.second();
        console.openRow(u"orders"_s, 0);
        QVERIFY(OrdersFixture::button(console.panel, u"Ship…"_s)->isEnabled());
        QVERIFY(!OrdersFixture::button(console.panel, u"Cancel units…"_s)->isEnabled());
        QCOMPARE(OrdersFixture::button(console.panel, u"Cancel units…"_s)->toolTip(), u"This is for support."_s);
        console.press(Qt::Key_Escape);
        console.go(Refunds);
        console.select(u"refunds"_s, 0);
        QVERIFY(!OrdersFixture::button(console.panel, u"Send again…"_s)->isEnabled());
    }

    void ordersToShipComeOldestFirstAndMakeAPickList()
    {
        OrdersFixture console;
        console.go(ToShip);
        QTableView *list = console.table(u"ordersToShip"_s);
        QCOMPARE(list->model()->rowCount(), 2);
        QCOMPARE(OrdersFixture::cell(list, 0, 0), u"1 d 8 h"_s);
        QCOMPARE(OrdersFixture::cell(list, 0, 5), u"1 × Green tent; 2 × Desk lamp"_s);
        QVERIFY(console.panel->findChild<QLabel *>(u"toShipSummary"_s)->text().contains(u"1 older than a day"_s));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_A, Qt::ControlModifier);
        console.alt(Qt::Key_P);
        auto *dialog = OrdersFixture::dialog<PickListDialog>();
        QVERIFY(dialog);
        QCOMPARE(console.orders().pickLists.back(), (QStringList{u"o4"_s, u"o7"_s}));
        const QString csv = console.scratch.filePath(u"list.csv"_s);
        dialog->writeCsv(csv);
        QTRY_VERIFY(bannerOf(dialog).contains(u"is saved"_s));
        QVERIFY(contentOf(csv).contains("TENT,Green tent,4,50,1,o4,1\r\nTENT,Green tent,4,50,2,o7,3\r\n"));
        const QString pdf = console.scratch.filePath(u"list.pdf"_s);
        dialog->writePdf(pdf);
        QTRY_VERIFY(QFile::exists(pdf));
        QVERIFY(contentOf(pdf).startsWith("%PDF"));
    }

    void aPickListIsSafeInASpreadsheetAndOnPaper()
    {
        PickList list;
        Order order;
        order.id = u"o1"_s;
        order.email = u"<b>ann</b>@example.com"_s;
        list.orders = {order};
        list.items = {{u"=CMD()"_s, u"<script>"_s, 2, 5, {{u"o1"_s, 2}}}};
        QVERIFY(pickListCsv(list).contains("\r\n'=CMD(),<script>,2,5,1,o1,2\r\n"));
        QVERIFY(!pickListHtml(list).contains(u"<script>"_s));
        QVERIFY(!pickListHtml(list).contains(u"<b>ann"_s));
    }

    void agesGrowWhileOneLooks_data()
    {
        QTest::addColumn<Tab>("tab");
        QTest::addColumn<QString>("list");
        QTest::newRow("all") << AllOrders << u"orders"_s;
        QTest::newRow("to ship") << ToShip << u"ordersToShip"_s;
        QTest::newRow("refunds") << Refunds << u"refunds"_s;
        QTest::newRow("in doubt") << Doubts << u"ordersInDoubt"_s;
    }
    void agesGrowWhileOneLooks()
    {
        QFETCH(Tab, tab);
        QFETCH(QString, list);
        OrdersFixture console;
        console.go(tab);
        PaintCounter painted(console.table(list)->viewport());
        console.second();
        QVERIFY(painted.count > 0);
    }

    void aFailedRefundIsSentAgain()
    {
        OrdersFixture console;
        console.go(Refunds);
        const QTableView *list = console.table(u"refunds"_s);
        QCOMPARE(list->model()->rowCount(), 2);
        QCOMPARE(OrdersFixture::cell(list, 1, 0), u"Failed, in doubt"_s);
        QCOMPARE(OrdersFixture::cell(list, 0, 6), u"The card was closed."_s);
        QCOMPARE(console.panel->findChild<QLabel *>(u"refundSummary"_s)->text(), u"2 refunds · 147.00 EUR"_s);
        console.select(u"refunds"_s, 0);
        console.alt(Qt::Key_A);
        QVERIFY(OrdersFixture::dialog<QMessageBox>());
        console.alt(Qt::Key_S);
        QCOMPARE(console.orders().retriedRefunds, QStringList{u"r1"_s});
        QCOMPARE(list->model()->rowCount(), 1);
        QVERIFY(console.banners().contains(u"98.00 EUR is on its way again"_s));
    }

    void aRefundInDoubtIsSettledByWhatTheProviderShows()
    {
        OrdersFixture console;
        console.go(Refunds);
        console.select(u"refunds"_s, 1);
        console.alt(Qt::Key_B);
        auto *dialog = OrdersFixture::dialog<SettleDialog>();
        send(dialog);
        QVERIFY(!errorAt(dialog, u"found"_s).isEmpty());
        console.alt(Qt::Key_H);
        send(dialog);
        QVERIFY(!errorAt(dialog, u"reference"_s).isEmpty());
        console.alt(Qt::Key_P);
        OrdersFixture::type(u"re_77"_s);
        send(dialog);
        QCOMPARE(console.orders().settledRefunds.size(), 1U);
        QCOMPARE(console.orders().settledRefunds[0], (std::pair{u"r2"_s, u"re_77"_s}));
    }

    void thatAProviderHasNothingIsAskedTwice()
    {
        OrdersFixture console;
        console.go(Refunds);
        console.select(u"refunds"_s, 1);
        console.alt(Qt::Key_B);
        auto *dialog = OrdersFixture::dialog<SettleDialog>();
        console.alt(Qt::Key_N);
        send(dialog);
        auto *question = OrdersFixture::dialog<QMessageBox>();
        QVERIFY(question->informativeText().contains(u"49.00 EUR twice"_s));
        QVERIFY(console.orders().settledRefunds.empty());
        console.alt(Qt::Key_S);
        QCOMPARE(console.orders().settledRefunds[0], (std::pair{u"r2"_s, QString()}));
    }

    void aPaymentInDoubtIsDecided()
    {
        OrdersFixture console;
        console.go(Doubts);
        QCOMPARE(console.table(u"ordersInDoubt"_s)->model()->rowCount(), 1);
        console.select(u"ordersInDoubt"_s, 0);
        console.alt(Qt::Key_D);
        auto *dialog = OrdersFixture::dialog<SettleDialog>();
        console.alt(Qt::Key_H);
        console.alt(Qt::Key_P);
        OrdersFixture::type(u"ch_6"_s);
        send(dialog);
        QCOMPARE(console.orders().settledPayments.size(), 1U);
        QCOMPARE(console.orders().settledPayments[0].note, u"ch_6"_s);
        QVERIFY(console.banners().contains(u"Order o6 is paid as ch_6"_s));
        QVERIFY(!OrdersFixture::dialog<SettleDialog>());
    }

    void whatCannotBeReadStaysAndIsSaid()
    {
        OrdersFixture console;
        console.orders().readFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        QVERIFY(console.banners().contains(u"The orders can't be read"_s));
        QCOMPARE(console.table(u"orders"_s)->model()->rowCount(), 5);
        console.orders().readFailure.reset();
        console.second();
        QVERIFY(!console.banners().contains(u"can't be read"_s));
    }
};

QTEST_MAIN(OrdersTest)
#include "tst_orders.moc"
