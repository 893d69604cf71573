// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_bridge.h"
#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

const StaffActor admin{u"u1"_s, u"anna"_s, StaffRole::Admin};

} // namespace

class RemoteShopTest : public QObject
{
    Q_OBJECT

private:
    /// Asks and runs the event loop until the answer is there.
    template <typename T, typename Ask>
    static Result<T> answerOf(Ask ask)
    {
        std::optional<Result<T>> answer;
        ask([&answer](Result<T> given) { answer.emplace(std::move(given)); });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 30'000))
            qFatal("no answer came");
        return std::move(*answer);
    }

private Q_SLOTS:
    void anSqliteFileIsRefusedWithWhatToDo()
    {
        const SystemClock clock;
        SystemRandom random;
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto refused = RemoteShop::open(scratch.options, {}, clock, random);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QVERIFY(refused.error().detail.contains(u"--database postgresql://"_s));
        QVERIFY(!refused.error().detail.contains(u'\n'));
        QVERIFY(!QFile::exists(scratch.path()));
    }

    void salesStockTotalsAndImportWorkOnTheSharedDatabase()
    {
        const SystemClock clock;
        SystemRandom random;
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto shop = RemoteShop::open(scratch.options, {}, clock, random);
        QVERIFY2(shop, shop ? "" : qPrintable(shop.error().detail));
        ConsoleBridge bridge(**shop);
        bridge.identity().set(admin);
        QVERIFY(bridge.serverAddresses().isEmpty());

        const QString path = scratch.folder() + u"/catalogue.csv"_s;
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("sku,name,price,stock\nLAMP,Desk lamp,59.00,100\n") > 0);
        file.close();
        const auto imported = answerOf<ImportOutcome>([&](auto answer) {
            bridge.importCatalogue(
                {.file = path, .format = {}}, [](ImportStage) {}, std::move(answer));
        });
        QVERIFY(imported && imported->created == 1);

        SaleDraft draft;
        draft.name = u"Friday"_s;
        draft.startsAt = clock.utc();
        draft.endsAt = clock.utc() + 3'600'000;
        draft.items = {{u"LAMP"_s, {4'900, Currency::euro()}, 10, 2}};
        const auto planned = answerOf<SaleView>([&](auto answer) { bridge.saveSale(draft, std::move(answer)); });
        QVERIFY2(planned, planned ? "" : qPrintable(planned.error().detail));
        const auto stock = answerOf<std::vector<StockFigures>>([&](auto answer) { bridge.openStock(std::move(answer)); });
        QVERIFY(stock && stock->size() == 1);
        QCOMPARE(stock->front().left(), 10);
        scratch.runOutside(u"UPDATE sale_item SET sold = 1"_s);
        const auto proof = answerOf<StockProof>([&](auto answer) { bridge.proveStock(std::move(answer)); });
        QVERIFY(proof && proof->differences.size() == 1);
        const auto totals = answerOf<OrderTotals>([&](auto answer) { bridge.orderTotals(std::move(answer)); });
        QVERIFY(totals && totals->paid == 0);
        const auto figures = answerOf<LiveFigures>([&](auto answer) { bridge.liveFigures(std::move(answer)); });
        QVERIFY(figures && figures->store.writable);
        QVERIFY(figures->breakers.empty());
    }

    void partnersKeysJobsAndWebhooksWorkOnTheSharedDatabase()
    {
        const SystemClock clock;
        SystemRandom random;
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto shop = RemoteShop::open(scratch.options, {}, clock, random);
        QVERIFY2(shop, shop ? "" : qPrintable(shop.error().detail));
        ConsoleBridge bridge(**shop);
        bridge.identity().set(admin);
        PartnerServices &partners = bridge.partnerServices();
        PartnerDraft draft;
        draft.name = u"Acme"_s;
        draft.email = u"it@acme.example"_s;
        const auto acme = answerOf<PartnerView>([&](auto answer) { partners.savePartner(draft, std::move(answer)); });
        QVERIFY2(acme, acme ? "" : qPrintable(acme.error().detail));
        KeyDraft key;
        key.partnerId = acme->id;
        const auto issued = answerOf<IssuedKey>([&](auto answer) { partners.createKey(key, std::move(answer)); });
        QVERIFY(issued && issued->secret.startsWith(u"tg_live_"_s));

        // A feed that a server somewhere else has taken.
        scratch.runOutside(
            u"INSERT INTO feed_job (id, partner_id, kind, status, mode, policy, home, file, actor, uploaded_at, created_at) "
            "VALUES ('j1', '%1', 'feed', 'queued', 'delta', 'partial', 'server-a', 'j1.feed', 'test', 1, 1)"_s.arg(acme->id));
        JobServices &jobs = bridge.jobServices();
        const auto cancelled = answerOf<JobView>([&](auto answer) { jobs.cancelJob(u"j1"_s, std::move(answer)); });
        QVERIFY2(cancelled, cancelled ? "" : qPrintable(cancelled.error().detail));
        QCOMPARE(cancelled->state, JobState::Cancelled);
        const auto again = answerOf<JobView>([&](auto answer) { jobs.retryJob(u"j1"_s, std::move(answer)); });
        QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
        const auto home =
            shop->get()
                ->store()
                .read([id = again->id](ReadTransaction &transaction) -> Result<QString> {
                    return transaction
                        .one(u"SELECT home FROM feed_job WHERE id = ?"_s, {id}, [](const Row &row) { return row.text(0); })
                        .value_or(QString());
                })
                .get();
        QCOMPARE(home.value(), u"server-a"_s);
        const auto rows = answerOf<RejectedRows>([&](auto answer) { jobs.rejectedRows(u"j1"_s, {}, std::move(answer)); });
        QVERIFY(!rows);
        const auto page = answerOf<WebhookViewPage>(
            [&](auto answer) { bridge.webhookServices().webhooks(WebhookDirection::Incoming, {}, 10, {}, std::move(answer)); });
        QVERIFY(page && page->rows.empty());
    }
};

QTEST_GUILESS_MAIN(RemoteShopTest)
#include "tst_remote_shop.moc"
