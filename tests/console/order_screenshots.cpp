// SPDX-License-Identifier: GPL-3.0-or-later
// order_screenshots OUTDIR: pictures of the orders panel on a real database, light and dark.
#include "order_shop.h"

#include "ui/console_window.h"
#include "ui/orders/orders_panel.h"
#include "ui/translation.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QSettings>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>

#include <cstdio>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr const char *catalogue = "sku,name,price,currency,stock\n"
                                  "LAMP,\"Desk lamp, oak\",59.00,EUR,1200\n"
                                  "TENT,\"Two-person tent, green\",159.00,EUR,300\n"
                                  "HEADPHONE-NC-BLK,\"Noise-cancelling headphones, black\",249.00,EUR,800\n"
                                  "ESPRESSO-15BAR,\"Espresso machine with 15 bar pump and milk frother, stainless steel, 1.8 l\",329.00,EUR,250\n";

const WantedLine lamps{u"LAMP"_s, u"Desk lamp, oak"_s, 2, 5'900};
const WantedLine tents{u"TENT"_s, u"Two-person tent, green"_s, 3, 15'900, 1'500, 4'620};
const WantedLine headphones{u"HEADPHONE-NC-BLK"_s, u"Noise-cancelling headphones, black"_s, 1, 24'900};
const WantedLine espresso{u"ESPRESSO-15BAR"_s, u"Espresso machine with 15 bar pump and milk frother, stainless steel, 1.8 l"_s, 1,
                          32'900};

/// Orders of three days, shipped, part shipped, cancelled and refunded.
struct Shown {
    QString partShipped;
    QString fresh;
};

Shown fillShop(OrderShop &shop)
{
    if (!shop.import({.file = shop.writeFile(u"all.csv"_s, catalogue), .format = {}}) || !shop.planSale())
        qFatal("the catalogue was not imported");
    const Order inDoubt = shop.reserveLamp(u"jonas.lindqvist@example.org"_s);
    shop.clock.advance(20h);
    const Order shipped = shop.place(u"maria.fernandez@example.com"_s, {tents, lamps}, 690);
    const Order cancelled = shop.place(u"li.wei@example.net"_s, {headphones});
    const Order part = shop.place(u"anneliese.brunnenmacher-hofstetter@example.org"_s, {tents, espresso, lamps}, 990);
    for (int number = 0; number < 40; ++number) {
        shop.clock.advance(41min);
        shop.place(u"customer%1@example.com"_s.arg(number), {number % 2 ? lamps : headphones});
    }
    const Order refunded = shop.place(u"tom.okafor@example.com"_s, {espresso, lamps}, 490);
    shop.clock.advance(3h);
    const Order fresh = shop.place(u"ann@example.com"_s, {lamps, headphones}, 490);
    shop.enter(shop.warehouse);
    if (!shop.ship(shop.writeOf(shipped.id), {}, u"DHL 00340434161094042557"_s)
        || !shop.ship(shop.writeOf(part.id), {{part.lines[0].id, 2}, {part.lines[1].id, 1}}, u"UPS 1Z999AA10123456784"_s))
        qFatal("an order was not shipped");
    shop.clock.advance(25min);
    shop.enter(shop.support);
    if (!shop.cancel(shop.writeOf(cancelled.id), {}, u"The customer ordered twice by mistake"_s)
        || !shop.cancel(shop.writeOf(part.id), {{part.lines[2].id, 1}}, u"One lamp is enough, she says"_s)
        || !shop.cancel(shop.writeOf(refunded.id), {{refunded.lines[0].id, 1}}, u"Arrives too late"_s))
        qFatal("an order was not cancelled");
    shop.change(u"UPDATE refund SET state = 'failed', in_doubt = 1, sent_at = created_at, attempts = 10, version = 4, "
                "problem = 'The provider never said whether it paid, and no longer knows the request: look there before anything "
                "else.' WHERE order_id = '%1'"_s.arg(refunded.id));
    shop.change(u"UPDATE refund SET state = 'failed', attempts = 1, version = 3, problem = 'The card was closed by its holder.' "
                "WHERE order_id = '%1'"_s.arg(cancelled.id));
    shop.change(u"UPDATE refund SET state = 'settled', attempts = 1, version = 3, reference = 're_3MmlLrLkdIwHu7ix0uEcYC3S', settled_at = "
                "created_at WHERE order_id = '%1'"_s.arg(part.id));
    shop.clock.advance(47min);
    return {part.id, fresh.id};
}

class Studio
{
public:
    Studio(OrderShop &shop, QDir folder, QString suffix, ThemeChoice theme, QSize size)
        : m_folder(std::move(folder))
        , m_suffix(std::move(suffix))
        , m_settings(m_scratch.filePath(u"settings.ini"_s), QSettings::IniFormat)
    {
        m_settings.setValue("theme"_L1, themeName(theme));
        m_window = std::make_unique<ConsoleWindow>(shop.bridge, shop.clock, m_settings);
        m_window->resize(size);
        m_window->show();
        settle();
    }

    ConsoleWindow &window() { return *m_window; }
    OrdersPanel *panel() { return m_window->findChild<OrdersPanel *>(); }

    void settle()
    {
        QTest::qWait(120);
        m_window->tick();
        QTest::qWait(120);
    }

    void press(const QString &text, QWidget *in)
    {
        for (QAbstractButton *button : in->findChildren<QAbstractButton *>()) {
            if (button->isVisible() && button->text().remove(u'&') == text) {
                button->click();
                settle();
                return;
            }
        }
        qFatal("no button is called %s", qUtf8Printable(text));
    }

    QDialog *dialog()
    {
        settle();
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<QDialog *>(widget); found && found->isVisible())
                return found;
        }
        qFatal("there is no dialog");
    }

    void shoot(const QString &name, QWidget *of = nullptr)
    {
        settle();
        if (!(of ? of : m_window.get())->grab().save(m_folder.filePath(name + u'-' + m_suffix + u".png"_s)))
            qFatal("%s can't be written", qUtf8Printable(name));
    }

private:
    QDir m_folder;
    QString m_suffix;
    QTemporaryDir m_scratch;
    QSettings m_settings;
    std::unique_ptr<ConsoleWindow> m_window;
};

void shootDialogs(OrderShop &shop, Studio &studio, const Shown &shown)
{
    OrdersPanel *panel = studio.panel();
    panel->showOrder(shown.fresh);
    studio.settle();
    studio.press(u"Ship…"_s, panel);
    QDialog *ship = studio.dialog();
    studio.shoot(u"order-ship"_s, ship);
    const OrderRecord before = shop.record(shown.fresh);
    shop.write([&](WriteTransaction &transaction) -> Result<Done> {
        transaction.exec(u"UPDATE orders SET version = version + 1 WHERE id = ?"_s, {shown.fresh});
        transaction.audit({u"staff:walt"_s, u"order.shipped"_s, u"order"_s, shown.fresh, {},
                           R"({"lines":[{"id":")" + before.details.order.lines[0].id.toUtf8() + R"(","shipped":1}]})", {}});
        return Done{};
    });
    ship->findChild<QLineEdit *>(u"scan"_s)->setText(u"SOFA"_s);
    QTest::keyClick(ship->findChild<QLineEdit *>(u"scan"_s), Qt::Key_Return);
    ship->findChild<QSpinBox *>(u"quantity-"_s + before.details.order.lines[0].id)->setValue(1);
    QTest::keyClick(ship, Qt::Key_Return, Qt::ControlModifier);
    studio.shoot(u"order-ship-conflict"_s, ship);
    ship->done(0);
    studio.press(u"Cancel units…"_s, panel);
    QDialog *cancel = studio.dialog();
    studio.shoot(u"order-cancel"_s, cancel);
    cancel->findChild<QLineEdit *>(u"reason"_s)->setText(u"Ordered twice"_s);
    QTest::keyClick(cancel, Qt::Key_Return, Qt::ControlModifier);
    studio.settle();
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (widget->isVisible() && widget != cancel && qobject_cast<QDialog *>(widget)) {
            studio.shoot(u"order-cancel-question"_s, widget);
            widget->close();
        }
    }
    cancel->done(0);
    studio.settle();
    QTest::keyClick(panel, Qt::Key_Escape);
    studio.press(u"Back to the list"_s, panel);
}

void shootAll(OrderShop &shop, Studio &studio, const Shown &shown)
{
    studio.shoot(u"order-dashboard"_s);
    QTest::keyClick(&studio.window(), Qt::Key_7, Qt::ControlModifier);
    OrdersPanel *panel = studio.panel();
    studio.settle();
    panel->findChild<QTableView *>(u"orders"_s)->selectRow(1);
    studio.shoot(u"orders"_s);
    panel->search(u"nobody"_s);
    studio.shoot(u"orders-none"_s);
    panel->search({});
    panel->showOrder(shown.partShipped);
    studio.shoot(u"order"_s);
    auto *parts = panel->findChild<QTabWidget *>(u"orderParts"_s);
    for (int part = 1; part < parts->count(); ++part) {
        parts->setCurrentIndex(part);
        studio.shoot(u"order-part-%1"_s.arg(part));
    }
    parts->setCurrentIndex(0);
    studio.press(u"Back to the list"_s, panel);
    shootDialogs(shop, studio, shown);
    auto *tabs = panel->findChild<QTabWidget *>(u"orderTabs"_s);
    tabs->setCurrentIndex(1);
    studio.settle();
    auto *toShip = panel->findChild<QTableView *>(u"ordersToShip"_s);
    toShip->setFocus();
    toShip->selectAll();
    studio.shoot(u"orders-to-ship"_s);
    studio.press(u"Pick list…"_s, panel);
    QDialog *list = studio.dialog();
    studio.shoot(u"pick-list"_s, list);
    list->done(0);
    tabs->setCurrentIndex(2);
    studio.settle();
    panel->findChild<QTableView *>(u"refunds"_s)->selectRow(0);
    studio.shoot(u"refunds"_s);
    studio.press(u"Settle by hand…"_s, panel);
    QDialog *settleRefund = studio.dialog();
    studio.shoot(u"refund-settle"_s, settleRefund);
    settleRefund->done(0);
    tabs->setCurrentIndex(3);
    studio.settle();
    panel->findChild<QTableView *>(u"ordersInDoubt"_s)->selectRow(0);
    studio.shoot(u"payments-in-doubt"_s);
    tabs->setCurrentIndex(0);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    if (application.arguments().size() != 2 || !QDir().mkpath(application.arguments().at(1))) {
        std::fprintf(stderr, "usage: order_screenshots OUTDIR\n");
        return 2;
    }
    installTranslations(application);
    const QDir folder(application.arguments().at(1));
    OrderShop shop;
    const Shown shown = fillShop(shop);
    shop.enter({u"u1"_s, u"anna"_s, StaffRole::Admin});
    for (const auto &[suffix, theme, size] : {std::tuple{u"light"_s, ThemeChoice::Light, QSize(1280, 800)},
                                              std::tuple{u"dark"_s, ThemeChoice::Dark, QSize(1280, 800)},
                                              std::tuple{u"light-small"_s, ThemeChoice::Light, QSize(1024, 640)}}) {
        Studio studio(shop, folder, suffix, theme, size);
        shootAll(shop, studio, shown);
    }
    return 0;
}
