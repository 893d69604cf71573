// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/busy_partners.h"
#include "ui/console_fixture.h"

#include "ui/webhooks/pretty_json.h"
#include "ui/webhooks/replay_dialog.h"
#include "ui/webhooks/webhooks_panel.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

class WebhooksFixture : public ConsoleFixture
{
public:
    explicit WebhooksFixture(bool outgoing = false, bool many = false)
    {
        if (many) {
            fillManyPartners(services, now);
        } else {
            fillBusyPartners(services, now);
        }
        open(false);
        press(Qt::Key_6, Qt::ControlModifier);
        panel = window->findChild<WebhooksPanel *>();
        panel->findChild<QTabWidget *>()->setCurrentIndex(outgoing ? 1 : 0);
        settle();
    }

    [[nodiscard]] QTableView *table(const QString &name) const { return panel->findChild<QTableView *>(name); }
    static QString cell(const QTableView *of, int row, int column) { return of->model()->index(row, column).data().toString(); }

    void select(const QString &list, int row) const
    {
        table(list)->selectRow(row);
        settle();
    }

    [[nodiscard]] QString text(const QString &view) const
    {
        for (const QPlainTextEdit *edit : panel->findChildren<QPlainTextEdit *>(view)) {
            if (edit->isVisible()) {
                return edit->toPlainText();
            }
        }
        return {};
    }

    WebhooksPanel *panel = nullptr;
};

} // namespace

class WebhooksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void theLogTellsWhatBecameOfEach()
    {
        const WebhooksFixture console;
        const QTableView *list = console.table(u"webhooks"_s);
        QCOMPARE(list->model()->rowCount(), 4);
        QCOMPARE(WebhooksFixture::cell(list, 0, 3), u"Waiting"_s);
        QCOMPARE(WebhooksFixture::cell(list, 0, 5), u"next attempt in 4 min 58 s"_s);
        QCOMPARE(WebhooksFixture::cell(list, 1, 3), u"Processed"_s);
        QCOMPARE(WebhooksFixture::cell(list, 2, 3), u"Dead"_s);
        QCOMPARE(WebhooksFixture::cell(list, 2, 5), u"No product of this partner has the SKU TENT-9P."_s);
    }

    void theBodyIsShownAsItCameAndAsPlainText()
    {
        const WebhooksFixture console;
        console.select(u"webhooks"_s, 2);
        const QString body = console.text(u"webhookBody"_s);
        QVERIFY(body.contains(u"\n  \"type\": \"stock.updated\","_s));
        QVERIFY(body.contains(u"\"version\": 12345678901234567890"_s));
        QVERIFY(body.contains(u"<b>not bold</b>"_s));
        QVERIFY(console.text(u"webhookResult"_s).contains(u"\"TENT-9P\""_s));
    }

    void prettyJsonChangesNothingButWhiteSpace_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("shown");
        QTest::newRow("order and figures") << QByteArray("{\"b\":1.50,\"a\":[1,2]}")
                                           << u"{\n  \"b\": 1.50,\n  \"a\": [\n    1,\n    2\n  ]\n}"_s;
        QTest::newRow("empty ones") << QByteArray("{\"a\":{},\"b\":[ ]}") << u"{\n  \"a\": {},\n  \"b\": []\n}"_s;
        QTest::newRow("brackets in text") << QByteArray("[\"{\\\"a\\\":[\",\":,\"]") << u"[\n  \"{\\\"a\\\":[\",\n  \":,\"\n]"_s;
        QTest::newRow("nested") << QByteArray("[[],[{}]]") << u"[\n  [],\n  [\n    {}\n  ]\n]"_s;
        QTest::newRow("no JSON") << QByteArray("a\x1b"
                                               "b")
                                 << u"a\\u001bb"_s;
    }
    void prettyJsonChangesNothingButWhiteSpace()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, shown);
        if (QTest::currentDataTag() == QByteArray("no JSON")) {
            QVERIFY(!prettyJson(body).contains(QChar(0x1b)));
            return;
        }
        QCOMPARE(prettyJson(body), shown);
    }

    void everyAttemptIsListed()
    {
        const WebhooksFixture console(true);
        console.select(u"callbacks"_s, 2);
        const QTableView *attempts = console.table(u"attempts"_s);
        QCOMPARE(attempts->model()->rowCount(), 5);
        QCOMPARE(WebhooksFixture::cell(attempts, 0, 2), u"503"_s);
        QCOMPARE(WebhooksFixture::cell(attempts, 0, 3), u"43 ms"_s);
        QCOMPARE(WebhooksFixture::cell(attempts, 0, 4),
                 u"It answered with status 503. · <html><h1>503 Service Unavailable</h1>"_s);
        QCOMPARE(WebhooksFixture::cell(attempts, 1, 2), u"no answer"_s);
    }

    void addressesThatFailAgainAndAgainAreNamed()
    {
        const WebhooksFixture console(true);
        bool told = false;
        for (const ElidedLabel *label : console.panel->findChildren<ElidedLabel *>()) {
            told = told
                || (label->isVisible()
                    && label->text().contains(u"articles-de-sport-et-de-plein-air.example (tried again in 24 s)"_s));
        }
        QVERIFY(told);
    }

    void aDeadOneIsReplayed()
    {
        WebhooksFixture console;
        console.select(u"webhooks"_s, 2);
        ConsoleFixture::button(console.panel, u"Replay…"_s)->click();
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Replay"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.webhooks.replayed, QStringList{u"w2"_s});
        QVERIFY(console.banners().contains(u"is on its way again"_s));
        QVERIFY(!ConsoleFixture::button(console.panel, u"Replay…"_s)->isEnabled());
    }

    void whatWasProcessedIsNotReplayedButWhatWasDeliveredIs()
    {
        const WebhooksFixture incoming;
        incoming.select(u"webhooks"_s, 1);
        QVERIFY(!ConsoleFixture::button(incoming.panel, u"Replay…"_s)->isEnabled());
        QVERIFY(!ConsoleFixture::button(incoming.panel, u"Replay…"_s)->toolTip().isEmpty());
        const WebhooksFixture outgoing(true);
        outgoing.select(u"callbacks"_s, 1);
        QVERIFY(ConsoleFixture::button(outgoing.panel, u"Replay…"_s)->isEnabled());
    }

    void aReplayThatIsRefusedIsTold()
    {
        WebhooksFixture console;
        console.services.webhooks.replayFailure = Error{ErrorCode::Conflict, {}, {}, {}};
        console.select(u"webhooks"_s, 2);
        ConsoleFixture::button(console.panel, u"Replay…"_s)->click();
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Replay"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(console.banners().contains(u"was not replayed"_s));
    }

    void allDeadOnesSinceATimeAreReplayed()
    {
        WebhooksFixture console(true);
        ConsoleFixture::button(console.panel, u"Replay all dead…"_s)->click();
        auto *dialog = ConsoleFixture::dialog<ReplayDialog>();
        QVERIFY(dialog);
        QVERIFY(!dialog->findChild<QDateTimeEdit *>(u"since"_s)->isEnabled());
        auto *span = dialog->findChild<QComboBox *>(u"span"_s);
        span->setCurrentIndex(span->count() - 1);
        dialog->findChild<QDateTimeEdit *>(u"since"_s)
            ->setDateTime(QDateTime::fromMSecsSinceEpoch(ConsoleFixture::now - 4 * 3'600'000));
        ConsoleFixture::button(dialog, u"Replay"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.webhooks.replayedDead.size(), 1U);
        const auto &asked = console.services.webhooks.replayedDead.front();
        QCOMPARE(asked.direction, WebhookDirection::Outgoing);
        QCOMPARE(asked.partnerId, QString());
        QCOMPARE(asked.since, ConsoleFixture::now - 4 * 3'600'000);
        QVERIFY(console.banners().contains(u"1 message is on its way again."_s));
    }

    void itIsFilteredByPartnerAndStatus()
    {
        const WebhooksFixture console;
        for (QComboBox *box : console.panel->findChildren<QComboBox *>(u"webhookState"_s)) {
            if (box->isVisible()) {
                box->setCurrentIndex(3);
                Q_EMIT box->activated(3);
            }
        }
        ConsoleFixture::settle();
        QCOMPARE(console.services.webhooks.queries.back().state, std::optional(WebhookState::Dead));
        QCOMPARE(console.table(u"webhooks"_s)->model()->rowCount(), 1);
    }

    void moreComesAsTheUserScrolls()
    {
        const WebhooksFixture console(false, true);
        QTableView *list = console.table(u"webhooks"_s);
        QCOMPARE(list->model()->rowCount(), 100);
        list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum());
        ConsoleFixture::settle();
        QVERIFY(list->model()->rowCount() >= 200);
    }

    void anUnreadableLogIsToldAndComesBack()
    {
        WebhooksFixture console;
        console.services.webhooks.readFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        QVERIFY(console.banners().contains(u"The log can't be read"_s));
        console.services.webhooks.readFailure.reset();
        console.second();
        QCOMPARE(console.banners(), QString());
    }
};

QTEST_MAIN(WebhooksTest)
#include "tst_webhooks.moc"
