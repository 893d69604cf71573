// SPDX-License-Identifier: GPL-3.0-or-later
// What customers are written about their orders and returns.
#include "core/notify/mail_service.h"
#include "core/notify/mail_template.h"
#include "returns_shop.h"
#include "support/mail_server.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const SoldOrder twoOfA{.lines = {{.sku = u"A"_s, .quantity = 2, .price = 1'999}}};

class MailingShop : public ReturnsShop
{
public:
    /// Of all mails by age, one of the columns.
    QStringList mails(const QString &column = u"kind"_s)
    {
        return must(store
                        ->read([column](ReadTransaction &transaction) -> Result<QStringList> {
                            QStringList all;
                            transaction.each(u"SELECT "_s + column + u" FROM mail ORDER BY id"_s, {},
                                             [&all](const Row &row) { all << row.text(0); });
                            return all;
                        })
                        .get());
    }
    QString lastText() { return mails(u"text_body"_s).last(); }
    /// Those so far don't count.
    void forget() { change(u"DELETE FROM mail"_s); }
};

} // namespace

class RmaMailTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aParcelIsToldWithWhatIsStillToCome()
    {
        MailingShop shop;
        const Order order = shop.sell(twoOfA);
        shop.ship(order, 1);
        QCOMPARE(shop.mails(), QStringList{u"order.shipped"_s});
        QCOMPARE(shop.mails(u"recipient"_s), QStringList{u"ann@example.com"_s});
        const QString text = shop.lastText();
        QVERIFY2(text.contains(u"TRACK"_s) && text.contains(u"Still to come:\n1 × Product A"_s), qPrintable(text));
        shop.ship(order);
        QVERIFY(!shop.lastText().contains(u"Still to come"_s));
    }

    void aCancellationTellsWhatGoesBackAndTheRefundThatItWent()
    {
        MailingShop shop;
        const Order order = shop.sell(twoOfA);
        ReturnsShop::must(shop.fulfilment.cancel(shop.actionOn(order.id, shop.support), {{order.lines.front().id, 1}}, {}).get());
        QCOMPARE(shop.mails(), QStringList{u"order.cancelled"_s});
        QVERIFY(shop.lastText().contains(u"1 × Product A"_s));
        QVERIFY(shop.lastText().contains(u"19.99 EUR go back by the way"_s));
        shop.sendRefunds();
        QCOMPARE(shop.mails(), (QStringList{u"order.cancelled"_s, u"refund.settled"_s}));
        QVERIFY(shop.lastText().contains(u"19.99 EUR"_s));
    }

    void aReturnIsFollowedToItsRefund()
    {
        MailingShop shop;
        const Rma settling = shop.completing(shop.sellAndShip(twoOfA));
        QCOMPARE(shop.mails(),
                 (QStringList{u"order.shipped"_s, u"return.submitted"_s, u"return.approved"_s, u"return.received"_s}));
        shop.sendRefunds();
        QCOMPARE(shop.mails().last(), u"return.refunded"_s);
        QCOMPARE(shop.mails().size(), 5);
        QVERIFY(shop.lastText().contains(u"39.98 EUR"_s));
        QVERIFY(shop.lastText().contains(settling.summary.number));
    }

    void theApprovalSaysUntilWhen()
    {
        MailingShop shop;
        shop.approved(shop.sellAndShip(twoOfA)); // on 1 January 2026, and 21 days are given
        QVERIFY2(shop.lastText().contains(u"by 22 January 2026"_s), qPrintable(shop.lastText()));
    }

    void whatIsApprovedAtOnceIsOneMail()
    {
        MailingShop shop;
        ReturnRules rules = ReturnsShop::must(shop.rules.rules().get());
        rules.autoValidate = rules.autoApprove = true;
        ReturnsShop::must(shop.rules.change(rules, shop.admin).get());
        const Order order = shop.sellAndShip(twoOfA);
        shop.forget();
        shop.submitted(order);
        QCOMPARE(shop.mails(), QStringList{u"return.approved"_s});
    }

    void storeCreditIsToldWithTheBalance()
    {
        MailingShop shop;
        shop.giveCredit(u"ann"_s, 500);
        shop.completing(shop.sellAndShip(twoOfA), DispositionKind::StoreCredit, 99);
        QCOMPARE(shop.mails().last(), u"return.credited"_s);
        QVERIFY2(shop.lastText().contains(u"38.00 EUR of store credit"_s), qPrintable(shop.lastText()));
        QVERIFY(shop.lastText().contains(u"is now 43.00 EUR"_s));
    }

    void aReplacementIsToldWithItsOrder()
    {
        MailingShop shop;
        const Rma done = shop.completing(shop.sellAndShip(twoOfA), DispositionKind::Replacement);
        QCOMPARE(shop.mails().last(), u"return.replaced"_s);
        const QString order = done.lines.front().units.front().disposition->resultRef;
        QVERIFY(!order.isEmpty() && shop.lastText().contains(order));
        QVERIFY(shop.lastText().contains(u"2 × Product A"_s));
    }

    void whatIsNotAcceptedIsToldWithTheReason()
    {
        MailingShop shop;
        const Rma here = shop.received(shop.sellAndShip(twoOfA));
        const Rma seen = shop.inspect(here, shop.findings(here, StockClass::Quarantine, Verdict::Reject));
        shop.complete(shop.decide(seen, {}));
        QCOMPARE(shop.mails().last(), u"return.rejected"_s);
        QVERIFY2(shop.lastText().contains(u"2 × Product A: worn"_s), qPrintable(shop.lastText()));
        QVERIFY(shop.lastText().contains(u"These go back to you:\n2 × Product A"_s));
    }

    void aRepairIsToldOnceItIsDone()
    {
        MailingShop shop;
        const Rma settling = shop.completing(shop.sellAndShip({.lines = {{.sku = u"A"_s}}}), DispositionKind::Repair);
        QCOMPARE(shop.mails().last(), u"return.received"_s);
        ReturnsShop::must(shop.rma.finishRepair(shop.by(shop.warehouse, settling), {settling.repairs.front().id, true, {}}));
        QCOMPARE(shop.mails().last(), u"return.repaired"_s);
    }

    void endsAreToldWithTheirReasons()
    {
        MailingShop shop;
        const Rma declined = shop.submitted(shop.sellAndShip(twoOfA));
        ReturnsShop::must(shop.rma.decline(shop.by(shop.support, declined), u"no photos"_s));
        QCOMPARE(shop.mails().last(), u"return.declined"_s);
        QVERIFY(shop.lastText().contains(u"no photos"_s));
        const Rma cancelled = shop.submitted(shop.sellAndShip(twoOfA));
        ReturnsShop::must(shop.rma.cancel(ReturnsShop::byShopper(u"ann"_s, cancelled.summary.id), {}));
        QCOMPARE(shop.mails().last(), u"return.cancelled"_s);
        QVERIFY(!shop.lastText().contains(u"reason"_s));
        shop.approved(shop.sellAndShip(twoOfA));
        shop.clock.advance(24h * 22);
        QCOMPARE(ReturnsShop::must(shop.rma.expire().get()), 1);
        QCOMPARE(shop.mails().last(), u"return.expired"_s);
    }

    void aRefusedOrRepeatedStepWritesNothing()
    {
        MailingShop shop;
        const Order order = shop.sellAndShip(twoOfA);
        RmaAction action = ReturnsShop::byShopper(u"ann"_s);
        action.idempotencyKey = u"once"_s;
        shop.forget();
        const Rma rma = ReturnsShop::must(shop.rma.submit(action, shop.all(order)));
        QVERIFY(shop.rma.submit(action, shop.all(order)).get()->replayed);
        QCOMPARE(ReturnsShop::refusal(shop.rma.approve(shop.by(shop.support, rma))), u"illegal_transition"_s);
        QCOMPARE(shop.mails(), QStringList{u"return.submitted"_s});
    }

    void itIsWrittenInTheOrdersLanguage()
    {
        MailingShop shop;
        SoldOrder sold = twoOfA;
        sold.language = u"de"_s;
        shop.completing(shop.sellAndShip(sold));
        shop.sendRefunds();
        QVERIFY2(shop.lastText().contains(u"39,98 EUR"_s), qPrintable(shop.lastText()));
        QVERIFY(shop.mails(u"subject"_s).last().startsWith(u"Retoure"_s));
    }

    void whatNobodyWaitsForAnyLongerIsTold()
    {
        MailingShop shop;
        const Rma waiting = shop.approved(shop.sellAndShip(twoOfA));
        const QString line = waiting.lines.front().id;
        shop.forget();
        const Rma ended = ReturnsShop::must(shop.rma.receive(shop.by(shop.warehouse, waiting), {{{line, 0, 2}}, {}}));
        QCOMPARE(ended.summary.state, RmaState::Inspected);
        QCOMPARE(shop.mails(), QStringList{u"return.missing"_s});
        QVERIFY2(shop.lastText().contains(u"2 × Product A"_s), qPrintable(shop.lastText()));
        QVERIFY(shop.lastText().contains(waiting.summary.number));
    }

    void aParcelThatLacksUnitsTellsOfBoth()
    {
        MailingShop shop;
        const Rma waiting = shop.approved(shop.sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2}, {.sku = u"B"_s}}}));
        shop.forget();
        ReturnsShop::must(
            shop.rma.receive(shop.by(shop.warehouse, waiting), {{{waiting.lines[0].id, 1, 1}, {waiting.lines[1].id, 1, 0}}, {}}));
        QCOMPARE(shop.mails(), (QStringList{u"return.received"_s, u"return.missing"_s}));
        QVERIFY2(shop.lastText().contains(u"1 × Product A"_s), qPrintable(shop.lastText()));
        QVERIFY(!shop.lastText().contains(u"Product B"_s));
        QVERIFY(shop.mails(u"text_body"_s).first().contains(u"1 × Product A\n1 × Product B"_s));
    }

    void aNoteForTheCustomerIsMailedOnce()
    {
        MailingShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(twoOfA));
        shop.forget();
        const NewRmaNote note{
            rma.summary.id, NoteVisibility::Customer, u"Which cable\nis yours?"_s, shop.support, u"once"_s, {}, {}};
        ReturnsShop::must(shop.rma.addNote(note).get());
        QVERIFY(ReturnsShop::must(shop.rma.addNote(note).get()).replayed);
        QCOMPARE(shop.mails(), QStringList{u"return.note"_s});
        QCOMPARE(shop.mails(u"recipient"_s), QStringList{u"ann@example.com"_s});
        QVERIFY2(shop.lastText().contains(u"Which cable\nis yours?"_s), qPrintable(shop.lastText()));
        QVERIFY(shop.mails(u"html_body"_s).last().contains(u"Which cable<br>\nis yours?"_s));
    }

    void anInternalNoteIsNotMailed()
    {
        MailingShop shop;
        const Rma rma = shop.submitted(shop.sellAndShip(twoOfA));
        shop.forget();
        ReturnsShop::must(shop.rma.addNote(rma.summary.id, NoteVisibility::Internal, u"a swindler"_s, shop.support).get());
        QCOMPARE(shop.mails(), QStringList());
    }

    void withoutAnAddressStepsGoOnWithoutMail()
    {
        MailingShop shop;
        const Order order = shop.sell(twoOfA);
        shop.change(u"UPDATE orders SET email = ''"_s);
        shop.ship(order);
        const Rma rma = shop.completing(order);
        shop.sendRefunds();
        ReturnsShop::must(shop.rma.addNote(rma.summary.id, NoteVisibility::Customer, u"Thanks."_s, shop.support).get());
        QCOMPARE(shop.mails(), QStringList());
        QCOMPARE(shop.allViolations(), QStringList());
    }

    void aBrokenTemplateFailsNoStep()
    {
        MailingShop shop;
        shop.change(u"INSERT INTO mail_template (kind, language, subject, text_body, html_body, changed_by, changed_at, version) "
                    "VALUES ('order.shipped', 'en', '{{gone}}', '{{', '', 'x', 1, 1)"_s);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"program's own takes its place"_s));
        shop.sellAndShip(twoOfA);
        QCOMPARE(shop.mails(), QStringList{u"order.shipped"_s});
    }

    void aMailServerGetsBothPartsEscaped()
    {
        MailingShop shop;
        MailServer server;
        Order order = shop.sell(twoOfA);
        shop.change(u"UPDATE order_line SET name = 'Tea & <b>coffee</b>'"_s);
        shop.ship(order);
        MailOptions options;
        options.host = u"127.0.0.1"_s;
        options.port = server.port();
        options.from = u"shop@tidegate.example"_s;
        options.startTls = false;
        MailService service(*shop.store, options, shop.clock, shop.random);
        service.start();
        const QJsonObject message = server.next();
        QCOMPARE(message.value(u"to"_s).toArray().at(0).toString(), u"ann@example.com"_s);
        QCOMPARE(header(message, u"Subject"_s), u"Your order %1 is on its way"_s.arg(order.id));
        QCOMPARE(message.value(u"defects"_s).toArray().size(), 0);
        const QJsonArray parts = message.value(u"parts"_s).toArray();
        QCOMPARE(parts.size(), 2);
        QVERIFY(parts.at(0).toObject().value(u"text"_s).toString().contains(u"2 × Tea & <b>coffee</b>"_s));
        QVERIFY(parts.at(1).toObject().value(u"text"_s).toString().contains(u"2 × Tea &amp; &lt;b&gt;coffee&lt;/b&gt;"_s));
    }
};

QTEST_GUILESS_MAIN(RmaMailTest)
#include "tst_rma_mail.moc"
