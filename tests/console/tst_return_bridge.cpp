// SPDX-License-Identifier: GPL-3.0-or-later
#include "order_shop.h"
#include "ui/return_services.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Ann's three tents were shipped.
class ReturnShop : public OrderShop
{
public:
    ReturnShop()
    {
        fillCatalogue();
        order = place(u"ann@example.com"_s, {{u"TENT"_s, u"Green tent"_s, 3, 15'900, 100}}, 490);
        enter(warehouse);
        if (!ship(writeOf(order.id), {}))
            qFatal("the order was not shipped");
    }

    ReturnServices &returns() { return bridge.returnServices(); }

    Result<RmaAnswer> submit(qint64 quantity, const QString &key = u"press"_s)
    {
        const NewRma wanted{order.id, {{order.lines[0].id, quantity, ReturnReason::DoesNotFit, u"too small"_s}}};
        return answerOf<RmaAnswer>([&](auto answer) { returns().submitReturn(wanted, key, std::move(answer)); });
    }

    using Step = void (ReturnServices::*)(const ReturnWrite &, Answer<RmaAnswer>);
    Result<RmaAnswer> take(Step step, const RmaSummary &rma)
    {
        const ReturnWrite write{rma.id, rma.version, returns().newKey()};
        return answerOf<RmaAnswer>([&](auto answer) { (returns().*step)(write, std::move(answer)); });
    }

    RmaDetails details(const QString &id)
    {
        return *answerOf<RmaDetails>([&](auto answer) { returns().returnDetails(id, std::move(answer)); });
    }

    Order order;
};

} // namespace

class ReturnBridgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReturnIsMadeOfWhatCanBeReturned()
    {
        ReturnShop shop;
        shop.enter(shop.support);
        const auto lines = answerOf<std::vector<ReturnableLine>>(
            [&](auto answer) { shop.returns().returnableLines(shop.order.id, std::move(answer)); });
        QCOMPARE(lines->front().returnable, 3);
        const auto made = shop.submit(2);
        QVERIFY2(made, qPrintable(errorOf(made)));
        QCOMPARE(made->rma.summary.units, 2);
        QVERIFY(made->rma.byStaff);
        QCOMPARE(errorOf(shop.submit(2, u"another"_s)), u"conflict"_s);
    }

    void theSamePressIsDoneOnce()
    {
        ReturnShop shop;
        shop.enter(shop.support);
        const auto made = shop.submit(1);
        const auto again = shop.submit(1);
        QCOMPARE(again->rma.summary.id, made->rma.summary.id);
        QVERIFY(again->replayed);
        QCOMPARE(errorOf(shop.submit(2)), u"idempotency_key_reused"_s);
    }

    void supportTakesItsStepsInItsOwnName()
    {
        ReturnShop shop;
        shop.enter(shop.support);
        const auto made = shop.submit(1);
        const auto validated = shop.take(&ReturnServices::validateReturn, made->rma.summary);
        const auto approved = shop.take(&ReturnServices::approveReturn, validated->rma.summary);
        QCOMPARE(approved->rma.summary.state, RmaState::Approved);
        const RmaDetails details = shop.details(made->rma.summary.id);
        QCOMPARE(details.history.size(), 3U);
        QCOMPARE(details.history.back().action, u"rma.approve"_s);
        QCOMPARE(details.history.back().actor, shop.support.text());
    }

    void aStaleVersionChangesNothing()
    {
        ReturnShop shop;
        shop.enter(shop.support);
        const auto made = shop.submit(1);
        const auto validated = shop.take(&ReturnServices::validateReturn, made->rma.summary);
        QVERIFY(validated);
        QCOMPARE(errorOf(shop.take(&ReturnServices::validateReturn, made->rma.summary)), u"version_conflict"_s);
        QCOMPARE(errorOf(shop.take(&ReturnServices::validateReturn, validated->rma.summary)), u"illegal_transition"_s);
        QCOMPARE(shop.details(made->rma.summary.id).rma.summary.version, validated->rma.summary.version);
    }

    void nobodyAndTheWrongRoleChangeNothing()
    {
        ReturnShop shop;
        shop.enter(shop.support);
        const auto made = shop.submit(1);
        shop.enter(shop.warehouse);
        QCOMPARE(errorOf(shop.take(&ReturnServices::validateReturn, made->rma.summary)), u"forbidden"_s);
        shop.bridge.identity().set(std::nullopt);
        QVERIFY(!shop.returns().signedIn());
        QCOMPARE(errorOf(shop.take(&ReturnServices::validateReturn, made->rma.summary)), u"unauthenticated"_s);
        QCOMPARE(shop.details(made->rma.summary.id).rma.summary.version, made->rma.summary.version);
    }

    void returnsAreFoundAndCounted()
    {
        ReturnShop shop;
        shop.enter(shop.support);
        const auto made = shop.submit(1);
        for (const QString &text : {u"ann@"_s, u"ten"_s, made->rma.summary.number.toLower(), shop.order.id}) {
            const auto page =
                answerOf<Page<RmaSummary>>([&](auto answer) { shop.returns().returns({.text = text}, std::move(answer)); });
            QCOMPARE(page->items.size(), 1U);
        }
        shop.clock.advance(25h);
        const auto counts =
            answerOf<std::vector<RmaStateCount>>([&](auto answer) { shop.returns().returnCounts(std::move(answer)); });
        QCOMPARE(counts->front().count, 1);
        QCOMPARE(counts->front().overdue, 1);
    }

    void aNoteIsKept()
    {
        ReturnShop shop;
        shop.enter(shop.support);
        const auto made = shop.submit(1);
        const auto note = answerOf<RmaNote>([&](auto answer) {
            shop.returns().addNote(made->rma.summary.id, NoteVisibility::Customer, u"Please send the box"_s, std::move(answer));
        });
        QVERIFY(note);
        QCOMPARE(shop.details(made->rma.summary.id).rma.notes.front().body, u"Please send the box"_s);
    }
};

QTEST_GUILESS_MAIN(ReturnBridgeTest)
#include "tst_return_bridge.moc"
