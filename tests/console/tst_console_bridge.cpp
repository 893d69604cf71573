// SPDX-License-Identifier: GPL-3.0-or-later
#include "console_shop.h"

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class ConsoleBridgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // What the dashboard calls "in the last second" must be that, however long the program runs.
    void cacheFiguresAreThoseSinceTheLastLook()
    {
        ConsoleShop shop;
        const auto list = [&shop](int times) {
            for (int i = 0; i < times; ++i) {
                const auto listed = shop.backend->listing().refresh();
                QVERIFY(QTest::qWaitFor([&listed] { return listed.isReady(); }));
            }
        };
        list(5);
        QCOMPARE(shop.figures().cache, (CacheFigures{.hits = 5}));
        QCOMPARE(shop.figures().cache, CacheFigures{});
        list(2);
        shop.clock.advance(40s); // past the TTL
        list(1);
        QCOMPARE(shop.figures().cache, (CacheFigures{.hits = 2, .stale = 1}));
        QCOMPARE(shop.figures().cache, CacheFigures{});
    }

    void whatHappenedBeforeTheWindowOpenedIsNotItsFirstSecond()
    {
        ConsoleShop shop;
        const auto before = shop.backend->listing().refresh();
        QVERIFY(before.isReady());
        Counter &requests = shop.backend->metrics().counter(u"tidegate_http_requests_total"_s, u"test"_s);
        requests.add(1'000);
        ConsoleRates rates(*shop.backend);
        requests.add(30);
        shop.clock.advance(2s);
        const LiveFigures figures = rates.take();
        QCOMPARE(figures.requestsPerSecond, 15.0);
        QCOMPARE(figures.cache, CacheFigures{});
    }

    void ratesAreCountsPerSecond()
    {
        ConsoleShop shop;
        const auto checkouts = [&shop](const QString &result) -> Counter & {
            return shop.backend->metrics().counter(u"tidegate_checkouts_total"_s, u"test"_s, {{u"result"_s, result}});
        };
        Histogram &durations = shop.backend->metrics().histogram(u"tidegate_http_request_duration_seconds"_s, u"test"_s);
        durations.record(1s);
        (void)shop.figures();
        checkouts(u"paid"_s).add(6);
        checkouts(errorName(ErrorCode::OutOfStock)).add(4);
        durations.record(5ms);
        shop.clock.advance(2s);
        const LiveFigures figures = shop.figures();
        QCOMPARE(figures.at, shop.clock.utc());
        QCOMPARE(figures.checkoutsPerSecond, 3.0);
        QCOMPARE(figures.refusals, (std::vector<RefusalRate>{{ErrorCode::OutOfStock, 2.0}}));
        QCOMPARE(figures.latency.count, 1);
        QVERIFY(figures.latency.p99 < 6ms);
        QVERIFY(figures.store.writable);
    }

    void aSaleIsPlannedChangedAndSteered()
    {
        ConsoleShop shop;
        shop.fillCatalogue();
        const auto planned = shop.planSale();
        QVERIFY(planned);
        QCOMPARE(planned->name, u"Friday"_s);
        QCOMPARE(planned->state, SaleState::Running);
        QVERIFY(planned->editable);
        QCOMPARE(planned->items.size(), 1U);
        QCOMPARE(planned->items[0].name, u"Desk lamp"_s);
        QCOMPARE(planned->items[0].listPrice, (Money{5'900, Currency::euro()}));

        SaleDraft change;
        change.id = planned->id;
        change.version = planned->version;
        change.name = u"Saturday"_s;
        change.startsAt = planned->startsAt;
        change.endsAt = planned->endsAt;
        change.items = {{u"TENT"_s, {9'900, Currency::euro()}, 5, 0}};
        const auto changed = shop.save(change);
        QVERIFY(changed);
        QCOMPARE(changed->items[0].sku, u"TENT"_s);
        const auto stale = shop.save(change);
        QVERIFY(!stale && stale.error().code == ErrorCode::Conflict);

        QCOMPARE(shop.steer(planned->id, SaleStep::Pause)->state, SaleState::Paused);
        QCOMPARE(shop.steer(planned->id, SaleStep::Resume)->state, SaleState::Running);
        QCOMPARE(shop.steer(planned->id, SaleStep::End)->state, SaleState::Ended);
        const auto again = shop.steer(planned->id, SaleStep::End);
        QVERIFY(!again && again.error().code == ErrorCode::Conflict);
        const auto sales = answerOf<std::vector<SaleView>>([&shop](auto answer) { shop.bridge.sales(std::move(answer)); });
        QCOMPARE(sales->size(), 1U);
        QVERIFY(!sales->front().editable);
    }

    void aWrongDraftIsRefusedWithItsFields()
    {
        ConsoleShop shop;
        shop.fillCatalogue();
        const auto refused = shop.planSale(1'000);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(refused.error().fields.size(), 1U);
        QCOMPARE(refused.error().fields[0].field, u"items[0].quota"_s);
    }

    void salesAndTheCatalogueAreAnAdmins()
    {
        ConsoleShop shop;
        shop.fillCatalogue();
        const auto sale = shop.planSale();
        QVERIFY(sale);
        shop.bridge.identity().set(StaffActor{u"u2"_s, u"bob"_s, StaffRole::Support});
        QCOMPARE(shop.planSale().error().code, ErrorCode::Forbidden);
        QCOMPARE(shop.steer(sale->id, SaleStep::Pause).error().code, ErrorCode::Forbidden);
        QCOMPARE(shop.import({.file = shop.writeFile(u"new.csv"_s, "sku,name,price,stock\nNEW,New,1.00,1\n"), .format = {}})
                     .error()
                     .code,
                 ErrorCode::Forbidden);
        shop.bridge.identity().set(std::nullopt);
        QCOMPARE(shop.steer(sale->id, SaleStep::Pause).error().code, ErrorCode::Unauthenticated);
    }

    void stockIsThatOfTheSalesThatHaveNotEnded()
    {
        ConsoleShop shop;
        shop.fillCatalogue();
        const QString id = shop.planSale()->id;
        shop.change(u"UPDATE sale_item SET sold = 3, held = 2"_s);
        const auto open = answerOf<std::vector<StockFigures>>([&shop](auto answer) { shop.bridge.openStock(std::move(answer)); });
        QCOMPARE(open->size(), 1U);
        QCOMPARE(open->front().saleName, u"Friday"_s);
        QCOMPARE(open->front().name, u"Desk lamp"_s);
        QCOMPARE(open->front().left(), 5);
        QCOMPARE(open->front().quota, 10);
        shop.clock.advance(2h);
        const auto later =
            answerOf<std::vector<StockFigures>>([&shop](auto answer) { shop.bridge.openStock(std::move(answer)); });
        QVERIFY(later->empty());
        const auto ofSale =
            answerOf<std::vector<StockFigures>>([&](auto answer) { shop.bridge.saleStock(id, std::move(answer)); });
        QCOMPARE(ofSale->size(), 1U);
    }

    void theProofCountsTheOrders()
    {
        ConsoleShop shop;
        shop.fillCatalogue();
        const QString sale = shop.planSale()->id;
        const auto prove = [&shop] {
            return *answerOf<StockProof>([&shop](auto answer) { shop.bridge.proveStock(std::move(answer)); });
        };
        const auto order = [&](const QString &id, const QString &status, int quantity) {
            shop.change(u"INSERT INTO orders (id, shopper_id, sale_id, status, total, currency, created_at, updated_at) "
                        "VALUES ('%1', 's', '%2', '%3', 4900, 'EUR', 1, 1)"_s.arg(id, sale, status));
            shop.change(u"INSERT INTO order_line (order_id, position, id, sale_item_id, sku, name, quantity, unit_price) "
                        "SELECT '%1', 0, '%1', id, sku, 'Desk lamp', %2, 4900 FROM sale_item"_s.arg(id)
                            .arg(quantity));
        };
        QCOMPARE(prove(), (StockProof{shop.clock.utc(), {}}));
        order(u"a"_s, u"paid"_s, 2);
        order(u"b"_s, u"paid"_s, 1);
        order(u"c"_s, u"reserved"_s, 2);
        order(u"d"_s, u"declined"_s, 2);
        order(u"e"_s, u"released"_s, 1);
        const std::vector<StockDifference> lamp{{sale, u"LAMP"_s, u"Desk lamp"_s}};
        QCOMPARE(prove().differences, lamp);
        shop.change(u"UPDATE sale_item SET sold = 3, held = 2"_s);
        QVERIFY(prove().differences.empty());
        shop.change(u"UPDATE order_line SET cancelled = 1 WHERE order_id = 'a'"_s);
        QCOMPARE(prove().differences, lamp);
        shop.change(u"UPDATE sale_item SET sold = 2"_s);
        QVERIFY(prove().differences.empty());
        shop.change(u"UPDATE sale_item SET held = 1"_s);
        QCOMPARE(prove().differences, lamp);
    }

    void totalsAreThoseOfTheOrders()
    {
        ConsoleShop shop;
        shop.fillCatalogue();
        const QString sale = shop.planSale()->id;
        const QString insert = u"INSERT INTO orders (id, shopper_id, sale_id, status, total, currency, created_at, updated_at) "
                               "VALUES ('%1', 's', '%2', '%3', %4, 'EUR', 1, 1)"_s;
        shop.change(insert.arg(u"a"_s, sale, u"paid"_s).arg(4'900));
        shop.change(insert.arg(u"b"_s, sale, u"paid"_s).arg(9'800));
        shop.change(insert.arg(u"c"_s, sale, u"reserved"_s).arg(4'900));
        shop.change(insert.arg(u"d"_s, sale, u"declined"_s).arg(4'900));
        const auto totals = answerOf<OrderTotals>([&shop](auto answer) { shop.bridge.orderTotals(std::move(answer)); });
        QCOMPARE(totals->asOf, shop.clock.utc());
        QCOMPARE(totals->paid, 2);
        QCOMPARE(totals->inPayment, 1);
        QCOMPARE(totals->declined, 1);
        QCOMPARE(totals->released, 0);
        QCOMPARE(totals->revenue, (std::vector<Money>{{14'700, Currency::euro()}}));
    }

    void productsAreFound()
    {
        ConsoleShop shop;
        shop.fillCatalogue();
        const auto find = [&shop](const QString &text) {
            return *answerOf<std::vector<ProductHit>>(
                [&](auto answer) { shop.bridge.searchProducts(text, 10, std::move(answer)); });
        };
        QCOMPARE(find({}).size(), 2U);
        QCOMPARE(find(u"green"_s), (std::vector<ProductHit>{{u"TENT"_s, u"Green tent"_s, {15'900, Currency::euro()}, 100}}));
        QVERIFY(find(u"sofa"_s).empty());
    }

    void pricesWithoutACurrencyAreInTheOneThatWasChosen()
    {
        ConsoleShop shop;
        const QString file = shop.writeFile(u"plain.csv"_s, "sku,name,price,stock\nA,Thing,100,5\n");
        QVERIFY(shop.import({.file = file, .format = {}, .currency = *Currency::fromCode(u"JPY")}));
        const auto found =
            answerOf<std::vector<ProductHit>>([&shop](auto answer) { shop.bridge.searchProducts({}, 10, std::move(answer)); });
        QCOMPARE(found->front().price.toString(), u"100 JPY"_s);
    }

    void anImportTellsItsProgressAndWhatBecameOfTheRows()
    {
        ConsoleShop shop;
        QByteArray csv = "sku,name,price,stock\n";
        for (int i = 0; i < 3'000; ++i)
            csv += "P" + QByteArray::number(i) + ",Thing,1.00,5\n";
        csv += "BAD,Thing,1x,5\n";
        std::vector<ImportStage> stages;
        const auto outcome = shop.import({.file = shop.writeFile(u"many.csv"_s, csv), .format = {}},
                                         [&stages](ImportStage stage) { stages.push_back(stage); });
        QVERIFY(outcome);
        QCOMPARE(outcome->rows, 3'001);
        QCOMPARE(outcome->created, 3'000);
        QCOMPARE(outcome->rejected, 1);
        QCOMPARE(outcome->errors.size(), 1U);
        QCOMPARE(outcome->errors[0].line, 3'002);
        QVERIFY(!stages.empty());
        QVERIFY(std::is_sorted(stages.begin(), stages.end(),
                               [](const ImportStage &a, const ImportStage &b) { return a.rows < b.rows; }));
        QVERIFY(stages.back().rows <= 3'001);
    }

    void anImportIsCancelled()
    {
        ConsoleShop shop;
        QByteArray csv = "sku,name,price,stock\n";
        for (int i = 0; i < 3'000; ++i)
            csv += "P" + QByteArray::number(i) + ",Thing,1.00,5\n";
        const ImportRequest request{.file = shop.writeFile(u"many.csv"_s, csv), .format = {}};
        const auto outcome = answerOf<ImportOutcome>([&](auto answer) {
            shop.bridge.importCatalogue(
                request, [](ImportStage) {}, std::move(answer));
            shop.bridge.cancelImport();
        });
        QVERIFY(outcome);
        QVERIFY(outcome->cancelled);
        QVERIFY(outcome->created < 3'000);
    }

    void aFileThatIsNotThereIsRefused()
    {
        ConsoleShop shop;
        const auto refused = shop.import({.file = shop.folder.filePath(u"missing.csv"_s), .format = {}});
        QVERIFY(!refused && refused.error().code == ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(ConsoleBridgeTest)
#include "tst_console_bridge.moc"
