// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_fixture.h"

#include "ui/common/time_chart.h"
#include "ui/dashboard/dashboard_panel.h"

#include <QAbstractSpinBox>
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSet>
#include <QStatusBar>
#include <QTableView>
#include <QXYSeries>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QString shownPanel(const ConsoleWindow &window)
{
    for (const Panel *panel : window.findChildren<Panel *>()) {
        if (panel->isVisible()) {
            return panel->accessibleName();
        }
    }
    return {};
}

QAction *themeAction(const ConsoleWindow &window, const QString &name)
{
    return window.findChild<QAction *>(u"theme-"_s + name);
}

/// Something that a person works with, but for what Qt itself puts into a table or a spin box.
bool isControl(const QWidget *widget)
{
    return (qobject_cast<const QAbstractItemView *>(widget) && !qobject_cast<const QHeaderView *>(widget))
        || qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget)
        || (qobject_cast<const QLineEdit *>(widget) && !qobject_cast<const QAbstractSpinBox *>(widget->parentWidget()))
        || (qobject_cast<const QAbstractButton *>(widget) && !qobject_cast<const QAbstractItemView *>(widget->parentWidget()));
}

QString nameOf(const QWidget *widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    return button && !button->text().isEmpty() ? button->text() : widget->accessibleName();
}

/// What leads to the panels, one after the other.
QList<QAction *> panelActions(const ConsoleWindow &window)
{
    for (const QAction *menu : window.menuBar()->actions()) {
        if (menu->text() == u"&Go") {
            return menu->menu()->actions();
        }
    }
    return {};
}

/// Whether its text is wider than it.
bool isCut(const QWidget *widget)
{
    const auto *label = qobject_cast<const QLabel *>(widget);
    if (label) {
        return label->wordWrap() ? label->heightForWidth(label->width()) > label->height()
                                 : label->sizeHint().width() > label->width();
    }
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    return button && !button->text().isEmpty() && button->sizeHint().width() > button->width();
}

} // namespace

class ConsoleWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void everyPanelOpensByItsShortcut()
    {
        ConsoleFixture console;
        console.open();
        QCOMPARE(shownPanel(*console.window), u"Dashboard"_s);
        console.press(Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(shownPanel(*console.window), u"Flash sales"_s);
        console.press(Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(shownPanel(*console.window), u"Import catalogue"_s);
        console.press(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(shownPanel(*console.window), u"Dashboard"_s);
        console.press(Qt::Key_I, Qt::ControlModifier);
        QCOMPARE(shownPanel(*console.window), u"Import catalogue"_s);
    }

    void theMenuLeadsToEveryPanel()
    {
        ConsoleFixture console;
        console.open();
        QSet<QString> shown;
        for (QAction *panel : panelActions(*console.window)) {
            panel->trigger();
            ConsoleFixture::settle();
            shown += shownPanel(*console.window);
        }
        QCOMPARE(shown.size(), console.window->findChildren<Panel *>().size());
    }

    void arrowKeysMoveThroughTheNavigation()
    {
        ConsoleFixture console;
        console.open();
        ConsoleFixture::button(console.window.get(), u"Dashboard"_s)->setFocus();
        console.press(Qt::Key_Down);
        QCOMPARE(shownPanel(*console.window), u"Flash sales"_s);
        console.press(Qt::Key_Down);
        QCOMPARE(shownPanel(*console.window), u"Import catalogue"_s);
        console.press(Qt::Key_Up);
        QCOMPARE(shownPanel(*console.window), u"Flash sales"_s);
    }

    void theStatusBarTellsWhereTheShopIsServedAndHowItIs()
    {
        ConsoleFixture console;
        console.open();
        QString said;
        for (const QLabel *label : console.window->findChildren<QLabel *>()) {
            said += label->text() + u'\n';
        }
        for (const ElidedLabel *label : console.window->statusBar()->findChildren<ElidedLabel *>()) {
            said += label->text() + u'\n';
        }
        QVERIFY2(said.contains(u"Serving at http://127.0.0.1:8480 · database ready"_s), qPrintable(said));
        QVERIFY2(said.contains(u"connections · "_s), qPrintable(said));
    }

    void aBrokenDatabaseIsToldAndSoIsItsRecovery()
    {
        ConsoleFixture console;
        console.open();
        console.services.figures.store = {.writable = false, .problem = u"The disk is full."_s};
        console.second();
        QVERIFY2(console.banners().contains(u"The disk is full."_s), qPrintable(console.banners()));
        console.services.figures.store = {};
        console.second();
        QVERIFY(!console.banners().contains(u"disk"_s));
        QVERIFY(console.banners().contains(u"can be written again"_s));
    }

    void missingFiguresAreToldWithAWayOut()
    {
        ConsoleFixture console;
        console.open();
        console.services.figuresFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        QVERIFY(console.banners().contains(u"live figures can't be read"_s));
        console.services.figuresFailure.reset();
        const int asked = console.services.figuresAsked;
        ConsoleFixture::button(console.window.get(), u"Try again"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(console.services.figuresAsked > asked);
        QCOMPARE(console.banners(), QString());
    }

    void questionsDoNotPileUpWhileTheServicesAreSilent()
    {
        ConsoleFixture console;
        console.open();
        console.services.silent = true;
        console.second();
        const int figures = console.services.figuresAsked;
        const int stock = console.services.stockAsked;
        for (int i = 0; i < 20; ++i) {
            console.second();
        }
        QCOMPARE(console.services.figuresAsked, figures);
        QCOMPARE(console.services.stockAsked, stock);
    }

    void anAnswerThatComesAfterTheWindowHasGoneIsDropped()
    {
        ConsoleFixture console;
        console.open();
        console.press(Qt::Key_2, Qt::ControlModifier);
        console.window->tick();
        console.window.reset();
        ConsoleFixture::settle();
        QVERIFY(console.services.figuresAsked > 0);
    }

    void theThemeIsChosenInTheMenuAndKept()
    {
        ConsoleFixture console;
        console.open();
        themeAction(*console.window, u"light"_s)->trigger();
        const QColor light = QApplication::palette().color(QPalette::Window);
        const auto *chart = console.window->findChild<TimeChart *>();
        const auto *series = qobject_cast<QXYSeries *>(chart->view()->chart()->series().front());
        const QColor lightLine = series->pen().color();
        themeAction(*console.window, u"dark"_s)->trigger();
        ConsoleFixture::settle();
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < light.lightness());
        QVERIFY(series->pen().color() != lightLine);

        console.window.reset();
        console.open();
        QCOMPARE(console.window->theme(), ThemeChoice::Dark);
        QVERIFY(themeAction(*console.window, u"dark"_s)->isChecked());
        themeAction(*console.window, u"system"_s)->trigger();
        QCOMPARE(QApplication::palette().color(QPalette::Window), light);
    }

    void theWindowAndItsColumnsComeBackAsTheyWereLeft()
    {
        ConsoleFixture console;
        console.open();
        console.services.addresses.clear(); // nothing to ask about
        console.window->resize(1111, 666);
        auto *table = console.window->findChild<QTableView *>(u"sales"_s);
        table->horizontalHeader()->resizeSection(2, 177);
        console.window->close();
        console.window.reset();
        console.services.addresses = {u"http://127.0.0.1:1"_s};
        console.open();
        QCOMPARE(console.window->size(), QSize(1111, 666));
        QCOMPARE(console.window->findChild<QTableView *>(u"sales"_s)->columnWidth(2), 177);
    }

    void closingAsksWhileTheShopIsServedFromHere()
    {
        ConsoleFixture console;
        console.open();
        console.window->close();
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question);
        QVERIFY(question->informativeText().contains(u"http://127.0.0.1:8480 stops"_s));
        QCOMPARE(question->textFormat(), Qt::PlainText);
        question->button(QMessageBox::Cancel)->click();
        ConsoleFixture::settle();
        QVERIFY(console.window->isVisible());
        console.window->close();
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Close"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(!console.window->isVisible());
    }

    void noTwoThingsOnAPanelHaveTheSameMnemonic()
    {
        ConsoleFixture console;
        console.open();
        for (QAction *panel : panelActions(*console.window)) {
            panel->trigger();
            ConsoleFixture::settle();
            const QString shared = console.sharedMnemonic();
            QVERIFY2(shared.isEmpty(), qPrintable(shownPanel(*console.window) + u": "_s + shared));
        }
    }

    void everythingThatTakesTheFocusHasANameForScreenReaders()
    {
        ConsoleFixture console;
        console.open();
        for (QAction *panel : panelActions(*console.window)) {
            panel->trigger();
            ConsoleFixture::settle();
            for (const QWidget *widget : console.window->findChildren<QWidget *>()) {
                if (widget->isVisible() && widget->focusPolicy() != Qt::NoFocus && isControl(widget)) {
                    QVERIFY2(!nameOf(widget).isEmpty(), widget->metaObject()->className());
                }
            }
        }
    }

    void noLabelTakesItsTextForMarkup()
    {
        ConsoleFixture console;
        console.open(false);
        fillBusyShop(console.services, ConsoleFixture::now);
        fillBusyPartners(console.services, ConsoleFixture::now);
        console.services.saleList[1].name = u"<b>Sale</b><img src=x>"_s;
        console.window->tick();
        for (QAction *panel : panelActions(*console.window)) {
            panel->trigger();
            ConsoleFixture::settle();
            for (const QLabel *label : console.window->findChildren<QLabel *>()) {
                QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->text()));
            }
        }
    }

    void noTextIsCutInTheSmallestWindow_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("first size") << QSize(1280, 800);
        QTest::newRow("small") << QSize(1024, 640);
        QTest::newRow("smallest") << QSize(900, 560);
    }
    void noTextIsCutInTheSmallestWindow()
    {
        QFETCH(QSize, size);
        ConsoleFixture console;
        console.open();
        console.window->resize(size);
        ConsoleFixture::settle();
        QCOMPARE(console.window->size(), size);
        for (QAction *panel : panelActions(*console.window)) {
            panel->trigger();
            ConsoleFixture::settle();
            for (const QWidget *widget : console.window->findChildren<QWidget *>()) {
                if (widget->isVisible() && isCut(widget)) {
                    const auto *label = qobject_cast<const QLabel *>(widget);
                    const auto *candidate = qobject_cast<const QAbstractButton *>(widget);
                    QFAIL(qPrintable(shownPanel(*console.window) + u": "_s + (label ? label->text() : candidate->text())));
                }
            }
        }
    }

    void theStatusBarKeepsRoomForItsFigures()
    {
        ConsoleFixture console;
        console.open();
        console.services.addresses = QStringList(12, u"http://127.0.0.1:8480"_s);
        const QLabel *load = nullptr;
        for (const QLabel *label : console.window->statusBar()->findChildren<QLabel *>()) {
            load = label->text().contains(u"in flight") ? label : load;
        }
        QVERIFY(load);
        const QRect place = load->geometry();
        for (const qint64 count : {0, 1, 35, 12'345}) {
            console.services.figures.connections = count;
            console.services.figures.inFlight = count;
            console.second();
            QVERIFY2(!isCut(load), qPrintable(load->text()));
            QCOMPARE(load->geometry(), place);
        }
        QCOMPARE(console.window->width(), 1280);
    }

    void aboutNamesTheProgramAndItsLicence()
    {
        ConsoleFixture console;
        console.open();
        for (QAction *action : console.window->findChildren<QAction *>()) {
            if (action->text() == "&About Tidegate"_L1) {
                action->trigger();
            }
        }
        auto *box = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(box && box->informativeText().contains(u"GNU General Public License"_s));
        box->close();
    }
};

QTEST_MAIN(ConsoleWindowTest)
#include "tst_console_window.moc"
